"""How far apart methods are, and which input parts them."""

from __future__ import annotations

import math
import statistics
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from steelyard.steps.spread import driver, spread, typical

NAN = math.nan
AMOUNTS = st.floats(1e-3, 1e6) | st.just(NAN)
POSITIVE = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(2, 5)), elements=AMOUNTS
)
ANY = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(2, 5)),
    elements=st.floats(-1e6, 1e6) | st.just(NAN),
)


def test_three_methods() -> None:
    found = spread(np.array([[30.0, 10.0, 20.0]]))
    assert found.values.tolist() == [3]
    assert (found.median[0], found.lowest[0], found.highest[0]) == (20.0, 10.0, 30.0)
    assert (found.lowest_at[0], found.highest_at[0]) == (1, 0)
    assert found.ratio[0] == 3.0
    assert found.size[0] == pytest.approx(math.log(3))


def test_a_method_without_a_value_is_left_out() -> None:
    found = spread(np.array([[30.0, NAN, 20.0]]))
    assert (found.values[0], found.median[0], found.ratio[0]) == (2, 25.0, 1.5)


def test_values_on_both_sides_of_zero_are_apart_by_more_than_any_factor() -> None:
    found = spread(np.array([[-5.0, 10.0, 15.0], [0.0, 10.0, NAN]]))
    assert found.median.tolist() == [10.0, 5.0]
    assert found.ratio[0] == 1.5
    assert math.isnan(found.ratio[1])
    assert np.isposinf(found.size).all()
    assert found.beyond(1e9).all()


@pytest.mark.parametrize("row", [[NAN, NAN], [4.0, NAN], [-4.0, -8.0], [-4.0, 0.0]])
def test_what_cannot_be_compared(row: list[float]) -> None:
    found = spread(np.array([row]))
    assert math.isnan(found.ratio[0])
    assert math.isnan(found.size[0])
    assert not found.beyond(1.0).any()


def test_nothing_above_zero_has_no_lowest() -> None:
    found = spread(np.array([[-4.0, -8.0]]))
    assert found.lowest_at[0] == found.highest_at[0] == -1
    assert math.isnan(found.lowest[0])
    assert found.median[0] == -6.0


def test_exactly_the_factor_is_not_beyond_it() -> None:
    found = spread(np.array([[1.0, 2.0], [1.0, 2.0000001]]))
    assert found.beyond(2.0).tolist() == [False, True]


@given(ANY)
def test_the_median_is_that_of_what_is_known(values: np.ndarray) -> None:
    found = spread(values)
    for row, median in zip(values, found.median, strict=True):
        known = row[~np.isnan(row)].tolist()
        if known:
            assert median == pytest.approx(statistics.median(known))
            assert min(known) <= median <= max(known)
        else:
            assert math.isnan(median)


@given(POSITIVE, st.floats(0.01, 100))
def test_a_change_of_currency_changes_no_ratio(values: np.ndarray, rate: float) -> None:
    one, other = spread(values), spread(values * rate)
    np.testing.assert_allclose(one.ratio, other.ratio, rtol=1e-9)
    np.testing.assert_allclose(one.median * rate, other.median, rtol=1e-9)


@given(POSITIVE, st.randoms())
def test_the_order_of_methods_does_not_matter(values: np.ndarray, random: Random) -> None:
    order = list(range(values.shape[1]))
    random.shuffle(order)
    one, other = spread(values), spread(values[:, order])
    np.testing.assert_array_equal(one.ratio, other.ratio)
    np.testing.assert_array_equal(one.median, other.median)


def test_the_input_that_leaves_least_drives() -> None:
    size = np.array([2.0, 2.0, 2.0, math.inf, NAN])
    left = np.array([[1.0, 0.5], [2.0, 3.0], [NAN, NAN], [math.inf, 0.5], [0.1, 0.1]])
    assert driver(size, left).tolist() == [1, -1, -1, 1, -1]


def test_of_inputs_that_leave_as_much_the_first_declared_drives() -> None:
    assert driver(np.array([1.0]), np.array([[0.5 + 1e-12, 0.5]])).tolist() == [0]


def test_rounding_drives_nothing() -> None:
    assert driver(np.array([1.0]), np.array([[1.0 - 1e-12]])).tolist() == [-1]


def test_without_inputs_nothing_drives() -> None:
    assert driver(np.array([1.0]), np.empty((1, 0))).tolist() == [-1]


def test_small_groups_take_the_median_of_all() -> None:
    figures = np.array([[1.0], [2.0], [9.0], [NAN], [5.0], [7.0]])
    groups = np.array(["a", "a", "a", "a", "b", "b"])
    medians, own = typical(figures, groups, np.zeros(6))
    assert medians[:, 0].tolist() == [2.0, 2.0, 2.0, 2.0, 5.0, 5.0]
    assert own[:, 0].tolist() == [True] * 4 + [False] * 2


def test_periods_are_apart() -> None:
    figures = np.array([[1.0], [2.0], [3.0], [10.0], [20.0], [30.0]])
    medians, _own = typical(figures, np.array(["a"] * 6), np.array([1, 1, 1, 2, 2, 2]))
    assert medians[:, 0].tolist() == [2.0] * 3 + [20.0] * 3


def test_what_nobody_knows_has_no_typical_value() -> None:
    medians, own = typical(np.full((3, 1), NAN), np.array(["a"] * 3), np.zeros(3))
    assert np.isnan(medians).all()
    assert not own.any()


def test_no_units() -> None:
    assert spread(np.empty((0, 2))).ratio.shape == (0,)
    medians, _own = typical(np.empty((0, 1)), np.empty(0), np.empty(0))
    assert medians.shape == (0, 1)
