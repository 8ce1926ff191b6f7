"""Ranks, places and grades against COINr 1.1.14, SciPy and a plain walk down the list."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from steelyard.scheme.rank import Grade, Ties
from steelyard.steps.rank import band, grade, place, rank

NAN = np.nan
few = settings(max_examples=60, deadline=None)
SCIPYS: dict[Ties, str] = {
    "competition": "min",
    "dense": "dense",
    "average": "average",
    "ordinal": "ordinal",
}
scores_with_ties = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.just(NAN)), max_size=30
).map(lambda values: np.array(values, dtype=float))


def walked(scores: np.ndarray, tolerance: float) -> list[float]:
    """The rule in so many words, one unit after the other."""
    ranks = [NAN] * len(scores)
    leader = None
    for above, unit in enumerate(
        sorted(np.flatnonzero(~np.isnan(scores)), key=lambda u: -scores[u])
    ):
        if leader is None or scores[leader] - scores[unit] > tolerance * max(
            abs(scores[leader]), abs(scores[unit])
        ):
            leader = unit
            ranks[unit] = above + 1.0
        else:
            ranks[unit] = ranks[leader]
    return ranks


def test_ties_and_missing_are_coinrs(shared: Path) -> None:
    with (shared / "coinr/stats/rank_df_ties.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scores, ranks = (
        np.array([NAN if row[name] == "NA" else float(row[name]) for row in rows])
        for name in ("v", "rank_v")
    )
    np.testing.assert_array_equal(rank(scores), ranks)


@pytest.mark.parametrize("stage", ["stages/07_Aggregated", "results/Aggs"])
def test_ranks_of_the_asem_example_are_coinrs(shared: Path, stage: str) -> None:
    names = {
        "stages/07_Aggregated": ("stages/07_Aggregated.csv", "stages/08_Aggregated_ranks.csv"),
        "results/Aggs": ("results/Aggs_scores.csv", "results/Aggs_ranks.csv"),
    }[stage]
    tables = []
    for name in names:
        with (shared / "coinr" / name).open(newline="", encoding="utf-8") as file:
            tables.append(list(csv.DictReader(file)))
    checked = 0
    for column in tables[0][0]:
        if column in {"uCode", "uName", "Rank"}:
            continue
        by_unit = {row["uCode"]: float(row[column]) for row in tables[1]}
        # COINr compares to the last bit; with our tolerance one more pair ties (TolMin).
        ranks = rank(np.array([float(row[column]) for row in tables[0]]), tolerance=0.0)
        assert dict(zip([row["uCode"] for row in tables[0]], ranks, strict=True)) == by_unit
        checked += 1
    assert checked >= 11


@pytest.mark.parametrize("ties", get_args(Ties))
@few
@given(scores=scores_with_ties)
def test_ranks_are_scipys(ties: Ties, scores: np.ndarray) -> None:
    expected = stats.rankdata(-scores, method=SCIPYS[ties], nan_policy="omit")
    np.testing.assert_array_equal(rank(scores, ties, 0.0), expected)
    np.testing.assert_array_equal(rank(scores, ties), expected)


@pytest.mark.parametrize("ties", get_args(Ties))
@few
@given(scores=scores_with_ties)
def test_ascending_is_descending_of_the_negative(ties: Ties, scores: np.ndarray) -> None:
    np.testing.assert_array_equal(rank(scores, ties, descending=False), rank(-scores, ties))


@few
@given(
    steps=st.lists(st.integers(0, 4), min_size=1, max_size=30),
    base=st.sampled_from([1.0, -1.0, 1e6, -3e-5]),
    seed=st.integers(0, 99),
)
def test_near_ties_are_those_of_the_walk(steps: list[int], base: float, seed: int) -> None:
    # Steps of half the tolerance: neighbours are near all along, the ends are apart.
    scores = base * (1 + np.cumsum(steps) * 0.5e-6)
    np.random.default_rng(seed).shuffle(scores)
    np.testing.assert_array_equal(rank(scores, tolerance=1.3e-6), walked(scores, 1.3e-6))


def test_ties_do_not_chain() -> None:
    # Each is near the next, the first and the third are apart.
    scores = np.array([1.0, 1.0 - 0.8e-3, 1.0 - 1.6e-3, 1.0 - 2.4e-3])
    np.testing.assert_array_equal(rank(scores, tolerance=1e-3), [1, 1, 3, 3])


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("competition", [1, 1, 3]),
        ("dense", [1, 1, 2]),
        ("average", [1.5, 1.5, 3]),
        ("ordinal", [1, 2, 3]),
    ],
)
def test_scores_that_differ_in_the_last_bits_tie(ties: Ties, expected: list[float]) -> None:
    scores = np.array([0.1 + 0.2, 0.3, 0.2])
    np.testing.assert_array_equal(rank(scores, ties), expected)


@pytest.mark.parametrize("scores", [[1.8, 1.0], [-1.0, -1.8]])
def test_the_tolerance_is_a_share_of_the_larger_size(scores: list[float]) -> None:
    np.testing.assert_array_equal(rank(np.array(scores), tolerance=0.5), [1, 1])
    np.testing.assert_array_equal(rank(np.array(scores), tolerance=0.4), [1, 2])


def test_without_tolerance_the_last_bit_decides() -> None:
    np.testing.assert_array_equal(rank(np.array([0.3, 0.1 + 0.2]), tolerance=0.0), [2, 1])


def test_ordinal_ties_stand_in_the_order_given() -> None:
    scores = np.array([5.0, 5.0, 7.0, 5.0])
    for order in (np.array([3, 1, 0, 2]), np.array(["d", "b", "a", "c"])):
        np.testing.assert_array_equal(rank(scores, "ordinal", order=order), [4, 2, 1, 3])


@pytest.mark.parametrize("ties", get_args(Ties))
@pytest.mark.parametrize("scores", [[], [NAN], [NAN, NAN], [3.0], [2.0, 2.0]])
def test_ordinary_inputs(ties: Ties, scores: list[float]) -> None:
    ranks = rank(np.array(scores, dtype=float), ties)
    expected = stats.rankdata(-np.array(scores, dtype=float), SCIPYS[ties], nan_policy="omit")
    np.testing.assert_array_equal(ranks, expected)


# Places ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "expected"), [(9.5, 1), (9, 1), (8, 2), (7, 2), (5.5, 4), (1, 5)]
)
def test_place_is_one_more_than_the_scores_above(score: float, expected: float) -> None:
    published = np.array([7.0, 9.0, NAN, 5.0, 7.0])
    np.testing.assert_array_equal(place(np.array([score]), published), [expected])


@few
@given(
    steps=st.lists(st.integers(0, 3), min_size=1, max_size=20),
    base=st.sampled_from([1.0, -1.0]),
    descending=st.booleans(),
)
def test_a_published_score_is_placed_at_its_rank(
    steps: list[int], base: float, descending: bool
) -> None:
    published = base * (1 + np.cumsum(steps) * 0.5e-6)
    np.testing.assert_array_equal(
        place(published, published, 1.3e-6, descending=descending),
        rank(published, tolerance=1.3e-6, descending=descending),
    )


def test_place_where_less_is_better() -> None:
    published = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(
        place(np.array([0.0, 2.5, NAN]), published, descending=False), [1, 3, NAN]
    )


@pytest.mark.parametrize("published", [[], [NAN]])
def test_the_first_on_an_empty_list(published: list[float]) -> None:
    np.testing.assert_array_equal(place(np.array([3.0]), np.array(published)), [1])


# Grades ----------------------------------------------------------------------------------


def test_grades_begin_at_their_limit() -> None:
    scores = np.array([100.0, 90.0, 89.99, 60.0, 59.0, NAN])
    np.testing.assert_array_equal(band(scores, np.array([90.0, 60.0])), [0, 0, 1, 1, -1, -1])


def test_an_open_last_band_holds_everything_below() -> None:
    scores = np.array([95.0, -3.0, NAN])
    np.testing.assert_array_equal(band(scores, np.array([90.0, -np.inf])), [0, 1, -1])


def test_a_limit_is_not_missed_by_rounding() -> None:
    np.testing.assert_array_equal(band(np.array([0.3]), np.array([0.1 + 0.2])), [0])


def test_no_bands_no_grades() -> None:
    np.testing.assert_array_equal(band(np.array([1.0, NAN]), np.array([])), [-1, -1])


def test_grades_are_the_names_of_the_bands() -> None:
    grades = [Grade(at_least=90, grade="A"), Grade(at_least=60, grade="B")]
    scores = np.array([59.0, 90.0, NAN, 60.0])
    assert grade(scores, grades) == (None, "A", None, "B")
    assert grade(scores[:1], [*grades, Grade(at_least=None, grade="C")]) == ("C",)
    assert grade(scores[:1], []) == (None,)
