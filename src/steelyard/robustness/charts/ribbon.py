"""The intervals of the ranks of many units: ribbons around the nominal ranks.

Against ranks from 1 to thousands an interval of twenty ranks would be a hair, so what is drawn is
how far the ranks of the replications lie from the nominal one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _, message
from steelyard.robustness.charts.frames import records
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.ranks import rank_tooltips, rank_values
from steelyard.robustness.charts.theme import (
    ACCENT,
    MARGIN,
    NARROW,
    layered,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["rank_ribbon"]

_WIDTH, _HEIGHT = 620, 320
_MOST = 400
_SIDE = 48
"""The width of what stands beside the plot on a narrow screen."""
_SHOWN = ("rank_median", "rank_p05", "rank_p95", "rank_min", "rank_max")


def rank_ribbon(drawn: pl.DataFrame, title: str, *, narrow: bool = False) -> alt.LayerChart:
    """Return the chart of the intervals of ranks without the names of the units.

    Along the axis stand the units in order of nominal rank. Of more than 400
    units one in two, in three … is drawn, and the subtitle says so.

    Parameters
    ----------
    drawn
        The units in order of nominal rank: unit, nominal, rank, rank_median,
        rank_p05, rank_p95, rank_min, rank_max.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.
    """
    import altair as alt

    ranked = drawn.filter(pl.col("rank").is_not_null()).with_row_index("position", 1)
    if ranked.is_empty():
        return nothing_to_show(title)
    every = -(-ranked.height // _MOST)
    width = NARROW - 2 * MARGIN - _SIDE if narrow else _WIDTH
    shown = ranked.gather_every(every)
    base = alt.Chart(alt.InlineData(values=records(_apart(shown)))).encode(
        x=alt.X(
            "position:Q",
            scale=alt.Scale(domain=[0.5, ranked.height + 0.5], nice=False, zero=False),
            axis=alt.Axis(
                title=_("Units in order of nominal rank"),
                titleAnchor="start",
                values=rank_values(ranked.height, 4 if narrow else 10),
                grid=False,
            ),
        ),
    )
    key = key_row(_key(), -16)
    if narrow:
        key = key_row(_key(), -16, left=-_SIDE, width=width + _SIDE)
    chart = layered([*_marks(base), *key], width=width, height=_HEIGHT)
    note = _("How far the ranks of the replications lie from the nominal rank, the line at 0.")
    if every > 1:
        note += " " + str(message("One unit in {every} is drawn.", every=every))
    texts = shown["unit"].to_list()
    return styled(chart, title, subtitle=note, texts=texts, offset=16, narrow=narrow)


def _apart(shown: pl.DataFrame) -> pl.DataFrame:
    """Add by how many ranks each end lies above the nominal rank; a better rank is above."""
    ends = [(pl.col("rank") - pl.col(name)).alias(name.replace("rank", "by")) for name in _SHOWN]
    return shown.select("position", "unit", "nominal", *_SHOWN, *ends)


def _key() -> list[tuple[Symbol, str]]:
    return [
        ("trace", _("nominal rank")),
        ("dot", _("median")),
        ("bar", _("5–95% of replications")),
        ("light_bar", _("all replications")),
    ]


def _marks(base: alt.Chart) -> list[alt.Chart]:
    import altair as alt

    axis = alt.Axis(title=_("Ranks better (+) or worse (−)"), titleAnchor="end")
    axis.labelExpr = "datum.value ? format(datum.value, '+,d') : '0'"

    def at(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(nice=True, zero=True), axis=axis)

    def ribbon(symbol: Symbol) -> alt.Chart:
        area: alt.Chart = base.mark_area(color=STROKES[symbol][0], interpolate="step", opacity=1)
        return area

    colour, width = STROKES["trace"]
    # What the pointer finds: an area would tell of its first unit only.
    whole = base.mark_rule(opacity=0, strokeWidth=2).encode(
        y=at("by_min"), y2="by_max:Q", tooltip=rank_tooltips()
    )
    return [
        ribbon("light_bar").encode(y=at("by_min"), y2="by_max:Q"),
        ribbon("bar").encode(y=at("by_p05"), y2="by_p95:Q"),
        base.mark_rule(color=colour, strokeWidth=width).encode(
            x=alt.value(0), x2=alt.value("width"), y=alt.datum(0)
        ),
        base.mark_point(filled=True, size=6, color=ACCENT, opacity=1).encode(y=at("by_median")),
        whole,
    ]
