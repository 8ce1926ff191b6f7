"""The sheets that compute, written with XlsxWriter: weights to change, formulas, what follows.

Each formula carries the value that was published, so that a program that does not compute shows
that. Names for the computed columns keep the formulas of the second sheet readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.i18n import _
from steelyard.reports.workbook.formulas import formula
from steelyard.reports.workbook.look import Look, begins_like_a_formula
from steelyard.reports.workbook.sheet import Cells, Live

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_following", "write_live"]

_ABOVE, _HEADS, _WEIGHTS, _FIRST = 1, 2, 3, 4
"""Rows: the criteria above, the headings, the weights, the first unit."""
_KEY, _TITLE, _RANK, _PUBLISHED, _CHANGE, _SCORES = range(6)
"""Columns: key, name, computed rank, published rank, difference, the first score (the root's)."""
_DIGITS = 9
"""Decimals beyond which scores that differ tie: no formula adds up as exactly as the program."""
_LONGEST = 32_767


def write_live(worksheet: Worksheet, live: Live, look: Look) -> None:
    """Write the table with weights that can be changed and the formulas that follow them."""
    last = _FIRST + len(live.keys) - 1
    basis = _SCORES + len(live.columns)
    _set_up(worksheet, live, basis)
    how = _("The yellow cells are weights: change one, and scores and ranks follow.")
    worksheet.write_string(0, 0, how, look.line("heading"))
    _write_heads(worksheet, live, look, basis)
    _write_weights(worksheet, live, look)
    for number in range(len(live.keys)):
        _write_unit(worksheet, live, look, number, basis, last)
    if live.keys:
        _name_columns(worksheet, look, basis, last)


def _set_up(worksheet: Worksheet, live: Live, basis: int) -> None:
    worksheet.set_column(_KEY, _KEY, 14)
    worksheet.set_column(_TITLE, _TITLE, 34)
    worksheet.set_column(_RANK, _CHANGE, 11)
    worksheet.set_column(_SCORES, basis - 1, 15)
    worksheet.set_column(basis, basis + 1, None, None, {"hidden": True})
    worksheet.freeze_panes(_FIRST, _RANK)
    worksheet.set_landscape()
    worksheet.repeat_rows(_HEADS, _WEIGHTS)


def _write_heads(worksheet: Worksheet, live: Live, look: Look, basis: int) -> None:
    import polars as pl

    head = look.heading(Cells("", pl.Series([0]), "figure"))
    worksheet.set_row(_ABOVE, 32)
    worksheet.set_row(_HEADS, 48)
    for at, column in enumerate(live.columns):
        if column.parent:
            worksheet.write_string(_ABOVE, _SCORES + at, column.parent, look.above())
    fixed = (*live.heads, _("Rank by these weights"), _("Published rank"), _("Difference"))
    for at, text in enumerate(fixed):
        worksheet.write_string(_HEADS, at, text, head)
    for at, column in enumerate(live.columns):
        worksheet.write_string(_HEADS, _SCORES + at, column.title[:_LONGEST], head)
    worksheet.write_string(_HEADS, basis, _("Rounded score"), head)
    worksheet.write_string(_HEADS, basis + 1, _("Order"), head)


def _write_weights(worksheet: Worksheet, live: Live, look: Look) -> None:
    worksheet.write_string(_WEIGHTS, _TITLE, _("Weight within the criterion"), look.line("strong"))
    for at, column in enumerate(live.columns):
        if column.weight is not None:
            worksheet.write_number(_WEIGHTS, _SCORES + at, column.weight, look.weight())
    worksheet.data_validation(
        _WEIGHTS,
        _SCORES,
        _WEIGHTS,
        _SCORES + len(live.columns) - 1,
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_title": _("Weight"),
            "error_message": _("A weight is a number of at least 0."),
        },
    )


