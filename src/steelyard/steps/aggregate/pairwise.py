"""Copeland's rule: how many units a unit beats, less how many beat it.

Each two units are compared by the weight of the parts on which one is above
the other; the comparisons themselves are left to ``steelyard.engines.pairs``.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.engines.pairs import support

__all__ = ["copeland"]

_CELLS = 1 << 16
"""Comparisons made at once: what fits into the processor's cache."""
_EVEN = 1e-12
"""Distance from one half within which a comparison is a tie."""


def copeland(parts: Matrix, published: Matrix, weights: Vector) -> Vector:
    """Return each unit's wins less its losses against the published units.

    A unit wins where more than half of the weight of the parts that both have
    is on its side (Saari & Merlin 1996, doi:10.1007/BF01212012). A unit on the
    list ties with itself, so it need not be left out; two units that share no
    part do not compare. Time grows with the square of the number of units.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    published
        (published units, parts), NaN for missing.
    weights
        (parts,), above 0, in any scale.

    Returns
    -------
    (units,), whole numbers; NaN where all parts are missing.

    Examples
    --------
    >>> import numpy as np
    >>> list_ = np.array([[3.0, 3.0], [2.0, 1.0], [1.0, 2.0]])
    >>> copeland(list_, list_, np.array([2.0, 1.0]))
    array([ 2.,  0., -2.])
    """
    scores = np.empty(len(parts))
    step = max(1, _CELLS // max(1, len(published)))
    for start in range(0, len(parts), step):
        rows = slice(start, start + step)
        margin = support(parts[rows], published, weights) - 0.5
        scores[rows] = (margin > _EVEN).sum(axis=1) - (margin < -_EVEN).sum(axis=1)
    scores[np.isnan(parts).all(axis=1)] = np.nan
    return scores
