"""Shapley effects: games worked by hand, closed forms, and what must hold of any model."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from steelyard.robustness.shapley import (
    Sampler,
    _orders,
    closed_indices,
    dirichlet_given,
    shapley_effects,
    shapley_from_subsets,
)

Model = Callable[[NDArray], NDArray]
REPETITIONS = 60


def uniforms(seed: int, rows: int, width: int) -> NDArray:
    """Return two independent samples, (2, rows, width)."""
    return np.random.default_rng(seed).random((2, rows, width))


def columns(width: int) -> list[NDArray[np.intp]]:
    return [np.array([column]) for column in range(width)]


def assert_unbiased(found: Sequence[NDArray], expected: ArrayLike, sure: float = 0.02) -> None:
    """Assert that the mean of the repetitions is the closed form within 3 standard errors."""
    values = np.stack(found)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    assert np.all(error < sure)
    assert np.all(np.abs(values.mean(axis=0) - expected) <= 3 * error + 1e-12)


# --------------------------------------------------------------- values of a game


def test_a_pair_of_gloves() -> None:
    """Two players have a left glove, one a right one; a pair is worth 1: 1/6, 1/6, 4/6."""
    worth = [float(subset & 4 > 0 and subset & 3 > 0) for subset in range(8)]
    np.testing.assert_allclose(shapley_from_subsets(np.array(worth)), [1 / 6, 1 / 6, 4 / 6])


def test_a_single_factor_has_all() -> None:
    assert shapley_from_subsets(np.array([0.0, 1.0])).tolist() == [1.0]


games = st.integers(1, 5).flatmap(
    lambda factors: st.lists(
        st.floats(-100, 100), min_size=1 << factors, max_size=1 << factors
    ).map(np.array)
)


@given(games)
def test_values_are_the_mean_gain_over_all_orders(worth: NDArray) -> None:
    factors = int(np.log2(len(worth)))
    gains = np.zeros(factors)
    for order in itertools.permutations(range(factors)):
        joined = 0
        for factor in order:
            gains[factor] += worth[joined | 1 << factor] - worth[joined]
            joined |= 1 << factor
    expected = gains / math.factorial(factors)
    np.testing.assert_allclose(shapley_from_subsets(worth), expected, rtol=1e-9, atol=1e-9)


@given(games)
def test_values_add_up_to_the_worth_of_all(worth: NDArray) -> None:
    total = shapley_from_subsets(worth).sum()
    assert total == pytest.approx(worth[-1] - worth[0], rel=1e-9, abs=1e-9)


def test_outputs_are_valued_each_for_itself() -> None:
    worth = np.random.default_rng(0).random((8, 2))
    found = shapley_from_subsets(worth)
    np.testing.assert_allclose(found[:, 1], shapley_from_subsets(worth[:, 1]), rtol=1e-14)


# ------------------------------------------------------------ independent factors


def ishigami(sample: NDArray) -> NDArray:
    x = np.pi * (2 * sample - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y[:, np.newaxis]


def ishigami_effects() -> NDArray:
    """V₁ + V₁₃/2, V₂ and V₁₃/2 over V.

    V₁ = (1 + bπ⁴/5)² / 2, V₂ = a²/8, V₁₃ = 8b²π⁸/225 with a = 7, b = 0.1: Ishigami & Homma 1990,
    https://doi.org/10.1109/ISUMA.1990.151285.
    """
    v1, v2, v13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
    return np.array([v1 + v13 / 2, v2, v13 / 2]) / (v1 + v2 + v13)


def test_ishigami_function() -> None:
    found = [
        shapley_from_subsets(closed_indices(ishigami, columns(3), *uniforms(seed, 512, 3)))
        for seed in range(REPETITIONS)
    ]
    assert_unbiased(found, ishigami_effects()[:, np.newaxis])


def test_closed_indices_of_the_ishigami_function() -> None:
    found = closed_indices(ishigami, columns(3), *uniforms(0, 16_384, 3))[:, 0]
    one, two, three = ishigami_effects()
    expected = [0, one - three, two, one - three + two, 0, one + three, two, 1]
    np.testing.assert_allclose(found, expected, atol=0.015)


def interacting(sample: NDArray) -> NDArray:
    x = sample - 0.4
    y = x[:, 0] * x[:, 1] + x[:, 1] * x[:, 2] ** 2 + np.exp(x[:, 0])
    return np.column_stack((y, x[:, 2] * x[:, 3] + x[:, 0]))


def test_closed_indices_are_covariances_of_all_pairs_that_share_just_these() -> None:
    groups = [np.array([0]), np.array([1, 3]), np.array([2])]
    a, b = uniforms(0, 50, 4)
    runs = []
    for subset in range(8):
        mixed = b.copy()
        for factor, group in enumerate(groups):
            if subset >> factor & 1:
                mixed[:, group] = a[:, group]
        runs.append(interacting(mixed))
    products = [
        np.mean([runs[one] * runs[one ^ 7 ^ shared] for one in range(8)], axis=(0, 1))
        for shared in range(8)
    ]
    expected = (np.array(products) - products[0]) / (products[7] - products[0])
    np.testing.assert_allclose(
        closed_indices(interacting, groups, a, b), expected, rtol=1e-10, atol=1e-10
    )


def test_all_pairs_are_surer_than_one() -> None:
    """Against Jansen's estimator of the total index of all but the first factor."""
    pairs, single = [], []
    for seed in range(REPETITIONS):
        a, b = uniforms(seed, 128, 3)
        pairs.append(closed_indices(ishigami, columns(3), a, b)[1, 0])
        mixed = np.column_stack((a[:, :1], b[:, 1:]))
        y, other = ishigami(a)[:, 0], ishigami(mixed)[:, 0]
        single.append(1 - np.mean((y - other) ** 2) / (2 * np.concatenate((y, other)).var()))
    assert np.std(pairs) < 0.8 * np.std(single)


