"""What is asked of a list, or of the version of it that is in force on a day, as SQL.

A row first finds the version in force and then, in that version, the rows that match. How the
joins come into a query is left to ``query``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.data.sql import quote
from steelyard.scheme.derived import Figure, Listed, Lookup
from steelyard.scheme.inputs import Versions
from steelyard.steps.derive.rows import column
from steelyard.steps.derive.structure import Link, Structure

__all__ = ["InForce", "asked_day", "compile_listed", "in_force", "unmatched_owners"]

_FROM = "#from"
_UNTIL = "#until"
_OPEN = "DATE '9999-12-31'"


def asked_day(figure: Figure) -> str | None:
    """Return the column with the day on which a figure asks another table, None if it has none."""
    declared = figure.declaration
    return declared.day if isinstance(declared, Listed | Lookup) else None


def unmatched_owners(versions: Versions, links: Sequence[Link]) -> list[str]:
    """Return the columns that say whose document it is and that nothing is matched with."""
    return [name for name in versions.of if name not in [link.there for link in links]]


@dataclass(frozen=True)
class InForce:
    """The version of a document that is in force on the day of a row.

    Parameters
    ----------
    table
        The table whose rows ask, under its own name.
    other
        The table that is the document.
    day
        The column with the day, in ``table``.
    versions
        What says which version a row of the document belongs to.
    alias
        The name under which the version is joined.
    """

    table: str
    other: str
    day: str
    versions: Versions
    alias: str

    def join(self, links: Sequence[Link]) -> str:
        """Return the join that gives each row the version in force on its day, at most one.

        A version is in force from its first day to its last; where that is empty, to the day
        before the next version of the same owner begins. A version never reaches into the next,
        so that no row comes back twice even if the dates overlap.
        """
        first = column(self.other, self.versions.from_)
        owners = [column(self.other, name) for name in self.versions.of]
        keys = [f"{owner} AS {quote(f'#{at}')}" for at, owner in enumerate(owners)]
        columns = [*keys, f"{first} AS {quote(_FROM)}", f"{self._last(owners)} AS {quote(_UNTIL)}"]
        select = ",\n".join(f"    {each}" for each in columns)
        return (
            f"LEFT JOIN (\n  SELECT\n{select}\n  FROM {quote(self.other)}\n"
            f"  WHERE {first} IS NOT NULL\n  GROUP BY {', '.join([*owners, first])}\n"
            f") AS {quote(self.alias)} ON {' AND '.join(self._on(links))}"
        )

    def _last(self, owners: Sequence[str]) -> str:
        """Return the last day of each version, null where it is open."""
        first = column(self.other, self.versions.from_)
        partition = f"PARTITION BY {', '.join(owners)} " if owners else ""
        before_next = f"lead({first}) OVER ({partition}ORDER BY {first}) - 1"
        if self.versions.until is None:
            return before_next
        return f"least(max({column(self.other, self.versions.until)}), {before_next})"

    def _on(self, links: Sequence[Link]) -> list[str]:
        here = {link.there: column(self.table, link.here) for link in links}
        asked = column(self.table, self.day)
        return [
            *(f"{here[o]} = {column(self.alias, f'#{n}')}" for n, o in enumerate(self.versions.of)),
            f"{asked} >= {column(self.alias, _FROM)}",
            f"{asked} <= coalesce({column(self.alias, _UNTIL)}, {_OPEN})",
        ]

    @property
    def first_day(self) -> str:
        """The first day of the version in force, null where none is."""
        return column(self.alias, _FROM)

    @property
    def first_day_there(self) -> str:
        """The column of the document by which its rows belong to that version."""
        return column(self.other, self.versions.from_)


def in_force(
    table: str, other: str, day: str | None, structure: Structure, alias: str
) -> InForce | None:
    """Return the version that is asked; None where no day is, or the table has no versions."""
    versions = structure.tables[other].versions
    return None if day is None or versions is None else InForce(table, other, day, versions, alias)


def compile_listed(
    rows: str, table: str, links: Sequence[Link], asked: InForce | None
) -> tuple[str, str]:
    """Return whether something is on a list, and whether no version could be asked.

    Parameters
    ----------
    rows
        The number of matching rows, null for none.
    table, links
        The table whose rows ask, and by which of its cells.
    asked
        The version in force, for a list that has versions.

    Returns
    -------
    value, unversioned
        True, false, or null where a cell is missing or no version is in force; and 1 for a row
        whose cells are all there while no version is in force, else 0.
    """
    cells = dict.fromkeys([*(link.here for link in links), *([asked.day] if asked else [])])
    given = " AND ".join(f"{column(table, name)} IS NOT NULL" for name in cells)
    found = f"{rows} IS NOT NULL"
    if asked is None:
        return f"CASE WHEN {given} THEN {found} END", "0"
    known = f"{given} AND {asked.first_day} IS NOT NULL"
    missing = f"CASE WHEN {given} AND {asked.first_day} IS NULL THEN 1 ELSE 0 END"
    return f"CASE WHEN {known} THEN {found} END", missing
