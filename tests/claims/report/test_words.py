"""Verdicts in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Checked
from steelyard.claims.report.words import joined, listed, sentences
from steelyard.i18n import message, set_language
from tests.claims.by_hand import YI, between, checked, figure, share

SHARE = share("15.9%")
COUNT = figure("78 brands", exact=True, unit="brands")
OVER = figure("over 60%", "0.01", percent=True, comparator="over")


def said(one: Checked) -> str:
    return joined(sentences(one))


def contradicted(printed: Any, found: Interval, **more: Any) -> str:
    return said(checked("x", printed, verdict="contradicted", formula="a / b", found=found, **more))


@pytest.mark.parametrize(
    ("printed", "found", "words"),
    [
        (
            SHARE,
            between("0.1603", "0.1612"),
            (
                "It should be between 16.03% and 16.12%. "
                "The figure is at least 0.08 percentage points too low."
            ),
        ),
        (
            SHARE,
            between("0.16031", "0.16039"),
            (
                "It should be 16.0%; what is computed lies between 16.03% and 16.04%. "
                "The figure is at least 0.081 percentage points too low."
            ),
        ),
        (
            SHARE,
            Interval.point(Fraction(78, 500)),
            "It should be 15.6%. The figure is at least 0.25 percentage points too high.",
        ),
        (
            SHARE,
            Interval.point(Fraction(1, 3)),
            (
                "It should be 33.3%; computed: 33.33%. "
                "The figure is at least 17.3 percentage points too low."
            ),
        ),
        (COUNT, Interval.point(77), "It should be 77 brands. The figure is 1 too high."),
        (
            COUNT,
            between(80, 82),
            "It should be between 80 and 82 brands. The figure is at least 2 too low.",
        ),
        (
            COUNT,
            Interval.above(Fraction(78)),
            "It should be more than 78 brands.",
        ),
        (
            COUNT,
            Interval.above(Fraction(90), inside=True),
            "It should be at least 90 brands. The figure is at least 12 too low.",
        ),
        (
            COUNT,
            Interval.below(Fraction(70)),
            "It should be less than 70 brands. The figure is at least 8 too high.",
        ),
        (
            COUNT,
            Interval.below(Fraction(70), inside=True),
            "It should be at most 70 brands. The figure is at least 8 too high.",
        ),
        (
            OVER,
            Interval.point(Fraction("0.57")),
            "It should be 57%. The figure is at least 3 percentage points too high.",
        ),
        (
            figure("22,764 億", YI),
            Interval.point(Fraction(22000 * YI)),
            "It should be 22,000 億. The figure is at least 763 億 too high.",
        ),
    ],
)
def test_what_is_contradicted_tells_what_should_be_and_by_how_much(
    printed: Any, found: Interval, words: str
) -> None:
    assert contradicted(printed, found) == words


def test_a_figure_that_is_only_printed_is_held_against_what_else_is() -> None:
    one = checked("x", COUNT, verdict="contradicted", found=Interval.point(80))
    assert said(one) == "What else is printed says 80 brands. The figure is 2 too low."


def test_a_figure_that_only_agrees_says_with_what() -> None:
    one = checked("x", COUNT, found=Interval.point(78))
    assert said(one) == "It agrees with what else is printed: 78 brands."


@pytest.mark.parametrize(
    ("printed", "found", "nominal", "words"),
    [
        (SHARE, between("0.158", "0.16"), "0.15949", "It holds; computed: 15.95%."),
        (SHARE, between("0.1589", "0.1591"), None, "It holds; computed: 15.89% to 15.91%."),
        (COUNT, Interval.point(78), None, "It holds; computed: 78 brands."),
        (OVER, Interval.above(Fraction("0.7")), None, "It holds; computed: more than 70%."),
        (OVER, Interval(), None, "It holds."),
    ],
)
def test_what_holds_tells_what_was_computed(
    printed: Any, found: Interval, nominal: str | None, words: str
) -> None:
    value = None if nominal is None else Fraction(nominal)
    assert said(checked("x", printed, formula="a / b", found=found, nominal=value)) == words


def test_what_was_cut_off_tells_what_it_rounds_to() -> None:
    one = checked(
        "x",
        SHARE,
        verdict="truncated",
        formula="a / b",
        found=Interval.point(Fraction("0.1597")),
        nominal=Fraction("0.1597"),
    )
    assert said(one) == (
        "It holds if it was cut off instead of rounded: computed 15.97%, which rounds to 16.0%."
    )


def test_what_is_possible_tells_both() -> None:
    one = checked(
        "x",
        SHARE,
        verdict="possible",
        formula="a / b",
        found=between("0.1585", "0.163"),
        nominal=Fraction("0.1612"),
    )
    assert said(one) == (
        "It is possible within the rounding of the figures that it follows from: as printed they "
        "give 16.12%, rounded they can give 15.85% to 16.30%."
    )


def test_what_is_unchecked_tells_what_is_missing() -> None:
    one = checked("x", COUNT, verdict="unchecked", missing=message("Nothing gives it."))
    assert said(one) == "It cannot be checked. Nothing gives it."


@pytest.mark.parametrize(
    ("found", "nominal", "words"),
    [
        (between("1/3", "2/3"), None, "Computed: 0.333 to 0.667."),
        (Interval.point(76), Fraction(76), "Computed: 76."),
        (Interval.point(Fraction(1, 3)), Fraction(1, 3), "Computed: 0.333333."),
        (
            between("13323764178686", "13325475001167"),
            Fraction(13324619549995),
            "Computed: 13,323,764,000,000 to 13,325,476,000,000.",
        ),
        (
            between("41699999999958.3", "41700000000041.7"),
            Fraction(41700000000000),
            "Computed: 41,700,000,000,000.",
        ),
        (Interval.above(Fraction(280)), None, "Computed: more than 280."),
        (between(2028, 2029), None, "Computed: 2,028 to 2,029."),
    ],
)
def test_a_figure_that_nobody_printed_tells_its_value(
    found: Interval, nominal: Fraction | None, words: str
) -> None:
    missing = message("Nothing was printed: other claims use its value.")
    one = checked(
        "x",
        None,
        verdict="unchecked",
        formula="a / 3",
        found=found,
        nominal=nominal,
        missing=missing,
    )
    assert said(one) == words


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("holds", "The comparison is true."),
        ("contradicted", "The comparison is not true."),
        ("possible", "The comparison may be true, within the rounding of the figures in it."),
    ],
)
@pytest.mark.parametrize("formula", ["a < b", "a ＞ b", "a == b", "a != b"])
def test_a_comparison_is_true_or_not(verdict: Any, words: str, formula: str) -> None:
    assert said(checked("x", None, verdict=verdict, formula=formula, found=between(0, 1))) == words


def test_sentences_follow_each_other_as_the_language_wants() -> None:
    both = (message("{a}", a="甲。"), message("{a}", a="乙。"))
    try:
        set_language("zh-Hant")
        assert (joined(both), listed(["甲", "乙"])) == ("甲。乙。", "甲、乙")
        set_language("en")
        assert (joined(both), listed(["a", "b"])) == ("甲。 乙。", "a, b")
    finally:
        set_language(None)
