"""Frames and rows as the columns of a sheet: what kind of cells, how many decimals, which words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from steelyard.i18n import _
from steelyard.reports.workbook.sheet import Cells, Kind

__all__ = ["columns_of", "filled", "rows_of", "told"]

_MOST_DECIMALS = 6


def columns_of(
    frame: pl.DataFrame,
    heads: Mapping[str, str],
    *,
    labels: Collection[str] = (),
    strong: Collection[str] = (),
    bars: Mapping[str, float] | None = None,
) -> tuple[Cells, ...]:
    """Return the columns of a frame as they are shown.

    Parameters
    ----------
    frame
        The rows.
    heads
        The headings by column; a column that has none keeps its name.
    labels
        Columns of numbers that name something.
    strong
        Columns in bold.
    bars
        The most that figures of a column can be.
    """
    return tuple(
        Cells(
            heads.get(series.name, series.name),
            _said(series),
            _kind(series, labels),
            _decimals(series),
            (bars or {}).get(series.name),
            series.name in strong,
        )
        for series in frame
    )


def _said(series: pl.Series) -> pl.Series:
    """Return cells as people read them: yes and no in words, nothing where there is no number."""
    if series.dtype == pl.Boolean:
        words = pl.DataFrame({"said": [_("yes"), _("no")], "value": [True, False]})
        cells = series.alias("value").to_frame()
        return cells.join(words, on="value", how="left", maintain_order="left")["said"]
    if series.dtype.is_float():
        return series.set(~series.is_finite().fill_null(value=True), None)
    if series.dtype.is_numeric() or series.dtype in (pl.Date, pl.String):
        return series
    return series.cast(pl.String)


def _kind(series: pl.Series, labels: Collection[str]) -> Kind:
    if series.dtype == pl.Date:
        return "day"
    if not series.dtype.is_numeric():
        return "text"
    return "label" if series.name in labels else "figure"


def _decimals(series: pl.Series) -> int:
    """Return how many decimals a column needs: four digits or so of its largest figure."""
    if not series.dtype.is_float():
        return 0
    known = series.filter(series.is_finite()).abs()
    if known.is_empty() or (known % 1 == 0).all():
        return 0
    largest = float(str(known.max()))
    if largest >= 1:
        return 1 if largest >= 1000 else 2 if largest >= 10 else 3
    return 3 if largest >= 0.1 else _MOST_DECIMALS


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame without the columns in which nothing stands."""
    texts = frame.with_columns(pl.col(pl.String).replace("", None))
    return frame.select(cells.name for cells in texts if cells.null_count() < len(cells))


def told(series: pl.Series, words: Mapping[str, object]) -> pl.Series:
    """Return codes by what they are called in the current language; others stay."""
    said = {code: str(text) for code, text in words.items()}
    return series.cast(pl.String).replace(said)


def rows_of(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[Cells, ...]:
    """Return rows of texts and numbers as columns, without those in which nothing stands."""
    columns = zip(heads, zip(*rows, strict=True), strict=True) if rows else ()
    return tuple(
        Cells(head, _said(series), _kind(series, ()), _decimals(series))
        for head, cells in columns
        if (series := _series(list(cells))).null_count() < len(series)
    )


def _series(cells: list[object]) -> pl.Series:
    numbers = all(cell is None or isinstance(cell, int | float) for cell in cells)
    if numbers and any(cell is not None for cell in cells):
        return pl.Series("", cells, dtype=pl.Float64)
    return pl.Series("", [None if x is None else str(x) for x in cells], dtype=pl.String)
