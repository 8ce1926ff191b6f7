"""How alike units are in what they hold: concentration, overlap, specialisation, on arrays.

A portfolio is a row of shares of fields that add up to 1. Which units compete, and what a field
is, are left to ``steelyard.evaluation.homogeneity``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = [
    "Overlaps",
    "concentration",
    "effective_number",
    "overlap_with_rest",
    "overlaps",
    "portfolios",
    "specialisation",
]

Places = NDArray[np.intp]

_BLOCK = 128
"""Units whose overlaps with all others are computed at once: a block stays in the cache."""
_DECIMALS = 12
"""Overlaps that differ by less are the same: the last bits depend on the order of adding."""


def portfolios(amounts: Matrix) -> Matrix:
    """Return each unit's shares of the fields.

    Parameters
    ----------
    amounts
        (units, fields), none of them negative.

    Returns
    -------
    (units, fields), NaN for a unit that holds nothing.

    Examples
    --------
    >>> portfolios(np.array([[30.0, 10.0], [0.0, 5.0]]))
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    wholes = amounts.sum(axis=1)
    wholes[wholes == 0.0] = np.nan
    shares: Matrix = amounts / wholes[:, None]
    return shares


def concentration(shares: Matrix) -> Vector:
    """Return the Herfindahl–Hirschman index of each row of shares, Σ share²; (rows,).

    1 where one field has all, 1/n where n fields have the same. Hirschman, A. O. (1964), The
    Paternity of an Index, American Economic Review 54(5), 761–762.

    >>> concentration(np.array([[0.5, 0.5, 0.0]]))
    array([0.5])
    """
    return _over_fields(shares**2)


def _over_fields(parts: Matrix) -> Vector:
    """Return the sum over the fields; (rows,), NaN where there is no field to hold."""
    return parts.sum(axis=1) if parts.shape[1] else np.full(len(parts), np.nan)


def effective_number(index: Vector) -> Vector:
    """Return the number of fields of equal size that would be as concentrated: 1 / index.

    Laakso, M. and Taagepera, R. (1979), “Effective” Number of Parties, Comparative Political
    Studies 12(1), 3–27, doi:10.1177/001041407901200101.

    >>> effective_number(np.array([0.25, 1.0]))
    array([4., 1.])
    """
    found: Vector = 1.0 / index
    return found


def specialisation(shares: Vector, of_all: Vector) -> float:
    """Return Krugman's index Σ |share − share of all|: 0 where they are alike, at most 2.

    Krugman, P. (1991), Geography and Trade, MIT Press, compares two regions; here a group is
    compared with all groups together, itself among them.

    Parameters
    ----------
    shares, of_all
        (fields,) the shares of the group, and of all groups together.

    Examples
    --------
    >>> specialisation(np.array([1.0, 0.0]), np.array([0.25, 0.75]))
    1.5
    """
    return float(np.abs(shares - of_all).sum())


def overlap_with_rest(amounts: Matrix) -> Vector:
    """Return each unit's overlap with all the others put together as one portfolio; (units,).

    NaN for a unit that holds nothing, or beside which nobody holds anything.

    Parameters
    ----------
    amounts
        (units, fields), none of them negative.

    Examples
    --------
    >>> overlap_with_rest(np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0]]))
    array([1.  , 0.25, 0.25])
    """
    rest = np.maximum(amounts.sum(axis=0) - amounts, 0.0)
    found = _over_fields(np.minimum(portfolios(amounts), portfolios(rest)))
    return np.minimum(found, 1.0)


@dataclass(frozen=True)
class Overlaps:
    """How alike the units of a group are, two by two.

    Parameters
    ----------
    mean
        (units,) mean overlap with the others; NaN for a unit alone, or that holds nothing.
    nearest
        (units,) the most alike other unit, the first of several; -1 where there is none.
    greatest
        (units,) the overlap with it.
    pairs
        (pairs, 2) the most alike pairs, the most alike first, then in the order of the units.
    of_pairs
        (pairs,) their overlaps.
    """

    mean: Vector
    nearest: Places
    greatest: Vector
    pairs: Places
    of_pairs: Vector


