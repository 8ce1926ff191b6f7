"""Weights that stand in the tree, and weights that follow from the data."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.engines.local import BLOCK_ROWS, LocalEngine
from steelyard.errors import DataError
from steelyard.scheme.weigh import Equal, EqualWithinParent, Factor, Given, Pca, WeighSpec
from steelyard.steps.calibration import Calibration
from steelyard.steps.weigh import learn
from steelyard.steps.weigh.correlation import correlate
from steelyard.steps.weigh.factor import factor_weights, principal_factors, varimax
from steelyard.steps.weigh.principal_component import first_component

ENGINE = LocalEngine()
few = settings(max_examples=30, deadline=None)
DERIVED: list[WeighSpec] = [Pca(), Factor()]


def correlated(rows: int, columns: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, 1)) + 0.5 * rng.normal(size=(rows, columns))


def learned(values: np.ndarray, spec: WeighSpec) -> Calibration:
    ones = np.ones(values.shape[1])
    names = [f"part_{at}" for at in range(values.shape[1])]
    return learn(values, ones, ones, spec, names, ENGINE)


def weights(values: np.ndarray, spec: WeighSpec) -> np.ndarray:
    return np.asarray(learned(values, spec).parameters["weights"], dtype=float)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [(Given(), [0.2, 0.8]), (Equal(), [5, 1]), (EqualWithinParent(), [1, 1])],
    ids=["given", "equal", "equal_within_parent"],
)
def test_weights_that_need_no_data(spec: WeighSpec, expected: list[float]) -> None:
    given_, leaves = np.array([0.2, 0.8]), np.array([5.0, 1.0])
    found = learn(np.empty((0, 2)), given_, leaves, spec, ["a", "b"], ENGINE)
    np.testing.assert_array_equal(found.parameters["weights"], expected)


def test_correlations_are_numpys() -> None:
    values = correlated(3 * BLOCK_ROWS + 5, 4, 0)
    found = correlate(values, LocalEngine(2))
    np.testing.assert_allclose(found.matrix, np.corrcoef(values, rowvar=False), rtol=1e-12)
    assert found.units == len(values)


def test_units_that_lack_a_part_are_left_out() -> None:
    values = correlated(40, 3, 1)
    gaps = values.copy()
    gaps[::5, 1] = np.nan
    complete = np.delete(values, np.s_[::5], axis=0)
    for spec in DERIVED:
        np.testing.assert_allclose(weights(gaps, spec), weights(complete, spec), rtol=1e-12)
    assert learned(gaps, Pca()).parameters["units"] == 32


@pytest.mark.parametrize("spec", DERIVED, ids=["pca", "factor"])
@few
@given(seed=st.integers(0, 999), columns=st.integers(2, 6))
def test_derived_weights(spec: WeighSpec, seed: int, columns: int) -> None:
    values = correlated(60, columns, seed)
    found = weights(values, spec)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0)
    # Neither the scale of a part nor the order of units or parts changes its weight.
    np.testing.assert_allclose(weights(3.0 * values + 7.0, spec), found, rtol=1e-8)
    np.testing.assert_allclose(weights(values[::-1].copy(), spec), found, rtol=1e-8)
    np.testing.assert_allclose(weights(values[:, ::-1].copy(), spec), found[::-1], rtol=1e-8)


def test_first_component_of_equal_correlations_weighs_equally() -> None:
    correlations = np.full((4, 4), 0.6) + 0.4 * np.eye(4)
    np.testing.assert_allclose(first_component(correlations), [0.5] * 4, rtol=1e-12)


def test_a_part_apart_from_the_component_weighs_nothing() -> None:
    # The third part is uncorrelated with the others; rounding makes its loading -1e-17.
    first, second, third = np.array(list(product([-1.0, 1.0], repeat=3))).T
    values = 0.1 * np.column_stack([first, 2 * first + second, third]) + 0.4
    found = weights(values, Pca())
    assert (found >= 0).all()
    np.testing.assert_allclose(found, [0.5, 0.5, 0.0], atol=1e-12)


def test_two_uncorrelated_pairs_are_two_factors() -> None:
    # Eigenvalues 1.8, 1.5, 0.5, 0.2: each factor is a pair, with equal loadings in it.
    correlations = np.eye(4)
    correlations[0, 1] = correlations[1, 0] = 0.8
    correlations[2, 3] = correlations[3, 2] = 0.5
    loadings = varimax(principal_factors(correlations))
    np.testing.assert_allclose((loadings**2).sum(axis=0), [1.8, 1.5], rtol=1e-12)
    # Scaled squared loadings of a half, times 1.8 and 1.5 of 3.3.
    expected = np.array([1.8, 1.8, 1.5, 1.5]) / 6.6
    np.testing.assert_allclose(factor_weights(loadings), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("eigenvalue", "factors", "expected"),
    [(1.0, None, 2), (1.6, None, 1), (9.0, None, 1), (0.3, None, 3), (1.0, 4, 4), (1.0, 9, 4)],
)
def test_how_many_factors_are_kept(eigenvalue: float, factors: int | None, expected: int) -> None:
    correlations = np.eye(4)
    correlations[0, 1] = correlations[1, 0] = 0.8
    correlations[2, 3] = correlations[3, 2] = 0.5
    assert principal_factors(correlations, eigenvalue, factors).shape == (4, expected)


@few
@given(seed=st.integers(0, 999))
def test_varimax_keeps_what_is_explained_and_raises_the_variance(seed: int) -> None:
    loadings = np.random.default_rng(seed).normal(size=(8, 3))
    turned = varimax(loadings)
    np.testing.assert_allclose(turned @ turned.T, loadings @ loadings.T, atol=1e-12)
    assert (turned**2).var(axis=0).sum() >= (loadings**2).var(axis=0).sum() - 1e-12


@pytest.mark.parametrize("spec", DERIVED, ids=["pca", "factor"])
def test_one_part_needs_no_data(spec: WeighSpec) -> None:
    np.testing.assert_array_equal(weights(np.empty((0, 1)), spec), [1.0])


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("spec", DERIVED, ids=["pca", "factor"])
def test_too_few_units_are_refused(spec: WeighSpec, rows: int) -> None:
    with pytest.raises(DataError, match=f"at least 3 units .* there are {rows}"):
        weights(correlated(rows, 2, 0), spec)


@pytest.mark.parametrize("constant", [0.0, 0.1, -7e8])
@pytest.mark.parametrize("spec", DERIVED, ids=["pca", "factor"])
def test_a_part_that_does_not_vary_is_refused(spec: WeighSpec, constant: float) -> None:
    values = correlated(30, 3, 0)
    values[:, 1] = constant
    with pytest.raises(DataError, match=r"the same for all units: part_1\.$"):
        weights(values, spec)


def test_parts_that_oppose_the_others_are_named() -> None:
    values = correlated(50, 4, 0)
    values[:, 2] *= -1
    with pytest.raises(DataError, match=r"cannot be weights: part_2\."):
        weights(values, Pca())
