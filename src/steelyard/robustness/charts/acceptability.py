"""With which probability a unit has each rank: a map of units × ranks.

Rank acceptability is of Lahdelma, Hokkanen & Salminen 1998,
https://doi.org/10.1016/S0377-2217(97)00163-X.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.blocks import neighbours_together
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.ranks import rank_values
from steelyard.robustness.charts.theme import (
    INK,
    MARGIN,
    NARROW,
    SEQUENTIAL,
    layered,
    limited,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["acceptability", "drawn_cells"]

_COLUMNS = ("rank_from", "rank_to", "probability")
_ROWS = 60
_NUMBERED = 30
_SIDE = 560
_NAMES = 104
"""The width of the names on a narrow screen."""
_AXIS = 48
_DARK = 0.36
"""The share of the highest probability from which a cell is dark: 4:1 to ink as to white."""
_LABELLED = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0)


def acceptability(
    frame: pl.DataFrame,
    key: str,
    *,
    order: Sequence[object] | None = None,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the map of the probabilities of ranks, the best unit on top.

    Up to 60 units stand in rows with their names. Of more, neighbours are put
    together into at most 100 rows and 100 columns, each the mean of its units.

    Parameters
    ----------
    frame
        ``acceptability``, a row per unit and rank (or range of ranks) with a probability.
    key
        The column of the units' keys.
    order
        The keys in order of nominal rank; by expected rank if absent.
    names
        Names of the units by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent, or a unit has several rows for a rank.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame(
    ...     {"unit": ["a", "b"], "rank_from": [1, 2], "rank_to": [1, 2], "probability": [1.0, 1.0]}
    ... )
    >>> len(acceptability(frame, "unit").to_dict()["layer"])
    2
    """
    require(frame, [key, *_COLUMNS])
    refuse_repeated(frame, [key, "rank_from"])
    title = title or _("How probable each rank is")
    if frame.is_empty():
        return nothing_to_show(title)
    keys = _ordered(frame, key, order)
    last = int(frame.select(pl.col("rank_to").max()).item())
    if len(keys) > _ROWS:
        by_rank = _("Units in order of nominal rank")
        by = by_rank if order is not None else _("Units in order of expected rank")
        return _compact(frame, key, keys, last, by, title, narrow)
    return _rows(frame, key, keys, last, names, title, narrow)


def drawn_cells(frame: pl.DataFrame, key: str, order: Sequence[object] | None) -> pl.DataFrame:
    """Return what the map is drawn from: the frame, of more than 60 units means of neighbours.

    Parameters
    ----------
    frame, key, order
        As :func:`acceptability` takes them.
    """
    keys = _ordered(frame, key, order)
    if len(keys) <= _ROWS:
        return frame.select(key, *_COLUMNS)
    last = int(frame.select(pl.col("rank_to").max()).item())
    return neighbours_together(frame.select(*_COLUMNS, unit=key), keys, last)


def _ordered(frame: pl.DataFrame, key: str, order: Sequence[object] | None) -> list[object]:
    """Return the units of the frame, those that the order does not name last."""
    middle = (pl.col("rank_from") + pl.col("rank_to")) / 2
    expected = (middle * pl.col("probability")).sum() / pl.col("probability").sum()
    means = frame.group_by(key, maintain_order=True).agg(expected=expected)
    known = means.sort("expected", maintain_order=True)[key].to_list()
    if order is None:
        return known
    place = {name: index for index, name in enumerate(order)}
    return sorted(known, key=lambda name: place.get(name, len(place)))


def _rows(
    frame: pl.DataFrame,
    key: str,
    keys: Sequence[object],
    last: int,
    names: Mapping[str, str] | None,
    title: str,
    narrow: bool,
) -> alt.LayerChart:
    import altair as alt

    shown = labels(keys, names)
    cells = frame.select(
        pl.col(key).replace_strict(keys, shown, return_dtype=pl.String).alias("unit"), *_COLUMNS
    )
    numbered = len(keys) <= _NUMBERED and last <= _NUMBERED and not narrow
    side = 24 if numbered else 16
    width = NARROW - 2 * MARGIN - _NAMES if narrow else min(side * last, 960)
    axis = alt.Axis(title=None, grid=False)
    base = alt.Chart(alt.InlineData(values=records(_drawn(cells)))).encode(
        y=alt.Y(
            "unit:N",
            scale=alt.Scale(domain=shown, padding=0),
            axis=limited(axis, _NAMES) if narrow else axis,
        ),
    )
    labelled = 5 if narrow else 30 if last <= _NUMBERED else 12
    layers = [
        _cells(base, last, labelled, _highest(cells), [alt.Tooltip("unit:N", title=_("Unit"))])
    ]
    if numbered:
        layers.append(_percentages(base, last, labelled, _highest(cells)))
    chart = layered(layers, width=width, height=alt.Step(side))
    return styled(chart, title, texts=shown, narrow=narrow)


