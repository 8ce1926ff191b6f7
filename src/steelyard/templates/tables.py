"""The sheet of a table: headings with notes, then cells with formats and rules, empty or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from steelyard.errors import Problem, UsageError
from steelyard.i18n import message
from steelyard.templates.cells import write_cells
from steelyard.templates.layout import Layout
from steelyard.templates.look import (
    Look,
    header_width,
    heading_lines,
    number_format,
    pages_wide,
    row_height,
    width,
)
from steelyard.templates.notes import note
from steelyard.templates.validation import LAST_ROW, validation

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_table"]

_A4 = 9
_NOTE_WIDTH, _NOTE_COLUMNS, _LINE_HEIGHT = 330, 52, 15


def write_table(
    sheet: Worksheet, layout: Layout, name: str, look: Look, rows: pl.DataFrame | None
) -> None:
    """Write the sheet of the table ``name``.

    Raises
    ------
    UsageError
        There are more rows than a sheet has.
    """
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    headings = layout.headings[name].values()
    widths = [header_width(heading) for heading in headings]
    sheet.fit_to_pages(pages_wide(widths), 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, row_height(max(map(heading_lines, headings, widths), default=1)))
    for at, key in enumerate(layout.book.tables[name].columns):
        _write_heading(sheet, layout, name, key, at, look)
    if rows is not None:
        _write_rows(sheet, layout, name, rows)


def _write_heading(
    sheet: Worksheet, layout: Layout, table: str, name: str, at: int, look: Look
) -> None:
    column = layout.book.tables[table].columns[name]
    heading, said = layout.headings[table][name], note(layout, table, name)
    sheet.set_column(at, at, header_width(heading), look.cells[number_format(column)])
    sheet.write_string(0, at, heading, look.required if column.required else look.optional)
    lines = sum(-(-max(width(line), 1) // _NOTE_COLUMNS) for line in said.split("\n"))
    size = {"width": _NOTE_WIDTH, "height": (lines + 1) * _LINE_HEIGHT, "font_size": 9}
    sheet.write_comment(0, at, said, size)
    rule = validation(layout, table, name)
    if rule is not None:
        sheet.data_validation(1, at, LAST_ROW, at, rule)


def _write_rows(sheet: Worksheet, layout: Layout, name: str, rows: pl.DataFrame) -> None:
    if rows.height > LAST_ROW:
        said = message(
            "A sheet holds {most} rows; “{table}” has {count}.",
            most=LAST_ROW,
            table=name,
            count=rows.height,
        )
        raise UsageError(Problem(said))
    for at, (key, column) in enumerate(layout.book.tables[name].columns.items()):
        if key in rows.columns:
            write_cells(sheet, at, column, rows[key])
