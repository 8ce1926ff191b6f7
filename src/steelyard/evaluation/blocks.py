"""From the units' table to a block, and back: the edge between frames and matrices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.scheme.scheme import Units
from steelyard.steps.block import Block, Labels

__all__ = ["block_of", "labels_of", "numbers_of"]


def block_of(
    frame: pl.DataFrame,
    units: Units,
    figures: Mapping[str, str],
    directions: Sequence[float],
    groups: Collection[str],
) -> Block:
    """Return the block of a units' table.

    Parameters
    ----------
    frame
        One row per unit, or per unit and period.
    units
        What the table's columns are for.
    figures
        The column of the table behind each column of the block.
    directions
        +1 or -1 for each column of the block.
    groups
        The columns of labels that the steps need.
    """
    values = np.empty((frame.height, len(figures)), order="F")
    for at, figure in enumerate(figures.values()):
        values[:, at] = numbers_of(frame[figure])
    return Block(
        values=values,
        columns=tuple(figures),
        directions=np.asarray(directions, dtype=np.float64),
        units=_texts(frame[units.key]),
        groups={name: labels_of(frame[name]) for name in groups if name in frame.columns},
        periods=None if units.period is None else numbers_of(frame[units.period]),
        index=np.arange(frame.height),
    )


def numbers_of(column: pl.Series) -> Vector:
    """Return a column as float64, NaN for missing; a date as its day number.

    A column of floats without gaps is not copied.
    """
    if column.dtype == pl.Date:
        column = column.cast(pl.Int32)
    return (column if column.dtype == pl.Float64 else column.cast(pl.Float64)).to_numpy()


def labels_of(column: pl.Series) -> Labels:
    """Return a column as texts; the empty text for missing."""
    return _texts(column).astype(np.str_)


def _texts(column: pl.Series) -> Labels:
    """Return a column as objects, without the copy that texts of one width take."""
    return column.cast(pl.String).fill_null("").to_numpy()
