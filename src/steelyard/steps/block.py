"""The block: what passes from step to step inside an evaluation.

A matrix of units × indicators with the names that a step may need; tables with
text and dates stay at the edges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["Block", "Labels"]

Labels = NDArray[Any]
"""Texts; objects as they come from a frame, which costs no copy."""


@dataclass(frozen=True)
class Block:
    """Units × indicators.

    Parameters
    ----------
    values
        (units, columns) float64, each column contiguous, NaN for missing.
    columns
        The indicators' names.
    directions
        (columns,) +1 where more is better, -1 where less is.
    units
        (units,) the key of each row; a unit has one row per period.
    groups
        For each group column a label per row; the empty label is “unknown”.
    periods
        (units,) the period of each row as a number, None without periods.
    index
        (units,) the position of each row in the units' table, None if nobody asks.
    """

    values: Matrix
    columns: tuple[str, ...]
    directions: Vector
    units: Labels
    groups: Mapping[str, Labels] = field(default_factory=dict)
    periods: Vector | None = None
    index: NDArray[np.intp] | None = None

    @property
    def places(self) -> NDArray[np.intp]:
        """The position of each row in the units' table; (units,)."""
        return np.arange(len(self.values)) if self.index is None else self.index

    def with_values(self, values: Matrix) -> Block:
        """Return the same block with other figures."""
        return replace(self, values=np.asfortranarray(values, dtype=np.float64))

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Block:
        """Return the chosen rows."""
        return replace(
            self,
            values=np.asfortranarray(self.values[chosen]),
            units=self.units[chosen],
            groups={name: labels[chosen] for name, labels in self.groups.items()},
            periods=None if self.periods is None else self.periods[chosen],
            index=None if self.index is None else self.index[chosen],
        )

    def select(self, columns: tuple[str, ...]) -> Block:
        """Return the named columns, in that order."""
        at = [self.columns.index(name) for name in columns]
        return replace(
            self,
            values=np.asfortranarray(self.values[:, at]),
            columns=columns,
            directions=self.directions[at],
        )
