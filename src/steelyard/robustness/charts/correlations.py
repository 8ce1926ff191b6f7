"""How the parts of an index go together: a map of correlations, nodes × nodes.

Nodes of one parent stand together and are framed; what the analysis flagged is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.i18n import _
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.theme import (
    DIVERGING,
    INK,
    MARGIN,
    NARROW,
    layered,
    limited,
    nothing_to_show,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["correlation_map"]

_COLUMNS = ("node", "other", "parent", "kind", "correlation", "flag")
_NUMBERED = 16
_NAMES = 100
"""The width of the names on a narrow screen."""
_SHAPES = {"redundant": "square", "negative": "triangle-down", "weak": "circle"}


def correlation_map(
    frame: pl.DataFrame,
    *,
    kind: str = "pearson",
    level: object = None,
    order: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the map of the correlations of one level.

    A pair may stand in the frame once or both ways; where it stands once, it is
    drawn both ways, unless the nodes and the others are different nodes (a
    level and the one above it).

    Parameters
    ----------
    frame
        ``correlations``, a row per pair.
    kind
        ``pearson``, ``spearman`` or ``kendall``.
    level
        The value of the column ``level`` to show; the frame has one if absent.
    order
        The nodes in the order of the tree; as they come, parent by parent, if absent.
    names
        Names of the nodes by key.
    title
        What stands above the chart.
    narrow
        Whether it is for a screen that is 320 pixels wide; made for up to 16 nodes.

    Raises
    ------
    UsageError
        If a column is absent, or a pair has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> pair = {"node": "a", "other": "b", "parent": "index", "kind": "pearson"}
    >>> frame = pl.DataFrame([{**pair, "correlation": 0.5, "flag": None}])
    >>> correlation_map(frame).to_dict()["description"]
    'How the parts go together'
    """
    require(frame, [*_COLUMNS, *(["level"] if level is not None else [])])
    chosen = frame.filter(pl.col("kind") == kind)
    if level is not None:
        chosen = chosen.filter(pl.col("level") == level)
    chosen = chosen.select(_COLUMNS).filter(pl.col("node") != pl.col("other"))
    refuse_repeated(chosen, ["node", "other"])
    title = title or _("How the parts go together")
    if chosen.is_empty():
        return nothing_to_show(title)
    return _map(_both_ways(chosen), order, names, title, narrow)


