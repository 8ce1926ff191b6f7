"""Cells that hold text, dates or yes and no.

What such a cell may say is written down here once; numbers, which have more
ways of being written, are left to ``numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from steelyard.data.faults import NO_FAULTS, Faults, clip, find
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = [
    "FEW",
    "UNDEFINED",
    "Reading",
    "as_text",
    "half_width",
    "is_missing",
    "read_booleans",
    "read_dates",
    "read_text",
]

_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys("\u3000\u00a0\u2005\u2007\u2009\u202f", " ")
_SIGNS = {"\u2212": "-", "\u2013": "-", "\ufe63": "-", "\u2019": "'", "\uffe5": "¥"}
_NARROW = _WIDE | _SPACES | _SIGNS

UNDEFINED = ("#div/0!", "#num!")
"""Spreadsheet errors that say, in small letters, that a figure has no value."""

_NO_VALUE = ("", "n/a", "#n/a", "n.a.", "-", "--", "—", "——", "―", "…", "……", "..", "...", "‥")
_NO_FIGURE = (*_NO_VALUE, *UNDEFINED, "na", "null")
_SPREADSHEET_ERRORS = ("#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")

FEW = 200
"""Cells that are sooner looked at one by one than as a column."""

_YES = ("true", "yes", "1", "是", "有")
_NO = ("false", "no", "0", "否", "无", "無")

_FIRST = 2_000
"""Rows that tell whether a column repeats a few texts."""
_PLAIN_ANSWERS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False) | {None: None}

_DATE = r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"
_PLAIN_DAY = re.compile(r"^([12][0-9]{3}-[0-9]{2}-[0-9]{2})(?: 00:00:00)?$")
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"


@dataclass(frozen=True)
class Reading:
    """A column read: its values, null where there is none, and what there is to say."""

    values: pl.Series
    faults: Faults = NO_FAULTS
    findings: tuple[Finding, ...] = ()


def as_text(cells: pl.Series) -> pl.Series:
    """Return cells of any type as text; whole numbers without “.0”."""
    if cells.dtype == pl.String:
        return cells
    text = cells.cast(pl.String)
    return text.str.replace(r"\.0$", "") if cells.dtype.is_float() else text


def half_width(text: pl.Series) -> pl.Series:
    """Return text with full-width signs and digits, odd spaces and minus signs made plain.

    Not by Unicode's compatibility forms: they would read the footnote in 12¹ as 121.
    """
    return text.str.replace_many(list(_NARROW), list(_NARROW.values())).str.strip_chars()


def is_missing(text: pl.Series, declared: Collection[str], *, figures: bool) -> pl.Series:
    """Return whether each text means “no value”.

    NA and null are names as well (Namibia's code, a surname), so they mean it only
    where a figure, a date or a yes or no stands otherwise.
    """
    folded = text.str.to_lowercase()
    markers = _NO_FIGURE if figures else _NO_VALUE
    return folded.is_in(markers) | text.is_in(list(declared)) | text.is_null()


def read_text(cells: pl.Series, missing: Collection[str], choices: Collection[str]) -> Reading:
    """Return texts without surrounding spaces, null where there is none."""
    text = as_text(cells)
    if len(text) <= FEW and all(_says_itself(cell, missing) for cell in text):
        return Reading(text)
    if text.head(_FIRST).n_unique() < _FIRST // 2:  # it repeats itself: look once at each text
        known = text.unique()
        if _texts(known, missing, choices).values.equals(known):
            return Reading(text)
    return _texts(text, missing, choices)


def _says_itself(cell: str | None, missing: Collection[str]) -> bool:
    """Return whether a cell is its value as it stands."""
    return cell is None or not (
        cell != cell.strip()
        or cell.lower() in _NO_VALUE
        or cell in missing
        or cell in _SPREADSHEET_ERRORS
    )


def _texts(cells: pl.Series, missing: Collection[str], choices: Collection[str]) -> Reading:
    text = cells.str.strip_chars()
    absent = is_missing(text, missing, figures=False) & ~text.is_in(list(choices))
    wrong = text.is_in(_SPREADSHEET_ERRORS)
    values = text.set((absent | wrong).fill_null(True), None)
    return Reading(
        values,
        find(
            wrong.fill_null(False),
            lambda at: message(
                "The cell holds the spreadsheet error {error}; expected text.", error=text[at]
            ),
        ),
    )


def _day(cell: str | None) -> date | None:
    """Return the day that a cell says plainly, None if it says it otherwise or not at all."""
    found = None if cell is None else _PLAIN_DAY.match(cell)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


def read_dates(cells: pl.Series, missing: Collection[str]) -> Reading:
    """Return dates; a time of day is left out.

    Read are 2025-01-31, 2025/1/31, 2025.1.31, 2025年1月31日 and 20250131.
    """
    if cells.dtype in (pl.Date, pl.Datetime):
        return Reading(cells.cast(pl.Date))
    if len(cells) <= FEW and cells.dtype == pl.String and not missing:
        days = [_day(cell) for cell in cells]
        if days.count(None) == cells.null_count():
            return Reading(pl.Series(cells.name, days, dtype=pl.Date))
    text = half_width(as_text(cells))
    absent = is_missing(text, missing, figures=True)
    parts = text.str.extract_groups(_DATE + _TIME).struct.unnest()
    year, month, day = (parts[:, at] for at in range(3))
    month, day = month.fill_null(parts[:, 3]), day.fill_null(parts[:, 4])
    joined = year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    values = joined.str.to_date("%Y-%m-%d", strict=False).set(absent, None)
    return Reading(
        values,
        find(
            values.is_null() & ~absent,
            lambda at: message(
                "“{text}” is not a date; expected a date such as 2025-01-31 or 2025年1月31日.",
                text=clip(text[at]),
            ),
        ),
    )


def read_booleans(cells: pl.Series, missing: Collection[str]) -> Reading:
    """Return yes or no."""
    if cells.dtype == pl.Boolean:
        return Reading(cells)
    if len(cells) <= FEW and cells.dtype == pl.String and {*cells} <= _PLAIN_ANSWERS.keys():
        answers = [_PLAIN_ANSWERS[cell] for cell in cells]
        return Reading(pl.Series(cells.name, answers, dtype=pl.Boolean))
    text = half_width(as_text(cells))
    folded = text.str.to_lowercase()
    yes, no = folded.is_in(_YES), folded.is_in(_NO)
    absent = is_missing(text, missing, figures=True) & ~yes & ~no
    return Reading(
        yes.set((~yes & ~no).fill_null(True), None),
        find(
            (~yes & ~no & ~absent).fill_null(False),
            lambda at: message(
                "“{text}” is neither yes nor no; expected true, false, yes, no, 1, 0, 是, 否, "
                "有 or 无.",
                text=clip(text[at]),
            ),
        ),
    )
