"""Scores in steps: above and below the mean, classes by quantiles, bands of points.

A figure belongs to a step from its threshold on; which side of it counts is told by the
direction, for bands by the scheme.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.scheme.normalise import Band
from steelyard.steps.normalise.ranks import counts

__all__ = [
    "SAME",
    "above_below_mean",
    "bands",
    "categorical",
    "percentile_thresholds",
    "rank_thresholds",
]

SAME = 1e-12
"""A figure within this share of a bound is at it: 0.07/0.1 is “at most 0.7”."""


def above_below_mean(values: Matrix, means: Vector, directions: Vector, threshold: float) -> Matrix:
    """1 above the mean, −1 below it, 0 within ``threshold``; Handbook (2008), step 5.5.

    With p the threshold, 1 where x − x̄ > p·|x̄| and −1 where x − x̄ < −p·|x̄|; where less is
    better the signs change. For a positive mean this is the Handbook's x/x̄ against 1 ± p.
    """
    gap = (values - means) * directions
    limit = threshold * np.abs(means)
    return np.where(np.isnan(gap), np.nan, 1.0 * (gap > limit) - (gap < -limit))


def percentile_thresholds(order: Matrix, directions: Vector, quantiles: Sequence[float]) -> Matrix:
    """Return the figures at the quantiles of each column, NaN where all are missing.

    The quantile q of n figures is the k-th from the worst with k = ⌈q·n⌉: the first one that
    a share q of the figures does not exceed. This is definition 1 of R. J. Hyndman, Y. Fan
    (1996), doi:10.1080/00031305.1996.10473566, and agrees with the Handbook's table 15.

    Parameters
    ----------
    order
        (columns, figures), signed, ascending, NaN last.
    directions
        (columns,).
    quantiles
        Shares counted from the worst.

    Returns
    -------
    Matrix
        (columns, quantiles).
    """
    return _at(order, directions, _steps(order, quantiles) - 1)


def rank_thresholds(order: Matrix, directions: Vector, quantiles: Sequence[float]) -> Matrix:
    """Return the figures of the last units among the best shares 1 − q of all units.

    A unit is among the best share s of n units if its rank, 1 + the number of better units,
    is at most s·n, so that ⌈q·n⌉ units are left behind; the best unit always is. Parameters
    and result as for :func:`percentile_thresholds`.
    """
    return _at(order, directions, _steps(order, quantiles))


def _steps(order: Matrix, quantiles: Sequence[float]) -> NDArray[np.intp]:
    """Return ⌈q·n⌉, (columns, quantiles), rounded first: 0.28·25 is 7.000000000000001."""
    return np.ceil(np.round(np.array(quantiles) * counts(order), 9)).astype(np.intp)


def _at(order: Matrix, directions: Vector, places: NDArray[np.intp]) -> Matrix:
    last = np.maximum(counts(order) - 1, 0)
    return np.take_along_axis(order, np.clip(places, 0, last), axis=1) * directions[:, None]


def categorical(
    values: Matrix, thresholds: Matrix, directions: Vector, scores: Sequence[float]
) -> Matrix:
    """Score of the class that each figure is in; Handbook (2008), table 3, categorical scale.

    With thresholds t₁ ≤ … ≤ tₖ (≥ where less is better) the score is the first one below t₁
    and the j-th after it from tⱼ on.

    Parameters
    ----------
    values
        (units, columns).
    thresholds
        (columns, classes − 1).
    directions
        (columns,).
    scores
        One per class, from the worst.
    """
    signed = values * directions
    classes = np.zeros(values.shape, dtype=np.intp)
    for bound in (thresholds * directions[:, None]).T:
        classes += signed >= bound
    unknown = np.isnan(values) | np.isnan(thresholds[:, 0])
    return np.where(unknown, np.nan, np.array(scores)[classes])


def bands(values: Matrix, table: Sequence[Band], otherwise: float) -> Matrix:
    """Score that the first band which holds gives, ``otherwise`` where none does.

    Parameters
    ----------
    values
        (units, columns).
    table
        The bands in the order in which they are tried.
    otherwise
        The score where no band holds.
    """
    holds = [_holds(values, band) for band in table]
    scores = np.select(holds, [np.float64(band.gives) for band in table], otherwise)
    return np.where(np.isnan(values), np.nan, scores)


def _holds(values: Matrix, band: Band) -> NDArray[np.bool_]:
    slack = SAME * abs(band.threshold)
    match band.kind:
        case "at_least":
            return values >= band.threshold - slack
        case "above":
            return values > band.threshold + slack
        case "at_most":
            return values <= band.threshold + slack
        case "below":
            return values < band.threshold - slack
