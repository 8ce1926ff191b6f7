"""Ranks of replications against ``steps.rank``, replication by replication, in both ways."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.robustness.ranking import SharedTies, rank_block, ranks
from steelyard.steps.rank import rank

NAN = np.nan
BOTH_WAYS = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "compiled"])
BOTH_TIES = pytest.mark.parametrize("ties", ["competition", "dense"])
many = settings(max_examples=60)
TOLERANCE = 1e-12

# Steps of about the tolerance around a few scores: near ties, chains of them, and duplicates.
near_ties = st.builds(
    lambda base, steps: base * (1.0 + steps * 0.4 * TOLERANCE),
    st.sampled_from([1.0, -1.0, 3.7, -0.2, 1e-300, 1e300]),
    st.integers(-6, 6),
)
one_score = st.one_of(
    near_ties,
    st.sampled_from([NAN, 0.0, -0.0, 5e-324, 1.0]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-3, 3).map(float),
)


@st.composite
def blocks(draw: st.DrawFn) -> np.ndarray:
    replications, units = draw(st.integers(0, 4)), draw(st.integers(0, 40))
    size = replications * units
    values = draw(st.lists(one_score, min_size=size, max_size=size))
    return np.array(values, dtype=float).reshape(replications, units)


def one_by_one(
    scores: np.ndarray,
    ties: SharedTies = "competition",
    tolerance: float = TOLERANCE,
    descending: bool = True,
) -> np.ndarray:
    """The ranks of ``steps.rank``, one replication after the other."""
    with np.errstate(over="ignore"):
        rows = [np.nan_to_num(rank(row, ties, tolerance, descending=descending)) for row in scores]
    return np.array(rows, dtype=np.int32).reshape(scores.shape)


@BOTH_WAYS
@BOTH_TIES
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("tolerance", [TOLERANCE, 0.0, 0.05])
@given(scores=blocks())
@many
def test_ranks_are_those_of_the_step(
    compiled: bool, ties: SharedTies, descending: bool, tolerance: float, scores: np.ndarray
) -> None:
    found = ranks(scores, ties=ties, tolerance=tolerance, descending=descending, compiled=compiled)
    expected = one_by_one(scores, ties=ties, tolerance=tolerance, descending=descending)
    np.testing.assert_array_equal(found, expected)


def noise(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return generator.normal(size=shape)


def skewed(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return np.exp(generator.normal(size=shape) * 6.0)


def points(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return generator.integers(0, 20, size=shape).astype(float)


def rounding_errors(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Points that differ by what a different order of adding makes of them."""
    return points(generator, shape) + 3.0 + generator.integers(-2, 3, size=shape) * 4e-16


def crowded_below(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """One score far above all others, which then share the same few integers."""
    scores = 1.0 + generator.normal(size=shape) * 1e-9
    scores[:, 0] = 1e9
    return scores


def crowded_in_pairs(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Pairs closer than an integer of the buckets can tell, farther than the tolerance."""
    scores = generator.normal(size=shape)
    half = shape[1] // 2
    scores[:, half : 2 * half] = scores[:, :half] + 3e-14
    return scores


def all_equal(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return np.full(shape, generator.normal())


def with_gaps(generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    scores = generator.normal(size=shape)
    scores[generator.random(shape) < 0.1] = NAN
    scores[0] = NAN
    return scores


@BOTH_WAYS
@BOTH_TIES
@pytest.mark.parametrize("tolerance", [TOLERANCE, 1e-15])
@pytest.mark.parametrize("units", [1, 2, 51, 700, 5000])
@pytest.mark.parametrize(
    "scores",
    [
        noise,
        skewed,
        points,
        rounding_errors,
        crowded_below,
        crowded_in_pairs,
        all_equal,
        with_gaps,
    ],
)
def test_ranks_of_many_units_are_those_of_the_step(
    compiled: bool, ties: SharedTies, tolerance: float, units: int, scores: object
) -> None:
    assert callable(scores)
    block = scores(np.random.default_rng(units), (4, units))
    found = ranks(block, ties=ties, tolerance=tolerance, compiled=compiled)
    np.testing.assert_array_equal(found, one_by_one(block, ties=ties, tolerance=tolerance))


@BOTH_WAYS
def test_ties_do_not_chain(compiled: bool) -> None:
    chain = np.array([[1.0, 1.0 - 0.8e-3, 1.0 - 1.6e-3, 1.0 - 2.4e-3]])
    found = ranks(chain, tolerance=1e-3, compiled=compiled)
    np.testing.assert_array_equal(found, [[1, 1, 3, 3]])


@BOTH_WAYS
def test_infinite_scores_are_ranked_as_the_step_ranks_them(compiled: bool) -> None:
    scores = np.array([[np.inf, 1.0, 0.0, -1.0, NAN], [-np.inf, 2.0, 1.0, 0.5, 3.0]])
    with np.errstate(invalid="ignore"):
        expected = one_by_one(scores)
    np.testing.assert_array_equal(ranks(scores, compiled=compiled), expected)


@BOTH_WAYS
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_has_no_ranks(compiled: bool, shape: tuple[int, int]) -> None:
    assert ranks(np.empty(shape), compiled=compiled).shape == shape


@BOTH_WAYS
def test_any_layout_and_read_only_scores_do(compiled: bool) -> None:
    scores = np.random.default_rng(0).normal(size=(6, 4)).T
    expected = one_by_one(scores)
    frozen = np.ascontiguousarray(scores)
    frozen.flags.writeable = False
    np.testing.assert_array_equal(ranks(scores, compiled=compiled), expected)
    np.testing.assert_array_equal(ranks(frozen, compiled=compiled), expected)


@BOTH_WAYS
@pytest.mark.parametrize("scores", [noise, points, with_gaps, skewed])
def test_a_block_has_its_columns_where_they_were_asked_for(compiled: bool, scores: object) -> None:
    assert callable(scores)
    generator = np.random.default_rng(1)
    block = scores(generator, (5, 300))
    places = generator.permutation(300)
    rule = partial(
        rank_block, ties="competition", tolerance=TOLERANCE, descending=True, compiled=compiled
    )
    found, within = rule(block, places, most=10)
    expected = one_by_one(block)
    np.testing.assert_array_equal(found[:, places], expected)
    np.testing.assert_array_equal(within, ((expected > 0) & (expected <= 10)).sum(axis=1))


def test_small_data_are_ranked_without_the_compiler() -> None:
    code = (
        "import sys, numpy as np; from steelyard.robustness.ranking import ranks; "
        "ranks(np.ones((2, 3))); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