def _both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add the pairs the other way round, where the nodes are among the others."""
    apart = set(pairs["node"]).isdisjoint(pairs["other"])
    if apart and pairs.height > 1 and pairs["parent"].null_count() == pairs.height:
        return pairs
    turned = pairs.select(
        pl.col("other").alias("node"), pl.col("node").alias("other"), pl.exclude("node", "other")
    )
    return pl.concat([pairs, turned]).unique(["node", "other"], keep="first", maintain_order=True)


def _appearing(pairs: pl.DataFrame) -> list[str]:
    """Return the nodes in the order in which they appear, row by row."""
    return list(dict.fromkeys(node for row in pairs.select("node", "other").rows() for node in row))


def _parents(pairs: pl.DataFrame) -> dict[str, str]:
    """Return the parent of each node of which it is known."""
    known = pairs.filter(pl.col("parent").is_not_null())
    return dict(known.select("node", "parent").iter_rows())


def _ordered(
    nodes: Sequence[str], parents: Mapping[str, str], order: Sequence[str] | None
) -> list[str]:
    """Return the nodes in the order of the tree, those that it does not name last."""
    if order is not None:
        place = {node: index for index, node in enumerate(order)}
        return sorted(nodes, key=lambda node: place.get(node, len(place)))
    groups = list(dict.fromkeys(parents.get(node, node) for node in nodes))
    return sorted(nodes, key=lambda node: groups.index(parents.get(node, node)))


def _map(
    pairs: pl.DataFrame,
    order: Sequence[str] | None,
    names: Mapping[str, str] | None,
    title: str,
    narrow: bool,
) -> alt.LayerChart:
    import altair as alt

    parents = _parents(pairs)
    nodes = _ordered(_appearing(pairs), parents, order)
    rows, columns = (
        [node for node in nodes if node in set(pairs[end])] for end in ("node", "other")
    )
    shown = dict(zip(nodes, labels(nodes, names), strict=True))
    across, down = ([shown[node] for node in side] for side in (columns, rows))
    numbered = len(nodes) <= _NUMBERED and not narrow
    step = 34.0 if numbered else 16.0
    if narrow:
        step = min((NARROW - 2 * MARGIN - _NAMES) / len(columns), 34.0)
    values = _values(pairs, shown)
    layers = [_cells(values, across, down, narrow)]
    layers += _numbers(values) if numbered else []
    layers += _flags(values, 11 if numbered else 0)
    layers += _frames(_runs(rows, parents, shown)) if rows == columns else []
    return styled(
        layered(layers, width=alt.Step(step), height=alt.Step(step)),
        title,
        texts=shown.values(),
        narrow=narrow,
    )


def _values(pairs: pl.DataFrame, shown: Mapping[str, str]) -> list[dict[str, Any]]:
    titles = {"redundant": _("redundant"), "negative": _("negative"), "weak": _("weak")}
    return [
        {
            "node": shown[row["node"]],
            "other": shown[row["other"]],
            "correlation": row["correlation"],
            "flag": titles.get(row["flag"], row["flag"]),
            "shape": _SHAPES.get(row["flag"], "cross") if row["flag"] else None,
        }
        for row in records(pairs)
    ]


def _cells(
    values: Sequence[Mapping[str, Any]], across: Sequence[str], down: Sequence[str], narrow: bool
) -> alt.Chart:
    import altair as alt

    top = alt.Axis(title=None, grid=False, labelAngle=-90, orient="top", labelAlign="left")
    left = alt.Axis(title=None, grid=False)
    if narrow:
        top.labelLimit, left = _NAMES, limited(left, _NAMES)
    legend = alt.Legend(
        title=_("Correlation"),
        orient="bottom",
        direction="horizontal",
        gradientLength=90 if narrow else 160,
        gradientThickness=10,
        format=".1f",
        values=[-1, 0, 1] if narrow else [-1, -0.5, 0, 0.5, 1],
    )
    rects = alt.Chart(alt.InlineData(values=values)).mark_rect(stroke="white", strokeWidth=1)
    cells: alt.Chart = rects.encode(
        x=alt.X("other:N", scale=alt.Scale(domain=list(across), padding=0), axis=top),
        y=alt.Y(
            "node:N",
            scale=alt.Scale(domain=list(down), padding=0),
            axis=left,
        ),
        color=alt.Color(
            "correlation:Q",
            scale=alt.Scale(domain=[-1, -0.5, 0, 0.5, 1], range=list(DIVERGING), interpolate="lab"),
            legend=legend,
        ),
        tooltip=[
            alt.Tooltip("node:N", title=_("Node")),
            alt.Tooltip("other:N", title=_("Other node")),
            alt.Tooltip("correlation:Q", title=_("Correlation"), format=".3f"),
            alt.Tooltip("flag:N", title=_("Flag")),
        ],
    )
    return cells


def _numbers(values: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    import altair as alt

    # Where a cell is dark, in either hue: ink and white have about 4:1 there.
    strong = (alt.datum.correlation > 0.68) | (alt.datum.correlation < -0.85)
    mark = alt.Chart(alt.InlineData(values=values)).mark_text(fontSize=10, baseline="middle")
    return [
        mark.encode(
            x="other:N",
            y="node:N",
            text=alt.Text("correlation:Q", format=".2f"),
            color=alt.condition(strong, alt.value("white"), alt.value(INK)),
        )
    ]


def _flags(values: Sequence[Mapping[str, Any]], corner: float) -> list[alt.Chart]:
    """Mark the flagged pairs, in the corner of a cell if there is a number in its middle."""
    import altair as alt

    fields = ("node", "other", "flag", "shape")
    flagged = [{name: row[name] for name in fields} for row in values if row["flag"] is not None]
    if not flagged:
        return []
    shapes = dict(sorted({(row["flag"], row["shape"]) for row in flagged}))
    marks = alt.Chart(alt.InlineData(values=flagged)).mark_point(
        filled=True, size=22, color=INK, opacity=1, xOffset=corner, yOffset=-corner
    )
    scale = alt.Scale(domain=list(shapes), range=list(shapes.values()))
    legend = alt.Legend(
        title=_("Flag"),
        orient="bottom",
        direction="vertical",
        symbolFillColor=INK,
        symbolStrokeColor=INK,
    )
    return [
        marks.encode(x="other:N", y="node:N", shape=alt.Shape("flag:N", scale=scale, legend=legend))
    ]


def _runs(
    nodes: Sequence[str], parents: Mapping[str, str], shown: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the first and the last node of each run of two or more with one parent."""
    runs = [list(run) for _parent, run in groupby(nodes, key=lambda node: parents.get(node, node))]
    return [{"begin": shown[run[0]], "end": shown[run[-1]]} for run in runs if len(run) > 1]


def _frames(runs: Sequence[Mapping[str, str]]) -> list[alt.Chart]:
    import altair as alt

    if not runs:
        return []
    outlines = alt.Chart(alt.InlineData(values=runs)).mark_rect(
        filled=False, stroke=INK, strokeWidth=1.2
    )
    return [
        outlines.encode(
            x=alt.X("begin:N", bandPosition=0),
            x2=alt.X2("end:N", bandPosition=1),
            y=alt.Y("begin:N", bandPosition=0),
            y2=alt.Y2("end:N", bandPosition=1),
        )
    ]
