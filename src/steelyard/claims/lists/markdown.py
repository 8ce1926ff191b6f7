"""Markdown tables: rows of cells between bars, a row of dashes under the heading.

Source: GitHub Flavored Markdown Spec 0.29, section 4.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steelyard.claims.found import Cell, FoundList, Span
from steelyard.claims.lists.tables import lines_with, table

__all__ = ["markdown_tables"]

_RULE = re.compile(r"[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|)*(?:[ \t]*+:?-++:?[ \t]*+)?[ \t\r]*+")
_CELL = re.compile(r"(?:[^|\\]|\\.)*\\?", re.DOTALL)
_STRESSED = re.compile(r"(\*\*|__|\*|_|`|~~)(?P<inner>.+)\1")
_LINK = re.compile(r"\[(?P<inner>[^\[\]]{1,500})\]\([^()\s]{0,2000}\)")
_FEWEST = 3


def markdown_tables(text: str) -> list[FoundList]:
    """Return the Markdown tables of a text; lines of bars without a heading if there are three."""
    found = list[FoundList]()
    for block in _blocks(text):
        rows = list[list[Cell | None]]()
        heading: list[Cell | None] | None = None
        for number, line in enumerate(block):
            if _is_rule(text, line):
                if number == 1 and rows:
                    heading = rows.pop()
                continue
            rows.append(_cells(text, line))
        if heading is None and (len(rows) < _FEWEST or not _even(rows)):
            continue
        one = table(text, "markdown", rows, Span(block[0].start, block[-1].end), heading)
        if one is not None:
            found.append(one)
    return found


def _blocks(text: str) -> Iterator[Sequence[Span]]:
    """Yield the lines with bars that follow each other; a heading begins a new table."""
    block = list[Span]()
    for line in lines_with(text, "|"):
        if block and line.start != block[-1].end + 1:
            yield block
            block = []
        if len(block) > 2 and _is_rule(text, line):
            # The line above is the heading of another table.
            yield block[:-1]
            block = block[-1:]
        block.append(line)
    if block:
        yield block


def _is_rule(text: str, line: Span) -> bool:
    return text.find("-", line.start, line.end) >= 0 and (
        _RULE.fullmatch(text, line.start, line.end) is not None
    )


def _cells(text: str, line: Span) -> list[Cell | None]:
    """Return the cells of a line; the bars at its ends bound no cell."""
    start, end = line
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if text[start] == "|":
        start += 1
    cells = list[Cell | None]()
    while start <= end:
        match = _CELL.match(text, start, end)
        stop = match.end() if match else end
        if stop == end and not text[start:stop].strip() and cells:
            break  # after the last bar
        cells.append(_cell(text, start, stop))
        start = stop + 1
    return cells


def _cell(text: str, start: int, end: int) -> Cell | None:
    words = text[start:end]
    inside = words.strip()
    if not inside:
        return None
    start += len(words) - len(words.lstrip())
    return Cell(_plain(inside), start, start + len(inside))


def _plain(words: str) -> str:
    """Return the words of a cell without the marks of stress and links around them."""
    for pattern in (_STRESSED, _LINK, _STRESSED):
        match = pattern.fullmatch(words)
        if match is not None:
            words = match["inner"]
    return words.replace("\\|", "|").replace("<br>", " ")


def _even(rows: Sequence[Sequence[Cell | None]]) -> bool:
    """Return whether most lines have the same number of cells, two or more."""
    width = len(rows[0])
    return width > 1 and sum(len(row) == width for row in rows) >= 0.8 * len(rows)
