"""Coverage: how much of a unit's parts, by weight, must be known for a score.

What the aggregations do with the parts that are there is left to them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.aggregate.sums import weighted_sums

__all__ = ["below_coverage"]

_ROUNDING = 1e-12


def below_coverage(
    parts: Matrix,
    weights: Vector,
    coverage: float,
    applies: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which units have less than ``coverage`` of the parts' weight.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), not negative, in any scale.
    coverage
        Least share of the weight, 0 to 1; at 0 one part with a weight is enough.
    applies
        (units, parts), whether a part applies to a unit; all do if absent. Coverage is the share
        of the weight of those that do.

    Returns
    -------
    (units,), True where the score is to be missing.

    Examples
    --------
    >>> import numpy as np
    >>> parts = np.array([[1.0, np.nan], [np.nan, 1.0], [np.nan, np.nan]])
    >>> below_coverage(parts, np.array([3.0, 1.0]), 0.5)
    array([False,  True,  True])
    """
    below = np.zeros(len(parts), dtype=np.bool_)
    # One product finds the units that lack anything; most have it all.
    gaps = np.flatnonzero(np.isnan(weighted_sums(parts, weights)))
    if gaps.size:
        known = weighted_sums(~np.isnan(parts[gaps]), weights)
        whole = weights.sum() if applies is None else weighted_sums(applies[gaps], weights)
        needed = coverage * whole * (1 - _ROUNDING)
        below[gaps] = (known < needed) | (known <= 0)
    return below
