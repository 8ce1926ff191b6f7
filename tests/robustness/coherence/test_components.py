"""Principal components, against COINr 1.1.14 (R's prcomp) and in closed form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.robustness.coherence.components import principal_components
from steelyard.steps.weigh.principal_component import first_component
from tests.robustness.coherence.coinr import columns, table

GROUPS = ["L1_ConEcFin", "L1_Instit", "L1_P2P", "L1_Physical", "L1_Political", "L1_Environ",
          "L1_Social", "L1_SusEcFin", "L2_Conn", "L2_Sust", "L3_Index"]  # fmt: skip


def varied(seed: int, units: int = 20, parts: int = 4) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.standard_normal((units, parts)) @ random.standard_normal((parts, parts))


@pytest.mark.parametrize("group", GROUPS)
def test_loadings_are_coinrs_up_to_sign(shared: Path, group: str) -> None:
    rotation = table(shared, f"weights/pca_{group}_rotation.csv")
    names = rotation["iCode"].to_list()
    theirs = rotation.drop("iCode").to_numpy()
    ours = principal_components(columns(shared, "stages/07_Aggregated.csv", names)).loadings
    signs = np.sign((ours * theirs).sum(axis=0))
    np.testing.assert_allclose(ours, signs * theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("group", GROUPS)
def test_variances_are_coinrs(shared: Path, group: str) -> None:
    names = table(shared, f"weights/pca_{group}_rotation.csv")["iCode"].to_list()
    theirs = table(shared, f"weights/pca_{group}_sdev.csv")
    ours = principal_components(columns(shared, "stages/07_Aggregated.csv", names))
    np.testing.assert_allclose(np.sqrt(ours.eigenvalues), theirs["sdev"].to_numpy(), rtol=1e-9)
    np.testing.assert_allclose(ours.shares, theirs["prop_var"].to_numpy(), rtol=1e-9)


def test_variances_of_all_indicators_are_coinrs(shared: Path) -> None:
    names = table(shared, "stages/06_Normalised.csv").columns[1:]
    theirs = table(shared, "weights/pca_L1_all_sdev.csv")
    ours = principal_components(columns(shared, "stages/07_Aggregated.csv", names))
    np.testing.assert_allclose(ours.shares, theirs["prop_var"].to_numpy(), rtol=1e-9, atol=1e-13)


@given(st.floats(-0.9, 0.9).filter(lambda r: abs(r) > 0.01))
def test_two_parts_have_eigenvalues_1_plus_and_minus_their_correlation(r: float) -> None:
    white = np.linalg.qr(varied(1, parts=2) - varied(1, parts=2).mean(axis=0))[0]
    parts = white @ np.array([[1.0, r], [0.0, np.sqrt(1 - r * r)]])
    found = principal_components(parts)
    np.testing.assert_allclose(found.eigenvalues, [1 + abs(r), 1 - abs(r)], rtol=1e-9)


def test_the_first_component_is_the_one_that_weighs() -> None:
    parts = varied(2)
    expected = first_component(np.corrcoef(parts.T))
    np.testing.assert_allclose(principal_components(parts).loadings[:, 0], expected, rtol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_components_give_the_correlations_back(seed: int) -> None:
    parts = varied(seed)
    found = principal_components(parts)
    again = found.loadings * found.eigenvalues @ found.loadings.T
    np.testing.assert_allclose(again, np.corrcoef(parts.T), atol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_loadings_have_a_positive_sum(seed: int) -> None:
    assert (principal_components(varied(seed)).loadings.sum(axis=0) > 0).all()


def test_loadings_whose_sum_is_0_begin_with_a_positive_one() -> None:
    found = principal_components(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]]))
    np.testing.assert_allclose(found.loadings[:, 1], [np.sqrt(0.5), -np.sqrt(0.5)])


def test_units_that_lack_a_part_are_left_out() -> None:
    parts = varied(3)
    with_gap = np.vstack([parts, [np.nan, 1e6, 1e6, 1e6]])
    np.testing.assert_allclose(
        principal_components(with_gap).eigenvalues, principal_components(parts).eigenvalues
    )
    assert principal_components(with_gap).units == 20


def test_a_constant_part_has_no_loading_and_does_not_count() -> None:
    parts = varied(4)
    found = principal_components(np.column_stack([parts, np.full(20, 0.1)]))
    assert np.isnan(found.loadings[4]).all()
    np.testing.assert_allclose(found.shares, principal_components(parts).shares)


def test_directions_without_variance_are_no_components() -> None:
    column = np.array([1.0, 2.0, 4.0])
    found = principal_components(np.column_stack([column, 2 * column]))
    np.testing.assert_allclose(found.shares, [1.0])


@pytest.mark.parametrize(
    "parts",
    [np.empty((0, 3)), np.ones((1, 3)), np.ones((5, 3)), np.full((4, 3), np.nan)],
    ids=["no unit", "one unit", "all equal", "all missing"],
)
def test_what_does_not_vary_has_no_components(parts: np.ndarray) -> None:
    found = principal_components(parts)
    assert found.loadings.shape == (3, 0)
    assert found.eigenvalues.shape == found.shares.shape == (0,)
