"""The floors under an uncertainty analysis: what no summary of replications can be faster than.

Independent of the package, so that nothing there can lower the bar. A floor is the
matrix product of units and weights, and the ranks of every replication, thrown away:
no rule of ties, nothing missing, no draws, no summaries.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numba
import numpy as np
from threadpoolctl import ThreadpoolController

__all__ = ["KERNELS", "kernel_floor", "known_kernel", "numpy_floor"]

BLOCK = 262_144
"""Scores of a block: product and ranks fit the caches."""
LEAST_ROWS = 32
"""Replications of a block at least: products of fewer read the units again and again."""
PAIRS_MOST = 64
"""Units up to which counting pairs is the fastest of the textbook's kernels."""
DIGIT = 11
BUCKETS_BITS = 51

kernel = numba.njit(nogil=True, cache=True)


def numpy_floor(x: np.ndarray, w: np.ndarray) -> None:
    """Run the product, and an argsort with scattered ranks for each replication.

    Parameters
    ----------
    x
        (units, indicators).
    w
        (replications, indicators).
    """
    units, rows = len(x), max(BLOCK // len(x), LEAST_ROWS)
    positions = np.arange(1, units + 1, dtype=np.int32)
    ranks = np.empty(units, dtype=np.int32)
    for start in range(0, len(w), rows):
        for scores in -(w[start : start + rows] @ x.T):
            ranks[np.argsort(scores)] = positions


def kernel_floor(
    x: np.ndarray, w: np.ndarray, threads: int = 2, ranking: str | None = None
) -> None:
    """Run the product and a ranking kernel on blocks of replications in a pool of threads.

    Parameters
    ----------
    x
        (units, indicators).
    w
        (replications, indicators).
    threads
        Blocks worked on at once, each with a BLAS of one thread.
    ranking
        A name of ``KERNELS``; without, the textbook's fastest: counting pairs for few units,
        a radix sort for many.
    """
    rank = KERNELS[ranking or known_kernel(len(x))]
    rows = max(min(BLOCK // len(x), -(-len(w) // threads)), LEAST_ROWS)

    def work(start: int) -> None:
        scores = w[start : start + rows] @ x.T
        rank(scores, np.empty(scores.shape, dtype=np.int32))

    with _controller().limit(limits=1, user_api="blas"):
        for _ in _pool(threads).map(work, range(0, len(w), rows)):
            pass


def known_kernel(units: int) -> str:
    """Return the fastest of the textbook's kernels for so many units."""
    return "pairs" if units <= PAIRS_MOST else "radix"


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads)


@kernel
def pairs(scores: np.ndarray, ranks: np.ndarray) -> None:
    """Count, for each unit, the units above it."""
    replications, units = scores.shape
    for replication in range(replications):
        row = scores[replication]
        for unit in range(units):
            score, above = row[unit], 1
            for other in range(units):
                above += row[other] > score
            ranks[replication, unit] = above


@kernel
def radix(scores: np.ndarray, ranks: np.ndarray) -> None:
    """Sort the bits of the scores by six digits of 11 bits, the last pass writing ranks."""
    replications, units = scores.shape
    keys, moved_keys = np.empty(units, np.uint64), np.empty(units, np.uint64)
    carried, moved = np.empty(units, np.int32), np.empty(units, np.int32)
    starts = np.empty((6, 1 << DIGIT), np.int32)
    last = np.uint64((1 << DIGIT) - 1)
    for replication in range(replications):
        bits = scores[replication].view(np.uint64)
        starts[:] = 0
        for unit in range(units):
            key = bits[unit]
            if key >> np.uint64(63) == 0:
                key = ~key & np.uint64(0x7FFFFFFFFFFFFFFF)
            keys[unit], carried[unit] = key, unit
            for digit in range(6):
                starts[digit, (key >> np.uint64(DIGIT * digit)) & last] += 1
        for digit in range(6):
            row, total = starts[digit], 0
            for value in range(1 << DIGIT):
                here = row[value]
                row[value] = total
                total += here
            shift = np.uint64(DIGIT * digit)
            if digit == 5:
                for at in range(units):
                    value = (keys[at] >> shift) & last
                    row[value] += 1
                    ranks[replication, carried[at]] = row[value]
                continue
            for at in range(units):
                value = (keys[at] >> shift) & last
                to = row[value]
                row[value] = to + 1
                moved_keys[to], moved[to] = keys[at], carried[at]
            keys, moved_keys = moved_keys, keys
            carried, moved = moved, carried


@kernel
def buckets(scores: np.ndarray, ranks: np.ndarray) -> None:
    """Put scores into two buckets a unit by their size, and insert what is left."""
    replications, units = scores.shape
    bits = 0
    while (1 << bits) < units:
        bits += 1
    scaled_bits = min(62 - bits, BUCKETS_BITS)
    mask, shift = (1 << bits) - 1, scaled_bits - 1
    starts = np.empty((2 << bits) + 1, np.int32)
    keys, ordered = np.empty(units, np.int64), np.empty(units, np.int64)
    for replication in range(replications):
        row = scores[replication]
        worst, best = row.min(), row.max()
        scale = ((1 << scaled_bits) - 2) / (best - worst)
        starts[:] = 0
        for unit in range(units):
            key = (np.int64((best - row[unit]) * scale) << bits) | unit
            keys[unit] = key
            starts[(key >> shift) + 1] += 1
        total = np.int32(0)
        for bucket in range(len(starts)):
            total += starts[bucket]
            starts[bucket] = total
        for unit in range(units):
            bucket = keys[unit] >> shift
            ordered[starts[bucket]] = keys[unit]
            starts[bucket] += 1
        for position in range(1, units):
            key, to = ordered[position], position
            while to > 0 and ordered[to - 1] > key:
                ordered[to] = ordered[to - 1]
                to -= 1
            ordered[to] = key
        for position in range(units):
            ranks[replication, ordered[position] & mask] = position + 1


KERNELS: dict[str, Callable[[np.ndarray, np.ndarray], None]] = {
    "pairs": pairs,
    "radix": radix,
    "buckets": buckets,
}
