"""What the documentation says is complete: every part of the program has its place in it."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest
from ruamel.yaml import YAML

import steelyard
from docs.reference import (
    claims_models,
    claims_schema,
    edition,
    filled,
    models,
    rooms,
    schema,
)
from steelyard import Article, Dataset, Scheme, evaluate, extract, match
from steelyard.claims import press
from steelyard.claims import proposals as of_articles
from steelyard.claims.extraction import Form
from steelyard.claims.file.grammar import Claim
from steelyard.claims.formulas.formula import Function, read_formula
from steelyard.claims.found import FoundList
from steelyard.claims.outcome import Verdict
from steelyard.claims.printed import Comparator
from steelyard.claims.report.words import SYMBOLS
from steelyard.cli.app import COMMANDS
from steelyard.evaluation.compliance import BREACHES
from steelyard.library import names, sample
from steelyard.names.writing import write
from steelyard.record.entry import KINDS as ENTRIES
from steelyard.robustness.draws import uniforms
from steelyard.robustness.model import Model
from steelyard.robustness.report import TABLES
from steelyard.scheme.assumptions import KINDS
from steelyard.scheme.derived import Figure
from steelyard.scheme.measures import Measure
from steelyard.scheme.rank import Ties
from steelyard.scheme.rules import RowRule
from steelyard.scheme.tree import Citation
from tests.docs.blocks import PROJECT, Block, blocks

DOCS = PROJECT / "docs"
LIBRARY = PROJECT / "src" / "steelyard" / "library"
STEPS = ("impute", "treat", "normalise", "weigh", "aggregate")
IN_OTHER_WORDS = {
    r"^calibration/\d+-.+\.parquet$": "calibration/NNN-NAME.parquet",
    r"^input/[^/]+\.parquet$": "input/TABLE.parquet",
    r"^data/tables/[^/]+\.csv$": "data/tables/NAME.csv",
    r"^data/estimates_of_.+\.csv$": "data/estimates_of_NAME.csv",
    r"^record/\d+-.+\.json$": "record/NNNN-KIND.json",
    r"_\d+\.parquet$": ".parquet",
}


@cache
def page(name: str) -> str:
    return filled((DOCS / name).read_text(encoding="utf-8"))


def in_other_words(file: str) -> str:
    """Return a file's name as the page writes those of its kind."""
    for pattern, words in IN_OTHER_WORDS.items():
        file = re.sub(pattern, words, file)
    return file


def methods(room: str) -> list[str]:
    consts = (
        schema()["$defs"][name]["properties"].get("method", {}).get("const")
        for name, model in models().items()
        if model.__module__.endswith(f".{room}") and name != "Scheme"
    )
    return [const for const in consts if const is not None]


def test_every_definition_of_the_schema_is_a_model() -> None:
    assert schema()["$defs"].keys() <= models().keys()


@pytest.mark.parametrize("room", sorted(rooms()))
def test_every_room_of_the_grammar_has_its_place(room: str) -> None:
    text = (DOCS / "grammar.md").read_text(encoding="utf-8")
    assert f"(grammar-{room})=" in text
    assert f"<!-- made: grammar {room} -->" in text


@pytest.mark.parametrize("name", sorted(models()))
def test_every_field_of_the_grammar_is_told(name: str) -> None:
    definition = schema() if name == "Scheme" else schema()["$defs"][name]
    rows = [f"| `{field}` |" for field in definition["properties"] if field != "method"]
    text = page("grammar.md")
    sections = [part for part in text.split("\n(grammar-") if all(row in part for row in rows)]
    assert sections


def test_every_link_within_the_grammar_has_its_aim() -> None:
    text = page("grammar.md")
    assert set(re.findall(r"\(#([\w-]+)\)", text)) <= set(re.findall(r"\n\(([\w-]+)\)=", text))


@pytest.mark.parametrize("step", STEPS)
def test_every_method_has_its_place_on_the_page_of_its_step(step: str) -> None:
    assert methods(step)
    text = page(f"steps/{step}.md")
    assert not [method for method in methods(step) if f"`{method}`" not in text]


def test_every_kind_of_derived_figure_is_told() -> None:
    kinds = [one["required"][0] for one in Figure.model_json_schema()["oneOf"]]
    text = page("steps/derive.md")
    assert not [kind for kind in kinds if f"{kind}: " not in text]


def examples_of_assumptions() -> list[Block]:
    found = blocks((DOCS / "assumptions.md").read_text(encoding="utf-8"))
    return [one for one in found if one.language == "yaml" and "file" not in one.marks]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_assumption_is_told(kind: str) -> None:
    assert re.search(rf"^\| .*`{kind}`.* \|", page("assumptions.md"), re.MULTILINE)
    parts = [YAML(typ="safe").load(block.text) for block in examples_of_assumptions()]
    assert any(kind in one for part in parts for one in part["assumptions"].values())


