"""The units that are ranked against each other, with their scores and figures as matrices.

A page of a unit says what it says of the unit among these; everything that is asked of them is
asked of all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.publish.source import PublishedList, Source
from steelyard.steps.calibration import Calibration

__all__ = ["Members", "median_of"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Members:
    """The units of one list.

    Parameters
    ----------
    source
        What is published.
    one
        The list.
    """

    source: Source
    one: PublishedList

    @cached_property
    def keys(self) -> list[str]:
        """(units,) their keys, best first."""
        return self.one.frame[self.source.scheme.units.key].cast(pl.String).fill_null("").to_list()

    def __len__(self) -> int:
        """Return how many there are, ranked or not."""
        return self.one.frame.height

    @cached_property
    def ranks(self) -> Vector:
        """(units,) NaN where a unit has none."""
        return numbers_of(self.one.frame["rank"])

    @cached_property
    def score(self) -> Vector:
        """(units,) what is ranked; NaN where it is missing, and where ranks were given."""
        if "score" not in self.one.frame.columns or not self.one.frame["score"].dtype.is_numeric():
            return np.full(len(self), np.nan)
        return numbers_of(self.one.frame["score"])

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that have scores, parents first."""
        return tuple(self.source.nodes)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The indicators among them."""
        return tuple(name for name in self.nodes if not self.source.nodes[name].parts)

    @cached_property
    def scores(self) -> Matrix:
        """(units, nodes) the score of every node, NaN for missing."""
        return self.figures("scores", self.nodes)

    def column(self, node: str) -> Vector:
        """Return the scores of a node, (units,)."""
        return self.scores[:, self.nodes.index(node)]

    def figures(self, table: str, columns: Sequence[str]) -> Matrix:
        """Return columns of a table of the edition for these units, (units, columns).

        NaN where the table, the column or the figure is not there.
        """
        found = np.full((len(self), len(columns)), np.nan, order="F")
        rows = self.rows(table)
        for at, name in enumerate(columns):
            if rows is not None and name in rows.columns:
                found[:, at] = numbers_of(rows[name])
        return found

    def rows(self, table: str) -> pl.DataFrame | None:
        """Return the rows of a table for these units, in their order; nulls where it has none."""
        frame = self.source.table(table)
        if frame is None:
            return None
        units = self.source.scheme.units
        own = [name for name in (units.key, units.period) if name is not None]
        texts = [pl.col(name).cast(pl.String) for name in own]
        return self.one.frame.select(texts).join(
            frame.with_columns(texts), on=own, how="left", maintain_order="left", nulls_equal=True
        )

    @cached_property
    def medians(self) -> Vector:
        """(nodes,) the median score of each node."""
        return np.array([median_of(column) for column in self.scores.T])

    def learned(self, place: str) -> Calibration:
        """Return what was learned at a place, for this list's period or for all."""
        known: Mapping[str, Calibration] = self.source.edition.calibrations
        return known[place + self.label] if place + self.label in known else known[place]

    @cached_property
    def label(self) -> str:
        """Under which mark its calibrations are filed; empty without periods."""
        period = self.source.scheme.units.period
        if period is None or not len(self):
            return ""
        return f"@{numbers_of(self.one.frame[period])[0]:g}"


def median_of(values: Vector) -> float:
    """Return the median of what is known, as :mod:`steelyard.evaluation.explain` has it."""
    found = pl.Series(values).drop_nans().median()
    return found if isinstance(found, float) else np.nan
