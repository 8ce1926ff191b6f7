"""The parts of the documentation that are made from the program, so that they cannot drift.

A page asks for a part with a comment, ``<!-- made: NAME WORD -->``; :func:`filled` puts it there
when the page is read, and tests look into the same parts.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from fractions import Fraction
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, get_args
from unittest import mock

import numpy as np
from pydantic import TypeAdapter

from steelyard.scheme.base import Declaration
from steelyard.scheme.rank import Ties

__all__ = [
    "claims_models",
    "claims_schema",
    "edition",
    "filled",
    "grammar",
    "models",
    "rooms",
    "schema",
]

Json = Mapping[str, Any]

PROJECT = Path(__file__).resolve().parent.parent

_MADE = re.compile(r"^<!-- made: (?P<part>[\w-]+)(?: (?P<word>[\w-]+))? -->$", re.MULTILINE)


def filled(text: str) -> str:
    """Return a page with the parts that it asks for."""
    parts: Mapping[str, Callable[[str], str]] = {
        "additions": edition_additions,
        "aggregate": lambda _: aggregations(),
        "changelog": lambda _: changelog(),
        "claims": lambda _: claims(),
        "command": command_help,
        "comparators": lambda _: comparators(),
        "derived": lambda _: derived_kinds(),
        "edition": edition_files,
        "grammar": grammar,
        "impute": lambda _: imputations(),
        "manifest": manifest_fields,
        "normalise": normalisations,
        "properties": properties,
        "rank": lambda _: ties(),
        "relations": lambda _: relations(),
        "treat": lambda _: treatments(),
        "units": lambda _: units_of_measurement(),
        "weigh": lambda _: weights(),
    }
    return _MADE.sub(lambda asked: parts[asked["part"]](asked["word"] or ""), text)


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |" for line in lines)


# The grammar


@cache
def schema() -> Json:
    """Return the JSON Schema of schemes."""
    from steelyard.scheme.schema import json_schema

    return json_schema()


@cache
def models() -> Mapping[str, type[Declaration]]:
    """Return the class behind each definition of the schema, and behind the scheme itself."""
    from steelyard.scheme.scheme import Scheme

    found: dict[str, type[Declaration]] = {"Scheme": Scheme}
    for model in _below(Declaration):
        long = f"{model.__module__.replace('.', '__')}__{model.__name__}"
        name = long if long in schema()["$defs"] else model.__name__
        if name in schema()["$defs"]:
            found[name] = model
    return found


def _below(model: type[Declaration]) -> Iterator[type[Declaration]]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)


@cache
def claims_schema() -> Json:
    """Return the JSON Schema of claims files."""
    from steelyard.claims.file.schema import json_schema

    return json_schema()


@cache
def claims_models() -> Mapping[str, type[Declaration]]:
    """Return the class behind each definition of that schema, the whole file's first."""
    from steelyard.claims.file import grammar

    return {name: vars(grammar)[name] for name in ("Claims", *claims_schema()["$defs"])}


def rooms() -> set[str]:
    """Return the modules of the grammar that declare something."""
    return {_room(name) for name in models()}


def _room(name: str) -> str:
    """Return the module of a definition: inputs, normalise and so on; ``claims`` of a claim's."""
    return "claims" if name in claims_models() else models()[name].__module__.rpartition(".")[2]


def grammar(room: str) -> str:
    """Return the models of one module of the grammar, each with its fields."""
    definitions = {**schema()["$defs"], "Scheme": schema()}
    names = {models()[name].__name__: name for name in models() if _room(name) == room}
    module = import_module(f"steelyard.scheme.{room}")
    declared = [names[name] for name in vars(module) if name in names]
    first = [name for name in declared if name == "Scheme"]
    return "\n\n".join(_model(name, definitions[name]) for name in dict.fromkeys(first + declared))


def claims() -> str:
    """Return the models of claims files, each with its fields."""
    definitions = {"Claims": claims_schema(), **claims_schema()["$defs"]}
    return "\n\n".join(_model(name, definition) for name, definition in definitions.items())


def _model(name: str, definition: Json) -> str:
    required = definition.get("required", ())
    rows = [
        (f"`{key}`", takes(node), _default(node, key in required), _about(node))
        for key, node in definition.get("properties", {}).items()
        if key != "method" or "const" not in node
    ]
    lines = [f"({_anchor(name)})=", f"### {_title(name)}", "", _about(definition)]
    if rows:
        lines += ["", _table(("Key", "Takes", "Default", "Meaning"), rows)]
    return "\n".join(lines)