def overlaps(shares: Matrix, most: int = 0) -> Overlaps:
    """Return how much of two units' portfolios is in the same fields, Σ min(share, share).

    0 where they have no field in common, 1 where their shares are the same. Czekanowski's
    proportional similarity, known in ecology by Schoener, T. W. (1968), The Anolis Lizards of
    Bimini, Ecology 49(4), 704–726, doi:10.2307/1935534, who writes it 1 − ½ Σ |share − share|.

    Parameters
    ----------
    shares
        (units, fields), rows that add up to 1; NaN for a unit that holds nothing.
    most
        How many of the most alike pairs to return.

    Examples
    --------
    >>> found = overlaps(np.array([[0.5, 0.5], [0.75, 0.25], [0.0, 1.0]]), most=1)
    >>> found.mean
    array([0.625, 0.5  , 0.375])
    >>> found.nearest, found.pairs, found.of_pairs
    (array([1, 0, 0]), array([[0, 1]]), array([0.75]))
    """
    units = len(shares)
    holds = ~np.isnan(_over_fields(shares))
    others = np.flatnonzero(holds)
    found = _among(shares[others], most)
    mean, greatest = np.full(units, np.nan), np.full(units, np.nan)
    nearest = np.full(units, -1, dtype=np.intp)
    if len(others) > 1:
        mean[others], greatest[others] = found.mean, found.greatest
        nearest[others] = others[found.nearest]
    return Overlaps(mean, nearest, greatest, others[found.pairs], found.of_pairs)


def _among(shares: Matrix, most: int) -> Overlaps:
    """Return the overlaps of units that all hold something."""
    units = len(shares)
    mean, greatest = np.full(units, np.nan), np.full(units, np.nan)
    nearest = np.zeros(units, dtype=np.intp)
    best = _Best.none()
    for start, block in _blocks(shares):
        rows = np.arange(len(block))
        own = rows + start
        block[rows, own] = 0.0
        mean[own] = block.sum(axis=1) / max(units - 1, 1)
        block[rows, own] = -1.0
        nearest[own] = block.argmax(axis=1)
        greatest[own] = block[rows, nearest[own]]
        best = best.with_block(start, block, most)
    return Overlaps(mean, nearest, greatest, best.pairs, best.overlaps)


def _blocks(shares: Matrix) -> Iterator[tuple[int, Matrix]]:
    """Yield the overlaps of some units with all, (block, units), and the first of them."""
    fields = np.ascontiguousarray(shares.T)
    held = [np.flatnonzero(field) for field in fields]
    spare = np.empty((_BLOCK, len(shares)))
    for start in range(0, len(shares), _BLOCK):
        stop = min(start + _BLOCK, len(shares))
        found = np.zeros((stop - start, len(shares)))
        for field, places in zip(fields, held, strict=True):
            first, last = np.searchsorted(places, (start, stop))
            if 4 * (last - first) * len(places) < found.size:
                # Few hold the field: only where two of them meet is there anything to add.
                rows = places[first:last]
                met = np.minimum.outer(field[rows], field[places])
                found[np.ix_(rows - start, places)] += met
            else:
                part = spare[: stop - start]
                np.minimum.outer(field[start:stop], field, out=part)
                found += part
        yield start, np.minimum(found.round(_DECIMALS), 1.0)


@dataclass(frozen=True)
class _Best:
    """The most alike pairs so far."""

    pairs: Places
    overlaps: Vector

    @classmethod
    def none(cls) -> _Best:
        return cls(np.zeros((0, 2), dtype=np.intp), np.zeros(0))

    def with_block(self, start: int, block: Matrix, most: int) -> _Best:
        """Return the most alike of these and of a block's pairs, each pair counted once."""
        if not most:
            return self
        least = self.overlaps[-1] if len(self.overlaps) == most else 0.0
        after = np.arange(block.shape[1]) > np.arange(start, start + len(block))[:, None]
        there = np.flatnonzero(after & (block > least))
        found = block.ravel()[there]
        if len(found) > most:
            # Of those that are equal the first are enough, and sorting all would take long.
            cut = np.partition(found, -most)[-most]
            ties = np.flatnonzero(found == cut)[:most]
            some = np.union1d(np.flatnonzero(found > cut), ties)
            there, found = there[some], found[some]
        row, other = np.divmod(there, block.shape[1])
        pairs = np.vstack([self.pairs, np.column_stack([row + start, other])])
        values = np.concatenate([self.overlaps, found])
        first = np.lexsort((pairs[:, 1], pairs[:, 0], -values))[:most]
        return _Best(pairs[first], values[first])
