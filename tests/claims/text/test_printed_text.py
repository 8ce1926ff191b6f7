"""One figure by itself, as a claim prints it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steelyard.claims.printed import Printed
from steelyard.claims.text.printed_text import printed
from steelyard.errors import DataError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("78", Printed("78", Fraction(78), Fraction(1))),
        ("十五", Printed("十五", Fraction(15), Fraction(1))),
        ("15.6%", Printed("15.6%", Fraction("0.156"), Fraction("0.001"), percent=True)),
        ("78 個", Printed("78 個", Fraction(78), Fraction(1), exact=True, unit="個")),
        ("78 個品牌", Printed("78 個品牌", Fraction(78), Fraction(1), exact=True, unit="個")),
        ("78 shops", Printed("78 shops", Fraction(78), Fraction(1), exact=True, unit="shops")),
        ("1 company", Printed("1 company", Fraction(1), Fraction(1), exact=True, unit="company")),
        ("第二", Printed("第二", Fraction(2), Fraction(1), exact=True)),
        ("2nd", Printed("2nd", Fraction(2), Fraction(1), exact=True)),
        ("second", Printed("second", Fraction(2), Fraction(1), exact=True)),
        ("2024", Printed("2024", Fraction(2024), Fraction(1), exact=True, unit="year")),
        ("half", Printed("half", Fraction(1, 2), Fraction(1, 6))),
        ("a third", Printed("a third", Fraction(1, 3), Fraction(1, 12))),
        ("one", Printed("one", Fraction(1), Fraction(1))),
        (
            "over 14 trillion USD",
            Printed(
                "over 14 trillion USD",
                Fraction(14 * 10**12),
                Fraction(10**12),
                "over",
                currency="USD",
            ),
        ),
        (
            "約 292 億美元",
            Printed(
                "約 292 億美元", Fraction(292 * 10**8), Fraction(10**8), "about", currency="USD"
            ),
        ),
        (
            "1990s",
            Printed(
                "1990s",
                Fraction(1990),
                Fraction(1),
                "between",
                Fraction(1999),
                exact=True,
                unit="year",
            ),
        ),
        (
            "between 5 and 6 million",
            Printed(
                "between 5 and 6 million",
                Fraction(5_000_000),
                Fraction(10**6),
                "between",
                Fraction(6_000_000),
            ),
        ),
    ],
)
def test_figure_is_read(text: str, expected: Printed) -> None:
    assert printed(text) == expected


def test_space_around_it_does_not_matter() -> None:
    assert printed("  15.6%\n") == printed("15.6%")


@pytest.mark.parametrize(("text", "value"), [("in 2024", 2024), ("top 100", 100), ("前10名", 10)])
def test_word_that_says_what_kind_of_figure_it_is_may_stand_before(text: str, value: int) -> None:
    assert (printed(text).text, printed(text).value) == (text, Fraction(value))


@pytest.mark.parametrize("text", ["", "   ", "abc", "品牌", "[3]", "%"])
def test_text_without_figure_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="There is no figure in"):
        printed(text)


def test_several_figures_are_refused_with_their_words() -> None:
    with pytest.raises(DataError, match=r"several figures in .*“15.6%”, “20”"):
        printed("15.6% of what 20")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("78 of them", "of them"),
        ("total 78", "total"),
        ("15.6% of the list", "of the list"),
        ("占15.6%", "占"),
    ],
)
def test_words_left_over_are_refused_and_named(text: str, rest: str) -> None:
    with pytest.raises(DataError, match=f"“{rest}” is left over"):
        printed(text)


@pytest.mark.parametrize("text", ["9" * 5000, "一" * 5000, "約" * 5000, "(" * 5000])
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        printed(text)
