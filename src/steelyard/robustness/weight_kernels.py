"""Drawn weights, and their products down a tree, in one pass over a block of replications.

The same results to the last bit as :mod:`steelyard.robustness.weights` and
:mod:`steelyard.robustness.scoring` give in NumPy; for large data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.compilation import compiled

__all__ = ["draw_within", "multiply_down"]

Places = NDArray[np.intp]


@compiled
def draw_within(
    uniforms: Matrix, nominal: Vector, starts: Places, slope: Vector, least: Vector, drawn: Matrix
) -> None:
    """Draw weights uniformly around the nominal ones, adding up to these.

    Parameters
    ----------
    uniforms
        (replications, parts).
    nominal
        (parts,).
    starts
        (criteria + 1,) where the parts of each criterion begin, and the end.
    slope, least
        (parts,) a weight on any scale is slope · u + least.
    drawn
        (replications, parts), written.
    """
    for replication in range(len(uniforms)):
        for criterion in range(len(starts) - 1):
            total = 0.0
            wanted = 0.0
            for part in range(starts[criterion], starts[criterion + 1]):
                weight = uniforms[replication, part] * slope[part] + least[part]
                drawn[replication, part] = weight
                total += weight
                wanted += nominal[part]
            scale = wanted / total if total > 0 else 0.0
            for part in range(starts[criterion], starts[criterion + 1]):
                drawn[replication, part] *= scale


@compiled
def multiply_down(
    weights: Matrix,
    places: Places,
    above: Places,
    divisors: Vector,
    leaves: Places,
    products: Matrix,
) -> None:
    """Multiply the weights on the way from a criterion down to each indicator.

    Parameters
    ----------
    weights
        (replications, nodes).
    places
        (parts,) the column of each part below the criterion, parents before their parts.
    above
        (parts,) which of these parts is a part's parent, -1 for the criterion itself.
    divisors
        (parts,) the nominal weight under a sum, else 1.
    leaves
        (parts,) the column of an indicator among the products, -1 for a criterion.
    products
        (replications, indicators), written.
    """
    down = np.empty(len(places))
    for replication in range(len(weights)):
        for part in range(len(places)):
            weight = weights[replication, places[part]] / divisors[part]
            if above[part] >= 0:
                weight *= down[above[part]]
            down[part] = weight
            if leaves[part] >= 0:
                products[replication, leaves[part]] = weight
