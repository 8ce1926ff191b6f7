"""The sheet of lists: where each drop-down list stands, and what its codes mean.

Lists that say the same stand there once. Drop-down lists point at ranges of this
sheet, because one written into a cell's rule holds no more than 255 characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steelyard.i18n import _
from steelyard.templates.choices import Options
from steelyard.templates.look import Look, pages_wide, width

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Lists", "arrange", "cells", "quoted", "write_lists"]

_A4 = 9


@dataclass(frozen=True)
class Lists:
    """Where the lists of a workbook stand.

    Parameters
    ----------
    sheet
        The name of their sheet.
    columns
        The column of each list, from 0, in their order.
    """

    sheet: str
    columns: Mapping[Options, int]

    def source(self, options: Options) -> str:
        """Return the range of a list as a formula."""
        return cells(self.sheet, self.columns[options], len(options.values))


def cells(sheet: str, column: int, count: int) -> str:
    """Return a range of a column below its heading as a formula.

    >>> cells("Bob's", 27, 3)
    "='Bob''s'!$AB$2:$AB$4"
    """
    from xlsxwriter.utility import xl_range_abs

    return f"={quoted(sheet)}{xl_range_abs(1, column, max(count, 1), column)}"


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it before a cell."""
    return "'" + sheet.replace("'", "''") + "'!"


def arrange(sheet: str, lists: Sequence[Options]) -> Lists:
    """Return where lists stand: side by side, meanings beside values, a column between two."""
    columns: dict[Options, int] = {}
    at = 0
    for options in lists:
        if options not in columns:
            columns[options] = at
            at += 3 if options.meanings else 2
    return Lists(sheet, columns)


def write_lists(sheet: Worksheet, lists: Lists, look: Look) -> None:
    """Write the lists, one column each with its meanings beside it."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(0)
    widths = []
    for options, at in lists.columns.items():
        sheet.write_string(0, at, options.heading, look.quiet)
        _write_column(sheet, at, options.values, look)
        if options.meanings:
            sheet.write_string(0, at + 1, _("Meaning"), look.quiet)
            _write_column(sheet, at + 1, options.meanings, look)
        for column, texts in ((at, options.values), (at + 1, options.meanings)):
            widest = max((width(str(text)) for text in texts), default=0)
            shown = options.heading if column == at else ""
            widths.append(min(max(widest, width(shown), 2) + 2, 60))
            sheet.set_column(column, column, widths[-1])
    sheet.fit_to_pages(pages_wide(widths), 0)


def _write_column(sheet: Worksheet, column: int, values: Sequence[str | float], look: Look) -> None:
    for row, value in enumerate(values, start=1):
        if isinstance(value, str):
            sheet.write_string(row, column, value, look.cells["@"])
        else:
            sheet.write_number(row, column, value)
