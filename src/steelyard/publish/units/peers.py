"""Peers: the units most like a unit, in the same group where units have groups.

The distance of two units is the root mean square of the differences of their indicators' scores,
each in standard deviations of the list, over the indicators that both have. Without indicators it
is the difference of their ranks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.publish.source import Source
from steelyard.publish.units.members import Members

__all__ = ["Peers", "group_of_peers", "peers"]

Rows = NDArray[np.intp]
_COUNT = 5
_ROWS = 1000
"""Distances are computed for so many units at a time."""


@dataclass(frozen=True)
class Peers:
    """The peers of a unit.

    Parameters
    ----------
    rows
        Their rows in the list, the nearest first.
    distances
        How far each is.
    grouped
        Whether all are of the unit's group.
    """

    rows: tuple[int, ...]
    distances: tuple[float, ...]
    grouped: bool


def group_of_peers(source: Source) -> str | None:
    """Return the group column that peers share: the first by which lists are not apart."""
    apart = source.scheme.rank.within
    return next((name for name in source.groups if name not in apart), None)


def peers(members: Members) -> tuple[Peers, ...]:
    """Return the peers of each unit of a list; nobody's where there is no other."""
    standard = _standardised(members)
    found = [Peers((), (), grouped=False)] * len(members)
    everyone = np.arange(len(members))
    groups = list(_groups(members))
    grouped = np.isin(everyone, np.concatenate([everyone[:0], *groups]))
    for rows in groups:
        for row, peer in _nearest(standard, rows, rows, grouped=True):
            found[row] = peer
    for row, peer in _nearest(standard, everyone[~grouped], everyone, grouped=False):
        found[row] = peer
    return tuple(found)


def _groups(members: Members) -> Iterator[Rows]:
    """Yield the rows of each group of at least two."""
    column = group_of_peers(members.source)
    if column is None:
        return
    labels = members.one.frame.select(pl.col(column).cast(pl.String)).with_row_index("row")
    for _label, rows in labels.drop_nulls().group_by(column, maintain_order=True):
        if rows.height > 1:
            yield rows["row"].to_numpy().astype(np.intp)


def _standardised(members: Members) -> Matrix:
    """Return (units, indicators) scores in standard deviations; ranks where there are none."""
    leaves = [members.nodes.index(name) for name in members.leaves]
    if not leaves:
        return members.ranks[:, None]
    found = members.scores[:, leaves]
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.array([_spread(column) for column in found.T])
        return found / np.where(spread > 0, spread, np.inf)


def _spread(column: Vector) -> float:
    known = column[~np.isnan(column)]
    return float(known.std()) if known.size else 0.0


def _nearest(
    standard: Matrix, rows: Rows, others: Rows, *, grouped: bool
) -> Iterator[tuple[int, Peers]]:
    """Yield each of some rows with those of the others that are nearest."""
    theirs = np.ascontiguousarray(standard[others])
    there = (~np.isnan(theirs)).astype(np.float64)
    theirs = np.nan_to_num(theirs)
    place = {int(row): at for at, row in enumerate(others)}
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        own = [place[int(row)] for row in part]
        distances = _distances(theirs[own], there[own], theirs, there)
        distances[np.arange(len(part)), own] = np.inf
        for at, nearest in enumerate(_first(distances)):
            near = nearest[np.isfinite(distances[at, nearest])]
            yield (
                int(part[at]),
                Peers(
                    tuple(others[near].tolist()),
                    tuple(distances[at, near].tolist()),
                    grouped,
                ),
            )


def _distances(rows: Matrix, known: Matrix, others: Matrix, theirs: Matrix) -> Matrix:
    """Return the distance of each row to each other, infinite where they share nothing."""
    squares = (rows**2) @ theirs.T + known @ (others**2).T - 2.0 * rows @ others.T
    shared = known @ theirs.T
    with np.errstate(invalid="ignore", divide="ignore"):
        # Rounded, so that the last digits of the sums do not choose between equals.
        found = np.round(np.sqrt(np.maximum(squares, 0.0) / shared), 6)
    return np.where(shared > 0, found, np.inf)


def _first(distances: Matrix) -> NDArray[np.intp]:
    """Return the places of the nearest of each row; among equals the better unit first."""
    count = min(_COUNT, distances.shape[1])
    if distances.shape[1] <= 4 * _COUNT:
        return np.argsort(distances, axis=1, kind="stable")[:, :count]
    bound = np.partition(distances, count - 1, axis=1)[:, count - 1]
    found = np.empty((len(distances), count), dtype=np.intp)
    for at, limit in enumerate(bound):
        near = np.flatnonzero(distances[at] <= limit)
        found[at] = near[np.argsort(distances[at, near], kind="stable")][:count]
    return found
