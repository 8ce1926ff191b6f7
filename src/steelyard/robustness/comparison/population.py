"""Another list of units on the same figures: who is added with all rows, who is taken away.

A row belongs to a unit if it refers to it, or to another row of the unit. What the units
themselves refer to (a manager, a region) belongs to nobody, and is added where it is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import polars as pl

from steelyard.data.checks import ROW, unknown
from steelyard.robustness.comparison.part import Part, aligned, in_time
from steelyard.scheme.scheme import Scheme

__all__ = ["Reference", "owned", "references", "repopulated"]


class Reference(NamedTuple):
    """A column whose values are those of a column of another table."""

    column: str
    table: str
    key: str


def references(scheme: Scheme, name: str) -> tuple[Reference, ...]:
    """Return the references of a table."""
    found = [
        (column, *declared.references.split(".", 1))
        for column, declared in scheme.inputs[name].columns.items()
        if declared.references is not None
    ]
    return tuple(Reference(*one) for one in found)


def owned(scheme: Scheme) -> tuple[str, ...]:
    """Return the tables whose rows belong to units, each after those that it refers to."""
    refers = {name: {one.table for one in references(scheme, name)} for name in scheme.inputs}
    asked = {scheme.units.table}
    while more := {table for name in asked for table in refers[name]} - asked:
        asked |= more
    found = {scheme.units.table}
    while more := {name for name in refers if refers[name] & found} - found - asked:
        found |= more
    order = [scheme.units.table]
    left = [name for name in scheme.inputs if name in found and name not in order]
    while left:
        ready = [name for name in left if not refers[name] & {*left} - {name}]
        # Tables may refer to each other in a circle; one of them refers to one outside of it.
        order.append((ready or [name for name in left if refers[name] & {*order}])[0])
        left.remove(order[-1])
    return tuple(order)


def repopulated(base: Part, other: Part, listed: Collection[str]) -> Mapping[str, pl.DataFrame]:
    """Return the tables of an edition, with another list of units.

    Parameters
    ----------
    base
        The edition whose figures count for every unit that it lists.
    other
        The other edition, read by the same scheme: it has the figures of the units that ``base``
        does not list.
    listed
        The keys, as text, of the units that are to be there in the last period.
    """
    gone, come = base.listed.difference(listed), frozenset(listed) - base.listed
    if not gone and not come:
        return base.frames
    return _Repopulation(base, other, gone, come).frames()


@dataclass(frozen=True)
class _Rows:
    """The rows of a table: what stays, what is taken away, what comes and as what."""

    stay: pl.DataFrame
    go: pl.DataFrame
    come: pl.DataFrame
    added: pl.DataFrame
    renamed: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    def gone(self, key: str) -> pl.Series:
        """Return the values of a column that no row has any more."""
        values = self.go[key]
        return values.filter(unknown(values, self.stay[key]))


@dataclass(frozen=True)
class _Repopulation:
    """Units on their way from one edition's tables into the other's."""

    base: Part
    other: Part
    gone: frozenset[str]
    come: frozenset[str]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        units = self.base.scheme.units.table
        tables: dict[str, _Rows] = {}
        for name in owned(self.base.scheme):
            if name in self.base.frames:
                tables[name] = self._units() if name == units else self._rows(name, tables)
        found = {name: _joined(rows.stay, rows.added) for name, rows in tables.items()}
        return self._with_what_they_refer_to({**self.base.frames, **found}, tables)

    def _units(self) -> _Rows:
        units = self.base.scheme.units
        key = pl.col(units.key).cast(pl.String)
        # A unit that comes may have rows of earlier periods here: its own take their place.
        leaves = key.is_in([*self.gone, *self.come])
        come = self._theirs(units.table).filter(key.is_in([*self.come]))
        mine = self.base.units
        return _Rows(mine.filter(~leaves), mine.filter(leaves), come, come)

    def _rows(self, name: str, tables: Mapping[str, _Rows]) -> _Rows:
        """Return the rows of a table that refers to units, or to rows of units."""
        mine, theirs = self.base.frames[name], self._theirs(name)
        asked = [one for one in references(self.base.scheme, name) if one.table in tables]
        leaves = reduce(or_, (_among(mine[c], tables[t].gone(k)) for c, t, k in asked))
        comes = reduce(or_, (_among(theirs[c], tables[t].come[k]) for c, t, k in asked))
        for column, table, key in asked:
            there = pl.concat([tables[table].come[key], tables[table].stay[key]])
            comes = comes & ~unknown(theirs[column], there)
        come = theirs.filter(comes)
        added = come.with_columns(
            pl.col(c).replace(tables[t].renamed[k]) for c, t, k in asked if k in tables[t].renamed
        )
        stay = mine.filter(~leaves)
        added, renamed = self._told_apart(name, stay, added)
        return _Rows(stay, mine.filter(leaves), come, added, renamed)

    def _theirs(self, name: str) -> pl.DataFrame:
        """Return the other edition's rows of a table, in the periods of this one."""
        frame = self.other.frames.get(name)
        if frame is None:
            return self.base.frames[name].clear()
        periods = aligned(self.other.periods, self.base.periods)
        return in_time(frame, self.base.scheme.units.period, periods)

    def _told_apart(
        self, name: str, stay: pl.DataFrame, added: pl.DataFrame
    ) -> tuple[pl.DataFrame, Mapping[str, Mapping[Any, Any]]]:
        """Give rows that come other keys where theirs are taken, as numbers from 1 on would be."""
        declared, period = self.base.scheme.inputs[name], self.base.scheme.units.period
        key = list(declared.key)
        taken = added.join(stay, on=key, how="semi") if key else added.clear()
        if taken.is_empty():
            return added, {}
        own = [
            column
            for column in key
            if declared.columns[column].references is None
            and column != period
            and added.schema[column] in (pl.String, pl.Int64)
        ]
        if not own:
            return added.join(stay, on=key, how="anti", maintain_order="left"), {}
        column = own[-1]
        others = _others(taken[column].unique(), pl.concat([stay[column], added[column]]))
        return added.with_columns(pl.col(column).replace(others)), {column: others}

    def _with_what_they_refer_to(
        self, frames: dict[str, pl.DataFrame], tables: Mapping[str, _Rows]
    ) -> Mapping[str, pl.DataFrame]:
        """Add what rows that came refer to and this edition has not: a region, a manager."""
        pending = [(name, rows.added) for name, rows in tables.items()]
        while pending:
            name, rows = pending.pop()
            for column, table, key in references(self.base.scheme, name):
                there, theirs = frames.get(table), self.other.frames.get(table)
                if table in tables or there is None or theirs is None:
                    continue
                wanted = rows[column].filter(unknown(rows[column], there[key]))
                more = theirs.filter(_among(theirs[key], wanted))
                if not more.is_empty():
                    frames[table] = _joined(there, more)
                    pending.append((table, more))
        return frames


def _among(values: pl.Series, known: pl.Series) -> pl.Series:
    """Return whether each value is one of those known; a missing one is not."""
    return ~unknown(values, known) & values.is_not_null()


def _joined(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of both, numbered anew so that no two have one number."""
    rows = pl.concat([one, other.select(one.columns)])
    return rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))


def _others(values: pl.Series, taken: pl.Series) -> dict[Any, Any]:
    """Return for each value another that is not taken."""
    if values.dtype == pl.Int64:
        low, high = (int(str(bound)) for bound in (taken.min(), taken.max()))
        return {value: value + high - low + 1 for value in values}
    known, found = set(taken), {}
    for value in values:
        other = f"{value}′"
        while other in known:
            other += "′"
        known.add(other)
        found[value] = other
    return found
