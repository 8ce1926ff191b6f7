"""What a reader of files hands over: a page of cells in which the header is yet to be found.

Text files give text, workbooks and Parquet give typed columns; which column
is which, and what its cells mean, is left to ``headers`` and ``table``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

__all__ = ["HEAD", "Body", "FramePage", "Limits", "Page"]

HEAD = 50
"""Rows at the top of a page among which the header is looked for."""


@dataclass(frozen=True)
class Limits:
    """How large an input may be before it is refused.

    Parameters
    ----------
    file_bytes
        Size of a file.
    unpacked_bytes
        Size of what a workbook, which is a ZIP archive, unpacks to.
    sheet_cells
        Rows × columns that a sheet of a workbook spans, the empty cells included.
    cells
        Rows × columns read from a Parquet file.
    """

    file_bytes: int = 2 * 2**30
    unpacked_bytes: int = 2 * 2**30
    sheet_cells: int = 50_000_000
    cells: int = 500_000_000


@dataclass(frozen=True)
class Body:
    """The rows below the header.

    Parameters
    ----------
    cells
        One column per column of the file, named "0", "1", …
    rows
        The number of each row in the file.
    delivery
        What each row was delivered with, where the frame was put together from deliveries.
    """

    cells: pl.DataFrame
    rows: pl.Series
    delivery: pl.Series | None = None

    def filter(self, kept: pl.Series) -> Body:
        """Return the rows that are marked."""
        delivery = None if self.delivery is None else self.delivery.filter(kept)
        return Body(self.cells.filter(kept), self.rows.filter(kept), delivery)


class Page(Protocol):
    """A text file read with one delimiter, a sheet of a workbook, a frame."""

    @property
    def sheet(self) -> str | None:
        """The sheet's name, None where there are no sheets."""
        ...

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The first rows as text."""
        ...

    @property
    def decimal_comma(self) -> bool:
        """Whether figures such as 1,5 are to be expected."""
        ...

    @property
    def typed(self) -> bool:
        """Whether numbers come as numbers, so that 1.234 cannot be 1234 written with a point."""
        ...

    def body(self, header: int, columns: tuple[int, ...]) -> Body:
        """Return the rows below row ``header`` (from 0), at least the named columns."""
        ...


@dataclass(frozen=True)
class FramePage:
    """A frame whose columns already have names."""

    frame: pl.DataFrame
    rows: pl.Series
    sheet: str | None = None
    decimal_comma: bool = False
    typed: bool = True
    delivery: pl.Series | None = None

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The names of the columns."""
        return (tuple(self.frame.columns),)

    def body(self, header: int, columns: tuple[int, ...]) -> Body:
        """Return all rows."""
        names = self.frame.columns
        cells = [self.frame[names[at]].rename(str(at)) for at in columns]
        return Body(pl.DataFrame(cells), self.rows, self.delivery)
