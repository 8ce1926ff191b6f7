"""Figures taken apart: sign, currency, digits, percentage; and what separates decimals.

A column is first read as plain numbers and only what is left is looked at
closely. Whether a comma separates thousands or decimals is settled by the
column, else by the rest of the file; what the cells are worth is left to
``numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from steelyard.data.values import UNDEFINED, as_text, half_width, is_missing

__all__ = ["SIGNS", "Figures", "Style", "column_style", "figures", "file_style", "take_apart"]

Style = Literal["point", "comma"]
"""What separates decimals; the other of the two may separate thousands."""

SIGNS = ("US$", "NT$", "HK$", "$", "€", "£", "¥", "₩", "₹")
_SIGN = "|".join(re.escape(sign) for sign in SIGNS)
_FIGURE = (
    r"^(?P<open>\()?(?P<sign>[+-])?(?P<before>" + _SIGN + r")?\s*(?P<inner>[+-])?"
    r"(?P<digits>\.?[0-9](?:[0-9.,' ]*[0-9.])?)(?P<power>[eE][+-]?[0-9]+)?"
    r"\s*(?P<after>" + _SIGN + r")?\s*(?P<percent>[%‰])?(?P<close>\))?$"
)


def _grouped(separators: Sequence[str], decimals: str) -> str:
    """Return the pattern of figures with groups of three digits, all separated alike."""
    return "|".join(rf"[1-9]\d{{0,2}}(?:{one}\d{{3}})+(?:{decimals})?" for one in separators)


_POINT = r"^(?:\d+\.?\d*|\.\d+|" + _grouped((",", " ", "'"), r"\.\d*") + ")$"
_COMMA = r"^(?:\d+(?:,\d+)?|" + _grouped((r"\.", " ", "'"), r",\d+") + ")$"


@dataclass(frozen=True)
class Figures:
    """A column of figures half read.

    Parameters
    ----------
    cells
        The cells as printed, null for no value.
    values
        Float64; the cells that read as plain finite numbers, null otherwise.
    odd
        The other cells, but for those that mean “no value”: their position ``at``, their
        ``text`` and its parts, which are null if it is no figure.
    typed
        Whether plain numbers are numbers beyond doubt, and not text that looks like them.
    not_a_number
        How many cells of a float column were NaN, which is how missing is stored there.
    undefined
        How many cells of a spreadsheet were #DIV/0! or #NUM!, which have no value either.
    """

    cells: pl.Series
    values: pl.Series
    odd: pl.DataFrame
    typed: bool = False
    not_a_number: int = 0
    undefined: int = 0

    @cached_property
    def text(self) -> pl.Series:
        """What the cells say; of numbers it is made only where somebody asks."""
        return as_text(self.cells)


def figures(cells: pl.Series, missing: Collection[str] = (), *, typed: bool = False) -> Figures:
    """Read plain numbers and take the other cells apart.

    Parameters
    ----------
    cells
        Text, or numbers.
    missing
        Texts that mean “no value”, beside the usual ones.
    typed
        Whether the file keeps numbers apart from text, so that 1.234 is no 1234.
    """
    gaps = 0
    if cells.dtype.is_float():
        gaps = int(cells.is_nan().sum())
        cells = cells.fill_nan(None)
    numeric = cells.dtype.is_numeric()
    cells = cells if numeric else as_text(cells)
    if missing:
        declared = as_text(cells).str.strip_chars().is_in(list(missing))
        cells = cells.set(declared.fill_null(False), None)
    values = cells.cast(pl.Float64, strict=False)
    values = values.set((~values.is_finite()).fill_null(False), None)
    if values.null_count() == cells.null_count():
        return Figures(cells, values, _NONE_ODD, typed or numeric, gaps)
    others = as_text(cells.filter(values.is_null()))
    undefined = int(others.str.to_lowercase().is_in(UNDEFINED).sum())
    odd = take_apart(cells, values.is_null())
    return Figures(cells, values, odd, typed or numeric, gaps, undefined)


def take_apart(cells: pl.Series, chosen: pl.Series) -> pl.DataFrame:
    """Return the parts of the chosen cells, but for those that mean “no value”."""
    positions = (chosen & cells.is_not_null()).arg_true()
    plain = half_width(as_text(cells.gather(positions)))
    odd = pl.DataFrame({"at": positions, "text": plain})
    odd = odd.filter(~is_missing(plain, (), figures=True))
    parts = pl.col("text").str.extract_groups(_FIGURE).struct.unnest()
    return odd.with_columns(parts).with_columns(
        point=pl.col("digits").str.contains(_POINT), comma=pl.col("digits").str.contains(_COMMA)
    )


_NONE_ODD = take_apart(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.Boolean))
"""No odd cell."""


def _evidence(column: Figures) -> set[Style]:
    """Return the styles without which some cell of the column could not be read."""
    only_comma = (column.odd["comma"] & ~column.odd["point"]).any()
    only_point = (column.odd["point"] & ~column.odd["comma"]).any()
    if not (only_point or column.typed):
        plain = column.text.filter(column.values.is_not_null()).str.strip_chars_start("+-")
        dotted = plain.filter(plain.str.contains(".", literal=True))
        only_point = not dotted.str.contains(_COMMA).all()
    found: set[Style] = {"comma"} if only_comma else set()
    return found | ({"point"} if only_point else set())


def _is_separated(column: Figures) -> bool:
    """Whether some cell was no plain number for its commas or points."""
    return not column.odd.is_empty() and bool(column.odd["digits"].str.contains("[.,]").any())


def file_style(columns: Sequence[Figures]) -> Style | None:
    """Return what separates decimals throughout a file, None if no cell of it tells."""
    if not any(_is_separated(column) for column in columns):
        return None
    found = set[Style]().union(*(_evidence(column) for column in columns))
    return found.pop() if len(found) == 1 else None


def column_style(column: Figures, elsewhere: Style | None) -> Style | None:
    """Return what separates decimals in a column; a point if cells speak for both."""
    if elsewhere != "comma" and not _is_separated(column):
        return "point"
    found = _evidence(column)
    if "point" in found:
        return "point"
    return "comma" if "comma" in found else elsewhere
