"""Workbooks: XLSX, XLS, XLSB and ODS, read by calamine through fastexcel.

Cells arrive as text in which each number is exact, each percentage has its
sign and each spreadsheet error is spelled out; what they mean is left to the
readers of columns, as with text files.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import polars as pl

from steelyard.data.archive import (
    Archive,
    damaged,
    open_archive,
    percent_cells,
    refuse_vast,
    sheet_parts,
)
from steelyard.data.compound import MAGIC, refuse_bad_compound
from steelyard.data.page import HEAD, Body, Limits
from steelyard.data.values import as_text
from steelyard.errors import DataError, Problem, nearest
from steelyard.i18n import message

if TYPE_CHECKING:
    from fastexcel import ExcelReader

__all__ = ["SheetPage", "sheet_names", "sheet_pages"]

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
    ParseError,
)
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


def sheet_pages(data: bytes, file: str, sheet: str | None, limits: Limits) -> tuple[SheetPage, ...]:
    """Return the sheets of a workbook, or the one that is named.

    Raises
    ------
    DataError
        The workbook is damaged, protected or too large, or has no sheet of that name.
    """
    import fastexcel

    archive = None
    if data.startswith(MAGIC):
        refuse_bad_compound(data, file)
    else:
        archive = open_archive(data, file, limits)
    with _damage_told(file):
        reader = fastexcel.read_excel(data)
    names = [name for name in reader.sheet_names if not _is_chart(archive, name)]
    if sheet is not None and sheet not in names:
        said = message(
            "There is no sheet “{sheet}”; the sheets are {sheets}.",
            sheet=sheet,
            sheets=", ".join(names),
        )
        raise DataError(Problem(said, file=file, nearest=nearest(sheet, names)))
    chosen = names if sheet is None else [sheet]
    return tuple(SheetPage(reader, name, file, archive, limits) for name in chosen)


def sheet_names(path: Path) -> list[str] | None:
    """Return the names of a workbook's sheets, without looking at cells; None if it has none.

    A workbook that is damaged, protected or no workbook at all has none; reading it tells why.
    """
    import fastexcel

    try:
        with path.open("rb") as file:
            if file.read(2) == b"PK":
                with zipfile.ZipFile(file) as parts:
                    if "xl/workbook.xml" in parts.namelist():
                        return list(sheet_parts(parts))
        return list(fastexcel.read_excel(path).sheet_names)
    except _UNREADABLE:
        return None
    except BaseException as error:
        if isinstance(error, fastexcel.FastExcelError) or _is_panic(error):
            return None
        raise


def _is_chart(archive: Archive | None, sheet: str) -> bool:
    part = archive.sheets.get(sheet, "") if archive else ""
    return "/chartsheets/" in part or "/dialogsheets/" in part


@dataclass(frozen=True)
class SheetPage:
    """A sheet of a workbook."""

    reader: ExcelReader
    sheet: str
    file: str
    archive: Archive | None
    limits: Limits
    decimal_comma: bool = False
    typed: bool = True

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The first rows as text."""
        return tuple(tuple(cell or "" for cell in row) for row in self._text.head(HEAD).rows())

    def body(self, header: int, columns: tuple[int, ...]) -> Body:
        """Return the rows below the header as text."""
        start, text = header + 1, self._text.slice(header + 1)
        rows = pl.int_range(start + 1, start + 1 + text.height, eager=True)
        if text.height == 0:
            return Body(text, rows)
        with _damage_told(self.file):
            exact = self.reader.load_sheet(
                self.sheet, header_row=None, skip_rows=start, dtypes="float"
            ).to_polars()
        lossy = _lossy(text, exact)
        cells = [
            self._column(text[:, at], exact[:, at], at, start, exactly=at in lossy).rename(str(at))
            for at in columns
        ]
        return Body(pl.DataFrame(cells), rows)

    def _column(
        self, text: pl.Series, exact: pl.Series, at: int, start: int, *, exactly: bool
    ) -> pl.Series:
        cells = _exactly(text, exact) if exactly else text
        errors = {row - start: text for (row, column), text in self._errors.items() if column == at}
        if errors:
            cells = _replaced(cells, errors)
        shown = [row - start for row in self._percentages.get(at, ()) if row >= start]
        if shown:
            cells = _replaced(cells, _percentages(exact, shown))
        return cells

    @cached_property
    def _loaded(self) -> tuple[pl.DataFrame, dict[tuple[int, int], str]]:
        """All cells as text, and the spreadsheet errors by row and column."""
        if self.archive is not None:
            refuse_vast(self.archive, self.sheet, self.file, self.limits)
        with _damage_told(self.file):
            sheet = self.reader.load_sheet(
                self.sheet, header_row=None, skip_rows=0, dtypes="string"
            )
            batch, wrong = sheet.to_arrow_with_errors()
        text = pl.DataFrame(batch) if batch.num_columns else pl.DataFrame()
        text.columns = [str(at) for at in range(text.width)]
        errors = {} if wrong is None else {e.position: _spelled(e.detail) for e in wrong.errors}
        return text, errors

    @property
    def _text(self) -> pl.DataFrame:
        return self._loaded[0]

    @property
    def _errors(self) -> dict[tuple[int, int], str]:
        return self._loaded[1]

    @cached_property
    def _percentages(self) -> dict[int, frozenset[int]]:
        return {} if self.archive is None else percent_cells(self.archive, self.sheet)


@contextmanager
def _damage_told(file: str) -> Iterator[None]:
    """Turn what calamine raises on a damaged workbook into one clear error."""
    import fastexcel

    try:
        yield
    except fastexcel.FastExcelError:
        raise damaged(file) from None
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise damaged(file) from None


def _is_panic(error: BaseException) -> bool:
    """Return whether calamine failed; its panics are no class that could be imported."""
    return type(error).__name__ == "PanicException"


def _lossy(text: pl.DataFrame, exact: pl.DataFrame) -> frozenset[int]:
    """Return the columns in which some number is not printed in full."""
    width = min(text.width, exact.width)
    both = exact.rename({name: f"exact{at}" for at, name in enumerate(exact.columns)})
    both = both.hstack([text[:, at].alias(str(at)) for at in range(width)])
    found = both.select(
        (pl.col(str(at)).cast(pl.Float64, strict=False) != pl.col(f"exact{at}"))
        .any()
        .alias(str(at))
        for at in range(width)
    )
    return frozenset(at for at, wrong in enumerate(found.row(0)) if wrong)


def _exactly(text: pl.Series, exact: pl.Series) -> pl.Series:
    """Return the text with each number in full, where calamine prints nine decimals."""
    lossy = (text.cast(pl.Float64, strict=False) != exact).fill_null(False)
    return as_text(exact).zip_with(lossy, text)


def _percentages(exact: pl.Series, rows: Iterable[int]) -> dict[int, str]:
    numbers = ((row, exact[row]) for row in rows if row < len(exact))
    return {
        row: f"{Decimal(repr(number)).scaleb(2):f}%"
        for row, number in numbers
        if number is not None
    }


def _replaced(cells: pl.Series, by: dict[int, str]) -> pl.Series:
    return cells.clone().scatter(list(by), list(by.values())) if by else cells


def _spelled(detail: str) -> str:
    """Return a spreadsheet error as the sheet shows it.

    >>> _spelled("Expected string but got 'Error(Div0)'")
    '#DIV/0!'
    """
    kind = detail.partition("Error(")[2].partition(")")[0]
    return _ERRORS.get(kind, "#VALUE!")
