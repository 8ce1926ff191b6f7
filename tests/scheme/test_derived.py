"""What a derived figure may declare."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from steelyard.scheme.derived import Comparison, Figure

SCHEMA = Draft202012Validator(Figure.model_json_schema(by_alias=True))

EACH_KIND = {
    "ratio": {"of": "a", "to": "b"},
    "growth": {"of": "a", "since": "b"},
    "difference": {"of": "a", "less": "b"},
    "total": ["a", "b"],
    "product": {"of": ["a", "b"], "times": 0.01},
    "weighted_mean": {"a": 2, "b": 0.5},
    "curve": {"of": "a", "points": [[0, 1], [2, 5]], "between": "step"},
    "regret": {"of": "a", "within": ["b"], "best": "least"},
    "present_value": {"of": "child.x", "year": "y", "since": "a", "rate": "b", "flows": "middle"},
    "previous": {"of": "a"},
    "condition": {"a": 1},
    "count": {"of": "child"},
    "sum": {"of": "child.x"},
    "mean": {"of": "child.x", "weighted_by": "w"},
    "median": {"of": "child.x"},
    "minimum": {"of": "child.x"},
    "maximum": {"of": "child.x"},
    "share": {"of": "child.x", "where": {"k": "v"}},
    "lookup": {"of": "other.x", "match": {"here": "there"}},
    "sql": "a + b",
}


def where_of(condition: object) -> object:
    figure = Figure.model_validate({"count": {"of": "child", "where": {"k": condition}}})
    found: object = figure.declaration.where["k"]
    return found


def errors(declared: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Figure.model_validate(declared)
    return [error["msg"] for error in caught.value.errors()]


@pytest.mark.parametrize("kind", EACH_KIND)
def test_each_kind_is_known(kind: str) -> None:
    assert Figure.model_validate({kind: EACH_KIND[kind]}).kind == kind


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_schema_for_editors_agrees(kind: str) -> None:
    SCHEMA.validate({kind: EACH_KIND[kind]})


@pytest.mark.parametrize("declared", [{}, {"sql": "a", "total": ["a"]}])
def test_exactly_one_kind(declared: dict[str, object]) -> None:
    assert "exactly one of ratio, growth" in errors(declared)[0]
    assert not SCHEMA.is_valid(declared)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_figure_survives_writing_and_reading(kind: str) -> None:
    figure = Figure.model_validate({kind: EACH_KIND[kind], "on": "t", "unit": "%"})
    written = figure.model_dump(by_alias=True, exclude_none=True)
    assert Figure.model_validate(written) == figure


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        *(("ratio", "integer"), ("share", "text"), ("mean", "date"), ("count", "boolean")),
        *(("condition", "text"), ("total", "date")),
    ],
)
def test_a_type_that_the_kind_cannot_have(kind: str, type_: str) -> None:
    assert errors({kind: EACH_KIND[kind], "type": type_})[0].startswith(
        f"The result of “{kind}” cannot be of type {type_}"
    )


@pytest.mark.parametrize("kind", ["previous", "minimum", "maximum", "lookup", "sql"])
@pytest.mark.parametrize("type_", ["text", "date", "boolean", "integer", "number"])
def test_kinds_that_hand_on_values_have_any_type(kind: str, type_: str) -> None:
    assert Figure.model_validate({kind: EACH_KIND[kind], "type": type_}).type == type_


@pytest.mark.parametrize(
    "value", ["social", 3, 2.5, True, dt.date(2024, 1, 31), "2024-01-31", 0, False, ""]
)
def test_a_single_value_stays_what_it_is(value: object) -> None:
    found = where_of(value)
    assert (type(found), found) == (type(value), value)


def test_a_list_means_one_of() -> None:
    assert where_of(["seed", 1, True]) == ("seed", 1, True)


def test_a_comparison() -> None:
    asked = where_of({"at_least": 1, "below": 2.5, "not": [2], "missing": False})
    assert asked == Comparison(at_least=1, below=2.5, not_=(2,), missing=False)


def test_a_comparison_needs_something() -> None:
    assert "at least one of at_least" in errors({"count": {"of": "c", "where": {"k": {}}}})[0]


@pytest.mark.parametrize("value", [None, math.inf, math.nan, [[1]]])
def test_what_is_no_value(value: object) -> None:
    found = errors({"count": {"of": "child", "where": {"k": value}}})
    assert found[0].startswith("Expected a text, a finite number")
    assert len(found) == 1 or isinstance(value, list)


@pytest.mark.parametrize("kind", ["share", "condition"])
def test_a_share_and_a_condition_need_conditions(kind: str) -> None:
    declared = {"of": "child.x", "where": {}} if kind == "share" else {}
    assert errors({kind: declared}) == ["A condition is missing here."]


@pytest.mark.parametrize("of", ["child", "child.", ".x", "a.b.c", "child.x y"])
def test_a_place_is_table_and_column(of: str) -> None:
    assert errors({"sum": {"of": of}})


def test_a_place_may_be_written_in_chinese() -> None:
    assert Figure.model_validate({"sum": {"of": "投资.金额"}}).declaration.of == "投资.金额"


@pytest.mark.parametrize("periods", [0, -1, 1.5])
def test_previous_goes_back(periods: float) -> None:
    assert errors({"previous": {"of": "a", "periods": periods}})


def test_unknown_keys_are_refused() -> None:
    assert errors({"ratio": {"of": "a", "too": "b", "to": "c"}})
