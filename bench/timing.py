"""How a time is taken: the median of several runs, two things in turn where they are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

__all__ = ["RUNS", "alternating", "median_seconds"]

RUNS = 7


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of a piece of work, after one run that is not counted."""
    work()
    return statistics.median(_seconds(work) for _ in range(runs))


def alternating(
    ours: Callable[[], object], floor: Callable[[], object], runs: int = RUNS
) -> tuple[float, float]:
    """Return the median times of two pieces of work that take turns."""
    ours()
    floor()
    pairs = [(_seconds(ours), _seconds(floor)) for _ in range(runs)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
