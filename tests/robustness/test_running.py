"""Blocks of replications side by side, joined in their order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import given

from steelyard.robustness.running import Interrupted, Span, default_threads, run_blocks, spans

T = TypeVar("T")


def joined(work: Callable[[Span], T], blocks: list[Span], threads: int | None = None) -> list[T]:
    """What the blocks give, in the order in which it is joined."""
    found: list[T] = []
    run_blocks(work, found.append, blocks, threads)
    return found


@given(replications=st.integers(0, 500), size=st.integers(1, 60))
def test_blocks_cover_the_replications_once_and_in_order(replications: int, size: int) -> None:
    blocks = spans(replications, size)
    covered = [at for block in blocks for at in range(block.first, block.first + block.count)]
    assert covered == list(range(replications))
    assert all(0 < block.count <= size for block in blocks)


@pytest.mark.parametrize("threads", [1, 2, 3, None])
def test_what_blocks_give_comes_in_their_order(threads: int | None) -> None:
    def work(block: Span) -> int:
        time.sleep(0.01 if block.first % 3 == 0 else 0.0)
        return block.first

    assert joined(work, spans(20, 1), threads) == list(range(20))


def test_blocks_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def work(block: Span) -> int:
        return meeting.wait()

    assert sorted(joined(work, spans(2, 1), 2)) == [0, 1]


def test_nothing_to_do_gives_nothing() -> None:
    assert joined(lambda block: block, []) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_the_share_that_is_done(threads: int) -> None:
    told: list[float] = []
    run_blocks(lambda block: block, lambda found: None, spans(10, 4), threads, told.append)
    assert told == pytest.approx([0.4, 0.8, 1.0])


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interruption_says_how_far_it_was(threads: int) -> None:
    def work(block: Span) -> int:
        if block.first == 6:
            raise KeyboardInterrupt
        return block.first

    with pytest.raises(Interrupted) as caught:
        joined(work, spans(10, 2), threads)
    assert (caught.value.done, caught.value.total) == (6, 10)


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_of_a_block_is_the_error_of_the_whole(threads: int) -> None:
    def work(block: Span) -> int:
        raise ValueError(f"block {block.first}")

    with pytest.raises(ValueError, match="block 0"):
        joined(work, spans(10, 2), threads)


def test_few_blocks_wait_to_be_joined() -> None:
    started: list[int] = []
    ahead: list[int] = []

    def join(found: int) -> None:
        ahead.append(len(started) - found)

    def work(block: Span) -> int:
        started.append(block.first)
        return block.first

    run_blocks(work, join, spans(100, 1), 2)
    assert max(ahead) <= 2 * 2 + 2


def test_an_interruption_while_joining_says_how_far_it_was() -> None:
    def join(found: int) -> None:
        if found == 4:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        run_blocks(lambda block: block.first, join, spans(10, 2), 1, samples=True)
    assert (caught.value.done, caught.value.total, caught.value.samples) == (4, 10, True)


LANGUAGE: ContextVar[str] = ContextVar("LANGUAGE", default="en")


def test_a_block_knows_the_context_of_its_caller() -> None:
    token = LANGUAGE.set("zh-Hant")
    try:
        found = set(joined(lambda block: LANGUAGE.get(), spans(4, 1), 2))
    finally:
        LANGUAGE.reset(token)
    assert found == {"zh-Hant"}


@pytest.mark.parametrize("threads", [1, 2])
def test_linear_algebra_has_one_thread_inside(threads: int) -> None:
    import numpy as np
    from threadpoolctl import threadpool_info

    def libraries() -> list[int]:
        return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

    before = libraries()
    np.ones((2, 2)) @ np.ones((2, 2))
    inside = joined(lambda block: libraries(), spans(2, 1), threads)
    assert inside == [[1] * len(before)] * 2
    assert libraries() == before


def test_there_is_at_least_one_thread_and_at_most_eight() -> None:
    assert 1 <= default_threads() <= 8