@pytest.mark.parametrize("block", examples_of_assumptions(), ids=lambda one: f"line-{one.start}")
def test_every_example_of_an_assumption_varies_the_scores(block: Block) -> None:
    yaml, example = YAML(typ="safe"), DOCS / "examples" / "companies"
    part = yaml.load(block.text)
    whole = yaml.load((example / "scheme.yaml").read_text(encoding="utf-8")) | part
    text = io.StringIO()
    yaml.dump(whole, text)
    scheme = Scheme.parse(text.getvalue())
    files = {path.stem: path for path in example.glob("*.csv")}
    found = Model.of(evaluate(scheme, Dataset.read(scheme.inputs, files)))
    assert list(found.assumptions) == sorted(part["assumptions"])
    assert not [name for name in found.assumptions if not moves(found, name)]


def moves(model: Model, name: str) -> bool:
    """Return whether drawing one assumption anew, all others frozen, changes a score."""
    frozen, anew = (uniforms(0, stream, 0, 64, model.width) for stream in (0, 1))
    drawn = frozen.copy()
    drawn[:, model.groups[name]] = anew[:, model.groups[name]]
    return not np.allclose(model.draw(frozen).scores, model.draw(drawn).scores, equal_nan=True)


def test_every_table_of_the_analysis_is_told() -> None:
    text = page("robustness.md")
    assert not [name for name in TABLES if f"`{name}`" not in text]


def test_every_measure_is_told() -> None:
    kinds = [one["required"][0] for one in Measure.model_json_schema()["oneOf"]]
    text = page("steps/tables.md")
    assert not [kind for kind in kinds if f"`{kind}: " not in text]


def test_every_rule_for_ties_is_told() -> None:
    text = page("steps/rank.md")
    assert not [rule for rule in get_args(Ties) if f"| `{rule}` |" not in text]


@pytest.mark.parametrize("field", ["severity", "then"])
def test_everything_that_a_rule_may_say_is_told(field: str) -> None:
    text = page("rules.md")
    values = get_args(RowRule.model_fields[field].annotation)
    assert values
    assert not [value for value in values if f"\n| `{value}`" not in text]


def test_every_certainty_is_told() -> None:
    values = get_args(Citation.model_fields["certainty"].annotation)
    assert values
    assert not [value for value in values if f"\n| {value} |" not in page("fund-evaluation.md")]


def test_every_kind_of_entry_of_the_record_is_told() -> None:
    (row,) = re.findall(r"^\| `number`, `kind` \|.*$", page("editions.md"), re.MULTILINE)
    assert not [kind for kind in ENTRIES if kind not in row]


def test_what_rules_add_to_an_edition_is_told_field_by_field() -> None:
    told = page("editions.md").partition("`data/breaches.csv`: ")[2].partition("`data/")[0]
    assert not [field for field in BREACHES.names() if f"| `{field}` |" not in told]


def test_every_definition_of_the_schema_of_claims_is_a_model() -> None:
    assert claims_schema()["$defs"].keys() | {"Claims"} == claims_models().keys()


@pytest.mark.parametrize("name", sorted(claims_models()))
def test_every_field_of_the_grammar_of_claims_is_told(name: str) -> None:
    _, found, told = page("claims.md").partition(f"(grammar-claims-{in_words(name)})=")
    assert found
    section = told.partition("\n(")[0].partition("\n## ")[0]
    fields = claims_models()[name].model_fields
    assert not [field for field in fields if f"\n| `{field}` |" not in section]


