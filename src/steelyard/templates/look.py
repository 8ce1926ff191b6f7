"""How the workbooks look: formats of headings and cells, widths of columns, one accent colour.

Only what a spreadsheet program shows; what stands in the cells is left to others.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steelyard.scheme.inputs import Column

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = [
    "Look",
    "header_width",
    "heading_lines",
    "lines_of",
    "number_format",
    "pages_wide",
    "row_height",
    "width",
]

_ACCENT = "#1F4E79"
_TINT = "#DCE6F1"
_GREY = "#808080"
_SHOWN = ("@", "0", "#,##0", "#,##0.00##", "yyyy-mm-dd")
_NARROWEST, _ONE_LINE, _WIDEST = 11, 18, 40
_LETTER, _FILLED = 0.9, 0.95
"""How wide a letter is to a digit on average, and how much of a line is filled."""
_LINE, _HIGHEST = 15, 409
"""Points of a line, and of the highest row there is."""
# A word with the space behind it, or a single wide sign.
_WORDS = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*")
_PAGE = 200
"""Digits on an A4 page across that are still read with ease."""


@dataclass(frozen=True)
class Look:
    """The formats of a workbook.

    Parameters
    ----------
    required, optional
        Of the headings of columns that must be there, and of the others.
    title, heading, line, notice, code
        Of the lines of the first sheet.
    quiet
        Of headings on the sheet of lists.
    cells
        Of cells to fill in, by how a spreadsheet shows them.
    """

    required: Format
    optional: Format
    title: Format
    heading: Format
    line: Format
    notice: Format
    code: Format
    quiet: Format
    cells: Mapping[str, Format]

    @classmethod
    def of(cls, workbook: Workbook) -> Look:
        """Add the formats to a workbook."""
        header = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        header |= {"border_color": _GREY}
        line = {"text_wrap": True, "valign": "top"}
        return cls(
            required=workbook.add_format({**header, "bg_color": _ACCENT, "font_color": "#FFFFFF"}),
            optional=workbook.add_format({**header, "bg_color": _TINT, "font_color": "#000000"}),
            title=workbook.add_format({**line, "bold": True, "font_size": 16}),
            heading=workbook.add_format(
                {**line, "bold": True, "font_color": _ACCENT, "valign": "bottom"}
            ),
            line=workbook.add_format(line),
            notice=workbook.add_format({**line, "bold": True, "font_color": "#C00000"}),
            code=workbook.add_format({**line, "font_name": "Courier New"}),
            quiet=workbook.add_format({"bold": True, "bg_color": _TINT}),
            cells={shown: workbook.add_format({"num_format": shown}) for shown in _SHOWN},
        )


def number_format(column: Column) -> str:
    """Return how a spreadsheet shows the cells of a column.

    Whole numbers without a unit are counts and years: those have no thousands.

    >>> number_format(Column(type="text")), number_format(Column(unit="万元"))
    ('@', '#,##0.00##')
    """
    if column.type == "integer":
        return "#,##0" if column.unit else "0"
    return {"number": "#,##0.00##", "date": "yyyy-mm-dd"}.get(column.type, "@")


def width(text: str) -> int:
    """Return how many digits wide a text is; Chinese characters are twice as wide.

    >>> width("桿秤 steelyard")
    14
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def lines_of(text: str, places: int) -> int:
    """Return over how many lines a text goes in a column that is so many digits wide.

    >>> lines_of("桿秤", 10), lines_of("桿秤 steelyard", 10), lines_of("", 10)
    (1, 2, 1)
    """
    wide = width(text) - len(text)
    needed = 2 * wide + _LETTER * (len(text) - wide)
    return 1 if needed <= places else math.ceil(needed / (places * _FILLED))


def heading_lines(text: str, places: int) -> int:
    """Return over how many lines a heading goes: broken at spaces and between Chinese characters.

    >>> heading_lines("Bottleneck technologies supported", 18), heading_lines("桿秤桿秤", 6)
    (3, 2)
    """
    lines, filled = 1, 0
    # Bold letters, and what a program leaves free at the sides.
    room = places - 1
    for word in _WORDS.findall(text):
        needed = width(word.rstrip())
        if filled and filled + needed > room:
            lines, filled = lines + 1, 0
        filled += width(word)
    return lines


def row_height(lines: int) -> int:
    """Return the height of a row with so many lines, in points.

    Not every spreadsheet program lets a row grow with its text.
    """
    return min(_LINE * lines + _LINE // 5, _HIGHEST)


def pages_wide(widths: Iterable[int]) -> int:
    """Return over how many A4 pages a sheet of columns goes across, so that it can be read.

    >>> pages_wide([20] * 5), pages_wide([20] * 35)
    (1, 4)
    """
    return max(math.ceil(sum(widths) / _PAGE), 1)


def header_width(heading: str) -> int:
    """Return the width of a column whose heading goes over two lines where it is long.

    >>> header_width("Fund"), header_width("Invention patents and technical results of the year")
    (11, 28)
    """
    whole = width(heading)
    longest = max(map(width, heading.split()), default=0) if heading.isascii() else 0
    broken = whole if whole <= _ONE_LINE else whole // 2 + 1
    return max(_NARROWEST, min(max(broken, longest), _WIDEST) + 2)
