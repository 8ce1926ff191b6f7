"""A map whose places are shaded by an amount; small places are dots, so that they are seen.

Shapes stand in the chart as pixels, in its data, so that it needs nothing beside itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from steelyard.publish.maps.atlas import Atlas, provinces, world
from steelyard.publish.maps.classes import Classes
from steelyard.publish.maps.places import Kind
from steelyard.publish.maps.simplify import Ring
from steelyard.robustness.charts.theme import (
    GRID,
    MARGIN,
    NARROW,
    SEQUENTIAL,
    layered,
    styled,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Shaded", "choropleth", "shapes_of"]

_SMALL = 14.0
"""Places of fewer square pixels get a dot."""
_DOT = 4.0
"""The radius of a dot in pixels."""
_LAND, _DOTS = "land", "dots"
_FLAT: Mapping[str, Any] = MappingProxyType({"type": "identity", "scale": 1, "translate": (0, 0)})
"""Shapes are in pixels already."""
_ONLY_IF_NAMED = frozenset({"710000", "810000", "820000"})
"""Places that stand on the map of provinces if the data count them among the provinces."""


@dataclass(frozen=True)
class Shaded:
    """A place with what is known of it.

    Parameters
    ----------
    code
        Its code, see :class:`steelyard.publish.maps.places.Places`.
    name
        What it is called.
    amount
        What it is shaded by.
    facts
        What is shown of it under the pointer, by what each is called.
    """

    code: str
    name: str
    amount: float
    facts: Mapping[str, str]


def choropleth(
    kind: Kind,
    places: Sequence[Shaded],
    classes: Classes,
    *,
    title: str,
    legend: str,
    none: str,
    narrow: bool = False,
) -> alt.LayerChart:
    """Return a map.

    Parameters
    ----------
    kind
        Which map.
    places
        The places that have an amount; those that the map does not know are left out.
    classes
        What the shades stand for.
    title, legend
        What stands above the map, and what the shades mean.
    none
        What a place without an amount is called in the legend.
    narrow
        Whether it is for a narrow screen.
    """
    atlas = _atlas(kind, narrow=narrow)
    known = {place.code: place for place in places if place.code in atlas.points}
    shapes = [
        _feature(atlas, code, known.get(code), classes, none)
        for code in sorted(atlas.outlines, key=lambda code: (-atlas.size(code), code))
        if atlas.outlines[code] and (code in known or code not in _ONLY_IF_NAMED)
    ]
    dots = _dots(atlas, known, classes)
    facts = list(dict.fromkeys(name for place in known.values() for name in place.facts))
    shade = _shade(classes, legend, none, narrow=narrow)
    layers = [_land(facts, shade), *([_points(facts, shade)] if dots else [])]
    texts = [legend, none, *(place.name for place in known.values())]
    chart = styled(
        layered(layers, width=atlas.width, height=atlas.height), title, texts=texts, narrow=narrow
    )
    # Only now, as each step before would copy every point.
    chart.datasets = {_LAND: _AsItIs(shapes), **({_DOTS: dots} if dots else {})}
    return chart


class _AsItIs:
    """Data that Altair takes as they are; into a list it would look number by number."""

    _schema: ClassVar[Mapping[str, str]] = {"type": "array"}

    def __init__(self, values: list[dict[str, Any]]) -> None:
        self._values = values

    def to_dict(self, *_settings: Any, **_named: Any) -> list[dict[str, Any]]:
        """Return the data."""
        return self._values


def shapes_of(kind: Kind) -> Collection[str]:
    """Return the codes of the places that a map has."""
    return _atlas(kind, narrow=False).points.keys()


@cache
def _atlas(kind: Kind, *, narrow: bool) -> Atlas:
    atlas = world() if kind == "countries" else provinces()
    return atlas.at(NARROW - 2 * MARGIN) if narrow else atlas


def _feature(
    atlas: Atlas, code: str, place: Shaded | None, classes: Classes, none: str
) -> dict[str, Any]:
    """Return a place as a GeoJSON feature in pixels."""
    outline = {
        "type": "MultiPolygon",
        "coordinates": [[_plain(ring)] for ring in atlas.outlines[code]],
    }
    known = {"shade": none} if place is None else _known(place, classes)
    return {"type": "Feature", "geometry": outline, **known}


def _known(place: Shaded, classes: Classes) -> dict[str, Any]:
    return {"place": place.name, "shade": classes.label(place.amount), **_numbered(place.facts)}


def _numbered(facts: Mapping[str, str]) -> dict[str, str]:
    """Return facts under names that no language of formulas trips over."""
    return {f"fact{at}": text for at, text in enumerate(facts.values())}


def _plain(ring: Ring) -> list[list[float]]:
    """Return a ring's points with a decimal, and without where there is none to see."""
    return [
        [int(value) if value == int(value) else value for value in point]
        for point in ring.round(1).tolist()
    ]


