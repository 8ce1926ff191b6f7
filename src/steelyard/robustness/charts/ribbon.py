"""The intervals of the ranks of many units: ribbons along the order of nominal ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _, message
from steelyard.robustness.charts.frames import records
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.ranks import rank_tooltips, rank_values
from steelyard.robustness.charts.theme import ACCENT, layered, nothing_to_show, styled

if TYPE_CHECKING:
    import altair as alt

__all__ = ["rank_ribbon"]

_SIDE = 520
_MOST = 1000


def rank_ribbon(drawn: pl.DataFrame, title: str) -> alt.LayerChart:
    """Return the chart of the intervals of ranks without the names of the units.

    Along the axis stand the units in order of nominal rank. Of more than 1,000
    units one in two, in three … is drawn, and the subtitle says so.

    Parameters
    ----------
    drawn
        The units in order of nominal rank: unit, nominal, rank, rank_median,
        rank_p05, rank_p95, rank_min, rank_max.
    title
        What stands above the chart.
    """
    import altair as alt

    ranked = drawn.filter(pl.col("rank").is_not_null()).with_row_index("position", 1)
    if ranked.is_empty():
        return nothing_to_show(title)
    every = -(-ranked.height // _MOST)
    last = float(ranked.select(pl.max_horizontal("position", "rank", "rank_max").max()).item())
    base = alt.Chart(alt.InlineData(values=records(ranked.gather_every(every)))).encode(
        x=alt.X(
            "position:Q",
            scale=alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False),
            axis=alt.Axis(
                title=_("Units in order of nominal rank"),
                titleAnchor="start",
                values=rank_values(last),
                grid=False,
            ),
        ),
        tooltip=rank_tooltips(),
    )
    layers = [*_marks(base, last), *key_row(_key(), -16)]
    chart = layered(layers, width=_SIDE, height=_SIDE)
    note = str(message("One unit in {every} is drawn.", every=every)) if every > 1 else None
    return styled(chart, title, subtitle=note, texts=ranked["unit"].to_list(), offset=16)


def _key() -> list[tuple[Symbol, str]]:
    return [
        ("trace", _("nominal rank")),
        ("dot", _("median")),
        ("bar", _("5–95% of replications")),
        ("light_bar", _("all replications")),
    ]


def _marks(base: alt.Chart, last: float) -> list[alt.Chart]:
    import altair as alt

    scale = alt.Scale(domain=[last + 0.5, 0.5], nice=False, zero=False)
    axis = alt.Axis(title=_("Rank"), titleAnchor="end", values=rank_values(last))

    def at(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    def ribbon(symbol: Symbol) -> alt.Chart:
        area: alt.Chart = base.mark_area(color=STROKES[symbol][0], interpolate="step", opacity=1)
        return area

    colour, width = STROKES["trace"]
    return [
        ribbon("light_bar").encode(y=at("rank_min"), y2="rank_max:Q"),
        ribbon("bar").encode(y=at("rank_p05"), y2="rank_p95:Q"),
        base.mark_line(color=colour, strokeWidth=width).encode(y=at("rank")),
        base.mark_point(filled=True, size=9, color=ACCENT, opacity=1).encode(y=at("rank_median")),
    ]
