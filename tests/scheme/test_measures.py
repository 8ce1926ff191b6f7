"""What a table of measures may declare."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from steelyard.scheme.measures import Measure, MeasureTable

SCHEMA = Draft202012Validator(Measure.model_json_schema(by_alias=True))

EACH_KIND = {
    "count": {},
    "sum": "rd",
    "mean": "rd",
    "median": "rd",
    "minimum": "rd",
    "maximum": "rd",
    "share": "rd",
    "growth": {"of": "rd", "since": "rd_last"},
    "concentration": {"of": "rd", "top": 5},
    "herfindahl": "rd",
}


def errors(declared: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        MeasureTable.model_validate(declared)
    return [error["msg"] for error in caught.value.errors()]


@pytest.mark.parametrize("kind", EACH_KIND)
def test_each_kind_is_known(kind: str) -> None:
    assert Measure.model_validate({kind: EACH_KIND[kind]}).kind == kind


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_schema_for_editors_agrees(kind: str) -> None:
    SCHEMA.validate({kind: EACH_KIND[kind]})


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_measure_survives_writing_and_reading(kind: str) -> None:
    measure = Measure.model_validate({kind: EACH_KIND[kind]})
    assert Measure.model_validate(measure.model_dump(exclude_none=True)) == measure


@pytest.mark.parametrize(
    ("kind", "times"),
    [("share", 100), ("growth", 100), ("concentration", 100), ("herfindahl", 1e4)],
)
def test_the_factor_is_written_out(kind: str, times: float) -> None:
    written = Measure.model_validate({kind: EACH_KIND[kind]}).model_dump(exclude_none=True)
    assert written[kind]["times"] == times


@pytest.mark.parametrize("declared", [{}, {"sum": "rd", "mean": "rd"}])
def test_exactly_one_kind(declared: dict[str, object]) -> None:
    found = errors({"by": [], "measures": {"m": declared}})[0]
    assert "exactly one of count, distinct, sum" in found


@pytest.mark.parametrize("key", ["rd", "region"])
def test_the_order_is_by_a_measure_or_a_group(key: str) -> None:
    table = {"by": ["region"], "measures": {"rd": {"sum": "rd"}}, "order": {"by": key}}
    order = MeasureTable.model_validate(table).order
    assert order is not None
    assert order.descending


def test_an_unknown_order_is_refused() -> None:
    table = {"by": ["region"], "measures": {"rd": {"sum": "rd"}}, "order": {"by": "country"}}
    assert errors(table) == ["There is no measure “country” to order by; there are rd, region."]


@pytest.mark.parametrize("by", [["rd"], ["region", "region"]])
def test_a_column_stands_once(by: list[str]) -> None:
    assert "would be two columns" in errors({"by": by, "measures": {"rd": {"sum": "rd"}}})[0]


def test_names_come_with_their_places() -> None:
    table = MeasureTable.model_validate(
        {
            "by": ["region"],
            "measures": {
                "n": {"count": {}},
                "known": {"count": {"of": "rd"}},
                "mean": {"mean": "rd"},
                "units": {"share": {}},
                "share": {"share": {"of": "rd", "within": ["year"]}},
                "growth": {"growth": {"of": "rd", "since": "last"}},
            },
        }
    )
    assert list(table.names()) == [
        (("by", 0), "region"),
        (("measures", "known", "count", "of"), "rd"),
        (("measures", "mean", "mean"), "rd"),
        (("measures", "share", "share", "of"), "rd"),
        (("measures", "share", "share", "within", 0), "year"),
        (("measures", "growth", "growth", "of"), "rd"),
        (("measures", "growth", "growth", "since"), "last"),
    ]
