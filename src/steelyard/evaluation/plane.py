"""Where each unit stands in the plane of two criteria, and in which quadrant.

Each list (a period, and what is ranked apart) has a cut of its own. Where it is the median or the
mean, it is that of the list's units that have both scores: those that are in the plane. How sure
a place is, is left to ``steelyard.robustness.plane``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.base import Text
from steelyard.steps.plane import QUADRANTS, cuts, quadrants

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.scheme.plane import Plane
    from steelyard.scheme.scheme import Scheme

__all__ = [
    "HEADINGS",
    "axes_of",
    "axis_title",
    "cut_axes",
    "findings_of",
    "plane",
    "quadrant_names",
    "resources",
]

HEADINGS: Mapping[str, Message] = {
    "unit": message("Unit"),
    "period": message("Period"),
    "x": message("Place on the x axis"),
    "y": message("Place on the y axis"),
    "quadrant": message("Quadrant"),
    "quadrant_name": message("Name of the quadrant"),
    "cut_x": message("Cut of the x axis"),
    "cut_y": message("Cut of the y axis"),
}
"""What the columns are called."""
_MOST_NAMED = 5


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of the plane, where the scheme has one."""
    found = plane(evaluation)
    if found is None:
        return
    declared = evaluation.scheme.plane
    assert declared is not None
    titles: dict[str, str | Text] = {name: HEADINGS[name].render("en") for name in found.columns}
    titles |= {axis: axis_title(evaluation.scheme, axis) for axis in ("x", "y")}
    yield Resource(
        "plane",
        "data/plane.csv",
        found,
        "Each unit's place in the plane of two criteria, its quadrant, and where the axes are cut.",
        tuple(name for name in ("unit", "period") if name in found.columns),
        titles=titles,
    )


def plane(evaluation: Evaluation) -> pl.DataFrame | None:
    """Return a row per unit with its place and quadrant; None where the scheme has no plane.

    Returns
    -------
    ``unit``, ``period`` (where the scheme has periods), ``x``, ``y``, ``quadrant`` (its code, null
    where a score is missing), ``quadrant_name`` (in English; ``labels.csv`` has all languages),
    ``cut_x``, ``cut_y``; in the order of the input.
    """
    scheme = evaluation.scheme
    if scheme.plane is None:
        return None
    x, y = axes_of(evaluation)
    found = np.full(len(x), -1, dtype=np.int8)
    at = np.full((2, len(x)), np.nan)
    for _period, places in evaluation.lists():
        own_x, own_y = x[None, places], y[None, places]
        cut_x, cut_y = cut_axes(scheme.plane, own_x, own_y)
        own = quadrants(own_x, own_y, cut_x, cut_y, scheme.rank.tolerance)
        found[places] = own[0]
        at[:, places] = np.array([cut_x, cut_y])
    codes = [None if code < 0 else QUADRANTS[code] for code in found.tolist()]
    names = {code: name.render("en") for code, name in quadrant_names(scheme).items()}
    units = scheme.units
    labels = evaluation.kept_frame.select(
        pl.col(units.key).alias("unit"),
        *([] if units.period is None else [pl.col(units.period).alias("period")]),
    )
    return labels.with_columns(
        pl.Series("x", x).fill_nan(None),
        pl.Series("y", y).fill_nan(None),
        pl.Series("quadrant", codes, dtype=pl.String),
        pl.Series("quadrant_name", [names.get(code or "") for code in codes], dtype=pl.String),
        pl.Series("cut_x", at[0]).fill_nan(None),
        pl.Series("cut_y", at[1]).fill_nan(None),
    )


def axes_of(evaluation: Evaluation) -> tuple[Vector, Vector]:
    """Return the scores of the axes, NaN for missing; (units,) each."""
    declared = evaluation.scheme.plane
    assert declared is not None
    unknown = np.full(len(evaluation.index), np.nan)
    x, y = (evaluation.node_scores.get(name, unknown) for name in (declared.x, declared.y))
    return x, y


def cut_axes(declared: Plane, x: Matrix, y: Matrix) -> tuple[Vector, Vector]:
    """Return where a list's axes are cut in each row, by its units that have both scores.

    Parameters
    ----------
    declared
        The plane.
    x, y
        (rows, units) the scores of the units of one list, NaN for missing.

    Returns
    -------
    (rows,) each, NaN where no unit has both scores.
    """
    cut = declared.cut
    if isinstance(cut, tuple):
        return cuts(x, cut[0]), cuts(y, cut[1])
    absent = np.isnan(x) | np.isnan(y)
    if absent.any():
        x, y = np.where(absent, np.nan, x), np.where(absent, np.nan, y)
    return cuts(x, cut), cuts(y, cut)


def quadrant_names(scheme: Scheme) -> dict[str, Text]:
    """Return what the quadrants are called, by code; none without a plane."""
    if scheme.plane is None:
        return {}
    return {code: getattr(scheme.plane.quadrants, code) for code in QUADRANTS}


def axis_title(scheme: Scheme, axis: str) -> Text | str:
    """Return what an axis is called: the title of its criterion, or of its indicator's figure.

    Parameters
    ----------
    scheme
        A scheme with a plane.
    axis
        ``x`` or ``y``.
    """
    name = getattr(scheme.plane, axis)
    node = scheme.nodes()[name]
    if node.title is not None:
        return node.title
    return name if node.parts else describe(scheme, node.indicator or name)[0]


def findings_of(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield one finding for the units that are not in the plane, and one where no unit is."""
    if evaluation.scheme.plane is None:
        return
    x, y = axes_of(evaluation)
    absent = np.isnan(x) | np.isnan(y)
    if not absent.any():
        return
    units = evaluation.kept_frame[evaluation.scheme.units.key]
    places = np.flatnonzero(absent).tolist()
    named = [str(units[at]) for at in places[:_MOST_NAMED]]
    more = len(places) - len(named)
    yield Finding(
        "not-in-plane",
        message(
            "Units without a score on one of the axes have no place in the plane and no quadrant: "
            "{count} ({units}).",
            count=len(places),
            units=", ".join(named) + (f" … (+{more})" if more else ""),
        ),
        "warning",
    )