def _dots(atlas: Atlas, known: Mapping[str, Shaded], classes: Classes) -> list[dict[str, Any]]:
    small = [code for code in sorted(known) if atlas.size(code) < _SMALL]
    middles = _apart([atlas.points[code] for code in small])
    return [
        {"x": x, "y": y, **_known(known[code], classes)}
        for code, (x, y) in zip(small, middles, strict=True)
    ]


def _apart(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points moved apart until dots on them do not cover each other.

    Examples
    --------
    >>> _apart([(0.0, 0.0), (2.0, 0.0), (50.0, 0.0)])
    [(-3.0, 0.0), (5.0, 0.0), (50.0, 0.0)]
    """
    moved = np.array(points, dtype=np.float64).reshape(-1, 2)
    for _round in range(50):
        steps = np.zeros_like(moved)
        for at, point in enumerate(moved):
            away = point - moved
            far = np.hypot(away[:, 0], away[:, 1])
            near = (far < 2 * _DOT) & (np.arange(len(moved)) != at)
            # Two at one place part sideways, the earlier to the left.
            way = np.where(
                far[:, None] > 0,
                away / np.maximum(far, 1e-9)[:, None],
                np.column_stack([np.sign(at - np.arange(len(moved))), np.zeros(len(moved))]),
            )
            steps[at] = (way * (2 * _DOT - far)[:, None] / 2)[near].sum(axis=0)
        if not steps.any():
            break
        moved += steps
    return [(round(float(x), 1), round(float(y), 1)) for x, y in moved]


def _land(facts: Sequence[str], shade: alt.Color) -> alt.Chart:
    import altair as alt

    shapes = alt.Chart(alt.NamedData(name=_LAND)).mark_geoshape(
        stroke="white", strokeWidth=0.5, strokeJoin="round"
    )
    flat: alt.Chart = shapes.encode(color=shade, tooltip=_tooltip(facts)).project(**_FLAT)
    return flat


def _points(facts: Sequence[str], shade: alt.Color) -> alt.Chart:
    import altair as alt

    marks = alt.Chart(alt.NamedData(name=_DOTS)).mark_circle(
        size=np.pi * (_DOT - 0.5) ** 2, stroke="white", strokeWidth=1, opacity=1
    )
    places = marks.encode(longitude="x:Q", latitude="y:Q", color=shade, tooltip=_tooltip(facts))
    flat: alt.Chart = places.project(**_FLAT)
    return flat


def _tooltip(facts: Sequence[str]) -> list[alt.Tooltip]:
    import altair as alt

    from steelyard.i18n import _

    named = [alt.Tooltip(f"fact{at}:N", title=fact) for at, fact in enumerate(facts)]
    return [alt.Tooltip("place:N", title=_("Place")), *named]


def _shade(classes: Classes, legend: str, none: str, *, narrow: bool) -> alt.Color:
    import altair as alt

    shades = SEQUENTIAL[1:]
    places = np.linspace(0, len(shades) - 1, len(classes.labels)).round().astype(int)
    if len(classes.labels) == 1:
        places = np.array([len(shades) // 2])
    return alt.Color(
        "shade:N",
        scale=alt.Scale(
            domain=[*classes.labels, none], range=[*(shades[at] for at in places), GRID]
        ),
        legend=alt.Legend(
            title=legend,
            orient="bottom",
            direction="horizontal",
            columns=3 if narrow else 0,
            symbolType="square",
            symbolStrokeWidth=0,
            symbolSize=160,
            titleLimit=NARROW if narrow else 0,
        ),
    )
