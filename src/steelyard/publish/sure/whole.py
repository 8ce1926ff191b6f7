"""How far the ranking as a whole moves, and which assumption moves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number, percent
from steelyard.publish.source import Source
from steelyard.publish.sure.parts import column, heading_of_units, section, table
from steelyard.robustness.report import Report

__all__ = ["causes", "shifts"]

_DEPENDENT = 8


def shifts(source: Source, report: Report, draw: Drawing) -> Mapping[str, Any] | None:
    """Return the section of how far the ranking moves; None where that is not known."""
    frame = report.tables.get("rank_shifts")
    if frame is None or frame.is_empty():
        return None
    words = [
        message(
            "For each replication it is counted by how many ranks a unit stands apart from its "
            "published rank, on average over all units."
        ),
        *_quantiles(frame),
    ]
    if source.scheme.units.period is not None:
        words.append(message("All periods are counted together."))
    rows = (
        {
            "shift": f"{number(row['shift_from'], 2)}–{number(row['shift_to'], 2)}",
            "share": row["share"],
        }
        for row in frame.iter_rows(named=True)
    )
    columns = [
        column("shift", _("Mean rank shift"), "text"),
        column("share", _("Share of replications"), "bar"),
    ]
    return section(
        "shifts",
        _("How far the ranking moves as a whole"),
        words,
        figure=draw(_shifts_figure(frame, words)),
        tables=[
            table(
                _("Replications by how far the ranking moves"),
                columns,
                rows,
                name="rank_shifts",
                folded=True,
            )
        ],
    )


def _quantiles(frame: pl.DataFrame) -> Iterator[Message]:
    """Say up to which shift half and 95% of the replications go."""
    below = frame["share"].cum_sum()
    ends = [frame.filter(below >= share - 1e-9)["shift_to"] for share in (0.5, 0.95)]
    if all(len(found) for found in ends):
        yield message(
            "In half of the replications it is at most {half}, in 95% of them at most {most}.",
            half=number(ends[0][0], 2),
            most=number(ends[1][0], 2),
        )


def _shifts_figure(frame: pl.DataFrame, words: list[Message]) -> Figure:
    from steelyard.robustness.charts import shift_histogram

    return Figure(
        name="rank-shifts",
        chart=shift_histogram(frame),
        narrow=shift_histogram(frame, narrow=True),
        title=_("How far the ranking moves"),
        text=" ".join(str(one) for one in words),
        data=frame,
    )


def causes(source: Source, report: Report, draw: Drawing) -> Mapping[str, Any] | None:
    """Return the section of what causes the uncertainty; None where nothing was assessed."""
    if not report.settings["assumptions"]:
        return None
    moved = _moved(source, report)
    title = _("What moves the ranks")
    if moved is None:
        return _unknown(report, title)
    names = report.assumptions()
    if moved.height == 1:
        # With one cause there is nothing to share out, so a chart would show estimates of 1.
        return section("causes", title, [_only(names[moved["assumption"][0]])])
    words = [
        message(
            "The chart shares out how much the ranking moves among the assumptions: what each "
            "explains alone, and what it explains together with the others. The shares are "
            "estimates and may lie a little below 0 or above 1."
        ),
        *_most(moved, names),
    ]
    return section(
        "causes",
        title,
        words,
        figure=draw(_causes_figure(moved, names, words)),
        tables=[_shares(report, moved, names), _dependent(source, report, names)],
    )


def _moved(source: Source, report: Report) -> pl.DataFrame | None:
    """Return the indices of the mean rank shift, with periods of the last; None if not known."""
    frame = report.tables.get("sensitivity")
    if frame is None or frame.is_empty():
        return None
    moved = frame.filter(output="mean_rank_shift")
    period = source.scheme.units.period
    if period is not None and period in moved.columns:
        moved = moved.filter(pl.col(period) == pl.col(period).max())
    # Where groups are ranked apart each list has its own; the first is the one at hand.
    moved = moved.unique("assumption", keep="first", maintain_order=True)
    moved = moved.sort("total", descending=True, nulls_last=True, maintain_order=True)
    return None if moved["total"].null_count() == moved.height else moved


def _unknown(report: Report, title: str) -> Mapping[str, Any]:
    """Say how the causes are found out, or that there is only one."""
    names = report.assumptions()
    varied = report.settings["assumptions"]
    if len(varied) == 1:
        return section("causes", title, [_only(names[varied[0]])])
    words: list[Message] = []
    command = None
    if report.settings["sensitivity"]:
        words.append(
            message(
                "The mean rank shift does not vary in the samples, so there is nothing to "
                "attribute."
            )
        )
    else:
        words.append(
            message(
                "Which assumption causes how much of this was not computed. This command does it:"
            )
        )
        command = "steelyard run … --sensitivity 1024"
    return section("causes", title, words, command=command)


def _only(name: str) -> Message:
    return message(
        "Only one assumption was varied ({assumption}), so all of the movement is due to it.",
        assumption=name,
    )


def _most(moved: pl.DataFrame, names: Mapping[str, str]) -> Iterator[Message]:
    first = moved.row(0, named=True)
    if first["first"] is None:
        return
    yield message(
        "Most is due to “{assumption}”, which alone explains {share} of the variance.",
        assumption=names[first["assumption"]],
        share=percent(min(max(first["first"], 0.0), 1.0), 0),
    )


def _causes_figure(moved: pl.DataFrame, names: Mapping[str, str], words: list[Message]) -> Figure:
    from steelyard.robustness.charts import sobol_bars

    return Figure(
        name="sensitivity",
        chart=sobol_bars(moved, names=names),
        narrow=sobol_bars(moved, names=names, narrow=True),
        title=_("What moves the ranking"),
        text=" ".join(str(one) for one in words),
        data=moved,
    )


def _shares(report: Report, moved: pl.DataFrame, names: Mapping[str, str]) -> Mapping[str, Any]:
    rows = (
        {
            "assumption": names[row["assumption"]],
            "first": row["first"],
            "alone": _between(row["first_low"], row["first_high"]),
            "total": row["total"],
            "shapley": row["shapley"],
        }
        for row in moved.iter_rows(named=True)
    )
    samples = number(report.settings["sensitivity"])
    return table(
        str(
            message("Sobol indices of the mean rank shift, {samples} base samples", samples=samples)
        ),
        [
            column("assumption", _("Assumption"), "text"),
            column("first", _("Alone"), "number", places=2),
            column("alone", _("Alone, 90%"), "text"),
            column("total", _("With others"), "number", places=2),
            column("shapley", _("Shapley effect"), "bar"),
        ],
        rows,
        name="sensitivity",
    )


def _between(low: float | None, high: float | None) -> str:
    return f"{number(low, 2)} … {number(high, 2)}"


def _dependent(
    source: Source, report: Report, names: Mapping[str, str]
) -> Mapping[str, Any] | None:
    frame = report.tables.get("dependence")
    if frame is None or frame.is_empty():
        return None
    key, period = source.scheme.units.key, source.scheme.units.period
    if period is not None and period in frame.columns:
        frame = frame.filter(pl.col(period) == pl.col(period).max())
    rows = (
        {
            "rank": row["rank"],
            "unit": {
                "key": str(row[key]),
                "title": source.titles.get(str(row[key]), str(row[key])),
                "address": f"units/{source.addresses[str(row[key])]}",
            },
            "assumption": names[row["assumption"]],
            "first": row["first"],
            "deviation": row["rank_deviation"],
        }
        for row in frame.head(_DEPENDENT).iter_rows(named=True)
    )
    return table(
        _("Units whose rank depends most on one assumption"),
        [
            column("rank", _("Rank"), "rank"),
            column("unit", heading_of_units(source), "unit"),
            column("assumption", _("Assumption"), "text"),
            column("first", _("Alone"), "number", places=2),
            column("deviation", _("Standard deviation of the rank"), "number", places=2),
        ],
        rows,
        count=frame.height,
        name="dependence",
        folded=True,
    )
