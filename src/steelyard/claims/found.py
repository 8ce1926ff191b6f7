"""What was found in a text, and where: figures, lists, and what nobody could make out.

Positions count the characters of the text as read, from 0; ``text[start:end]`` are the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import polars as pl

from steelyard.claims.printed import Printed
from steelyard.findings import Finding

__all__ = ["Cell", "FoundList", "Quantity", "Span"]


class Span(NamedTuple):
    """Where something stands in a text: from ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True)
class Quantity:
    """A figure of a text.

    Parameters
    ----------
    printed
        The figure; its words in one line, where the text breaks the line inside them.
    start, end
        Where its words stand, with comparator, magnitude and unit.
    number
        Where its digits stand.
    about
        The words around it that seem to say what it is a figure of; a guess for a person to mend.
    ordinal
        Whether it is a place in an order: 第二, 2nd, No. 8.
    sentence
        The sentence that it stands in.
    """

    printed: Printed
    start: int
    end: int
    number: Span
    about: str
    ordinal: bool
    sentence: Span


class Cell(NamedTuple):
    """A cell of a list: its text, and where it was taken from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class FoundList:
    """A list or table of a text.

    Parameters
    ----------
    kind
        ``ranking`` for a list in running text or one entry a line; else how the table is marked.
    columns
        The names of the columns; from the text where it names them, else ``rank``, ``name``,
        ``detail`` (what stands in brackets), ``figure`` (what was glued to the end of the name),
        ``place``, ``field_4`` …
    rows
        The entries in the order of the text, a cell for each column; None where an entry has none.
    start, end
        Where the list stands.
    left_over
        Spans of the list that went into no cell, apart from separators and space.
    findings
        What it was unsure of, each with the words around it.
    """

    kind: Literal["ranking", "markdown", "html", "tabs"]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    start: int
    end: int
    left_over: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pl.DataFrame:
        """Return the list as a table of texts, a column for each of the list's."""
        return pl.DataFrame(
            {
                name: [None if cell is None else cell.text for cell in column]
                for name, column in zip(self.columns, _turned(self.rows), strict=False)
            },
            schema=dict.fromkeys(self.columns, pl.String),
        )

    def positions(self) -> pl.DataFrame:
        """Return where each cell was taken from: row and column of the list, start, end, text.

        Rows are counted from 1, as findings and files count them.
        """
        cells = [
            (row, name, cell.start, cell.end, cell.text)
            for row, entry in enumerate(self.rows, start=1)
            for name, cell in zip(self.columns, entry, strict=True)
            if cell is not None
        ]
        schema = {
            "row": pl.Int64(),
            "column": pl.String(),
            "start": pl.Int64(),
            "end": pl.Int64(),
            "text": pl.String(),
        }
        return pl.DataFrame(cells, schema=schema, orient="row")


def _turned(rows: Sequence[Sequence[Cell | None]]) -> list[tuple[Cell | None, ...]]:
    """Return the columns of rows."""
    return list(zip(*rows, strict=True))
