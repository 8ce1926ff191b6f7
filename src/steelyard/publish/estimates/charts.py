"""The chart of an estimate: the first units of the list, a mark per method, on a line of money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.evaluation.estimates_told import label
from steelyard.i18n import Message, _, message
from steelyard.publish.estimates.known import Known
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number
from steelyard.robustness.charts.theme import (
    ACCENT,
    GRID,
    INK,
    LINE,
    MARGIN,
    NARROW,
    PALE,
    layered,
    styled,
    text_width,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["MOST_DRAWN", "figure_of"]

MOST_DRAWN = 30
"""So many units are drawn, the first of the list."""
_WIDTH = 520
_LANE = 6
_NAMES = 260
_ROOM = 92
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
# Two methods that share a colour differ in shape, so that colour alone never tells them apart.
_COLOURS = (ACCENT, "#a8510b", INK, PALE, LINE)


def figure_of(known: Known, title: str, unit: str | None) -> Figure | None:
    """Return the chart; None where no value is above 0.

    Parameters
    ----------
    known
        The estimate.
    title, unit
        What stands above it, and what the values are measured in.
    """
    frame = _values(known)
    if frame.is_empty():
        return None
    methods = [str(label(known.source.scheme, method)) for method in known.declared.of]
    return Figure(
        name=f"estimates-{known.name.replace('_', '-')}",
        chart=_chart(frame, methods, title, unit, narrow=False),
        narrow=_chart(frame, methods, title, unit, narrow=True),
        title=title,
        text=str(_text(known, frame)),
        data=frame,
    )


def _values(known: Known) -> pl.DataFrame:
    """Return a row per drawn unit and method with a value above 0."""
    rows = []
    for row in known.frame.head(MOST_DRAWN).iter_rows(named=True):
        for method in known.declared.of:
            value = row[method]
            if value is None or value <= 0:
                continue
            low, high = known.intervals.get((row["unit"], method), (None, None))
            rows.append(
                {
                    "unit": known.source.titles.get(row["unit"], row["unit"]),
                    "method": str(label(known.source.scheme, method)),
                    "value": value,
                    # What is not above 0 has no place on the line.
                    "low": None if low is None or low <= 0 else low,
                    "high": None if low is None or low <= 0 else high,
                }
            )
    schema = {"unit": pl.String, "method": pl.String} | dict.fromkeys(
        ("value", "low", "high"), pl.Float64
    )
    return pl.DataFrame(rows, schema=schema)


def _chart(
    frame: pl.DataFrame, methods: Sequence[str], title: str, unit: str | None, *, narrow: bool
) -> alt.LayerChart:
    import altair as alt

    names = frame["unit"].unique(maintain_order=True).to_list()
    values = [{**row, "words": number(row["value"])} for row in frame.to_dicts()]
    room = min(max(text_width(name) for name in names) + 4, _ROOM if narrow else _NAMES)
    width = int(NARROW - 2 * MARGIN - room - 8) if narrow else _WIDTH
    lowest, highest = _ends(frame)
    scale = alt.Scale(type="log", domain=[lowest, highest], nice=False)
    axis = alt.Axis(
        title=unit,
        titleAnchor="start",
        orient="top",
        tickCount=3 if narrow else 6,
        format="~s",
        grid=True,
    )
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "unit:N",
            scale=alt.Scale(domain=names, paddingInner=0.25, paddingOuter=0.1),
            axis=alt.Axis(title=None, labelLimit=room, grid=True, gridColor=GRID, bandPosition=1),
        ),
        yOffset=alt.YOffset("method:N", scale=alt.Scale(domain=list(methods))),
        tooltip=_tooltips(),
    )
    colours = [_COLOURS[at % len(_COLOURS)] for at in range(len(methods))]
    shapes = [_SHAPES[at % len(_SHAPES)] for at in range(len(methods))]
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=1 if narrow else 3,
        labelLimit=280,
        symbolSize=60,
        symbolOpacity=1,
    )
    colour = alt.Color(
        "method:N", scale=alt.Scale(domain=list(methods), range=colours), legend=legend
    )
    spans = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, opacity=0.55)
    marks = base.mark_point(filled=True, size=46, opacity=1)
    layers = [
        spans.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", color=colour),
        marks.encode(
            x=alt.X("value:Q", scale=scale, axis=axis),
            color=colour,
            shape=alt.Shape(
                "method:N", scale=alt.Scale(domain=list(methods), range=shapes), legend=legend
            ),
        ),
    ]
    chart = layered(layers, width=width, height=alt.Step(_LANE, **{"for": "offset"}))
    subtitle = _("A mark is what a method gives; the line through it spans 5–95%.")
    if not frame["low"].count():
        subtitle = _("A mark is what a method gives.")
    return styled(chart, title, subtitle=subtitle, texts=[*names, *methods], narrow=narrow)


def _ends(frame: pl.DataFrame) -> tuple[float, float]:
    """Return where the line of money begins and ends, a little beyond all that is drawn."""
    known = [x for name in ("value", "low", "high") for x in frame[name].drop_nulls().to_list()]
    return min(known) / 1.15, max(known) * 1.15


def _tooltips() -> list[Any]:
    import altair as alt

    titles = {"unit:N": _("Unit"), "method:N": _("Method"), "words:N": _("Value")}
    return [alt.Tooltip(field, title=title) for field, title in titles.items()]


def _text(known: Known, frame: pl.DataFrame) -> Message:
    """Say what the chart shows, in words."""
    return message(
        "Values of the first {count} units by each of {methods} methods, on a line where equal "
        "distances are equal factors; the table below has all of them.",
        count=number(frame["unit"].n_unique()),
        methods=number(len(known.declared.of)),
    )
