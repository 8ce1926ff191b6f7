"""Which units can be told apart: groups, neighbours, and who could be first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, message
from steelyard.publish.numbers import number, percent, rank
from steelyard.publish.sure.parts import (
    ListReport,
    column,
    heading_of_units,
    section,
    table,
)
from steelyard.robustness.words import groups_in_words

__all__ = ["firsts", "groups"]

_GROUPS, _MEMBERS = 30, 12
_PAIRS = 10
_FIRSTS = 10
_NODES = 8
_SAME = 1e-9
"""A difference of weights that is rounding."""


def groups(found: ListReport) -> Mapping[str, Any] | None:
    """Return the section of units that cannot be told apart; None where ranks are not known."""
    frame = found.uncertainty
    if frame is None:
        return None
    level = percent(found.level, None)
    words: list[Message] = [
        message(
            "Two units can be told apart if one is above the other in at least {level} of the "
            "replications.",
            level=level,
        )
    ]
    grouped = frame.drop_nulls("group")
    if grouped.is_empty():
        words.append(message("With so many units no groups were formed."))
    words += groups_in_words(frame, found.level)
    return section(
        found.named("apart"),
        _("Who can be told apart"),
        [*words, *_pairs_in_words(found)],
        tables=[_pairs(found)],
        groups=_members(found, grouped),
        groups_count=grouped["group"].n_unique(),
    )


def _members(found: ListReport, grouped: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the first groups with their first members."""
    shown = []
    parts = grouped.partition_by("group", maintain_order=True)
    for part in parts[:_GROUPS]:
        keys = part[found.key].to_list()
        first, last = part["rank"][0], part["rank"][-1]
        shown.append(
            {
                "number": part["group"][0],
                "ranks": rank(first) if first == last else f"{rank(first)}–{rank(last)}",
                "count": part.height,
                "units": [found.unit(key) for key in keys[:_MEMBERS]],
                "left": _left(part.height - _MEMBERS),
            }
        )
    return shown


def _left(count: int) -> str | None:
    return str(message("and {count} more", count=number(count))) if count > 0 else None


def _neighbours(found: ListReport) -> pl.DataFrame | None:
    frame = found.table("neighbours", "above")
    return None if frame is None else frame.drop_nulls("probability")


def _pairs_in_words(found: ListReport) -> Iterator[Message]:
    frame = _neighbours(found)
    if frame is None or frame.is_empty():
        return
    sure = frame.filter(pl.col("probability") >= found.level).height
    yield message(
        "Neighbours in the ranking that stand in this order in at least {level} of the "
        "replications: {sure} of {count} pairs.",
        count=number(frame.height),
        sure=number(sure),
        level=percent(found.level, None),
    )


def _pairs(found: ListReport) -> Mapping[str, Any] | None:
    """Return the neighbours whose order is the least sure."""
    frame = _neighbours(found)
    if frame is None or frame.is_empty():
        return None
    close = frame.sort("probability", "rank", maintain_order=True).head(_PAIRS)
    rows = (
        {
            "rank": row["rank"],
            "above": found.unit(row["above"]),
            "below": found.unit(row["below"]),
            "probability": row["probability"],
        }
        for row in close.iter_rows(named=True)
    )
    return table(
        _("Neighbours whose order is the least sure"),
        [
            column("rank", _("Rank"), "rank"),
            column("above", _("Above"), "unit"),
            column("below", _("Below"), "unit"),
            column("probability", _("Really above"), "bar"),
        ],
        rows,
        count=frame.height,
        name="neighbours",
    )


def firsts(found: ListReport) -> Mapping[str, Any] | None:
    """Return the section of who can be first, and with which weights; None where not known."""
    frame = found.table("central_weights")
    if frame is None or frame.is_empty():
        return None
    ordered = frame.sort("first", descending=True, maintain_order=True)
    nodes = _nodes(found, ordered)
    words = [*_firsts_in_words(found, ordered)]
    if nodes and ordered.height > 1:
        words.append(
            message(
                "The weights are means over the replications in which the unit is first; compared "
                "with the published weights they tell which view of the matter favours it."
            )
        )
    return section(
        found.named("first"),
        _("Who could be first"),
        words,
        tables=[_firsts_table(found, ordered, nodes)],
    )


def _firsts_in_words(found: ListReport, frame: pl.DataFrame) -> Iterator[Message]:
    best = frame.row(0, named=True)
    unit, share = found.title(best[found.key]), best["first"]
    if frame.height == 1:
        yield message("{unit} is first in every replication.", unit=unit)
        return
    yield message(
        "Units that are first in some replication: {count}. Most often it is {unit}, in {share} of "
        "them.",
        count=number(frame.height),
        unit=unit,
        share=percent(share),
    )


def _nodes(found: ListReport, frame: pl.DataFrame) -> list[str]:
    """Return the parts of the root if their weights vary, the most varying where they are many."""
    tree = found.source.scheme.tree
    parts = [] if tree is None else [name for name in tree.parts or {} if name in frame.columns]
    nominal = _nominal(found)
    apart = {
        name: max(
            (abs(one - nominal[name]) for one in frame[name].to_list() if one is not None),
            default=0.0,
        )
        for name in parts
        if name in nominal
    }
    if len(parts) < 2 or max(apart.values(), default=0.0) < _SAME:
        return []
    chosen = sorted(apart, key=lambda name: -apart[name])[:_NODES]
    return [name for name in parts if name in chosen]


def _nominal(found: ListReport) -> dict[str, float]:
    frame = found.source.table("weights")
    if frame is None:
        return {}
    pairs = zip(frame["node"].to_list(), frame["weight"].to_list(), strict=True)
    return {node: weight for node, weight in pairs if weight is not None}


def _firsts_table(
    found: ListReport, frame: pl.DataFrame, nodes: list[str]
) -> Mapping[str, Any] | None:
    if frame.height == 1:
        return None
    nominal = _nominal(found)
    columns = [
        column("unit", heading_of_units(found.source), "unit"),
        column("first", _("First"), "bar"),
        *(column(f"w:{name}", found.source.node_title(name), "percent") for name in nodes),
    ]
    as_published = {
        "unit": {"key": None, "title": _("Weights as published"), "address": None},
        "first": None,
        **{f"w:{name}": nominal[name] for name in nodes},
    }
    rows = [
        {
            "unit": found.unit(row[found.key]),
            "first": row["first"],
            **{f"w:{name}": row[name] for name in nodes},
        }
        for row in frame.head(_FIRSTS).iter_rows(named=True)
    ]
    return table(
        _("Units that can be first, with the weights when they are"),
        columns,
        [as_published, *rows] if nodes else rows,
        count=frame.height + bool(nodes),
        name="central_weights",
    )
