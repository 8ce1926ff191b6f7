"""The grammar of normalisation."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.normalise import Band, Bands, Normalise, NormaliseSpec

SPEC: TypeAdapter[Normalise] = TypeAdapter(NormaliseSpec)
ONE = {"at_least": 1, "gives": 1}

WRONG: list[tuple[dict[str, object], str]] = [
    ({"method": "min_max", "range": [1, 0]}, "range_not_ascending"),
    ({"method": "min_max", "range": [1, 1]}, "range_not_ascending"),
    ({"method": "min_max", "range": [0, float("inf")]}, "finite_number"),
    ({"method": "scaled", "from": [3, 2]}, "range_not_ascending"),
    ({"method": "z_score", "deviation": 0}, "greater_than"),
    ({"method": "rank", "ties": "ordinal"}, "literal_error"),
    ({"method": "distance_to_reference"}, "one_reference"),
    ({"method": "distance_to_reference", "unit": "A", "reference": "best"}, "one_reference"),
    (
        {"method": "categorical", "quantiles": [0.5, 0.5], "scores": [1, 2, 3]},
        "quantiles_not_ascending",
    ),
    ({"method": "categorical", "quantiles": [0.5], "scores": [1, 2, 3]}, "scores_of_classes"),
    ({"method": "categorical", "quantiles": [50], "scores": [1, 2]}, "less_than"),
    ({"method": "goalposts", "lower": 2, "upper": 1}, "range_not_ascending"),
    ({"method": "goalposts", "lower": 0, "upper": 1, "scale": "log"}, "log_of_goalpost"),
    ({"method": "proportional", "full_at": 0}, "proportional_points"),
    ({"method": "deduction", "each": 0}, "greater_than"),
    ({"method": "deduction", "each": 1, "start": 2, "least": 2}, "deduction_start"),
    ({"method": "bands", "bands": [], "otherwise": 0}, "empty_list"),
    ({"method": "categorical", "quantiles": [], "scores": [1]}, "empty_list"),
    ({"method": "bands", "bands": [{"gives": 1}], "otherwise": 0}, "band_bound"),
    ({"method": "bands", "bands": [ONE | {"below": 2}], "otherwise": 0}, "band_bound"),
    (
        {"method": "bands", "bands": [ONE, {"at_least": 2, "gives": 2}], "otherwise": 0},
        "band_unreachable",
    ),
    ({"method": "min-max"}, "union_tag_invalid"),
    ({"method": "identity", "range": [0, 1]}, "extra_forbidden"),
]


@pytest.mark.parametrize(("declared", "error"), WRONG)
def test_refused(declared: dict[str, object], error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SPEC.validate_python(declared)
    assert [problem["type"] for problem in caught.value.errors()] == [error]


def test_a_bare_name_is_the_method_with_its_defaults() -> None:
    assert SPEC.validate_python("min_max") == SPEC.validate_python({"method": "min_max"})


def test_a_bare_name_of_a_method_that_needs_more_says_what() -> None:
    with pytest.raises(ValidationError) as caught:
        SPEC.validate_python("distance_to_target")
    assert [problem["loc"][-1] for problem in caught.value.errors()] == ["target"]


def test_the_json_schema_offers_the_bare_names_that_suffice() -> None:
    offered = SPEC.json_schema()["anyOf"][0]["enum"]
    sufficient = []
    for name in SPEC.json_schema()["anyOf"][1]["discriminator"]["mapping"]:
        try:
            SPEC.validate_python(name)
        except ValidationError:
            continue
        sufficient.append(name)
    assert sorted(offered) == sorted(sufficient)


def test_every_field_is_described() -> None:
    definitions = SPEC.json_schema()["$defs"]
    fields = [f for model in definitions.values() for f in model["properties"].values()]
    assert all(field.get("description") for field in fields)


def test_keywords_of_python_are_read_and_written_under_their_yaml_names() -> None:
    declared = {"method": "scaled", "from": (1.0, 2.0), "range": (0.0, 1.0)}
    assert SPEC.dump_python(SPEC.validate_python(declared), by_alias=True) == declared


RELATIVE = ["min_max", "z_score", "rank", "percentile_rank", "borda", "fraction_of_maximum"]


@pytest.mark.parametrize("name", [*RELATIVE, "distance_to_maximum", "above_below_mean"])
def test_relative(name: str) -> None:
    assert SPEC.validate_python(name).relative


@pytest.mark.parametrize("name", ["scaled", "identity"])
def test_absolute(name: str) -> None:
    assert not SPEC.validate_python(name).relative


ON_POINTS: list[tuple[dict[str, object], float]] = [
    ({"method": "goalposts", "lower": 0, "upper": 1}, 5),
    ({"method": "proportional", "full_at": 1}, 5),
    ({"method": "proportional", "full_at": 1, "range": [0, 2]}, 2),
    ({"method": "deduction", "each": 1}, 5),
    ({"method": "deduction", "each": 1, "start": 3}, 3),
    ({"method": "bands", "bands": [ONE], "otherwise": 0}, 1),
    ({"method": "bands", "bands": [ONE], "otherwise": 2}, 2),
    ({"method": "categorical", "quantiles": [0.5], "scores": [4, 1]}, 4),
    ({"method": "above_below_mean"}, 1),
]


@pytest.mark.parametrize(("declared", "greatest"), ON_POINTS)
def test_the_greatest_score_of_a_node_of_five_points(
    declared: dict[str, object], greatest: float
) -> None:
    assert SPEC.validate_python(declared).with_points(5).maximum() == greatest


@pytest.mark.parametrize(
    "declared",
    [
        {"method": "min_max"},
        {"method": "scaled"},
        {"method": "identity"},
        {"method": "goalposts", "lower": 0, "upper": 1, "clip": False},
    ],
)
def test_scores_without_a_limit(declared: dict[str, object]) -> None:
    assert SPEC.validate_python(declared).maximum() is None


@pytest.mark.parametrize("declared", [{"method": "goalposts", "lower": 0, "upper": 1}])
def test_without_points_the_range_is_from_0_to_1(declared: dict[str, object]) -> None:
    assert SPEC.validate_python(declared).maximum() == 1


COVERS: list[tuple[dict[str, float], dict[str, float], bool]] = [
    ({"at_least": 1}, {"at_least": 2}, True),
    ({"at_least": 2}, {"at_least": 1}, False),
    ({"at_least": 1}, {"above": 1}, True),
    ({"above": 1}, {"at_least": 1}, False),
    ({"above": 1}, {"above": 1}, True),
    ({"at_most": 1}, {"at_most": 0}, True),
    ({"at_most": 0}, {"at_most": 1}, False),
    ({"at_most": 1}, {"below": 1}, True),
    ({"below": 1}, {"at_most": 1}, False),
    ({"at_least": 1}, {"at_most": 2}, False),
]


@pytest.mark.parametrize(("band", "other", "covers"), COVERS)
def test_a_band_covers_another(
    band: dict[str, float], other: dict[str, float], covers: bool
) -> None:
    assert Band(gives=1, **band).covers(Band(gives=2, **other)) is covers


def test_bands_in_a_useful_order_are_accepted() -> None:
    assert (
        Bands(
            bands=(Band(above=0.05, gives=5), Band(at_least=-0.05, gives=3)), otherwise=0
        ).maximum()
        == 5
    )
