"""What stands in the cells of a table that is written with rows in it.

Values are written as whoever fills in the workbook would: a choice by its label,
yes or no as words, a day as a day, a code as text.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from steelyard.scheme.inputs import Column
from steelyard.templates.choices import spoken

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_cells"]

_FIRST_YEAR = 1900


def write_cells(sheet: Worksheet, at: int, column: Column, values: pl.Series) -> None:
    """Write a column's values below its heading; null is an empty cell."""
    said = spoken(column)
    for row, value in enumerate(values, start=1):
        if value is not None:
            _write(sheet, row, at, said.get(value, value), as_text=column.type == "text")


def _write(sheet: Worksheet, row: int, at: int, value: object, *, as_text: bool) -> None:
    if isinstance(value, str) or as_text:
        # Never a formula, a link or a number, whatever it begins with.
        sheet.write_string(row, at, str(value))
    elif isinstance(value, dt.date):
        if value.year < _FIRST_YEAR:
            # Spreadsheets count days from 1900.
            sheet.write_string(row, at, value.isoformat())
        else:
            sheet.write_datetime(row, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, at, value)
