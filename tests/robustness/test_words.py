"""What the analysis says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from steelyard.i18n import set_language
from steelyard.robustness.words import assumption_in_words, summary_in_words
from steelyard.scheme.assumptions import AssumptionSpec
from tests.robustness.schemes import scheme

SETTINGS: dict[str, Any] = {
    "assumptions": ["weights"],
    "replications": 12_345,
    "seed": 7,
    "level": 0.95,
    "among": [1, 3, 5, 10],
    "mean_rank_shift": 1.234,
    "rank_bin": 1,
    "not_assessed": [],
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def units(shares: list[float], groups: list[int | None], k: int = 3) -> pl.DataFrame:
    """Return a table of units in the order of their ranks."""
    return pl.DataFrame(
        {
            "rank": pl.Series(range(1, len(shares) + 1), dtype=pl.Float64),
            f"top_{k}": pl.Series(shares, dtype=pl.Float64),
            "group": pl.Series(groups, dtype=pl.Int64),
        }
    )


def said(frame: pl.DataFrame, **settings: Any) -> list[str]:
    found = summary_in_words(scheme(), SETTINGS | settings, frame)
    return [str(sentence) for sentence in found]


FOUR = units([1.0, 0.96, 0.5, 0.54], [1, 1, 2, 2])


def test_what_was_done_comes_first() -> None:
    assert said(FOUR)[:2] == [
        "12,345 replications (seed 7), varied: weights ± 25%.",
        "On average a unit moves by 1.23 ranks.",
    ]


def test_the_first_that_are_certain_are_counted() -> None:
    assert "Of the first 3, 1 are there in every replication, 2 in at least 95%." in said(FOUR)


def test_of_a_short_list_it_is_the_first() -> None:
    frame = units([0.75, 0.25], [1, 1], k=1)
    assert "The first stays first in 75% of the replications." in said(frame)


def test_of_one_unit_nothing_is_said_to_be_certain() -> None:
    assert said(units([1.0], [1], k=1)) == said(FOUR)[:2]


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([1, 1, 2, 2], "The units form 2 groups; no unit can be told apart"),
        ([1, 1, 1, 1], "No unit can be told apart from the first with 95% probability."),
        ([1, 2, 3, 4], "Every unit can be told apart from the one above it with 95% probability."),
        ([1, 2, 3, None], "Every unit can be told apart from the one above it"),
    ],
)
def test_groups_are_counted(groups: list[int | None], sentence: str) -> None:
    assert said(units([1.0, 1.0, 1.0, 0.0], groups))[-1].startswith(sentence)


def test_groups_that_were_not_looked_for_are_not_mentioned() -> None:
    assert not any("told apart" in line for line in said(units([1.0] * 4, [None] * 4)))


def test_where_no_unit_has_a_rank_only_the_replications_are_told() -> None:
    frame = units([0.0, 0.0], [None, None]).with_columns(rank=pl.lit(None, dtype=pl.Float64))
    assert len(said(frame, mean_rank_shift=None)) == 1


def test_the_width_of_bins_is_told() -> None:
    assert said(FOUR, rank_bin=17)[-1].startswith("Ranks were counted in bins of 17")


def test_with_periods_the_last_is_meant_and_named() -> None:
    dated = scheme(units={"period": "year"})
    old = units([0.0, 0.0, 0.0, 0.0], [1, 2, 3, 4]).with_columns(year=pl.lit(2020))
    frame = pl.concat([old, FOUR.with_columns(year=pl.lit(2021))])
    found = [str(sentence) for sentence in summary_in_words(dated, SETTINGS, frame)]
    assert found[2] == (
        "2021: Of the first 3, 1 are there in every replication, 2 in at least 95%."
    )
    assert found[3].startswith("2021: The units form 2 groups")


@pytest.mark.parametrize(("language", "why"), [("en", "Because."), ("zh-Hant", "因為。")])
def test_what_was_not_assessed_is_said_with_the_reason(language: str, why: str) -> None:
    set_language(language)
    reasons = [{"en": "Because.", "zh-Hant": "因為。", "zh-Hans": "因为。"}]
    found = said(pl.DataFrame(), assumptions=[], not_assessed=reasons)
    assert len(found) == 2
    assert found[1] == why


ASSUMPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"weights": "uniform"}, "weights ± 25%"),
    ({"weights": {"method": "uniform", "spread": 0.1}}, "weights ± 10%"),
    ({"weights": "dirichlet"}, "weights, Dirichlet around the nominal ones"),
    ({"weights": "simplex"}, "weights, any that add up"),
    ({"weights": {"method": "sets", "sets": [{"weights": {"a": 1}}]}}, "sets of weights"),
    ({"normalise": ["min_max", "z_score", "rank"]}, "normalisation, 3 ways"),
    ({"aggregate": ["arithmetic", "geometric"]}, "aggregation, 2 ways"),
    ({"impute": ["mean", "median"]}, "imputation, 2 ways"),
    ({"treat": ["winsorise", "log_ct"]}, "treatment, 2 ways"),
    ({"imputed": "donors"}, "imputed figures"),
    ({"leave_out": {}}, "indicators left out"),
    ({"leave_out": {"nodes": "criteria"}}, "criteria left out"),
    ({"leave_out": {"nodes": ["a"]}}, "parts left out"),
    ({"data": {"a": {"relative": 0.1}}}, "errors of “a”"),
    ({"data": {"a": {"relative": 0.1}, "b": {"rounding": 1}}}, "errors of 2 figures"),
    (
        {"rule": {"node": "a", "setting": "points", "between": [1, 2]}},
        "a rule of “a”",
    ),
    ({"weights": "uniform", "title": "What counts how much"}, "What counts how much"),
]


@pytest.mark.parametrize(("declared", "words"), ASSUMPTIONS, ids=[w for _, w in ASSUMPTIONS])
def test_an_assumption_is_told_in_a_few_words(declared: dict[str, Any], words: str) -> None:
    one = TypeAdapter(AssumptionSpec).validate_python(declared)
    assert str(assumption_in_words(one)) == words


def test_a_tie_across_the_edge_is_not_counted_among_the_first() -> None:
    # Three share rank 2, so that four are among the first 3; nobody can say "of the first 3, 4".
    tied = units([1.0, 1.0, 1.0, 1.0, 0.0], [1, 1, 1, 1, 2]).with_columns(
        rank=pl.Series([1.0, 2.0, 2.0, 2.0, 5.0])
    )
    assert not [sentence for sentence in said(tied) if "Of the first" in sentence]
