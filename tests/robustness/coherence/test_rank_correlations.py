"""Spearman's rho and Kendall's tau-b, against SciPy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from steelyard.robustness.coherence.correlations import every_pair
from steelyard.robustness.coherence.rank_correlations import kendall, spearman

NAN = np.nan
SMALL = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: [float(x) for x in pair]),
    min_size=2,
    max_size=12,
).map(np.array)


def tied(seed: int, units: int = 60, columns: int = 4) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = np.round(random.standard_normal((units, columns)) + random.random((units, 1)), 1)
    values[random.random(values.shape) < 0.15] = NAN
    return values


def test_spearman_ranks_the_units_that_have_both() -> None:
    values, pairs = tied(1), every_pair(4)
    for (i, j), rho in zip(pairs.tolist(), spearman(values, pairs), strict=True):
        both = ~np.isnan(values[:, [i, j]]).any(axis=1)
        expected = stats.spearmanr(values[both, i], values[both, j]).statistic
        assert rho == pytest.approx(expected, rel=1e-12)


def test_spearman_of_columns_with_the_same_gaps() -> None:
    first = np.array([3.0, 1.0, NAN, 2.0])
    second = np.array([30.0, 20.0, NAN, 10.0])
    rho = spearman(np.column_stack([first, second]), np.array([[0, 1]]))
    assert rho[0] == pytest.approx(0.5, rel=1e-12)


def test_spearman_sees_only_the_order() -> None:
    column = np.array([1.0, 2.0, 5.0, 3.0])
    rho = spearman(np.column_stack([column, np.exp(column)]), np.array([[0, 1]]))
    assert rho[0] == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("seed", range(3))
def test_kendall_is_scipys(seed: int) -> None:
    values = tied(seed)
    both = ~np.isnan(values[:, :2]).any(axis=1)
    expected = stats.kendalltau(values[both, 0], values[both, 1], method="asymptotic")
    found = kendall(values[:, 0], values[:, 1])
    assert found.tau == pytest.approx(expected.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.units == both.sum()


@given(SMALL)
def test_kendall_counts_every_pair_of_units(values: np.ndarray) -> None:
    left, right = (np.sign(column[:, None] - column) for column in values.T)
    surplus, untied = (left * right).sum(), (left**2).sum() * (right**2).sum()
    expected = surplus / np.sqrt(untied) if untied > 0 else NAN
    assert kendall(values[:, 0], values[:, 1]).tau == pytest.approx(expected, nan_ok=True)


@given(SMALL)
def test_kendall_does_not_mind_the_order_of_the_two(values: np.ndarray) -> None:
    there, back = kendall(values[:, 0], values[:, 1]), kendall(values[:, 1], values[:, 0])
    assert there.tau == pytest.approx(back.tau, nan_ok=True)
    assert there.p_value == pytest.approx(back.p_value, nan_ok=True)


def test_kendall_of_opposite_orders_is_minus_1() -> None:
    assert kendall(np.arange(5.0), -np.arange(5.0)).tau == -1


@pytest.mark.parametrize(
    ("first", "second"),
    [([], []), ([1.0], [2.0]), ([1.0, 1.0], [1.0, 2.0]), ([NAN, 1.0], [1.0, NAN])],
    ids=["no unit", "one unit", "all tied", "no unit has both"],
)
def test_what_does_not_vary_has_no_kendall(first: list[float], second: list[float]) -> None:
    found = kendall(np.array(first), np.array(second))
    assert np.isnan([found.tau, found.p_value]).all()


def test_kendall_of_many_units_does_not_overflow() -> None:
    # 200,000 units: the product of two numbers of pairs is beyond 64 bits.
    column = np.arange(200_000.0)
    assert kendall(column, column).tau == pytest.approx(1.0, rel=1e-12)
