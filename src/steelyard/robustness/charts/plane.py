"""The plane of two criteria: units as points, with their ellipses and the lines of the cut.

Ellipses of many units would be one tangle, so they are drawn for the first so many only; names
stand where they overlap neither another name nor a point, those farthest from the cut first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.i18n import Message, _, language, message
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require
from steelyard.robustness.charts.labels import Box, place_labels
from steelyard.robustness.charts.theme import (
    ACCENT,
    INK,
    LINE,
    MARGIN,
    MUTED,
    NARROW,
    PALE,
    layered,
    nothing_to_show,
    styled,
    text_width,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["MOST_ELLIPSES", "MOST_POINTS", "PlaneTitles", "plane_chart"]

MOST_ELLIPSES = 40
"""Of so many units, the best ranked, ellipses are drawn."""
MOST_POINTS = 2_000
"""So many units, the best ranked, have a point; more of them would be one blot."""
SURE = 0.95
"""The probability of the quadrant from which on a point is filled."""
_STEPS = 48
_WIDTH, _HEIGHT = 540, 440
_NARROW_HEIGHT = 300
_SIDE = 44
"""The width of the y axis on a narrow screen."""
_SIZE = 11
_ELLIPSE = ("x_mean", "y_mean", "ellipse_major", "ellipse_minor", "ellipse_angle")


@dataclass(frozen=True)
class PlaneTitles:
    """What is written on a plane besides the names of units.

    Parameters
    ----------
    x, y
        The axes.
    quadrants
        The quadrants, by code.
    title
        What stands above.
    """

    x: str
    y: str
    quadrants: Mapping[str, str]
    title: str


def plane_chart(
    frame: pl.DataFrame,
    titles: PlaneTitles,
    *,
    names: Mapping[str, str] | None = None,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return the plane.

    Parameters
    ----------
    frame
        A row per unit of one list, the best first: ``unit``, ``x``, ``y``, ``cut_x``, ``cut_y``;
        and where they are known the columns of ``plane_uncertainty``.
    titles
        What is written on it.
    names
        Names of the units by key.
    narrow
        Whether it is for a screen that is 320 pixels wide.

    Raises
    ------
    UsageError
        If a column is absent, or a unit has several rows.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"unit": ["A"], "x": [1.0], "y": [2.0], "cut_x": [1.0], "cut_y": [2]})
    >>> plane_chart(frame, PlaneTitles("x", "y", {}, "Plane")).to_dict()["width"]
    540
    """
    require(frame, ["unit", "x", "y", "cut_x", "cut_y"])
    refuse_repeated(frame, ["unit"])
    shown = frame.with_columns(pl.Series("name", labels(frame["unit"].to_list(), names)))
    shown = shown.drop_nulls(["x", "y"])
    if shown.is_empty():
        return nothing_to_show(titles.title)
    width = NARROW - 2 * MARGIN - _SIDE if narrow else _WIDTH
    height = _NARROW_HEIGHT if narrow else _HEIGHT
    return _Plane(shown.head(MOST_POINTS), shown.height, titles, width, height, narrow).chart()


