"""Sheets written with XlsxWriter: texts never as formulas, numbers as numbers, rows as they come.

Rows are handed on as they are written, so that a large sheet takes no memory; what a sheet has
no room for is counted in its last line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.i18n import message
from steelyard.reports.workbook.fitting import (
    across,
    height,
    lines_of,
    pages_wide,
    rows_high,
    widths_of,
)
from steelyard.reports.workbook.look import BAR, Look, begins_like_a_formula
from steelyard.reports.workbook.sheet import Cells, Following, Line, Lines, Live, Sheet, Table
from steelyard.reports.workbook.writing_live import write_following, write_live
from steelyard.templates.look import heading_lines

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["MOST_ROWS", "write_sheet"]

MOST_ROWS = 100_000
"""Rows of a table on a sheet; nobody reads more, and the edition has them all."""
_LONGEST = 32_767
"""Signs that a cell can hold."""
_FIRST_YEAR = 1900
"""Spreadsheets count days from there."""
_LINE_WIDTH, _LABEL_WIDTH = 90, 44
_TITLE_HEIGHT = 24
_A4, _MARGIN = 9, 0.4


def write_sheet(worksheet: Worksheet, sheet: Sheet, look: Look, most: int) -> None:
    """Write a sheet.

    Parameters
    ----------
    worksheet, sheet
        Where it is written, and what.
    look
        The formats.
    most
        How many rows of a table are written.
    """
    widths = _widths(sheet)
    for at, width in enumerate(widths):
        worksheet.set_column(at, at, width)
    # Lines above or below a table go over its columns.
    over = across(widths, _LINE_WIDTH + _LABEL_WIDTH) if _tables(sheet) else 1
    row = 0
    for block in sheet.blocks:
        if isinstance(block, Live):
            write_live(worksheet, block, look)
            return
        if isinstance(block, Following):
            write_following(worksheet, block.live, look)
            return
        if isinstance(block, Lines):
            for line in block.lines:
                _write_line(worksheet, line, row, look, widths, over)
                row += 1
        else:
            row = _write_table(worksheet, block, row, look, most, widths)
        row += 1
    _set_print(worksheet, sheet, widths)


def _tables(sheet: Sheet) -> list[Table]:
    return [block for block in sheet.blocks if isinstance(block, Table)]


def _widths(sheet: Sheet) -> list[int]:
    """Return the widths of the columns; of a sheet of lines, one for labels and one for text."""
    tables = _tables(sheet)
    if tables:
        return widths_of([table.columns for table in tables])
    beside = any(line.beside for b in sheet.blocks if isinstance(b, Lines) for line in b.lines)
    return [_LABEL_WIDTH, _LINE_WIDTH] if beside else [_LINE_WIDTH]


def _write_line(
    worksheet: Worksheet, line: Line, row: int, look: Look, widths: list[int], over: int
) -> None:
    """Write a line; titles run on over empty cells, other lines are broken."""
    form, text = look.line(line.style, line.depth), line.text[:_LONGEST]
    worksheet.set_row(row, _line_height(line, widths, over))
    if line.to:
        target = line.to.replace("'", "''")
        worksheet.write_url(row, 0, f"internal:'{target}'!A1", form, text)
    elif over > 1 and line.style in ("line", "strong"):
        worksheet.merge_range(row, 0, row, over - 1, text, form)
    else:
        worksheet.write_string(row, 0, text, form)
    if line.beside is not None:
        worksheet.write_string(row, 1, line.beside[:_LONGEST], look.line("line"))


def _line_height(line: Line, widths: list[int], over: int) -> int:
    if line.style in ("title", "heading"):
        return _TITLE_HEIGHT if line.style == "title" else height(1)
    own = lines_of(line.text, sum(widths[:over]) - 2 * line.depth)
    beside = 1 if line.beside is None else lines_of(line.beside, widths[1])
    return height(max(own, beside))


def _write_table(
    worksheet: Worksheet, table: Table, row: int, look: Look, most: int, widths: list[int]
) -> int:
    """Write a table and return the row below it."""
    columns = table.columns
    worksheet.set_row(row, _heading_height(table, widths))
    for at, cells in enumerate(columns):
        worksheet.write_string(row, at, cells.heading, look.heading(cells))
    shown = min(table.height, most)
    last = row + shown
    _write_rows(worksheet, table, row + 1, shown, look, widths)
    if row == 0:
        worksheet.freeze_panes(1, table.frozen)
        worksheet.repeat_rows(0)
        worksheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    _draw_bars(worksheet, columns, row + 1, last)
    return _write_rest(worksheet, table, last + 1, shown, look)


def _heading_height(table: Table, widths: list[int]) -> int:
    """Return the height of the row of headings; a filter's button takes places from each."""
    button = 2
    heads = [cells.heading for cells in table.columns]
    lines = (heading_lines(head, w - button) for head, w in zip(heads, widths, strict=False))
    return height(max(lines, default=1))