def _drawn(cells: pl.DataFrame) -> pl.DataFrame:
    """Give each cell its edges, its middle and the ranks it stands for."""
    first, last = pl.col("rank_from"), pl.col("rank_to")
    several = pl.format("{}–{}", first, last)
    return cells.select(
        pl.exclude("rank_from", "rank_to"),
        left=first - 0.5,
        right=last + 0.5,
        middle=(first + last) / 2,
        ranks=pl.when(first == last).then(first.cast(pl.String)).otherwise(several),
    )


def _highest(cells: pl.DataFrame) -> float:
    highest = cells.select(pl.col("probability").max()).item()
    return float(highest or 1.0)


def _cells(
    base: alt.Chart, last: int, labelled: int, highest: float, tooltips: Sequence[alt.Tooltip]
) -> alt.Chart:
    import altair as alt

    rects: alt.Chart = base.mark_rect().encode(
        x=_x(last, labelled, "left"),
        x2="right:Q",
        color=alt.Color(
            "probability:Q",
            scale=alt.Scale(
                type="sqrt", domain=[0, highest], range=list(SEQUENTIAL), interpolate="lab"
            ),
            legend=alt.Legend(
                title=_("Probability"),
                format=_percent(highest),
                orient="bottom",
                direction="horizontal",
                gradientLength=160,
                gradientThickness=10,
                values=[share for share in _LABELLED if highest / 40 < share <= highest],
            ),
        ),
        tooltip=[
            *tooltips,
            alt.Tooltip("ranks:N", title=_("Rank")),
            alt.Tooltip("probability:Q", title=_("Probability"), format=".1%"),
        ],
    )
    return rects


def _percent(highest: float) -> str:
    return ".0%" if highest > 0.08 else ".1%"


def _x(last: int, labelled: int, field: str) -> alt.X:
    import altair as alt

    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False),
        axis=alt.Axis(
            title=_("Rank"),
            titleAnchor="start",
            orient="top",
            grid=False,
            labelOverlap=last > _NUMBERED,
            values=rank_values(last, labelled),
        ),
    )


def _percentages(base: alt.Chart, last: int, labelled: int, highest: float) -> alt.Chart:
    """Write the percentages into the cells, from 1% up."""
    import altair as alt

    dark = alt.FieldGTPredicate(field="probability", gt=_DARK * highest)
    readable = alt.FieldGTEPredicate(field="probability", gte=0.01)
    text = base.mark_text(fontSize=9.5, baseline="middle").transform_filter(readable)
    percent = text.transform_calculate(percent="round(100 * datum.probability)")
    numbers: alt.Chart = percent.encode(
        x=_x(last, labelled, "middle"),
        text="percent:Q",
        color=alt.condition(dark, alt.value("white"), alt.value(INK)),
    )
    return numbers


def _compact(
    frame: pl.DataFrame,
    key: str,
    keys: Sequence[object],
    last: int,
    by: str,
    title: str,
    narrow: bool,
) -> alt.LayerChart:
    import altair as alt

    cells = _drawn(neighbours_together(frame.select(*_COLUMNS, unit=key), keys, last))
    domain = [len(keys) + 0.5, 0.5]
    base = alt.Chart(alt.InlineData(values=records(cells))).encode(
        y=alt.Y(
            "top:Q",
            scale=alt.Scale(domain=domain, nice=False, zero=False),
            axis=alt.Axis(
                title=by,
                titleAnchor="end",
                grid=False,
                values=rank_values(len(keys), 5 if narrow else 12),
            ),
        ),
        y2="bottom:Q",
    )
    units = [alt.Tooltip("units:N", title=_("Units"))]
    drawn = _cells(base, last, 4 if narrow else 12, _highest(cells), units)
    side = NARROW - 2 * MARGIN - _AXIS if narrow else _SIDE
    return styled(layered([drawn], width=side, height=side), title, narrow=narrow)
