"""Aggregations that look at the order of a unit's parts: median, extremes, ordered weights.

Parts that a unit lacks are left out; how many it may lack is left to ``coverage``.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["maximum", "median", "minimum", "ordered_weighted"]

_HALF = 1e-12
"""Relative distance within which a cumulated weight counts as half of the total."""


def minimum(parts: Matrix) -> Vector:
    """Return the lowest part of each unit.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.

    Returns
    -------
    (units,), NaN where all parts are missing.
    """
    lowest: Vector = np.fmin.reduce(parts, axis=1)
    return lowest


def maximum(parts: Matrix) -> Vector:
    """Return the highest part of each unit.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.

    Returns
    -------
    (units,), NaN where all parts are missing.
    """
    highest: Vector = np.fmax.reduce(parts, axis=1)
    return highest


def median(parts: Matrix, weights: Vector) -> Vector:
    """Return the weighted median of each unit's parts.

    The value at which the weights, cumulated from the lowest part, pass half of
    their total; the mean of two values where they reach exactly half. With
    equal weights it is the ordinary median.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.

    Returns
    -------
    (units,), NaN where all parts are missing.

    Examples
    --------
    >>> import numpy as np
    >>> median(np.array([[1.0, 2.0, 9.0]]), np.array([1.0, 1.0, 3.0]))
    array([9.])
    """
    ascending, reached = _cumulated(parts, weights)
    half = reached[:, -1:] / 2
    lower = np.argmax(reached >= half * (1 - _HALF), axis=1)
    upper = np.argmax(reached > half * (1 + _HALF), axis=1)
    rows = np.arange(len(parts))
    middle: Vector = (ascending[rows, lower] + ascending[rows, upper]) / 2
    return middle


def ordered_weighted(parts: Matrix, weights: Vector, positional: Vector) -> Vector:
    """Return the ordered weighted average: weights belong to places, the best part first.

    With equal ``weights`` and no part missing it is Yager's average Σ v_k·x_(k),
    x_(1) ≥ x_(2) ≥ … (Yager 1988, doi:10.1109/21.87068). In general a part takes
    up the stretch of places that its share of the weights covers, with the
    cumulated place weights joined by straight lines (the weighted OWA of Torra
    1997, doi:10.1002/(SICI)1098-111X(199702)12:2<153::AID-INT3>3.0.CO;2-P), so
    that missing parts leave their places to the others.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.
    positional
        (places,), the weight of each place, the best first, in any scale.

    Returns
    -------
    (units,), NaN where all parts are missing.

    Examples
    --------
    >>> import numpy as np
    >>> ordered_weighted(np.array([[1.0, 5.0, 3.0]]), np.ones(3), np.array([1.0, 1.0, 0.0]))
    array([4.])
    """
    ascending, reached = _cumulated(-parts, weights)
    with np.errstate(invalid="ignore"):
        places = reached / reached[:, -1:]
    stops = np.linspace(0.0, 1.0, len(positional) + 1)
    heights = np.concatenate(([0.0], np.cumsum(positional))) / positional.sum()
    shares = np.diff(np.interp(places, stops, heights), axis=1, prepend=0.0)
    averages: Vector = np.where(np.isnan(ascending), 0.0, -ascending * shares).sum(axis=1)
    return np.where(reached[:, -1] > 0, averages, np.nan)


def _cumulated(parts: Matrix, weights: Vector) -> tuple[Matrix, Matrix]:
    """Return each unit's parts ascending, missing last, and their cumulated weights."""
    order = np.argsort(parts, axis=1, kind="stable")
    ascending = np.take_along_axis(parts, order, axis=1)
    reached = np.cumsum(np.where(np.isnan(ascending), 0.0, weights[order]), axis=1)
    return ascending, reached
