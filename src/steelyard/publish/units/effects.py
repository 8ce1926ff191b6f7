"""What each node did to a unit's total: the total less what it would be with the median there.

The rule is that of :mod:`steelyard.evaluation.explain`, for all units of a list at once.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.publish.units.criteria import Criteria

__all__ = ["effects"]

_PAIRS = 500
"""Up to so many units a criterion that compares them pair by pair is computed again."""


def effects(criteria: Criteria) -> Matrix:
    """Return the effect of each node on each unit's total, (units, nodes).

    The effect of a node is the root's score less what it would be if the node's score were
    the list's median. NaN where the unit has no score there, and, on long lists, where units
    are compared pair by pair on the way up.
    """
    members = criteria.members
    found = np.full(members.scores.shape, np.nan, order="F")
    if not members.nodes:
        return found
    total = members.column(members.source.scheme.root)
    for at in range(len(members.nodes)):
        found[:, at] = total - _without(criteria, at)
    found[np.isnan(members.scores)] = np.nan
    return found


def _without(criteria: Criteria, node: int) -> Vector:
    """Return the totals with the median in a node's place."""
    scores = criteria.members.scores
    changed = np.full(len(scores), criteria.members.medians[node])
    for known in criteria.upwards(node):
        if known.criterion.aggregation.relative and len(scores) > _PAIRS:
            return np.full(len(scores), np.nan)
        parts = np.asfortranarray(scores[:, known.parts])
        parts[:, known.parts.index(node)] = changed
        changed, node = known.score(parts), known.at
    return changed
