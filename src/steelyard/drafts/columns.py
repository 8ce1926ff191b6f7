"""What the columns of a table hold, as far as their cells and headers tell.

Types are guessed here, and what mars them is counted; which column is the key
and which an indicator is left to ``roles``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from steelyard.data.numbers import Figures, Style, figures, file_style, read_figures
from steelyard.data.values import as_text, half_width, is_missing, read_dates
from steelyard.drafts.raw import RawTable
from steelyard.drafts.units import GuessedUnit, guess_unit
from steelyard.drafts.words import is_missing_marker, is_serial, says

__all__ = ["Profile", "profiles"]

_LEAST_FIGURES, _MANY_FIGURES = 0.8, 0.4
_MOST_MARKERS = 5
_SKEWNESS, _KURTOSIS = 2.0, 3.5


@dataclass(frozen=True)
class Profile:
    """A column.

    Parameters
    ----------
    at, header
        Its position in the file, from 0, and its header as printed.
    kind
        What it holds.
    values
        Its values, null where there is none: text, float64, dates or booleans.
    unit
        The unit of its figures.
    markers
        Texts that stand among figures, and the number of cells of each.
    spoilt
        A text for which a column with many figures is not one of figures.
    """

    at: int
    header: str
    kind: Literal["text", "figures", "date", "boolean", "empty"]
    values: pl.Series
    unit: GuessedUnit | None = None
    markers: tuple[tuple[str, int], ...] = ()
    spoilt: str | None = None

    @cached_property
    def missing(self) -> int:
        """The number of cells without a value."""
        return self.values.null_count()

    @cached_property
    def distinct(self) -> int:
        """The number of different values."""
        return self.values.drop_nulls().n_unique()

    @cached_property
    def identifies(self) -> bool:
        """Whether each row has a value of its own."""
        return self.missing == 0 and self.distinct == len(self.values) > 0

    @cached_property
    def whole(self) -> bool:
        """Whether all figures are whole numbers."""
        there = self.values.drop_nulls()
        return self.kind == "figures" and bool((there == there.round()).all())

    @cached_property
    def skewed(self) -> bool:
        """Whether skewness is beyond ±2 and kurtosis above 3.5, the rule of the COIN Tool."""
        there = self.values.drop_nulls()
        if self.distinct < 2 or len(there) < 4:
            return False
        skewness = there.skew(bias=False) or 0.0
        kurtosis = there.kurtosis(bias=False) or 0.0
        return abs(skewness) > _SKEWNESS and kurtosis > _KURTOSIS


def profiles(table: RawTable) -> list[Profile]:
    """Return what each column of a table holds.

    Columns without a header are left out, and those whose cells hold lists or the like.
    """
    halves = {
        at: figures(cells)
        for at, cells in enumerate(table.cells)
        if cells.dtype == pl.String or cells.dtype.is_numeric()
    }
    style = file_style(list(halves.values()))
    return [
        _profile(at, header, table.cells[at], halves.get(at), style, table.decimal_comma)
        for at, header in enumerate(table.headers)
        if header and not table.cells[at].dtype.is_nested()
    ]


def _profile(
    at: int,
    header: str,
    cells: pl.Series,
    half: Figures | None,
    style: Style | None,
    decimal_comma: bool,
) -> Profile:
    if half is None:
        return _typed(at, header, cells)
    absent = is_missing(half_width(half.text), (), figures=True)
    filled = len(cells) - int(absent.sum())
    if filled == 0:
        return Profile(at, header, "empty", cells)
    if cells.dtype == pl.String and read_dates(cells, ()).faults.count == 0:
        dates = read_dates(cells, ()).values
        if half.values.is_not_null().sum() == 0:
            return Profile(at, header, "date", dates)
    markers = _markers(half)
    unknown = [text for text, _count in markers if not is_missing_marker(text)]
    share = _share_of_figures(half, markers, filled)
    if len(unknown) > _MOST_MARKERS or share < _LEAST_FIGURES:
        spoilt = unknown[0] if share >= _MANY_FIGURES else None
        return Profile(at, header, "text", _texts(cells), spoilt=spoilt)
    if _only_names(header, half):
        return Profile(at, header, "text", _texts(cells))
    signs = [half.odd[part].drop_nulls() for part in ("percent", "before", "after")]
    unit = guess_unit(header, pl.concat(signs).unique(maintain_order=True).to_list())
    column = figures(cells, [text for text, _count in markers])
    reading = read_figures(column, unit.unit if unit else None, style, decimal_comma=decimal_comma)
    return Profile(at, header, "figures", reading.values, unit, markers)


def _typed(at: int, header: str, cells: pl.Series) -> Profile:
    if cells.null_count() == len(cells):
        return Profile(at, header, "empty", cells)
    if cells.dtype == pl.Boolean:
        return Profile(at, header, "boolean", cells)
    if cells.dtype in (pl.Date, pl.Datetime):
        return Profile(at, header, "date", cells.cast(pl.Date))
    return Profile(at, header, "text", _texts(cells))


def _texts(cells: pl.Series) -> pl.Series:
    text = as_text(cells).str.strip_chars()
    return text.set(is_missing(text, (), figures=False), None)


def _markers(half: Figures) -> tuple[tuple[str, int], ...]:
    """Return the texts that stand among figures, the most frequent first."""
    positions = half.odd.filter(pl.col("digits").is_null())["at"]
    counts = half.text.gather(positions).value_counts(sort=True, name="count")
    found = [(str(text), int(count)) for text, count in counts.rows()]
    return tuple(sorted(found, key=lambda entry: (-entry[1], entry[0])))


def _share_of_figures(half: Figures, markers: tuple[tuple[str, int], ...], filled: int) -> float:
    """Return the share of figures among the cells that are not known to mean “no value”."""
    known = sum(count for text, count in markers if is_missing_marker(text))
    numeric = filled - sum(count for _text, count in markers)
    return numeric / (filled - known) if filled > known else 0.0


def _only_names(header: str, half: Figures) -> bool:
    """Whether figures only name something: codes, running numbers, 000001."""
    if bool(half.text.str.contains(r"^0\d").any()):
        return True
    if half.odd.height or not bool((half.values == half.values.round()).all()):
        return False
    return says(header, "code") or (is_serial(header) and _is_run(half.values.drop_nulls()))


def _is_run(values: pl.Series) -> bool:
    """Whether numbers follow each other, like those of rows."""
    return bool((values.diff().drop_nulls() == 1).all())
