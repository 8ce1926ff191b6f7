"""Copeland's rule in many replications at once: wins less losses, under drawn weights.

The rule is that of :mod:`steelyard.steps.aggregate.pairwise`. Which unit is above which
on a part is looked at once where the part is the same in all replications.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["copeland_scores"]

_EVEN = 2e-12
"""Twice the distance from one half within which a comparison is a tie."""
_NOTHING = 1e-12
_CELLS = 1 << 20
"""Comparisons of a part that are held at once."""


def copeland_scores(
    parts: Sequence[Matrix | Vector], weights: Matrix, coverage: float = 0.0
) -> Matrix:
    """Return each unit's wins less its losses in each replication.

    Parameters
    ----------
    parts
        For each part its scores, (units,) or (replications, units), NaN for missing.
    weights
        (parts, replications), adding up to 1.
    coverage
        The least share of the weight that a unit must have figures for, to be compared.

    Returns
    -------
    (replications, units), NaN for units with too few parts.

    Examples
    --------
    >>> import numpy as np
    >>> parts = [np.array([3.0, 2.0, 1.0]), np.array([3.0, 1.0, 2.0])]
    >>> copeland_scores(parts, np.array([[2 / 3], [1 / 3]]))
    array([[ 2.,  0., -2.]])
    """
    count, units = weights.shape[1], parts[0].shape[-1]
    scores = np.empty((count, units))
    step = max(1, _CELLS // max(1, units * units))
    fixed = [_above(part) if part.ndim == 1 else None for part in parts]
    for start in range(0, count, step):
        rows = slice(start, start + step)
        own = [part if part.ndim == 1 else part[rows] for part in parts]
        scores[rows] = _stretch(own, fixed, weights[:, rows], coverage)
    return scores


def _stretch(
    parts: Sequence[Matrix | Vector],
    fixed: Sequence[Matrix | None],
    weights: Matrix,
    coverage: float,
) -> Matrix:
    count, units = weights.shape[1], parts[0].shape[-1]
    same = [at for at, above in enumerate(fixed) if above is not None]
    balance: Matrix = np.zeros((count, units * units))
    if same:
        balance = weights[same].T @ np.stack(
            [np.ravel(above) for above in fixed if above is not None]
        )
    balance = balance.reshape(count, units, units)
    for part, above, weight in zip(parts, fixed, weights, strict=True):
        if above is None:
            balance += weight[:, None, None] * _above(part)
    known = np.full((count, units), weights.sum(axis=0)[:, None])
    margin: Matrix | float = _EVEN
    if any(np.isnan(part.sum()) for part in parts):
        known, margin = _known(parts, weights)
    compared = (known >= coverage * (1 - _NOTHING)) & (known > _NOTHING)
    # Units with too few parts are not on the list: nobody is compared with them.
    balance *= compared[:, None, :]
    wins = np.count_nonzero(balance > margin, axis=2)
    losses = np.count_nonzero(balance < -margin, axis=2)
    return np.where(compared, wins - losses, np.nan)


def _known(parts: Sequence[Matrix | Vector], weights: Matrix) -> tuple[Matrix, Matrix]:
    """Return the weight of the parts that each unit has, and the margin of each two units."""
    count, units = weights.shape[1], parts[0].shape[-1]
    known, shared = np.zeros((count, units)), np.zeros((count, units, units))
    for part, weight in zip(parts, weights, strict=True):
        there = (~np.isnan(part)).astype(np.float64)
        known += weight[:, None] * there
        shared += weight[:, None, None] * (there[..., :, None] * there[..., None, :])
    return known, _EVEN * shared


def _above(part: Matrix | Vector) -> Matrix:
    """Return 1 where a unit is above another, -1 where below; (…, units, units)."""
    mine, theirs = part[..., :, None], part[..., None, :]
    return (mine > theirs).astype(np.float64) - (mine < theirs)
