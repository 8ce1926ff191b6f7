"""A chart that a page shows: the chart, what it says in words, and the data behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Figure"]


@dataclass(frozen=True)
class Figure:
    """A chart in the current language.

    Parameters
    ----------
    name
        Its name in addresses: ``rank-intervals``.
    chart
        The chart.
    title
        What it is called.
    text
        What it shows, in words, for those who do not see it.
    data
        What it is drawn from, as it is handed out.
    narrow
        The same chart for a screen that is 320 pixels wide. If absent, the chart scrolls there.
    """

    name: str
    chart: alt.TopLevelMixin
    title: str
    text: str
    data: pl.DataFrame
    narrow: alt.TopLevelMixin | None = None
