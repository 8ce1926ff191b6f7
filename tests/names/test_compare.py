"""Ranks side by side and correlations by hand."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.names.compare import CORRELATIONS, in_words
from steelyard.names.match import Matches, match
from steelyard.names.rank_biased import rank_biased_overlap

NAMES = ("Acme", "Zenith", "Borealis", "Quux", "Vandelay", "Umbrella")


def ranked(ranks: dict[str, int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"name": list(ranks), "rank": list(ranks.values())}, schema_overrides={"rank": pl.Int64}
    )


def found(*lists: dict[str, int | None]) -> Matches:
    one, two, *more = map(ranked, lists)
    return match(one, two, *more, rank="rank")


def test_the_common_ones_stand_side_by_side_with_the_difference_of_ranks() -> None:
    frame = found({"Acme": 8, "Zenith": 3, "Quux": 1}, {"Zenith Inc.": 9, "ACME": 2}).common()
    assert frame.columns == ["name_A", "rank_A", "name_B", "rank_B", "difference_B"]
    assert frame.rows() == [("Zenith", 3, "Zenith Inc.", 9, 6), ("Acme", 8, "ACME", 2, -6)]


def test_of_three_lists_only_what_is_in_all_is_common() -> None:
    frame = found(
        {"Acme": 1, "Zenith": 2}, {"Acme": 2, "Zenith": 1}, {"Zenith": 4, "Quux": 5}
    ).common()
    assert frame.rows() == [("Zenith", 2, "Zenith", 1, "Zenith", 4, -1, 2)]


def test_lists_without_ranks_are_matched_and_not_ranked() -> None:
    frame = pl.DataFrame({"name": ["Acme"]})
    lists = match(frame, frame)
    assert lists.common().columns == ["name_A", "name_B"]
    assert lists.correlations().is_empty()
    assert dict(lists.correlations().schema) == dict(CORRELATIONS)


def test_correlations_by_hand() -> None:
    """One of six pairs is discordant: tau = 4/6. The squared differences add up to 2."""
    one = dict(zip(NAMES, (1, 2, 3, 4), strict=False))
    two = dict(zip(NAMES, (1, 3, 2, 4), strict=False))
    (row,) = found({**one}, {**two}).correlations().iter_rows(named=True)
    assert row["kendall_tau_b"] == pytest.approx(4 / 6)
    assert row["spearman_rho"] == pytest.approx(1 - 6 * 2 / (4 * 15))
    assert (row["common"], row["entries_a"], row["entries_b"]) == (4, 4, 4)


def test_tau_b_with_a_tie_by_hand() -> None:
    """Two of three pairs are concordant and one is tied in a list: 2 / √(3 × 2)."""
    (row,) = (
        found({"Acme": 1, "Zenith": 2, "Quux": 3}, {"Acme": 1, "Zenith": 2, "Quux": 2})
        .correlations()
        .iter_rows(named=True)
    )
    assert row["kendall_tau_b"] == pytest.approx(2 / 6**0.5)


def test_the_overlap_counts_those_that_one_list_has_alone() -> None:
    frame = found({"Acme": 1, "Zenith": 2}, {"Quux": 5, "Acme": 7}).correlations()
    expected = rank_biased_overlap([("a", 1), ("z", 2)], [("q", 1), ("a", 2)])
    assert frame["rank_biased_overlap"][0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "lists",
    [
        ({"Acme": 1}, {"Acme": 1}),
        ({"Acme": 1, "Zenith": 1}, {"Acme": 1, "Zenith": 2}),
        ({"Acme": 1}, {"Zenith": 1}),
    ],
)
def test_what_cannot_be_compared_is_null(lists: tuple[dict[str, int | None], ...]) -> None:
    frame = found(*lists).correlations()
    assert frame["kendall_tau_b"].to_list() == [None]
    assert "too few, or all tied" in str(in_words(frame)[0])


def test_three_lists_have_three_correlations() -> None:
    ranks: dict[str, int | None] = {"Acme": 1, "Zenith": 2}
    frame = found(ranks, ranks, ranks).correlations()
    assert frame.select("list_a", "list_b").rows() == [("A", "B"), ("A", "C"), ("B", "C")]
    assert frame["kendall_tau_b"].to_list() == pytest.approx([1, 1, 1])


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ((1, 2, 3, 4, 5, 6), "in the same order"),
        ((2, 1, 3, 4, 5, 6), "in almost the same order"),
        ((3, 2, 1, 4, 5, 6), "in a similar order"),
        ((3, 4, 1, 2, 6, 5), "in an order that is somewhat similar"),
        ((3, 6, 2, 1, 5, 4), "in orders that have little to do with each other"),
        ((6, 5, 4, 3, 2, 1), "in orders that run against each other"),
    ],
)
def test_correlations_are_said_in_words(order: tuple[int, ...], words: str) -> None:
    straight = dict(zip(NAMES, range(1, 7), strict=True))
    frame = found({**straight}, dict(zip(NAMES, order, strict=True))).correlations()
    assert words in str(in_words(frame)[0])


@given(st.permutations(range(6)), st.permutations(range(6)))
def test_a_correlation_has_no_direction(one: list[int], two: list[int]) -> None:
    first, second = dict(zip(NAMES, one, strict=True)), dict(zip(NAMES, two, strict=True))
    forth, back = found({**first}, {**second}), found({**second}, {**first})
    measures = ["kendall_tau_b", "spearman_rho", "rank_biased_overlap"]
    assert forth.correlations().select(measures).row(0) == pytest.approx(
        back.correlations().select(measures).row(0)
    )