def test_effects_of_a_sum_are_the_shares_of_its_terms() -> None:
    def model(sample: NDArray) -> NDArray:
        return sample @ np.array([[1.0], [2.0], [3.0]])

    found = [
        closed_indices(model, columns(3), *uniforms(seed, 256, 3)) for seed in range(REPETITIONS)
    ]
    first = [closed[[1, 2, 4]] for closed in found]
    effects = [shapley_from_subsets(closed) for closed in found]
    np.testing.assert_allclose(effects, first, rtol=1e-9)
    assert_unbiased(effects, np.array([[1.0], [4.0], [9.0]]) / 14)


def test_factors_that_do_the_same_have_the_same_effect() -> None:
    """A product of centred factors: no first-order index, an effect of a half each."""
    found = closed_indices(
        lambda x: np.prod(x - 0.5, axis=1, keepdims=True), columns(2), *uniforms(0, 4096, 2)
    )
    np.testing.assert_allclose(found[:, 0], [0, 0, 0, 1], atol=0.05)
    np.testing.assert_allclose(shapley_from_subsets(found)[:, 0], [0.5, 0.5], atol=0.03)


def test_a_factor_that_does_nothing_has_no_effect() -> None:
    closed = closed_indices(interacting, columns(5), *uniforms(0, 64, 5))
    assert shapley_from_subsets(closed)[4] == pytest.approx(np.zeros(2), abs=1e-15)


@given(
    scale=st.floats(1e-3, 1e3).flatmap(lambda x: st.sampled_from([x, -x])),
    shift=st.floats(-1e3, 1e3),
)
def test_an_affine_change_of_the_output_changes_nothing(scale: float, shift: float) -> None:
    a, b = uniforms(0, 32, 4)
    found = closed_indices(lambda x: scale * interacting(x) + shift, columns(4), a, b)
    expected = closed_indices(interacting, columns(4), a, b)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_closed_indices_of_one_factor() -> None:
    found = closed_indices(lambda x: x**2, columns(1), *uniforms(0, 8, 1))
    assert found.tolist() == [[0.0], [1.0]]


