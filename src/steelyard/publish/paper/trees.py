"""Rows of a unit's tree for paper: as many levels as there is room for, figures as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.i18n import _, message
from steelyard.publish.numbers import number, percent, rank

__all__ = ["row_of", "rows_within"]

Row = Mapping[str, Any]


def rows_within(rows: Sequence[Row], most: int) -> tuple[Sequence[Row], bool]:
    """Return as many upper levels of a tree as fit, and whether that is all of it.

    Parameters
    ----------
    rows
        Rows of the tree with their ``level``, parents before their parts.
    most
        How many rows there is room for; beyond that the deepest levels are left out, and of the
        first level the last.

    Examples
    --------
    >>> tree = [{"level": 0}, {"level": 1}, {"level": 2}, {"level": 2}]
    >>> rows_within(tree, 3), rows_within(tree, 4)[1]
    (([{'level': 0}, {'level': 1}], False), True)
    """
    if len(rows) <= most:
        return rows, True
    deepest = max(row["level"] for row in rows)
    for level in range(deepest - 1, 0, -1):
        upper = [row for row in rows if row["level"] <= level]
        if len(upper) <= most:
            return upper, False
    return [row for row in rows if row["level"] <= 1][:most], False


def row_of(row: Row) -> Row:
    """Return a node as it stands on paper."""
    points = row["points"]
    return {
        "depth": row["level"],
        "title": row["title"],
        "leaf": row["indicator"],
        "weight": "" if row["weight"] is None else percent(row["weight"]),
        "points": "" if points is None else number(points),
        "score": number(row["score"], row["score_decimals"]),
        "stated": number(row["own"]) if row["own"] is not None else "",
        "bar": _share(row["score_percent"]),
        "median": _share(row["median_percent"]),
        "rank": rank(row["rank"]),
        "source": "" if row["source"] is None else f"[{row['source']}]",
        **_figure(row),
    }


def _share(percents: int | None) -> float | None:
    return None if percents is None else percents / 100


def _figure(row: Row) -> dict[str, str]:
    """Return the figure of an indicator with its unit, and the marks of what became of it."""
    if not row["applies"]:
        return {"raw": "", "unit": "", "mark": _("does not apply")}
    if not row["indicator"]:
        return {"raw": "", "unit": "", "mark": ""}
    value, places = row["value"], row["value_decimals"]
    if value is None and row["imputed"] is None:
        return {"raw": "", "unit": "", "mark": _("not known")}
    shown = value if value is not None else row["imputed"]
    marks = [_("imputed")] if value is None else []
    if row["treated"] is not None:
        marks.append(str(message("treated: {figure}", figure=number(row["treated"], places))))
    return {"raw": number(shown, places), "unit": row["unit"] or "", "mark": " · ".join(marks)}
