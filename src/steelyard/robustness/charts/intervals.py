"""How sure each rank is: units in order of rank, with the intervals of their ranks.

Up to 60 units stand in rows with their names. More of them are a ribbon, see
:mod:`steelyard.robustness.charts.ribbon`, or as many of the first as are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.ranks import rank_tooltips, rank_values
from steelyard.robustness.charts.ribbon import rank_ribbon
from steelyard.robustness.charts.theme import (
    ACCENT,
    INK,
    MARGIN,
    NARROW,
    SHADE,
    layered,
    limited,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["MOST_NAMED", "rank_intervals"]

_COLUMNS = ("rank", "rank_median", "rank_p05", "rank_p95", "rank_min", "rank_max")
MOST_NAMED = 60
"""Units that stand in rows with their names; more of them are a ribbon."""
_STEP = 18
_WIDTH = 520
_NAMES = 92
"""The width of the names on a narrow screen."""


def rank_intervals(
    frame: pl.DataFrame,
    key: str,
    *,
    first: int | None = None,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the chart of the intervals of ranks, the best unit on top.

    A bar spans 5–95% of the replications, a line all of them; a dot is the
    median, a tick the nominal rank. Units in bands of one shade cannot be told
    apart. An interval that was not assessed is left out.

    Parameters
    ----------
    frame
        ``uncertainty``, a row per unit; ``group`` may be absent.
    key
        The column of the units' keys.
    first
        How many units to show; all if absent, as a ribbon if they are more than 60.
    names
        Names of the units by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent, or a unit has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> ranks = {"rank": 1, "rank_median": 1, "rank_p05": 1, "rank_p95": 2}
    >>> frame = pl.DataFrame([{"unit": "Finland", **ranks, "rank_min": 1, "rank_max": 3}])
    >>> rank_intervals(frame, "unit").to_dict()["height"]["step"]
    18
    """
    require(frame, [key, *_COLUMNS])
    refuse_repeated(frame, [key])
    title = title or _("How sure each rank is")
    ordered = frame.sort("rank", nulls_last=True, maintain_order=True)
    if first is not None:
        ordered = ordered.head(first)
    if ordered.is_empty():
        return nothing_to_show(title)
    shown = labels(ordered[key].to_list(), names)
    drawn = ordered.select(
        pl.Series("unit", shown), *_COLUMNS, _groups(ordered), nominal=_nominal(ordered)
    )
    if first is None and frame.height > MOST_NAMED:
        return rank_ribbon(drawn, title, narrow=narrow)
    return _rows(drawn, title, narrow)


def _groups(frame: pl.DataFrame) -> pl.Expr:
    return pl.col("group") if "group" in frame.columns else pl.lit(None, pl.Int64).alias("group")


def _nominal(frame: pl.DataFrame) -> pl.Series:
    ranks = frame["rank"].cast(pl.Float64).to_list()
    return pl.Series("nominal", ["–" if rank is None else f"{rank:.10g}" for rank in ranks])


def _rows(drawn: pl.DataFrame, title: str, narrow: bool) -> alt.LayerChart:
    import altair as alt

    values = records(drawn)
    numbers = 16 + 7 * max(len(row["nominal"]) for row in values)
    side = _NAMES + numbers
    width = NARROW - 2 * MARGIN - side if narrow else _WIDTH
    axis = alt.Axis(title=None, labelPadding=numbers)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "unit:N",
            scale=alt.Scale(domain=[row["unit"] for row in values], padding=0),
            axis=limited(axis, _NAMES, numbers) if narrow else axis,
        ),
        tooltip=rank_tooltips(),
    )
    bands = _shades(base, values, width) if _grouped(drawn) else []
    layers = [*bands, *_marks(base, _extent(drawn), 5 if narrow else 10), _numbers(base)]
    key = key_row(_key(drawn), -54)
    if narrow:
        key = key_row(_key(drawn), -54, left=-side, width=width + side)
    chart = layered([*layers, *key], width=width, height=alt.Step(_STEP))
    subtitle = _subtitle(drawn)
    texts = [row["unit"] for row in values]
    return styled(chart, title, subtitle=subtitle, texts=texts, offset=16, narrow=narrow)


def _subtitle(drawn: pl.DataFrame) -> str | None:
    if _blank(drawn, "rank_median"):
        return _("How sure the ranks are was not assessed.")
    if _grouped(drawn):
        return _("No unit can be told apart from the first of its band.")
    return None


def _grouped(drawn: pl.DataFrame) -> bool:
    """Tell whether any two units are of one group."""
    return drawn["group"].drop_nulls().is_duplicated().any()


def _blank(drawn: pl.DataFrame, column: str) -> bool:
    return drawn[column].null_count() == drawn.height


def _key(drawn: pl.DataFrame) -> list[tuple[Symbol, str]]:
    """Return the key of what is drawn at all."""
    items: dict[str, tuple[Symbol, str]] = {
        "rank": ("tick", _("nominal rank")),
        "rank_median": ("dot", _("median")),
        "rank_p05": ("bar", _("5–95% of replications")),
        "rank_min": ("line", _("all replications")),
    }
    return [item for column, item in items.items() if not _blank(drawn, column)]


def _extent(drawn: pl.DataFrame) -> float:
    """Return the last rank that is drawn."""
    last = drawn.select(pl.max_horizontal(pl.col(_COLUMNS).cast(pl.Float64).max())).item()
    return float(last or 1)


def _marks(base: alt.Chart, last: float, most: int) -> list[alt.Chart]:
    import altair as alt

    axis = alt.Axis(
        title=_("Rank"), titleAnchor="start", orient="top", values=rank_values(last, most)
    )
    scale = alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False)

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    def stroke(symbol: Symbol) -> alt.Chart:
        colour, width = STROKES[symbol]
        rule: alt.Chart = base.mark_rule(color=colour, strokeWidth=width)
        return rule

    colour, width = STROKES["tick"]
    return [
        stroke("line").encode(x=at("rank_min"), x2="rank_max:Q"),
        stroke("bar").encode(x=at("rank_p05"), x2="rank_p95:Q"),
        base.mark_tick(color=colour, thickness=width, size=13, opacity=1).encode(x=at("rank")),
        base.mark_point(
            filled=True, size=44, color=ACCENT, opacity=1, stroke="white", strokeWidth=1
        ).encode(x=at("rank_median")),
    ]


def _numbers(base: alt.Chart) -> alt.Chart:
    import altair as alt

    mark = base.mark_text(align="right", baseline="middle", fontSize=11, color=INK)
    numbers: alt.Chart = mark.encode(x=alt.value(-10), text="nominal:N")
    return numbers


def _shades(base: alt.Chart, values: Sequence[Mapping[str, Any]], width: float) -> list[alt.Chart]:
    """Return the bands of every second group."""
    import altair as alt

    seen = list(dict.fromkeys(row["group"] for row in values if row["group"] is not None))
    shaded = alt.FieldOneOfPredicate(field="group", oneOf=seen[::2])
    band = base.mark_rect(color=SHADE).transform_filter(shaded)
    return [band.encode(x=alt.value(0), x2=alt.value(width))]
