"""The ranks of all units in each of many replications.

The rule of ties is that of :func:`steelyard.steps.rank.rank`, and so are the ranks.
Small data are ranked by NumPy alone; kernels for large ones are left to
:mod:`steelyard.robustness.kernels`, summaries of ranks to
:mod:`steelyard.robustness.tally`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix
from steelyard.steps.rank import TOLERANCE, rank

__all__ = ["Ranks", "SharedTies", "rank_block", "ranks"]

Ranks = NDArray[np.int32]
SharedTies = Literal["competition", "dense"]
"""How units that tie share a rank: 1 1 3 or 1 1 2."""


def ranks(
    scores: Matrix,
    *,
    ties: SharedTies = "competition",
    tolerance: float = TOLERANCE,
    descending: bool = True,
    compiled: bool = False,
) -> Ranks:
    """Rank the units of each replication, 1 for the best.

    Parameters
    ----------
    scores
        (replications, units), NaN where a unit has no score in a replication.
    ties
        ``competition`` (1 1 3) or ``dense`` (1 1 2).
    tolerance
        Relative difference up to which a score ties with the best of its group.
    descending
        Whether the highest score is the best.
    compiled
        Whether to use the compiled kernels, whose ranks are the same.

    Returns
    -------
    (replications, units), 0 where the score is missing.

    Examples
    --------
    >>> import numpy as np
    >>> ranks(np.array([[7.0, 9.0, np.nan, 7.0], [1.0, 2.0, 3.0, 4.0]]))
    array([[2, 1, 0, 2],
           [4, 3, 2, 1]], dtype=int32)
    """
    places = np.arange(scores.shape[1])
    found, _ = rank_block(
        scores,
        places,
        most=1,
        ties=ties,
        tolerance=tolerance,
        descending=descending,
        compiled=compiled,
    )
    return found


def rank_block(
    scores: Matrix,
    places: NDArray[np.int64],
    *,
    most: int,
    ties: SharedTies,
    tolerance: float,
    descending: bool,
    compiled: bool,
) -> tuple[Ranks, NDArray[np.int64]]:
    """Rank the units of each replication, with their columns in another order.

    Parameters
    ----------
    scores
        (replications, units), NaN where a unit has no score in a replication.
    places
        (units,), the column of the ranks that is a unit's, each once.
    most
        A rank, at least 1.
    ties, tolerance, descending, compiled
        As in :func:`ranks`.

    Returns
    -------
    (replications, units), the ranks, 0 where the score is missing; and (replications,),
    the number of units with a rank of at most ``most``.
    """
    if not compiled:
        found = np.empty(scores.shape, dtype=np.int32)
        found[:, places] = _by_sorting(scores if descending else -scores, ties, tolerance)
        return found, np.count_nonzero((found > 0) & (found <= most), axis=1)
    from steelyard.robustness.kernels import rank_rows

    found = np.empty(scores.shape, dtype=np.int32)
    within = np.empty(len(scores), dtype=np.int64)
    rank_rows(
        np.require(scores, np.float64, ["C", "W"]),
        places,
        descending,
        tolerance,
        ties == "dense",
        most,
        found,
        within,
    )
    return found, within


def _by_sorting(merits: Matrix, ties: SharedTies, tolerance: float) -> Ranks:
    """Rank rows of merits, higher ones better, by one sort of each."""
    units = merits.shape[1]
    found = np.zeros(merits.shape, dtype=np.int32)
    if units == 0:
        return found
    best_first = np.argsort(-merits, axis=1)
    sorted_merits = np.take_along_axis(merits, best_first, axis=1)
    ranked = ~np.isnan(sorted_merits)
    leads = np.ones(merits.shape, dtype=np.bool_)
    leads[:, 1:] = _apart(sorted_merits[:, :-1], sorted_merits[:, 1:], tolerance)
    positions = np.arange(units, dtype=np.int32)
    leaders = np.maximum.accumulate(np.where(leads, positions, 0), axis=1)
    shared = leaders + 1 if ties == "competition" else np.cumsum(leads, axis=1)
    np.put_along_axis(found, best_first, np.where(ranked, shared, 0).astype(np.int32), axis=1)
    # Neighbours may be near all along a run whose ends are apart; only those are walked.
    behind = ~leads & ranked
    if behind.any():
        first = np.take_along_axis(sorted_merits, leaders, axis=1)
        chained = (_apart(first, sorted_merits, tolerance) & behind).any(axis=1)
        for row in np.flatnonzero(chained):
            found[row] = np.nan_to_num(rank(merits[row], ties, tolerance))
    return found


def _apart(better: Matrix, worse: Matrix, tolerance: float) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):
        behind = better - worse
        far: NDArray[np.bool_] = behind > tolerance * np.maximum(np.abs(better), np.abs(worse))
    return far