def _write_rows(
    worksheet: Worksheet, table: Table, row: int, shown: int, look: Look, widths: list[int]
) -> None:
    columns = [replace(cells, values=cells.values.head(shown)) for cells in table.columns]
    writers = [(_WRITERS[cells.kind], look.cell(cells), look.quoted(cells)) for cells in columns]
    values = zip(*(cells.values.to_list() for cells in columns), strict=True)
    high = rows_high(columns, widths)
    for number, cells_of_row in enumerate(values):
        if high[number] > 1:
            worksheet.set_row(row + number, height(high[number]))
        for at, value in enumerate(cells_of_row):
            if value is not None:
                write, form, quoted = writers[at]
                if columns[at].places:
                    form = look.cell(columns[at], columns[at].places[number])
                write(worksheet, row + number, at, value, form, quoted)


def _write_rest(worksheet: Worksheet, table: Table, row: int, shown: int, look: Look) -> int:
    if shown == table.height:
        return row
    text = message(
        "… and {count} more rows; all are in {file} of the edition.",
        count=f"{table.height - shown:,}",
        file=table.file,
    )
    worksheet.write_string(row, 0, str(text), look.line("heading"))
    return row + 1


def _draw_bars(worksheet: Worksheet, columns: tuple[Cells, ...], first: int, last: int) -> None:
    for at, cells in enumerate(columns):
        if cells.bar is None or last < first:
            continue
        bar: dict[str, object] = {"type": "data_bar", "bar_color": BAR, "bar_solid": True}
        if cells.bar:
            limits = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": cells.bar}
            bar |= limits
        worksheet.conditional_format(first, at, last, at, bar)


def _set_print(worksheet: Worksheet, sheet: Sheet, widths: list[int]) -> None:
    """Set the page up: as many pages across as it takes to be read, with who it is on each."""
    frozen = next((table.frozen for table in _tables(sheet)), 0)
    pages = pages_wide(widths, frozen)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(left=_MARGIN, right=_MARGIN)
    worksheet.fit_to_pages(pages, 0)
    if pages > 1 and frozen:
        worksheet.repeat_columns(0, frozen - 1)
        worksheet.print_across()
    worksheet.set_header(f"&L{sheet.title.replace('&', '&&')[:200]}")
    worksheet.set_footer("&C&P / &N")


def _text(sheet: Worksheet, row: int, at: int, value: object, form: Format, quoted: Format) -> None:
    text = str(value)[:_LONGEST]
    sheet.write_string(row, at, text, quoted if begins_like_a_formula(text) else form)


def _number(
    sheet: Worksheet, row: int, at: int, value: object, form: Format, quoted: Format
) -> None:
    sheet.write_number(row, at, value, form)


def _day(sheet: Worksheet, row: int, at: int, value: object, form: Format, quoted: Format) -> None:
    if isinstance(value, dt.date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(row, at, value, form)
    else:
        _text(sheet, row, at, value, form, quoted)


_WRITERS = {"text": _text, "figure": _number, "label": _number, "day": _day}
