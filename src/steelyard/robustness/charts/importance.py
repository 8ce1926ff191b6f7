"""What a part is meant to count and what it counts: weights beside importances, as dots.

Importance is a part's share of the main effects of its criterion's parts (Paruolo, Saisana &
Saltelli 2013, https://doi.org/10.1111/j.1467-985X.2012.01059.x).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.key import STROKES, Symbol, key_row
from steelyard.robustness.charts.theme import (
    ACCENT,
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

__all__ = ["importance_dots"]

_ROWS = 60
_STEP = 18
_WIDTH = 420
_NAMES = 120
"""The width of the names on a narrow screen."""


def importance_dots(
    frame: pl.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the chart of weights and importances, the parts of a criterion in one band.

    Parameters
    ----------
    frame
        ``importance``, a row per node: node, parent, weight, importance. The first 60 that have
        both are drawn.
    names
        Names of the nodes by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent, or a node has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame([{"node": "a", "parent": "x", "weight": 0.5, "importance": 0.7}])
    >>> importance_dots(frame).to_dict()["height"]["step"]
    18
    """
    require(frame, ["node", "parent", "weight", "importance"])
    refuse_repeated(frame, ["node"])
    title = title or _("What counts how much")
    drawn = frame.drop_nulls(["weight", "importance"]).head(_ROWS)
    if drawn.is_empty():
        return nothing_to_show(title)
    shown = labels(drawn["node"].to_list(), names)
    above = labels(drawn["parent"].unique(maintain_order=True).to_list(), names)
    parents = dict(zip(drawn["parent"].unique(maintain_order=True).to_list(), above, strict=True))
    rows = drawn.select(
        "weight",
        "importance",
        name=pl.Series(shown),
        criterion=pl.Series([parents[name] for name in drawn["parent"].to_list()]),
        band=pl.Series(_bands(drawn["parent"].to_list()), dtype=pl.Int64),
    )
    return _dots(rows, shown, title, narrow)


def _bands(parents: list[str]) -> list[int]:
    """Return the number of the run of one parent that each row is in."""
    runs = [len(list(run)) for _parent, run in groupby(parents)]
    return [at for at, length in enumerate(runs) for _row in range(length)]


def _dots(rows: pl.DataFrame, shown: list[str], title: str, narrow: bool) -> alt.LayerChart:
    import altair as alt

    width = NARROW - 2 * MARGIN - _NAMES if narrow else _WIDTH
    axis = alt.Axis(title=None, grid=False)
    base = alt.Chart(alt.InlineData(values=records(rows))).encode(
        y=alt.Y(
            "name:N",
            scale=alt.Scale(domain=shown, padding=0),
            axis=limited(axis, _NAMES) if narrow else axis,
        ),
        tooltip=[
            alt.Tooltip("name:N", title=_("Node")),
            alt.Tooltip("criterion:N", title=_("Criterion")),
            alt.Tooltip("weight:Q", title=_("Weight"), format=".1%"),
            alt.Tooltip("importance:Q", title=_("Importance"), format=".1%"),
        ],
    )
    key = key_row(_key(), -40)
    if narrow:
        key = key_row(_key(), -40, left=-_NAMES, width=width + _NAMES)
    chart = layered([*_marks(base, width), *key], width=width, height=alt.Step(_STEP))
    note = _("Shares among the parts of one criterion; each band is a criterion.")
    return styled(chart, title, subtitle=note, texts=shown, offset=16, narrow=narrow)


def _key() -> list[tuple[Symbol, str]]:
    return [("tick", _("weight, as declared")), ("dot", _("importance, in effect"))]


def _marks(base: alt.Chart, width: float) -> list[alt.Chart]:
    import altair as alt

    axis = alt.Axis(title=None, orient="top", format="%", tickCount=5)

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)

    band = base.mark_rect(color=SHADE).transform_filter("datum.band % 2 == 0")
    colour, thickness = STROKES["tick"]
    line, thin = STROKES["line"]
    return [
        band.encode(x=alt.value(0), x2=alt.value(width)),
        base.mark_rule(color=line, strokeWidth=thin).encode(x=at("weight"), x2="importance:Q"),
        base.mark_tick(color=colour, thickness=thickness, size=13, opacity=1).encode(
            x=at("weight")
        ),
        base.mark_point(filled=True, size=44, color=ACCENT, opacity=1).encode(x=at("importance")),
    ]
