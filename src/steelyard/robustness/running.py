"""Running blocks of replications side by side, and joining them in their order.

Blocks have a fixed size and are joined in order, so that the number of threads never
shows in a result. Linear algebra is held to one thread inside our own: two pools
of threads at once were measured three times slower.
"""

from __future__ import annotations

import contextvars
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from steelyard.engines.linear_algebra import one_thread

__all__ = ["Interrupted", "Span", "default_threads", "run_blocks", "spans"]

T = TypeVar("T")
_MOST_THREADS = 8


class Interrupted(KeyboardInterrupt):
    """The analysis was interrupted.

    Parameters
    ----------
    done, total
        How many replications were done, of how many.
    samples
        Whether these were base samples of a sensitivity analysis.
    """

    def __init__(self, done: int, total: int, samples: bool = False) -> None:
        super().__init__(done, total, samples)
        self.done = done
        self.total = total
        self.samples = samples


@dataclass(frozen=True)
class Span:
    """Consecutive replications: the first, and how many."""

    first: int
    count: int


def default_threads() -> int:
    """Return how many blocks are worked on at once: one per processor, at most 8."""
    return min(_MOST_THREADS, os.cpu_count() or 1)


def spans(replications: int, size: int) -> list[Span]:
    """Cut replications into blocks of ``size``, the last one smaller."""
    return [Span(first, min(size, replications - first)) for first in range(0, replications, size)]


def run_blocks(
    work: Callable[[Span], T],
    join: Callable[[T], None],
    blocks: list[Span],
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    samples: bool = False,
) -> None:
    """Run blocks, and join what they give in the order of the blocks.

    Parameters
    ----------
    work
        Runs one block; called from several threads at once.
    join
        Takes what a block gave; called from this thread alone, block after block.
    blocks
        The blocks.
    threads
        How many at once; one per processor if absent.
    progress
        Called after each block with the share of the replications that are done.
    samples
        Whether these are base samples of a sensitivity analysis, for the message.

    Raises
    ------
    Interrupted
        With how far it was, if the user interrupts.
    """
    total = sum(block.count for block in blocks)
    many = max(1, min(threads or default_threads(), len(blocks)))
    done = 0
    try:
        with one_thread():
            for block, found in _results(work, blocks, many):
                join(found)
                done += block.count
                if progress is not None:
                    progress(done / total)
    except KeyboardInterrupt:
        raise Interrupted(done, total, samples) from None


def _results(
    work: Callable[[Span], T], blocks: list[Span], threads: int
) -> Iterator[tuple[Span, T]]:
    if threads <= 1:
        for block in blocks:
            yield block, work(block)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        # A few blocks ahead of the one that is joined: what waits to be joined stays small.
        ahead: deque[tuple[Span, Future[T]]] = deque()
        for block in blocks:
            context = contextvars.copy_context()
            ahead.append((block, pool.submit(context.run, work, block)))
            if len(ahead) > 2 * threads:
                first, waiting = ahead.popleft()
                yield first, waiting.result()
        for first, waiting in ahead:
            yield first, waiting.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
