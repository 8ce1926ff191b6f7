"""The uniforms behind every draw: each replication has a fixed span of one Philox counter.

So a replication's draws do not depend on how many there are, on the blocks they
are made in, or on who makes them. Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix
from steelyard.errors import Problem, UsageError
from steelyard.i18n import message

__all__ = ["LEAST", "SEEDS", "seed_of", "uniforms"]

LEAST = 2.0**-54
"""What stands for a draw of 0 where a distribution has no value there."""
SEEDS = 2**64
"""How many seeds there are."""
_WORDS = 8
"""How many numbers of 32 bits one step of the counter gives."""
_LAST = 2**64 - 1


def seed_of(seed: int) -> int:
    """Return a seed that can be used, 0 among them.

    Raises
    ------
    UsageError
        If it is negative or needs more than 64 bits.
    """
    if not 0 <= seed < SEEDS:
        text = message("A seed lies between 0 and 2^64 − 1, this is {seed}.", seed=seed)
        raise UsageError(Problem(text, field="--seed"))
    return seed


def uniforms(seed: int, stream: int, first: int, count: int, width: int) -> Matrix:
    """Return the uniforms of consecutive replications.

    Parameters
    ----------
    seed
        The seed of the whole analysis.
    stream
        Which of the independent streams of that seed.
    first, count
        The first replication, and how many.
    width
        How many uniforms a replication takes.

    Returns
    -------
    (count, width), in (0, 1), each with 32 bits.

    Examples
    --------
    >>> together = uniforms(0, 0, 0, 4, 3)
    >>> bool((uniforms(0, 0, 2, 2, 3) == together[2:]).all())
    True
    """
    steps = -(-width // _WORDS)
    bits = np.random.Philox(
        key=np.array([seed, stream], dtype=np.uint64), counter=[first * steps, 0, 0, 0]
    )
    drawn = np.random.Generator(bits).integers(
        _LAST, size=(count, steps * _WORDS // 2), dtype=np.uint64, endpoint=True
    )
    # Half a step from either end: no distribution is asked for its value at 0 or 1.
    found: Matrix = drawn.view(np.uint32).astype(np.float64)
    found += 0.5
    found *= 2.0**-32
    return found[:, :width]
