"""Rows in groups: which rows are alike in some columns, and sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.steps.totals import group_totals

__all__ = ["Groups", "quotient"]

Numbers = NDArray[np.intp]
_ROW = "#row"


@dataclass(frozen=True)
class Groups:
    """Which group each row is in.

    Parameters
    ----------
    labels
        A row per group.
    numbers
        (rows,) the number of each row's group.
    count
        How many groups there are.
    """

    labels: pl.DataFrame
    numbers: Numbers
    count: int

    @classmethod
    def one(cls, height: int) -> Groups:
        """Return the one group of all rows."""
        return cls(pl.DataFrame(), np.zeros(height, dtype=np.intp), 1)

    @classmethod
    def of(cls, frame: pl.DataFrame, by: Sequence[str]) -> Groups:
        """Return the rows that are alike in columns; missing texts are an empty label."""
        if not by:
            return cls.one(frame.height)
        labels = frame.select(by).with_columns(pl.col(pl.String).fill_null(""))
        found = labels.with_row_index(_ROW).group_by(by, maintain_order=True).agg(_ROW)
        members = found[_ROW]
        numbers = np.empty(frame.height, dtype=np.intp)
        if frame.height:
            sizes = members.list.len().to_numpy()
            numbers[members.explode().to_numpy()] = np.repeat(np.arange(len(sizes)), sizes)
        return cls(found.select(by), numbers, found.height)

    def totals(self, values: Vector) -> Vector:
        """Return the sum of each group; (groups,), NaN of none."""
        return group_totals(values, self.numbers, self.count)

    def counts(self, values: Vector) -> Numbers:
        """Return how many rows of each group have a value; (groups,)."""
        return np.bincount(self.numbers[~np.isnan(values)], minlength=self.count)


def quotient(part: Vector, whole: Vector) -> Vector:
    """Return part / whole, NaN where the whole is 0 or one of them is missing."""
    found = np.full(len(part), np.nan)
    np.divide(part, whole, out=found, where=(whole != 0) & ~np.isnan(whole))
    return found
