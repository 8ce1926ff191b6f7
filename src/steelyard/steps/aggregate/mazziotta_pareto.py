"""The Mazziotta–Pareto index: the mean with a penalty for parts out of balance.

De Muro, Mazziotta & Pareto 2011 (doi:10.1007/s11205-010-9727-z), Mazziotta &
Pareto 2013; with weights as in Mazziotta & Pareto 2022. Standardising the parts
to 100 ± 10 is left to the step ``normalise``.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.steps.aggregate.means import arithmetic

__all__ = ["penalised_mean"]


def penalised_mean(parts: Matrix, weights: Vector, sign: float) -> Vector:
    """Return M ± S·cv, with cv = S/M, over the parts that each unit has.

    M is the weighted mean and S² the weighted mean of the squared distances
    from it (divided by the weights' sum, not by the number of parts less one).

    Parameters
    ----------
    parts
        (units, parts), scores on a positive scale, NaN for missing.
    weights
        (parts,), above 0, in any scale.
    sign
        -1 takes the penalty off (more is better), +1 adds it.

    Returns
    -------
    (units,), NaN where all parts are missing or the mean is not above 0.

    Examples
    --------
    >>> import numpy as np
    >>> penalised_mean(np.array([[90.0, 110.0]]), np.ones(2), -1.0)
    array([99.])
    """
    mean = arithmetic(parts, weights)
    variance = arithmetic((parts - mean[:, None]) ** 2, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mean > 0, mean + sign * variance / mean, np.nan)
