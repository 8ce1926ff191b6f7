"""What each node did to a unit's total: the total less what it would be with the median there.

The rule is that of :mod:`steelyard.evaluation.explain`, for all units of a list at once.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.publish.units.criteria import Criteria
from steelyard.publish.units.needed import struck

__all__ = ["effects"]

_PAIRS = 500
"""Up to so many units a criterion that compares them pair by pair is computed again."""


def effects(criteria: Criteria) -> Matrix:
    """Return the effect of each node on each unit's total, (units, nodes).

    The effect of a node is the root's score less what it would be if the node's score were
    the list's median. NaN where the unit has no score there, where a veto decides above it, and,
    on long lists, where units are compared pair by pair on the way up.

    Parameters
    ----------
    criteria
        The criteria of the list, of any coverage: a criterion that has a score has parts enough,
        of those that apply, and a median in the place of a known part leaves them as many.
    """
    members = criteria.members
    found = np.full(members.scores.shape, np.nan, order="F")
    if not members.nodes:
        return found
    total = members.column(members.source.scheme.root)
    vetoed = struck(criteria) & ~np.isnan(members.scores)
    for at in range(len(members.nodes)):
        found[:, at] = total - _without(criteria, at)
        for known in criteria.upwards(at):
            found[vetoed[:, known.at], at] = np.nan
    found[np.isnan(members.scores)] = np.nan
    return found


def _without(criteria: Criteria, node: int) -> Vector:
    """Return the totals with the median in a node's place; what had no score has none."""
    scores = criteria.members.scores
    changed = np.full(len(scores), criteria.members.medians[node])
    for known in criteria.upwards(node):
        if known.criterion.aggregation.relative and len(scores) > _PAIRS:
            return np.full(len(scores), np.nan)
        parts = np.asfortranarray(scores[:, known.parts])
        parts[:, known.parts.index(node)] = changed
        changed, node = known.score(parts), known.at
        changed[np.isnan(scores[:, node])] = np.nan
    return changed
