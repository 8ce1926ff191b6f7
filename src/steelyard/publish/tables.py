"""A table in four forms to take along: CSV, XLSX, Parquet, JSON.

CSV is for people as well, so it begins with a byte order mark, by which spreadsheets know UTF-8,
and a text that a spreadsheet would run as a formula has an apostrophe before it (OWASP, CSV
injection). The other forms hold every text as it is.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

__all__ = ["MOST_CELLS", "as_csv", "as_json", "as_parquet", "as_xlsx"]

MOST_CELLS = 500_000
"""Cells beyond which a table is not written as a workbook, which few programs would open."""
_MARK = b"\xef\xbb\xbf"
_RISKY = r"^[=+\-@\t\r]"
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook can hold."""


def as_csv(frame: pl.DataFrame) -> bytes:
    r"""Return a table as CSV, UTF-8 with a byte order mark.

    Examples
    --------
    >>> as_csv(pl.DataFrame({"name": ["=1+1", "-", "A"], "x": [-1, 2, None]})).decode("utf-8-sig")
    "name,x\n'=1+1,-1\n'-,2\nA,\n"
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(_RISKY))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    return _MARK + safe.write_csv().encode()


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def as_json(frame: pl.DataFrame) -> bytes:
    r"""Return a table as JSON: a list of rows, each with its columns by name.

    Examples
    --------
    >>> as_json(pl.DataFrame({"a": [1.5, float("nan")]})).decode()
    '[\n{"a":1.5},\n{"a":null}\n]\n'
    """
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    finite = frame.with_columns(
        pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats
    )
    lines = finite.write_ndjson().rstrip("\n").split("\n") if finite.height else []
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def as_xlsx(
    frame: pl.DataFrame, name: str, fields: Sequence[Mapping[str, Any]] = ()
) -> bytes | None:
    """Return a table as a workbook, with what its columns mean on a second sheet.

    Parameters
    ----------
    frame
        The table.
    name
        The name of its sheet.
    fields
        For each column its name, and as far as known title, unit and description.

    Returns
    -------
    None if the table has more cells than :data:`MOST_CELLS` or more rows than a sheet.
    """
    import xlsxwriter

    if frame.width * frame.height > MOST_CELLS or frame.height >= 1_048_576:
        return None
    buffer = io.BytesIO()
    settings = {
        "constant_memory": True,
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, settings) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True})
        _fill(book.add_worksheet(name[:31]), frame, bold)
        if fields:
            columns = ("name", "title", "unit", "description")
            rows = [{key: str(one.get(key, "")) for key in columns} for one in fields]
            meant = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
            _fill(book.add_worksheet("columns"), meant, bold)
    return buffer.getvalue()


def _fill(sheet: Any, frame: pl.DataFrame, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, max(frame.width - 1, 0))
    for at, name in enumerate(frame.columns):
        sheet.set_column(at, at, min(max(len(name) + 2, 10), 40))
    for at, name in enumerate(frame.columns):
        sheet.write_string(0, at, name, bold)
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    finite = frame.with_columns(
        pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats
    )
    for row, values in enumerate(finite.iter_rows(), start=1):
        for at, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(row, at, value)
            elif isinstance(value, int | float):
                sheet.write_number(row, at, value)
            else:
                sheet.write_string(row, at, str(value)[:_LONGEST_TEXT])
