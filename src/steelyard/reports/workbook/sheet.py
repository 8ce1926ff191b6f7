"""What stands on a sheet, before anything is written: blocks of lines and of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from steelyard.scheme.aggregate import AggregateSpec

__all__ = [
    "Block",
    "Cells",
    "Following",
    "Kind",
    "Line",
    "Lines",
    "Live",
    "LiveColumn",
    "Sheet",
    "Table",
]

Kind = Literal["text", "figure", "label", "day"]
Style = Literal["title", "heading", "strong", "line", "link"]


@dataclass(frozen=True)
class Cells:
    """A column of a table.

    Parameters
    ----------
    heading
        What stands above it.
    values
        The cells, null for an empty one.
    kind
        ``figure``: a number with thousands apart; ``label``: a number that names something, a year
        or a row; ``day``; ``text``.
    decimals
        Of figures.
    places
        The decimals of each figure, in a column of figures that are of no one kind.
    widest
        The places after which a text goes on below.
    bar
        The most that a figure can be, to draw bars; None for no bars, 0 where nothing limits it.
    strong
        Whether it is set in bold.
    """

    heading: str
    values: pl.Series
    kind: Kind = "text"
    decimals: int = 0
    bar: float | None = None
    strong: bool = False
    places: tuple[int, ...] = ()
    widest: int = 60


@dataclass(frozen=True)
class Table:
    """Columns side by side under their headings.

    Parameters
    ----------
    columns
        The columns, equally long.
    file
        The edition's file that has all rows.
    frozen
        How many columns stay in sight.
    """

    columns: tuple[Cells, ...]
    file: str
    frozen: int = 0

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.columns[0].values) if self.columns else 0


@dataclass(frozen=True)
class Line:
    """A line of text, with what stands beside it.

    Parameters
    ----------
    text, style, beside
        What it says, how it looks, and what the next column says.
    to
        The name of the sheet that a ``link`` leads to.
    depth
        How far it is set in.
    """

    text: str
    style: Style = "line"
    beside: str | None = None
    to: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Lines:
    """Lines below each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LiveColumn:
    """A node of the tree on a sheet that computes.

    Parameters
    ----------
    title, parent
        What it is called, and what the criterion above it is called.
    weight
        Its weight within that criterion, in per cent; None for the root.
    values
        Its score of each unit, as published.
    parts
        Of a criterion: the first of its parts among the columns, and the one after the last.
    aggregation
        Of a criterion: how its parts become its score.
    """

    title: str
    parent: str
    weight: float | None
    values: tuple[float | None, ...]
    parts: tuple[int, int] | None
    aggregation: AggregateSpec | None


@dataclass(frozen=True)
class Live:
    """A table whose scores and ranks the spreadsheet computes from weights that can be changed.

    Parameters
    ----------
    heads
        The headings of the units' keys and names.
    keys, titles, ranks
        The units in the order of the published ranks.
    descending
        Whether the highest score is the best.
    columns
        The nodes, the root first, the parts of each criterion side by side.
    """

    heads: tuple[str, str]
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    ranks: tuple[float | None, ...]
    descending: bool
    columns: tuple[LiveColumn, ...]


@dataclass(frozen=True)
class Following:
    """The units of a :class:`Live` table in the order of the ranks that it computes."""

    live: Live


Block = Lines | Table | Live | Following


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    title
        What it is called.
    about
        What it shows, for the list of sheets.
    blocks
        What stands on it, from above. One that begins with a table has its headings in the first
        row, where filters and other programs expect them.
    name
        Its name in the workbook, made of the title.
    """

    title: str
    about: str
    blocks: tuple[Block, ...]
    name: str = ""
