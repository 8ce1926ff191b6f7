"""What the tree of criteria does to the ranking: without a part, how much each part counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number, percent
from steelyard.publish.source import Source
from steelyard.publish.sure.parts import column, section, table
from steelyard.robustness.report import Report

__all__ = ["importance", "removal"]

_ROWS = 15
_FAR = 0.1
"""A difference of importance and weight that is worth a word."""


def removal(source: Source, report: Report) -> Mapping[str, Any] | None:
    """Return the section of what happens without each part; None where that is not known."""
    frame = report.tables.get("removal")
    if frame is None or frame["mean_shift"].is_null().all():
        return None
    ordered = frame.sort("mean_shift", descending=True, nulls_last=True, maintain_order=True)
    names = report.nodes()
    highest = ordered["mean_shift"][0]
    words = [
        message(
            "Each indicator and each criterion was left out in turn, and the ranking made without "
            "it. What hardly changes the ranks hardly matters for them."
        ),
        *_most(ordered, names),
    ]
    if source.scheme.units.period is not None:
        words.append(message("All periods are counted together."))
    rows = (
        {
            "node": names[row["node"]],
            "shift": row["mean_shift"],
            "shift_share": row["mean_shift"] / highest
            if highest and row["mean_shift"] is not None
            else None,
            "most": row["max_shift"],
            "moved": row["moved"],
            "spearman": row["spearman"],
        }
        for row in ordered.head(_ROWS).iter_rows(named=True)
    )
    columns = [
        column("node", _("Left out"), "text"),
        column("shift", _("Ranks moved on average"), "bar", places=2),
        column("most", _("At most"), "rank"),
        column("moved", _("Units that move"), "rank"),
        column("spearman", _("Rank correlation"), "number", places=3),
    ]
    return section(
        "without",
        _("What happens without a part"),
        words,
        tables=[
            table(
                _("What changes if an indicator or a criterion is left out, the most first"),
                columns,
                rows,
                count=ordered.height,
                name="removal",
            )
        ],
    )


def _most(ordered: pl.DataFrame, names: Mapping[str, str]) -> Iterator[Message]:
    known = ordered.drop_nulls("mean_shift")
    most, least = known.row(0, named=True), known.row(-1, named=True)
    yield message(
        "Without “{node}” units would move by {shift} ranks on average and {most} at most.",
        node=names[most["node"]],
        shift=number(most["mean_shift"], 2),
        most=number(most["max_shift"], 0),
    )
    if known.height > 1:
        yield message(
            "“{node}” matters least: without it units would move by {shift} ranks on average.",
            node=names[least["node"]],
            shift=number(least["mean_shift"], 2),
        )


def importance(source: Source, report: Report, draw: Drawing) -> Mapping[str, Any] | None:
    """Return the section of importance against weight; None where that is not known."""
    frame = report.tables.get("importance")
    if frame is None:
        return None
    known = frame.drop_nulls(["weight", "importance"])
    # Of an only part nothing can be said: it is all of its criterion.
    known = known.filter(pl.len().over("parent") > 1)
    if known.is_empty():
        return None
    names = report.nodes()
    words = [
        message(
            "A weight says how much a part is meant to count. How much it does count depends on "
            "the data: a part in which units hardly differ, or that goes its own way, decides less."
        ),
        *_off(known, names),
    ]
    return section(
        "importance",
        _("What was meant to count, and what counts"),
        words,
        figure=draw(_figure(known, names, words)),
        tables=[_table(frame, names)],
    )


def _off(known: pl.DataFrame, names: Mapping[str, str]) -> Iterator[Message]:
    """Say which part counts least and most for its weight."""
    apart = pl.col("importance") - pl.col("weight")
    ordered = known.with_columns(apart=apart).sort("apart", maintain_order=True)
    less, more = ordered.row(0, named=True), ordered.row(-1, named=True)
    if more["apart"] < _FAR and less["apart"] > -_FAR:
        yield message("Here every part counts about as much as its weight says.")
        return
    if more["apart"] >= _FAR:
        yield message(
            "“{node}” counts more than it is meant to within its criterion: weight {weight}, "
            "importance {importance}.",
            **_two(more, names),
        )
    if less["apart"] <= -_FAR:
        yield message(
            "“{node}” counts less than it is meant to within its criterion: weight {weight}, "
            "importance {importance}.",
            **_two(less, names),
        )


def _two(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    return {
        "node": names[row["node"]],
        "weight": percent(row["weight"], 0),
        "importance": percent(row["importance"], 0),
    }


def _figure(frame: pl.DataFrame, names: Mapping[str, str], words: list[Message]) -> Figure:
    from steelyard.robustness.charts import importance_dots

    return Figure(
        name="importance",
        chart=importance_dots(frame, names=names),
        narrow=importance_dots(frame, names=names, narrow=True),
        title=_("What counts how much"),
        text=" ".join(str(one) for one in words),
        data=frame,
    )


def _table(frame: pl.DataFrame, names: Mapping[str, str]) -> Mapping[str, Any]:
    shown = frame.head(4 * _ROWS)
    rows = (
        {
            "node": names[row["node"]],
            "parent": names[row["parent"]],
            "weight": row["weight"],
            "importance": row["importance"],
            "whole": row["effective_weight"],
            "effect": row["index_main_effect"],
            "target": row["target_weight"],
        }
        for row in shown.iter_rows(named=True)
    )
    columns = [
        column("node", _("Part"), "text"),
        column("parent", _("Of criterion"), "text"),
        column("weight", _("Weight"), "percent"),
        column("importance", _("Importance"), "percent"),
        column("whole", _("Weight in the whole"), "percent"),
        column("effect", _("Explains of the whole"), "percent"),
    ]
    if shown["target_weight"].is_not_null().any():
        columns.append(column("target", _("Weight for the intended importance"), "percent"))
    return table(
        _("Weights as declared, and what the parts decide"),
        columns,
        rows,
        count=frame.height,
        name="importance",
        folded=True,
    )