def _about(node: Json) -> str:
    return " ".join(node.get("description", "").replace("``", "`").split())


def _title(name: str) -> str:
    """Return the heading of a model: its method, the step that it is, or its name in words."""
    method = schema()["$defs"].get(name, {}).get("properties", {}).get("method", {}).get("const")
    if method is not None:
        return f"`{method}`"
    step = re.fullmatch(r"(\w+)Step", name)
    return f"`{step[1].lower()}` in the list" if step else _words(name).capitalize()


def _words(name: str) -> str:
    model = {**models(), **claims_models()}[name]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower().lstrip("_")


def _anchor(name: str) -> str:
    return f"grammar-{_room(name)}-{_words(name).replace(' ', '-')}"


def takes(node: Json) -> str:
    """Return in words what a place of a scheme may hold."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return f"[{_words(name)}](#{_anchor(name)})"
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    if "discriminator" in node:
        return _methods(node)
    several = node.get("anyOf") or node.get("oneOf")
    return _of_several(several) if several else _of_type(node)


def _methods(node: Json) -> str:
    room = _room(node["oneOf"][0]["$ref"].rpartition("/")[2])
    return f"[a method](#grammar-{room})"


def _of_several(nodes: Sequence[Json]) -> str:
    if any("zh-Hant" in node.get("properties", {}) for node in nodes):
        return "[text](#grammar-text)"
    if {"boolean", "integer", "number", "string"} <= {node.get("type") for node in nodes}:
        rest = [takes(node) for node in nodes if node.get("type") == "array" or "$ref" in node]
        return " or ".join(["value", *("list of values" if "list" in r else r for r in rest)])
    methods = [_methods(node) for node in nodes if "discriminator" in node]
    words = [takes(node) for node in nodes if node.get("type") != "null"]
    if methods:
        # The bare names of the methods go without saying.
        words = methods + [takes(node) for node in nodes if "$ref" in node]
    return " or ".join(dict.fromkeys(words))


def _of_type(node: Json) -> str:
    match node.get("type"):
        case "array" if "prefixItems" in node:
            return "two " + takes(node["prefixItems"][0]) + "s"
        case "array":
            return f"list of {takes(node['items'])}" if node.get("items") else "list"
        case "object":
            inner = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
            values = next((one for one in inner if isinstance(one, dict)), None)
            return f"mapping of names to {takes(values)}" if values else "mapping"
        case "string":
            return _string(node.get("pattern", ""))
        case "boolean":
            return "`true` or `false`"
        case "number" | "integer":
            return _number(node)
    return "anything"


def _string(pattern: str) -> str:
    if not pattern:
        return "text"
    if r"\.\d" in pattern:
        return "`SETTING` or `LIST.NUMBER.SETTING`"
    return "`TABLE.COLUMN`" if r"\." in pattern else "[name](#grammar-name)"


def _number(node: Json) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    bounds = [f"{sign} {node[key]:g}" for key, sign in signs.items() if key in node]
    word = "whole number" if node["type"] == "integer" else "number"
    return " ".join([word, ", ".join(bounds)]).strip()


def _default(node: Json, required: bool) -> str:
    if required:
        return "**required**"
    value = node.get("default")
    if isinstance(value, dict):
        value = value.get("method") or {key: one for key, one in value.items() if one}
    if value in (None, [], {}, ""):
        return "–"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


# What the program says


def changelog() -> str:
    """Return the changelog, with what is not released yet."""
    whole = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    head, mark, released = whole.partition("<!-- The next release")
    fragments = sorted((PROJECT / "changelog.d").glob("+*.md"))
    coming = "\n".join(
        "- " + " ".join(file.read_text(encoding="utf-8").split()) for file in fragments
    )
    return f"{head}## Not released yet\n\n{coming}\n\n{mark}{released}"


def command_help(name: str) -> str:
    """Return the help of a command, or of the program without one, as it prints it."""
    from steelyard.cli import main

    out = io.StringIO()
    with redirect_stdout(out), mock.patch.dict(os.environ, COLUMNS="92"):
        main([*([name] if name else []), "--help", "--lang", "en"])
    lines = [line.rstrip() for line in out.getvalue().strip().splitlines()]
    return "\n".join(["```text", *lines, "```"])


def properties(name: str) -> str:
    """Return what a class of the package gives when it is asked for an attribute."""
    import steelyard

    members = vars(getattr(steelyard, name)).items()
    rows = [
        (f"`{member}`", (inspect.getdoc(value) or "").replace("``", "`"))
        for member, value in members
        if isinstance(value, property | cached_property) and not member.startswith("_")
    ]
    return _table(("Attribute", "Gives"), rows)


def units_of_measurement() -> str:
    """Return the vocabulary of units by kind."""
    from steelyard import data

    kinds = {
        "multiple": "Multiples",
        "abbreviation": "Multiples beside money",
        "share": "Shares",
        "currency": "Currencies",
        "count": "Counted things",
        "unit": "Physical units",
    }
    with (Path(str(data.__file__)).parent / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = []
    for kind, title in kinds.items():
        names = [row["aliases"].replace("|", ", ") for row in rows if row["kind"] == kind]
        lines.append((title, " · ".join(f"`{name}`" for name in names)))
    assert {row["kind"] for row in rows} <= kinds.keys()
    return _table(("Kind", "Known as"), lines)


def comparators() -> str:
    """Return how figures are read: for each comparator its words and what an example allows."""
    from steelyard.claims import text as reading
    from steelyard.claims.file.grammar import Claims
    from steelyard.claims.text.quantities import printed

    examples: Mapping[str, str] = {
        "equal": "15.6%",
        "about": "about 300",
        "nearly": "nearly 300",
        "over": "over 300",
        "at_least": "at least 300",
        "under": "under 300",
        "at_most": "at most 300",
        "odd": "300餘",
        "between": "200 to 300",
    }
    tolerance = Fraction(str(Claims.model_fields["tolerance"].default))
    with (Path(str(reading.__file__)).parent / "comparators.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    rows = []
    for comparator, example in examples.items():
        figure = printed(example)
        assert figure.comparator == comparator
        words = dict.fromkeys(
            row["word"].strip(" -") for row in known if row["comparator"] == comparator
        )
        allowed = figure.interval(tolerance)
        rows.append((f"`{comparator}`", " · ".join(words), f"{example}: {allowed}"))
    return _table(("Comparator", "Words", "Allows"), rows)


def relations() -> str:
    """Return the relations that are proposed for the figures of an article, and how surely."""
    from steelyard.claims import proposals

    with (Path(str(proposals.__file__)).parent / "relations.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    rows = [
        (
            f"`{row['relation']}`",
            re.sub(r"\{(\w+)\}", r"*\1*", row["en"]),
            *(f"{float(row[case]):.0%}" for case in ("bound", "near", "against")),
        )
        for row in known
    ]
    return _table(("Relation", "What it says", "Bound", "Near", "Contradicted"), rows)


# What an edition holds


@cache
def edition(name: str) -> tuple[Json, Json, tuple[str, ...]]:
    """Return the data package, the manifest and the files of an edition of a scheme's sample.

    It holds a sensitivity analysis too, so that every file that there can be is in it.
    """
    from steelyard import Dataset, Scheme, evaluate
    from steelyard.library import sample

    scheme = Scheme.load(name)
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample(name)))
    evaluation = evaluation.analysed(replications=200, samples=64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        evaluation.write(path)
        files = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())
        package, manifest = (
            json.loads((path / file).read_text(encoding="utf-8"))
            for file in ("datapackage.json", "manifest.json")
        )
    return package, manifest, tuple(files)


def edition_files(name: str) -> str:
    """Return the tables of an edition, each with its fields as its data package has them."""
    package, _, _ = edition(name)
    return "\n\n".join(_resource(resource) for resource in package["resources"])


def edition_additions(name: str) -> str:
    """Return the tables that a scheme's own declarations add to those of every edition."""
    usual = {resource["path"] for resource in edition("tai")[0]["resources"]}
    added = [
        resource
        for resource in edition(name)[0]["resources"]
        if re.fullmatch(r"data/[^/]+\.csv", resource["path"]) and resource["path"] not in usual
    ]
    return "\n\n".join(_resource(resource) for resource in added)