def in_words(name: str) -> str:
    """Return the name of a model as anchors have it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_every_verdict_is_told_with_its_sign(verdict: Verdict) -> None:
    assert f"\n| `{verdict}` | {SYMBOLS[verdict]} |" in page("claims.md")


@pytest.mark.parametrize("comparator", get_args(Comparator))
def test_every_comparator_is_told_with_an_interval(comparator: str) -> None:
    told = page("claims.md").partition("### How words become intervals")[2]
    (row,) = re.findall(rf"^\| `{comparator}` \|.*$", told, re.MULTILINE)
    assert re.search(r": [\[(].+, .+[\])] \|$", row)


def test_every_status_of_a_claim_is_told() -> None:
    values = get_args(Claim.model_fields["status"].annotation)
    assert values
    (row,) = re.findall(r"^\| `status` \|.*$", page("claims.md"), re.MULTILINE)
    assert not [value for value in values if f"`{value}`: " not in row]


def test_every_way_to_check_a_claim_is_told() -> None:
    text = page("claims.md")
    assert not [way for way in ("query", "formula", "names") if f"\n| `{way}` |" not in text]


@pytest.mark.parametrize("function", [*get_args(Function), "root"])
def test_every_function_of_formulas_is_told_and_known(function: str) -> None:
    read_formula(f"{function}(a, 2)" if function == "root" else f"{function}(a)")
    (row,) = re.findall(r"^\| `formula` \| arithmetic.*$", page("claims.md"), re.MULTILINE)
    assert f"`{function}`" in row


def test_every_relation_that_is_proposed_is_told() -> None:
    with (Path(of_articles.__path__[0]) / "relations.csv").open(encoding="utf-8") as file:
        relations = [row["relation"] for row in csv.DictReader(file)]
    assert not [name for name in relations if f"\n| `{name}` |" not in page("claims.md")]


def test_every_kind_of_list_is_told() -> None:
    kinds = get_args(get_type_hints(FoundList)["kind"])
    assert kinds
    assert not [kind for kind in kinds if f"`{kind}`" not in page("claims.md")]


def test_every_file_of_an_extraction_is_told(tmp_path: Path) -> None:
    text = "The ranking of the 3 brands: 1. Alder, Cedar 2. Birch, Elm 3. Maple, Cedar"
    files = extract(Article(text)).write(tmp_path / "found")
    assert any(file.name == "list-1.csv" for file in files)
    assert not [file.name for file in files if f"`{file.name}`" not in page("claims.md")]


@pytest.mark.parametrize("form", get_args(Form))
def test_every_form_of_an_extraction_is_told(form: str) -> None:
    text = page("claims.md")
    assert form == "csv" or f"`--form {form}`" in text


def test_every_file_of_a_match_is_told(tmp_path: Path) -> None:
    files = write(match(["Alder", "Birch"], ["Alder", "Cedar"]), tmp_path / "found")
    names = [re.sub("in-[AB]", "in-LIST", file.name) for file in files]
    assert not [name for name in names if f"\n| `{name}` |" not in page("names.md")]


@pytest.mark.parametrize("name", press.names())
def test_every_press_piece_is_told(name: str) -> None:
    assert f"\n| `{name}` |" in page("press-audit.md")


def test_every_command_is_told() -> None:
    text = page("cli.md")
    assert not [name for name in COMMANDS if not re.search(rf"Usage: steelyard {name}\b", text)]


def test_every_public_name_is_told() -> None:
    text = page("api.md")
    assert not [name for name in steelyard.__all__ if not re.search(rf"\b{name}\b", text)]


@pytest.mark.parametrize("name", [name for name in names() if sample(name)])
def test_every_file_of_an_edition_is_told(name: str) -> None:
    text = page("editions.md")
    assert not [file for file in edition(name)[2] if f"`{in_other_words(file)}`" not in text]


def test_every_file_of_an_edition_over_periods_is_told(tmp_path: Path) -> None:
    found = blocks((DOCS / "steps" / "periods.md").read_text(encoding="utf-8"))
    texts = {block.marks["file"]: block.text for block in found if "file" in block.marks}
    (tmp_path / "companies.csv").write_text(texts["companies.csv"], encoding="utf-8")
    scheme = Scheme.parse(texts["growth.yaml"])
    data = Dataset.read(scheme.inputs, {"companies": tmp_path / "companies.csv"})
    made = evaluate(scheme, data).write(tmp_path / "edition")
    files = [in_other_words(file) for file in made.manifest["files"]]
    assert not [file for file in files if f"`{file}`" not in page("editions.md")]


@pytest.mark.parametrize("name", names())
def test_every_scheme_of_the_library_is_told(name: str) -> None:
    assert (LIBRARY / name / "README.md").is_file()
    assert (DOCS / "library" / f"{name}.md").is_file()
    assert f"\n{name}\n" in (DOCS / "library" / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-Hant.md"])
@pytest.mark.parametrize("name", names())
def test_the_readme_leads_to_every_scheme(readme: str, name: str) -> None:
    text = (PROJECT / readme).read_text(encoding="utf-8")
    assert f"(src/steelyard/library/{name}/README.md)" in text


@pytest.fixture(scope="module")
def readmes() -> tuple[str, str]:
    names = ("README.md", "README.zh-Hant.md")
    english, chinese = ((PROJECT / name).read_text(encoding="utf-8") for name in names)
    return english, chinese


@pytest.mark.parametrize("line", ["## ", r"\| ", "- "])
def test_both_readmes_are_built_alike(readmes: tuple[str, str], line: str) -> None:
    english, chinese = (len(re.findall(f"^{line}", text, re.MULTILINE)) for text in readmes)
    assert english == chinese


def test_both_readmes_have_the_same_examples(readmes: tuple[str, str]) -> None:
    english, chinese = ([block.language for block in blocks(text)] for text in readmes)
    assert english == chinese


def test_both_readmes_name_the_same_commands(readmes: tuple[str, str]) -> None:
    command = re.compile(r"`steelyard (?:run|extract|audit|match) [^`]*`")
    english, chinese = (set(command.findall(text)) for text in readmes)
    assert english == chinese
