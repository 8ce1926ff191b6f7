"""The two maps, without data: outlines in pixels, and a point for each place.

They are made from the package's shapes when the first page asks for them, and kept for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from steelyard.publish.maps.package import files_of_countries, files_of_provinces, parts_of
from steelyard.publish.maps.projection import Albers, EqualEarth, Projection
from steelyard.publish.maps.simplify import Ring, area, simplified, thinned

__all__ = ["Atlas", "provinces", "world"]

_FINE = 0.02
"""The grid in degrees on which shapes are read; a tenth of a pixel."""
_LEAST = 0.01
"""Parts of fewer square degrees are not read; a hundredth of a square pixel."""


@dataclass(frozen=True)
class Atlas:
    """A map without data.

    Parameters
    ----------
    width, height
        Its size in pixels.
    outlines
        The outer rings of each place by code, in pixels, y downwards; none where it is too small.
    points
        The middle of the largest part of each place.
    """

    width: float
    height: float
    outlines: Mapping[str, Sequence[Ring]]
    points: Mapping[str, tuple[float, float]]

    def at(self, width: float) -> Atlas:
        """Return the map for another width, with no more points than that can show."""
        scale = width / self.width
        shapes = [[ring * scale for ring in rings] for rings in self.outlines.values()]
        plan = _Plan(_WORLD.projection, width)
        outlines = simplified(shapes, plan.step, plan.tolerance, 1.0)
        return Atlas(
            width,
            float(np.ceil(self.height * scale)),
            dict(zip(self.outlines, outlines, strict=True)),
            {
                code: (round(x * scale, 1), round(y * scale, 1))
                for code, (x, y) in self.points.items()
            },
        )

    def size(self, code: str) -> float:
        """Return the area of a place's largest part in square pixels; 0 where none is drawn."""
        return max((area(ring) for ring in self.outlines[code]), default=0.0)


@dataclass(frozen=True)
class _Plan:
    """How a map is drawn."""

    projection: Projection
    width: float
    step: float = 0.4
    tolerance: float = 1.0
    least: float = 3.0


_WORLD = _Plan(EqualEarth(11.0), 860, tolerance=1.15)
"""Cut at 169° west, where the Bering Strait leaves Asia and America whole."""
_CHINA = _Plan(Albers((105.0, 36.0), (25.0, 47.0)), 620)
"""Parallels as atlases of China choose them, a sixth of its height from south and north."""
_CUT = -169.0
_ROUND = np.array([360.0, 0.0])
_SOUTH = 17.5
"""Reefs beyond are no larger than a pixel or two, and would take a third of the map's height."""
_EDGE = 4.0
"""What is free around a map, so that a dot at its edge is whole."""


@cache
def world() -> Atlas:
    """Return the map of the world; Antarctica is not among the package's countries."""
    shapes = {code: _read(path) for code, path in files_of_countries().items()}
    shapes["CN"] = _without(shapes["CN"], shapes["TW"])
    moved = {code: [_east_of_cut(ring) for ring in rings] for code, rings in shapes.items()}
    return _drawn(moved, _WORLD)


@cache
def provinces() -> Atlas:
    """Return the map of China's provinces."""
    shapes = {
        code: [ring for ring in _read(path) if ring[:, 1].max() > _SOUTH]
        for code, path in files_of_provinces().items()
    }
    return _drawn(shapes, _CHINA)


def _read(path: Path) -> list[Ring]:
    """Return the rings of a shape that a map could show, and in any case its largest."""
    return [thinned(ring, _FINE) for ring in parts_of(path, _LEAST)]


def _without(shape: list[Ring], other: list[Ring]) -> list[Ring]:
    """Return the rings of a shape that are not another's."""
    others = {_key(ring) for ring in other}
    return [ring for ring in shape if _key(ring) not in others]


def _key(ring: Ring) -> tuple[float, ...]:
    """Return the bounds of a ring, by which the same ring is known in two files."""
    return tuple(np.round(np.concatenate([ring.min(axis=0), ring.max(axis=0)]), 6))


def _east_of_cut(ring: Ring) -> Ring:
    """Return a ring that lies on one side of the map, whole."""
    return ring + _ROUND if ring[:, 0].mean() < _CUT else ring


def _drawn(shapes: Mapping[str, list[Ring]], plan: _Plan) -> Atlas:
    """Project shapes, simplify them, and move them to the corner of the picture."""
    flat = [[plan.projection(ring) for ring in rings] for rings in shapes.values()]
    every = np.concatenate([ring[:, 0] for rings in flat for ring in rings])
    scale = plan.width / (every.max() - every.min())
    pixels = [[ring * [scale, -scale] for ring in rings] for rings in flat]
    outlines = simplified(pixels, plan.step, plan.tolerance, plan.least)
    shown = np.concatenate([ring for rings in outlines for ring in rings])
    corner = np.floor(shown.min(axis=0)) - _EDGE
    width, height = np.ceil(shown.max(axis=0)) - corner + _EDGE
    return Atlas(
        float(width),
        float(height),
        {
            code: [ring - corner for ring in rings]
            for code, rings in zip(shapes, outlines, strict=True)
        },
        {code: _middle(rings, corner) for code, rings in zip(shapes, pixels, strict=True)},
    )


def _middle(rings: Sequence[Ring], corner: Ring) -> tuple[float, float]:
    """Return the middle of the largest ring, which is near enough for what is small."""
    largest = max(rings, key=area)
    x, y = (largest.min(axis=0) + largest.max(axis=0)) / 2 - corner
    return round(float(x), 1), round(float(y), 1)
