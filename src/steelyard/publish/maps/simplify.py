"""Fewer points for the same picture: what a map of some hundred pixels cannot show is left out.

Points are moved to a grid finer than a pixel, which brings neighbours' borders to the same points,
and borders are then simplified once for both sides, so that no gap opens between them.

Source: M. Visvalingam, J. D. Whyatt, Line generalisation by repeated elimination of points,
Cartographic Journal 30 (1993), 46–51, as GEOS applies it to coverages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from steelyard.publish.maps.package import shapely

__all__ = ["Ring", "area", "simplified", "thinned"]

Ring = NDArray[np.float64]


def thinned(ring: Ring, step: float) -> Ring:
    """Return a ring with its points on a grid, each once in a row.

    Examples
    --------
    >>> ring = np.array([[0.0, 0.0], [0.1, 0.0], [2.1, 0.0], [2.0, 1.9], [0.0, 0.0]])
    >>> thinned(ring, 1.0).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 0.0]]
    """
    on_grid = np.round(ring / step) * step
    moved = np.ones(len(on_grid), dtype=bool)
    moved[1:] = (on_grid[1:] != on_grid[:-1]).any(axis=1)
    return on_grid[moved]


def area(ring: Ring) -> float:
    """Return the area of a closed ring, by the shoelace formula ½·|Σ (xᵢ·yᵢ₊₁ − xᵢ₊₁·yᵢ)|.

    Examples
    --------
    >>> area(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 0.0]]))
    2.0
    """
    x, y = (ring - ring[0]).T
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


def simplified(
    shapes: Sequence[Sequence[Ring]], step: float, tolerance: float, least: float
) -> list[list[Ring]]:
    """Return shapes with fewer points, borders in common still in common.

    Parameters
    ----------
    shapes
        For each shape its outer rings.
    step
        The grid of the points.
    tolerance
        About the square root of the largest triangle that is cut off.
    least
        Rings of a smaller area are left out, but for the largest of a shape.
    """
    lib = shapely()
    made = np.array([_shape(rings, step, least) for rings in shapes], dtype=object)
    there = np.array([not lib.is_empty(one) for one in made], dtype=bool)
    if there.any():
        made[there] = lib.coverage_simplify(made[there], tolerance)
    return [[lib.get_coordinates(part.exterior) for part in lib.get_parts(one)] for one in made]


def _shape(rings: Sequence[Ring], step: float, least: float) -> object:
    """Return rings as one valid shape on the grid, seams between its parts dissolved."""
    lib = shapely()
    areas = [area(ring) for ring in rings]
    enough = min(least, max(areas, default=0.0))
    on_grid = [thinned(one, step) for one, size in zip(rings, areas, strict=True) if size >= enough]
    valid = lib.make_valid(
        [lib.Polygon(ring) for ring in on_grid if len(ring) > 3],
        method="structure",
        keep_collapsed=False,
    )
    parts = lib.get_parts(lib.union_all(valid))
    return lib.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
