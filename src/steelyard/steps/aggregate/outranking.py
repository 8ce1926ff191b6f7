"""The non-compensatory ranking: the order of units that the comparisons support most.

OECD/JRC Handbook 2008, chapter 6 (non-compensatory multi-criteria approach);
Young & Levenglick 1978 (doi:10.1137/0135023); Munda & Nardo 2009
(doi:10.1080/00036840601019364). The comparisons are left to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector

__all__ = ["EXACT_UNITS", "MOST_UNITS", "Standing", "most_supported", "outrank"]

MOST_UNITS = 500
"""Units that a node with this aggregation may have."""
EXACT_UNITS = 12
"""Units of a cycle that are put in order exactly; more are searched locally."""
_EVEN = 1e-12
_TIE_BREAK = 1e-9

Order = NDArray[np.intp]


@dataclass(frozen=True)
class Standing:
    """Where the most supported ranking puts units.

    Parameters
    ----------
    scores
        (units,), units below less units above.
    exact
        Whether no ranking has more support; False where a long cycle was searched locally.
    """

    scores: Vector
    exact: bool


def outrank(parts: Matrix, weights: Vector, engine: Engine) -> Standing:
    """Rank units by the order that the weights of their pairwise comparisons support most.

    Units with the same parts are one in the search and tie. The result does not
    depend on the order of the rows.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing; every unit has at least one.
    weights
        (parts,), above 0, in any scale.
    engine
        Compares the units.
    """
    # Infinity stands for missing while rows are told apart: NaN is unlike itself.
    rows, place, copies = np.unique(
        np.where(np.isnan(parts), np.inf, parts), axis=0, return_inverse=True, return_counts=True
    )
    rows[np.isinf(rows)] = np.nan
    margins = 2.0 * engine.compare(rows, weights) - 1.0
    margins[np.isnan(margins) | (np.abs(margins) < _EVEN)] = 0.0
    standing = most_supported(margins, copies)
    return Standing(standing.scores[place.reshape(-1)], standing.exact)


def most_supported(margins: Matrix, copies: NDArray[np.intp]) -> Standing:
    """Find the ranking with the greatest Σ margin over all pairs, the one above first.

    A group of units that all beat all others stands above them in every best
    ranking (Truchon 1998's extended Condorcet criterion), so each such group is
    put in order by itself: up to :data:`EXACT_UNITS` exactly, by dynamic
    programming over subsets; more from the order of their total margins, moving
    single units while that helps. Of equally supported rankings the one nearest
    to the order of the total margins is taken; neighbours that nothing
    separates tie.

    Parameters
    ----------
    margins
        (units, units), support for the row's unit above the column's less the
        support against; antisymmetric, 0 for a tie.
    copies
        (units,), how many units each row stands for.
    """
    # A group's members gain and lose together: each comparison counts for all copies.
    gains = margins * np.outer(copies, copies)
    totals = margins @ copies / max(1, copies.sum())
    gains = gains + _TIE_BREAK * np.subtract.outer(totals, totals)
    order: list[int] = []
    exact = True
    for group in _groups(margins, copies, totals):
        short = len(group) <= EXACT_UNITS
        inside = gains[np.ix_(group, group)]
        order.extend(group[_best_order(inside) if short else _improved_order(inside)])
        exact &= short
    return Standing(_scores(np.array(order, dtype=np.intp), margins, totals, copies), exact)


def _groups(margins: Matrix, copies: NDArray[np.intp], totals: Vector) -> Iterator[Order]:
    """Yield the smallest groups that each beat all units of the later ones, best first.

    Sorted by wins less losses, the first units beat all the others exactly where
    their wins less losses add up to the number of pairs between the two sides.
    """
    balance = np.sign(margins).astype(np.int64) @ copies
    order = np.lexsort((-totals, -balance))
    seen = np.cumsum(copies[order])
    won = np.cumsum((balance * copies)[order])
    ends = np.flatnonzero(won == seen * (copies.sum() - seen)) + 1
    start = 0
    for end in ends.tolist():
        members = order[start:end]
        yield members[np.argsort(-totals[members], kind="stable")]
        start = end


def _best_order(gains: Matrix) -> Order:
    """Return the order with the greatest gain, by dynamic programming over subsets.

    best[S] is the greatest gain among the units of S; the last of them, i, adds
    the gains of all others of S over it: best[S] = max over i of best[S − i] + Σ gains[j, i].
    """
    count = len(gains)
    subsets = np.arange(1 << count)
    member = (subsets[:, None] >> np.arange(count)) & 1
    added = np.where(member == 1, member @ gains, -np.inf)
    best = np.zeros(1 << count)
    last = np.zeros(1 << count, dtype=np.intp)
    size = member.sum(axis=1)
    for members in range(1, count + 1):
        these = subsets[size == members]
        candidates = best[these[:, None] & ~(1 << np.arange(count))] + added[these]
        last[these] = candidates.argmax(axis=1)
        best[these] = candidates.max(axis=1)
    order, left = [], (1 << count) - 1
    while left:
        order.append(int(last[left]))
        left &= ~(1 << order[-1])
    return np.array(order[::-1], dtype=np.intp)


def _improved_order(gains: Matrix) -> Order:
    """Return an order that moving any single unit elsewhere does not improve."""
    order = np.arange(len(gains))
    moved = True
    while moved:
        moved = False
        for unit in range(len(gains)):
            at = int(np.flatnonzero(order == unit)[0])
            others = np.delete(order, at)
            # Standing before others[k]: below those before k, above those from k on.
            over = np.concatenate(([0.0], np.cumsum(gains[unit, others])))
            standing = over[-1] - 2.0 * over
            target = int(standing.argmax())
            if standing[target] > standing[at] + _EVEN:
                order = np.insert(others, target, unit)
                moved = True
    return order


def _scores(order: Order, margins: Matrix, totals: Vector, copies: NDArray[np.intp]) -> Vector:
    """Return units below less units above; neighbours that nothing separates tie."""
    places = np.empty(len(order))
    above = 0
    for tied in _tied(order, margins, totals):
        together = int(copies[tied].sum())
        places[tied] = int(copies.sum()) - 2 * above - together
        above += together
    return places


def _tied(order: Order, margins: Matrix, totals: Vector) -> Iterator[list[int]]:
    """Yield runs of neighbours with even comparisons and the same total margin."""
    run: list[int] = []
    for unit in order.tolist():
        apart = bool(run) and (
            abs(totals[unit] - totals[run[0]]) > _EVEN or bool(margins[unit, run].any())
        )
        if apart:
            yield run
            run = []
        run.append(unit)
    if run:
        yield run
