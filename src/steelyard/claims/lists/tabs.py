"""Tables pasted out of a spreadsheet or a page: lines of cells with tabs between.

A line that leaves out its last cells, and a single line without a tab between rows, are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from steelyard.claims.found import Cell, FoundList, Span
from steelyard.claims.lists.tables import lines_with, table

__all__ = ["tab_tables"]

_WIDEST_USUAL = 80


def tab_tables(text: str) -> list[FoundList]:
    """Return the tables of a text whose cells are parted by tabs: at least two lines."""
    found = list[FoundList]()
    for block, others in _blocks(text):
        rows = [_cells(text, line) for line in block]
        if not _is_table(rows):
            continue
        one = table(text, "tabs", rows, Span(block[0].start, block[-1].end), others=others)
        if one is not None:
            found.append(one)
    return found


def _blocks(text: str) -> Iterator[tuple[Sequence[Span], Sequence[Span]]]:
    """Yield the lines with tabs that follow each other, and single lines between them."""
    block, others, counts = list[Span](), list[Span](), set[int]()
    for whole in lines_with(text, "\t"):
        line = _stripped(text, *whole)
        if text.find("\t", line.start, line.end) < 0:
            continue
        if block:
            between = text[block[-1].end : line.start]
            skipped = between.strip()
            tabs = text.count("\t", *line) in counts
            if "\n\n" in between or skipped.count("\n") or (skipped and not tabs):
                yield block, others
                block, others, counts = [], [], set()
            elif skipped:
                start = block[-1].end + between.index(skipped)
                others.append(Span(start, start + len(skipped)))
        block.append(line)
        counts.add(text.count("\t", *line))
    if block:
        yield block, others


def _stripped(text: str, start: int, end: int) -> Span:
    """Return a line without space at its end; tabs are kept as empty cells."""
    while end > start and text[end - 1] in " \r":
        end -= 1
    return Span(start, end)


def _cells(text: str, line: Span) -> list[Cell | None]:
    cells, start = list[Cell | None](), line.start
    while True:
        stop = text.find("\t", start, line.end)
        end = line.end if stop < 0 else stop
        words = text[start:end]
        inside = words.strip()
        begin = start + len(words) - len(words.lstrip())
        cells.append(Cell(inside, begin, begin + len(inside)) if inside else None)
        if stop < 0:
            return cells
        start = stop + 1


def _is_table(rows: Sequence[Sequence[Cell | None]]) -> bool:
    """Return whether lines with tabs are rows: of one width, and of short cells."""
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if count < 2 or count < 0.5 * len(rows) or (width == 2 and count < 3):
        return False
    lengths = [len(cell.text) for row in rows[:200] for cell in row if cell is not None]
    return bool(lengths) and median(lengths) <= _WIDEST_USUAL
