"""Cronbach's alpha: do the parts of a criterion measure one thing?

Only for parts that are meant to: a criterion may well be made of things that
have little to do with each other.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix
from steelyard.robustness.coherence.pairwise import pairwise

__all__ = ["alpha_of_covariance", "cronbach_alpha"]


def cronbach_alpha(parts: Matrix) -> float:
    """Return Cronbach's alpha, from covariances over the units that have both of two parts.

    Parameters
    ----------
    parts
        (units, parts), more is better in each; NaN for missing.

    Returns
    -------
    At most 1, and below 0 where the parts pull against each other; NaN for fewer
    than two parts, where fewer than two units have both of some two, or where
    nothing varies.

    References
    ----------
    Cronbach 1951, doi:10.1007/BF02310555; OECD/JRC Handbook 2008
    (doi:10.1787/9789264043466-en), step 4.

    Examples
    --------
    >>> import numpy as np
    >>> round(cronbach_alpha(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])), 12)
    0.666666666667
    """
    return alpha_of_covariance(pairwise(parts).covariance)


def alpha_of_covariance(covariance: Matrix) -> float:
    """Return k/(k − 1)·(1 − Σ variances / Σ covariances) of k parts; (parts, parts)."""
    parts, total = len(covariance), float(covariance.sum())
    if parts < 2 or total == 0 or np.isnan(total):
        return np.nan
    return float(parts / (parts - 1) * (1 - np.trace(covariance) / total))
