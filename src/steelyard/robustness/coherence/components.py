"""Principal components of a criterion's parts: how many things do they measure?

Weights from the first component are a way to weigh and left to ``steps.weigh``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.steps.weigh.correlation import correlate

__all__ = ["Components", "principal_components"]

_NOTHING = 1e-12


@dataclass(frozen=True)
class Components:
    """Principal components of standardised parts, the one that explains most first.

    Parameters
    ----------
    eigenvalues
        (components,), the variance along each, in units of one part's variance.
    shares
        (components,), of the variance of all parts that vary.
    loadings
        (parts, components), unit vectors whose sum is not negative; NaN for parts that
        do not vary.
    units
        How many units have all parts.
    """

    eigenvalues: Vector
    shares: Vector
    loadings: Matrix
    units: int


def principal_components(parts: Matrix, engine: Engine | None = None) -> Components:
    """Return the principal components of the parts' correlations.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing; units that lack a part are left out.
    engine
        Where correlations are summed up; this machine if absent.

    Returns
    -------
    As many components as there are directions in which the parts vary, none if they do not.

    References
    ----------
    OECD/JRC Handbook 2008 (doi:10.1787/9789264043466-en), step 4; R's ``prcomp`` with ``scale.``
    gives the same but for signs.

    Examples
    --------
    >>> import numpy as np
    >>> found = principal_components(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]]))
    >>> found.eigenvalues.round(6), found.loadings.round(3)
    (array([1.5, 0.5]), array([[ 0.707,  0.707],
           [ 0.707, -0.707]]))
    """
    correlations = correlate(parts, engine or LocalEngine())
    varying = np.flatnonzero(~correlations.constant)
    values, vectors = np.linalg.eigh(correlations.matrix[np.ix_(varying, varying)])
    # Along what is rounding of 0, the direction is arbitrary.
    kept = np.flatnonzero(values > _NOTHING * max(len(varying), 1))[::-1]
    loadings = np.full((parts.shape[1], len(kept)), np.nan)
    loadings[varying] = _signed(vectors[:, kept])
    eigenvalues = values[kept]
    return Components(eigenvalues, eigenvalues / max(len(varying), 1), loadings, correlations.units)


def _signed(vectors: Matrix) -> Matrix:
    """Turn each column so that its sum is positive, or its first sizeable entry where it is 0."""
    signs = [-1.0 if _deciding(column) < 0 else 1.0 for column in vectors.T]
    signed: Matrix = vectors * np.array(signs)
    return signed


def _deciding(vector: Vector) -> float:
    total = float(vector.sum())
    if abs(total) > _NOTHING:
        return total
    return float(vector[np.flatnonzero(np.abs(vector) > _NOTHING)[0]])
