"""Correlations of a criterion's parts, over the units that have them all.

What weights follow from them is left to ``principal_component`` and ``factor``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.engines.linear_algebra import one_thread

__all__ = ["Correlations", "correlate"]

_CONSTANT = 1e-12


@dataclass(frozen=True)
class Correlations:
    """Pearson correlations.

    Parameters
    ----------
    matrix
        (parts, parts); NaN in the rows and columns of parts that do not vary.
    constant
        (parts,), True for parts that do not vary.
    units
        How many units have all parts.
    """

    matrix: Matrix
    constant: NDArray[np.bool_]
    units: int


def correlate(parts: Matrix, engine: Engine) -> Correlations:
    """Return Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)²·Σ(y−ȳ)²) for every two parts.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing; units that lack a part are left out.
    engine
        Goes through the units twice: for the means, then for the products.
    """

    def counted(rows: Matrix) -> tuple[int, Vector]:
        complete = _complete(rows)
        return len(complete), complete.sum(axis=0)

    def product(rows: Matrix) -> Matrix:
        centred = _complete(rows) - mean
        products: Matrix = centred.T @ centred
        return products

    units, sums = engine.summarise(parts, counted, lambda a, b: (a[0] + b[0], a[1] + b[1]))
    mean = sums / max(units, 1)
    with one_thread():
        products = engine.summarise(parts, product, lambda a, b: a + b)
    squares = np.diagonal(products)
    constant = squares <= units * (_CONSTANT * mean) ** 2
    spread = np.where(constant, np.nan, np.sqrt(squares))
    return Correlations(products / np.outer(spread, spread), constant, units)


def _complete(rows: Matrix) -> Matrix:
    complete: Matrix = rows[~np.isnan(rows).any(axis=1)]
    return complete
