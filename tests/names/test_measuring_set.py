"""Precision and recall on the pairs of ``pairs.csv``: floors that were reached."""

from __future__ import annotations

from typing import Any

import pytest

from bench.names import half, measured, pairs
from steelyard.names.normal import normal
from steelyard.names.parts import Reader, has_han
from steelyard.names.vocabulary import vocabulary

ROWS = pairs()
USUAL, BARE = Reader.usual(), Reader(vocabulary(brands=False))


def of(part: str, reader: Reader = USUAL) -> dict[str, Any]:
    return measured([row for row in ROWS if half(row) == part], reader)


def test_the_set_is_large_and_has_hard_negatives() -> None:
    assert len(ROWS) >= 300
    assert sum(row["same"] == "0" for row in ROWS) >= 120
    assert {row["same"] for row in ROWS} == {"0", "1"}
    assert all(row["note"] for row in ROWS)


def test_no_pair_stands_twice() -> None:
    seen = [frozenset((normal(row["name_a"]), normal(row["name_b"]))) for row in ROWS]
    raw = [frozenset((row["name_a"], row["name_b"])) for row in ROWS]
    assert len(set(raw)) == len(raw)
    assert len(set(seen)) >= len(seen) - 5


def test_both_scripts_and_both_languages_are_in_it() -> None:
    mixed = [row for row in ROWS if has_han(row["name_a"]) != has_han(row["name_b"])]
    assert len(mixed) >= 100
    assert sum("script" in row["note"] for row in ROWS) >= 20


def test_the_halves_are_about_equal() -> None:
    counts = [sum(half(row) == part for row in ROWS) for part in ("tuning", "held-out")]
    assert min(counts) >= 0.45 * len(ROWS)


@pytest.mark.parametrize("part", ["tuning", "held-out"])
def test_nearly_all_that_is_taken_for_the_same_is(part: str) -> None:
    assert of(part)["precision"] >= 0.99


@pytest.mark.parametrize(("part", "floor"), [("tuning", 0.97), ("held-out", 0.95)])
def test_most_of_what_is_the_same_is_taken_for_it(part: str, floor: float) -> None:
    assert of(part)["recall"] >= floor


@pytest.mark.parametrize("part", ["tuning", "held-out"])
def test_without_the_brand_table_precision_holds_and_half_is_found(part: str) -> None:
    found = of(part, BARE)
    assert found["precision"] >= 0.98
    assert found["recall"] >= 0.5


def test_no_hard_negative_is_taken_for_the_same() -> None:
    negatives = [row for row in ROWS if row["same"] == "0"]
    assert [row for row in negatives if measured([row], USUAL)["wrongly_same"]] == []
