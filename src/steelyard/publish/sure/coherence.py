"""How the parts of the index go together: correlations and reliability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number
from steelyard.publish.sure.parts import column, section, table
from steelyard.robustness.report import Report

__all__ = ["correlations", "reliability"]

_ROWS = 20
_NARROW = 16
"""Up to so many indicators a map is readable on a narrow screen."""
_HIGH, _LOW = 0.7, 0.5
"""Alphas from which on parts count as alike enough, and below which as too different: Nunnally
1978, as in the OECD/JRC Handbook 2008, step 3."""


def correlations(report: Report, draw: Drawing) -> Mapping[str, Any] | None:
    """Return the section of correlations; None where there are none."""
    frame = report.tables.get("correlations")
    if frame is None or frame["correlation"].is_null().all():
        return None
    flagged = frame.filter(pl.col("flag").is_not_null())
    words = [
        message(
            "Parts of one criterion should point the same way without saying the same. 1 means "
            "that two go up and down together, 0 that they have nothing to do with each other, "
            "−1 that one goes down where the other goes up."
        ),
        *_flags_in_words(flagged),
    ]
    drawn = _drawn(report, frame)
    figure = None if drawn.is_empty() else draw(_figure(report, drawn, words))
    return section(
        "correlations",
        _("Whether the parts agree"),
        words,
        figure=figure,
        tables=[_flags(report, flagged)],
    )


def _drawn(report: Report, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of indicators of one criterion; of criteria where there are none."""
    siblings = frame.filter(pl.col("parent").is_not_null() & pl.col("correlation").is_not_null())
    leaves = list(report.scheme.indicators())
    indicators = siblings.filter(pl.col("node").is_in(leaves) & pl.col("other").is_in(leaves))
    return siblings if indicators.is_empty() else indicators


def _flags_in_words(flagged: pl.DataFrame) -> Iterator[Message]:
    if flagged.is_empty():
        yield message("No correlation deserves a second look.")
        return
    kinds = flagged["flag"].to_list()
    if kinds.count("redundant"):
        yield message(
            "Pairs so alike that they may measure one thing twice: {count}.",
            count=number(kinds.count("redundant")),
        )
    if kinds.count("negative"):
        yield message(
            "Pairs that pull against each other, so that they cancel out in part: {count}.",
            count=number(kinds.count("negative")),
        )
    if kinds.count("weak"):
        yield message(
            "Parts that have little to do with what they are part of: {count}.",
            count=number(kinds.count("weak")),
        )


def _figure(report: Report, indicators: pl.DataFrame, words: list[Message]) -> Figure:
    from steelyard.robustness.charts import correlation_map

    order, names = list(report.scheme.nodes()), report.nodes()
    few = len({*indicators["node"], *indicators["other"]}) <= _NARROW
    return Figure(
        name="correlations",
        chart=correlation_map(indicators, order=order, names=names),
        narrow=correlation_map(indicators, order=order, names=names, narrow=True) if few else None,
        title=_("How the parts go together"),
        text=" ".join(str(one) for one in words),
        data=indicators,
    )


def _flags(report: Report, flagged: pl.DataFrame) -> Mapping[str, Any] | None:
    if flagged.is_empty():
        return None
    names = report.nodes()
    kinds = {"redundant": _("redundant"), "negative": _("negative"), "weak": _("weak")}
    rows = (
        {
            "node": names[row["node"]],
            "other": names[row["other"]],
            "correlation": row["correlation"],
            "flag": kinds.get(row["flag"], row["flag"]),
        }
        for row in flagged.head(_ROWS).iter_rows(named=True)
    )
    return table(
        _("Correlations that deserve a second look"),
        [
            column("node", _("Part"), "text"),
            column("other", _("With"), "text"),
            column("correlation", _("Correlation"), "number", places=2),
            column("flag", _("Flag"), "text"),
        ],
        rows,
        count=flagged.height,
        name="correlations",
    )


def reliability(report: Report) -> Mapping[str, Any] | None:
    """Return the section of reliability; None where no criterion has one."""
    frame = report.tables.get("reliability")
    if frame is None:
        return None
    known = frame.filter(pl.col("alpha").is_not_null())
    if known.is_empty():
        return None
    names = report.nodes()
    rows = (
        {
            "node": _("All indicators") if row["node"] is None else names[row["node"]],
            "parts": row["parts"],
            "units": row["units"],
            "alpha": row["alpha"],
        }
        for row in known.head(_ROWS).iter_rows(named=True)
    )
    criteria = known.drop_nulls("node")
    words = [
        message(
            "Cronbach’s alpha tells whether the parts of a criterion measure one thing: from "
            "{high} on they do well enough, below {low} they hardly do. A criterion may gather "
            "different things on purpose; then its score should be read together with its parts.",
            high=number(_HIGH, 1),
            low=number(_LOW, 1),
        ),
        message(
            "Criteria that reach {alpha}: {high} of {count}. Below {least}: {low}.",
            high=criteria.filter(pl.col("alpha") >= _HIGH).height,
            count=criteria.height,
            alpha=number(_HIGH, 1),
            low=criteria.filter(pl.col("alpha") < _LOW).height,
            least=number(_LOW, 1),
        ),
    ]
    return section(
        "reliability",
        _("Whether a criterion measures one thing"),
        words,
        tables=[
            table(
                _("Cronbach’s alpha of the parts of each criterion"),
                [
                    column("node", _("Criterion"), "text"),
                    column("parts", _("Parts"), "rank"),
                    column("units", _("Units"), "rank"),
                    column("alpha", _("Cronbach’s alpha"), "number", places=2),
                ],
                rows,
                count=known.height,
                name="reliability",
            )
        ],
    )