def _resource(resource: Json) -> str:
    key = resource["schema"].get("primaryKey", [])
    rows = [
        (
            f"`{field['name']}`" + (" (key)" if field["name"] in key else ""),
            field["type"],
            field.get("unit", "–"),
            field["title"] if field["title"] != field["name"] else "–",
        )
        for field in resource["schema"]["fields"]
    ]
    return "\n".join(
        [
            f"`{resource['path']}`: {resource['description']}",
            "",
            _table(("Field", "Type", "Unit", "Title"), rows),
        ]
    )


def manifest_fields(name: str) -> str:
    """Return a manifest, its long lists cut short."""
    _, manifest, _ = edition(name)
    short = {
        key: dict(list(value.items())[:2]) | ({"…": "…"} if len(value) > 2 else {})
        if isinstance(value, dict) and key != "analysis"
        else value
        for key, value in manifest.items()
    }
    return "\n".join(["```text", json.dumps(short, indent=2, ensure_ascii=False), "```"])


# What the steps compute


def derived_kinds() -> str:
    """Return for each kind of derived figure an example and the SQL that it becomes."""
    from steelyard.scheme.derived import Figure
    from steelyard.steps.derive.related import compile_related
    from steelyard.steps.derive.rows import (
        compile_condition,
        compile_difference,
        compile_growth,
        compile_previous,
        compile_ratio,
        compile_total,
    )
    from steelyard.steps.derive.valuation import (
        compile_curve,
        compile_product,
        compile_regret,
        compile_weighted_mean,
    )

    in_row: Mapping[str, Callable[[Any], str]] = {
        "ratio": lambda declared: compile_ratio(declared, "x"),
        "growth": lambda declared: compile_growth(declared, "x"),
        "difference": lambda declared: compile_difference(declared, "x"),
        "total": lambda declared: compile_total(declared, "x"),
        "previous": lambda declared: compile_previous(declared, "x", ("company",)),
        "condition": lambda declared: compile_condition(declared, "x"),
        "product": lambda declared: compile_product(declared, "x"),
        "weighted_mean": lambda declared: compile_weighted_mean(declared, "x"),
        "curve": lambda declared: compile_curve(declared, "x"),
        "regret": lambda declared: compile_regret(declared, "x"),
    }
    examples: Mapping[str, Any] = {
        "ratio": {"of": "rd", "to": "sales", "times": 100},
        "growth": {"of": "now", "since": "then"},
        "difference": {"of": "sales", "less": "rd"},
        "total": ["rd", "profit"],
        "product": {"of": ["sales", "royalty"], "times": 0.01},
        "weighted_mean": {"rd": 3, "profit": 1},
        "curve": {"of": "margin", "points": [[0, 1], [10, 3]]},
        "regret": {"of": "margin", "within": ["sector"]},
        "previous": {"of": "sales"},
        "condition": {"sales": {"at_least": 1500}},
        "count": {"of": "patents", "where": {"field": "drives"}},
        "sum": {"of": "patents.citations"},
        "mean": {"of": "patents.citations", "weighted_by": "granted"},
        "median": {"of": "patents.citations"},
        "minimum": {"of": "patents.granted"},
        "maximum": {"of": "patents.granted"},
        "share": {"of": "patents.citations", "where": {"field": "drives"}, "times": 100},
        "present_value": {"of": "patents.fees", "year": "granted", "since": "now", "rate": "rate"},
        "exchange": {"from": "currency", "to": "USD", "day": "closing"},
        "lookup": {"of": "patents.field"},
        "listed": {"in": "supported", "match": {"field": "field"}},
    }
    rows = []
    for kind, example in examples.items():
        figure = Figure.model_validate({kind: example})
        if kind == "exchange":
            rows.append(
                (f"`{_yaml({kind: example})}`", "looked up: [currencies](../currencies.md)")
            )
            continue
        if kind == "present_value":
            rows.append((f"`{_yaml({kind: example})}`", "year by year: see below"))
            continue
        sql = in_row[kind](figure.declaration) if kind in in_row else compile_related(figure).value
        rows.append((f"`{_yaml({kind: example})}`", f"`{sql.replace(chr(34), '')}`"))
    return _table(("Declared", "Computed as"), rows)


