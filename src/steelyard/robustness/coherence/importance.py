"""What a part really decides: its main effect on a score.

The correlation ratio η² = Var(E[score | part]) / Var(score) is the share of the
score's variance that would go, on average, if the part were known; as a
first-order sensitivity index it catches what is not linear, too. A weight says
how a part is meant to count, its main effect how it does (Paruolo, Saisana &
Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x). Weights that would make the
two agree are left to ``balance``.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["correlation_ratio", "correlation_ratios", "shares_of"]

_BLOCK = 65_536
_KNOTS = 10
_LEAST_GAP = 0.02
_CONSTANT = 1e-12
_FREEDOM_COSTS = 1.4
_PENALTIES = np.logspace(-8.0, 8.0, 65)


def correlation_ratio(part: Vector, score: Vector) -> float:
    """Return the share of a score's variance that a part accounts for, Var(E[y|x])/Var(y).

    E[y|x] is a penalised cubic regression spline with at most 10 knots at quantiles
    of x, as in Becker et al. 2017; the penalty is the one with the least generalised
    cross-validation error (Craven & Wahba 1979), in which a degree of freedom counts
    1.4 times against following the noise of few units (Kim & Gu 2004). A straight
    line is never penalised: the ratio is at least the squared correlation.

    Parameters
    ----------
    part
        (units,) x, NaN for missing.
    score
        (units,) y, NaN for missing.

    Returns
    -------
    Between 0 and 1; NaN where fewer than three units have both, or one of them does not vary.

    References
    ----------
    Becker, Saisana, Paruolo & Vandecasteele 2017, doi:10.1016/j.ecolind.2017.03.011;
    Craven & Wahba 1979, doi:10.1007/BF01404567; Kim & Gu 2004,
    doi:10.1046/j.1369-7412.2003.05316.x; the basis: Wood 2017, *Generalized additive
    models*, 5.3.1, doi:10.1201/9781315370279.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(-1, 1, 101)
    >>> round(correlation_ratio(x, x**2), 3), round(correlation_ratio(x, 3 - x), 3)
    (1.0, 1.0)
    """
    return float(correlation_ratios(part, score[:, None])[0])


def correlation_ratios(part: Vector, scores: Matrix) -> Vector:
    """Return the share of each score's variance that a part accounts for.

    See :func:`correlation_ratio`.

    Parameters
    ----------
    part
        (units,), NaN for missing.
    scores
        (units, scores), NaN for missing.

    Returns
    -------
    (scores,)
    """
    both = ~(np.isnan(part)[:, None] | np.isnan(scores))
    if both.all():
        return _ratios(part, scores)
    alike: dict[bytes, list[int]] = {}
    for at in range(scores.shape[1]):
        alike.setdefault(both[:, at].tobytes(), []).append(at)
    ratios = np.full(scores.shape[1], np.nan)
    for columns in alike.values():
        rows = both[:, columns[0]]
        ratios[columns] = _ratios(part[rows], scores[rows][:, columns])
    return ratios


def shares_of(effects: Vector) -> Vector:
    """Return main effects as shares of their sum; NaN where one is, or where all are 0.

    Examples
    --------
    >>> import numpy as np
    >>> shares_of(np.array([0.6, 0.2, np.nan]))
    array([0.75, 0.25,  nan])
    """
    total = np.nansum(effects)
    return effects / (total if total > 0 else np.nan)


def _ratios(x: Vector, y: Matrix) -> Vector:
    """Return the ratios of scores that no unit lacks; (units,), (units, scores) in."""
    if len(x) < 3:
        return np.full(y.shape[1], np.nan)
    least, most = x.min(), x.max()
    if most - least <= _CONSTANT * max(abs(least), abs(most)):
        return np.full(y.shape[1], np.nan)
    mean = y.mean(axis=0)
    centred = y - mean
    total = (centred**2).sum(axis=0)
    varies = total > len(y) * (_CONSTANT * mean) ** 2
    explained = _explained((x - least) / (most - least), centred, total)
    return np.where(varies, np.minimum(explained / np.where(varies, total, 1.0), 1.0), np.nan)


def _explained(places: Vector, scores: Matrix, total: Vector) -> Vector:
    """Return the sum of squares of each score's best spline; (scores,).

    Parameters
    ----------
    places
        (units,), from 0 to 1.
    scores
        (units, scores), with mean 0.
    total
        (scores,), their sums of squares.
    """
    knots = _knots(places)
    bends, penalty = _roughness(knots)
    gram, products = np.zeros((len(knots), len(knots))), np.zeros((len(knots), scores.shape[1]))
    for start in range(0, len(places), _BLOCK):
        basis = _basis(places[start : start + _BLOCK], knots, bends)
        gram += basis.T @ basis
        products += basis.T @ scores[start : start + _BLOCK]
    # In these coordinates units are uncorrelated and the penalty is a diagonal.
    whiten = np.linalg.inv(np.linalg.cholesky(gram))
    rough, vectors = np.linalg.eigh(whiten @ penalty @ whiten.T)
    rough[:2] = 0.0  # constants and straight lines
    kept = 1.0 / (1.0 + _PENALTIES[:, None] * rough / max(rough[-1], np.finfo(np.float64).tiny))
    variances = (vectors.T @ (whiten @ products)) ** 2
    unexplained = np.maximum(total - (1.0 - (1.0 - kept) ** 2) @ variances, 0.0)
    left = np.maximum(len(places) - _FREEDOM_COSTS * kept.sum(axis=1), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(left[:, None] > 0, unexplained / left[:, None] ** 2, np.inf)
    # The last, a straight line, where there are too few units for anything else.
    best = len(error) - 1 - error[::-1].argmin(axis=0)
    explained: Vector = ((kept[best] ** 2).T * variances).sum(axis=0)
    return explained


def _knots(places: Vector) -> Vector:
    """Return at most 10 of the places, at quantiles, none nearer than 0.02 to the next."""
    ascending = np.sort(places)
    different = ascending[np.diff(ascending, prepend=-1.0) > 0]
    count = min(len(different), _KNOTS)
    candidates = different[np.arange(count) * (len(different) - 1) // (count - 1)]
    knots = [0.0]
    for one in candidates[1:-1].tolist():
        if one - knots[-1] >= _LEAST_GAP and 1.0 - one >= _LEAST_GAP:
            knots.append(one)
    return np.array([*knots, 1.0])


def _roughness(knots: Vector) -> tuple[Matrix, Matrix]:
    """Return a natural cubic spline's second derivatives and roughness from its knots' values.

    (knots, knots) matrices: the first gives the second derivatives at the knots, the
    second is the quadratic form ∫ (second derivative)².
    """
    gaps = np.diff(knots)
    rows = np.arange(len(knots) - 2)
    differences = np.zeros((len(rows), len(knots)))
    differences[rows, rows] = 1 / gaps[:-1]
    differences[rows, rows + 1] = -1 / gaps[:-1] - 1 / gaps[1:]
    differences[rows, rows + 2] = 1 / gaps[1:]
    band = np.diag((gaps[:-1] + gaps[1:]) / 3)
    band[rows[:-1], rows[1:]] = band[rows[1:], rows[:-1]] = gaps[1:-1] / 6
    bends = np.zeros((len(knots), len(knots)))
    bends[1:-1] = np.linalg.solve(band, differences)
    return bends, differences.T @ bends[1:-1]


def _basis(places: Vector, knots: Vector, bends: Matrix) -> Matrix:
    """Return what each knot's value adds to the spline at each place; (places, knots)."""
    at = np.clip(np.searchsorted(knots, places, side="right") - 1, 0, len(knots) - 2)
    gap = knots[at + 1] - knots[at]
    after, before = (knots[at + 1] - places) / gap, (places - knots[at]) / gap
    basis: Matrix = ((after**3 - after) * gap**2 / 6)[:, None] * bends[at]
    basis += ((before**3 - before) * gap**2 / 6)[:, None] * bends[at + 1]
    units = np.arange(len(places))
    basis[units, at] += after
    basis[units, at + 1] += before
    return basis
