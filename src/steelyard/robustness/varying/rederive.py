"""Derived figures of figures that vary: the same SQL, over the replications on top of each other.

Figures that look at one row at a time, or at rows of one unit, are derived once for a block of
replications; those that look at other units replication by replication, which is slow. Which is
which is told by ``stacking``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

from steelyard.engines import Matrix
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.figures import Figures
from steelyard.robustness.varying.direct import directly, fixed
from steelyard.robustness.varying.stacking import Stackings
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep
from steelyard.steps.derive import derive, structure_of
from steelyard.steps.derive.graph import Plan, plan
from steelyard.steps.derive.structure import Structure

__all__ = ["Rederivation"]

Frames = Mapping[str, pl.DataFrame]
Cells = Mapping[str, Matrix]
Perturb = Callable[[str, Matrix], Matrix]
Way = Literal["direct", "plain", "by key", "none"]
_WAYS: tuple[Way, ...] = ("direct", "plain", "by key", "none")
"""How figures of many replications are derived, the fastest way first."""
_NUMBERS = ("number", "integer", "boolean")
_MOST_ROWS = 2_000_000
"""How many rows of all tables stand on top of each other at most."""


@dataclass(frozen=True)
class Rederivation:
    """Derives the figures of a scheme again.

    A text, a date or a figure of another table is not carried from one derivation to the
    next: it is derived again from what there is then.

    Parameters
    ----------
    scheme
        The scheme.
    uncertain
        The figures that have an error of their own.
    """

    scheme: Scheme
    uncertain: frozenset[str] = frozenset()

    @cached_property
    def structure(self) -> Structure:
        """How the tables hang together."""
        return structure_of(self.scheme)

    @cached_property
    def plan(self) -> Plan:
        """What each figure reads."""
        return plan(self.scheme.derived, self.structure)

    def computed(self, figures: Figures, step: DeriveStep) -> list[str]:
        """Return the figures that a derivation computes: those asked for and what they need."""
        wanted = figures.open if step.derive == "all" else figures.open & frozenset(step.derive)
        there = [name for name in self.plan.figures if self._there(name, figures.frames)]
        return self.plan.closure(wanted, there)

    def again(
        self, frames: Frames, computed: Collection[str], cells: Cells, perturb: Perturb
    ) -> dict[str, Matrix]:
        """Return the columns of the units' table that vary after a derivation.

        Parameters
        ----------
        frames
            The tables after it, as they are without any error.
        computed
            The figures that it computes.
        cells
            (rows, replications) by column: those that vary before it.
        perturb
            Gives a figure its own error.
        """
        found = dict(cells)
        affected = self.affected(frames, computed, cells.keys())
        waiting: list[str] = []
        for layer in self.plan.layers(affected):
            waiting += [
                name
                for name in layer
                if self._carried(name) and self._reads(name, cells.keys(), affected)
            ]
            drawn = [name for name in layer if name in self.uncertain and name in computed]
            if not drawn:
                continue
            derived = self._derived(waiting, affected, frames, found)
            found |= derived
            waiting = []
            for name in drawn:
                nominal = numbers_of(frames[self.structure.units][name])[:, np.newaxis]
                found[name] = perturb(name, derived.get(name, nominal))
        return found | self._derived(waiting, affected, frames, found)

    def affected(
        self, frames: Frames, computed: Collection[str], columns: Collection[str]
    ) -> list[str]:
        """Return the figures that vary with columns or have an error, in their order.

        Parameters
        ----------
        frames, computed
            As for :meth:`again`.
        columns
            The columns of the units' table that vary before the derivation.
        """
        candidates = [
            name
            for name in self.plan.figures
            if name in computed or (not self._carried(name) and self._there(name, frames))
        ]
        found: list[str] = []
        for layer in self.plan.layers(candidates):
            found += [
                name
                for name in layer
                if (name in self.uncertain and name in computed)
                or self._reads(name, columns, found)
            ]
        return found

    def _there(self, name: str, frames: Frames) -> bool:
        table = self.plan.table_of(name)
        return table in frames and name in frames[table].columns

    def _carried(self, name: str) -> bool:
        """Return whether a figure is a number of the units' table."""
        figure = self.plan.figures[name]
        return self.plan.table_of(name) == self.structure.units and figure.type in _NUMBERS

    def _reads(self, name: str, columns: Collection[str], figures: Collection[str]) -> bool:
        read = self.plan.reads[name]
        return any((self.structure.units, column) in read for column in columns) or any(
            (self.plan.table_of(figure), figure) in read for figure in figures
        )

    def _derived(
        self, names: Sequence[str], affected: Sequence[str], frames: Frames, cells: Cells
    ) -> dict[str, Matrix]:
        """Derive figures that need no other one with an error; (rows, replications) by figure."""
        found: dict[str, Matrix] = {}
        for way, group in self._groups(names, affected, cells.keys()):
            given = {**cells, **found}
            wanted = self._with_between(group, affected)
            if way == "direct":
                figures = self.plan.figures
                found |= {n: directly(figures[n], frames, given, self.structure) for n in group}
            elif way == "none":
                found |= self._one_by_one(group, wanted, frames, given)
            else:
                found |= self._stacked(group, wanted, frames, given, by_key=way == "by key")
        return found

    def _groups(
        self, names: Sequence[str], affected: Sequence[str], columns: Collection[str]
    ) -> Iterator[tuple[Way, list[str]]]:
        """Yield figures that are derived together, each after what it needs."""
        ways = {name: self._way(name, affected, columns) for name in names}
        needs = {name: set(self.plan.closure([name])) & set(names) - {name} for name in names}
        waiting = list(names)
        while waiting:
            for way in _WAYS:
                group: list[str] = []
                for name in waiting:
                    ready = needs[name].isdisjoint(set(waiting) - set(group))
                    if ways[name] == way and ready and self._fits(name, group, way, affected):
                        group.append(name)
                if group:
                    yield way, group
                    waiting = [name for name in waiting if name not in group]
                    break

    def _way(self, name: str, affected: Sequence[str], columns: Collection[str]) -> Way:
        """Return the fastest way to derive a figure."""
        figure, wanted = self.plan.figures[name], self._with_between([name], affected)
        still = {*affected, *columns}.isdisjoint(fixed(figure))
        if figure.kind in ("present_value", "regret") and wanted == [name] and still:
            return "direct"
        return self._stackings.of(wanted)

    def _fits(self, name: str, group: Sequence[str], way: Way, affected: Sequence[str]) -> bool:
        """Return whether a figure can be derived together with others of its way."""
        if way == "direct":  # each sees what was there before all of them
            return not set(self.plan.closure([name])) & set(group)
        if way == "by key":
            return self._stackings.of(self._with_between([*group, name], affected)) == way
        return True

    @cached_property
    def _stackings(self) -> Stackings:
        return Stackings(self.plan)

    def _with_between(self, names: Sequence[str], affected: Sequence[str]) -> list[str]:
        """Return figures after those that they need and that are not carried along."""
        behind = self.plan.closure(names)
        return [*(n for n in affected if n in behind and not self._carried(n)), *names]

    def _columns(self, table: str, names: Collection[str]) -> set[str]:
        """Return the columns of a table that figures need, with those that say whose rows are."""
        read = {column for name in names for of, column in self.plan.reads[name] if of == table}
        links = {link.there for link in self.structure.links(self.structure.units, table)}
        period = self.structure.period_of(table)
        return read | links | ({period} if period is not None else set())

    def _one_by_one(
        self, names: Sequence[str], wanted: Sequence[str], frames: Frames, cells: Cells
    ) -> dict[str, Matrix]:
        units = self.structure.units
        count = next(iter(cells.values())).shape[1]
        found = {name: np.empty((frames[units].height, count), order="F") for name in names}
        for at in range(count):
            drawn = [self._series(name, each[:, at], frames) for name, each in cells.items()]
            tables = {**frames, units: frames[units].with_columns(drawn)}
            made, _findings = derive(
                tables, self.plan.figures, self.structure, wanted, quiet=True, made=self.plan
            )
            for name in names:
                found[name][:, at] = numbers_of(made[units][name])
        return found

    def _stacked(
        self,
        names: Sequence[str],
        wanted: Sequence[str],
        frames: Frames,
        cells: Cells,
        *,
        by_key: bool,
    ) -> dict[str, Matrix]:
        units = self.structure.units
        frame, count = frames[units], next(iter(cells.values())).shape[1]
        others = sorted(self._stackings.tables(wanted) & frames.keys()) if by_key else []
        needed = self._columns(units, wanted) | {self.structure.key}
        tables = {units: frame.select(name for name in frame.columns if name in needed)}
        for table in others:
            columns = self._columns(table, wanted)
            tables[table] = frames[table].select(
                name for name in frames[table].columns if name in columns
            )
        found = {name: np.empty((frame.height, count), order="F") for name in names}
        together = max(_MOST_ROWS // max(sum(each.height for each in tables.values()), 1), 1)
        for first in range(0, count, together):
            part = slice(first, min(first + together, count))
            stack = {
                table: each[np.tile(np.arange(each.height), part.stop - first)]
                for table, each in tables.items()
            }
            stack[units] = stack[units].with_columns(
                self._series(name, each[:, part].ravel(order="F"), frames)
                for name, each in cells.items()
                if name in needed
            )
            if by_key:
                stack = {name: self._keyed(each, tables, name) for name, each in stack.items()}
            made, _findings = derive(
                {**frames, **stack},
                self.plan.figures,
                self.structure,
                wanted,
                quiet=True,
                made=self.plan,
            )
            for name in names:
                numbers = numbers_of(made[units][name])
                found[name][:, part] = numbers.reshape((frame.height, part.stop - first), order="F")
        return found

    def _keyed(
        self, stack: pl.DataFrame, tables: Mapping[str, pl.DataFrame], table: str
    ) -> pl.DataFrame:
        """Return stacked rows with keys by which a unit's replications are units of their own."""
        key, units = self.structure.key, self.structure.units
        links = () if table == units else self.structure.links(units, table)
        column = next((link.there for link in links if link.here == key), key)
        known = tables[units].select(pl.col(key).alias(column)).unique(maintain_order=True)
        codes = (
            tables[table]
            .select(column)
            .join(known.with_row_index("#code"), on=column, how="left", maintain_order="left")
        )["#code"].cast(pl.Int64)
        height = tables[table].height
        count = stack.height // height if height else 0
        replication = pl.Series(np.repeat(np.arange(count), height)) * known.height
        tiled = codes[np.tile(np.arange(height), count)]
        return stack.with_columns((tiled + replication).alias(column))

    def _series(self, name: str, values: Matrix, frames: Frames) -> pl.Series:
        """Return drawn figures as a column; figures that are whole numbers or truths stay so."""
        column = pl.Series(name, values, dtype=pl.Float64).fill_nan(None)
        derived = name in self.plan.figures and name not in self.uncertain
        dtype = frames[self.structure.units].schema[name]
        return column.cast(dtype) if derived and dtype in (pl.Boolean, pl.Int64) else column
