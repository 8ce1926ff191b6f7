"""Figures of other periods of the same unit: the last one known, or the line between two.

Both work within the block that is given: what fills a unit's cell is in the unit's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.scheme.impute import Last, Linear
from steelyard.steps.block import Block

__all__ = ["carried", "distinct_periods", "fill", "interpolated"]

Places = NDArray[np.intp]


@dataclass(frozen=True)
class _Neighbours:
    """For each cell the row of the last figure before it and of the first after it.

    The cell itself counts if it has a figure. (rows, columns) each; the rows are in the order of
    units and periods, and ``has_…`` tells whether there is such a row of the same unit.
    """

    before: Places
    after: Places
    has_before: NDArray[np.bool_]
    has_after: NDArray[np.bool_]

    @classmethod
    def of(cls, values: Matrix, first: Places, last: Places) -> _Neighbours:
        known = ~np.isnan(values)
        at = np.arange(len(values))[:, np.newaxis]
        before = np.maximum.accumulate(np.where(known, at, -1), axis=0)
        after = np.minimum.accumulate(np.where(known, at, len(values))[::-1], axis=0)[::-1]
        return cls(
            np.maximum(before, 0),
            np.minimum(after, len(values) - 1),
            before >= first[:, np.newaxis],
            after <= last[:, np.newaxis],
        )


def distinct_periods(block: Block) -> Vector:
    """Return the periods of a block, ascending.

    Raises
    ------
    DataError
        If the block has no periods.
    """
    if block.periods is None:
        raise DataError(
            message(
                "Imputing from other periods needs a table with a period column; the scheme "
                "names none under “units”."
            )
        )
    return np.unique(block.periods)


def fill(block: Block, spec: Last | Linear, learned: Vector) -> Matrix:
    """Return the block's values with cells filled from other periods of the same unit.

    Parameters
    ----------
    block
        Any units, each with all of its periods that are to serve.
    spec
        The method.
    learned
        (periods,) the periods of the table that the method was learned from; they say how many
        periods lie between two, beside those of the block itself.
    """
    distinct = np.union1d(distinct_periods(block), learned)
    periods = np.asarray(block.periods, dtype=np.float64)
    _names, unit = np.unique(block.units, return_inverse=True)
    order = np.lexsort((periods, unit))
    unit, periods = unit[order], periods[order]
    first = np.searchsorted(unit, unit, side="left")
    last = np.searchsorted(unit, unit, side="right") - 1
    values = block.values[order]
    if isinstance(spec, Last):
        result = carried(values, first, last, np.searchsorted(distinct, periods), spec)
    else:
        result = interpolated(values, first, last, periods, hold=spec.outside == "hold")
    unordered = np.empty_like(result)
    unordered[order] = result
    return unordered


def carried(values: Matrix, first: Places, last: Places, place: Places, spec: Last) -> Matrix:
    """Return values with missing cells filled by the last figure of the same unit.

    Parameters
    ----------
    values
        (rows, columns) in the order of units and periods.
    first, last
        (rows,) the first and the last row of the row's unit.
    place
        (rows,) which of the table's periods the row has, counted.
    spec
        How far figures are carried, and what happens before the first.
    """
    if len(values) == 0:
        return values.copy()
    near = _Neighbours.of(values, first, last)
    filled = np.where(near.has_before, np.take_along_axis(values, near.before, axis=0), np.nan)
    if spec.at_most is not None:
        filled[place[:, np.newaxis] - place[near.before] > spec.at_most] = np.nan
    if spec.before == "hold":
        backwards = ~near.has_before & near.has_after
        filled[backwards] = np.take_along_axis(values, near.after, axis=0)[backwards]
    return filled


def interpolated(
    values: Matrix, first: Places, last: Places, periods: Vector, *, hold: bool
) -> Matrix:
    """Return values with missing cells on the line y1 + (y2 − y1)(t − t1)/(t2 − t1).

    Parameters
    ----------
    values
        (rows, columns) in the order of units and periods.
    first, last
        (rows,) the first and the last row of the row's unit.
    periods
        (rows,) the periods as numbers.
    hold
        Whether the first and the last figure of a unit are held outside of them.
    """
    if len(values) == 0:
        return values.copy()
    near = _Neighbours.of(values, first, last)
    y1 = np.where(near.has_before, np.take_along_axis(values, near.before, axis=0), np.nan)
    y2 = np.where(near.has_after, np.take_along_axis(values, near.after, axis=0), np.nan)
    t1, t2 = periods[near.before], periods[near.after]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = y1 + (y2 - y1) * ((periods[:, np.newaxis] - t1) / (t2 - t1))
    filled = np.where(np.isnan(values), between, values)
    if hold:
        filled = np.where(np.isnan(filled) & ~near.has_after, y1, filled)
        filled = np.where(np.isnan(filled) & ~near.has_before, y2, filled)
    return filled
