"""Scores from places: ranks, percentile ranks and Borda counts.

Places are counted from the worst among the figures learned, which are kept sorted; a
figure that is not one of them is placed as if it had been added alone.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.scheme.normalise import Ties

__all__ = ["borda", "counts", "from_worst", "percentile_rank", "rank", "sorted_columns"]


def sorted_columns(values: Matrix, engine: Engine, *, distinct: bool = False) -> Matrix:
    """Return the figures of each column ascending, with NaN below the shorter ones.

    Parameters
    ----------
    values
        (units, columns).
    engine
        Sorts a column.
    distinct
        Whether equal figures are kept once.

    Returns
    -------
    Matrix
        (the greatest number of figures, at least 1, columns).
    """
    columns = [engine.sort(column) for column in values.T]
    table = np.full((max(map(len, columns), default=1) or 1, len(columns)), np.nan)
    for at, column in enumerate(columns):
        table[: len(column), at] = column
    if distinct:
        repeated = table[1:] == table[:-1]
        table[1:][repeated] = np.nan
        table.sort(axis=0)
        table = table[: max(1, int(counts(table.T).max(initial=0)))]
    return table


def counts(order: Matrix) -> NDArray[np.intp]:
    """Return how many figures each row has, (columns, 1)."""
    found: NDArray[np.intp] = np.count_nonzero(~np.isnan(order), axis=1, keepdims=True)
    return found


def from_worst(table: Matrix, directions: Vector) -> Matrix:
    """Return the columns of a sorted table as rows that run from the worst to the best.

    Where less is better the figures are negated, so that all ascend.

    Parameters
    ----------
    table
        (figures, columns), ascending, NaN last.
    directions
        (columns,).

    Returns
    -------
    Matrix
        (columns, figures), ascending, NaN last.
    """
    order = np.ascontiguousarray((table * directions).T)
    down = directions < 0
    order[down] = np.sort(order[down], axis=1)
    return order


def rank(values: Matrix, order: Matrix, directions: Vector, ties: Ties) -> Matrix:
    """Place of each figure from the worst: 1 + the number of learned figures below it.

    Equal figures take the places low to high together, and get low (competition), high
    (maximum) or their mean (average). For dense ranks ``order`` holds each figure once.
    Handbook (2008), table 3; COINr's ``n_rank``. A column of which nothing was learned
    stays missing.

    Parameters
    ----------
    values
        (units, columns).
    order
        (columns, figures) of :func:`from_worst`.
    directions
        (columns,).
    ties
        What equal figures get.
    """
    signed = _signed_rows(values, directions)
    return _finish(_rank(signed, _search(signed, order), order, ties), signed, order)


def percentile_rank(values: Matrix, order: Matrix, directions: Vector, ties: Ties) -> Matrix:
    """Share of the other units that a unit is above: (rank − 1)/others.

    For one of the n units learned there are n − 1 others (COINr's ``n_prank``), for one
    that is placed later n. Where all n are equal, none is above or below: 0.5. Parameters
    as for :func:`rank`.
    """
    signed = _signed_rows(values, directions)
    below = _search(signed, order)
    count = counts(order)
    last = np.maximum(count - 1, 0)
    known = np.take_along_axis(order, np.minimum(below, last), axis=1) == signed
    equal = known & (order[:, :1] == np.take_along_axis(order, last, axis=1))
    others = np.maximum(np.where(known, last, count), 1)
    shares = (_rank(signed, below, order, ties) - 1.0) / others
    return _finish(np.where(equal, 0.5, shares), signed, order)


def borda(
    values: Matrix,
    order: Matrix,
    directions: Vector,
    ties: Ties,
    span: tuple[float, float] | None,
) -> Matrix:
    """Count of units below, rank − 1, or its share of the others spread over (a, b).

    Without a span this is COINr's ``n_borda``; with one, a + (b − a)·percentile rank.
    Parameters as for :func:`rank`.
    """
    if span is None:
        return rank(values, order, directions, ties) - 1.0
    return span[0] + (span[1] - span[0]) * percentile_rank(values, order, directions, ties)


def _signed_rows(values: Matrix, directions: Vector) -> Matrix:
    """Return the columns as rows, negated where less is better."""
    return np.ascontiguousarray((values * directions).T)


def _search(
    signed: Matrix, order: Matrix, side: Literal["left", "right"] = "left"
) -> NDArray[np.intp]:
    """Return how many learned figures lie below each figure, or are at most as good."""
    found = np.empty(signed.shape, dtype=np.intp)
    for at, figures in enumerate(order):
        found[at] = figures.searchsorted(signed[at], side)
    return found


def _rank(signed: Matrix, below: NDArray[np.intp], order: Matrix, ties: Ties) -> Matrix:
    low: Matrix = below.astype(np.float64) + 1.0
    if ties in ("competition", "dense"):
        return low
    high = np.maximum(_search(signed, order, "right"), low)
    return high if ties == "maximum" else (low + high) / 2


def _finish(scores: Matrix, signed: Matrix, order: Matrix) -> Matrix:
    """Return units × columns, missing where the figure is or where none were learned."""
    unknown = np.isnan(signed) | np.isnan(order[:, :1])
    return np.ascontiguousarray(np.where(unknown, np.nan, scores).T)
