"""The table in a file of which nothing is known yet: its delimiter or sheet, its header, its cells.

Reading bytes is left to ``steelyard.data``; here it is guessed where the table
stands among titles, notes and other sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from steelyard.data.files import open_file
from steelyard.data.numbers import figures
from steelyard.data.page import Limits, Page
from steelyard.data.values import as_text, is_missing
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = ["RawTable", "pages_of", "raw_table"]


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in its file.

    Parameters
    ----------
    file, stem
        The file as it was named, and its name without folder and ending.
    sheet, others
        The sheet of a workbook with several, and the others.
    headers
        The headers; empty for a column that has none, or one that stands twice.
    doubled
        Headers that stand more than once.
    cells
        The columns, text or typed.
    rows
        The number of each row in the file.
    decimal_comma
        Whether figures such as 1,5 are to be expected.
    """

    file: str
    stem: str
    sheet: str | None
    others: tuple[str, ...]
    headers: tuple[str, ...]
    doubled: tuple[str, ...]
    cells: tuple[pl.Series, ...]
    rows: tuple[int, ...]
    decimal_comma: bool = False

    def texts(self, header: str) -> list[str | None]:
        """Return the cells under a header as text, None where there is no value."""
        text = as_text(self.cells[self.headers.index(header)]).str.strip_chars()
        return text.set(is_missing(text, (), figures=True), None).to_list()


def pages_of(path: Path) -> tuple[Page, ...]:
    """Return the sheets of a workbook, or a text file read with each delimiter.

    Raises
    ------
    DataError
        The file cannot be read as tables.
    """
    return open_file(path, path.stem, limits=Limits()).pages


def raw_table(path: Path, pages: Sequence[Page]) -> RawTable:
    """Return the largest table of a file.

    Raises
    ------
    DataError
        There is none with a header and a row.
    """
    if not any(any(row) for page in pages for row in page.head):
        raise _empty(path)
    page = max(pages, key=_size)
    header = _header_row(page)
    if header is None:
        said = message("The table has no row of headers: every row has figures in it.")
        raise DataError(Problem(said, file=str(path)))
    body = page.body(header, tuple(range(len(page.head[header]))))
    filled = _filled(body.cells)
    if not filled.any():
        raise _empty(path)
    headers = [cell.strip() for cell in page.head[header]]
    doubled = tuple(dict.fromkeys(h for h in headers if h and headers.count(h) > 1))
    others = tuple(o.sheet for o in pages if o.sheet is not None and o.sheet != page.sheet)
    return RawTable(
        file=str(path),
        stem=path.stem,
        sheet=page.sheet if others else None,
        others=others,
        headers=tuple("" if header in doubled else header for header in headers),
        doubled=doubled,
        cells=tuple(body.cells.filter(filled)),
        rows=tuple(body.rows.filter(filled).to_list()),
        decimal_comma=page.decimal_comma,
    )


def _empty(path: Path) -> DataError:
    said = message("The table is empty: expected a row of headers and a row for each unit.")
    return DataError(Problem(said, file=str(path)))


def _filled(cells: pl.DataFrame) -> pl.Series:
    """Return whether any cell of each row is filled."""
    filled = [
        column.is_not_null()
        if column.dtype.is_nested()
        else as_text(column).str.strip_chars().fill_null("") != ""
        for column in cells
    ]
    return pl.DataFrame(filled).select(pl.any_horizontal(pl.all())).to_series()


def _header_row(page: Page) -> int | None:
    """Return the row of the headers, from 0; None if there is none.

    It is the first row at least half as wide as the widest, all of whose cells are texts or
    years; titles above a table are narrower, and rows of data hold figures. A frame has names.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in page.head]
    if len(widths) == 1:
        return 0
    wide = (at for at, width in enumerate(widths) if width and 2 * width >= max(widths))
    return next((at for at in wide if _is_worded(page.head[at])), None)


def _is_worded(row: Sequence[str]) -> bool:
    cells = pl.Series([cell.strip() for cell in row if cell.strip()], dtype=pl.String)
    values = figures(cells).values
    return bool((values.is_null() | values.is_between(1900, 2100)).all())


def _size(page: Page) -> float:
    """Return how much of a table a page is: the cells of rows that are equally wide.

    A text file read with the wrong delimiter has narrow rows, or rows of many widths.
    """
    widths = [len(row) for row in page.head if any(row)]
    if not widths:
        return 0.0
    if page.sheet is not None:
        filled = max(sum(bool(cell.strip()) for cell in row) for row in page.head)
        return float(filled * page.body(0, (0,)).cells.height)
    return max(width * widths.count(width) / len(widths) for width in widths)
