"""How far the ranking moves as a whole: the distribution of the mean absolute rank shift.

The mean over the units of the distance between a replication's ranks and the
nominal ones: Saisana, Saltelli & Tarantola 2005,
https://doi.org/10.1111/j.1467-985X.2005.00350.x, eq. 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import records, require
from steelyard.robustness.charts.theme import ACCENT, layered, nothing_to_show, styled

if TYPE_CHECKING:
    import altair as alt

__all__ = ["shift_histogram"]


def shift_histogram(
    frame: pl.DataFrame, *, title: str | None = None, narrow: bool = False
) -> alt.LayerChart:
    """Return the histogram of the mean absolute rank shift.

    Parameters
    ----------
    frame
        A row per bin: shift_from and shift_to (ranks), share (of the replications).
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
    >>> import polars as pl
    >>> frame = pl.DataFrame({"shift_from": [0.0], "shift_to": [0.5], "share": [1.0]})
    >>> shift_histogram(frame).to_dict()["width"]
    520
    """
    require(frame, ["shift_from", "shift_to", "share"])
    title = title or _("How far the ranking moves")
    if frame.is_empty():
        return nothing_to_show(title)
    width, height = (236, 160) if narrow else (520, 240)
    return styled(layered([_bars(frame)], width=width, height=height), title, narrow=narrow)


def _bars(frame: pl.DataFrame) -> alt.Chart:
    import altair as alt

    shift = alt.Axis(
        title=_("Mean absolute rank shift of a replication"), grid=False, titleAnchor="start"
    )
    share = alt.Axis(title=_("Share of replications"), format="%", tickCount=5)
    values = records(frame.select("shift_from", "shift_to", "share"))
    bars = alt.Chart(alt.InlineData(values=values)).mark_rect(
        color=ACCENT, stroke="white", strokeWidth=1
    )
    drawn: alt.Chart = bars.encode(
        x=alt.X("shift_from:Q", axis=shift, scale=alt.Scale(zero=True, nice=False)),
        x2="shift_to:Q",
        y=alt.Y("share:Q", axis=share, scale=alt.Scale(zero=True)),
        y2=alt.datum(0),
        tooltip=[
            alt.Tooltip("shift_from:Q", title=_("From"), format=".2f"),
            alt.Tooltip("shift_to:Q", title=_("To"), format=".2f"),
            alt.Tooltip("share:Q", title=_("Share of replications"), format=".1%"),
        ],
    )
    return drawn
