"""Values in the unit and the precision that a figure was printed in."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.scale import Ends, Scale

YI, ZHAO = 10**8, 10**12


def printed(
    text: str, value: str | int, step: str | int = 1, *, percent: bool = False, unit: str = ""
) -> Printed:
    return Printed(text, Fraction(value), Fraction(step), percent=percent, unit=unit or None)


@pytest.mark.parametrize(
    ("figure", "value", "written"),
    [
        (printed("15.9%", "0.159", "0.001", percent=True), "0.16", "16.0%"),
        (printed("１５．９％", "0.159", "0.001", percent=True), "0.16", "16.0%"),
        (printed("22,764 億", 22764 * YI, YI), 22776 * YI, "22,776 億"),
        (printed("22764億美元", 22764 * YI, YI), 22776 * YI, "22776億美元"),
        (printed("over 14 trillion USD", 14 * ZHAO, ZHAO), 15 * ZHAO, "15 trillion USD"),
        (printed("US$2.1 trillion", "2100000000000", ZHAO // 10), 3 * ZHAO, "US$3.0 trillion"),
        (printed("€229.4 million", 229400000, 100000), 1000000, "€1.0 million"),
        (printed("60多億元", 60 * YI, YI), 72 * YI, "72億元"),
        (printed("3,300多家", 3300), 3400, "3,400家"),
        (printed("約292億美元", 292 * YI, YI), 300 * YI, "300億美元"),
        (printed("1兆2,764億", 12764 * YI, YI), 13000 * YI, "13,000億"),
        (printed("八百億元", 800 * YI, 100 * YI), 900 * YI, "900億元"),
        (printed("四個", 4, unit="個"), 3, "3個"),
        (printed("four dimensions", 4, unit="dimensions"), 3, "3 dimensions"),
        (printed("2nd", 2), 3, "3"),
        (printed("第2", 2), 3, "3"),
        (printed("1987", 1987), 1990, "1990"),
        (printed("過半", "0.5", "0.1", percent=True), "0.4", "40%"),
        (printed("a quarter", "0.25", "0.01", percent=True), "0.31", "31%"),
        (printed("兩成", "0.2", "0.1", percent=True), "0.3", "3成"),
        (printed("百分之15", "0.15", "0.01", percent=True), "0.16", "16%"),
        (printed("two dozen", 24), 30, "30"),
        (printed("60-odd firms", 60), 72, "72 firms"),
        (printed("60 or so", 60), 72, "72"),
        (printed("60億元左右", 60 * YI, YI), 72 * YI, "72億元"),
        (printed("25個基點", "0.0025", "0.0001", percent=True), "0.003", "30個基點"),
        (printed("1.5萬億元", 15 * 10**11, 10**11), 16 * 10**11, "1.6萬億元"),
        (printed("5 million people", 5 * 10**6, 10**6), 6 * 10**6, "6 million people"),
        (printed("78 millionaires", 78), 80, "80 millionaires"),
        (printed("-1.5%", "-0.015", "0.001", percent=True), "-0.02", "−2.0%"),
    ],
)
def test_a_value_is_written_as_the_figure_was(
    figure: Printed, value: str | int, written: str
) -> None:
    assert Scale.of(figure).figure(Fraction(value)) == written


SHARE = printed("15.9%", "0.159", "0.001", percent=True)
COUNT = Printed("78 brands", Fraction(78), Fraction(1), exact=True, unit="brands")


def ends(low: str | None, high: str | None) -> Interval:
    return Interval(
        None if low is None else Fraction(low), None if high is None else Fraction(high)
    )


def test_ends_have_one_more_decimal_and_are_rounded_outwards() -> None:
    assert Scale.of(SHARE).ends(ends("0.159401", "0.159599")) == ("15.94%", "15.96%", False)


def test_ends_that_need_no_more_decimals_get_none() -> None:
    assert Scale.of(COUNT).ends(ends("7", "8")) == ("7", "8 brands", False)


def test_ends_stay_apart_from_what_the_figure_allows() -> None:
    said = SHARE.interval(Fraction(1, 20))  # up to 15.95%
    scale = Scale.of(SHARE)
    assert scale.ends(ends("0.159503", "0.1596"), said) == ("15.9503%", "15.9600%", False)


def test_ends_that_touch_are_written_all_the_same() -> None:
    said = Interval.above(Fraction("0.159"))
    assert Scale.of(SHARE).ends(ends(None, "0.159"), said) == (None, "15.9%", False)


def test_a_point_is_both_ends() -> None:
    assert Scale.of(SHARE).ends(Interval.point(Fraction(1, 3))) == Ends("33.33%", "33.33%", True)


def test_everything_has_no_ends() -> None:
    assert Scale.of(SHARE).ends(Interval()) == Ends(None, None, False)


@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_what_is_written_holds_all_of_the_interval(one: Fraction, other: Fraction, at: int) -> None:
    step = Fraction(1, 10**at)
    scale = Scale.of(Printed("1", Fraction(1), step))
    interval = Interval(min(one, other), max(one, other))
    low, high, together = scale.ends(interval)
    assert low is not None
    assert high is not None
    if not together:
        assert _read(low) <= min(one, other)
        assert max(one, other) <= _read(high)


@given(st.fractions(), st.integers(0, 8))
def test_a_value_is_written_to_half_of_its_last_place(value: Fraction, places: int) -> None:
    written = Scale(step=Fraction(1, 10**places)).figure(value)
    assert abs(_read(written) - value) <= Fraction(1, 2 * 10**places)


def _read(written: str) -> Fraction:
    return Fraction(written.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize(
    ("value", "written"),
    [("0.0004", "0.04"), ("0.00041", "0.041"), ("0.012", "1.2"), ("0", "0.0"), ("1/3", "33.3")],
)
def test_a_difference_of_shares_has_no_sign(value: str, written: str) -> None:
    assert Scale.of(SHARE).difference(Fraction(value)) == written


def test_a_difference_of_counts_does_without_their_noun() -> None:
    assert Scale.of(COUNT).difference(Fraction(1)) == "1"


def test_a_difference_of_money_has_its_unit() -> None:
    assert Scale.of(printed("22,764 億", 22764 * YI, YI)).difference(Fraction(3 * YI)) == "3 億"


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.15949", "15.9%"), ("0.1595", "16.0%"), ("-0.1595", "−16.0%")]
)
def test_a_value_is_rounded_to_the_last_printed_place(value: str, rounded: str) -> None:
    assert Scale.of(SHARE).rounded(Fraction(value)) == rounded


def test_a_figure_in_round_thousands_is_rounded_to_them() -> None:
    assert Scale.of(printed("3 thousand", 3000, 1000)).rounded(Fraction(3600)) == "4 thousand"


@pytest.mark.parametrize(
    ("value", "written"),
    [("3", "3"), ("2.5", "2.5"), ("1234567.891", "1,234,568"), ("1/3", "0.333333"), ("0", "0")],
)
def test_a_plain_number_has_what_digits_it_needs(value: str, written: str) -> None:
    assert Scale().figure(Fraction(value)) == written


def test_a_number_too_long_to_write_is_cut() -> None:
    assert Scale().figure(Fraction(10**5000)) == "1e5000"


def test_a_text_that_goes_on_is_not_a_unit() -> None:
    figure = printed("15 " + "x" * 300, 15)
    assert Scale.of(figure).figure(Fraction(16)) == "16"


def test_a_count_is_not_rounded_to_the_hundred_of_its_name() -> None:
    top = Printed("百強", Fraction(100), Fraction(100), exact=True, unit="強")
    assert Scale.of(top).rounded(Fraction(1709)) == "1,709強"


@pytest.mark.parametrize(("text", "expected"), [("1990年代", "2001年"), ("1990s", "2001")])
def test_a_year_is_not_told_as_a_decade(text: str, expected: str) -> None:
    decade = Printed(
        text, Fraction(1990), Fraction(1), "between", Fraction(1999), unit="年", exact=True
    )
    assert Scale.of(decade).figure(Fraction(2001)) == expected


@pytest.mark.parametrize("middle", ["37800000000", "37812345678.9", "37850000000"])
def test_a_double_is_told_as_one_figure(middle: str) -> None:
    scale = Scale.of(Printed("38.2 billion", Fraction(38_200_000_000), Fraction(10**8)))
    value = Fraction(middle)
    found = scale.ends(Interval.around(value, Fraction(1, 10**6)))
    assert found == scale.ends(Interval.point(value))
    assert found.one


def test_an_interval_of_a_thousandth_of_the_last_place_is_told_with_both_ends() -> None:
    scale = Scale.of(Printed("38.2", Fraction("38.2"), Fraction("0.1")))
    assert not scale.ends(Interval.around(Fraction("37.8"), Fraction("0.00005"))).one
