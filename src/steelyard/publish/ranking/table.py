"""A list as a table: its columns, its rows as plain data, its filters, and who left it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from steelyard.publish.numbers import MISSING
from steelyard.publish.ranking.columns import Column, columns_of
from steelyard.publish.ranking.known import CHANGES, Known
from steelyard.publish.source import PublishedList, Source

__all__ = ["RESERVED", "Table", "table_of"]

RESERVED = frozenset({"q", "sort", "page"})
"""Words that say something else in an address than the name of a filter."""


@dataclass(frozen=True)
class Table:
    """A list as it is shown.

    Parameters
    ----------
    one
        The list.
    title
        What it is called; empty where there is only one.
    columns
        Its columns.
    rows
        Its rows, the best first, those without a rank at the end.
    left
        Who was ranked before and is not listed now.
    since
        Against what ranks changed: ``edition``, ``period``, or None where nothing is known.
    """

    one: PublishedList
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    left: Sequence[Mapping[str, Any]]
    since: str | None

    def content(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "list": {
                "title": self.title,
                "period": self.one.period,
                "within": dict(self.one.within),
                "units": len(self.rows),
                "ranked": self.one.ranked,
                "first": self.one.first,
                "candidates": self.one.candidates,
            },
            "columns": [
                {**asdict(column), "first": column.first, "numeric": column.numeric}
                for column in self.columns
            ],
            "rows": self.rows,
            "left": self.left,
            "since": self.since,
        }

    def column(self, kind: str) -> Column | None:
        """Return the column of a kind; None where the table has none."""
        return next((column for column in self.columns if column.kind == kind), None)

    def filters(self) -> list[dict[str, Any]]:
        """Return by what readers may filter: each value with how many units have it."""
        return [
            made
            for column in self.columns
            if column.group and len((made := _filter(column, self.rows))["options"]) > 1
        ]


def _filter(column: Column, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = Counter(_code(row["figures"][column.figure]) for row in rows)
    options = [
        {"value": code, "label": column.labels.get(code, code), "count": counts[code]}
        for code in counts
    ]
    name = column.figure or column.name
    return {
        "name": f"{name}_" if name in RESERVED else name,
        "column": column.name,
        "heading": column.heading,
        "options": sorted(options, key=lambda one: (one["value"] == MISSING, one["label"])),
    }


def _code(value: object) -> str:
    return MISSING if value is None else str(value)


def table_of(source: Source, known: Known, one: PublishedList) -> Table:
    """Return a list as a table in the current language."""
    frame = known.joined(one)
    columns = columns_of(source, one, frame, known.since(one))
    rows = _rows(source, known, frame, columns)
    if one.first is not None:
        rows = [{**row, "listed": on} for row, on in zip(rows, one.on.tolist(), strict=True)]
    since = None
    if any(column.kind == "change" for column in columns):
        since = "edition" if known.against_edition(one) else "period"
    left = _left(source, known, one, {row["key"] for row in rows}) if since else []
    return Table(one, source.list_title(one), columns, rows, left, since)


def _rows(
    source: Source, known: Known, frame: pl.DataFrame, columns: Sequence[Column]
) -> list[dict[str, Any]]:
    key = source.scheme.units.key
    figures = [column.figure for column in columns if column.figure is not None]
    reasons = known.reasons() if frame["rank"].null_count() else {}
    return [
        {
            "key": (code := str(row[key])),
            "title": source.titles.get(code, code),
            "address": source.addresses.get(code),
            "rank": row["rank"],
            **({"score": row["score"]} if "score" in row else {}),
            **{name: row[name] for name in _INTERVAL if name in row},
            **{name[1:]: row[name] for name in ("_band", "_imputed") if name in row},
            **({"grade": row["grade"]} if "grade" in row else {}),
            **({"change": _change(row)} if "_status" in row else {}),
            **({"why": reasons.get(code, "")} if row["rank"] is None else {}),
            "figures": {name: _plain(row[name]) for name in figures},
        }
        for row in frame.iter_rows(named=True)
    ]


_INTERVAL = ("rank_p05", "rank_median", "rank_p95")


def _change(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["_status"] in (None, "first"):
        return None
    return {name[1:]: row[name] for name in CHANGES}


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _left(source: Source, known: Known, one: PublishedList, here: set[str]) -> list[dict[str, Any]]:
    """Return who was ranked in this list before and is not in it now, the best first."""
    changes = known.changes(one)
    if changes is None:
        return []
    gone = changes.filter((pl.col("_status") == "left") & pl.col("_before").is_not_null())
    if "_period" in gone.columns:
        gone = gone.filter(pl.col("_period") == one.period)
    former = _former(source, known, one)
    return [
        {
            "key": key,
            "title": former[key],
            "address": source.addresses.get(key),
            "rank_before": before,
        }
        for key, before in gone.sort("_before", "_key").select("_key", "_before").iter_rows()
        if key in former and key not in here
    ]


def _former(source: Source, known: Known, one: PublishedList) -> Mapping[str, str]:
    """Return what the units were called that once stood in the same list, by key."""
    edition = source.previous if known.against_edition(one) else None
    before = source if edition is None else Source(edition)
    column = before.scheme.units.key
    return {
        key: before.titles.get(key, key)
        for listed in before.lists
        if listed.within == one.within
        for key in listed.frame[column].cast(pl.String).to_list()
    }
