"""Weights from the first principal component of the parts' correlations.

Its loadings are the weights with which a linear combination of the standardised
parts keeps the most of their variance (OECD/JRC Handbook 2008, chapter 4).
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["first_component"]


def first_component(correlations: Matrix) -> Vector:
    """Return the loadings of the first principal component.

    Parameters
    ----------
    correlations
        (parts, parts).

    Returns
    -------
    (parts,), squares that sum to one, of the two signs that with the positive sum.

    Examples
    --------
    >>> import numpy as np
    >>> first_component(np.array([[1.0, 0.5], [0.5, 1.0]])).round(3)
    array([0.707, 0.707])
    """
    _, vectors = np.linalg.eigh(correlations)
    loadings: Vector = vectors[:, -1]
    return -loadings if loadings.sum() < 0 else loadings
