"""Each replication has its own span of the counter."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from steelyard import UsageError
from steelyard.robustness.draws import SEEDS, seed_of, uniforms


@given(
    seed=st.integers(0, SEEDS - 1),
    width=st.integers(0, 9),
    at=st.integers(0, 12),
    stream=st.integers(0, 3),
)
def test_a_replication_does_not_depend_on_how_many_there_are(
    seed: int, width: int, at: int, stream: int
) -> None:
    together = uniforms(seed, stream, 0, 12, width)
    first = uniforms(seed, stream, 0, at, width)
    rest = uniforms(seed, stream, at, 12 - at, width)
    np.testing.assert_array_equal(np.vstack([first, rest]), together)


def test_seeds_and_streams_give_other_draws() -> None:
    found = [uniforms(*which, 0, 4, 2) for which in ((0, 0), (1, 0), (0, 1), (SEEDS - 1, 0))]
    assert len({one.tobytes() for one in found}) == 4


@pytest.mark.parametrize("width", [1, 3, 4, 5])
def test_replications_do_not_share_draws(width: int) -> None:
    found = uniforms(0, 0, 0, 50, width)
    assert len(np.unique(found)) == found.size


def test_the_draws_stay_as_they_are() -> None:
    """Philox 4×64-10 as NumPy has it; other numbers would change every edition."""
    generator = np.random.Generator(
        np.random.Philox(key=np.array([7, 2], dtype=np.uint64), counter=[3, 0, 0, 0])
    )
    raw = generator.bit_generator.random_raw(8).view(np.uint32).reshape(2, 8)
    np.testing.assert_array_equal(uniforms(7, 2, 3, 2, 4), (raw[:, :4] + 0.5) / 2**32)


def test_draws_are_uniform() -> None:
    found = uniforms(0, 0, 0, 5_000, 2)
    assert stats.kstest(found[:, 0], "uniform").pvalue > 0.001
    assert abs(float(stats.pearsonr(*found.T).statistic)) < 4 / np.sqrt(5_000)


@pytest.mark.parametrize("seed", [0, 1, SEEDS - 1])
def test_a_seed_that_can_be_used_stands(seed: int) -> None:
    assert seed_of(seed) == seed


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(UsageError, match="A seed lies between 0 and 2"):
        seed_of(seed)
