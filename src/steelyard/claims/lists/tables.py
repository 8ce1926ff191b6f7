"""Rows of cells into a table: its width, its heading, what is missing and what is too much.

Where rows and cells stand in a text is found by ``markdown``, ``tabs`` and ``hypertext``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from steelyard.claims.found import Cell, FoundList, Span
from steelyard.claims.lists.headings import is_heading, unique
from steelyard.claims.lists.words import around, finding
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["Row", "lines_with", "table"]

Row = Sequence[Cell | None]

_FIGURE = re.compile(r"[^\w\s]{0,2}[0-9０-９][0-9０-９.,，．]*\s?[^\W\d_]{0,3}[%％]?")
_RANK = re.compile(r"\s*[0-9０-９]{1,5}\s*[.、．)]?\s*")
_TOLD = 20


def lines_with(text: str, sign: str) -> Iterator[Span]:
    """Yield where the lines stand that have a sign in them."""
    at = text.find(sign)
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield Span(text.rfind("\n", 0, at) + 1, end)
        at = text.find(sign, end)


def table(
    text: str,
    kind: Literal["markdown", "html", "tabs"],
    rows: Sequence[Row],
    span: Span,
    heading: Row | None = None,
    findings: Sequence[Finding] = (),
    others: Sequence[Span] = (),
) -> FoundList | None:
    """Put rows together; None where there are not two columns and a row.

    Parameters
    ----------
    text
        The text.
    kind
        How the table is marked.
    rows
        The rows; the first is the heading if none is given and it looks like one.
    span
        Where the table stands.
    heading
        The row that is marked as the heading.
    findings
        What was found already.
    others
        Words of the table that stand in no cell.
    """
    if heading is None and len(rows) > 1 and _looks_like_heading(rows):
        heading, rows = rows[0], rows[1:]
    if not rows:
        return None
    width = len(heading) if heading and kind == "markdown" else _width(rows, heading)
    filled = {at for row in rows for at, cell in enumerate(row[:width]) if cell is not None}
    if width < 2 or len(filled) < 2:
        return None
    left_over = [*others, *_beyond(heading or (), width)]
    told = [*findings, *(_of_left_over(text, one) for one in left_over)]
    for number, row in enumerate(rows, start=1):
        beyond = _beyond(row, width)
        left_over += beyond
        told += [_of_left_over(text, one, number) for one in beyond]
        if len(row) != width:
            told.append(_of_width(text, row, number, width))
    return FoundList(
        kind,
        _columns(rows, heading, width),
        tuple((*row[:width], *[None] * (width - len(row))) for row in rows),
        span.start,
        span.end,
        tuple(sorted(left_over)),
        tuple(_few(told)),
    )


def _beyond(row: Row, width: int) -> list[Span]:
    """Return where cells stand for which there is no column."""
    return [Span(cell.start, cell.end) for cell in row[width:] if cell is not None]


def _width(rows: Sequence[Row], heading: Row | None) -> int:
    """Return how many columns most rows have."""
    counts = Counter(len(row) for row in rows)
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    if heading and len(heading) > width and count < len(rows):
        return len(heading)
    return width


def _looks_like_heading(rows: Sequence[Row]) -> bool:
    """Return whether the first row names columns: by its words, or as the only one of words."""
    first = [cell.text.strip() if cell is not None else "" for cell in rows[0]]
    if is_heading([cell for cell in first if cell]):
        return True
    if any(_FIGURE.fullmatch(cell) for cell in first) or not all(first):
        return False
    below = rows[1:50]
    for at in range(len(first)):
        cells = [cell.text for row in below for cell in row[at : at + 1] if cell is not None]
        if cells and sum(bool(_FIGURE.fullmatch(cell)) for cell in cells) >= 0.8 * len(below):
            return True
    return False


def _columns(rows: Sequence[Row], heading: Row | None, width: int) -> tuple[str, ...]:
    """Return the names of the columns; without a heading the first may be known as ranks."""
    if heading is not None:
        names = [cell.text if cell is not None else "" for cell in heading[:width]]
        return unique([*names, *[""] * (width - len(names))])
    firsts = [row[0].text for row in rows if row and row[0] is not None]
    if firsts and all(_RANK.fullmatch(one) for one in firsts):
        return unique(["rank", "name", *[""] * (width - 2)])
    return unique([""] * width)


def _of_width(text: str, row: Row, number: int, width: int) -> Finding:
    cells = [cell for cell in row if cell is not None]
    words = around(text, cells[0].start, cells[-1].end) if cells else ""
    said = message(
        "A row has {count} cells, where {width} are usual: “{words}”.",
        count=len(row),
        width=width,
        words=words,
    )
    return finding("row-width", said, number)


def _of_left_over(text: str, span: Span, number: int | None = None) -> Finding:
    said = message("“{words}” is in no cell of the list.", words=around(text, *span))
    return finding("left-over", said, number)


def _few(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with those of a kind that are many told as a number."""
    counts = Counter(one.code for one in findings)
    shown, kept = Counter[str](), list[Finding]()
    for one in findings:
        shown[one.code] += 1
        if one.code != "row-width" or shown[one.code] <= _TOLD:
            kept.append(one)
    more = counts["row-width"] - _TOLD
    if more > 0:
        kept.append(
            finding("row-width", message("{count} more rows have another width.", count=more))
        )
    return kept
