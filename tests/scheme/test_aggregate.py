from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.aggregate import AggregateSpec, Arithmetic, OrderedWeighted, Power, Sum

ADAPTER: TypeAdapter[Any] = TypeAdapter(AggregateSpec)
BARE = [
    "sum",
    "arithmetic",
    "geometric",
    "harmonic",
    "median",
    "minimum",
    "maximum",
    "mazziotta_pareto",
    "copeland",
    "outranking",
]


@pytest.mark.parametrize("method", BARE)
def test_a_bare_name_is_the_method_with_its_defaults(method: str) -> None:
    assert ADAPTER.validate_python(method) == ADAPTER.validate_python({"method": method})
    assert ADAPTER.validate_python(method).method == method


@pytest.mark.parametrize("method", BARE)
def test_what_is_written_out_reads_back(method: str) -> None:
    spec = ADAPTER.validate_python(method)
    assert ADAPTER.validate_python(ADAPTER.dump_python(spec)) == spec


def test_settings() -> None:
    assert ADAPTER.validate_python({"method": "power", "exponent": -2, "coverage": 0.5}) == Power(
        exponent=-2, coverage=0.5
    )
    assert ADAPTER.validate_python({"method": "ordered_weighted", "weights": [3, 0]}) == (
        OrderedWeighted(weights=(3, 0))
    )


def test_only_a_sum_needs_every_part_by_default() -> None:
    assert Sum().coverage == 1.0
    assert Arithmetic().coverage == 0.0


def test_only_pairwise_methods_are_relative() -> None:
    relative = {method for method in BARE if ADAPTER.validate_python(method).relative}
    assert relative == {"copeland", "outranking"}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("arithmatic", "union_tag_invalid"),
        ({}, "union_tag_not_found"),
        ("power", "missing"),
        ("ordered_weighted", "missing"),
        ({"method": "power", "exponent": 101}, "less_than_equal"),
        ({"method": "arithmetic", "coverage": 1.1}, "less_than_equal"),
        ({"method": "arithmetic", "coverage": -0.1}, "greater_than_equal"),
        ({"method": "arithmetic", "exponent": 2}, "extra_forbidden"),
        ({"method": "ordered_weighted", "weights": []}, "too_short"),
        ({"method": "ordered_weighted", "weights": [0, 0]}, "no_weight"),
        ({"method": "ordered_weighted", "weights": [1, -1]}, "greater_than_equal"),
        ({"method": "mazziotta_pareto", "penalty": "minus"}, "literal_error"),
    ],
)
def test_wrong_settings_are_refused(wrong: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ADAPTER.validate_python(wrong)
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_the_json_schema_knows_bare_names_and_settings() -> None:
    schema = ADAPTER.json_schema()
    names, settings = schema["anyOf"]
    assert names["enum"] == BARE
    assert set(settings["discriminator"]["mapping"]) == {*BARE, "power", "ordered_weighted"}
    for model in schema["$defs"].values():
        assert all(
            "description" in field for key, field in model["properties"].items() if key != "method"
        )
