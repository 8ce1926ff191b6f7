"""Never best: by the linear programme, by games, by a grid of probabilities, by another solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.steps.scenarios.dominance import dominance
from steelyard.steps.scenarios.games import game_values, never_best
from steelyard.steps.scenarios.mixtures import Mixture, mixtures
from steelyard.steps.scenarios.outcome import outcome

PAYOFFS = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 4)),
    elements=st.integers(0, 20).map(float),
)


def everyone(gain: np.ndarray) -> dict[int, Mixture]:
    return mixtures(gain, np.arange(len(gain)))


def simplex_grid(scenarios: int, steps: int) -> np.ndarray:
    points = [p for p in product(range(steps + 1), repeat=scenarios) if sum(p) == steps]
    return np.array(points) / steps


def by_scipy(gain: np.ndarray, plan: int) -> float:
    """Return by how much the best mixture is ahead, by the primal in probabilities."""
    from scipy.optimize import linprog

    scenarios = gain.shape[1]
    # min v subject to (g_k − g_i)·p ≤ v for all k, p a distribution.
    found = linprog(
        c=[*np.zeros(scenarios), 1.0],
        A_ub=np.column_stack([gain - gain[plan], -np.ones(len(gain))]),
        b_ub=np.zeros(len(gain)),
        A_eq=[[*np.ones(scenarios), 0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * scenarios + [(None, None)],
    )
    return float(found.fun)


def test_a_middling_plan_is_beaten_by_a_mixture_and_by_no_single_plan() -> None:
    gain = np.array([[10.0, 0.0], [4.0, 4.0], [0.0, 10.0]])
    found = outcome(gain, np.array([0.5, 0.5]))
    assert found.dominance.by.tolist() == [-1, -1, -1]
    assert found.mixtures is not None
    assert found.mixtures[1].ahead == pytest.approx(1.0)


def test_a_compromise_is_best_in_no_scenario_and_best_in_between() -> None:
    found = outcome(np.array([[10.0, 0.0], [6.0, 6.0], [0.0, 10.0]]), np.array([0.5, 0.5]))
    assert found.leads[1].tolist() == [False, False]
    assert found.mixtures == {}


def test_a_plan_that_ties_with_a_mixture_is_not_never_best() -> None:
    gain = np.array([[10.0, 0.0], [5.0, 5.0], [0.0, 10.0]])
    assert everyone(gain) == {}
    assert not never_best(gain[None]).any()


def test_equal_plans_do_not_dominate_each_other() -> None:
    gain = np.array([[1.0, 2.0], [1.0, 2.0]])
    assert dominance(gain, gain.sum(axis=1)).by.tolist() == [-1, -1]
    assert everyone(gain) == {}


def test_weak_domination_is_told_from_strict() -> None:
    gain = np.array([[3.0, 3.0], [3.0, 1.0], [2.0, 2.0]])
    found = outcome(gain, np.array([0.5, 0.5]))
    assert found.dominance.by.tolist() == [-1, 0, 0]
    assert found.dominance.strict.tolist() == [False, False, True]
    # With certainty of the first scenario the second plan ties for best.
    assert list(found.mixtures or {}) == [2]


@given(PAYOFFS)
@settings(max_examples=40)
def test_against_every_probability_of_a_grid(gain: np.ndarray) -> None:
    """Never best: at no point best. Not never best: another solver finds where it is."""
    found = everyone(gain)
    values = simplex_grid(gain.shape[1], 8) @ gain.T
    best = (values >= values.max(axis=1, keepdims=True) - 1e-9).any(axis=0)
    assert not best[list(found)].any()
    for plan in range(len(gain)):
        least = by_scipy(gain, plan)
        assert (plan in found) == (least > 1e-7)
        if plan in found:
            assert found[plan].ahead == pytest.approx(least)


@given(PAYOFFS)
@settings(max_examples=40)
def test_the_mixture_is_the_proof(gain: np.ndarray) -> None:
    front = dominance(gain, gain.sum(axis=1)).front
    for plan, found in mixtures(gain, front).items():
        assert found.shares.sum() == pytest.approx(1)
        assert (found.shares > 0).all()
        assert (found.shares @ gain[found.plans] > gain[plan]).all()


@given(PAYOFFS)
@settings(max_examples=40)
def test_games_say_the_same_as_the_programme(gain: np.ndarray) -> None:
    assert set(np.flatnonzero(never_best(gain[None])[0])) == set(everyone(gain))


def test_games_together_are_games_one_by_one() -> None:
    generator = np.random.default_rng(5)
    gain = generator.normal(size=(200, 7, 4))
    together = never_best(gain)
    alone = np.array([[plan in everyone(one) for plan in range(7)] for one in gain])
    np.testing.assert_array_equal(together, alone)
    assert 0.05 < together.mean() < 0.95


def test_the_value_of_a_game_with_a_saddle_point_and_of_matching_pennies() -> None:
    saddle = np.array([[0.2, 0.3], [0.1, -0.5]])
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    np.testing.assert_allclose(game_values(np.stack([saddle, pennies])), [0.2, 0.0], atol=1e-12)


def test_scales_do_not_matter() -> None:
    generator = np.random.default_rng(2)
    gain = generator.normal(size=(9, 4))
    plain = everyone(gain)
    assert plain
    assert set(everyone(1e9 * gain)) == set(everyone(1e-9 * gain)) == set(plain)
    assert set(everyone(gain + 1e6 * generator.normal(size=4))) == set(plain)


def test_too_many_plans_are_not_asked_of_mixtures(monkeypatch: pytest.MonkeyPatch) -> None:
    from steelyard.steps.scenarios import outcome as module

    monkeypatch.setattr(module, "_MOST_ASKED", 1)
    gain = np.array([[10.0, 0.0], [4.0, 4.0], [0.0, 10.0], [3.0, 3.0]])
    assert outcome(gain, np.array([0.5, 0.5])).mixtures is None
