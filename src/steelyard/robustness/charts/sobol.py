"""Which assumption matters: first-order and total Sobol indices with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.errors import UsageError
from steelyard.i18n import _, message
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.theme import (
    MARGIN,
    MUTED,
    NARROW,
    layered,
    limited,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["sobol_bars"]

_INDICES = ("first", "total")
_COLUMNS = tuple(f"{index}{end}" for index in _INDICES for end in ("", "_low", "_high"))
_WIDTH = 420
_STEP = 17
_NUMBERS = 34
_NAMES = 104
"""The width of the names on a narrow screen."""


def sobol_bars(
    frame: pl.DataFrame,
    *,
    output: str = "mean_rank_shift",
    key: str | None = None,
    unit: object = None,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the bars of the Sobol indices of one output, the most important assumption on top.

    Parameters
    ----------
    frame
        ``sensitivity``, a row per output, unit and assumption.
    output
        ``mean_rank_shift``, or with a unit ``rank`` or ``score``.
    key, unit
        The column of the units' keys and the key of a unit, for its rank or score.
    names
        Names of the assumptions by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent, a unit's output has no unit, or an assumption has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> index = {"first": 0.6, "first_low": 0.5, "first_high": 0.7}
    >>> index |= {"total": 0.7, "total_low": 0.6, "total_high": 0.8}
    >>> frame = pl.DataFrame([{"output": "mean_rank_shift", "assumption": "weights", **index}])
    >>> sobol_bars(frame).to_dict()["description"]
    'What moves the ranking'
    """
    require(frame, ["output", "assumption", *_COLUMNS, *([key] if key else [])])
    selected = frame.filter(pl.col("output") == output)
    if unit is not None:
        if key is None:
            raise UsageError(message("A unit was given without the column of its key."))
        selected = selected.filter(pl.col(key) == unit)
    refuse_repeated(selected, ["assumption"])
    title = title or _title(output, unit)
    if selected.is_empty():
        return nothing_to_show(title)
    return _bars(selected.sort("total", descending=True, nulls_last=True), names, title, narrow)


def _title(output: str, unit: object) -> str:
    if output == "mean_rank_shift":
        return _("What moves the ranking")
    if output == "rank":
        return str(message("What moves the rank of {unit}", unit=unit or "–"))
    return str(message("What moves the score of {unit}", unit=unit or "–"))


def _bars(
    frame: pl.DataFrame, names: Mapping[str, str] | None, title: str, narrow: bool
) -> alt.LayerChart:
    import altair as alt

    shown = labels(frame["assumption"].to_list(), names)
    width = NARROW - 2 * MARGIN - _NAMES - _NUMBERS if narrow else _WIDTH
    axis = alt.Axis(title=None, grid=False)
    base = alt.Chart(alt.InlineData(values=_long(frame, shown))).encode(
        y=alt.Y(
            "assumption:N",
            scale=alt.Scale(domain=shown, paddingInner=0.3, paddingOuter=0.15),
            axis=limited(axis, _NAMES) if narrow else axis,
        ),
        yOffset=alt.YOffset("index:N", scale=alt.Scale(domain=list(_INDICES), paddingInner=0.1)),
        tooltip=_tooltips(),
    )
    layers = [*_marks(base, _domain(frame)), _numbers(base, width + _NUMBERS)]
    key = key_row(_key(), -14)
    if narrow:
        key = key_row(_key(), -14, left=-_NAMES, width=width + _NAMES)
    chart = layered([*layers, *key], width=width, height=alt.Step(_STEP))
    subtitle = _("Share of the variance that an assumption explains alone, and with the others.")
    return styled(chart, title, subtitle=subtitle, texts=shown, offset=16, narrow=narrow)


def _long(frame: pl.DataFrame, shown: Sequence[str]) -> list[dict[str, Any]]:
    titles = {"first": _("first order"), "total": _("total")}
    rows = zip(shown, records(frame.select(_COLUMNS)), strict=True)
    return [
        {
            "assumption": name,
            "index": index,
            "title": titles[index],
            "value": row[index],
            "low": row[f"{index}_low"],
            "high": row[f"{index}_high"],
        }
        for name, row in rows
        for index in _INDICES
    ]


def _domain(frame: pl.DataFrame) -> list[float]:
    """Return the ends of the axis: 0 to 1, and further where an index or interval goes there."""
    finite = frame.select(pl.col(_COLUMNS).cast(pl.Float64).fill_nan(None))
    low = finite.select(pl.min_horizontal(pl.all().min())).item()
    high = finite.select(pl.max_horizontal(pl.all().max())).item()
    return [min(0.0, low or 0.0), max(1.0, high or 1.0)]


def _marks(base: alt.Chart, domain: Sequence[float]) -> list[alt.Chart]:
    import altair as alt

    scale = alt.Scale(domain=list(domain), nice=False)
    axis = alt.Axis(title=None, tickCount=5, format=".1f")
    total = alt.FieldEqualPredicate(field="index", equal="total")
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", scale=scale, axis=axis),
        color=alt.condition(
            total, alt.value(STROKES["bar"][0]), alt.value(STROKES["accent_bar"][0])
        ),
    )
    colour, width = STROKES["whisker"]
    whiskers = base.mark_rule(color=colour, strokeWidth=width).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    return [bars, whiskers]


def _numbers(base: alt.Chart, right: float) -> alt.Chart:
    import altair as alt

    mark = base.mark_text(align="right", baseline="middle", fontSize=10.5, color=MUTED)
    numbers: alt.Chart = mark.encode(x=alt.value(right), text=alt.Text("value:Q", format=".2f"))
    return numbers


def _key() -> list[tuple[Symbol, str]]:
    return [
        ("accent_bar", _("first order (alone)")),
        ("bar", _("total (with interactions)")),
        ("whisker", _("bootstrap interval")),
    ]


def _tooltips() -> list[alt.Tooltip]:
    import altair as alt

    return [
        alt.Tooltip("assumption:N", title=_("Assumption")),
        alt.Tooltip("title:N", title=_("Sobol index")),
        alt.Tooltip("value:Q", title=_("Value"), format=".3f"),
        alt.Tooltip("low:Q", title=_("Interval from"), format=".3f"),
        alt.Tooltip("high:Q", title=_("Interval to"), format=".3f"),
    ]
