"""Ratios, differences and shares of the way to a reference or a target."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steelyard.errors import DataError
from steelyard.steps.block import Block
from steelyard.steps.normalise import constant_columns, learn
from tests.steps.normalise.blocks import ENGINE, SPEC, block, column, scores

NAN = math.nan


def to(**spec: object) -> dict[str, object]:
    return {"method": "distance_to_reference", **spec}


def test_fraction_of_maximum_is_of_the_least_where_less_is_better() -> None:
    assert column([2, 4, 8], "fraction_of_maximum", -1) == [1, 0.5, 0.25]


def test_no_fraction_of_a_maximum_below_zero() -> None:
    assert np.isnan(column([-2, -1], "fraction_of_maximum")).all()


def test_fraction_of_a_least_of_zero() -> None:
    assert column([0, 4], "fraction_of_maximum", -1) == [1, 0]


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("figure", [-3.0, 0.0, 3.0])
def test_equal_figures_are_all_the_maximum(figure: float, direction: float) -> None:
    assert column([figure, figure], "fraction_of_maximum", direction) == [1, 1]


def test_distance_to_maximum() -> None:
    assert column([1, 2, 5], "distance_to_maximum") == [0, 0.25, 1]


@pytest.mark.parametrize("direction", [1, -1])
def test_equal_figures_have_no_distance_to_the_maximum(direction: float) -> None:
    assert column([3, 3], "distance_to_maximum", direction) == [1, 1]


def test_difference_where_less_is_better() -> None:
    assert column([2, 4, 6], to(reference="mean", **{"as": "difference"}), -1) == [0.5, 0, -0.5]


def test_difference_from_a_reference_below_zero_keeps_the_order() -> None:
    assert column([-6, -4, -2], to(unit="u1", **{"as": "difference"})) == [-0.5, 0, 0.5]


def test_difference_from_zero_is_missing() -> None:
    assert np.isnan(column([-1, 0, 1], to(unit="u1", **{"as": "difference"}))).all()


def test_no_difference_among_zeros() -> None:
    assert column([0, 0], to(reference="mean", **{"as": "difference"})) == [0, 0]


@pytest.mark.parametrize(("form", "expected"), [("ratio", 1.0), ("difference", 0.0)])
def test_a_cap_is_the_score_of_the_reference(form: str, expected: float) -> None:
    assert column([2, 4, 9], to(unit="u1", cap=True, **{"as": form}))[1:] == [expected] * 2


def test_share_of_the_way_goes_beyond_the_reference() -> None:
    assert column([2, 4, 8], to(unit="u1")) == [0, 1, 3]


def test_a_reference_without_a_figure_makes_the_column_missing() -> None:
    found = scores(block([[NAN, 1.0], [2.0, 2.0], [3.0, 3.0]]), to(unit="u0", **{"as": "ratio"}))
    np.testing.assert_array_equal(found, [[NAN, 1], [NAN, 2], [NAN, 3]])


def test_an_unknown_unit_is_an_error_with_the_nearest() -> None:
    spec = SPEC.validate_python(to(unit="U1"))
    with pytest.raises(DataError, match=r"“U1” is not among the units.*“u1”"):
        learn(block([1, 2]), spec, ENGINE)


def test_the_reference_is_the_latest_period_of_the_unit() -> None:
    given = Block(
        np.array([[2.0], [4.0], [8.0]]),
        ("c",),
        np.ones(1),
        np.array(["a", "a", "b"]),
        periods=np.array([2023.0, 2024.0, 2024.0]),
    )
    assert scores(given, to(unit="a", **{"as": "ratio"}))[2, 0] == 2


@pytest.mark.parametrize(("direction", "expected"), [(1, [0, 0.5, 1.5]), (-1, [3, 2, 0])])
def test_distance_to_target(direction: float, expected: list[float]) -> None:
    assert column([2, 4, 8], {"method": "distance_to_target", "target": 6}, direction) == expected


def test_a_capped_distance_to_target() -> None:
    assert column([2, 4, 8], {"method": "distance_to_target", "target": 6, "cap": True})[2] == 1


@pytest.mark.parametrize(("direction", "target"), [(1, 1.0), (1, 2.0), (-1, 8.0), (-1, 9.0)])
def test_a_target_that_all_have_reached(direction: float, target: float) -> None:
    spec = {"method": "distance_to_target", "target": target}
    assert column([2, 4, 8], spec, direction) == [1, 1, 1]


def test_a_target_that_all_have_reached_is_reported() -> None:
    spec = SPEC.validate_python({"method": "distance_to_target", "target": 2})
    assert constant_columns(learn(block([[2, 1], [4, 4]]), spec, ENGINE)) == (0,)
