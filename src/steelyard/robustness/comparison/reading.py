"""The tables of one edition as the scheme of the other reads them.

A figure that only one edition has is taken from there for the units that both have: that it is
counted at all is the method's doing, and there is nothing to say of how it changed. Tables that
came with a scheme are a part of it, and go where it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from steelyard.data import units as measures
from steelyard.data.checks import ROW, unknown
from steelyard.data.columns import blank
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.robustness.comparison.part import Part, aligned, in_time
from steelyard.robustness.comparison.population import owned, references
from steelyard.scheme.inputs import Column, Table
from steelyard.scheme.scheme import Scheme

__all__ = ["as_read", "only_in", "renamed"]


def renamed(one: Scheme, other: Scheme) -> tuple[str, str] | None:
    """Return what each scheme calls tables, key or period that the other calls otherwise.

    Nothing where one of the two only has more tables than the other.
    """
    for mine, theirs in zip(_names(one), _names(other), strict=True):
        if mine is not None and theirs is not None and mine != theirs:
            return mine, theirs
    here = [name for name in one.inputs if name not in other.inputs]
    there = [name for name in other.inputs if name not in one.inputs]
    return (", ".join(here), ", ".join(there)) if here and there else None


def _names(scheme: Scheme) -> tuple[str, str, str | None]:
    units = scheme.units
    return units.table, units.key, units.period


def only_in(one: Part, other: Part) -> tuple[str, ...]:
    """Return the figures, and whole tables, that the first has and the second has not."""
    return tuple(_only_in(one, other))


def _only_in(one: Part, other: Part) -> Iterator[str]:
    for name, frame in one.frames.items():
        if name in one.bundled:
            continue
        if name not in other.scheme.inputs:
            yield name
            continue
        known = other.scheme.inputs[name].columns
        for column in one.scheme.inputs[name].columns:
            if column not in known and frame[column].is_not_null().any():
                yield f"{name}.{column}"


def as_read(by: Part, of: Part) -> Part:
    """Return the tables of ``of`` as the scheme of ``by`` reads them.

    Parameters
    ----------
    by
        The edition whose scheme reads, with its own tables.
    of
        The edition whose tables are read.

    Raises
    ------
    DataError
        If a column holds what the scheme cannot take, or a figure that ``of`` has not stands in
        a table without a key.
    """
    if by is of:
        return by
    periods = aligned(by.periods, of.periods)
    frames = dict(_read(by, of, periods))
    for name in owned(by.scheme):
        if name in frames and name not in of.scheme.inputs:
            frames[name] = _resolved(replace(by, frames=frames), name)
    return replace(by, frames=frames)


def _read(by: Part, of: Part, periods: Mapping[Any, Any]) -> Iterator[tuple[str, pl.DataFrame]]:
    for name, table in by.scheme.inputs.items():
        mine = by.frames.get(name)
        if mine is not None and name in by.bundled:
            yield name, mine
        elif mine is not None and name not in of.scheme.inputs:
            yield name, in_time(mine, by.scheme.units.period, periods)
        elif name in of.frames:
            reader = _Reader(name, table, of.scheme.inputs[name], by, periods)
            yield name, reader.read(of.frames[name])


@dataclass(frozen=True)
class _Reader:
    """Reads one table of the other edition."""

    name: str
    table: Table
    declared: Table
    by: Part
    periods: Mapping[Any, Any]

    def read(self, frame: pl.DataFrame) -> pl.DataFrame:
        mine, there = self.by.frames.get(self.name), self.declared.columns
        columns = [
            self._converted(frame[name], column, there[name])
            if name in there
            else blank(column, frame.height).rename(name)
            for name, column in self.table.columns.items()
        ]
        found = pl.DataFrame([*columns, frame[ROW]])
        lacking = [name for name in self.table.columns if name not in there]
        if mine is None or not any(mine[name].is_not_null().any() for name in lacking):
            return found
        return self._joined(found, mine, lacking)

    def _converted(self, values: pl.Series, column: Column, declared: Column) -> pl.Series:
        """Return a column in the unit and of the type in which the scheme computes."""
        if values.dtype.is_numeric() and column.unit is not None and declared.unit is not None:
            values = measures.convert(values, measures.ratio(declared.unit, column.unit))
        try:
            return values.cast(blank(column, 0).dtype)
        except pl.exceptions.PolarsError:
            raise DataError(
                message(
                    "“{column}” of the table “{table}” is not of the type {type}.",
                    column=values.name,
                    table=self.name,
                    type=column.type,
                )
            ) from None

    def _joined(
        self, frame: pl.DataFrame, mine: pl.DataFrame, lacking: Sequence[str]
    ) -> pl.DataFrame:
        """Put in the figures that only the other edition has, by the table's key."""
        key = self.table.key
        if not key or set(key) & set(lacking):
            raise DataError(
                message(
                    "“{column}” of the table “{table}” is in one edition only, and the table has "
                    "no key that says which rows are the same.",
                    column=lacking[0],
                    table=self.name,
                )
            )
        mine = in_time(mine, self.by.scheme.units.period, self.periods)
        joined = frame.drop(lacking).join(
            mine.select(*key, *lacking), on=key, how="left", maintain_order="left"
        )
        return joined.select(frame.columns)


def _resolved(part: Part, name: str) -> pl.DataFrame:
    """Return the rows of a table that refer to no unit, or row of a unit, which is not there."""
    frame, units = part.frames[name], owned(part.scheme)
    for column, table, key in references(part.scheme, name):
        if table in units and table in part.frames and table != name:
            frame = frame.filter(~unknown(frame[column], part.frames[table][key]))
    return frame
