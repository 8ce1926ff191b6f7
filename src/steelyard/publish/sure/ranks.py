"""The ranks of a list: their intervals, and how probable each rank is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number, rank
from steelyard.publish.sure.parts import (
    ListReport,
    column,
    heading_of_units,
    section,
    table,
)
from steelyard.robustness.charts.intervals import MOST_NAMED

__all__ = ["chances", "intervals"]

_ROWS = 60
_FEW = 20
_INTERVAL = ("rank", "rank_median", "rank_p05", "rank_p95", "rank_min", "rank_max")


def intervals(found: ListReport, draw: Drawing | None) -> Mapping[str, Any] | None:
    """Return the section of the intervals of ranks; None where they are not known."""
    frame = found.uncertainty
    if frame is None:
        return None
    title = _("How far each rank can be trusted")
    figure = None if draw is None else draw(_intervals_figure(found, frame))
    words = [_reading(frame), *_kept(found, frame)]
    return section(
        found.named("intervals"),
        title,
        words,
        figure=figure,
        tables=[_intervals_table(found, frame)],
    )


def _reading(frame: pl.DataFrame) -> Message:
    """Say how the chart is read: bars of single units, bands of many."""
    if frame.height > MOST_NAMED:
        return message(
            "The units stand side by side, the best on the left. The strong band spans the ranks "
            "that they have in the middle 90% of the replications, the pale band those of all of "
            "them. The narrower the band, the surer the ranks."
        )
    return message(
        "Each bar spans the ranks that a unit has in the middle 90% of the replications, the thin "
        "line those of all of them. The shorter the bar, the surer the rank."
    )


def _kept(found: ListReport, frame: pl.DataFrame) -> Iterator[Message]:
    """Say how many ranks are sure, and which is the least."""
    known = frame.drop_nulls(["rank", "rank_p05", "rank_p95"])
    if known.is_empty():
        return
    same = (pl.col("rank_p05") == pl.col("rank")) & (pl.col("rank_p95") == pl.col("rank"))
    yield message(
        "Units whose interval is their rank alone: {kept} of {count}.",
        kept=number(known.filter(same).height),
        count=number(known.height),
    )
    width = pl.col("rank_p95") - pl.col("rank_p05")
    widest = known.sort(width, descending=True, maintain_order=True).row(0, named=True)
    if widest["rank_p95"] > widest["rank_p05"]:
        yield message(
            "The least sure rank is that of {unit}: rank {rank}, but anything from {low} to {high} "
            "in 90% of the replications.",
            unit=found.title(widest[found.key]),
            rank=rank(widest["rank"]),
            low=rank(widest["rank_p05"]),
            high=rank(widest["rank_p95"]),
        )


def _intervals_figure(found: ListReport, frame: pl.DataFrame) -> Figure:
    from steelyard.robustness.charts import rank_intervals

    names, title = dict(found.source.titles), found.titled(_("How sure each rank is"))
    return Figure(
        name=found.named("rank-intervals"),
        chart=rank_intervals(frame, found.key, names=names, title=title),
        narrow=rank_intervals(frame, found.key, names=names, title=title, narrow=True),
        title=title,
        text=_text(found, frame),
        data=with_titles(found, frame.select(found.key, *_INTERVAL, "group")),
    )


def _text(found: ListReport, frame: pl.DataFrame) -> str:
    """Say what the chart of the intervals shows, with the first few."""
    said = [message("Intervals of the ranks of {count} units.", count=number(frame.height))]
    for row in frame.drop_nulls(["rank_p05", "rank_p95"]).head(3).iter_rows(named=True):
        low, high = rank(row["rank_p05"]), rank(row["rank_p95"])
        said.append(
            message(
                "{unit}: rank {rank}, {low} to {high}.",
                unit=found.title(row[found.key]),
                rank=rank(row["rank"]),
                low=low,
                high=high,
            )
        )
    return " ".join(str(one) for one in (*said, *_kept(found, frame)))


def with_titles(found: ListReport, frame: pl.DataFrame) -> pl.DataFrame:
    """Put the units' titles beside their keys, where they say more."""
    keys = frame[found.key].cast(pl.String)
    titles = pl.Series("title", [found.title(key) for key in keys], dtype=pl.String)
    if "title" in frame.columns or titles.equals(keys.alias("title")):
        return frame
    return frame.clone().insert_column(1, titles)


