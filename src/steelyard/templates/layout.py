"""The plan of a workbook: what its sheets, headings and lists are called, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.i18n import _
from steelyard.scheme.inputs import Column
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import Book
from steelyard.templates.choices import Options, options
from steelyard.templates.lists import Lists, arrange
from steelyard.templates.sheets import free_name, headings, sheet_names

__all__ = ["Layout", "lay_out"]


@dataclass(frozen=True)
class Layout:
    """A workbook laid out in the current language.

    Parameters
    ----------
    scheme, book
        What it is made from.
    read_me
        The name of the first sheet.
    sheets
        The sheet of each table.
    headings
        The heading of each column, by table.
    options
        What the cells of columns with few values may say, by table and column.
    lists
        Where that stands.
    """

    scheme: Scheme
    book: Book
    read_me: str
    sheets: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]
    options: Mapping[tuple[str, str], Options]
    lists: Lists

    def place(self, column: Column) -> tuple[str, str] | None:
        """Return the sheet and the heading of the column that one refers to, if it is here."""
        table, _dot, name = (column.references or "").partition(".")
        if table not in self.sheets:
            return None
        return self.sheets[table], self.headings[table][name]


def lay_out(scheme: Scheme, book: Book) -> Layout:
    """Lay a workbook out, in the current language."""
    sheets = sheet_names(scheme, book.tables)
    few = {place: said for place, said in options(scheme).items() if place[0] in book.tables}
    read_me = free_name(scheme, _("Read me"), sheets.values())
    lists = free_name(scheme, _("Lists"), [*sheets.values(), read_me])
    return Layout(
        scheme,
        book,
        read_me,
        sheets,
        {name: headings(table) for name, table in book.tables.items()},
        few,
        arrange(lists, list(few.values())),
    )
