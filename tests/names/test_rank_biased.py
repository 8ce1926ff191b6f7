"""Rank-biased overlap by hand, and where it must be 0 or 1."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.names.rank_biased import rank_biased_overlap

orders = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=15)


def ranked(items: Iterable[object]) -> list[tuple[Hashable, float]]:
    return [(str(item), float(rank)) for rank, item in enumerate(items, 1)]


def test_equal_lengths_by_hand() -> None:
    """Agreements 1, 1/2, 1: (1 - p)/p × (p + p²/2 + p³) + p³ with p = 0.9."""
    expected = (0.9 + 0.81 / 2 + 0.729) / 9 + 0.729
    assert rank_biased_overlap(ranked("abc"), ranked("acb")) == pytest.approx(expected)
    assert expected == pytest.approx(0.955)


def test_unequal_lengths_by_hand() -> None:
    """Equation 32 with s = 2, l = 4, X = 0, 2, 2, 2 and p = 0.9."""
    first = 0.81 * 2 / 2 + 0.729 * 2 / 3 + 0.6561 * 2 / 4
    second = 0.729 * 2 * 1 / (2 * 3) + 0.6561 * 2 * 2 / (2 * 4)
    expected = (first + second) / 9 + ((2 - 2) / 4 + 2 / 2) * 0.6561
    assert rank_biased_overlap(ranked("ab"), ranked("bacd")) == pytest.approx(expected)
    assert expected == pytest.approx(0.9)


def test_ties_by_hand() -> None:
    """Of a and b tied for the first place one of three is common at depth 1: agreement 2/3."""
    expected = (0.9 * 2 / 3 + 0.81 + 0.729) / 9 + 0.729
    tied = [("a", 1.0), ("b", 1.0), ("c", 3.0)]
    assert rank_biased_overlap(tied, ranked("abc")) == pytest.approx(expected)


@given(orders)
def test_a_ranking_is_like_itself(order: list[int]) -> None:
    assert rank_biased_overlap(ranked(order), ranked(order)) == pytest.approx(1)


@given(orders)
def test_disjoint_rankings_have_nothing_in_common(order: list[int]) -> None:
    other = [item + 100 for item in order]
    assert rank_biased_overlap(ranked(order), ranked(other)) == 0


@given(orders, orders, st.floats(0.1, 0.99))
def test_it_has_no_direction_and_lies_between_0_and_1(
    one: list[int], two: list[int], persistence: float
) -> None:
    found = rank_biased_overlap(ranked(one), ranked(two), persistence)
    assert 0 <= found <= 1
    assert found == pytest.approx(rank_biased_overlap(ranked(two), ranked(one), persistence))


@given(orders, orders)
def test_only_the_order_of_the_ranks_counts(one: list[int], two: list[int]) -> None:
    spread = [(item, 7 * rank + 3) for item, rank in ranked(one)]
    assert rank_biased_overlap(spread, ranked(two)) == rank_biased_overlap(ranked(one), ranked(two))


def test_a_difference_at_the_top_weighs_more() -> None:
    base = ranked("abcdefgh")
    top, bottom = ranked("bacdefgh"), ranked("abcdefhg")
    assert rank_biased_overlap(base, top) < rank_biased_overlap(base, bottom)


def test_empty_rankings() -> None:
    assert rank_biased_overlap([], []) == 1
    assert rank_biased_overlap([], ranked("a")) == 0


@pytest.mark.parametrize("persistence", [0, 1, -0.1, 2])
def test_a_persistence_out_of_bounds_is_refused(persistence: float) -> None:
    with pytest.raises(ValueError, match="persistence"):
        rank_biased_overlap([], [], persistence)
