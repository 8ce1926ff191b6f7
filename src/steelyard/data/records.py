"""Files whose columns have names and types of their own: Parquet, and JSON records.

Rows are counted from 1, since there is no header row; what the columns hold
is left to ``table``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.data.faults import SHOWN, listed
from steelyard.data.page import Body, FramePage, Limits
from steelyard.errors import DataError, Problem
from steelyard.i18n import Message, message

__all__ = ["ParquetPage", "damaged_parquet", "json_page", "numbered", "parquet_page"]

_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
_SIMPLE = (str, int, float, bool, type(None))


def numbered(frame: pl.DataFrame) -> FramePage:
    """Return a frame as a page, its rows counted from 1."""
    return FramePage(frame, pl.int_range(1, frame.height + 1, eager=True))


@dataclass(frozen=True)
class ParquetPage:
    """A Parquet file, of which only the columns asked for are read."""

    data: bytes
    file: str
    names: tuple[str, ...]
    rows: int
    limits: Limits
    sheet: None = None
    decimal_comma: bool = False
    typed: bool = True

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The names of the columns."""
        return (self.names,)

    def body(self, header: int, columns: tuple[int, ...]) -> Body:
        """Return the columns asked for."""
        if self.rows * len(columns) > self.limits.cells:
            said = message(
                "The table has {rows} rows and {columns} columns to read; at most {limit} cells "
                "are read.",
                rows=f"{self.rows:,}",
                columns=len(columns),
                limit=f"{self.limits.cells:,}",
            )
            raise DataError(Problem(said, file=self.file))
        wanted = [self.names[at] for at in columns]
        try:
            frame = pl.read_parquet(io.BytesIO(self.data), columns=wanted).select(wanted)
        except _UNREADABLE:
            raise damaged_parquet(self.file) from None
        if frame.height != self.rows:
            raise damaged_parquet(self.file)
        frame.columns = [str(at) for at in columns]
        frame = frame.rechunk()  # in one piece, or each step that mixes columns does it again
        return Body(frame, pl.int_range(1, self.rows + 1, eager=True))


def parquet_page(data: bytes, file: str, limits: Limits) -> ParquetPage:
    """Return a Parquet file of which only the description has been read.

    Raises
    ------
    DataError
        The file is truncated or damaged.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        names = tuple(lazy.collect_schema().names())
        rows = int(lazy.select(pl.len()).collect().item())
    except _UNREADABLE:
        raise damaged_parquet(file) from None
    return ParquetPage(data, file, names, rows, limits)


def damaged_parquet(file: str) -> DataError:
    """Return the error for a Parquet file that cannot be read to its end."""
    said = message("The Parquet file is truncated or damaged; copy or download it again.")
    return DataError(Problem(said, file=file))


def json_page(data: bytes, file: str) -> FramePage:
    """Return a JSON list of objects, one per row.

    Raises
    ------
    DataError
        It is not JSON, not a list of objects, or an object holds a list or an object.
    """
    try:
        records = json.loads(data, parse_constant=str)
    except json.JSONDecodeError as error:
        said = message("This is not JSON: {reason}.", reason=error.msg)
        raise DataError(Problem(said, file=file, line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise DataError(Problem(_not_records(), file=file)) from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise DataError(Problem(_not_records(), file=file))
    names = list(dict.fromkeys(name for record in records for name in record))
    nested = [
        Problem(message("A cell holds one value, not a list or an object."), file, row, field=name)
        for row, record in enumerate(records, 1)
        for name, value in record.items()
        if not isinstance(value, _SIMPLE)
    ]
    if nested:
        raise DataError(listed(nested[:SHOWN], len(nested), file))
    columns = [_column(name, [record.get(name) for record in records]) for name in names]
    return numbered(pl.DataFrame(columns))


def _not_records() -> Message:
    return message("A JSON table is a list of objects, one per row: [{example}, …].", example="{…}")


def _column(name: str, values: Sequence[object]) -> pl.Series:
    """Return the values typed if they are of one type, else as text."""
    types = {type(value) for value in values} - {type(None)}
    if types <= {bool} or types <= {str}:
        return pl.Series(name, values, dtype=pl.Boolean if types == {bool} else pl.String)
    if types == {float} or (types <= {int, float} and _fit(values)):
        return pl.Series(name, values, dtype=pl.Float64 if float in types else pl.Int64)
    texts = [v if v is None or isinstance(v, str) else json.dumps(v) for v in values]
    return pl.Series(name, texts, dtype=pl.String)


def _fit(values: Sequence[object]) -> bool:
    return all(abs(value) < 2**53 for value in values if isinstance(value, int))
