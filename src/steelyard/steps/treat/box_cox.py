"""The exponent of the Box–Cox transformation that makes figures most like a bell curve.

G. E. P. Box and D. R. Cox (1964), An analysis of transformations,
doi:10.1111/j.2517-6161.1964.tb00553.x: λ of the greatest profile likelihood.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Vector

__all__ = ["fit_exponent"]

_GREATEST = 5.0
_STEPS = 60
"""Halvings of the interval: beyond the last digit of λ."""


def fit_exponent(figures: Vector) -> float:
    """Return the most likely λ from −5 to 5; 1, which changes no shape, if all are equal.

    Parameters
    ----------
    figures
        (figures,) all above zero.

    Examples
    --------
    >>> fit_exponent(np.exp([-1.0, 0.0, 1.0]))
    0.0
    """
    logs = np.log(figures)
    logs = logs - logs.mean()
    if not np.ptp(logs) > 0:
        return 1.0
    # The likelihood is written so that λ solves slope(λ) = 0; halving an interval finds a root
    # to the last digit, where a search for the greatest value would stop at half the digits.
    low, high = -_GREATEST, _GREATEST
    if _slope(logs, low) <= 0:
        return low
    if _slope(logs, high) >= 0:
        return high
    for _step in range(_STEPS):
        middle = (low + high) / 2
        slope = _slope(logs, middle)
        if slope == 0:
            return middle
        low, high = (middle, high) if slope > 0 else (low, middle)
    return (low + high) / 2


def _slope(logs: Vector, exponent: float) -> float:
    """Return the sign and, up to a positive factor, the slope of the profile likelihood.

    With L = ln x − mean(ln x) and y = (e^{λL} − 1)/λ the profile log-likelihood is
    −n/2 · ln var(y), whose slope is −n · cov(y, dy/dλ)/var(y).
    """
    t = exponent * logs
    y = logs * _first(t)
    change = logs * logs * _second(t)
    y = y - y.mean()
    scale = np.abs(change).max()
    return -float((y * (change / scale)).sum())


def _first(t: Vector) -> Vector:
    """Return (e^t − 1)/t, 1 at 0."""
    small = np.abs(t) < 1e-300
    return np.where(small, 1.0, np.expm1(t) / np.where(small, 1.0, t))


def _second(t: Vector) -> Vector:
    """Return (t·e^t − e^t + 1)/t², 1/2 at 0; by its series near 0, where the terms cancel."""
    small = np.abs(t) < 0.1
    near = np.where(small, t, 0.0)
    series = np.zeros_like(t)
    for k, factorial in reversed(tuple(enumerate((2, 6, 24, 120, 720, 5040, 40320, 362880)))):
        series = series * near + (k + 1) / factorial
    far = np.where(small, 1.0, t)
    return np.where(small, series, (far * np.exp(far) - np.expm1(far)) / far**2)
