"""Weights for intended importances: exact where they can be, and nearer than COINr's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import check_grad

from steelyard.robustness.coherence.balance import _distance, balance, linear_importance
from tests.robustness.coherence.coinr import columns, parts_of, table

OPTIMISED = ["L2_equal", "L2_spearman", "L2_infomax", "L2_itarg_2_1", "L3_equal"]
SEEDS = st.integers(0, 2**32 - 1)


def correlated(wanted: np.ndarray, sigma: np.ndarray, units: int = 30) -> np.ndarray:
    """Parts whose correlations and standard deviations are exactly those wanted."""
    random = np.random.default_rng(0).standard_normal((units, len(wanted)))
    white = np.linalg.qr(random - random.mean(axis=0))[0] * np.sqrt(units)
    return white @ np.linalg.cholesky(wanted).T * sigma


def agreeing(seed: int, parts: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.standard_normal((40, parts)) + 0.7 * random.standard_normal((40, 1))


def shares(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Shares of the squared correlations, from their definition."""
    score = parts @ weights
    squares = np.array([np.corrcoef(part, score)[0, 1] ** 2 for part in parts.T])
    return squares / squares.sum()


def distance(parts: np.ndarray, weights: np.ndarray, intended: np.ndarray) -> float:
    return float(((shares(parts, weights) - intended / intended.sum()) ** 2).sum())


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=6), SEEDS)
def test_uncorrelated_parts_have_weights_in_closed_form(intended: list[float], seed: int) -> None:
    sigma = np.random.default_rng(seed).uniform(0.1, 10, len(intended))
    found = balance(correlated(np.eye(len(intended)), sigma), np.array(intended))
    expected = np.sqrt(intended) / sigma
    np.testing.assert_allclose(found.weights, expected / expected.sum(), rtol=1e-9)


@given(st.floats(-0.6, 0.6), st.floats(0.35, 0.65), st.floats(0.1, 10))
def test_two_parts_have_the_weights_that_bisection_finds(
    correlation: float, intended: float, ratio: float
) -> None:
    parts = correlated(np.array([[1.0, correlation], [correlation, 1.0]]), np.array([1.0, ratio]))
    wanted = np.array([intended, 1 - intended])
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if shares(parts, np.array([middle, 1 - middle]))[0] < intended:
            low = middle
        else:
            high = middle
    found = balance(parts, wanted)
    assume(0.01 < low < 0.99)
    assert found.weights[0] == pytest.approx(low, abs=1e-6)


@given(SEEDS, st.integers(2, 7))
def test_an_exact_solution_gives_what_was_intended(seed: int, count: int) -> None:
    parts = agreeing(seed, count)
    intended = np.random.default_rng(seed).dirichlet(np.full(count, 20.0))
    found = balance(parts, intended)
    assume(found.exact)
    np.testing.assert_allclose(shares(parts, found.weights), intended, atol=1e-6)


