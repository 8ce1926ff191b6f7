"""How wide columns, how high rows and how many pages wide a sheet must be to be read.

Spreadsheet programs do not agree on whether a row grows with its text, so heights are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

import polars as pl

from steelyard.reports.workbook.sheet import Cells

__all__ = ["across", "height", "lines_of", "pages_wide", "rows_high", "width_of", "widths_of"]

_NARROWEST = 8
_HEADING, _HEADING_OF_FIGURES = 12, 10
"""Places after which a heading goes on below."""
_ROOM = 2
"""Places beside the longest text: the button of a filter, and what sets columns apart."""
_LINE, _HIGHEST = 15, 409
"""Points of a line, and of the highest row there is."""
_LETTER, _FILLED = 0.9, 0.95
"""How wide a letter is to a digit on average, and how much of a line is filled."""
_NARROW, _FILLED_OF_NARROW = 40, 0.85
"""A column in which whole words leave more of a line empty."""
_PAGE = 230
"""Places on an A4 page across, at the smallest size that is read with ease: two thirds."""
# Signs that take two places: from the Hangul letters through the full-width forms.
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60"
_WIDE_SIGNS = f"[{_WIDE}]"
_WORD = re.compile(f"[^\\s{_WIDE}]+")


def width_of(cells: Cells) -> int:
    """Return how wide a column is: as its cells, its heading over several lines.

    Examples
    --------
    >>> width_of(Cells("Name", pl.Series(["远山基金", "Alpha"])))
    10
    """
    most = _HEADING if cells.kind == "text" else _HEADING_OF_FIGURES
    words = max((len(word) for word in _WORD.findall(cells.heading)), default=0)
    # A heading is broken at spaces, or between Chinese characters.
    heading = min(_width(cells.heading), max(most, words))
    return min(max(_inside(cells), heading, _NARROWEST - _ROOM), cells.widest) + _ROOM


def widths_of(tables: Sequence[Sequence[Cells]]) -> list[int]:
    """Return the widths of the columns of a sheet on which tables stand below each other."""
    count = max((len(columns) for columns in tables), default=0)
    return [max(width_of(cols[at]) for cols in tables if at < len(cols)) for at in range(count)]


def _inside(cells: Cells) -> int:
    if cells.kind == "figure":
        return _figure_width(cells)
    longest = _widths(cells.values).max()
    return 0 if longest is None else int(str(longest))


def _figure_width(cells: Cells) -> int:
    largest = cells.values.abs().max()
    if largest is None:
        return 0
    if cells.places:
        shown = zip(cells.values, cells.places, strict=True)
        return max(len(f"{value:,.{n}f}") for value, n in shown if value is not None) + 2
    return len(f"{float(str(largest)):,.{cells.decimals}f}") + 2


def _widths(texts: pl.Series) -> pl.Series:
    """Return the places that texts take."""
    said = texts.cast(pl.String)
    return said.str.len_chars() + said.str.count_matches(_WIDE_SIGNS)


def _width(text: str) -> int:
    return int(_widths(pl.Series([text]))[0])


def lines_of(text: str, width: float) -> int:
    """Return over how many lines a text goes in a column.

    Examples
    --------
    >>> lines_of("远山基金", 10), lines_of("远山基金", 6), lines_of("one" + chr(10) + "two", 10)
    (1, 2, 2)
    """
    return int(_lines(pl.Series(text.split("\n")), width).sum())


def height(lines: int) -> int:
    """Return the height of a row with so many lines, in points."""
    return min(lines * _LINE, _HIGHEST)


def rows_high(columns: Sequence[Cells], widths: Sequence[int]) -> list[int]:
    """Return over how many lines each row of a table goes."""
    count = len(columns[0].values) if columns else 0
    wrapped = [
        _lines(cells.values, width).alias(str(at))
        for at, (cells, width) in enumerate(zip(columns, widths, strict=False))
        if cells.kind == "text"
    ]
    if not wrapped:
        return [1] * count
    return list(pl.DataFrame(wrapped).max_horizontal())


def _lines(texts: pl.Series, width: float) -> pl.Series:
    """Return over how many lines each text goes; an empty cell over one."""
    said = texts.cast(pl.String).fill_null("")
    wide = said.str.count_matches(_WIDE_SIGNS)
    needed = 2 * wide + _LETTER * (said.str.len_chars() - wide)
    filled = _FILLED if width >= _NARROW else _FILLED_OF_NARROW
    lines = (needed / (width * filled)).ceil().cast(pl.Int64)
    return lines.set(needed <= width, 1)


def across(widths: Sequence[int], most: int) -> int:
    """Return how many columns a line of text goes over, at least one.

    Examples
    --------
    >>> across([30, 10, 10, 60], 90), across([120, 10], 90)
    (3, 1)
    """
    return max(sum(whole <= most for whole in accumulate(widths)), 1)


def pages_wide(widths: Sequence[int], repeated: int) -> int:
    """Return over how many pages a sheet goes across, so that it can be read.

    Parameters
    ----------
    widths
        Of all columns.
    repeated
        How many columns stand on every page.

    Examples
    --------
    >>> pages_wide([30] * 7, 1), pages_wide([30] * 12, 1)
    (1, 2)
    """
    if sum(widths) <= _PAGE:
        return 1
    own = sum(widths[:repeated])
    return max(-(-(sum(widths) - own) // max(_PAGE - own, _PAGE // 2)), 2)
