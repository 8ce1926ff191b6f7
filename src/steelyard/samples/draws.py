"""Draws for made-up data: a stream of random numbers for each part, and how to choose by weight.

A part has its own stream, so that changing what one part draws leaves the others as they were.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Places", "choose", "choose_rows", "some", "stream"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the stream of random numbers of one part of the data; 0 is a seed.

    >>> stream(0, "funds").random() == stream(0, "funds").random()
    True
    """
    words = np.random.SeedSequence(seed, spawn_key=tuple(part.encode()))
    return np.random.Generator(np.random.Philox(words))


def choose(generator: np.random.Generator, weights: Floats, size: int) -> Places:
    """Return places in ``weights``, each drawn with a chance in proportion to its weight."""
    edges = np.cumsum(weights)
    found: Places = np.searchsorted(edges, generator.random(size) * edges[-1], side="right")
    return np.minimum(found, len(weights) - 1)


def choose_rows(generator: np.random.Generator, weights: Floats, size: int) -> Places:
    """Return ``size`` different places for each row of weights, (rows, size).

    The order is that of the draws: what weighs more tends to come first (Efraimidis and
    Spirakis 2006, doi:10.1016/j.ipl.2005.11.003).
    """
    waiting = generator.exponential(size=weights.shape) / weights
    order: Places = np.argsort(waiting, axis=1, kind="stable")
    return order[:, :size]


def some(generator: np.random.Generator, share: float, count: int) -> Places:
    """Return a share of the places 0 to ``count`` − 1 in ascending order, at least one of any."""
    wanted = min(count, max(1, round(share * count)))
    return np.sort(generator.permutation(count)[:wanted])
