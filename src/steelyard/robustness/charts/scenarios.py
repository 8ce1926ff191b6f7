"""What each unit is worth in the scenarios: a dot for each, a line between the ends, the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import labels, records, require
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.theme import (
    ACCENT,
    MARGIN,
    NARROW,
    layered,
    limited,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["payoff_dots"]

_COLUMNS = ("unit", "scenario", "payoff", "expected")
_STEP = 26
_WIDTH = 520
_NAMES = 104
"""The width of the names on a narrow screen."""


def payoff_dots(
    frame: pl.DataFrame,
    axis: str,
    *,
    order: Sequence[str],
    names: Mapping[str, str] | None = None,
    title: str,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the chart of the payoffs of units in the scenarios.

    Parameters
    ----------
    frame
        unit, scenario (what it is called), payoff, expected; a row per unit and scenario.
    axis
        What the payoff is called.
    order
        The units from the top.
    names
        What units are called, by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent.

    Examples
    --------
    >>> one = {"unit": "Hold", "scenario": "Base", "payoff": 3.0, "expected": 2.0}
    >>> chart = payoff_dots(pl.DataFrame([one]), "Value", order=["Hold"], title="Plans")
    >>> chart.to_dict()["height"]["step"]
    26
    """
    require(frame, _COLUMNS)
    known = frame.drop_nulls("payoff").filter(pl.col("unit").is_in(list(order)))
    if known.is_empty():
        return nothing_to_show(title)
    shown = dict(zip(order, labels(list(order), names), strict=True))
    drawn = known.with_columns(
        pl.col("unit").replace_strict(shown, return_dtype=pl.String),
        low=pl.col("payoff").min().over("unit"),
        high=pl.col("payoff").max().over("unit"),
    )
    there = [shown[key] for key in order if key in set(known["unit"])]
    return _drawn(drawn, axis, there, title, narrow)


def _drawn(
    drawn: pl.DataFrame, axis: str, order: list[str], title: str, narrow: bool
) -> alt.LayerChart:
    import altair as alt

    width = NARROW - 2 * MARGIN - _NAMES if narrow else _WIDTH
    names = alt.Axis(title=None)
    base = alt.Chart(alt.InlineData(values=records(drawn))).encode(
        y=alt.Y(
            "unit:N",
            scale=alt.Scale(domain=order, padding=0),
            axis=limited(names, _NAMES) if narrow else names,
        ),
        tooltip=[
            alt.Tooltip("unit:N", title=_("Unit")),
            alt.Tooltip("scenario:N", title=_("Scenario")),
            alt.Tooltip("payoff:Q", title=axis, format=",.4~g"),
            alt.Tooltip("expected:Q", title=_("Expected payoff"), format=",.4~g"),
        ],
    )
    own = alt.Axis(
        title=axis, titleAnchor="start", orient="top", tickCount=3 if narrow else 6, format=",.6~g"
    )

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(zero=False), axis=own)

    grey, thin = STROKES["line"]
    line = base.mark_rule(color=grey, strokeWidth=thin)
    colour, thick = STROKES["tick"]
    tick = base.mark_tick(color=colour, thickness=thick, size=16, opacity=1)
    dots = base.mark_point(
        filled=True, size=46, color=ACCENT, opacity=1, stroke="white", strokeWidth=1
    )
    key: list[tuple[Symbol, str]] = [
        ("dot", _("a scenario")),
        ("line", _("worst to best")),
        ("tick", _("expected payoff")),
    ]
    left = {"left": -_NAMES, "width": width + _NAMES} if narrow else {}
    layers = [
        line.encode(x=at("low"), x2="high:Q"),
        dots.encode(x=at("payoff")),
        tick.encode(x=at("expected")),
        *key_row(key, -54, **left),
    ]
    chart = layered(layers, width=width, height=alt.Step(_STEP))
    texts = [*order, *drawn["scenario"].unique().sort().to_list()]
    return styled(chart, title, texts=texts, offset=16, narrow=narrow)
