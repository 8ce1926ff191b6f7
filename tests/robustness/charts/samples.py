"""Small frames as the analysis of robustness makes them, and what to ask of a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import vl_convert
from altair import TopLevelMixin

COUNTRIES = ("Finland", "Korea, Rep. of", "Côte d’Ivoire")
COMPANIES = ("臺灣積體電路製造", "鴻海精密工業", "聯發科技")


def uncertainty(units: Sequence[str] = COUNTRIES) -> pl.DataFrame:
    """Ranks that are more uncertain the further down; the first two are of one group."""
    ranks = range(1, len(units) + 1)
    return pl.DataFrame(
        {
            "unit": list(units),
            "rank": list(ranks),
            "rank_median": [min(rank + 1, len(units)) for rank in ranks],
            "rank_p05": [max(1, rank - rank // 3) for rank in ranks],
            "rank_p95": [min(len(units), rank + rank // 3) for rank in ranks],
            "rank_min": [max(1, rank - rank // 2) for rank in ranks],
            "rank_max": [min(len(units), rank + rank // 2) for rank in ranks],
            "group": [rank // 3 + 1 for rank in ranks],
        }
    )


def unassessed(units: Sequence[str] = COUNTRIES) -> pl.DataFrame:
    blank = ["rank_median", "rank_p05", "rank_p95", "rank_min", "rank_max", "group"]
    return uncertainty(units).with_columns(pl.lit(None).alias(name) for name in blank)


def acceptability(units: Sequence[str] = COUNTRIES) -> pl.DataFrame:
    """Each unit has its own rank in three of four replications, and the next in the fourth."""
    rows = []
    for rank, unit in enumerate(units, 1):
        for at, probability in ((rank, 0.75), (rank % len(units) + 1, 0.25)):
            rows.append((unit, at, at, probability))
    names = ["unit", "rank_from", "rank_to", "probability"]
    return pl.DataFrame(rows, schema=names, orient="row").unique(names[:2], maintain_order=True)


def sensitivity() -> pl.DataFrame:
    rows = [
        ("mean_rank_shift", None, "weights", 0.3, 0.25, 0.35, 0.45, 0.4, 0.5),
        ("mean_rank_shift", None, "normalisation", 0.5, 0.45, 0.55, 0.65, 0.6, 0.7),
        ("rank", "Finland", "weights", 0.9, 0.85, 0.95, 0.95, 0.9, 1.02),
        ("rank", "Finland", "normalisation", 0.01, -0.04, 0.06, 0.05, 0.0, 0.1),
        ("rank", "Japan", "weights", 0.2, 0.1, 0.3, 0.2, 0.1, 0.3),
    ]
    ends = [f"{index}{end}" for index in ("first", "total") for end in ("", "_low", "_high")]
    return pl.DataFrame(rows, schema=["output", "unit", "assumption", *ends], orient="row")


def correlations() -> pl.DataFrame:
    """Two parents of two nodes each; the pairs are given once, parents only where common."""
    rows = [
        ("a1", "a2", "A", 0.95, "redundant"),
        ("a1", "b1", None, 0.2, None),
        ("a1", "b2", None, -0.1, None),
        ("a2", "b1", None, 0.25, None),
        ("a2", "b2", None, 0.0, None),
        ("b1", "b2", "B", -0.6, "negative"),
    ]
    names = ["node", "other", "parent", "correlation", "flag"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(level=pl.lit(1), kind=pl.lit("pearson"))


def shifts() -> pl.DataFrame:
    edges = [0.0, 0.5, 1.0, 1.5]
    shares = [0.2, 0.5, 0.3]
    return pl.DataFrame({"shift_from": edges[:-1], "shift_to": edges[1:], "share": shares})


def importance() -> pl.DataFrame:
    """Two parts of the index and two of the second of them; the last has no importance."""
    return pl.DataFrame(
        {
            "node": ["a", "b", "c", "d"],
            "parent": ["index", "index", "b", "b"],
            "weight": [0.5, 0.5, 0.75, 0.25],
            "importance": [0.3, 0.7, 1.0, None],
        }
    )


def spec(chart: TopLevelMixin) -> dict[str, Any]:
    """Return what a chart says, without the version of the language it says it in."""
    said = chart.to_dict()
    del said["$schema"]
    return said


def rows(chart: TopLevelMixin, *fields: str) -> list[dict[str, Any]]:
    """Return the rows of the one data set of a chart that has all of the fields."""
    sets = chart.to_dict()["datasets"].values()
    (found,) = [data for data in sets if data and set(fields) <= set(data[0])]
    return found


def drawn(chart: TopLevelMixin) -> list[str]:
    """Return the texts of a chart as a reader sees them."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    return [text.replace("&amp;", "&") for text in re.findall(r"<text[^>]*>([^<]+)</text>", svg)]


def walk(node: object, key: str) -> Iterator[Any]:
    """Yield what stands under a key anywhere in a spec, but not in its data."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            if name not in {"datasets", "usermeta"}:
                yield from walk(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, key)
