"""``steelyard robustness``: how sure the ranks of an edition are; and what ``run`` says of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len

from steelyard import Edition
from steelyard.evaluation.edition import digests
from tests.cli.conftest import Call

MANY = """\
scheme: many
title: {en: Many kinds, zh-Hant: 多種, zh-Hans: 多种}
units: {table: units, key: unit, title: name, period: year}
inputs:
  units:
    columns:
      unit: {type: text, title: {en: Code, zh-Hant: 代碼, zh-Hans: 代码}}
      name: {type: text, title: {en: Name, zh-Hant: 名稱, zh-Hans: 名称}}
      year: {type: integer, title: {en: Year, zh-Hant: 年, zh-Hans: 年}}
      a: {}
      b: {}
      c: {}
steps: [{impute: mean}, normalise]
tree:
  title: {en: The index, zh-Hant: 指數, zh-Hans: 指数}
  parts:
    left:
      title: {en: The left-hand side of the balance with a long name, zh-Hant: 左, zh-Hans: 左}
      parts: {a: {}, b: {}}
    c: {}
assumptions:
  weights: {weights: {method: dirichlet, concentration: 20}}
  how:
    title: {en: How figures become scores, zh-Hant: 標準化方法, zh-Hans: 标准化方法}
    normalise: [min_max, {use: z_score, probability: 0.25}]
  imputation: {impute: [mean, median]}
  removal: {leave_out: {nodes: criteria}}
  errors: {data: {a: {relative: 0.05}, b: {rounding: 1}}}
