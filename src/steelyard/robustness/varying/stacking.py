"""How replications may stand on top of each other while figures are derived.

A figure that looks at one row of the units' table does not notice that other rows are those of
other replications. One that looks at rows of the same unit, or that other tables refer to, does not
either if each replication has keys of its own. What looks at all rows does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from steelyard.scheme.derived import CHILD_KINDS, LINKED_KINDS, Figure
from steelyard.steps.derive.graph import Plan
from steelyard.steps.derive.query import links_of, other_table
from steelyard.steps.derive.structure import Structure

__all__ = ["Stacking", "Stackings"]

Stacking = Literal["plain", "by key", "none"]

_IN_ROW = (
    *("ratio", "growth", "difference", "total", "condition"),
    *("product", "weighted_mean", "curve", "exchange"),
)
"""Kinds that look at one row of their table and at no other."""
_OTHER_ROWS = re.compile(r"\b(over|select|from)\b", re.IGNORECASE)
"""What stands in an expression that looks at other rows; it may stand in others too."""


@dataclass(frozen=True)
class Stackings:
    """Which figures can be derived for many replications at once.

    Parameters
    ----------
    plan
        What each figure reads.
    """

    plan: Plan

    @property
    def _structure(self) -> Structure:
        return self.plan.structure

    def of(self, names: Sequence[str]) -> Stacking:
        """Return how replications may be stacked to derive figures together.

        ``plain``: every row once for each replication; ``by key``: each replication also with keys
        of its own, in the units' table and in those of :meth:`tables`.
        """
        if all(self._plain(name) for name in names):
            return "plain"
        tables = self.tables(names)
        linked = all(self._structure.links(self._structure.units, table) for table in tables)
        return "by key" if linked and all(self._keyed(n, tables) for n in names) else "none"

    def tables(self, names: Sequence[str]) -> frozenset[str]:
        """Return the other tables whose rows need the keys of their replication."""
        units = self._structure.units
        own = {self.plan.table_of(name) for name in names}
        linked = {
            other_table(self.plan.figures[name])
            for name in names
            if self.plan.figures[name].kind in LINKED_KINDS and self.plan.table_of(name) == units
        }
        return frozenset((own | linked) - {units})

    def _plain(self, name: str) -> bool:
        """Return whether a figure looks at no other row of the units' table."""
        figure, units = self.plan.figures[name], self._structure.units
        if self.plan.table_of(name) != units:
            return False
        if figure.kind in ("lookup", "listed"):
            return other_table(figure) != units and figure.declaration.match is not None
        return figure.kind == "present_value" or self._in_row(name, figure)

    def _in_row(self, name: str, figure: Figure) -> bool:
        if figure.kind == "sql":
            expression = self.plan.forms[name] == "expression"
            return expression and not _OTHER_ROWS.search(figure.declaration)
        return figure.kind in _IN_ROW

    def _keyed(self, name: str, tables: frozenset[str]) -> bool:
        """Return whether a figure does not notice that keys are others."""
        figure, units = self.plan.figures[name], self._structure.units
        own = self.plan.table_of(name)
        keys = {(units, self._structure.key)} | {
            (table, link.there)
            for table in tables
            for link in self._structure.links(units, table)
            if link.here == self._structure.key
        }
        if own != units and figure.kind == "lookup" and other_table(figure) == units:
            back = {(link.there, link.here) for link in links_of(own, figure, self._structure)}
            return back == set(self._structure.links(units, own))
        if keys & self.plan.reads[name]:
            return False
        if figure.kind in ("lookup", "listed"):
            elsewhere = other_table(figure) not in tables | {units}
            return elsewhere and figure.declaration.match is not None
        linked = figure.kind in (*CHILD_KINDS, "present_value", "previous")
        return self._in_row(name, figure) or (own == units and linked)
