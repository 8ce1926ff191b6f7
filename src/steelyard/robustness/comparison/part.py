"""One side of a comparison: a scheme with the tables that it reads, and their periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.data.checks import DELIVERY
from steelyard.data.dataset import Dataset
from steelyard.evaluation.input_files import bundled
from steelyard.scheme.scheme import Scheme

__all__ = ["Part", "aligned", "in_time"]


@dataclass(frozen=True)
class Part:
    """A scheme and tables that it reads.

    Parameters
    ----------
    scheme
        The scheme.
    frames
        The tables by name.
    bundled
        The names of those that came with the scheme.
    """

    scheme: Scheme
    frames: Mapping[str, pl.DataFrame]
    bundled: frozenset[str] = frozenset()

    @classmethod
    def of(cls, scheme: Scheme, data: Dataset) -> Part:
        """Return the part of a dataset as it was read."""
        frames = {name: frame.drop(DELIVERY, strict=False) for name, frame in data.tables.items()}
        return cls(scheme, frames, frozenset(bundled(data)))

    @property
    def units(self) -> pl.DataFrame:
        """The units' table."""
        return self.frames[self.scheme.units.table]

    @cached_property
    def periods(self) -> tuple[Any, ...]:
        """The periods in their order; none without periods."""
        name = self.scheme.units.period
        return () if name is None else tuple(self.units[name].drop_nulls().unique().sort())

    @cached_property
    def listed(self) -> frozenset[str]:
        """The keys, as text, of the units that are there in the last period."""
        units, frame = self.scheme.units, self.units
        if units.period is not None:
            frame = frame.filter(pl.col(units.period) == pl.col(units.period).max())
        return frozenset(frame[units.key].cast(pl.String))


def aligned(source: Sequence[Any], target: Sequence[Any]) -> dict[Any, Any]:
    """Return the period of ``target`` that each of ``source`` stands for, counted from the last.

    >>> aligned([2021, 2022, 2023], [2021, 2022])
    {2023: 2022, 2022: 2021}
    """
    return dict(zip(reversed(source), reversed(target), strict=False))


def in_time(frame: pl.DataFrame, period: str | None, periods: Mapping[Any, Any]) -> pl.DataFrame:
    """Return rows with the periods that theirs stand for; rows of other periods are left out."""
    if period is None or period not in frame.columns:
        return frame
    if not periods:
        return frame.clear()
    kept = frame.filter(pl.col(period).is_in(list(periods)))
    return kept.with_columns(pl.col(period).replace(periods))
