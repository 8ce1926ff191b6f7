"""Everything that the rules say of a matrix of plans and scenarios, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.steps.rank import rank
from steelyard.steps.scenarios.dominance import Dominance, dominance
from steelyard.steps.scenarios.mixtures import Mixture, mixtures
from steelyard.steps.scenarios.ranges import probability_ranges
from steelyard.steps.scenarios.rules import (
    Booleans,
    best_in_scenario,
    equal_probabilities,
    expected,
    regrets,
)

__all__ = ["RULES", "Outcome", "outcome"]

RULES = ("expected", "laplace", "worst", "best", "expected_regret", "greatest_regret")
"""The rules by name; by regret the least is first."""
_MOST_ASKED = 4_000_000
"""Programmes times plans from which on whether plans are never best is not asked."""


@dataclass(frozen=True)
class Outcome:
    """What the rules say; gains, so that more is better.

    Parameters
    ----------
    gain
        (plans, scenarios) as given, NaN for missing.
    complete
        (plans,) whether a plan has a gain in every scenario; the others are not judged.
    regret
        (plans, scenarios), NaN where the gain is missing.
    leads
        (plans, scenarios) whether a plan is best in a scenario, or ties for it.
    figures
        (plans,) for each rule, NaN for a plan that it cannot judge.
    ranks
        (plans,) for each rule, ties sharing the better rank.
    ranges
        (plans, scenarios, 2) from which to which probability of a scenario a plan has the best
        expectation, the others in proportion.
    dominance
        By which single plan each plan is dominated; of complete plans.
    mixtures
        For each plan that is best under no probabilities what beats it, by place; None where
        there are too many plans to ask.
    """

    gain: Matrix
    complete: Booleans
    regret: Matrix
    leads: Booleans
    figures: Mapping[str, Vector]
    ranks: Mapping[str, Vector]
    ranges: Matrix
    dominance: Dominance
    mixtures: Mapping[int, Mixture] | None


def outcome(gain: Matrix, probabilities: Vector) -> Outcome:
    """Judge plans by every rule.

    Parameters
    ----------
    gain
        (plans, scenarios), NaN for missing; more is better.
    probabilities
        (scenarios,), adding up to 1; NaN where they are not known.

    Examples
    --------
    >>> found = outcome(np.array([[9.0, 0.0], [4.0, 4.0], [3.0, 3.0]]), np.array([0.5, 0.5]))
    >>> found.figures["worst"].tolist(), found.ranks["greatest_regret"].tolist()
    ([0.0, 4.0, 3.0], [1.0, 2.0, 3.0])
    >>> list(found.mixtures)
    [2]
    """
    plans, scenarios = gain.shape
    regret = regrets(gain)
    complete = ~np.isnan(gain).any(axis=1) & (scenarios > 0)
    even = equal_probabilities(scenarios)
    whole = np.where(complete[:, None], gain, np.nan)
    lost = np.where(complete[:, None], regret, np.nan)
    figures = {
        "expected": expected(whole, probabilities),
        "laplace": expected(whole, even),
        "worst": whole.min(axis=1, initial=np.inf),
        "best": whole.max(axis=1, initial=-np.inf),
        "expected_regret": expected(lost, probabilities),
        "greatest_regret": lost.max(axis=1, initial=0.0),
    }
    ranges = np.full((plans, scenarios, 2), np.nan)
    if not np.isnan(probabilities).any():
        for at in range(scenarios):
            ranges[complete, at] = probability_ranges(gain[complete], probabilities, at)
    leads = best_in_scenario(gain)
    dominated, beaten = _never_best(gain, complete, leads, figures)
    figures = {name: np.where(complete, found, np.nan) for name, found in figures.items()}
    return Outcome(
        gain=gain,
        complete=complete,
        regret=regret,
        leads=leads,
        figures=figures,
        ranks={
            name: rank(found, descending=not name.endswith("regret"))
            for name, found in figures.items()
        },
        ranges=ranges,
        dominance=dominated,
        mixtures=beaten,
    )


def _never_best(
    gain: Matrix, complete: Booleans, leads: Booleans, figures: Mapping[str, Vector]
) -> tuple[Dominance, dict[int, Mixture] | None]:
    """Return who is dominated by a single plan, and what beats whom under any probabilities."""
    places = np.flatnonzero(complete)
    own = gain[places]
    merits = figures["expected"][places]
    found = dominance(own, figures["laplace"][places] if np.isnan(merits).any() else merits)
    by = np.full(len(gain), -1, dtype=np.intp)
    strict = np.zeros(len(gain), dtype=np.bool_)
    by[places] = np.where(found.by >= 0, places[found.by], -1)
    strict[places] = found.strict
    dominated = Dominance(by, strict)
    # Best in a scenario, or on the whole, is best under some probabilities.
    certain = leads[places].any(axis=1)
    for name in ("expected", "laplace"):
        value = figures[name][places]
        certain |= value >= np.max(value, initial=-np.inf)
    certain &= ~found.strict
    asked = ~found.strict & ~certain
    if int(asked.sum()) * len(found.front) > _MOST_ASKED:
        return dominated, None
    alone = {
        int(places[at]): Mixture(
            by[places[at : at + 1]], np.ones(1), float((gain[by[places[at]]] - own[at]).min())
        )
        for at in np.flatnonzero(found.strict).tolist()
    }
    mixed = {
        int(places[at]): Mixture(places[one.plans], one.shares, one.ahead)
        for at, one in mixtures(own, found.front, asked).items()
    }
    return dominated, dict(sorted((alone | mixed).items()))
