"""Min–max, z-scores, goalposts, proportional points and deductions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.steps.normalise.blocks import block, column, scores

NAN = math.nan
INCOME = {"method": "goalposts", "lower": 100, "upper": 75000, "scale": "log"}


def test_min_max_gives_the_ends_of_the_range_exactly() -> None:
    found = column([0.1, 0.3, 0.7], {"method": "min_max", "range": [1, 100]})
    assert (found[0], found[2]) == (1.0, 100.0)


def test_min_max_changes_the_ends_where_less_is_better() -> None:
    assert column([2, 3, 6], "min_max", -1) == [100, 75, 0]


def test_min_max_of_equal_figures_is_the_middle_of_the_range() -> None:
    assert column([3, 3, NAN], {"method": "min_max", "range": [1, 10]})[:2] == [5.5, 5.5]


def test_min_max_of_one_unit_is_the_middle_of_the_range() -> None:
    assert column([3], "min_max") == [50]


def test_z_score_is_that_of_the_sample() -> None:
    # 2, 4, 9: mean 5, squares 9 + 1 + 16, s = √13.
    expected = np.array([-3, -1, 4]) / math.sqrt(13)
    np.testing.assert_allclose(column([2, 4, 9], "z_score"), expected, rtol=1e-15)


def test_z_score_turns_round_where_less_is_better() -> None:
    expected = 50 - 10 * np.array([-3, -1, 4]) / math.sqrt(13)
    spec = {"method": "z_score", "mean": 50, "deviation": 10}
    np.testing.assert_allclose(column([2, 4, 9], spec, -1), expected, rtol=1e-15)


def test_z_score_of_equal_figures_is_the_mean() -> None:
    # 0.1 summed three times is not 0.3: the deviation must be exactly 0 all the same.
    assert column([0.1] * 3, {"method": "z_score", "mean": 50, "deviation": 10}) == [50] * 3


def test_z_score_of_one_unit_is_the_mean() -> None:
    assert column([7], "z_score") == [0]


@pytest.mark.parametrize(("direction", "expected"), [(1, [0, 5, 12]), (-1, [10, 5, -2])])
def test_scaled_goes_beyond_its_range(direction: float, expected: list[float]) -> None:
    spec = {"method": "scaled", "from": [0, 50], "range": [0, 10]}
    assert column([0, 25, 60], spec, direction) == expected


def test_income_index_of_the_human_development_index() -> None:
    # UNDP: ln(GNI/100)/ln(750), China 2022.
    found = column([18024.88747], INCOME)
    assert found[0] == pytest.approx(math.log(18024.88747 / 100) / math.log(750), rel=1e-15)


def test_human_development_index_of_china() -> None:
    health = column([78.587], {"method": "goalposts", "lower": 20, "upper": 85})[0]
    expected_years = column([15.217936], {"method": "goalposts", "lower": 0, "upper": 18})[0]
    mean_years = column([8.106910], {"method": "goalposts", "lower": 0, "upper": 15})[0]
    income = column([18024.88747], INCOME)[0]
    hdi = (health * (expected_years + mean_years) / 2 * income) ** (1 / 3)
    assert round(hdi, 3) == 0.788


def test_logarithmic_goalposts_clip_what_has_no_logarithm() -> None:
    assert column([-5, 0, 50, 100, 75000, 90000], INCOME) == [0, 0, 0, 0, 1, 1]


def test_logarithmic_goalposts_without_clipping() -> None:
    found = column([-5, 0, 10, 1000, 100000], INCOME | {"upper": 10000, "clip": False})
    np.testing.assert_allclose(found, [NAN, NAN, -0.5, 0.5, 1.5], rtol=1e-15)


def test_logarithmic_goalposts_where_less_is_better() -> None:
    found = column([100, 1000, 10000], INCOME | {"upper": 10000}, -1)
    np.testing.assert_allclose(found, [1, 0.5, 0], rtol=1e-15)


@pytest.mark.parametrize(("direction", "expected"), [(1, [0, 2.5, 5]), (-1, [5, 2.5, 0])])
def test_goalposts_clip_to_the_range(direction: float, expected: list[float]) -> None:
    spec = {"method": "goalposts", "lower": 10, "upper": 20, "range": [0, 5]}
    assert column([9, 15, 21], spec, direction) == expected


def test_proportional_points_stay_within_the_range() -> None:
    spec = {"method": "proportional", "full_at": 0.5, "zero_at": 0.1, "range": [0, 10]}
    np.testing.assert_allclose(column([0, 0.1, 0.3, 0.5, 0.9], spec), [0, 0, 5, 10, 10])


def test_proportional_points_may_fall_with_the_figure() -> None:
    spec = {"method": "proportional", "full_at": 0, "zero_at": 4, "range": [1, 5]}
    assert column([-1, 0, 1, 4, 5], spec) == [5, 5, 4, 1, 1]


@pytest.mark.parametrize("direction", [1, -1])
def test_direction_plays_no_part_in_proportional_points(direction: float) -> None:
    assert column([3], {"method": "proportional", "full_at": 4}, direction) == [0.75]


@pytest.mark.parametrize("direction", [1, -1])
def test_deductions_stop_at_the_least(direction: float) -> None:
    spec = {"method": "deduction", "start": 5, "each": 2, "least": 1}
    assert column([0, 1, 2, 3], spec, direction) == [5, 3, 1, 1]


def test_deductions_never_add() -> None:
    assert column([-1], {"method": "deduction", "start": 5, "each": 2}) == [5]


@pytest.mark.parametrize(("direction", "expected"), [(1, [3, -2, 0]), (-1, [-3, 2, 0])])
def test_identity_has_the_sign_of_the_direction(direction: float, expected: list[float]) -> None:
    assert column([3, -2, 0], "identity", direction) == expected


def test_no_score_is_minus_zero() -> None:
    found = scores(block([[0.0], [5.0]], [-1]), {"method": "scaled", "from": [0, 5]})
    assert not np.signbit(scores(block([0.0], [-1]), "identity")).any()
    assert not np.signbit(found).any()
