"""Weights with which parts would be as important as they are meant to be.

In an arithmetic mean y = Σ w·x the squared correlation of a part with y,
S = (Σ_k w_k cov(x_j, x_k))² / (var(x_j)·var(y)), depends on the weights of all
parts. Sought are weights, none below 0, with which the shares of the S are the
intended ones (Becker, Saisana, Paruolo & Vandecasteele 2017,
doi:10.1016/j.ecolind.2017.03.011). A part that falls where y rises is not
important but against it: its S counts as negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.steps.weigh.correlation import correlate

__all__ = ["EXACT", "Balance", "balance", "linear_importance"]

EXACT = 1e-9
"""Largest difference of a share from the intended one that is rounding."""
_FEWEST_UNITS = 3
_LEAST = 1e-30
_PROGRESS = 1e-15


@dataclass(frozen=True)
class Balance:
    """Weights for intended importances.

    Parameters
    ----------
    weights
        (parts,), not negative, sum 1; NaN where there are none.
    importance
        (parts,), the squared correlations under these weights, over their sum; negative for
        a part that is negatively correlated.
    residual
        The largest difference of a share from the intended one; NaN where there are no weights.
    """

    weights: Vector
    importance: Vector
    residual: float

    @property
    def exact(self) -> bool:
        """Whether the intended importances are reached."""
        return self.residual <= EXACT


def balance(parts: Matrix, intended: Vector, engine: Engine | None = None) -> Balance:
    """Return the weights of an arithmetic mean under which its parts have intended importances.

    With correlations R, standard deviations σ and u = w·σ the correlations of the
    parts with the mean are R·u up to a factor, so that u = R⁻¹·√intended, where none
    of it is negative, solves it exactly and with no part against the mean. Else the
    squares of the differences of the shares are made as small as they get from two
    starts, the non-negative u whose R·u is nearest to √intended and the intended
    weights: some part is then weighed 0 and still is more important, through the
    others, than it was meant to be.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing; units that lack a part are left out.
    intended
        (parts,), not negative, on any scale.
    engine
        Where correlations are summed up; this machine if absent.

    Returns
    -------
    Balance
        Without weights where fewer than three units have all parts, a part does not vary,
        the intended importances are 0 or unknown, or no weights make the mean vary.

    Examples
    --------
    >>> import numpy as np
    >>> parts = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
    >>> balance(parts, np.array([0.5, 0.5])).weights.round(6)
    array([0.333333, 0.666667])
    """
    found = correlate(parts, engine or LocalEngine())
    total = intended.sum()
    if found.units < _FEWEST_UNITS or found.constant.any() or not total > 0:
        return _nothing(len(intended))
    target = intended / total
    complete = parts[~np.isnan(parts).any(axis=1)]
    scaled = _solve(found.matrix, target)
    if scaled is None:
        return _nothing(len(intended))
    weights = scaled / complete.std(axis=0)
    shares = _shares(found.matrix, scaled)
    return Balance(weights / weights.sum(), shares, float(np.abs(shares - target).max()))


def linear_importance(parts: Matrix, weights: Vector, engine: Engine | None = None) -> Vector:
    """Return the squared correlations of parts with their weighted mean, over their sum.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing; units that lack a part are left out.
    weights
        (parts,), on any scale.

    Returns
    -------
    (parts,), negative for a part that is negatively correlated; NaN where a part does not vary.
    """
    found = correlate(parts, engine or LocalEngine())
    if found.constant.any():
        return np.full(len(weights), np.nan)
    return _shares(found.matrix, weights * parts[~np.isnan(parts).any(axis=1)].std(axis=0))


def _nothing(parts: int) -> Balance:
    unknown = np.full(parts, np.nan)
    return Balance(unknown, unknown, np.nan)


def _solve(correlations: Matrix, target: Vector) -> Vector | None:
    """Return weights of the standardised parts, None if no weights make their mean vary."""
    aim = np.sqrt(target)
    try:
        scaled: Vector = np.asarray(np.linalg.solve(correlations, aim), dtype=np.float64)
    except np.linalg.LinAlgError:
        return _search(correlations, target)
    exact = (scaled >= 0).all() and np.abs(_shares(correlations, scaled) - target).max() <= EXACT
    return scaled if exact else _search(correlations, target)


def _search(correlations: Matrix, target: Vector) -> Vector | None:
    from scipy.optimize import minimize, nnls

    nearest = np.asarray(
        nnls(correlations, np.sqrt(target), maxiter=100 * len(target))[0], dtype=np.float64
    )
    found = [nearest]
    # The distance has local minima, hardly ever met from one start if no two parts are opposed.
    for start in (nearest, target) if (correlations < 0).any() else (nearest,):
        if np.abs(correlations @ start).max() > EXACT:
            reached = minimize(
                _distance,
                start / start.sum(),
                args=(correlations, target),
                jac=True,
                method="L-BFGS-B",
                bounds=[(0.0, None)] * len(target),
                options={"ftol": _PROGRESS, "gtol": _PROGRESS, "maxiter": 1000},
            )
            found.append(np.maximum(reached.x, 0.0))
    best: Vector = min(found, key=lambda scaled: _distance(scaled, correlations, target)[0])
    return best if np.abs(correlations @ best).max() > EXACT else None


def _shares(correlations: Matrix, scaled: Vector) -> Vector:
    covariances = correlations @ scaled
    total = covariances @ covariances
    shares: Vector = covariances * np.abs(covariances) / (total if total > 0 else np.nan)
    return shares


def _distance(scaled: Vector, correlations: Matrix, target: Vector) -> tuple[float, Vector]:
    """Return the sum of squared differences of the shares from the target, and its slope."""
    covariances = correlations @ scaled
    total = max(float(covariances @ covariances), _LEAST)
    shares = covariances * np.abs(covariances) / total
    off = shares - target
    slope = 4 / total * (off * np.abs(covariances) - (off @ shares) * covariances)
    return float(off @ off), correlations @ slope
