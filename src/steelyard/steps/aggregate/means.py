"""Sums and means of a criterion's parts, weighted.

Parts that a unit lacks are left out and the others reweighed; how many it may
lack is left to ``coverage``. Formulas: OECD/JRC Handbook 2008, chapter 6
(additive and geometric aggregation); Hardy, Littlewood & Pólya, Inequalities
(1934), chapter 2 (power means).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.aggregate.sums import weighted_sums

__all__ = ["arithmetic", "geometric", "harmonic", "power", "total"]


def arithmetic(parts: Matrix, weights: Vector) -> Vector:
    """Return the weighted arithmetic mean, Σ w·x / Σ w over the parts present.

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
    >>> arithmetic(np.array([[1.0, 4.0], [np.nan, 4.0]]), np.array([2.0, 1.0]))
    array([2., 4.])
    """
    means = weighted_sums(parts, weights / weights.sum())
    gaps = np.flatnonzero(np.isnan(means))
    if gaps.size:
        sums, shares = _over_present(parts[gaps], weights)
        with np.errstate(invalid="ignore"):
            means[gaps] = sums / shares
    return means


def total(parts: Matrix, weights: Vector) -> Vector:
    """Return the sum of the parts, Σ x.

    Where parts are missing, the points of those present are scaled up by the
    weight of all over the weight of those present: Σ x · Σ w / Σ w(present).

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), the points that each part can give; they matter for missing parts only.

    Returns
    -------
    (units,), NaN where all parts are missing.

    Examples
    --------
    >>> import numpy as np
    >>> total(np.array([[10.0, 25.0], [10.0, np.nan]]), np.array([20.0, 30.0]))
    array([35., 25.])
    """
    sums = weighted_sums(parts, np.ones(parts.shape[1]))
    gaps = np.flatnonzero(np.isnan(sums))
    if gaps.size:
        found = parts[gaps]
        present = ~np.isnan(found)
        points = np.where(present, found, 0.0).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            sums[gaps] = points * (weights.sum() / weighted_sums(present, weights))
    return sums


def geometric(parts: Matrix, weights: Vector) -> Vector:
    """Return the weighted geometric mean, exp(Σ w·ln x / Σ w).

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.

    Returns
    -------
    (units,), NaN where all parts are missing or one is not above 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Vector = np.exp(arithmetic(np.log(parts), weights))
    return _undefined_where(parts <= 0, means)


def harmonic(parts: Matrix, weights: Vector) -> Vector:
    """Return the weighted harmonic mean, Σ w / Σ (w/x).

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.

    Returns
    -------
    (units,), NaN where all parts are missing or one is not above 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        means = 1.0 / arithmetic(1.0 / parts, weights)
    return _undefined_where(parts <= 0, means)


def power(parts: Matrix, weights: Vector, exponent: float) -> Vector:
    """Return the weighted power mean, (Σ w·x^p / Σ w)^(1/p); for p = 0 the geometric mean.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.
    exponent
        The exponent p.

    Returns
    -------
    (units,), NaN where all parts are missing, one is below 0, or one is 0 and p ≤ 0.
    """
    if exponent == 0:
        return geometric(parts, weights)
    # Relative to the part that dominates, no power is above 1 and none overflows.
    extreme = (np.fmax if exponent > 0 else np.fmin).reduce(parts, axis=1)
    scale = np.where(extreme > 0, extreme, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = (parts / scale[:, None]) ** exponent
        means = scale * arithmetic(powers, weights) ** (1.0 / exponent)
    return _undefined_where(parts < 0 if exponent > 0 else parts <= 0, means)


def _over_present(parts: Matrix, weights: Vector) -> tuple[Vector, Vector]:
    """Return Σ w·x and Σ w over the parts that each unit has."""
    present = ~np.isnan(parts)
    return weighted_sums(np.where(present, parts, 0.0), weights), weighted_sums(present, weights)


def _undefined_where(outside: NDArray[np.bool_], scores: Vector) -> Vector:
    """Return the scores, NaN for units with a part outside of what the method is defined on."""
    if not outside.any():
        return scores
    return np.where(outside.any(axis=1), np.nan, scores)
