"""Extremes and moments, in parts and as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import TypeVar

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.steps.summary import Moments, extremes, moments
from tests.steps.normalise.blocks import ENGINE

NAN = math.nan


T = TypeVar("T")


class InRows(LocalEngine):
    """An engine that summarises a row at a time, after an empty part."""

    def summarise(
        self, values: Matrix, part: Callable[[Matrix], T], combine: Callable[[T, T], T]
    ) -> T:
        rows = [values[:0], *(values[row : row + 1] for row in range(len(values)))]
        return reduce(combine, map(part, rows))


MATRICES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(0, 8), st.integers(0, 3)),
    elements=st.one_of(st.just(NAN), st.floats(-1e6, 1e6)),
)


def assert_same(a: Moments, b: Moments) -> None:
    np.testing.assert_array_equal(a.count, b.count)
    np.testing.assert_allclose(a.mean, b.mean, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(a.squares, b.squares, rtol=1e-9, atol=1e-6)


@settings(deadline=None)
@given(MATRICES)
def test_moments_of_parts_are_those_of_the_whole(values: Matrix) -> None:
    assert_same(moments(values, InRows()), moments(values, ENGINE))


@settings(deadline=None)
@given(MATRICES)
def test_extremes_of_parts_are_those_of_the_whole(values: Matrix) -> None:
    np.testing.assert_array_equal(extremes(values, InRows()), extremes(values, ENGINE))


@settings(deadline=None)
@given(
    hnp.arrays(np.float64, st.tuples(st.integers(2, 20), st.just(2)), elements=st.floats(-1e3, 1e3))
)
def test_moments_are_those_of_numpy(values: Matrix) -> None:
    found = moments(values, ENGINE)
    np.testing.assert_allclose(found.mean, values.mean(axis=0), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(found.deviation, values.std(axis=0, ddof=1), rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.integers(1, 9))
def test_equal_figures_have_exactly_their_mean(figure: float, count: int) -> None:
    found = moments(np.full((count, 1), figure), InRows())
    assert (found.mean[0], found.squares[0]) == (figure, 0.0)


def test_a_great_mean_costs_the_deviation_no_digits() -> None:
    # 1, 2, 4: squares 16/9 + 1/9 + 25/9.
    found = moments(1e12 + np.array([[1.0], [2.0], [4.0]]), ENGINE)
    np.testing.assert_allclose(found.deviation, math.sqrt(42 / 9 / 2), rtol=1e-14)


def test_nothing_is_known_of_an_empty_column() -> None:
    least, greatest = extremes(np.full((2, 1), NAN), ENGINE)
    mean = moments(np.full((2, 1), NAN), ENGINE).mean
    assert np.isnan([least, greatest, mean]).all()
