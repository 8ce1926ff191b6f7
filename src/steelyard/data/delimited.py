"""Text files with a delimiter: comma, tab, semicolon or bar.

A regular file is parsed by Polars and then proved regular by counting its
delimiters and quotation marks; any other goes through Python's strict reader,
which is slower and can say in which row the trouble is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import polars as pl

from steelyard.data.faults import SHOWN, listed
from steelyard.data.page import HEAD, Body
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = ["DelimitedPage", "delimited_pages"]

_DELIMITERS = (",", "\t", ";", "|")
_HEAD_BYTES = 2**20
_CHUNK = 100_000
_STEP = 2**24


def delimited_pages(data: bytes, file: str) -> tuple[DelimitedPage, ...]:
    """Return the file as it reads with each delimiter, the likelier first.

    Parameters
    ----------
    data
        UTF-8 without byte-order mark, lines ending in LF.
    file
        What to call it in messages.
    """
    pages = [DelimitedPage(data, file, delimiter) for delimiter in _DELIMITERS]
    return tuple(sorted(pages, key=lambda page: -page.width))


@dataclass(frozen=True)
class DelimitedPage:
    """A text file read with one delimiter."""

    data: bytes
    file: str
    delimiter: str
    sheet: None = None
    typed: bool = False

    @property
    def decimal_comma(self) -> bool:
        """Files with semicolons come from where the comma is the decimal sign."""
        return self.delimiter == ";"

    @cached_property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The first rows; what a broken row holds is left to :meth:`body`."""
        text = self.data[:_HEAD_BYTES].decode("utf-8", "ignore")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        rows: list[tuple[str, ...]] = []
        with suppress(csv.Error):
            rows.extend(tuple(row) for row in islice(reader, HEAD))
        return tuple(rows)

    @property
    def width(self) -> int:
        """The number of cells that most of the first rows have, the larger of equals."""
        widths = [len(row) for row in self.head if row]
        return max(set(widths), key=lambda width: (widths.count(width), width), default=0)

    def body(self, header: int, columns: tuple[int, ...]) -> Body:
        """Return the rows below the header as text."""
        width = len(self.head[header])
        cells = self._regular(header, width)
        if cells is not None:
            numbers = pl.int_range(header + 2, header + 2 + cells.height, eager=True)
            return Body(cells, numbers)
        return self._irregular(header, width)

    def _regular(self, header: int, width: int) -> pl.DataFrame | None:
        """Parse with Polars; None unless each row is proved to have ``width`` cells."""
        lines, start = self._below(header)
        schema = {str(at): pl.String for at in range(width)}
        if start >= len(self.data):
            return pl.DataFrame(schema=schema)
        try:
            cells = pl.read_csv(
                self.data,
                has_header=False,
                separator=self.delimiter,
                skip_lines=lines,
                schema=schema,
                raise_if_empty=False,
            )
        except pl.exceptions.PolarsError:
            return None
        inside = 0
        if self.data.find(b'"', start) >= 0:
            if not self._quotes_are_plain(cells, start):
                return None
            inside = _occurrences(cells, self.delimiter)
        expected = (width - 1) * cells.height + inside
        return cells if _count(self.data, self.delimiter, start) == expected else None

    def _below(self, header: int) -> tuple[int, int]:
        """Return how many lines the rows to the header take, and where the next begins."""
        text = self.data[:_HEAD_BYTES].decode("utf-8", "ignore")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        for _row in islice(reader, header + 1):
            pass
        start = 0
        for _line in range(reader.line_num):
            start = self.data.find(b"\n", start) + 1 or len(self.data)
        return reader.line_num, start

    def _quotes_are_plain(self, cells: pl.DataFrame, start: int) -> bool:
        """Whether each quotation mark opens a cell at its start or closes one at its end."""
        if _occurrences(cells, '"'):
            return False
        body = b"\n" + self.data[start:].removesuffix(b"\n") + b"\n"
        delimiter = self.delimiter.encode()
        opening = body.count(delimiter + b'"') + body.count(b'\n"')
        closing = body.count(b'"' + delimiter) + body.count(b'"\n')
        return opening == closing and opening + closing == body.count(b'"')

    def _irregular(self, header: int, width: int) -> Body:
        """Parse row by row, and say which row is broken."""
        chunks = [pl.DataFrame(schema={"row": pl.Int64} | dict.fromkeys(_names(width), pl.String))]
        rows = self._checked(header, width)
        while chunk := list(islice(rows, _CHUNK)):
            chunks.append(pl.DataFrame(chunk, schema=chunks[0].schema, orient="row"))
        whole = pl.concat(chunks)
        return Body(whole.drop("row"), whole["row"])

    def _checked(self, header: int, width: int) -> Iterator[tuple[int | str, ...]]:
        problems: list[Problem] = []
        count = 0
        for number, row in self._rows():
            if number <= header + 1:
                continue
            if not any(row):
                yield (number, *[""] * width)
                continue
            if len(row) >= width and not any(row[width:]):
                yield (number, *row[:width])
                continue
            count += 1
            if count <= SHOWN:
                problems.append(_ragged(self.file, number, len(row), width))
        if problems:
            raise DataError(listed(problems, count, self.file))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with its number, from 1."""
        text = io.TextIOWrapper(io.BytesIO(self.data), "utf-8", newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, 1):
                yield number, row
        except csv.Error:
            said = message(
                "A quotation mark opens a cell in this row and is not closed at the cell's end. "
                "Write a mark inside a cell twice, or remove it."
            )
            raise DataError(Problem(said, file=self.file, line=number + 1)) from None


def _count(data: bytes, character: str, start: int) -> int:
    """Return how often an ASCII character stands in the bytes from ``start``."""
    codes = np.frombuffer(data, np.uint8)
    steps = range(start, len(data), _STEP)
    return sum(int(np.count_nonzero(codes[at : at + _STEP] == ord(character))) for at in steps)


def _names(width: int) -> list[str]:
    return [str(at) for at in range(width)]


def _ragged(file: str, row: int, cells: int, width: int) -> Problem:
    said = message(
        "This row has {cells} cells where the header has {width}.", cells=cells, width=width
    )
    return Problem(said, file=file, line=row)


def _occurrences(cells: pl.DataFrame, text: str) -> int:
    counts = cells.select(pl.all().str.count_matches(text, literal=True).sum())
    return sum(int(count or 0) for count in counts.row(0))
