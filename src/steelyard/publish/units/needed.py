"""The score that each node alone would need for its unit to reach a given total.

From the root down: what a criterion needs becomes what one of its parts needs with the others as
they are. Sums and weighted means are turned round; any other aggregation that never falls when a
part rises is searched by halving.

Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 3 (bisection).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.publish.units.criteria import Criteria, Known
from steelyard.scheme.aggregate import Arithmetic, Sum

__all__ = ["ceilings", "needed_scores", "struck"]

Mask = NDArray[np.bool_]
_HALVINGS = 60
_SAME = 1e-9
"""Relative difference up to which a score is the one that its parts give."""
_ENOUGH = 1e-12
"""Relative difference by which a total may fall short of what is wanted, as ranks allow."""


def needed_scores(criteria: Criteria, totals: Vector, best: Vector) -> Matrix:
    """Return the least score of each node alone that brings its unit to a total.

    Parameters
    ----------
    criteria
        The criteria of the list.
    totals
        (units,) the totals wanted, NaN where nothing is asked.
    best
        (nodes,) the greatest score that is thought possible of each indicator.

    Returns
    -------
    (units, nodes), NaN where a node has no score, its weight is 0, no score is enough, a veto
    decides above it, or units are compared pair by pair above it.
    """
    members = criteria.members
    found = np.full(members.scores.shape, np.nan, order="F")
    if not members.nodes:
        return found
    highest, changed = ceilings(criteria, best), struck(criteria)
    found[:, members.nodes.index(members.source.scheme.root)] = totals
    for known in criteria.known:
        parts = np.asfortranarray(members.scores[:, known.parts])
        if known.criterion.aggregation.relative or np.isnan(found[:, known.at]).all():
            continue
        now = known.score(parts)
        wanted = np.where(changed[:, known.at], np.nan, found[:, known.at])
        for at, part in enumerate(known.parts):
            if known.learned.weights[at] > 0:
                found[:, part] = _part(known, parts, at, now, wanted, highest[:, part])
    return found


def ceilings(criteria: Criteria, best: Vector) -> Matrix:
    """Return the scores of all nodes if all indicators were at their best, (units, nodes)."""
    scores = criteria.members.scores
    found = np.where(np.isnan(scores), np.nan, np.fmax(scores, best))
    for known in reversed(criteria.known):
        if not known.criterion.aggregation.relative:
            found[:, known.at] = known.score(np.asfortranarray(found[:, known.parts]))
    return found


def struck(criteria: Criteria) -> Mask:
    """Return where a criterion's score is not what its parts give: a veto changed it.

    Returns
    -------
    (units, nodes), False for indicators.
    """
    scores = criteria.members.scores
    found = np.zeros(scores.shape, dtype=np.bool_)
    for known in criteria.known:
        published = scores[:, known.at]
        if not known.criterion.aggregation.relative:
            computed = known.score(np.asfortranarray(scores[:, known.parts]))
            close = np.abs(computed - published) <= _SAME * np.maximum(1.0, np.abs(published))
            found[:, known.at] = ~close & ~(np.isnan(computed) & np.isnan(published))
    return found


def _part(
    known: Known, parts: Matrix, at: int, now: Vector, wanted: Vector, highest: Vector
) -> Vector:
    if known.criterion.normalisation is None:
        match known.criterion.aggregation:
            case Arithmetic():
                present = np.where(np.isnan(parts), 0.0, known.learned.weights).sum(axis=1)
                return _raised(parts[:, at], (wanted - now) * present / known.learned.weights[at])
            case Sum():
                present = np.where(np.isnan(parts), 0.0, known.learned.weights).sum(axis=1)
                return _raised(parts[:, at], (wanted - now) * present / known.learned.weights.sum())
    return _halved(known, parts, at, wanted, highest)


def _raised(scores: Vector, gap: Vector) -> Vector:
    return scores + gap


def _halved(known: Known, parts: Matrix, at: int, wanted: Vector, highest: Vector) -> Vector:
    """Return the least score of a part, between its own and the highest, that is enough."""
    changed = parts.copy(order="F")
    least = wanted - _ENOUGH * np.maximum(1.0, np.abs(wanted))

    def enough(scores: Vector) -> Mask:
        changed[:, at] = scores
        return known.score(changed) >= least

    low, high = parts[:, at].copy(), highest.copy()
    possible = enough(high)
    for _ in range(_HALVINGS):
        middle = low + (high - low) / 2
        reached = enough(middle)
        high = np.where(reached, middle, high)
        low = np.where(reached, low, middle)
    return np.where(possible, high, np.nan)