def _yaml(example: Any) -> str:
    """Return a value as a scheme writes it on one line."""
    return json.dumps(example, ensure_ascii=False).replace('"', "")[1:-1]


def _figure(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.4g}".replace("-", "−")


def _row(values: Iterable[float]) -> str:
    return " · ".join(_figure(value) for value in values)


def normalisations(kind: str) -> str:
    """Return what relative or absolute methods make of a few figures."""
    from steelyard.scheme.normalise import NormaliseSpec

    figures = (2.0, 4.0, 4.0, 8.0, math.nan)
    examples: Mapping[str, Sequence[Json]] = {
        "relative": (
            {"method": "min_max"},
            {"method": "z_score"},
            {"method": "rank"},
            {"method": "rank", "ties": "average"},
            {"method": "rank", "ties": "maximum"},
            {"method": "rank", "ties": "dense"},
            {"method": "percentile_rank"},
            {"method": "borda"},
            {"method": "borda", "range": None},
            {"method": "fraction_of_maximum"},
            {"method": "distance_to_maximum"},
            {"method": "distance_to_reference", "reference": "mean"},
            {"method": "distance_to_reference", "reference": "mean", "as": "ratio"},
            {"method": "distance_to_reference", "reference": "mean", "as": "difference"},
            {"method": "distance_to_target", "target": 6},
            {"method": "above_below_mean"},
            {"method": "categorical", "quantiles": [0.25, 0.75], "scores": [0, 50, 100]},
        ),
        "absolute": (
            {"method": "goalposts", "lower": 0, "upper": 5},
            {"method": "goalposts", "lower": 1, "upper": 10, "scale": "log"},
            {"method": "scaled", "from": [0, 5]},
            {"method": "proportional", "full_at": 5, "range": [0, 10]},
            {"method": "deduction", "start": 10, "each": 2},
            {"method": "bands", "bands": [{"at_least": 4, "gives": 5}], "otherwise": 1},
            {"method": "identity"},
        ),
    }
    rows = []
    for example in examples[kind]:
        spec = TypeAdapter(NormaliseSpec).validate_python(example)
        cells = [_row(_scores(figures, spec, direction)) for direction in (1.0, -1.0)]
        equal = [_row(_scores((5.0, 5.0), spec, 1.0))] if kind == "relative" else []
        rows.append((_flow(example), *cells, *equal))
    heads = ["Method", f"Scores of {_row(figures)}", "where less is better"]
    return _table([*heads, *(["of 5 · 5"] if kind == "relative" else [])], rows)


