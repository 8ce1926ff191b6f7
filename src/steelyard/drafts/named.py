"""Tables with their names in the scheme, and which of them lists the units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steelyard.drafts.columns import Profile, profiles
from steelyard.drafts.names import RESERVED, names_of
from steelyard.drafts.raw import RawTable
from steelyard.drafts.roles import identifying
from steelyard.drafts.units import without_unit

__all__ = ["NamedTable", "named_tables", "reference", "units_table"]


@dataclass(frozen=True)
class NamedTable:
    """A table with its name in the scheme, its columns and the names of those by position."""

    name: str
    raw: RawTable
    columns: Sequence[Profile]
    names: Mapping[int, str]

    @property
    def filled(self) -> list[Profile]:
        """The columns that have a value."""
        return [column for column in self.columns if column.kind != "empty"]

    def name_of(self, column: Profile) -> str:
        """Return the name of a column in the scheme."""
        return self.names[column.at]

    def names_of(self, columns: Sequence[Profile]) -> list[str]:
        """Return the names of columns in the scheme."""
        return [self.names[column.at] for column in columns]


def named_tables(raws: Sequence[RawTable]) -> list[NamedTable]:
    """Return tables with names for them and their columns."""
    names = names_of([raw.stem for raw in raws], "table", ())
    return [
        NamedTable(name, raw, columns := profiles(raw), _column_names(columns, raw.doubled))
        for name, raw in zip(names, raws, strict=True)
    ]


def _column_names(columns: Sequence[Profile], doubled: Sequence[str]) -> dict[int, str]:
    """Return a name for each column; a rank may be called “rank”, other columns may not."""
    headers = [column.header for column in columns]
    texts = [without_unit(header) for header in headers]
    ranks = {t.casefold() for t, c in zip(texts, columns, strict=True) if c.kind == "figures"}
    taken = [name for name in RESERVED if name != "rank" or name not in ranks]
    names = names_of(texts, "column", [*taken, *doubled], headers)
    return {column.at: name for column, name in zip(columns, names, strict=True)}


def units_table(tables: Sequence[NamedTable]) -> NamedTable:
    """Return the table whose units most of the others name, else the first."""

    def named_by(table: NamedTable) -> int:
        key = identifying(table.columns)
        others = (other for other in tables if other is not table)
        return 0 if key is None else sum(reference(other, key) is not None for other in others)

    return max(tables, key=named_by)


def reference(table: NamedTable, key: Profile) -> Profile | None:
    """Return the first column of texts all of which are units of another table."""
    known = key.values.drop_nulls().implode()
    for column in table.columns:
        there = column.values.drop_nulls()
        if column.kind == "text" and len(there) and bool(there.is_in(known).all()):
            return column
    return None
