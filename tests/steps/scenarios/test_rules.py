"""Rules of decision: textbook cases with published answers, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.steps.scenarios.outcome import RULES, Outcome, outcome
from steelyard.steps.scenarios.ranges import best_between, probability_ranges
from steelyard.steps.scenarios.rules import expected, regrets

# Stevenson, Operations Management, supplement to chapter 5, problems 1 to 4: a building
# contractor's capacity (do nothing, expand, subcontract) under low and high demand.
CONTRACTOR = np.array([[50.0, 60.0], [20.0, 80.0], [40.0, 70.0]])
# Sullivan, Wicks & Koelling, Engineering Economy: alternatives A, B, C under three conditions.
CONDITIONS = np.array([[3000.0, 4500, 6000], [1000, 9000, 2000], [4500, 4000, 3500]])
# Taha, Operations Research, example “National Outdoors School”: the cost of a campsite for 200 to
# 350 attendants by what is built; the least is best.
CAMPSITE = np.array([[5.0, 10, 18, 25], [8, 7, 12, 23], [21, 18, 12, 21], [30, 22, 19, 15]])
PAYOFFS = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 5)),
    elements=st.integers(-50, 50).map(float),
)


def even(gain: np.ndarray) -> np.ndarray:
    return np.full(gain.shape[1], 1 / gain.shape[1])


def judged(gain: np.ndarray) -> Outcome:
    return outcome(gain, even(gain))


def first(found: Outcome, rule: str) -> list[int]:
    return np.flatnonzero(found.ranks[rule] == 1).tolist()


def test_the_contractor() -> None:
    found = judged(CONTRACTOR)
    assert first(found, "best") == [1]
    assert first(found, "worst") == [0]
    assert first(found, "laplace") == [0, 2]
    assert first(found, "greatest_regret") == [2]
    assert found.figures["greatest_regret"].tolist() == [20, 30, 10]


def test_for_which_probability_of_high_demand_each_is_best() -> None:
    """Published: do nothing up to 0.50, subcontract from 0.50 to 0.67, expand from 0.67."""
    found = probability_ranges(CONTRACTOR, np.array([0.5, 0.5]), 1)
    np.testing.assert_allclose(found, [[0, 1 / 2], [2 / 3, 1], [1 / 2, 2 / 3]])


def test_three_alternatives_under_three_conditions() -> None:
    found = judged(CONDITIONS)
    assert [first(found, rule) for rule in ("laplace", "worst", "best", "greatest_regret")] == [
        [0],
        [2],
        [1],
        [1],
    ]


def test_costs_of_a_campsite() -> None:
    found = judged(-CAMPSITE)
    assert first(found, "laplace") == [1]
    assert (-found.figures["laplace"]).tolist() == [14.5, 12.5, 18.0, 21.5]
    assert first(found, "worst") == [2]
    assert first(found, "greatest_regret") == [1]
    assert found.figures["greatest_regret"].tolist() == [10, 8, 16, 25]


@given(PAYOFFS, st.data())
def test_the_order_of_plans_does_not_matter(gain: np.ndarray, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(gain))))
    plain, turned = judged(gain), judged(gain[order])
    for rule in RULES:
        np.testing.assert_array_equal(plain.ranks[rule][order], turned.ranks[rule])
    assert {order[at] for at in turned.mixtures or {}} == set(plain.mixtures or {})


@given(PAYOFFS, st.data())
def test_expected_regret_gives_the_order_of_expected_gain(
    gain: np.ndarray, data: st.DataObject
) -> None:
    parts = data.draw(arrays(np.float64, gain.shape[1], elements=st.integers(0, 9).map(float)))
    share = parts / parts.sum() if parts.sum() else even(gain)
    best = gain.max(axis=0)
    np.testing.assert_allclose(
        expected(gain, share) + expected(regrets(gain), share), expected(best[None], share)[0]
    )


@given(PAYOFFS)
def test_ranges_are_those_of_a_grid(gain: np.ndarray) -> None:
    share = even(gain)
    if gain.shape[1] == 1:
        assert np.isnan(probability_ranges(gain, share, 0)).all()
        return
    found = probability_ranges(gain, share, 0)
    rest = gain[:, 1:].mean(axis=1)
    for at in np.linspace(0, 1, 41):
        value = at * gain[:, 0] + (1 - at) * rest
        with np.errstate(invalid="ignore"):
            inside = (found[:, 0] - 1e-9 <= at) & (at <= found[:, 1] + 1e-9)
        assert set(np.flatnonzero(value >= value.max() - 1e-12)) <= set(np.flatnonzero(inside))
        with np.errstate(invalid="ignore"):
            well = (found[:, 0] + 1e-6 < at) & (at < found[:, 1] - 1e-6)
        assert set(np.flatnonzero(well)) <= set(np.flatnonzero(value >= value.max() - 1e-7))


def test_lines_that_meet_in_a_point_are_best_there() -> None:
    """Where three lines meet the middle one is best at that point alone."""
    found = best_between(np.array([2.0, 1.0, 0.0]), np.array([0.0, 1.0, 2.0]))
    np.testing.assert_allclose(found, [[0, 0.5], [0.5, 0.5], [0.5, 1]])


def test_a_plan_without_a_gain_is_not_judged_and_counts_for_what_is_best() -> None:
    found = judged(np.array([[1.0, 2.0], [9.0, np.nan], [0.0, 0.0]]))
    assert found.complete.tolist() == [True, False, True]
    assert found.regret[:, 0].tolist() == [8.0, 0.0, 9.0]
    assert np.isnan(found.figures["laplace"][1])
    assert found.leads.tolist() == [[False, True], [True, False], [False, False]]
    assert list(found.mixtures or {}) == [2]
    assert found.dominance.by.tolist() == [-1, -1, 0]


def test_without_probabilities_nothing_is_expected() -> None:
    found = outcome(CONTRACTOR, np.array([np.nan, 0.5]))
    assert np.isnan(found.figures["expected"]).all()
    assert np.isnan(found.ranges).all()
    assert first(found, "worst") == [0]


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_nothing_is_an_ordinary_input(shape: tuple[int, int]) -> None:
    found = outcome(np.ones(shape), np.full(shape[1], 1 / max(shape[1], 1)))
    assert found.mixtures == {}
    assert all(len(found.ranks[rule]) == shape[0] for rule in RULES)
