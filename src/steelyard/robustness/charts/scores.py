"""The scores of the first units as bars, the best on top: a first look at a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.theme import ACCENT, layered, nothing_to_show, styled

if TYPE_CHECKING:
    import altair as alt

__all__ = ["score_bars"]

_STEP, _WIDTH = 18, 420


def score_bars(
    frame: pl.DataFrame,
    key: str,
    *,
    names: Mapping[str, str] | None = None,
    heading: str | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Return the scores of units as bars, in the order of the frame.

    Parameters
    ----------
    frame
        A row per unit with its ``score``.
    key
        The column of the units' keys.
    names
        Names of the units by key.
    heading
        What the score is called.
    title
        What stands above the chart.

    Raises
    ------
    UsageError
        If a column is absent, or a unit has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> score_bars(pl.DataFrame({"unit": ["A"], "score": [1.0]}), "unit").to_dict()["width"]
    420
    """
    import altair as alt

    require(frame, [key, "score"])
    refuse_repeated(frame, [key])
    title = title or _("The first units and their scores")
    if frame.is_empty():
        return nothing_to_show(title)
    shown = labels(frame[key].to_list(), names)
    values = records(frame.select(pl.Series("unit", shown), pl.col("score").cast(pl.Float64)))
    axis = alt.Axis(title=heading or _("Score"), titleAnchor="start", orient="top", tickCount=5)
    bars = alt.Chart(alt.InlineData(values=values)).mark_bar(color=ACCENT, size=_STEP - 6)
    drawn = bars.encode(
        x=alt.X("score:Q", axis=axis),
        y=alt.Y("unit:N", sort=None, axis=alt.Axis(title=None)),
        tooltip=[alt.Tooltip("unit:N"), alt.Tooltip("score:Q", format=".4f")],
    )
    chart = layered([drawn], width=_WIDTH, height=alt.Step(_STEP))
    return styled(chart, title, texts=shown)
