"""Figures that an examination of the proposals found misread."""

from __future__ import annotations

import pytest

from steelyard.claims.text.quantities import quantities


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("比乙廠的6,500台多800台", ["6,500台", "800台"]),
        ("比乙厂的6500台多800台", ["6500台", "800台"]),
        ("rose by 40 to 640 from 600", ["40", "640", "600"]),
        ("人數增加40人至640人", ["40人", "640人"]),
        ("人数增加40人至640人", ["40人", "640人"]),
        ("rose by 5 to 8 million", ["5 to 8 million"]),
    ],
)
def test_a_difference_and_what_it_is_beside_are_two_figures(text: str, figures: list[str]) -> None:
    assert [one.printed.text for one in quantities(text)] == figures


def test_more_after_a_unit_is_still_odd() -> None:
    assert quantities("共有1,000台多")[0].printed.comparator == "odd"


@pytest.mark.parametrize(
    ("text", "value"),
    [("a million dollars", 10**6), ("a billion people", 10**9), ("a thousand cars", 1000)],
)
def test_the_article_before_a_magnitude_is_one(text: str, value: int) -> None:
    assert quantities(text)[0].printed.value == value


@pytest.mark.parametrize(
    "text",
    ["Denmark is second by number.", "the second-largest bank", "Peru is second, Chile third."],
)
def test_words_for_a_place_in_a_ranking_are_ordinals(text: str) -> None:
    second = quantities(text)[0]
    assert second.ordinal
    assert second.printed.value == 2
