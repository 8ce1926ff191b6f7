"""The grammar of screening."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.screen import Screen

SPEC = TypeAdapter(Screen)

WRONG: list[tuple[dict[str, object], str]] = [
    ({"units": {"available": 90}}, "less_than_equal"),
    ({"units": {"available": -0.1}}, "greater_than_equal"),
    ({"units": {"nonzero": float("nan")}}, "finite_number"),
    ({"units": {"keep": ["A", "B"], "drop": ["B"]}}, "keep_and_drop"),
    ({"indicators": {"most_common": 0}}, "greater_than"),
    ({"indicators": {"nonzero": 0.5}}, "extra_forbidden"),
]


@pytest.mark.parametrize(("declared", "error"), WRONG)
def test_refused(declared: dict[str, object], error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SPEC.validate_python(declared)
    assert [problem["type"] for problem in caught.value.errors()] == [error]


def test_a_unit_both_kept_and_dropped_is_named() -> None:
    with pytest.raises(ValidationError, match="not both: B, C"):
        SPEC.validate_python({"units": {"keep": ["C", "B", "A"], "drop": ["B", "C"]}})


def test_nothing_is_asked_for_by_default() -> None:
    spec = SPEC.validate_python({})
    asked = (
        spec.units.available,
        spec.units.nonzero,
        spec.indicators.available,
        spec.indicators.most_common,
    )
    assert asked == (None, None, None, None)


def test_keys_may_be_numbers_in_yaml() -> None:
    assert SPEC.validate_python({"units": {"keep": [2330]}}).units.keep == ("2330",)


def test_every_field_is_described() -> None:
    schema = SPEC.json_schema()
    models = [schema, *schema["$defs"].values()]
    assert all("description" in field for model in models for field in model["properties"].values())