def test_closed_indices_of_one_row() -> None:
    found = closed_indices(ishigami, columns(3), *uniforms(0, 1, 3))
    assert np.isfinite(found).all()
    assert found[-1, 0] == 1.0


@pytest.mark.parametrize("noise", [0.0, 1e-15])
def test_an_output_that_never_changes_has_no_closed_indices(noise: float) -> None:
    found = closed_indices(lambda x: 0.1 + noise * x[:, :1], columns(2), *uniforms(0, 64, 2))
    assert np.isnan(found).all()


def test_rows_without_an_output_are_left_out() -> None:
    a, b = uniforms(0, 40, 3)
    gone = a[5, 0]

    def model(sample: NDArray) -> NDArray:
        return np.where(sample[:, :1] == gone, np.nan, ishigami(sample))

    kept = np.delete(np.arange(40), 5)
    expected = closed_indices(ishigami, columns(3), a[kept], b[kept])
    np.testing.assert_allclose(closed_indices(model, columns(3), a, b), expected, rtol=1e-12)


# -------------------------------------------------------------- dependent factors


def gaussian(covariance: NDArray) -> Sampler:
    """Return a sampler of a centred Gaussian distribution."""

    def sample(known: Sequence[int], values: NDArray, uniform: NDArray) -> NDArray:
        free = [factor for factor in range(len(covariance)) if factor not in known]
        given = list(known)
        slope = covariance[np.ix_(free, given)] @ np.linalg.inv(covariance[np.ix_(given, given)])
        rest = covariance[np.ix_(free, free)] - slope @ covariance[np.ix_(given, free)]
        drawn = values.copy()
        noise = ndtri(uniform[:, free]) @ np.linalg.cholesky(rest).T
        drawn[:, free] = values[:, given] @ slope.T + noise
        return drawn

    return sample


def linear_effects(slopes: NDArray, covariance: NDArray) -> NDArray:
    """Return exact effects of a linear model of Gaussian factors, from E[Var(Y | all but X_S)].

    Owen & Prieur 2017, https://doi.org/10.1137/16M1097717.
    """
    factors = range(len(slopes))
    worth = []
    for subset in range(1 << len(slopes)):
        free = [factor for factor in factors if subset >> factor & 1]
        given = [factor for factor in factors if factor not in free]
        across = covariance[np.ix_(free, given)]
        known = np.linalg.inv(covariance[np.ix_(given, given)])
        left = covariance[np.ix_(free, free)] - across @ known @ across.T
        worth.append(slopes[free] @ left @ slopes[free])
    return shapley_from_subsets(np.array(worth) / worth[-1])


def effects_of(
    model: Model, sample: Sampler, factors: int, rows: int, seed: int, permutations: int = 16
) -> NDArray:
    first, again = uniforms(seed, rows, factors)
    return shapley_effects(model, sample, factors, first, again, permutations, seed)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.4, 0.9])
def test_two_correlated_factors(rho: float) -> None:
    """(β_j²σ_j²(1 − ρ²/2) + β₁β₂ρσ₁σ₂ + β_k²σ_k²ρ²/2) / σ²: Iooss & Prieur 2019."""
    slopes, deviations = np.array([1.0, 2.0]), np.array([1.0, 1.5])
    scaled = (slopes * deviations) ** 2
    both = rho * np.prod(slopes * deviations)
    expected = (scaled * (1 - rho**2 / 2) + both + scaled[::-1] * rho**2 / 2) / (
        scaled.sum() + 2 * both
    )
    covariance = np.outer(deviations, deviations) * np.array([[1.0, rho], [rho, 1.0]])
    found = [
        effects_of(lambda x: x @ slopes[:, np.newaxis], gaussian(covariance), 2, 256, seed)
        for seed in range(REPETITIONS)
    ]
    np.testing.assert_allclose(linear_effects(slopes, covariance), expected, rtol=1e-12)
    assert_unbiased(found, expected[:, np.newaxis])