@dataclass(frozen=True)
class _Plane:
    """A plane of a size in pixels: the units that are shown, and how many there are."""

    shown: pl.DataFrame
    count: int
    titles: PlaneTitles
    width: int
    height: int
    narrow: bool

    def chart(self) -> alt.LayerChart:
        outlines = list(self._outlines())
        x, y = self._domain(outlines, "x"), self._domain(outlines, "y")
        layers = [
            *self._corners(),
            *self._cut(x, y),
            *self._ellipses(outlines, x, y),
            *self._points(x, y),
            *self._names(x, y),
        ]
        texts = [*self.shown["name"], *self.titles.quadrants.values(), self.titles.x, self.titles.y]
        return styled(
            layered(layers, width=self.width, height=self.height),
            self.titles.title,
            subtitle=self._subtitle(len({row["unit"] for row in outlines})),
            texts=texts,
            narrow=self.narrow,
        )

    @property
    def _assessed(self) -> bool:
        return "ellipse_major" in self.shown.columns

    def _subtitle(self, drawn: int) -> str | None:
        told = [] if not self._assessed else list(self._of_ellipses(drawn))
        if self.count > self.shown.height:
            told.append(
                message(
                    "Points are drawn for the first {shown} of {count} units.",
                    shown=f"{self.shown.height:,}",
                    count=f"{self.count:,}",
                )
            )
        separator = " " if language() == "en" else ""
        return separator.join(str(one) for one in told) or None

    def _of_ellipses(self, drawn: int) -> Iterator[Message]:
        """Yield what filled points and ellipses mean."""
        yield message(
            "Filled points: their quadrant has a probability of at least {sure:.0%}; hollow ones: "
            "less.",
            sure=SURE,
        )
        if drawn < self.count:
            yield message(
                "The ellipses would hold 95% of the replications were they normal; they are drawn "
                "for the first {drawn} of {count} units.",
                drawn=drawn,
                count=f"{self.count:,}",
            )
        else:
            yield message("The ellipses would hold 95% of the replications were they normal.")

    def _outlines(self) -> Iterator[dict[str, Any]]:
        """Yield the points of the ellipses, around each of them."""
        if not self._assessed:
            return
        known = self.shown.drop_nulls(list(_ELLIPSE)).head(MOST_ELLIPSES)
        for at, row in enumerate(known.iter_rows(named=True)):
            turn = math.radians(row["ellipse_angle"])
            for step in range(_STEPS + 1):
                way = 2 * math.pi * step / _STEPS
                along = row["ellipse_major"] * math.cos(way)
                across = row["ellipse_minor"] * math.sin(way)
                yield {
                    "unit": at,
                    "step": step,
                    "x": row["x_mean"] + along * math.cos(turn) - across * math.sin(turn),
                    "y": row["y_mean"] + along * math.sin(turn) + across * math.cos(turn),
                }

    def _domain(self, outlines: Sequence[Mapping[str, Any]], axis: str) -> tuple[float, float]:
        """Return the ends of an axis: all that is drawn, and a little room."""
        drawn = [*self.shown[axis], *self.shown[f"cut_{axis}"].drop_nulls()]
        drawn += [row[axis] for row in outlines]
        low, high = min(drawn), max(drawn)
        room = 0.05 * (high - low) or 0.05 * abs(low) or 1.0
        return low - room, high + room

    def _base(self, values: list[dict[str, Any]], x: Any, y: Any) -> alt.Chart:
        import altair as alt

        few = 4 if self.narrow else 7
        return alt.Chart(alt.InlineData(values=values)).encode(
            x=alt.X(
                "x:Q",
                scale=alt.Scale(domain=list(x), nice=False, zero=False),
                axis=alt.Axis(title=self.titles.x, titleAnchor="start", tickCount=few),
            ),
            y=alt.Y(
                "y:Q",
                scale=alt.Scale(domain=list(y), nice=False, zero=False),
                axis=alt.Axis(
                    title=self.titles.y,
                    titleAnchor="start",
                    titleAngle=0,
                    titleAlign="left",
                    titleX=0 if not self.narrow else -_SIDE + 12,
                    titleY=-10,
                    tickCount=few,
                ),
            ),
        )

    def _corners(self) -> Iterator[alt.Chart]:
        """Yield the names of the quadrants, in their corners."""
        import altair as alt

        for code, name in self.titles.quadrants.items():
            right, top = code.startswith("high"), code.endswith("high")
            mark = alt.Chart(alt.InlineData(values=[{}])).mark_text(
                text=name,
                align="right" if right else "left",
                baseline="top" if top else "bottom",
                fontSize=_SIZE + 1,
                fontWeight="bold",
                color=MUTED,
            )
            yield mark.encode(
                x=alt.value(self.width - 4 if right else 4),
                y=alt.value(4 if top else self.height - 4),
            )

    def _cut(self, x: Any, y: Any) -> Iterator[alt.Chart]:
        """Yield the lines where the axes are cut."""
        import altair as alt

        for axis in ("x", "y"):
            cut = self.shown[f"cut_{axis}"].drop_nulls()
            if not len(cut):
                continue
            line = self._base([{axis: cut[0]}], x, y).mark_rule(
                color=LINE, strokeWidth=1, strokeDash=[5, 3]
            )
            missing = {"y": alt.value(0), "y2": alt.value(self.height)}
            if axis == "y":
                missing = {"x": alt.value(0), "x2": alt.value(self.width)}
            yield line.encode(**missing)

    def _ellipses(self, outlines: list[dict[str, Any]], x: Any, y: Any) -> Iterator[alt.Chart]:
        if outlines:
            line = self._base(outlines, x, y).mark_line(
                color=PALE, strokeWidth=1, opacity=0.75, interpolate="linear"
            )
            yield line.encode(detail="unit:N", order="step:Q")

    def _points(self, x: Any, y: Any) -> Iterator[alt.Chart]:
        import altair as alt

        values = records(self.shown.select("name", "x", "y", *self._known()))
        for row in values:
            row["sure"] = (row.get("quadrant_probability") or 0.0) >= SURE or not self._assessed
            row["quadrant"] = self.titles.quadrants.get(row.get("quadrant") or "", "–")
        tooltip = [
            alt.Tooltip("name:N", title=_("Unit")),
            alt.Tooltip("quadrant:N", title=_("Quadrant")),
            alt.Tooltip("x:Q", title=self.titles.x, format=".1f"),
            alt.Tooltip("y:Q", title=self.titles.y, format=".1f"),
        ]
        if self._assessed:
            title = _("Probability of the quadrant")
            tooltip.append(alt.Tooltip("quadrant_probability:Q", title=title, format=".1%"))
        size = 44 if self.shown.height <= 100 else 18
        for sure in (False, True):
            own = [row for row in values if row["sure"] is sure]
            if own:
                fill, stroke = (ACCENT, "white") if sure else ("white", ACCENT)
                mark = self._base(own, x, y).mark_point(
                    filled=True, size=size, fill=fill, stroke=stroke, strokeWidth=1.2, opacity=1
                )
                yield mark.encode(tooltip=tooltip)

    def _known(self) -> list[str]:
        return [n for n in ("quadrant", "quadrant_probability") if n in self.shown.columns]

    def _names(self, x: tuple[float, float], y: tuple[float, float]) -> Iterator[alt.Chart]:
        """Yield the names that have room, those farthest from the cut first."""
        across = self.width / (x[1] - x[0])
        up = self.height / (y[1] - y[0])
        rows = self.shown.select("name", "x", "y", "cut_x", "cut_y").to_dicts()
        points = [((row["x"] - x[0]) * across, (y[1] - row["y"]) * up) for row in rows]

        def far(at: int) -> float:
            row = rows[at]
            right = (row["x"] - (row["cut_x"] or row["x"])) / (x[1] - x[0])
            above = (row["y"] - (row["cut_y"] or row["y"])) / (y[1] - y[0])
            return -math.hypot(right, above)

        order = sorted(range(len(rows)), key=lambda at: (far(at), at))
        placed = place_labels(
            [row["name"] for row in rows],
            points,
            order,
            width=self.width,
            height=self.height,
            taken=list(self._taken()),
            size=_SIZE,
        )
        values = [
            {"name": rows[at]["name"], "x": x[0] + left / across, "y": y[1] - middle / up}
            for at, left, middle in placed
        ]
        if values:
            mark = self._base(values, x, y).mark_text(
                align="left", baseline="middle", fontSize=_SIZE, color=INK
            )
            yield mark.encode(text="name:N")

    def _taken(self) -> Iterator[Box]:
        """Yield the places of the names of the quadrants."""
        for code, name in self.titles.quadrants.items():
            wide = text_width(name, _SIZE + 1) * 1.1 + 4
            left = self.width - wide if code.startswith("high") else 0.0
            top = 0.0 if code.endswith("high") else self.height - 22.0
            yield Box(left, top, left + wide, top + 22.0)
