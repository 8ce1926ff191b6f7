"""What is glued to the words of a cell: a figure after a name, a full stop after the last entry.

Whether words are a figure is known by ``steelyard.claims.text``; everything else of a list is read
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from steelyard.claims.found import Cell, Quantity
from steelyard.claims.lists.shape import follows_a_comma
from steelyard.claims.text.quantities import quantities

__all__ = ["Row", "with_figures", "without_full_stop"]

Row = tuple[Cell | None, ...]

_DIGIT = re.compile("[0-9０-９]")
_LAST_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}$|[0-9０-９)）%％]$|[\u3400-\u9fff]$")
_LONGEST_WORD = 40
_SAMPLE = 60
_MOST = 0.6


def with_figures(rows: Sequence[Row], at: int) -> tuple[Row, ...] | None:
    """Return rows with the figures at the ends of names in a cell of their own, after the name.

    Only a figure with a magnitude, a currency or a per cent sign is one, and only where most
    names end in one: 58同城 and 7-Eleven stay whole.

    Parameters
    ----------
    rows
        The rows.
    at
        Which of the cells is the name.

    Returns
    -------
    tuple of rows, or None
        None where most names do not end in a figure.
    """
    names = [row[at] for row in rows]
    sample = names[:: max(len(names) // _SAMPLE, 1)]
    if sum(_figure(name) is not None for name in sample) <= _MOST * len(sample):
        return None
    parted = [_parted(name) for name in names]
    return tuple(
        (*row[:at], *cells, *row[at + 1 :]) for row, cells in zip(rows, parted, strict=True)
    )


def without_full_stop(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows of which the last does not end in the full stop of the text.

    A point stays where other entries end in one too, and after what is known to be shortened.

    >>> without_full_stop([(Cell("Birch", 3, 8),), (Cell("Alder.", 12, 18),)])[-1]
    (Cell(text='Alder', start=12, end=17),)
    """
    last = _last(rows[-1])
    if last is None or any(_ends_in_point(row) for row in rows[:-1]):
        return tuple(rows)
    cell = rows[-1][last]
    if cell is None or not cell.text.endswith("."):
        return tuple(rows)
    words = cell.text[:-1]
    if not _LAST_WORD.search(words[-_LONGEST_WORD:]) or follows_a_comma(words.split()[-1]):
        return tuple(rows)
    shorter = Cell(words, cell.start, cell.end - 1)
    return (*rows[:-1], (*rows[-1][:last], shorter, *rows[-1][last + 1 :]))


def _last(row: Row) -> int | None:
    """Return which cell of a row stands last in the text."""
    filled = [(cell.end, at) for at, cell in enumerate(row) if cell is not None]
    return max(filled)[1] if filled else None


def _ends_in_point(row: Row) -> bool:
    last = _last(row)
    cell = None if last is None else row[last]
    return cell is not None and cell.text.endswith(".")


def _figure(name: Cell | None) -> Quantity | None:
    """Return the figure that a name ends in, if something is left of the name."""
    if name is None or not _DIGIT.search(name.text) or name.end - name.start != len(name.text):
        return None
    found = quantities(name.text)
    if not found or found[-1].end != len(name.text) or not found[-1].start:
        return None
    last = found[-1]
    digits = _DIGIT.match(name.text, last.number.start) is not None
    amount = last.printed.percent or last.printed.currency is not None or _has_magnitude(last)
    return last if digits and amount else None


def _has_magnitude(figure: Quantity) -> bool:
    """Return whether a figure is in thousands at least without printing their digits."""
    digits = figure.number.end - figure.number.start
    return figure.printed.step >= 100 and digits < len(str(int(abs(figure.printed.value))))


def _parted(name: Cell | None) -> tuple[Cell | None, Cell | None]:
    """Return a name and its figure; None for the figure where the name ends in none."""
    figure = _figure(name)
    if name is None or figure is None:
        return name, None
    words = name.text[: figure.start].rstrip()
    return (
        Cell(words, name.start, name.start + len(words)),
        Cell(name.text[figure.start :], name.start + figure.start, name.end),
    )