CORRELATED = np.array([[1.0, 0.5, 0.0], [0.5, 2.0, -0.8], [0.0, -0.8, 1.5]])


def test_three_correlated_factors() -> None:
    slopes = np.array([1.0, 1.0, -2.0])
    found = [
        effects_of(lambda x: x @ slopes[:, np.newaxis], gaussian(CORRELATED), 3, 256, seed)
        for seed in range(REPETITIONS)
    ]
    assert_unbiased(found, linear_effects(slopes, CORRELATED)[:, np.newaxis])


def test_a_factor_the_model_does_not_use_has_an_effect_by_its_correlation() -> None:
    found = effects_of(lambda x: x[:, :1], gaussian(CORRELATED), 3, 4096, 0)[:, 0]
    expected = linear_effects(np.array([1.0, 0.0, 0.0]), CORRELATED)
    assert expected[1] > 0.05
    np.testing.assert_allclose(found, expected, atol=0.02)


def independent(known: Sequence[int], values: NDArray, uniform: NDArray) -> NDArray:
    drawn = uniform.copy()
    drawn[:, list(known)] = values[:, list(known)]
    return drawn


def test_independent_factors_have_the_effects_that_closed_indices_give() -> None:
    found = [effects_of(ishigami, independent, 3, 512, seed) for seed in range(REPETITIONS)]
    assert_unbiased(found, ishigami_effects()[:, np.newaxis])


@pytest.mark.parametrize("factors", [3, 9])
def test_effects_add_up_to_one(factors: int) -> None:
    found = effects_of(interacting, independent, max(factors, 4), 32, 0)
    np.testing.assert_allclose(found.sum(axis=0), 1.0, rtol=1e-12)


def test_many_factors_are_valued_over_random_orders() -> None:
    slopes = np.arange(1.0, 10.0)
    covariance = 0.3 + 0.7 * np.eye(9)
    found = [
        effects_of(lambda x: x @ slopes[:, np.newaxis], gaussian(covariance), 9, 64, seed, 8)
        for seed in range(150)
    ]
    assert_unbiased(found, linear_effects(slopes, covariance)[:, np.newaxis], sure=0.01)


def test_random_orders_are_orders_and_their_reverses() -> None:
    orders = _orders(9, 5, 0)
    assert np.array_equal(np.sort(orders, axis=1), np.tile(np.arange(9), (10, 1)))
    assert np.array_equal(orders[5:], orders[:5, ::-1])


