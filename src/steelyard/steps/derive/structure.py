"""How the tables hang together: whose rows belong to whose, and over which periods.

It is what declared figures need to know beside the frames; the declarations themselves are
in ``steelyard.scheme``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from steelyard.scheme.inputs import Table

if TYPE_CHECKING:
    from steelyard.scheme.scheme import Scheme

__all__ = ["Link", "Structure", "structure_of"]


class Link(NamedTuple):
    """A pair of columns that join a row to the rows of another table."""

    here: str
    there: str


@dataclass(frozen=True)
class Structure:
    """The input tables and what is ranked.

    Parameters
    ----------
    tables
        The declarations of the input tables.
    units
        The table with a row per unit, or per unit and period.
    key
        The column of that table that identifies a unit.
    period
        The column with the period, in every table that has one of that name.
    """

    tables: Mapping[str, Table]
    units: str
    key: str
    period: str | None = None

    def key_of(self, table: str) -> tuple[str, ...]:
        """Return the columns that identify a row of a table, the period aside."""
        key = (self.key,) if table == self.units else self.tables[table].key
        return tuple(column for column in key if column != self.period)

    def period_of(self, table: str) -> str | None:
        """Return the table's column with the period, None if it has none."""
        return self.period if self.period in self.tables[table].columns else None

    def links(self, here: str, there: str) -> tuple[Link, ...]:
        """Return the columns by which rows ``there`` reference rows ``here``.

        Where both tables have periods, they join on the period too. Nothing comes back where
        the references do not name the whole key of ``here``, or name a column of it twice.
        """
        links = tuple(
            Link(column.references.removeprefix(f"{here}."), name)
            for name, column in self.tables[there].columns.items()
            if column.references is not None and column.references.startswith(f"{here}.")
        )
        named = [link.here for link in links]
        if len(set(named)) < len(named) or not set(self.key_of(here)) <= set(named):
            return ()
        period = self.period_of(here)
        if links and period and period == self.period_of(there) and period not in named:
            links += (Link(period, period),)
        return links


def structure_of(scheme: Scheme) -> Structure:
    """Return how a scheme's tables hang together."""
    units = scheme.units
    return Structure(scheme.inputs, units.table, units.key, units.period)
