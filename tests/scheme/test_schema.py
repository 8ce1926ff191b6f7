"""The JSON Schema of the grammar: what editors complete and check while one writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from steelyard.library import find, names
from steelyard.scheme.base import Name
from steelyard.scheme.schema import json_schema
from tests.scheme.trial import TRIAL

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

MISTAKES = [
    ("title: Trial\n", ""),
    ("title: Trial", "titel: Trial"),
    ("title: Trial", "title: {zh: 試}"),
    ("title: Trial", "title: ''"),
    ("scheme: trial", "scheme: a trial"),
    ("scheme: trial", "steelyard: 2\nscheme: trial"),
    ("key: unit\n", "\n"),
    ("[region]", "region"),
    ("[0, 10]", "[0, 10, 20]"),
    ("[0, 10]", "0-10"),
    ("{type: text, choices: [old, new]}", "{type: txt}"),
    ("units.unit}", "5}"),
    ("{of: a, to: b}", "{of: a}"),
    ("{of: a, to: b}", "{of: a, by: b}"),
    ("    ratio: {of: a, to: b}", "    rato: {of: a, to: b}"),
    ("    ratio: {of: a, to: b}", "    ratio: {of: a, to: b}\n    sql: a / b"),
    ("    ratio: {of: a, to: b}", "    unit: ha"),
    ("{of: children.amount}", "{of: amount}"),
    ("- normalise", "- normalize"),
    ("- normalise", "- normalise: minmax"),
    ("- normalise", "- normalise: {method: min_max, rang: [0, 1]}"),
    ("{method: mean}", "{method: maen}"),
    ("weight: 2", "weight: heavy"),
    ("weight: 2", "weight: -1"),
    ("weight: 2", "points: 0"),
    ("weight: 2", "wieght: 2"),
    ("weight: 2", "direction: upwards"),
    ("weight: 2", "aggregate: geometrical"),
    ("weight: 2", "weigh: equals"),
    ("    left:", "    left side:"),
    ("{by: score}", "{by: score, ties: none}"),
    ("{by: score}", "{tolerance: 1}"),
    ("show:", "vetoes: {v: {when: {a: {abov: 1}}, effect: zero}}\nshow:"),
    ("show:", "vetoes: {v: {when: {a: 1}, effect: strike}}\nshow:"),
    ("show:", "tables: {t: {by: [], measures: {n: {}}}}\nshow:"),
    ("show:", "tables: {t: {by: [], measures: {n: {count: {}, sum: a}}}}\nshow:"),
]
NAMES = ["a", "a1", "a_b", "a-b", "株式会社", "größe", "企業-2", "Ω"]
NO_NAMES = ["", "1a", "_a", "-a", "a-", "a b", "a.b", "a--b", "a/b", "a,b", "a+b", "a[b]", "`a`"]


def document(text: str) -> Any:
    """Return a scheme as a program reads it that does not know the grammar."""
    return YAML(typ="safe", pure=True).load(text)


def fields(node: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field of every declaration in a schema."""
    for name, declared in node.get("properties", {}).items():
        yield f"{where}.{name}", declared
    for name, definition in node.get("$defs", {}).items():
        yield from fields(definition, name)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_refers_to_nothing_that_it_does_not_hold() -> None:
    references = set(re.findall(r"'\$ref': '#/\$defs/([^']+)'", str(SCHEMA)))
    assert references
    assert references <= SCHEMA["$defs"].keys()


@pytest.mark.parametrize("name", names())
def test_a_scheme_of_the_library_is_valid(name: str) -> None:
    found = document(find(name).read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []


def test_the_trial_is_valid() -> None:
    assert VALIDATOR.is_valid(document(TRIAL))


@pytest.mark.parametrize(("old", "new"), MISTAKES)
def test_a_mistake_is_not_valid(old: str, new: str) -> None:
    assert TRIAL.count(old) == 1
    assert not VALIDATOR.is_valid(document(TRIAL.replace(old, new)))


def test_every_field_is_described() -> None:
    bare = [
        where
        for where, declared in fields(SCHEMA)
        if not declared.get("description") and "const" not in declared
    ]
    assert bare == []


def test_every_declaration_is_described() -> None:
    bare = [name for name, one in SCHEMA["$defs"].items() if not one.get("description")]
    assert bare == []


def test_no_declaration_takes_what_it_does_not_know() -> None:
    open_ones = [
        name
        for name, one in SCHEMA["$defs"].items()
        if one.get("type") == "object" and one.get("additionalProperties") is not False
    ]
    assert open_ones == []


@pytest.mark.parametrize("name", [*NAMES, *NO_NAMES])
def test_a_name_to_an_editor_is_a_name_to_the_program(name: str) -> None:
    pattern = SCHEMA["properties"]["scheme"]["pattern"]
    assert bool(re.search(pattern, name)) == (name in NAMES)
    try:
        TypeAdapter(Name).validate_python(name)
    except ValueError:
        assert name in NO_NAMES
    else:
        assert name in NAMES


def test_no_pattern_means_something_else_to_an_editor() -> None:
    patterns = re.findall(r"'pattern': '([^']*)'", str(SCHEMA))
    assert patterns
    assert not [pattern for pattern in patterns if re.search(r"\\[wWdD]", pattern)]
