"""Units held against thresholds: by hand, and against a plain loop."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.steps.admission import Held

FIGURE = st.one_of(st.just(math.nan), st.integers(-9, 9).map(float))


def held(figures: list[list[float]], needed: int = 2, tolerance: float = 0.0) -> Held:
    """Hold units against: a ≥ 10, b ≥ 100, c ≤ 5."""
    return Held(
        ("a", "b", "c"),
        np.array(figures, dtype=np.float64).reshape(-1, 3),
        np.array([10.0, 100.0, 5.0]),
        np.array([True, True, False]),
        needed,
        tolerance,
    )


def test_what_is_lacking_in_the_unit_and_in_per_cent_of_the_bound() -> None:
    found = held([[8, 130, 6]])
    assert found.distance.tolist() == [[2.0, 0.0, 1.0]]
    assert found.percent.tolist() == [[20.0, 0.0, 20.0]]
    assert found.met.tolist() == [[False, True, False]]
    assert found.count.tolist() == [1]


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ([10, 100, 9], "admitted"),
        ([10, 99, 9], "not_admitted"),
        ([10, math.nan, 9], "undecided"),
        ([9, math.nan, 9], "not_admitted"),
        ([10, math.nan, 5], "admitted"),
        ([math.nan, math.nan, math.nan], "undecided"),
    ],
)
def test_two_of_three_are_needed(figures: list[float], status: str) -> None:
    assert held([figures]).status(0) == status


def test_the_nearest_threshold_is_the_one_of_the_least_share() -> None:
    # 4 of 10 is 40%, 30 of 100 is 30%, 1 of 5 is 20%.
    assert held([[6, 70, 6]]).nearest(0) == 2
    assert held([[6, 70, math.nan]]).nearest(0) == 1
    assert held([[10, 100, 5]]).nearest(0) is None


def test_nearness_is_the_last_of_the_thresholds_that_are_needed() -> None:
    # With two to go the second nearest counts, with one to go the nearest.
    found = held([[6, 70, 6], [10, 70, 6], [10, 100, 6], [6, math.nan, math.nan]])
    assert found.nearness.tolist() == [30.0, 20.0, 0.0, math.inf]
    assert found.nearest_first.tolist() == [1, 0, 3]


def test_a_bound_of_zero_has_no_share_and_comes_last() -> None:
    found = Held(("a", "b"), np.array([[-1.0, 1.0]]), np.array([0.0, 9.0]), np.ones(2, bool), 2)
    assert math.isnan(found.percent[0, 0])
    assert found.nearest(0) == 1
    assert found.nearness.tolist() == [math.inf]


def test_what_only_the_arithmetic_lacks_is_met() -> None:
    below = 0.1 * 3 * 100 / 3 - 1e-14
    assert below < 10
    assert held([[below, 0, 9]], needed=1, tolerance=1e-12).status(0) == "admitted"
    assert held([[below, 0, 9]], needed=1).status(0) == "not_admitted"


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_nobody_is_an_ordinary_list(needed: int) -> None:
    assert held([], needed).nearest_first.tolist() == []


@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE), max_size=6), st.integers(1, 3))
def test_it_is_what_a_plain_loop_finds(rows: list[tuple[float, ...]], needed: int) -> None:
    bounds, least = (2.0, -3.0, 4.0), (True, False, True)
    figures = np.array(rows, dtype=np.float64).reshape(-1, 3)
    found = Held(("a", "b", "c"), figures, np.array(bounds), np.array(least), needed)
    for at, row in enumerate(rows):
        meets = [
            None if math.isnan(x) else (x >= bound if up else x <= bound)
            for x, bound, up in zip(row, bounds, least, strict=True)
        ]
        if meets.count(True) >= needed:
            expected = "admitted"
        elif meets.count(True) + meets.count(None) >= needed:
            expected = "undecided"
        else:
            expected = "not_admitted"
        assert found.status(at) == expected
        assert found.nearness[at] >= 0
        assert (found.nearness[at] == 0) == (expected == "admitted")