"""
MANY = MANY.replace("[min_max, {", "[{use: min_max, probability: 0.75}, {")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with periods, titles in three languages, and assumptions of several kinds."""
    from steelyard.cli import main

    folder = tmp_path_factory.mktemp("many")
    (folder / "many.yaml").write_text(MANY, encoding="utf-8")
    rows = [
        f"u{at},Unit number {at},{year},{(at * 37 + year) % 101},{(at * 53) % 97},{at * 11 % 89}"
        for year in (2020, 2021)
        for at in range(1, 13)
    ]
    rows[3] = "u4,Unit number 4,2020,,40,30"
    (folder / "units.csv").write_text("unit,name,year,a,b,c\n" + "\n".join(rows) + "\n")
    words = ["run", str(folder / "many.yaml"), str(folder / "units.csv")]
    options = ["--replications", "100", "--sensitivity", "32", "--out", str(folder / "ed")]
    assert main([*words, *options]) == 0
    return folder / "ed"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition whose ranks are given."""
    from steelyard.cli import main

    out = tmp_path_factory.mktemp("given") / "ed"
    assert main(["run", "brand-list", "--out", str(out)]) == 0
    return out


def test_sentences_come_first(call: Call, tai: Path) -> None:
    called = call("robustness", tai)
    assert (called.status, called.err) == (0, "")
    lines = called.out.splitlines()
    assert lines[0] == "Technology Achievement Index"
    assert lines[1] == "10,000 replications (seed 0), varied: weights ± 25%."
    assert re.fullmatch(r"On average a unit moves by 0\.\d\d ranks\.", lines[2])
    assert lines[3].startswith("Of the first 10, ")


def test_a_row_tells_how_sure_a_rank_is(call: Call, tai: Path) -> None:
    row = next(line for line in call("robustness", tai).out.splitlines() if "Finland" in line)
    cells = re.split(r" {2,}", row.strip())
    assert cells[:5] == ["1", "Finland", "1", "1–2", "1–4"]


def test_what_the_first_table_says_is_what_the_edition_has(call: Call, tai: Path) -> None:
    answer = call("robustness", tai, "--json").answer
    assert answer["tables"]["uncertainty"] == Edition.open(tai).table("uncertainty").to_dicts()


def test_json_is_all_that_is_printed(call: Call, tai: Path) -> None:
    called = call("robustness", tai, "--json")
    assert (called.status, called.err) == (0, "")
    assert called.answer["scheme"] == "tai"
    assert called.answer["settings"]["replications"] == 10_000
    assert len(called.answer["summary"]) == 4


@pytest.mark.parametrize("top", [0, 1, 5])
def test_only_the_first_rows_are_shown(call: Call, tai: Path, top: int) -> None:
    table = call("robustness", tai, "--top", top).out.partition("What weighs how much")[0]
    assert table.count("–") >= top
    assert f"… and {23 - top} more rows." in table
    assert ("Finland" in table) == (top > 0)


def test_what_has_no_analysis_says_what_to_do(call: Call, tmp_path: Path) -> None:
    call("run", "tai", "--replications", 0, "--out", tmp_path / "ed")
    assert "analysis" not in Edition.open(tmp_path / "ed").manifest
    called = call("robustness", tmp_path / "ed")
    assert called.status == 2
    assert "was made with --replications 0" in called.err
    assert "run it again" in called.err


def test_what_is_no_edition_is_told(call: Call, tmp_path: Path) -> None:
    called = call("robustness", tmp_path)
    assert called.status == 2
    assert "is not an edition" in called.err


def test_a_damaged_table_is_told(call: Call, tai: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(tai, tmp_path / "ed"))
    (copied / "data" / "neighbours.csv").write_text("rank\n")
    called = call("robustness", copied)
    assert called.status == 2
    assert "data/neighbours.csv" in called.err
    assert "Traceback" not in called.err


@pytest.mark.parametrize("option", ["--top", "--sensitivity"])
def test_a_number_below_0_is_refused(call: Call, tai: Path, option: str) -> None:
    called = call("robustness", tai, option, -1)
    assert called.status == 2
    assert called.err == f"{option}: Must be at least 0, is -1.\n"


def test_ranks_that_are_given_are_not_assessed_and_why(call: Call, given: Path) -> None:
    called = call("robustness", given, "--sensitivity", 16)
    assert called.out.splitlines() == [
        "Brands in a given order",
        "How sure the ranks are was not assessed.",
        "The ranks are given; nothing in the scheme can change them.",
    ]


def test_where_nothing_can_be_drawn_it_is_said(call: Call, given: Path, tmp_path: Path) -> None:
    called = call("robustness", given, "--charts", tmp_path / "charts")
    assert called.status == 0
    assert "There is nothing to draw." in called.out
    assert list(tmp_path.iterdir()) == []


def test_charts_are_drawn_and_named(call: Call, tai: Path, tmp_path: Path) -> None:
    called = call("robustness", tai, "--charts", tmp_path / "charts", "--format", "svg")
    assert called.status == 0
    drawn = sorted(path.name for path in (tmp_path / "charts").iterdir())
    assert drawn == [
        "acceptability.svg",
        "correlations.svg",
        "rank-intervals.svg",
        "rank-shifts.svg",
    ]
    assert all(str(tmp_path / "charts" / name) in called.out for name in drawn)


def test_a_file_is_no_folder_for_charts(call: Call, tai: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    called = call("robustness", tai, "--charts", tmp_path / "letter")
    assert called.status == 2
    assert called.err.startswith("--charts: ")
    assert (tmp_path / "letter").read_text() == "dear"


def test_another_form_of_charts_is_refused(call: Call, tai: Path, tmp_path: Path) -> None:
    called = call("robustness", tai, "--charts", tmp_path / "charts", "--format", "pdf")
    assert called.status == 2
    assert "“pdf” is not what --format takes" in called.err


def test_the_edition_stays_as_it_was(call: Call, tai: Path, tmp_path: Path) -> None:
    before = digests(tai)
    call("robustness", tai, "--sensitivity", 8, "--charts", tmp_path / "c", "--format", "svg")
    assert digests(tai) == before


def test_one_assumption_needs_no_table(call: Call, tai: Path) -> None:
    out = call("robustness", tai, "--sensitivity", 16).out
    assert "Only one assumption varies; all of the uncertainty is due to it." in out
    assert "Units whose rank depends most" not in out


def test_an_edition_shows_what_run_attributed(call: Call, many: Path) -> None:
    out = call("robustness", many).out
    assert "mean rank shift, from 32 base samples" in out
    assert "How figures become scores" in out
    assert "criteria left out" in out
    assert "Units whose rank depends most on one assumption" in out


def test_an_attribution_made_now_takes_the_place_of_the_edition_s(call: Call, many: Path) -> None:
    assert "from 16 base samples" in call("robustness", many, "--sensitivity", 16).out


def test_units_stand_with_their_titles(call: Call, many: Path) -> None:
    out = call("robustness", many).out
    assert "Code" in out
    assert "Unit number 7" in out


def test_a_year_is_a_name_in_every_table(call: Call, many: Path) -> None:
    out = call("robustness", many, "--top", 100).out
    assert "2021" in out
    assert "2,02" not in out


def test_with_periods_the_sentences_are_of_the_last(call: Call, many: Path) -> None:
    lines = call("robustness", many).out.splitlines()
    assert lines[3].startswith("2021: Of the first 10, ")


LANGUAGES = ["en", "zh-Hant", "zh-Hans"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 100, 120])
def test_tables_fit_the_terminal_and_name_what_does_not(
    call: Call, many: Path, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setattr("steelyard.cli.screen._PIPE_WIDTH", columns)
    monkeypatch.setenv("COLUMNS", str(columns))
    out = call("robustness", many, "--lang", language).out
    lines = out.splitlines()
    rules = [at for at, line in enumerate(lines) if line.strip().startswith("──")]
    assert len(rules) >= 4
    rows = [line for at in rules for line in lines[at - 1 : at + 3]]
    assert max(cell_len(line) for line in rows) <= columns
    assert not [line for line in rows if line.rstrip().endswith("…")]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "How figures become scores"), ("zh-Hant", "標準化方法")]
)
def test_titles_of_assumptions_are_in_the_language(
    call: Call, many: Path, language: str, title: str
) -> None:
    assert title in call("robustness", many, "--lang", language).out


def test_every_unit_but_the_last_has_a_neighbour_below(call: Call, tai: Path) -> None:
    frame = Edition.open(tai).table("neighbours")
    assert frame.height == 22
    assert frame["probability"].is_between(0.0, 1.0).all()
    assert pl.Series(frame["above"]).is_unique().all()


def test_an_edition_with_everything_verifies(call: Call, many: Path) -> None:
    assert call("verify", many, "--json").answer["verdict"] == "identical"


def test_an_edition_under_another_seed_does_not(call: Call, many: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(many, tmp_path / "ed"))
    manifest = (copied / "manifest.json").read_text(encoding="utf-8")
    assert manifest.count('"seed": 0') == 1
    (copied / "manifest.json").write_text(manifest.replace('"seed": 0', '"seed": 1'))
    called = call("verify", copied)
    assert called.status == 1
    assert "data/uncertainty.parquet" in called.out
    assert "data/sensitivity.csv" in called.out


def test_without_inputs_nothing_new_can_be_attributed(call: Call, tmp_path: Path) -> None:
    words = ["--replications", 20, "--sensitivity", 8, "--without-inputs", "--out", tmp_path / "ed"]
    assert call("run", "tai", *words).status == 0
    assert "Only one assumption varies" in call("robustness", tmp_path / "ed").out
    called = call("robustness", tmp_path / "ed", "--sensitivity", 16)
    assert called.status == 2
    assert "was written without its inputs; run it again with --sensitivity" in called.err


@pytest.mark.parametrize("key", ["next", "above", "name", "whole", "share", "node"])
def test_a_key_may_be_called_what_a_table_calls_something(
    call: Call, tmp_path: Path, key: str
) -> None:
    scheme = f"""