def test_the_same_seed_gives_the_same_orders() -> None:
    first, again = uniforms(0, 16, 9)
    one, same, other = (
        shapley_effects(interacting, independent, 9, first, again, 4, seed) for seed in (0, 0, 1)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_an_output_that_never_changes_has_no_effects() -> None:
    found = effects_of(lambda x: np.full((len(x), 1), 0.1), independent, 3, 16, 0)
    assert np.isnan(found).all()


def test_an_output_that_is_never_there_has_no_effects() -> None:
    found = effects_of(lambda x: np.full((len(x), 1), np.nan), independent, 3, 16, 0)
    assert np.isnan(found).all()


def test_pairs_without_an_output_are_left_out() -> None:
    first, again = uniforms(0, 40, 3)

    def model(sample: NDArray) -> NDArray:
        return np.where(sample[:, :1] == first[5, 0], np.nan, ishigami(sample))

    again[5, 0] = first[5, 0]
    kept = np.delete(np.arange(40), 5)
    expected = shapley_effects(ishigami, independent, 3, first[kept], again[kept])
    found = shapley_effects(model, independent, 3, first, again)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_effects_of_one_factor_and_one_row() -> None:
    assert effects_of(lambda x: x, independent, 1, 8, 0).tolist() == [[1.0]]
    assert np.isnan(effects_of(lambda x: x, independent, 1, 1, 0)).all()


# ---------------------------------------------------------------- weights that add up


def test_weights_that_add_up_to_one_share_the_variance_of_one() -> None:
    """Y is the first of three weights with the same α.

    Its correlation with each of the others is −1/2 and regressions are linear, so that either
    explains 1/4 and both explain all: 1/3 + (1/6)(3/4)·2 for the first, the rest in halves.
    """
    weights = partial(dirichlet_given, np.array([2.0, 2.0, 2.0]))
    found = [effects_of(lambda w: w[:, :1], weights, 3, 256, seed) for seed in range(REPETITIONS)]
    assert_unbiased(found, np.array([[7 / 12], [5 / 24], [5 / 24]]))


ALPHA = np.array([1.0, 4.0, 2.5, 0.5])


def test_moments_of_weights() -> None:
    drawn = dirichlet_given(ALPHA, [], np.zeros((1 << 14, 4)), uniforms(0, 1 << 14, 4)[0])
    mean = ALPHA / ALPHA.sum()
    covariance = (np.diag(mean) - np.outer(mean, mean)) / (ALPHA.sum() + 1)
    error = np.sqrt(np.diag(covariance) / len(drawn))
    assert np.all(np.abs(drawn.mean(axis=0) - mean) < 3 * error)
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=1e-3)


def test_moments_of_weights_given_others() -> None:
    known, free = [1, 3], [0, 2]
    values = np.tile([9.0, 0.5, 9.0, 0.2], (1 << 14, 1))
    drawn = dirichlet_given(ALPHA, known, values, uniforms(0, 1 << 14, 4)[0])
    rest = ALPHA[free]
    mean = 0.3 * rest / rest.sum()
    variance = 0.3**2 * rest.prod() / (rest.sum() ** 2 * (rest.sum() + 1))
    assert np.array_equal(drawn[:, known], values[:, known])
    np.testing.assert_allclose(drawn[:, free].mean(axis=0), mean, atol=3 * np.sqrt(variance) / 128)
    np.testing.assert_allclose(drawn[:, free].var(axis=0), variance, rtol=0.05)


def test_drawing_some_weights_anew_keeps_their_distribution() -> None:
    first, again = uniforms(0, 1 << 14, 4)
    drawn = dirichlet_given(ALPHA, [], first, first)
    anew = dirichlet_given(ALPHA, [1], drawn, again)
    mean = ALPHA / ALPHA.sum()
    expected = (np.diag(mean) - np.outer(mean, mean)) / (ALPHA.sum() + 1)
    np.testing.assert_allclose(np.cov(anew.T), expected, atol=1e-3)


@given(
    st.lists(st.floats(1e-3, 1e4), min_size=1, max_size=6),
    st.sets(st.integers(0, 5)),
    st.integers(0, 100),
)
def test_weights_are_shares(alpha: list[float], known: set[int], seed: int) -> None:
    parts = len(alpha)
    first, again = uniforms(seed, 5, parts)
    drawn = dirichlet_given(np.array(alpha), [], np.full((5, parts), np.nan), first)
    fixed = sorted(known & set(range(parts)))
    anew = dirichlet_given(np.array(alpha), fixed, drawn, again)
    assert np.all((anew >= 0) & (anew <= 1))
    np.testing.assert_allclose(anew.sum(axis=1), 1.0, rtol=1e-12)
    assert np.array_equal(anew[:, fixed], drawn[:, fixed])


def test_a_single_weight_is_one() -> None:
    assert dirichlet_given(
        np.array([3.0]), [], np.zeros((2, 1)), np.full((2, 1), 0.3)
    ).tolist() == [
        [1.0],
        [1.0],
    ]