@given(SEEDS, st.integers(1, 7))
def test_weights_are_weights(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    parts = random.standard_normal((20, count)) @ random.standard_normal((count, count))
    found = balance(parts, random.dirichlet(np.ones(count)))
    if not np.isnan(found.residual):
        assert found.weights.min() >= 0
        assert found.weights.sum() == pytest.approx(1.0)


@given(SEEDS, st.integers(2, 6))
def test_the_residual_is_the_largest_difference_that_remains(seed: int, count: int) -> None:
    parts = agreeing(seed, count)
    intended = np.random.default_rng(seed).dirichlet(np.ones(count))
    found = balance(parts, intended)
    remaining = np.abs(linear_importance(parts, found.weights) - intended).max()
    assert found.residual == pytest.approx(remaining, abs=1e-9)


@given(SEEDS)
def test_a_change_of_scale_of_the_intended_does_not_matter(seed: int) -> None:
    parts, intended = agreeing(seed, 4), np.array([0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(
        balance(parts, intended).weights, balance(parts, 7 * intended).weights, atol=1e-6
    )


def test_a_part_that_follows_from_the_others_is_weighed_0() -> None:
    # Correlated by 0.8 with both others, which are independent: always the most important.
    wanted = np.array([[1.0, 0.0, 0.7], [0.0, 1.0, 0.7], [0.7, 0.7, 1.0]])
    found = balance(correlated(wanted, np.ones(3)), np.ones(3))
    assert not found.exact
    np.testing.assert_allclose(found.weights, [0.5, 0.5, 0.0], atol=1e-6)
    # The mean of the first two: correlations √½, √½ and 1.4/√2 = √0.98.
    np.testing.assert_allclose(found.importance, np.array([0.5, 0.5, 0.98]) / 1.98, atol=1e-6)


@pytest.mark.parametrize("correlation", [0.3, -0.5])
def test_the_slope_of_the_distance_is_its_derivative(correlation: float) -> None:
    wanted = np.array([[1.0, 0.2, correlation], [0.2, 1.0, 0.4], [correlation, 0.4, 1.0]])
    off = check_grad(
        lambda u: _distance(u, wanted, np.array([0.5, 0.3, 0.2]))[0],
        lambda u: _distance(u, wanted, np.array([0.5, 0.3, 0.2]))[1],
        np.array([0.2, 0.3, 0.6]),
    )
    assert off < 1e-6


def test_no_other_weights_are_nearer_to_what_was_intended() -> None:
    wanted = np.array([[1.0, 0.1, 0.6], [0.1, 1.0, 0.5], [0.6, 0.5, 1.0]])
    parts, intended = correlated(wanted, np.array([1.0, 2.0, 3.0])), np.array([0.5, 0.4, 0.1])
    found = balance(parts, intended)
    grid = [(i / 60, j / 60, 1 - (i + j) / 60) for i in range(61) for j in range(61 - i)]
    best = min(distance(parts, np.array(weights), intended) for weights in grid)
    assert not found.exact
    assert distance(parts, found.weights, intended) <= best + 1e-12


@pytest.mark.parametrize("criterion", ["Index", "Conn", "Sust"])
@pytest.mark.parametrize("name", OPTIMISED)
def test_importances_are_nearer_to_equal_than_coinrs(
    shared: Path, name: str, criterion: str
) -> None:
    names = parts_of(shared, criterion)
    parts, equal = columns(shared, "stages/07_Aggregated.csv", names), np.ones(len(names))
    given_weights = table(shared, f"weights/w_opt_{name}.csv")
    theirs = np.array(
        [given_weights.filter(pl.col("iCode") == one)["Weight"][0] for one in names], dtype=float
    )
    ours = balance(parts, equal)
    assert distance(parts, ours.weights, equal) <= distance(parts, theirs, equal)


def test_importances_of_coinrs_negative_weights_are_no_nearer_to_equal(shared: Path) -> None:
    # COINr's tight optimum weighs Physical −0.2; ours has no weight below 0.
    names = parts_of(shared, "Conn")
    parts, equal = columns(shared, "stages/07_Aggregated.csv", names), np.ones(len(names))
    given_weights = table(shared, "weights/w_opt_L2_equal_tight.csv")
    theirs = np.array(
        [given_weights.filter(pl.col("iCode") == one)["Weight"][0] for one in names], dtype=float
    )
    assert theirs.min() < 0
    assert distance(parts, balance(parts, equal).weights, equal) < distance(parts, theirs, equal)


def test_an_exact_solution_on_asem_gives_equal_importances(shared: Path) -> None:
    parts = columns(shared, "stages/07_Aggregated.csv", parts_of(shared, "Sust"))
    found = balance(parts, np.ones(3))
    assert found.exact
    np.testing.assert_allclose(shares(parts, found.weights), 1 / 3, atol=1e-9)


def test_a_part_that_falls_when_the_mean_rises_counts_as_against_it() -> None:
    wanted = np.array([[1.0, -0.6], [-0.6, 1.0]])
    found = linear_importance(correlated(wanted, np.ones(2)), np.array([0.9, 0.1]))
    assert found[0] > 0 > found[1]


@pytest.mark.parametrize(
    ("parts", "intended"),
    [
        (np.empty((0, 2)), [1.0, 1.0]),
        (np.ones((1, 2)), [1.0, 1.0]),
        (np.array([[1.0, 2.0], [2.0, 3.0]]), [1.0, 1.0]),
        (np.full((5, 2), np.nan), [1.0, 1.0]),
        (np.column_stack([np.ones(5), np.arange(5.0)]), [1.0, 1.0]),
        (np.random.default_rng(0).random((9, 2)), [0.0, 0.0]),
        (np.random.default_rng(0).random((9, 2)), [np.nan, 1.0]),
        (np.column_stack([np.arange(5.0), -np.arange(5.0)]), [1.0, 1.0]),
    ],
    ids=[
        "no unit", "one unit", "two units", "all missing", "constant part", "nothing intended",
        "unknown intended", "opposites",
    ],
)  # fmt: skip
def test_where_there_is_no_answer_there_are_no_weights(
    parts: np.ndarray, intended: list[float]
) -> None:
    found = balance(parts, np.array(intended))
    assert np.isnan(found.weights).all()
    assert np.isnan(found.residual)
    assert not found.exact


def test_one_part_has_all_the_weight() -> None:
    assert balance(np.arange(4.0)[:, None], np.ones(1)).weights.tolist() == [1.0]


def test_the_same_part_twice_is_still_solved() -> None:
    column = np.array([1.0, 5.0, 2.0, 4.0])
    found = balance(np.column_stack([column, column]), np.ones(2))
    assert found.exact
