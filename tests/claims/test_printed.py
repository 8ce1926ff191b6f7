"""What a printed figure says of the true one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.printed import Comparator, Printed

TWENTIETH = Fraction(1, 20)


def figure(
    value: str, step: str, comparator: Comparator = "equal", upper: str | None = None
) -> Printed:
    above = None if upper is None else Fraction(upper)
    return Printed(value, Fraction(value), Fraction(step), comparator, above)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (figure("0.156", "0.001"), "[0.1555, 0.1565]"),
        (figure("100", "1", "about"), "[95, 105]"),
        (figure("2.1", "0.1", "about"), "[1.995, 2.205]"),
        (figure("1", "1", "about"), "[0.5, 1.5]"),
        (figure("0.3", "0.1", "nearly"), "[0.2, 0.3)"),
        (figure("100", "1", "nearly"), "[95, 100)"),
        (figure("14", "1", "over"), "(14, ∞)"),
        (figure("14", "1", "at_least"), "[14, ∞)"),
        (figure("14", "1", "under"), "(−∞, 14)"),
        (figure("14", "1", "at_most"), "(−∞, 14]"),
        (figure("30", "1", "odd"), "[30, 40)"),
        (figure("3300", "100", "odd"), "[3300, 3400)"),
        (figure("2", "1", "between", "3"), "[2, 3]"),
    ],
)
def test_words_allow_what_they_say(printed: Printed, expected: str) -> None:
    assert str(printed.interval(TWENTIETH)) == expected


def test_a_count_is_nothing_but_itself() -> None:
    counted = Printed("78 brands", Fraction(78), Fraction(1), exact=True, unit="brands")
    assert str(counted.interval(TWENTIETH)) == "78"
    assert counted.truncated() is None


@pytest.mark.parametrize(
    ("value", "expected"), [("5.3", "[5.3, 5.4)"), ("-5.3", "(-5.4, -5.3]"), ("0", "[0, 0.1)")]
)
def test_what_is_cut_off_lies_away_from_0(value: str, expected: str) -> None:
    assert str(figure(value, "0.1").truncated()) == expected


def test_a_comparator_leaves_nothing_to_cut_off() -> None:
    assert figure("5.3", "0.1", "over").truncated() is None


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_a_figure_allows_every_number_that_rounds_to_it(value: Fraction, places: int) -> None:
    rounded = round(value, places)
    step = Fraction(1, 10**places)
    assert value in Printed("", rounded, step).interval(TWENTIETH)


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_what_is_cut_off_holds_every_number_of_which_it_is_left(
    value: Fraction, places: int
) -> None:
    whole = int(value * 10**places)  # towards 0
    if value < 0 and whole == 0:
        return  # minus 0 is printed as 0
    cut = Printed("", Fraction(whole, 10**places), Fraction(1, 10**places)).truncated()
    assert cut is not None
    assert value in cut
