"""Concentration, overlap and specialisation: worked by hand, closed forms, other formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.steps import homogeneity
from steelyard.steps.homogeneity import (
    concentration,
    effective_number,
    overlap_with_rest,
    overlaps,
    portfolios,
    specialisation,
)

AMOUNTS = arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(1, 6)),
    elements=st.one_of(st.just(0.0), st.integers(1, 1000).map(float)),
)
# Three funds and two fields, in shares: 1/2 1/2, 3/4 1/4, 0 1.
THREE = np.array([[50.0, 50.0], [75.0, 25.0], [0.0, 100.0]])


def every_pair(shares: np.ndarray) -> np.ndarray:
    """Return all overlaps by Schoener's formula, 1 − ½ Σ |share − share|."""
    return 1.0 - 0.5 * np.abs(shares[:, None] - shares[None]).sum(axis=2)


def test_three_funds_worked_by_hand() -> None:
    shares = portfolios(THREE)
    assert concentration(shares).tolist() == [0.5, 0.625, 1.0]
    assert effective_number(concentration(shares)).tolist() == [2.0, 1.6, 1.0]
    # The rest of the first holds 75 and 125, of the second 50 and 150, of the third 125 and 75.
    assert overlap_with_rest(THREE).tolist() == [0.875, 0.5, 0.375]
    found = overlaps(shares, most=3)
    assert found.mean.tolist() == [0.625, 0.5, 0.375]
    assert found.nearest.tolist() == [1, 0, 0]
    assert found.greatest.tolist() == [0.75, 0.75, 0.5]
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.of_pairs.tolist() == [0.75, 0.5, 0.25]


def test_krugmans_two_regions() -> None:
    """Krugman (1991): all of one industry in one region, half in the other: 1/2 + 1/2."""
    assert specialisation(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == 1.0
    assert specialisation(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 2.0
    assert specialisation(np.array([0.3, 0.7]), np.array([0.3, 0.7])) == 0.0


@pytest.mark.parametrize("fields", [1, 2, 97])
def test_equal_fields_are_as_many_as_they_are(fields: int) -> None:
    index = concentration(portfolios(np.full((1, fields), 7.0)))
    assert index.item() == pytest.approx(1 / fields, rel=1e-15)
    assert effective_number(index).item() == pytest.approx(fields, rel=1e-15)


@given(AMOUNTS)
def test_overlaps_are_those_of_the_other_formula(amounts: np.ndarray) -> None:
    shares = portfolios(amounts)
    holds = np.flatnonzero(amounts.any(axis=1))
    found = overlaps(shares, most=100)
    assert np.isnan(np.delete(found.mean, holds)).all()
    assert (np.delete(found.nearest, holds) == -1).all()
    expected = every_pair(shares[holds])
    first, second = np.triu_indices(len(holds), 1)
    assert len(found.pairs) <= len(first)  # pairs with nothing in common are not named
    found_by_pair = dict(zip(map(tuple, found.pairs.tolist()), found.of_pairs, strict=True))
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        value = found_by_pair.get((int(holds[one]), int(holds[other])), 0.0)
        assert value == pytest.approx(expected[one, other], abs=1e-11)
    if len(holds) > 1:
        others = (expected.sum(axis=1) - 1.0) / (len(holds) - 1)
        np.testing.assert_allclose(found.mean[holds], others, atol=1e-11)
        np.fill_diagonal(expected, -1.0)
        np.testing.assert_allclose(found.greatest[holds], expected.max(axis=1), atol=1e-11)


@given(AMOUNTS, st.floats(1e-3, 1e6))
def test_nothing_depends_on_the_scale_and_all_lies_in_bounds(
    amounts: np.ndarray, factor: float
) -> None:
    for measure in (
        lambda held: concentration(portfolios(held)),
        overlap_with_rest,
        lambda held: overlaps(portfolios(held)).mean,
    ):
        found = measure(amounts)
        np.testing.assert_allclose(measure(amounts * factor), found, rtol=1e-9, atol=1e-9)
        known = found[~np.isnan(found)]
        assert ((known >= 0) & (known <= 1 + 1e-15)).all()


@given(AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_units_and_fields_changes_nothing(amounts: np.ndarray, random) -> None:
    units, fields = (list(range(size)) for size in amounts.shape)
    random.shuffle(units)
    random.shuffle(fields)
    first = overlaps(portfolios(amounts))
    second = overlaps(portfolios(amounts[units][:, fields]))
    np.testing.assert_allclose(second.mean, first.mean[units], atol=1e-11)
    np.testing.assert_allclose(second.greatest, first.greatest[units], atol=1e-11)


@given(AMOUNTS)
def test_units_with_the_same_shares_are_alike(amounts: np.ndarray) -> None:
    amounts[1] = 3.0 * amounts[0] + 3.0
    amounts[0] = amounts[1] / 3.0
    found = overlaps(portfolios(amounts))
    assert found.greatest[0] == pytest.approx(1.0, abs=1e-11)


def test_of_several_that_are_as_alike_the_first_is_named() -> None:
    found = overlaps(portfolios(np.array([[1.0, 0.0], [0.0, 3.0], [0.0, 1.0], [0.0, 2.0]])), most=2)
    assert found.nearest.tolist() == [1, 2, 1, 1]
    assert found.pairs.tolist() == [[1, 2], [1, 3]]


@pytest.mark.parametrize("block", [1, 3, 500])
def test_the_size_of_blocks_does_not_show(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    dense = random.gamma(0.5, 1, (40, 9))
    shares = portfolios(dense * (random.random(dense.shape) < 0.3))
    whole = overlaps(shares, most=15)
    monkeypatch.setattr(homogeneity, "_BLOCK", block)
    found = overlaps(shares, most=15)
    for name in ("mean", "nearest", "greatest", "pairs", "of_pairs"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (2, 0)])
def test_nothing_held_is_ordinary(shape: tuple[int, int]) -> None:
    amounts = np.zeros(shape)
    found = overlaps(portfolios(amounts), most=3)
    assert np.isnan(found.mean).all()
    assert len(found.mean) == shape[0]
    assert found.pairs.shape == (0, 2)
    assert np.isnan(overlap_with_rest(amounts)).all()
    assert np.isnan(concentration(portfolios(amounts))).all()


def test_a_unit_alone_has_nobody_to_be_alike() -> None:
    found = overlaps(portfolios(np.array([[1.0, 2.0], [0.0, 0.0]])))
    assert math.isnan(found.mean[0])
    assert found.nearest[0] == -1
    assert np.isnan(overlap_with_rest(np.array([[1.0, 2.0], [0.0, 0.0]]))).all()
