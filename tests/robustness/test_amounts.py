"""What is kept of amounts over replications: exact, and in bins."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.engines import Matrix
from steelyard.robustness.amounts import Amounts, Sums

SHARES = np.array([0.05, 0.5, 0.95])


def drawn(count: int = 4000, units: int = 3) -> Matrix:
    noise = np.random.default_rng(1).normal(size=(count, units))
    return np.array([100.0, 1e9, -5.0]) + np.array([10.0, 1.0, 2.0]) * noise


def added(amounts: Amounts, values: Matrix, size: int) -> Sums:
    total = Sums(*np.zeros((3, values.shape[1])))
    for first in range(0, len(values), size):
        total = total.plus(amounts.add(first, values[first : first + size]))
    return total


def test_kept_amounts_give_the_moments_and_quantiles_of_numpy() -> None:
    values = drawn()
    amounts = Amounts(np.array([100.0, 1e9, -5.0]), len(values))
    sums = added(amounts, values, 700)
    np.testing.assert_allclose(amounts.mean(sums), values.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(amounts.deviation(sums), values.std(axis=0, ddof=1), rtol=1e-9)
    np.testing.assert_allclose(
        amounts.quantiles(SHARES), np.quantile(values, SHARES, axis=0).T, rtol=1e-14
    )


def test_bins_are_near() -> None:
    values = drawn()
    low, high = values.min(axis=0) - 1, values.max(axis=0) + 1
    amounts = Amounts(np.zeros(3), len(values), low, high)
    assert not amounts.exact
    sums = added(amounts, values, 700)
    np.testing.assert_allclose(amounts.mean(sums), values.mean(axis=0), rtol=1e-14)
    width = (high - low) / 256
    apart = np.abs(amounts.quantiles(SHARES) - np.quantile(values, SHARES, axis=0).T)
    assert (apart <= width[:, None]).all()


@pytest.mark.parametrize("binned", [False, True])
def test_what_is_missing_is_left_out(binned: bool) -> None:
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    ends = (np.array([0.0, 0.0]), np.array([4.0, 1.0])) if binned else ()
    amounts = Amounts(np.array([2.0, np.nan]), 3, *ends)
    sums = added(amounts, values, 2)
    assert sums.known.tolist() == [2.0, 0.0]
    assert amounts.mean(sums)[0] == 2.0
    assert np.isnan(amounts.mean(sums)[1])
    assert amounts.deviation(sums)[0] == pytest.approx(np.sqrt(2.0))
    assert np.isnan(amounts.deviation(sums)[1])
    assert np.isnan(amounts.quantiles(SHARES)[1]).all()
    assert amounts.quantiles(np.array([1.0]))[0, 0] == 3.0


def test_one_amount_has_no_deviation() -> None:
    amounts = Amounts(np.array([2.0]), 1)
    sums = added(amounts, np.array([[2.5]]), 1)
    assert amounts.mean(sums).tolist() == [2.5]
    assert np.isnan(amounts.deviation(sums)).all()