def _intervals_table(found: ListReport, frame: pl.DataFrame) -> Mapping[str, Any]:
    k = next((k for k in (10, 5, 3) if f"top_{k}" in frame.columns and k < frame.height), None)
    last = int(frame.select(pl.col("rank_max").max()).item() or 1)
    columns = [
        column("rank", _("Rank"), "rank"),
        column("unit", heading_of_units(found.source), "unit"),
        column("median", _("Median"), "rank"),
        column("interval", _("5–95%"), "interval", of=last),
        column("whole", _("From–to"), "text"),
    ]
    if k is not None:
        columns.append(column("among", str(message("Among the first {k}", k=k)), "percent"))
    columns.append(column("group", _("Group"), "rank"))
    rows = (
        {
            "rank": row["rank"],
            "unit": found.unit(row[found.key]),
            "median": row["rank_median"],
            "interval": _span(row),
            "whole": _between(row["rank_min"], row["rank_max"]),
            **({} if k is None else {"among": row[f"top_{k}"]}),
            "group": row["group"],
        }
        for row in frame.head(_ROWS).iter_rows(named=True)
    )
    return table(
        _("Ranks and their intervals, the best first"),
        columns,
        rows,
        count=frame.height,
        name="uncertainty",
        folded=True,
    )


def _span(row: Mapping[str, Any]) -> dict[str, float] | None:
    if row["rank_p05"] is None or row["rank_p95"] is None:
        return None
    return {"low": row["rank_p05"], "middle": row["rank_median"], "high": row["rank_p95"]}


def _between(low: float | None, high: float | None) -> str:
    return rank(low) if low == high else f"{rank(low)}–{rank(high)}"


def chances(found: ListReport, draw: Drawing | None) -> Mapping[str, Any] | None:
    """Return the section of how probable each rank is; None where it is not known."""
    frame, ranks = found.table("acceptability"), found.uncertainty
    if frame is None or frame.is_empty() or ranks is None:
        return None
    likeliest = _likeliest(found, frame, ranks)
    own = likeliest.filter(pl.col("rank").is_between(pl.col("rank_from"), pl.col("rank_to")))
    words = [
        message(
            "Each row is a unit, each column a rank; the stronger the colour, the more often the "
            "unit has that rank."
        ),
        message(
            "Units whose published rank is also the most probable one: {own} of {count}.",
            own=number(own.height),
            count=number(likeliest.height),
        ),
    ]
    figure = None if draw is None else draw(_chances_figure(found, frame, ranks, words))
    return section(
        found.named("chances"),
        _("Which rank how often"),
        words,
        figure=figure,
        tables=[_chances_table(found, likeliest)],
    )


def _likeliest(found: ListReport, frame: pl.DataFrame, ranks: pl.DataFrame) -> pl.DataFrame:
    """Return the most probable rank of each unit with a rank, the best first."""
    best = frame.sort("probability", "rank_from", descending=[True, False]).unique(
        found.key, keep="first", maintain_order=True
    )
    known = ranks.select(found.key, "rank").drop_nulls()
    return known.join(
        best.select(found.key, "rank_from", "rank_to", "probability"),
        on=found.key,
        maintain_order="left",
    )


def _chances_figure(
    found: ListReport, frame: pl.DataFrame, ranks: pl.DataFrame, words: list[Message]
) -> Figure:
    from steelyard.robustness.charts import acceptability

    order, names = ranks[found.key].to_list(), dict(found.source.titles)
    title = found.titled(_("How probable each rank is"))
    return Figure(
        name=found.named("acceptability"),
        chart=acceptability(frame, found.key, order=order, names=names, title=title),
        narrow=acceptability(frame, found.key, order=order, names=names, title=title, narrow=True),
        title=title,
        text=" ".join(str(one) for one in words),
        data=_chances_data(found, frame, order),
    )


def _chances_data(found: ListReport, frame: pl.DataFrame, order: list[object]) -> pl.DataFrame:
    """Return what the map is drawn from: of many units the means of neighbours."""
    from steelyard.robustness.charts.acceptability import drawn_cells

    cells = drawn_cells(frame, found.key, order)
    return with_titles(found, cells) if found.key in cells.columns else cells


def _chances_table(found: ListReport, likeliest: pl.DataFrame) -> Mapping[str, Any]:
    rows = (
        {
            "rank": row["rank"],
            "unit": found.unit(row[found.key]),
            "likeliest": _between(row["rank_from"], row["rank_to"]),
            "probability": row["probability"],
        }
        for row in likeliest.head(_FEW).iter_rows(named=True)
    )
    return table(
        _("The most probable rank of each unit"),
        [
            column("rank", _("Rank"), "rank"),
            column("unit", heading_of_units(found.source), "unit"),
            column("likeliest", _("Most probable rank"), "text"),
            column("probability", _("Probability"), "bar"),
        ],
        rows,
        count=likeliest.height,
        name="acceptability",
        folded=True,
    )
