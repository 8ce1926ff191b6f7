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
    names = list(dict.fromkeys(figures.values()))
    wanted = frame.select(names).cast(pl.Float64)
    # Columns side by side first, then row by row: half the time of asking for rows at once.
    values = wanted.to_numpy(order="fortran") if names else np.empty((frame.height, 0))
    if len(names) < len(figures):
        values = values[:, [names.index(figure) for figure in figures.values()]]
    return Block(
        values=np.ascontiguousarray(values),
        columns=tuple(figures),
        directions=np.asarray(directions, dtype=np.float64),
        units=_texts(frame[units.key]),
        groups={name: labels_of(frame[name]) for name in groups if name in frame.columns},
        periods=None if units.period is None else numbers_of(frame[units.period]),
        index=np.arange(frame.height),
    )


def numbers_of(column: pl.Series) -> Vector:
    """Return a column as float64, NaN for missing; a date as its day number."""
    column = column.cast(pl.Int32) if column.dtype == pl.Date else column
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def labels_of(column: pl.Series) -> Labels:
    """Return a column as texts; the empty text for missing."""
    return _texts(column).astype(np.str_)


def _texts(column: pl.Series) -> Labels:
    """Return a column as objects, without the copy that texts of one width take."""
    return column.cast(pl.String).fill_null("").to_numpy()
