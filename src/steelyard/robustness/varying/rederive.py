"""Derived figures of figures that vary: the same SQL, over the replications on top of each other.

Figures that look at one row at a time are derived once for a block of replications; those
that look at other rows of the units' table replication by replication, which is slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

from steelyard.engines import Matrix
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.figures import Figures
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep
from steelyard.steps.derive import derive, structure_of
from steelyard.steps.derive.graph import Plan, plan
from steelyard.steps.derive.query import other_table
from steelyard.steps.derive.structure import Structure

__all__ = ["Rederivation"]

Frames = Mapping[str, pl.DataFrame]
Cells = Mapping[str, Matrix]
Perturb = Callable[[str, Matrix], Matrix]
Stacking = Literal["plain", "by key", "none"]

_IN_ROW = ("ratio", "growth", "difference", "total", "condition")
_NUMBERS = ("number", "integer", "boolean")
_OTHER_ROWS = re.compile(r"\b(over|select|from)\b", re.IGNORECASE)
"""What stands in an expression that looks at other rows; it may stand in others too."""


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
        quick = self._quick(names, affected)
        found: dict[str, Matrix] = {}
        for group in (quick, [name for name in names if name not in quick]):
            wanted = self._with_between(group, affected)
            stacking = self._stacking(wanted)
            if group and stacking == "none":
                found |= self._one_by_one(group, wanted, frames, {**cells, **found})
            elif group:
                by_key = stacking == "by key"
                found |= self._stacked(group, wanted, frames, {**cells, **found}, by_key=by_key)
        return found

    def _quick(self, names: Sequence[str], affected: Sequence[str]) -> list[str]:
        """Return the figures that can be stacked, and wait for none that cannot."""
        quick: list[str] = []
        for name in names:
            waits = set(self.plan.closure([name])) & set(names) - {name}
            stacking = self._stacking(self._with_between([name], affected))
            if waits <= set(quick) and stacking != "none":
                quick.append(name)
        return quick

    def _with_between(self, names: Sequence[str], affected: Sequence[str]) -> list[str]:
        """Return figures after those that they need and that are not carried along."""
        behind = self.plan.closure(names)
        return [*(n for n in affected if n in behind and not self._carried(n)), *names]

    def _stacking(self, names: Sequence[str]) -> Stacking:
        """Return how replications may stand on top of each other for figures."""
        kinds = {name: self.plan.figures[name].kind for name in names}
        others = [name for name, kind in kinds.items() if kind != "previous"]
        if not all(self._in_row(name) for name in others):
            return "none"
        if len(others) == len(names):
            return "plain"
        if any(self.structure.key in self._columns(name) for name in names):
            return "none"
        return "by key"

    def _in_row(self, name: str) -> bool:
        """Return whether a figure looks at no other row of the units' table."""
        figure, units = self.plan.figures[name], self.structure.units
        if self.plan.table_of(name) != units:
            return False
        if figure.kind in ("lookup", "listed"):
            return other_table(figure) != units and figure.declaration.match is not None
        if figure.kind == "sql":
            expression = self.plan.forms[name] == "expression"
            return expression and not _OTHER_ROWS.search(figure.declaration)
        return figure.kind in _IN_ROW

    def _columns(self, name: str) -> set[str]:
        """Return the columns of the units' table that a figure of that table needs."""
        return {column for table, column in self.plan.reads[name] if table == self.structure.units}

    def _one_by_one(
        self, names: Sequence[str], wanted: Sequence[str], frames: Frames, cells: Cells
    ) -> dict[str, Matrix]:
        units = self.structure.units
        count = next(iter(cells.values())).shape[1]
        found = {name: np.empty((frames[units].height, count), order="F") for name in names}
        for at in range(count):
            drawn = [self._series(name, each[:, at], frames) for name, each in cells.items()]
            tables = {**frames, units: frames[units].with_columns(drawn)}
            made, _findings = derive(tables, self.plan.figures, self.structure, wanted)
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
        count = next(iter(cells.values())).shape[1]
        frame = frames[units]
        needed = set().union(*(self._columns(name) for name in wanted))
        own = {self.structure.key, self.structure.period, *needed} & set(frame.columns)
        rows = np.tile(np.arange(frame.height), count)
        stack = frame.select(name for name in frame.columns if name in own)[rows]
        stack = stack.with_columns(
            self._series(name, each.ravel(order="F"), frames)
            for name, each in cells.items()
            if name in needed
        )
        if by_key:
            stack = stack.with_columns(self._made_up_keys(frame, count))
        made, _findings = derive(
            {**frames, units: stack}, self.plan.figures, self.structure, wanted
        )
        shape = (frame.height, count)
        return {name: numbers_of(made[units][name]).reshape(shape, order="F") for name in names}

    def _made_up_keys(self, frame: pl.DataFrame, count: int) -> pl.Series:
        """Return keys by which a unit's replications are units of their own."""
        codes = frame[self.structure.key].rank("dense").cast(pl.Int64).to_numpy()
        most = int(codes.max()) if len(codes) else 0
        keys = np.tile(codes, count) + np.repeat(np.arange(count) * most, len(codes))
        return pl.Series(self.structure.key, keys)

    def _series(self, name: str, values: Matrix, frames: Frames) -> pl.Series:
        """Return drawn figures as a column; figures that are whole numbers or truths stay so."""
        column = pl.Series(name, values, dtype=pl.Float64).fill_nan(None)
        derived = name in self.plan.figures and name not in self.uncertain
        dtype = frames[self.structure.units].schema[name]
        return column.cast(dtype) if derived and dtype in (pl.Boolean, pl.Int64) else column
