"""The charts of a page of groups: how large each group is, and where its units rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.publish.numbers import number, percent, rank
from steelyard.robustness.charts.frames import records
from steelyard.robustness.charts.ranks import rank_values
from steelyard.robustness.charts.theme import (
    ACCENT,
    FAINT,
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

__all__ = ["MOST_STRIPS", "quartiles", "rank_strips", "sizes"]

MOST_STRIPS = 1500
"""Up to so many units each has a stroke of its own; beyond, strokes would be one smear."""
_WIDTH = 520
_STEP, _TALL = 22, 26
_LONGEST = 260
_WORDY = 10_000
"""From this rank on, labels of an axis are so wide that fewer have room."""


def sizes(frame: pl.DataFrame, title: str, *, narrow: bool = False) -> alt.LayerChart:
    """Return the bars of how large the groups are, the largest on top.

    Parameters
    ----------
    frame
        ``group`` (each name once), ``units``, ``share`` (0 to 1).
    title
        What stands above.
    narrow
        Whether it is for a narrow screen.
    """
    import altair as alt

    values = [
        {**row, "text": f"{number(row['units'])} · {percent(row['share'])}"}
        for row in records(frame)
    ]
    names = [row["group"] for row in values]
    most = max(row["units"] for row in values)
    # What is written behind the longest bar stands within the plot.
    beyond = max(text_width(row["text"]) for row in values) + 10
    width = _plot(names, narrow=narrow)
    scale = alt.Scale(domain=[0, most * width / max(width - beyond, 1)], nice=False)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=_groups(names, narrow=narrow),
        x=alt.X("units:Q", scale=scale, axis=None),
        tooltip=[alt.Tooltip("group:N", title=_("Group")), alt.Tooltip("text:N", title=_("Units"))],
    )
    texts = base.mark_text(align="left", baseline="middle", dx=6, fontSize=11, color=INK)
    layers = [base.mark_bar(color=PALE, height=14), texts.encode(text="text:N")]
    return styled(
        layered(layers, width=width, height=alt.Step(_STEP)), title, texts=names, narrow=narrow
    )


def quartiles(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the ranks of each group: least, quartiles, median, greatest, and how many.

    Parameters
    ----------
    frame
        ``group``, ``rank``; a row per unit.

    Examples
    --------
    >>> ranks = pl.DataFrame({"group": ["A"] * 5, "rank": [1.0, 2.0, 3.0, 4.0, 9.0]})
    >>> quartiles(ranks).row(0)
    ('A', 5, 1.0, 2.0, 3.0, 4.0, 9.0)
    """
    ranks = pl.col("rank")
    return frame.group_by("group", maintain_order=True).agg(
        pl.len().alias("units"),
        ranks.min().alias("least"),
        ranks.quantile(0.25, "linear").alias("lower"),
        ranks.median().alias("median"),
        ranks.quantile(0.75, "linear").alias("upper"),
        ranks.max().alias("greatest"),
    )


def rank_strips(
    frame: pl.DataFrame, title: str, *, last: float, narrow: bool = False
) -> alt.LayerChart:
    """Return where the units of each group rank: a stroke for each, a box for the middle half.

    Parameters
    ----------
    frame
        ``group``, ``unit`` (its name), ``rank``; a row per ranked unit, groups in order.
    title
        What stands above.
    last
        The last rank of the list.
    narrow
        Whether it is for a narrow screen.
    """
    import altair as alt

    boxes = quartiles(frame)
    names = boxes["group"].to_list()
    shown = [
        {**row, "middle": rank(row["median"]), "half": f"{rank(row['lower'])}–{rank(row['upper'])}"}
        for row in records(boxes)
    ]
    y = _groups(names, narrow=narrow)
    base = alt.Chart(alt.InlineData(values=shown)).encode(y=y, tooltip=_of_group())
    scale = alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False)
    few = 5 if narrow or last >= _WORDY else 10
    axis = alt.Axis(
        title=_("Rank"), titleAnchor="start", orient="top", values=rank_values(last, few)
    )

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    many = pl.col("units") > 3
    box = base.transform_filter(alt.datum.units > 3).mark_bar(color=FAINT, height=16)
    line = base.mark_rule(color=LINE, strokeWidth=1).encode(x=at("least"), x2="greatest:Q")
    layers = [line, box.encode(x=at("lower"), x2="upper:Q")] if _any(boxes, many) else [line]
    if frame.height <= MOST_STRIPS:
        strips = alt.Chart(alt.InlineData(values=records(frame))).encode(y=y, tooltip=_of_unit())
        ticks = strips.mark_tick(color=ACCENT, thickness=1.5, size=10, opacity=0.75)
        layers.append(ticks.encode(x=at("rank")))
    middle = base.mark_tick(color=INK, thickness=2.5, size=18, opacity=1)
    layers.append(middle.encode(x=at("median")))
    texts = [*names, *frame["unit"].to_list()]
    chart = layered(layers, width=_plot(names, narrow=narrow), height=alt.Step(_TALL))
    subtitle = _("Stroke: a unit. Box: the middle half of a group. Thick line: its median.")
    if frame.height > MOST_STRIPS:
        subtitle = _("Line: all of a group. Box: its middle half. Thick line: its median.")
    return styled(chart, title, subtitle=subtitle, texts=texts, narrow=narrow)


def _any(frame: pl.DataFrame, condition: pl.Expr) -> bool:
    return not frame.filter(condition).is_empty()


def _groups(names: Sequence[str], *, narrow: bool) -> alt.Y:
    """Return the axis of groups: their names, and a hair between them."""
    import altair as alt

    axis = alt.Axis(
        title=None,
        labelLimit=_room(names, narrow=narrow),
        grid=True,
        gridColor=GRID,
        bandPosition=1,
    )
    return alt.Y("group:N", scale=alt.Scale(domain=list(names), padding=0), axis=axis)


def _room(names: Sequence[str], *, narrow: bool) -> float:
    """Return the width that names take at most."""
    longest = max((text_width(name) for name in names), default=0.0) + 4
    return min(longest, 104 if narrow else _LONGEST)


def _plot(names: Sequence[str], *, narrow: bool) -> int:
    if not narrow:
        return _WIDTH
    return int(NARROW - 2 * MARGIN - _room(names, narrow=True) - 8)


def _of_group() -> list[alt.Tooltip]:
    import altair as alt

    titles = {
        "group:N": _("Group"),
        "units:Q": _("Units with a rank"),
        "middle:N": _("Median rank"),
        "half:N": _("Middle half"),
        "least:Q": _("Best rank"),
        "greatest:Q": _("Worst rank"),
    }
    return [alt.Tooltip(field, title=title) for field, title in titles.items()]


def _of_unit() -> list[alt.Tooltip]:
    import altair as alt

    titles = {"unit:N": _("Unit"), "group:N": _("Group"), "rank:Q": _("Rank")}
    return [alt.Tooltip(field, title=title) for field, title in titles.items()]
