"""The ranking for the report: a table for each list, with bars and the intervals of ranks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import _, message
from steelyard.publish.numbers import MISSING, number, places_for, rank
from steelyard.publish.source import PublishedList, Source

__all__ = ["MOST_ROWS", "lists", "measure", "short"]

MOST_ROWS = 300
"""How many units a list on paper names; a longer one is on the site."""
_MOST_IN_ALL = 900
_MOST_BESIDE = 3
"""How many groups and figures stand beside what ranks; intervals take the place of two."""
_NAME = 90


def measure(source: Source) -> str | None:
    """Return the column that ranks; None where ranks are given."""
    figure = source.scheme.rank.figure
    if figure is not None and figure in source.ranking.columns:
        return figure
    return "score" if "score" in source.ranking.columns else None


def short(text: str, longest: int = _NAME) -> str:
    """Return a name that fits into a row; what is cut off stands in the unit's own brief.

    Examples
    --------
    >>> short("abcdef", 4), short("abcd", 4)
    ('abc…', 'abcd')
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def lists(source: Source) -> Iterator[Mapping[str, Any]]:
    """Yield the lists of the last period as plain data, in the current language."""
    left = _MOST_IN_ALL
    for one in source.current:
        most = min(MOST_ROWS, left)
        if most <= 0:
            return
        yield _list(source, one, most)
        left -= min(most, one.frame.height)


def _list(source: Source, one: PublishedList, most: int) -> Mapping[str, Any]:
    frame = one.frame.head(most)
    value = measure(source)
    shown = [name for name in source.scheme.show if name in frame.columns and name != value]
    intervals = _known(frame, "rank_p05")
    beside = _MOST_BESIDE - (1 if intervals else 0)
    groups = [name for name in source.groups if name not in source.scheme.rank.within]
    groups = groups[: max(1, beside - len(shown))]
    names = ([] if value is None else [value]) + shown[: beside - len(groups)]
    columns = [_figures(source, name, frame) for name in names]
    return {
        "title": source.list_title(one),
        "note": _note(one, most),
        "unit": _unit_heading(source),
        "groups": [_title(source, name) for name in groups],
        "figures": [column["title"] for column in columns],
        "intervals": intervals,
        "apart": _apart(source, one),
        "rows": list(_rows(source, one, frame, columns, groups)),
    }


def _title(source: Source, column: str) -> str:
    return heading(source.scheme, column)


def _unit_heading(source: Source) -> str:
    units = source.scheme.units
    return heading(source.scheme, units.title or units.key)


def _known(frame: pl.DataFrame, column: str) -> bool:
    return column in frame.columns and frame[column].is_not_null().any()


def _note(one: PublishedList, most: int) -> str:
    if one.frame.height <= most:
        return ""
    return str(
        message(
            "The first {count} of {all}; the rest are on the site.",
            count=f"{most:,}",
            all=f"{one.frame.height:,}",
        )
    )


def _figures(source: Source, name: str, frame: pl.DataFrame) -> Mapping[str, Any]:
    """Return a column of figures: its heading, its values as texts, and the lengths of bars."""
    if not frame[name].dtype.is_numeric():
        texts = [source.label(name, value) for value in frame[name]]
        return {"title": _title(source, name), "texts": texts, "bars": [None] * frame.height}
    values = frame[name].cast(pl.Float64).fill_nan(None).to_list()
    places = places_for(values)
    return {
        "title": _title(source, name),
        "texts": [number(value, places) for value in values],
        "bars": _bars(values),
    }


def _bars(values: Sequence[float | None]) -> list[float | None]:
    known = [value for value in values if value is not None and math.isfinite(value)]
    most = max(known, default=0.0)
    if most <= 0 or min(known) < 0:
        return [None] * len(values)
    return [None if value is None else value / most for value in values]


def _apart(source: Source, one: PublishedList) -> str:
    if not any(group is not None for group in _groups(source, one).values()):
        return ""
    return _("No unit can be told apart from the first of its band.")


def _groups(source: Source, one: PublishedList) -> Mapping[str, int | None]:
    """Return by key which group of units that cannot be told apart a unit belongs to."""
    uncertain, units = source.table("uncertainty"), source.scheme.units
    if uncertain is None or "group" not in uncertain.columns:
        return {}
    if units.period is not None and units.period in uncertain.columns:
        uncertain = uncertain.filter(pl.col(units.period).cast(pl.String) == one.period)
    keys = uncertain[units.key].cast(pl.String).to_list()
    groups = uncertain["group"]
    return dict(zip(keys, groups.to_list(), strict=True)) if groups.is_duplicated().any() else {}


def _rows(
    source: Source,
    one: PublishedList,
    frame: pl.DataFrame,
    columns: Sequence[Mapping[str, Any]],
    groups: Sequence[str],
) -> Iterator[Mapping[str, Any]]:
    keys = frame[source.scheme.units.key].cast(pl.String).to_list()
    bands = _bands([_groups(source, one).get(key) for key in keys])
    last = _last(frame)
    for at, row in enumerate(frame.iter_rows(named=True)):
        low, middle, high = (row.get(f"rank_{name}") for name in ("p05", "median", "p95"))
        yield {
            "rank": rank(row["rank"]),
            "title": short(source.titles[keys[at]]),
            "groups": [short(source.label(name, row[name]), 40) for name in groups],
            "figures": [column["texts"][at] for column in columns],
            "bar": columns[0]["bars"][at] if columns else None,
            "interval": MISSING if low is None or high is None else _interval(low, high),
            "low": None if low is None else _share(low, last),
            "high": None if high is None else _share(high, last),
            "dot": None if middle is None else _share(middle, last),
            "band": bands[at],
        }


def _last(frame: pl.DataFrame) -> float:
    """Return where the scale of intervals ends: at the worst rank that is shown, less 1."""
    worst = frame["rank_p95"].max() if "rank_p95" in frame.columns else None
    return max(float(worst) - 1.0, 1.0) if isinstance(worst, int | float) else 1.0


def _interval(low: float, high: float) -> str:
    return rank(low) if low == high else f"{rank(low)}–{rank(high)}"


def _share(value: float, last: float) -> float:
    return min(max((value - 1) / last, 0.0), 1.0)


def _bands(groups: Sequence[int | None]) -> list[bool]:
    """Return which rows are shaded: those of every second group."""
    found, shaded = [], True
    for before, group in zip([None, *groups], groups, strict=False):
        if group != before:
            shaded = not shaded
        found.append(shaded and group is not None)
    return found
