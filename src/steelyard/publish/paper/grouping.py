"""Groups for the report: how many units each country, sector or region has, and how they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import message
from steelyard.publish.numbers import number, percent, places_for, rank
from steelyard.publish.paper.lists import measure, short
from steelyard.publish.source import Source

__all__ = ["groups"]

_MOST = 25
"""How many groups of a column are named; the rest are counted."""


def groups(source: Source) -> Iterator[Mapping[str, Any]]:
    """Yield a table for each column by which units are grouped, in the current language."""
    frame = pl.concat([one.listed for one in source.current])
    for column in source.groups:
        if frame[column].n_unique() > 1:
            yield _table(source, frame, column)


def _table(source: Source, frame: pl.DataFrame, column: str) -> Mapping[str, Any]:
    value = measure(source)
    told = value is not None and frame[value].dtype.is_numeric()
    mean = pl.col(value).cast(pl.Float64).mean() if told and value else pl.lit(None, pl.Float64)
    key = pl.col(source.scheme.units.key).cast(pl.String)
    found = (
        frame.group_by(pl.col(column).cast(pl.String), maintain_order=True)
        .agg(
            count=pl.len(),
            mean=mean,
            best=pl.col("rank").min(),
            who=key.sort_by("rank", nulls_last=True, maintain_order=True).first(),
        )
        .sort(["count", column], descending=[True, False], nulls_last=True)
    )
    shown = found.head(_MOST)
    places = places_for(shown["mean"].to_list())
    most = max(shown["count"].to_list(), default=1)
    return {
        "title": heading(source.scheme, column),
        "measure": heading(source.scheme, value) if told and value else "",
        "note": _note(found.height),
        "rows": [
            {
                "title": short(source.label(column, row[column])),
                "count": number(row["count"], 0),
                "bar": row["count"] / most,
                "share": percent(row["count"] / frame.height),
                "mean": number(row["mean"], places),
                "best": _best(source, row),
            }
            for row in shown.iter_rows(named=True)
        ],
    }


def _best(source: Source, row: Mapping[str, Any]) -> str:
    if row["best"] is None:
        return "–"
    return f"{rank(row['best'])} · {short(source.titles[row['who']], 60)}"


def _note(count: int) -> str:
    if count <= _MOST:
        return ""
    return str(message("The {count} largest of {all}.", count=_MOST, all=f"{count:,}"))
