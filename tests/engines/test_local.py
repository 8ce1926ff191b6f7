from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from steelyard.engines.local import BLOCK_ROWS, PAIR_ROWS, LocalEngine
from steelyard.engines.pairs import support

ROWS = [0, 1, 2, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 3 * BLOCK_ROWS + 5]


def table(rows: int, columns: int = 3) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(rows, columns))


@pytest.mark.parametrize("rows", ROWS)
def test_map_is_the_kernel_on_all_rows(rows: int) -> None:
    values = table(rows)
    np.testing.assert_array_equal(LocalEngine().map(values, lambda b: b * 2), values * 2)


@pytest.mark.parametrize("rows", ROWS)
def test_map_may_change_the_columns(rows: int) -> None:
    values = table(rows)
    assert LocalEngine().map(values, lambda b: b[:, :1]).shape == (rows, 1)
    assert LocalEngine().map(values, lambda b: b.max(axis=1)).shape == (rows,)


@pytest.mark.parametrize("rows", ROWS)
def test_summarise_sees_every_row_once(rows: int) -> None:
    assert LocalEngine().summarise(table(rows), len, lambda a, b: a + b) == rows


def test_blocks_are_combined_in_order() -> None:
    values = np.arange(2.0 * BLOCK_ROWS + 1)[:, None]
    starts = LocalEngine(threads=3).summarise(values, lambda b: [b[0, 0]], lambda a, b: a + b)
    assert starts == [0.0, BLOCK_ROWS, 2.0 * BLOCK_ROWS]


@pytest.mark.parametrize("threads", [0, 2, 5, None])
def test_threads_do_not_show_in_a_sum(threads: int | None) -> None:
    values = table(4 * BLOCK_ROWS + 7)

    def total(engine: LocalEngine) -> bytes:
        return engine.summarise(values, lambda b: b.sum(axis=0), np.add).tobytes()

    assert total(LocalEngine(threads)) == total(LocalEngine(1))


def test_one_block_starts_no_thread() -> None:
    where = LocalEngine(4).summarise(
        table(BLOCK_ROWS), lambda b: {threading.get_ident()}, lambda a, b: a | b
    )
    assert where == {threading.get_ident()}


def test_the_callers_error_state_holds_in_threads() -> None:
    zeros = np.repeat([[1.0], [0.0], [0.0]], BLOCK_ROWS, axis=0)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        LocalEngine(2).map(zeros, lambda b: 1.0 / b)


@pytest.mark.parametrize("verb", ["map", "summarise"])
def test_an_error_in_a_block_reaches_the_caller(verb: str) -> None:
    def refuse(block: np.ndarray) -> np.ndarray:
        if block[0, 0] > 0:
            raise ValueError("second block")
        return block

    values = np.repeat([[0.0], [1.0]], BLOCK_ROWS, axis=0)
    engine = LocalEngine(2)
    calls: dict[str, Callable[[], object]] = {
        "map": lambda: engine.map(values, refuse),
        "summarise": lambda: engine.summarise(values, refuse, np.add),
    }
    with pytest.raises(ValueError, match="second block"):
        calls[verb]()


def test_sort_leaves_missing_out() -> None:
    column = np.array([3.0, np.nan, -1.0, 2.0, np.nan])
    np.testing.assert_array_equal(LocalEngine().sort(column), [-1.0, 2.0, 3.0])


def test_compare_by_hand() -> None:
    # Weights 2 and 1: the first unit wins the first column and ties on the second.
    values = np.array([[5.0, 1.0], [4.0, 1.0], [np.nan, 2.0]])
    np.testing.assert_allclose(
        LocalEngine().compare(values, np.array([2.0, 1.0])),
        [[0.5, 2.5 / 3, 0.0], [0.5 / 3, 0.5, 0.0], [1.0, 1.0, 0.5]],
    )


def test_units_without_a_common_column_do_not_compare() -> None:
    shares = LocalEngine().compare(np.array([[1.0, np.nan], [np.nan, 1.0]]), np.ones(2))
    np.testing.assert_array_equal(shares, [[0.5, np.nan], [np.nan, 0.5]])


def test_compare_in_blocks_is_compare_at_once() -> None:
    values = np.round(table(2 * PAIR_ROWS + 3), 1)
    weights = np.array([3.0, 1.0, 2.0])
    np.testing.assert_array_equal(
        LocalEngine(2).compare(values, weights), support(values, values, weights)
    )


def test_support_for_and_against_add_up_to_one() -> None:
    values = np.round(table(40, 5), 0)
    values[np.random.default_rng(1).random(values.shape) < 0.2] = np.nan
    shares = LocalEngine().compare(values, np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    both = ~np.isnan(shares)
    np.testing.assert_allclose((shares + shares.T)[both], 1.0, rtol=1e-14)
