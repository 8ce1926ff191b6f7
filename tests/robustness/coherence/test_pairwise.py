"""Moments over the units that have both of two columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from threadpoolctl import threadpool_limits

from steelyard.engines.local import BLOCK_ROWS, LocalEngine
from steelyard.robustness.coherence.pairwise import pairwise, pearson

NAN = np.nan


def gappy(seed: int, units: int = 40, columns: int = 6) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.standard_normal((units, columns)) @ random.standard_normal((columns, columns))
    values[random.random(values.shape) < 0.2] = NAN
    return values


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("offset", [0.0, 1000.0])
def test_correlations_of_gappy_columns_are_those_of_the_shared_units(
    scale: float, offset: float
) -> None:
    values = (gappy(1) + offset) * scale
    found = pairwise(values)
    for i in range(6):
        for j in range(i):
            both = ~np.isnan(values[:, [i, j]]).any(axis=1)
            expected = stats.pearsonr(values[both, i], values[both, j]).statistic
            assert found.correlation[i, j] == pytest.approx(expected, rel=1e-9, abs=1e-11)
            assert found.units[i, j] == both.sum()


def test_covariances_of_gappy_columns_are_those_of_the_shared_units() -> None:
    values = gappy(2) * 3 + 100
    found = pairwise(values).covariance
    for i in range(6):
        for j in range(6):
            both = ~np.isnan(values[:, [i, j]]).any(axis=1)
            expected = np.cov(values[both, i], values[both, j])[0, 1]
            assert found[i, j] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_units_that_hardly_differ_among_many_that_do_are_correlated_exactly() -> None:
    # The three shared units are a millionth of the column's spread apart: sums over
    # the whole column would cancel all but a few of their digits.
    first = np.array([1.0, 1.0 + 1e-6, 1.0 + 2e-6, 5000.0, -3000.0])
    second = np.array([1.0, 3.0, 2.0, NAN, NAN])
    found = pairwise(np.column_stack([first, second])).correlation[0, 1]
    assert found == pytest.approx(0.5, rel=1e-8)


def test_a_column_that_is_constant_among_the_shared_units_has_no_correlation() -> None:
    values = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0], [5.0, NAN]])
    assert np.isnan(pairwise(values).correlation[0, 1])
    assert np.isnan(pearson(values[:, 0], values[:, 1]))


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9 + 0.1])
def test_a_constant_column_has_covariance_0_and_no_correlation(constant: float) -> None:
    values = np.column_stack([np.full(7, constant), np.arange(7.0)])
    found = pairwise(values)
    np.testing.assert_array_equal(found.covariance[0], 0.0)
    np.testing.assert_array_equal(np.isnan(found.correlation), [[True, True], [True, False]])


@pytest.mark.parametrize(
    "values",
    [
        np.empty((0, 2)),
        np.array([[1.0, 2.0]]),
        np.full((4, 2), NAN),
        np.array([[1.0, NAN], [NAN, 2.0], [3.0, NAN]]),
    ],
    ids=["no unit", "one unit", "all missing", "no unit has both"],
)
def test_fewer_than_two_shared_units_have_no_correlation(values: np.ndarray) -> None:
    found = pairwise(values)
    assert np.isnan(found.correlation[0, 1])
    assert np.isnan(found.covariance[0, 1])
    assert found.units[0, 1] == (len(values) == 1)


def test_no_column_has_no_moments() -> None:
    assert pairwise(np.empty((3, 0))).correlation.shape == (0, 0)


def test_two_units_are_perfectly_correlated() -> None:
    values = np.array([[1.0, 5.0], [2.0, 1.0]])
    np.testing.assert_allclose(pairwise(values).correlation, [[1, -1], [-1, 1]], rtol=1e-15)


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_units_does_not_matter(seed: int) -> None:
    values = gappy(seed, units=12, columns=3)
    shuffled = np.random.default_rng(seed).permutation(values)
    np.testing.assert_allclose(
        pairwise(values).correlation, pairwise(shuffled).correlation, rtol=1e-9, atol=1e-12
    )


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-100, 100))
def test_an_affine_change_of_scale_does_not_matter(seed: int, scale: float, offset: float) -> None:
    values = gappy(seed, units=12, columns=3)
    np.testing.assert_allclose(
        pairwise(values).correlation,
        pairwise(values * scale + offset).correlation,
        rtol=1e-7,
        atol=1e-9,
    )


def test_the_engines_threads_do_not_show() -> None:
    values = gappy(3, units=3 * BLOCK_ROWS + 1, columns=8)
    with threadpool_limits(1, user_api="blas"):
        alone = pairwise(values, LocalEngine(threads=1))
        together = pairwise(values, LocalEngine(threads=2))
    assert alone.correlation.tobytes() == together.correlation.tobytes()