scheme: keys
title: Keys
units: {{table: units, key: {key}}}
inputs: {{units: {{columns: {{{key}: {{type: text}}, a: {{}}, b: {{}}}}}}}}
tree: {{parts: {{a: {{}}, b: {{}}}}}}
"""
    (tmp_path / "keys.yaml").write_text(scheme)
    (tmp_path / "units.csv").write_text(f"{key},a,b\nx,1,2\ny,2,1\nz,3,3\n")
    words = [tmp_path / "keys.yaml", tmp_path / "units.csv", "--replications", 20]
    assert call("run", *words, "--out", tmp_path / "ed").status == 0
    called = call("robustness", tmp_path / "ed")
    assert (called.status, called.err) == (0, "")
    assert "How sure each rank is" in called.out


def test_where_all_units_are_equal_there_is_nothing_to_attribute(
    call: Call, tmp_path: Path
) -> None:
    scheme = """
scheme: equal
title: Equal
units: {table: units, key: unit}
inputs: {units: {columns: {unit: {type: text}, a: {}, b: {}}}}
tree: {parts: {a: {}, b: {}}}
"""
    (tmp_path / "equal.yaml").write_text(scheme)
    (tmp_path / "units.csv").write_text("unit,a,b\nx,1,1\ny,1,1\nz,1,1\n")
    words = [tmp_path / "equal.yaml", tmp_path / "units.csv", "--replications", 20]
    called = call("run", *words, "--sensitivity", 8, "--out", tmp_path / "ed")
    assert "No unit can be told apart from the first with 95% probability." in called.out
    assert "so there is nothing to attribute." in call("robustness", tmp_path / "ed").out
