"""Copeland and the non-compensatory ranking: textbook elections, exhaustive search."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.engines.local import LocalEngine
from steelyard.errors import DataError
from steelyard.scheme.aggregate import Copeland, Outranking
from steelyard.steps.aggregate import aggregate, apply, learn
from steelyard.steps.aggregate.outranking import EXACT_UNITS, MOST_UNITS, most_supported, outrank

ENGINE = LocalEngine()
NAN = np.nan
few = settings(max_examples=60, deadline=None)

# The election of Tennessee's capital, the standard example of Kemeny–Young: four kinds of
# voters are parts with the share of votes as weight, minus the place on their ballot is
# the part. Memphis, Nashville, Chattanooga, Knoxville.
TENNESSEE = -np.array(
    [[1.0, 4.0, 4.0, 4.0], [2.0, 1.0, 3.0, 3.0], [3.0, 2.0, 1.0, 2.0], [4.0, 3.0, 2.0, 1.0]]
)
VOTES = np.array([42.0, 26.0, 15.0, 17.0])

# A Condorcet cycle: 25 say A>B>C, 40 B>C>A, 35 C>A>B; B>C>A has the most support, 180 of 300.
CYCLE = -np.array([[1.0, 3.0, 2.0], [2.0, 1.0, 3.0], [3.0, 2.0, 1.0]])
CYCLE_VOTES = np.array([25.0, 40.0, 35.0])


@pytest.mark.parametrize("spec", [Copeland(), Outranking()], ids=["copeland", "outranking"])
def test_tennessee(spec: Copeland | Outranking) -> None:
    # Nashville beats all, Chattanooga Knoxville and Memphis, Knoxville Memphis.
    np.testing.assert_array_equal(aggregate(TENNESSEE, VOTES, spec, ENGINE), [-3, 3, 1, -1])


def test_copeland_ties_in_a_cycle() -> None:
    np.testing.assert_array_equal(aggregate(CYCLE, CYCLE_VOTES, Copeland(), ENGINE), [0, 0, 0])


def test_outranking_breaks_a_cycle_where_it_is_weakest() -> None:
    np.testing.assert_array_equal(aggregate(CYCLE, CYCLE_VOTES, Outranking(), ENGINE), [-2, 2, 0])


@pytest.mark.parametrize("weights", [[0.4, 0.2, 0.3, 0.2, 0.7], [0.1, 0.1, 0.7, 0.1, 0.8]])
def test_even_weights_of_tenths_tie(weights: list[float]) -> None:
    # In binary the tenths on either side do not add up to the same; they are even all the same.
    parts = np.array([[1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 1.0]])
    for spec in (Copeland(), Outranking()):
        scores = aggregate(parts, np.array(weights), spec, ENGINE)
        np.testing.assert_array_equal(scores, [0, 0])


def test_copeland_compares_on_the_parts_that_both_have() -> None:
    parts = np.array([[2.0, NAN], [1.0, 9.0], [NAN, 8.0], [NAN, NAN]])
    # The first beats the second on the first part; it shares none with the third.
    np.testing.assert_array_equal(aggregate(parts, np.ones(2), Copeland(), ENGINE), [1, 0, -1, NAN])


def test_copeland_with_missing_data_does_not_depend_on_the_order_of_rows() -> None:
    parts = np.random.default_rng(5).integers(0, 5, (30, 4)).astype(float)
    parts[np.random.default_rng(6).random(parts.shape) < 0.25] = NAN
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    scores = aggregate(parts, weights, Copeland(), ENGINE)
    np.testing.assert_array_equal(aggregate(parts[::-1], weights, Copeland(), ENGINE), scores[::-1])


def test_copeland_of_a_new_unit_leaves_the_list_as_it_is() -> None:
    published = np.array([[3.0, 3.0], [2.0, 2.0], [1.0, 1.0]])
    calibration = learn(published, np.ones(2), Copeland(), ENGINE)
    newcomers = np.array([[9.0, 9.0], [2.0, 2.0], [2.5, 0.0]])
    np.testing.assert_array_equal(
        apply(newcomers, np.ones(2), Copeland(), calibration, ENGINE), [3, 0, -1]
    )


def test_units_below_coverage_are_not_compared_with() -> None:
    parts = np.array([[2.0, 2.0], [1.0, 1.0], [9.0, NAN]])
    scores = aggregate(parts, np.ones(2), Copeland(coverage=1.0), ENGINE)
    np.testing.assert_array_equal(scores, [1, -1, NAN])


def test_copeland_in_pieces_is_copeland_at_once() -> None:
    values = np.random.default_rng(1).permutation(1600).astype(float)
    scores = aggregate(values[:, None], np.ones(1), Copeland(), ENGINE)
    np.testing.assert_array_equal(scores, 2 * values - 1599)


def test_outranking_defines_no_score_for_a_new_unit() -> None:
    calibration = learn(TENNESSEE, VOTES, Outranking(), ENGINE)
    newcomer = np.array([[-1.0, -1.0, -1.0, -1.0]])
    assert np.isnan(apply(newcomer, VOTES, Outranking(), calibration, ENGINE)).all()


def test_a_zero_finds_the_published_unit_whatever_its_sign() -> None:
    published = np.array([[0.0, 1.0], [1.0, 2.0]])
    calibration = learn(published, np.ones(2), Outranking(), ENGINE)
    found = apply(np.array([[-0.0, 1.0]]), np.ones(2), Outranking(), calibration, ENGINE)
    np.testing.assert_array_equal(found, [-1])


def test_units_that_are_even_stand_in_the_order_of_their_totals() -> None:
    # The first two are even, but the first beats the third by more.
    margins = np.array([[0.0, 0.0, 0.5], [0.0, 0.0, 0.25], [-0.5, -0.25, 0.0]])
    ones = np.ones(3, dtype=np.intp)
    np.testing.assert_array_equal(most_supported(margins, ones).scores, [2, 0, -2])
    margins[:2, 2] = 0.5
    margins[2, :2] = -0.5
    np.testing.assert_array_equal(most_supported(margins, ones).scores, [1, 1, -2])


def test_units_with_the_same_parts_tie() -> None:
    parts = np.vstack([TENNESSEE, TENNESSEE[1:2]])
    # Two Nashvilles stand above three cities.
    np.testing.assert_array_equal(aggregate(parts, VOTES, Outranking(), ENGINE), [-4, 3, 0, -2, 3])


def margins_of(values: list[int], count: int) -> np.ndarray:
    margins = np.zeros((count, count))
    margins[np.triu_indices(count, 1)] = np.array(values) / 4
    return margins - margins.T


tournaments = st.integers(1, 6).flatmap(
    lambda count: st.lists(
        st.integers(-4, 4), min_size=count * (count - 1) // 2, max_size=count * (count - 1) // 2
    ).map(lambda values: margins_of(values, count))
)


def gain(margins: np.ndarray, order: tuple[int, ...]) -> float:
    return float(np.triu(margins[np.ix_(order, order)], 1).sum())


@few
@given(margins=tournaments)
def test_no_ranking_has_more_support(margins: np.ndarray) -> None:
    count = len(margins)
    standing = most_supported(margins, np.ones(count, dtype=np.intp))
    order = tuple(np.argsort(-standing.scores, kind="stable").tolist())
    best = max(gain(margins, other) for other in permutations(range(count)))
    assert standing.exact
    assert gain(margins, order) == pytest.approx(best, abs=1e-6)


@few
@given(margins=tournaments, copies=st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_a_unit_that_stands_for_several_counts_as_several(
    margins: np.ndarray, copies: list[int]
) -> None:
    count = len(margins)
    counts = np.array(copies[:count], dtype=np.intp)
    alike = np.repeat(np.arange(count), counts)
    scores = most_supported(margins, counts).scores
    spread = margins[np.ix_(alike, alike)]
    order = np.argsort(-scores[alike], kind="stable")
    best = max(
        gain(spread, tuple(np.argsort(np.argsort(other)[alike], kind="stable").tolist()))
        for other in permutations(range(count))
    )
    assert gain(spread, tuple(order.tolist())) == pytest.approx(best, abs=1e-6)
    assert scores @ counts == 0


def test_a_long_ranking_without_cycles_is_exact() -> None:
    values = np.random.default_rng(0).permutation(200).astype(float)
    standing = outrank(np.column_stack([values, values, -values]), np.ones(3), ENGINE)
    np.testing.assert_array_equal(standing.scores, 2 * values - 199)
    assert standing.exact


def test_a_long_cycle_is_searched_and_said_to_be() -> None:
    parts = np.random.default_rng(2).random((EXACT_UNITS + 8, 3))
    standing = outrank(parts, np.array([3.0, 4.0, 5.0]), ENGINE)
    assert not standing.exact

    margins = 2 * ENGINE.compare(parts, np.array([3.0, 4.0, 5.0])) - 1
    order = np.argsort(-standing.scores, kind="stable")
    support = gain(margins, tuple(order.tolist()))
    for unit in range(len(order)):
        rest = np.delete(order, unit)
        for place in range(len(order)):
            moved = np.insert(rest, place, order[unit])
            assert gain(margins, tuple(moved.tolist())) <= support + 1e-6


def test_no_unit_and_one_unit() -> None:
    assert outrank(np.empty((0, 2)), np.ones(2), ENGINE).scores.shape == (0,)
    np.testing.assert_array_equal(outrank(np.ones((1, 2)), np.ones(2), ENGINE).scores, [0])


def test_too_many_units_are_refused() -> None:
    parts = np.arange(2.0 * MOST_UNITS + 2).reshape(-1, 2)
    with pytest.raises(DataError, match="at most 500 units, there are 501"):
        learn(parts, np.ones(2), Outranking(), ENGINE)
