"""The grammar of imputation."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.impute import EM, Impute, ImputeSpec, Mean, Median

SPEC: TypeAdapter[Impute] = TypeAdapter(ImputeSpec)

WRONG: list[tuple[object, str]] = [
    ("mode", "union_tag_invalid"),
    ({"by": "region"}, "union_tag_not_found"),
    ("constant", "missing"),
    ({"method": "constant", "value": float("inf")}, "finite_number"),
    ({"method": "last", "at_most": 0}, "greater_than_equal"),
    ({"method": "linear", "outside": "extrapolate"}, "literal_error"),
    ({"method": "nearest", "neighbours": 0}, "greater_than_equal"),
    ({"method": "em", "tolerance": 0}, "greater_than"),
    ({"method": "em", "prior": -1}, "greater_than_equal"),
    ({"method": "median", "within": "region"}, "extra_forbidden"),
]


@pytest.mark.parametrize(("declared", "error"), WRONG)
def test_refused(declared: object, error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SPEC.validate_python(declared)
    assert [problem["type"] for problem in caught.value.errors()] == [error]


def test_a_bare_name_is_the_method_with_its_defaults() -> None:
    assert SPEC.validate_python("em") == EM()


@pytest.mark.parametrize(
    ("by", "expected"),
    [("region", ("region",)), (["region", "income"], ("region", "income"))],
)
def test_one_group_column_needs_no_list(by: object, expected: tuple[str, ...]) -> None:
    assert SPEC.validate_python({"method": "mean", "by": by}) == Mean(by=expected)


@pytest.mark.parametrize("name", ["none", "mean", "median", "last", "linear", "nearest", "em"])
def test_only_methods_over_periods_need_all_of_them_at_once(name: str) -> None:
    assert SPEC.validate_python(name).across_periods == (name in ("last", "linear"))


@pytest.mark.parametrize("declared", ["last", "nearest", {"method": "em", "prior": 0}])
def test_what_is_written_without_nulls_reads_back_equal(declared: object) -> None:
    spec = SPEC.validate_python(declared)
    assert SPEC.validate_python(SPEC.dump_python(spec, mode="json", exclude_none=True)) == spec


def test_specs_with_equal_settings_are_equal() -> None:
    assert Median(by=("region",)) == SPEC.validate_python({"method": "median", "by": "region"})


def test_every_field_is_described() -> None:
    models = SPEC.json_schema()["$defs"].values()
    assert all("description" in field for model in models for field in model["properties"].values())
