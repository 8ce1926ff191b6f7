"""Where units stand by each node alone, and which indicators are their best and worst.

The rule of strengths and weaknesses is that of :mod:`steelyard.evaluation.explain`, here for
all units of a list at once; a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.explain import NAMED, SHARED
from steelyard.publish.units.members import Members

__all__ = ["Standing", "ranks_by_node", "standing"]

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Standing:
    """Where each unit of a list stands by each node.

    Parameters
    ----------
    ranks
        (units, nodes) 1 + the number of units above, NaN without a score.
    strengths, weaknesses
        For each unit the columns of ``ranks`` of up to five indicators, the most telling first.
    """

    ranks: Matrix
    strengths: tuple[Places, ...]
    weaknesses: tuple[Places, ...]


def standing(members: Members) -> Standing:
    """Return where the units of a list stand by each node."""
    ranks = ranks_by_node(members.scores)
    leaves = np.array([members.nodes.index(name) for name in members.leaves], dtype=np.intp)
    telling = np.column_stack(
        [_tells(members.scores[:, leaf]) for leaf in leaves] or [np.zeros((len(members), 0), bool)]
    )
    half = len(members) / 2
    strengths, weaknesses = [], []
    for row in range(len(members)):
        own = leaves[telling[row]]
        order = own[np.argsort(ranks[row, own], kind="stable")]
        better = ranks[row, order] <= half
        strengths.append(order[better][:NAMED])
        weaknesses.append(order[~better][::-1][:NAMED])
    return Standing(ranks, tuple(strengths), tuple(weaknesses))


def ranks_by_node(scores: Matrix) -> Matrix:
    """Return each unit's rank by each column: 1 + the number of greater scores.

    Examples
    --------
    >>> ranks_by_node(np.array([[5.0], [9.0], [5.0], [np.nan]])).ravel()
    array([ 2.,  1.,  2., nan])
    """
    found = np.full(scores.shape, np.nan, order="F")
    for at, column in enumerate(scores.T):
        known = ~np.isnan(column)
        ascending = np.sort(column[known])
        above = len(ascending) - np.searchsorted(ascending, column[known], side="right")
        found[known, at] = 1.0 + above
    return found


def _tells(column: Vector) -> NDArray[np.bool_]:
    """Return which units an indicator tells from most others: no more than half share it."""
    known = ~np.isnan(column)
    ascending = np.sort(column[known])
    same = np.searchsorted(ascending, column, side="right") - np.searchsorted(ascending, column)
    return known & (same <= max(1, SHARED * len(ascending)))
