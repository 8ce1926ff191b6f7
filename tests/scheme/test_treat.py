"""The grammar of treatment."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.treat import (
    BoxCox,
    CoinToolLog,
    Log,
    NoTreatment,
    Treat,
    TreatSpec,
    Winsorise,
)

SPEC: TypeAdapter[Treat] = TypeAdapter(TreatSpec)

WRONG: list[tuple[object, list[str]]] = [
    ("winsorize", ["union_tag_invalid"]),
    ({"methods": ["log", "sqrt"]}, ["union_tag_invalid"]),
    ({"methods": [{"method": "winsorise", "points": 0}]}, ["greater_than_equal", "literal_error"]),
    (
        {"methods": [{"method": "winsorise", "points": "unlimited", "force": True}]},
        ["force_without_points"],
    ),
    (
        {"methods": [{"method": "box_cox", "lambda": "guess"}]},
        ["float_parsing", "literal_error"],
    ),
    ({"skewness": -1}, ["greater_than_equal"]),
    ({"kurtosis": float("nan")}, ["finite_number"]),
    ({"when": "never"}, ["literal_error"]),
    ({"points": 5}, ["extra_forbidden"]),
]


@pytest.mark.parametrize(("declared", "errors"), WRONG)
def test_refused(declared: object, errors: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        SPEC.validate_python(declared)
    assert [problem["type"] for problem in caught.value.errors()] == errors


def test_the_default_is_winsorise_else_log() -> None:
    spec = SPEC.validate_python({})
    assert (spec.methods, spec.skewness, spec.kurtosis, spec.when, spec.combine) == (
        (Winsorise(points=5), CoinToolLog()),
        2.0,
        3.5,
        "flagged",
        False,
    )


def test_a_chain_mixes_bare_names_and_settings() -> None:
    spec = SPEC.validate_python({"methods": ["log", {"method": "box_cox", "lambda": 0.5}]})
    assert spec.methods == (Log(), BoxCox(lambda_=0.5))


@pytest.mark.parametrize(("name", "method"), [("none", NoTreatment()), ("log", Log())])
def test_a_bare_name_is_the_only_method(name: str, method: Log | NoTreatment) -> None:
    assert SPEC.validate_python(name) == Treat(methods=(method,))


def test_a_lambda_of_zero_is_a_number() -> None:
    spec = SPEC.validate_python({"methods": [{"method": "box_cox", "lambda": 0}]})
    assert spec.methods == (BoxCox(lambda_=0.0),)


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"methods": []},
        {"methods": [{"method": "winsorise", "points": "unlimited"}]},
        {"methods": [{"method": "box_cox", "lambda": -0.5, "shift": False}], "combine": True},
    ],
)
def test_what_is_written_without_nulls_reads_back_equal(declared: object) -> None:
    spec = SPEC.validate_python(declared)
    written = SPEC.dump_python(spec, mode="json", by_alias=True, exclude_none=True)
    assert SPEC.validate_python(written) == spec


def test_every_field_is_described() -> None:
    schema = SPEC.json_schema()
    models = schema["$defs"].values()
    assert all("description" in field for model in models for field in model["properties"].values())