def _flow(example: Json) -> str:
    """Return settings as a scheme writes them on one line."""
    text = json.dumps({**example}, ensure_ascii=False).replace('"', "")
    bare = len(example) == 1
    return f"`{example['method']}`" if bare else f"`{text}`"


def _scores(figures: Sequence[float], spec: Any, direction: float) -> Sequence[float]:
    from steelyard.engines.local import LocalEngine
    from steelyard.steps import normalise
    from steelyard.steps.block import Block

    engine = LocalEngine(threads=1)
    units = np.array([f"u{at}" for at in range(len(figures))])
    block = Block(np.array(figures)[:, None], ("x",), np.array([direction]), units)
    scores = normalise.apply(block, spec, normalise.learn(block, spec, engine), engine)
    return [float(value) for value in scores.values[:, 0]]


def treatments() -> str:
    """Return what every treatment makes of a few figures."""
    from steelyard.engines.local import LocalEngine
    from steelyard.scheme.treat import Treat
    from steelyard.steps import treat
    from steelyard.steps.block import Block

    figures = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
    block = Block(figures[:, None], ("x",), np.ones(1), np.array(list("abcde")))
    examples: Sequence[Json] = (
        {"method": "winsorise"},
        {"method": "log"},
        {"method": "log_ct"},
        {"method": "log_ct", "offset": "one"},
        {"method": "log_ct", "mirror": True},
        {"method": "box_cox"},
        {"method": "box_cox", "lambda": 0.5},
        {"method": "box_cox", "lambda": 0, "shift": False},
        {"method": "square_root"},
        {"method": "none"},
    )
    engine = LocalEngine(threads=1)
    rows = []
    for example in examples:
        spec = Treat.model_validate({"methods": [example], "when": "always"})
        after = treat.apply(block, spec, treat.learn(block, spec, engine), engine)
        rows.append((_flow(example), _row(after.values[:, 0])))
    return _table(["Method", f"Figures {_row(figures)} become"], rows)


