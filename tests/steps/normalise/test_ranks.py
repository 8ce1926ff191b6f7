"""Ranks, percentile ranks and Borda counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.steps.normalise.blocks import column

NAN = math.nan
SCIPY = {"competition": "min", "average": "average", "dense": "dense", "maximum": "max"}

FIGURES = st.lists(st.integers(-3, 3), min_size=1, max_size=12)


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("ties", SCIPY)
@settings(deadline=None)
@given(figures=FIGURES)
def test_ranks_are_those_of_scipy(ties: str, direction: int, figures: list[int]) -> None:
    expected = stats.rankdata(direction * np.array(figures), method=SCIPY[ties])
    assert column(figures, {"method": "rank", "ties": ties}, direction) == list(expected)


def test_missing_figures_take_no_place() -> None:
    np.testing.assert_array_equal(column([5, NAN, 3], "rank"), [2, NAN, 1])


def test_percentile_rank_is_the_share_of_the_others_below() -> None:
    assert column([1, 2, 2, 4, 9], "percentile_rank") == [0, 0.25, 0.25, 0.75, 1]


def test_dense_percentile_ranks_reach_one() -> None:
    found = column([1, 2, 2, 4], {"method": "percentile_rank", "ties": "dense"})
    assert found == [0, 0.5, 0.5, 1]


@pytest.mark.parametrize("ties", SCIPY)
def test_equal_figures_have_the_middle_percentile(ties: str) -> None:
    assert column([7, 7, 7], {"method": "percentile_rank", "ties": ties}) == [0.5] * 3


def test_one_unit_has_the_middle_percentile() -> None:
    assert column([7], "percentile_rank") == [0.5]


def test_borda_spreads_over_its_range() -> None:
    found = column([1, 2, 2, 4, 9], {"method": "borda", "range": [10, 20]})
    assert found == [10, 12.5, 12.5, 17.5, 20]


def test_borda_without_a_range_counts_the_units_below() -> None:
    assert column([1, 2, 2, 4, 9], {"method": "borda", "range": None}) == [0, 1, 1, 3, 4]


def test_borda_of_equal_figures_is_the_middle_of_the_range() -> None:
    assert column([4, 4], "borda") == [50, 50]
