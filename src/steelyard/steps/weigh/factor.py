"""Weights from a factor analysis of the parts.

Nicoletti, Scarpetta & Boylaud 2000 (doi:10.1787/215182844604), as in OECD/JRC
Handbook 2008, chapter 6: factors from principal components, varimax rotation,
each part weighed by the factor that it loads highest on.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["factor_weights", "principal_factors", "varimax"]

_ROTATIONS = 1000
_CONVERGED = 1e-12


def principal_factors(
    correlations: Matrix, eigenvalue: float = 1.0, factors: int | None = None
) -> Matrix:
    """Return the loadings of the parts on the factors kept, eigenvector · √eigenvalue.

    Parameters
    ----------
    correlations
        (parts, parts).
    eigenvalue
        Factors with an eigenvalue above this are kept, at least one.
    factors
        How many factors are kept instead, at most as many as there are parts.

    Returns
    -------
    (parts, factors), the factor that explains most first.
    """
    values, vectors = np.linalg.eigh(correlations)
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = max(1, int((values > eigenvalue).sum())) if factors is None else factors
    loadings: Matrix = vectors[:, :kept] * np.sqrt(np.maximum(values[:kept], 0.0))
    return loadings


def varimax(loadings: Matrix) -> Matrix:
    """Rotate factors so that each part loads high on few of them.

    Maximises the variance of the squared loadings of each factor, summed over
    the factors (Kaiser 1958, doi:10.1007/BF02289233, raw: without dividing by
    the communalities), by repeated singular value decompositions.

    Parameters
    ----------
    loadings
        (parts, factors).

    Returns
    -------
    (parts, factors).
    """
    rotation = np.eye(loadings.shape[1])
    reached = 0.0
    for _ in range(_ROTATIONS):
        rotated = loadings @ rotation
        slope = loadings.T @ (rotated**3 - rotated * (rotated**2).mean(axis=0))
        left, sizes, right = np.linalg.svd(slope)
        rotation = left @ right
        if sizes.sum() <= reached * (1 + _CONVERGED):
            break
        reached = sizes.sum()
    turned: Matrix = loadings @ rotation
    return turned


def factor_weights(loadings: Matrix) -> Vector:
    """Return the parts' weights from rotated loadings.

    A part's squared loading on the factor that it loads highest on, over the
    variance which that factor explains (the sum of its squared loadings), times
    the factor's share of the variance explained by all; scaled to sum to one.

    Parameters
    ----------
    loadings
        (parts, factors), rotated.

    Returns
    -------
    (parts,), not negative, sum one.
    """
    squares = loadings**2
    explained = squares.sum(axis=0)
    highest = squares.argmax(axis=1)
    own = squares[np.arange(len(squares)), highest] / explained[highest]
    weights = own * (explained / explained.sum())[highest]
    scaled: Vector = weights / weights.sum()
    return scaled
