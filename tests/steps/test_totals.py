"""Sums by group against ``math.fsum``, whose result they must be to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.steps.totals import group_totals

NUMBER = st.one_of(st.just(math.nan), st.floats(-1e300, 1e300))
ROWS = st.lists(st.tuples(st.integers(0, 3), NUMBER), max_size=60)


def exact(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) if known else math.nan


def totals(rows: list[tuple[int, float]], count: int = 4) -> list[float]:
    values = np.array([value for _group, value in rows], dtype=np.float64)
    groups = np.array([group for group, _value in rows], dtype=np.intp)
    return group_totals(values, groups, count).tolist()


@given(ROWS)
def test_any_numbers_are_added_exactly(rows: list[tuple[int, float]]) -> None:
    expected = [exact([value for at, value in rows if at == group]) for group in range(4)]
    assert totals(rows) == pytest.approx(expected, rel=0, abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1e16, 1.0, -1e16], 1.0),
        ([2.0**-1074, 2.0**900, -(2.0**900)], 2.0**-1074),
        ([0.1] * 10, 1.0),
        ([1.0, 2.0**-53, 2.0**-105], 1.0 + 2.0**-52),  # just above half of the last bit
        ([1.7e308, 1.7e308, -1.7e308], 1.7e308),
        ([0.0, -0.0], 0.0),
        ([1.7e308, 1.7e308], math.inf),
        ([math.inf, 1.0], math.inf),
    ],
)
def test_nothing_is_lost(values: list[float], expected: float) -> None:
    assert totals([(0, value) for value in values], 1) == [expected]


def test_infinities_of_both_signs_have_no_sum() -> None:
    assert math.isnan(totals([(0, math.inf), (0, -math.inf)], 1)[0])


def test_more_rows_than_a_block_and_more_slices_than_one() -> None:
    random = np.random.default_rng(5)
    values = random.normal(size=100_000) * 10.0 ** random.integers(-40, 40, 100_000)
    groups = random.integers(0, 3, 100_000)
    expected = [math.fsum(values[groups == group].tolist()) for group in range(3)]
    assert group_totals(values, groups, 3).tolist() == expected


def test_no_rows_and_no_groups_are_ordinary() -> None:
    assert totals([], 0) == []
    assert np.isnan(totals([], 2)).all()
