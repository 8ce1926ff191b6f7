"""What a spreadsheet program lets a cell hold, and what it says at the cell and when it refuses."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Column
from steelyard.templates.layout import Layout
from steelyard.templates.lists import quoted
from steelyard.templates.notes import expected, listed
from steelyard.templates.sheets import cut

__all__ = ["LAST_ROW", "validation"]

LAST_ROW = 1_048_575
"""The last row of a sheet, from 0: as many rows as there are may be filled in."""

_MOST = 999_999_999_999_999
"""Numbers have 15 digits in a spreadsheet; a rule without bounds only asks for a number."""
_FIRST_DAY = dt.date(1900, 1, 1)
_TITLE, _MESSAGE = 32, 255


def validation(layout: Layout, table: str, name: str) -> dict[str, Any] | None:
    """Return the rule of a column's cells in XlsxWriter's words; None where any text goes."""
    column = layout.book.tables[table].columns[name]
    options = layout.options.get((table, name))
    if options is not None:
        return {
            "validate": "list",
            "source": layout.lists.source(options),
            **_said(layout, table, name, message("Choose from the list, or leave the cell empty.")),
        }
    if layout.place(column) is not None:
        return _from_sheet(layout, table, name)
    if column.type == "text":
        return None
    hint = message("{what}.", what=listed(str(part) for part in expected(column)))
    return {**_typed(column), **_said(layout, table, name, hint)}


def _said(
    layout: Layout, table: str, name: str, hint: Message, refused: Message | None = None
) -> dict[str, str]:
    """Return what is said at a cell, and what when it is refused: that it is not as was said."""
    heading = _clipped(layout.headings[table][name], _TITLE)
    refused = refused or message("This is not what the column takes. {hint}", hint=hint)
    return {
        "input_title": heading,
        "input_message": _clipped(str(hint), _MESSAGE),
        "error_title": heading,
        "error_message": _clipped(str(refused), _MESSAGE),
    }


def _clipped(text: str, most: int) -> str:
    """Return a text that fits, with a sign where something is cut off.

    >>> _clipped("Capacity utilisation", 9), _clipped("Capacity", 9)
    ('Capacity…', 'Capacity')
    """
    return text if cut(text, most) == text else cut(text, most - 1).rstrip() + "…"


def _from_sheet(layout: Layout, table: str, name: str) -> dict[str, Any]:
    """Return the rule of a cell that names a row of another sheet, as far as that is filled in.

    It only warns, because the other sheet may be filled in later.
    """
    other, _dot, key = (layout.book.tables[table].columns[name].references or "").partition(".")
    at = list(layout.book.tables[other].columns).index(key)
    place = {"sheet": layout.sheets[other], "column": layout.headings[other][key]}
    hint = message("One that stands on the sheet “{sheet}” under “{column}”.", **place)
    absent = message(
        "This does not stand on the sheet “{sheet}” under “{column}” yet; it must stand there "
        "when the workbook is delivered.",
        **place,
    )
    return {
        "validate": "list",
        "source": _filled(layout.sheets[other], at),
        "error_type": "warning",
        **_said(layout, table, name, hint, absent),
    }


def _filled(sheet: str, column: int) -> str:
    """Return the cells of a column down to as many as are filled, as a formula."""
    from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

    first = quoted(sheet) + xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
    every = quoted(sheet) + xl_range_abs(1, column, LAST_ROW, column)
    return f"=OFFSET({first},0,0,MAX(1,COUNTA({every})),1)"


def _typed(column: Column) -> dict[str, Any]:
    if column.type == "date":
        return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    least, greatest = column.range or (None, None)
    whole = column.type == "integer"
    kind = {"validate": "integer" if whole else "decimal"}
    low = None if least is None else math.ceil(least) if whole else least
    high = None if greatest is None else math.floor(greatest) if whole else greatest
    if high is None and low is not None:
        return {**kind, "criteria": ">=", "value": f"{low:.15G}"}
    if low is None and high is not None:
        return {**kind, "criteria": "<=", "value": f"{high:.15G}"}
    ends = (-_MOST, _MOST) if low is None or high is None else (low, high)
    return {
        **kind,
        "criteria": "between",
        "minimum": f"{ends[0]:.15G}",
        "maximum": f"{ends[1]:.15G}",
    }