def weights() -> str:
    """Return the weights of two parts by every method that does not look at the data."""
    from steelyard.engines.local import LocalEngine
    from steelyard.scheme.weigh import WeighSpec
    from steelyard.steps.weigh import learn

    rows = []
    for method in ("given", "equal", "equal_within_parent"):
        spec = TypeAdapter(WeighSpec).validate_python(method)
        given, leaves = np.array([2.0, 1.0]), np.array([1.0, 3.0])
        engine = LocalEngine(threads=1)
        found = learn(np.empty((0, 2)), given, leaves, spec, ["a", "b"], engine)
        own = found.parameters["weights"].astype(np.float64)
        rows.append((f"`{method}`", *(_figure(float(weight)) for weight in own / own.sum())))
    heads = ["Method", "a: weight 2, 1 indicator", "b: weight 1, 3 indicators below"]
    return _table(heads, rows)


def aggregations() -> str:
    """Return what every aggregation makes of a few pairs of parts, weighted alike and 3 to 1."""
    from steelyard.engines.local import LocalEngine
    from steelyard.scheme.aggregate import AggregateSpec
    from steelyard.steps.aggregate import aggregate

    examples: Sequence[Json] = (
        {"method": "sum"},
        {"method": "sum", "coverage": 0},
        {"method": "arithmetic"},
        {"method": "arithmetic", "coverage": 1},
        {"method": "geometric"},
        {"method": "harmonic"},
        {"method": "power", "exponent": 2},
        {"method": "median"},
        {"method": "minimum"},
        {"method": "maximum"},
        {"method": "mazziotta_pareto"},
        {"method": "ordered_weighted", "weights": [1, 3]},
        {"method": "copeland"},
        {"method": "outranking"},
    )
    pairs = ((60.0, 80.0), (60.0, math.nan), (0.0, 80.0), (math.nan, math.nan))
    engine = LocalEngine(threads=1)
    rows = []
    for example in examples:
        spec = TypeAdapter(AggregateSpec).validate_python(example)
        parts = np.array(pairs)
        listed = parts if spec.relative else None
        found = [
            aggregate(parts if listed is not None else parts[[at]], np.array(weights), spec, engine)
            for weights in ((1.0, 1.0), (3.0, 1.0))
            for at in ([0] if listed is not None else range(len(parts)))
        ]
        scores = np.concatenate(found)
        rows.append((_flow(example), *(_figure(float(score)) for score in scores[:5])))
    heads = ["60 and 80", "60 and –", "0 and 80", "– and –", "60 and 80, weights 3 : 1"]
    return _table(["Method", *heads], rows)


def imputations() -> str:
    """Return how every method fills the gaps of a few figures."""
    from steelyard.engines.local import LocalEngine
    from steelyard.scheme.impute import ImputeSpec
    from steelyard.steps import impute
    from steelyard.steps.block import Block

    one = np.array([[10.0], [math.nan], [30.0], [50.0]])
    units = Block(
        one,
        ("x",),
        np.ones(1),
        np.array(["a", "b", "c", "d"]),
        {"region": np.array(["east", "east", "west", "west"])},
    )
    years = Block(
        np.array([[math.nan], [10.0], [math.nan], [30.0], [math.nan]]),
        ("x",),
        np.ones(1),
        np.array(["a"] * 5),
        periods=np.array([2018.0, 2019.0, 2020.0, 2021.0, 2022.0]),
    )
    examples: Sequence[tuple[Block, Json]] = (
        (units, {"method": "mean"}),
        (units, {"method": "mean", "by": "region"}),
        (units, {"method": "median"}),
        (units, {"method": "constant", "value": 0}),
        (years, {"method": "last"}),
        (years, {"method": "last", "before": "hold"}),
        (years, {"method": "linear"}),
        (years, {"method": "linear", "outside": "leave"}),
    )
    engine = LocalEngine(threads=1)
    rows = []
    for block, example in examples:
        spec = TypeAdapter(ImputeSpec).validate_python(example)
        filled = impute.apply(block, spec, impute.learn(block, spec, engine), engine)
        what = (
            "two units in the east, two in the west" if block is units else "one unit, 2018 to 2022"
        )
        rows.append((_flow(example), what, _row(block.values[:, 0]), _row(filled.values[:, 0])))
    return _table(["Method", "Rows", "Before", "After"], rows)


def ties() -> str:
    """Return the ranks of a few scores by every rule for ties."""
    from steelyard.steps.rank import rank

    scores = np.array([90.0, 80.0, 80.0, 70.0, math.nan])
    rows = [(f"`{rule}`", _row(rank(scores, rule).tolist())) for rule in get_args(Ties)]
    return _table(["Ties", f"Ranks of {_row(scores)}"], rows)