def _write_unit(
    worksheet: Worksheet, live: Live, look: Look, number: int, basis: int, last: int
) -> None:
    row, rank = _FIRST + number, live.ranks[number]
    _write_text(worksheet, row, _KEY, live.keys[number], look)
    _write_text(worksheet, row, _TITLE, live.titles[number], look)
    rounded = _cell(row, basis)
    column = _range(_FIRST, last, basis)
    order = "" if live.descending else ",1"
    ranked = f'=IF(ISNUMBER({rounded}),RANK({rounded},{column}{order}),"")'
    _write_formula(worksheet, row, _RANK, ranked, rank, look.whole())
    if rank is not None:
        worksheet.write_number(row, _PUBLISHED, rank, look.whole())
        own, published = _cell(row, _RANK), _cell(row, _PUBLISHED)
        moved = f'=IF(ISNUMBER({own}),{published}-{own},"")'
        _write_formula(worksheet, row, _CHANGE, moved, 0.0, look.whole(signed=True))
    for at, node in enumerate(live.columns):
        value = node.values[number]
        if node.parts is None or node.aggregation is None:
            if value is not None:
                worksheet.write_number(row, _SCORES + at, value, look.computed())
            continue
        first, stop = (_SCORES + part for part in node.parts)
        weights = _across(_WEIGHTS, first, stop - 1, fixed=True)
        text = formula(weights, _across(row, first, stop - 1), node.aggregation)
        cell = (row, _SCORES + at, row, _SCORES + at)
        shown = "" if value is None else value
        worksheet.write_array_formula(*cell, "{" + text + "}", look.computed(strong=True), shown)
    score = live.columns[0].values[number]
    root = _cell(row, _SCORES)
    text = f'=IF(ISNUMBER({root}),ROUND({root},{_DIGITS}),"")'
    held = None if score is None else round(score, _DIGITS)
    _write_formula(worksheet, row, basis, text, held, look.computed())
    # Units of one rank in the order of the rows, so that each place has one unit.
    own = _cell(row, _RANK)
    above = f"{_cell(_FIRST, _RANK, row_fixed=True)}:{own}"
    text = f'=IF(ISNUMBER({own}),{own}+COUNTIF({above},{own})-1,"")'
    place = None if rank is None else float(number + 1)
    _write_formula(worksheet, row, basis + 1, text, place, look.whole())


def _name_columns(worksheet: Worksheet, look: Look, basis: int, last: int) -> None:
    """Name the columns that the sheet of the new order looks into."""
    sheet = worksheet.get_name().replace("'", "''")
    named = {
        "live_rank": _RANK,
        "live_title": _TITLE,
        "live_key": _KEY,
        "live_published": _PUBLISHED,
        "live_score": _SCORES,
        "live_order": basis + 1,
    }
    for name, at in named.items():
        look.workbook.define_name(name, f"='{sheet}'!{_range(_FIRST, last, at)}")


def write_following(worksheet: Worksheet, live: Live, look: Look) -> None:
    """Write the units in the order of the computed ranks."""
    import polars as pl

    columns = (
        ("live_rank", _("Rank by these weights"), live.ranks, look.whole()),
        ("live_key", live.heads[0], live.keys, look.line("line")),
        ("live_title", live.heads[1], live.titles, look.line("line")),
        ("live_score", live.columns[0].title, live.columns[0].values, look.computed(strong=True)),
        ("live_published", _("Published rank"), live.ranks, look.whole()),
    )
    head = look.heading(Cells("", pl.Series([0]), "figure"))
    worksheet.set_row(0, 32)
    for at, (_name, title, _values, _form) in enumerate(columns):
        worksheet.write_string(0, at, title[:_LONGEST], head)
    for at, width in enumerate((12, 14, 34, 15, 12)):
        worksheet.set_column(at, at, width)
    worksheet.freeze_panes(1, 3)
    worksheet.repeat_rows(0)
    ranked = [at for at, rank in enumerate(live.ranks) if rank is not None]
    for row, unit in enumerate(ranked, start=1):
        for at, (name, _title, values, form) in enumerate(columns):
            text = f'=IFERROR(INDEX({name},MATCH({row},live_order,0)),"")'
            _write_formula(worksheet, row, at, text, values[unit], form)


def _write_text(worksheet: Worksheet, row: int, at: int, text: str, look: Look) -> None:
    import polars as pl

    cells = Cells("", pl.Series([""]))
    form = look.quoted(cells) if begins_like_a_formula(text) else look.cell(cells)
    worksheet.write_string(row, at, text[:_LONGEST], form)


def _write_formula(
    worksheet: Worksheet, row: int, at: int, text: str, value: float | str | None, form: Format
) -> None:
    worksheet.write_formula(row, at, text, form, "" if value is None else value)


def _cell(row: int, column: int, *, row_fixed: bool = False) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    name: str = xl_rowcol_to_cell(row, column, row_abs=row_fixed)
    return name


def _range(first: int, last: int, column: int) -> str:
    """Return the cells of a column, fixed."""
    from xlsxwriter.utility import xl_range_abs

    name: str = xl_range_abs(first, column, last, column)
    return name


def _across(row: int, first: int, last: int, *, fixed: bool = False) -> str:
    """Return the cells of a row."""
    from xlsxwriter.utility import xl_range, xl_range_abs

    name: str = (xl_range_abs if fixed else xl_range)(row, first, row, last)
    return name
