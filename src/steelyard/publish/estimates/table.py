"""The table of an estimate: a row per unit, a column per method, and what parts them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.evaluation.estimates import MEDIAN
from steelyard.evaluation.estimates_told import label, ratio
from steelyard.i18n import _
from steelyard.publish.estimates.known import Known
from steelyard.publish.numbers import MISSING, places_for
from steelyard.publish.sure.parts import heading_of_units

__all__ = ["columns_of", "filters_of", "row_of"]

Row = dict[str, Any]


def columns_of(known: Known) -> list[Row]:
    """Return the columns of the table, each with what kind of thing stands in it."""
    scheme, frame = known.source.scheme, known.frame
    found: list[Row] = [
        _column("rank", _("Rank"), "rank"),
        _column("unit", heading_of_units(known.source), "unit"),
    ]
    places = places_for(frame.select(known.declared.of).to_numpy().ravel().tolist())
    for method in known.methods:
        title = _("Median") if method == MEDIAN else str(label(scheme, method))
        found.append(_column(f"by_{method}", title, "money", places))
    found.append(_column("ratio", _("Factor"), "ratio"))
    if known.sure:
        found.append(_column("sure", _("Disagree"), "percent"))
    found.append(_column("verdict", _("Methods"), "text"))
    if known.declared.inputs:
        found.append(_column("driver", _("Driven by"), "text"))
        found.append(_column("then", _("Factor then"), "ratio"))
    if known.declared.within is not None and known.declared.within in known.source.groups:
        found.append(_column("within", heading(scheme, known.declared.within), "text"))
    return found


def _column(name: str, title: str, kind: str, places: int | None = None) -> Row:
    numeric = kind not in ("text", "unit")
    first = "ascending" if kind in ("rank", "unit", "text") else "descending"
    return {
        "name": name,
        "heading": title,
        "kind": kind,
        "places": places,
        "numeric": numeric,
        "first": first,
    }


def row_of(known: Known, row: Row) -> Row:
    """Return a unit's row."""
    key, scheme = row["unit"], known.source.scheme
    driver = row["driver"]
    return known.unit(key) | {
        "rank": row["#rank"],
        "values": {
            method: {
                "value": row[method],
                "interval": known.intervals.get((key, method)),
                "rank": row[f"rank_by_{method}"],
                "highest": row["highest_by"] == method and bool(row["disagree"]),
                "lowest": row["lowest_by"] == method and bool(row["disagree"]),
            }
            for method in known.methods
        },
        "ratio": row["ratio"],
        "ratio_words": ratio(row["ratio"]),
        "sure": row.get("disagree_probability"),
        "verdict": _verdict(row),
        "disagree": row["disagree"],
        "driver": None if driver is None else str(label(scheme, driver)),
        "then": row["ratio_then"],
        "then_words": ratio(row["ratio_then"]),
        "within": _within(known, key),
    }


def _verdict(row: Row) -> str:
    if row["disagree"] is None:
        return _("cannot be compared")
    if row["not_positive"] is not None:
        return _("some not above 0")
    return _("disagree") if row["disagree"] else _("agree")


def _within(known: Known, key: str) -> str | None:
    column = known.declared.within
    if column is None or column not in known.source.groups:
        return None
    value = known.groups.get(key)
    return None if value is None else known.source.label(column, value)


def filters_of(known: Known, frame: pl.DataFrame, columns: list[Row]) -> list[Row]:
    """Return by what readers may filter: each value with how many units have it."""
    rows = [row_of(known, row) for row in frame.iter_rows(named=True)]
    found = []
    for column in columns:
        if column["name"] not in ("verdict", "driver", "within"):
            continue
        counts = Counter(row[column["name"]] or MISSING for row in rows)
        options = [{"value": v, "label": v, "count": count} for v, count in counts.items()]
        if len(options) > 1:
            options.sort(key=lambda one: (one["value"] == MISSING, str(one["label"])))
            found.append({"name": column["name"], "heading": column["heading"], "options": options})
    return found
