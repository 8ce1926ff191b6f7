"""Ranks, places of newcomers and grades.

Which figure ranks, and the grade bands, are left to ``steelyard.scheme.rank``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.scheme.base import Text
from steelyard.scheme.rank import Grade, Ties

__all__ = ["TOLERANCE", "among_first", "band", "grade", "place", "rank"]

TOLERANCE = 1e-12
"""Relative difference up to which scores tie, unless a scheme says otherwise."""

Integers = NDArray[np.intp]


def rank(
    scores: Vector,
    ties: Ties = "competition",
    tolerance: float = TOLERANCE,
    *,
    descending: bool = True,
    order: NDArray[np.generic] | None = None,
) -> Vector:
    """Rank units by their scores, 1 for the best.

    From the best score down, a unit ties with the leader of the group above it if
    it is behind by no more than the tolerance times the larger of the two scores'
    sizes, else it leads a new group: ties never chain.

    Parameters
    ----------
    scores
        (units,), NaN for missing.
    ties
        ``competition`` (1 1 3), ``dense`` (1 1 2), ``average`` (1.5 1.5 3) or ``ordinal`` (1 2 3).
    tolerance
        Relative difference up to which scores tie.
    descending
        Whether the highest score is the best.
    order
        (units,), numbers or texts that put tied units in order for ``ordinal``,
        lowest first; the order of the rows if absent.

    Returns
    -------
    (units,), NaN where the score is missing.

    Examples
    --------
    >>> import numpy as np
    >>> rank(np.array([7.0, 9.0, np.nan, 7.0, 5.0]))
    array([ 2.,  1., nan,  2.,  4.])
    """
    merit = scores if descending else -scores
    best_first = np.argsort(-merit)
    count = len(scores) - int(np.isnan(scores).sum())
    best_first = best_first[:count]
    leads = _leads(merit[best_first], tolerance)
    group = np.cumsum(leads) - 1
    if ties == "ordinal":
        tie_break = best_first if order is None else order[best_first]
        best_first = best_first[np.lexsort((tie_break, group))]
    ranks = np.full(len(scores), np.nan)
    ranks[best_first] = _of_groups(group, leads, ties)
    return ranks


def among_first(ranks: Vector, first: int) -> NDArray[np.bool_]:
    """Return who is among the first so many of a list, with all that tie with the last of them.

    A unit is among them if fewer than ``first`` units have a better rank, so ranks that are
    averaged over a tie at the edge do not leave out the tie.

    Parameters
    ----------
    ranks
        (units,) of one list, NaN for units without a rank.
    first
        How many.

    Returns
    -------
    (units,); units without a rank are not among them.

    Examples
    --------
    >>> import numpy as np
    >>> among_first(np.array([1.0, 2.5, 2.5, 4.0, np.nan]), 2)
    array([ True,  True,  True, False, False])
    """
    ascending = np.sort(ranks[~np.isnan(ranks)])
    better = np.searchsorted(ascending, ranks, side="left")
    among: NDArray[np.bool_] = ~np.isnan(ranks) & (better < first)
    return among


def place(
    scores: Vector, published: Vector, tolerance: float = TOLERANCE, *, descending: bool = True
) -> Vector:
    """Place units that are not on a list against it: 1 + the published scores above.

    Each unit is placed by itself; the list does not change. Published units that
    tie with each other are above or not above a newcomer together, as their
    leader is, so that a published score placed against its own list gets its rank.

    Parameters
    ----------
    scores
        (units,), NaN for missing.
    published
        (published units,), in any order, NaN for missing.
    tolerance
        Relative difference up to which scores tie.
    descending
        Whether the highest score is the best.

    Returns
    -------
    (units,), NaN where the score is missing.

    Examples
    --------
    >>> import numpy as np
    >>> place(np.array([10.0, 7.0, 1.0]), np.array([9.0, 7.0, 5.0]))
    array([1., 2., 4.])
    """
    sign = 1.0 if descending else -1.0
    merit = -np.sort(-sign * published[~np.isnan(published)])
    first = np.flatnonzero(_leads(merit, tolerance))
    units_above = np.append(first, len(merit))
    places = np.full(len(scores), np.nan)
    for unit in np.flatnonzero(~np.isnan(scores)):
        groups_above = np.count_nonzero(_apart(merit[first], sign * scores[unit], tolerance))
        places[unit] = 1 + units_above[groups_above]
    return places


def grade(
    scores: Vector, grades: Sequence[Grade], tolerance: float = TOLERANCE
) -> tuple[Text | None, ...]:
    """Return the grade of each score, None below all bands and where the score is missing.

    Parameters
    ----------
    scores
        (units,), NaN for missing.
    grades
        The bands from the best down.
    tolerance
        Relative difference up to which a score below a limit counts as reaching it.
    """
    limits = [-np.inf if one.at_least is None else one.at_least for one in grades]
    names = (*(one.grade for one in grades), None)
    return tuple(names[at] for at in band(scores, np.array(limits), tolerance).tolist())


def band(scores: Vector, at_least: Vector, tolerance: float = TOLERANCE) -> Integers:
    """Return the band that each score falls into.

    Parameters
    ----------
    scores
        (units,), NaN for missing.
    at_least
        (bands,), the least score of each band from the best down, -inf for a last
        band that holds everything below.
    tolerance
        Relative difference up to which a score below a limit counts as reaching it.

    Returns
    -------
    (units,), the band's index; -1 below all bands and where the score is missing.

    Examples
    --------
    >>> import numpy as np
    >>> band(np.array([95.0, 80.0, 12.0]), np.array([90.0, 60.0]))
    array([ 0,  1, -1])
    """
    limits = at_least - tolerance * np.abs(np.where(np.isinf(at_least), 0.0, at_least))
    # Bands stand from the best down: the first reached is one after those missed.
    missed = (scores[:, None] < limits).sum(axis=1)
    return np.where(np.isnan(scores) | (missed == len(limits)), -1, missed)


def _apart(better: Vector, worse: Vector, tolerance: float) -> NDArray[np.bool_]:
    """Return where the better score is above the worse by more than the tolerance."""
    far: NDArray[np.bool_] = better - worse > tolerance * np.maximum(np.abs(better), np.abs(worse))
    return far


def _leads(merit: Vector, tolerance: float) -> NDArray[np.bool_]:
    """Return which scores, sorted from the best, lead a group of ties."""
    leads = np.ones(len(merit), dtype=np.bool_)
    leads[1:] = _apart(merit[:-1], merit[1:], tolerance)
    first = np.flatnonzero(leads)
    last = np.append(first, len(merit))[1:] - 1
    # Neighbours may be near all along a run whose ends are apart; only those are walked.
    for run in np.flatnonzero(_apart(merit[first], merit[last], tolerance)):
        leader = first[run]
        for unit in range(first[run] + 1, last[run] + 1):
            if _apart(merit[leader], merit[unit], tolerance):
                leads[unit] = True
                leader = unit
    return leads


def _of_groups(group: Integers, leads: NDArray[np.bool_], ties: Ties) -> Vector:
    """Return the ranks of units sorted from the best, given their groups of ties."""
    if ties == "ordinal":
        return np.arange(1.0, len(group) + 1.0)
    if ties == "dense":
        return (group + 1).astype(np.float64)
    first = np.flatnonzero(leads)
    if ties == "competition":
        return (first[group] + 1).astype(np.float64)
    last = np.append(first, len(group))[1:] - 1
    middle: Vector = (first + last)[group] / 2.0 + 1.0
    return middle
