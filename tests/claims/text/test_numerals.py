"""Numerals of digits, Chinese characters and English words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.text.numerals import Number, chinese, chinese_range, digits, ends, english

CHINESE_DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("十", 10, 0),
        ("十五", 15, 0),
        ("三百二十", 320, 0),
        ("三百", 300, 2),
        ("三百五", 350, 1),
        ("三百零五", 305, 0),
        ("兩千零三", 2003, 0),
        ("兩千三百", 2300, 2),
        ("两", 2, 0),
        ("〇", 0, 0),
        ("百", 100, 2),
        ("一萬二", 12_000, 3),
        ("一萬零二", 10_002, 0),
        ("三千五百萬", 35_000_000, 6),
        ("二十億", 2_000_000_000, 8),
        ("一百億", 10_000_000_000, 10),
        ("三亿四千五百万", 345_000_000, 6),
        ("萬億", 10**12, 12),
        ("一萬億", 10**12, 12),
        ("兆", 10**12, 12),
        ("三兆五千億", 3_500_000_000_000, 11),
    ],
)
def test_chinese_numeral_has_its_value_and_last_place(text: str, value: int, place: int) -> None:
    number = chinese(text)
    assert number is not None
    assert (number.mantissa, number.exponent, number.place) == (value, 0, place)


def test_chinese_decimal_has_its_places() -> None:
    assert chinese("十五點六") == Number(156, -1, -1)
    assert chinese("三点零五") == Number(305, -2, -2)


@pytest.mark.parametrize(
    "text", ["三一", "二〇二四", "億億", "十十", "百千", "一億萬", "", "點五", "五點", "十零", "甲"]
)
def test_characters_that_make_no_number_give_none(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("兩三", 2, 3),
        ("三四", 3, 4),
        ("五六十", 50, 60),
        ("十五六", 15, 16),
        ("二十七八", 27, 28),
        ("三四百", 300, 400),
        ("三五", 3, 5),
    ],
)
def test_two_neighbouring_digits_are_a_range(text: str, low: int, high: int) -> None:
    both = chinese_range(text)
    assert both is not None
    assert [number.mantissa for number in both] == [low, high]


@pytest.mark.parametrize("text", ["三一", "六零", "一三五", "九十"])
def test_other_digits_are_no_range(text: str) -> None:
    assert chinese_range(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two", 2),
        ("twenty-five", 25),
        ("twenty five", 25),
        ("one hundred", 100),
        ("a hundred", 100),
        ("two hundred and five", 205),
        ("a dozen", 12),
        ("three dozen", 36),
        ("one million two hundred thousand", 1_200_000),
    ],
)
def test_english_words_have_their_value(text: str, value: int) -> None:
    number = english(text)
    assert number is not None
    assert number.mantissa == value


def test_english_words_that_make_no_number_give_none() -> None:
    assert english("two brands") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234", Number(1234, 0, 0)),
        ("１，２３４", Number(1234, 0, 0)),
        ("1\u2009234\u202f567", Number(1_234_567, 0, 0)),
        ("15.60", Number(1560, -2, -2)),
        ("１５．６", Number(156, -1, -1)),
        ("007", Number(7, 0, 0)),
    ],
)
def test_digits_of_any_width_are_read(text: str, expected: Number) -> None:
    assert digits(text) == expected


def test_more_digits_than_a_figure_has_are_no_number() -> None:
    assert digits("9" * 5000) is None
    assert chinese("一百" * 5000) is None


@pytest.mark.parametrize(("text", "low", "high"), [("數百", 200, 1000), ("幾十", 20, 100)])
def test_several_of_a_power_reach_from_two_to_ten_of_it(text: str, low: int, high: int) -> None:
    both = ends(text, 0)
    assert both is not None
    assert both.high is not None
    assert (both.low.mantissa, both.high.mantissa) == (low, high)


def test_magnitudes_between_digits_must_go_down() -> None:
    assert ends("3億4,500", 4) == (Number(34_500, 0, 0, True), None)
    assert ends("3萬4", 8) is None


def spelled(value: int) -> str:
    """Write a number below 10,000 in full Chinese numerals."""
    if value == 0:
        return "零"
    result, gap = "", False
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = value // 10**power % 10
        if digit == 0:
            gap = bool(result)
            continue
        result += ("零" if gap else "") + CHINESE_DIGITS[digit] + unit
        gap = False
    return result


@given(st.integers(0, 9999))
def test_chinese_numerals_written_in_full_are_read_back(value: int) -> None:
    number = chinese(spelled(value))
    assert number is not None
    assert number.mantissa == value


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_sections_of_ten_thousand_add_up(upper: int, lower: int) -> None:
    text = spelled(upper) + "萬"
    if lower:
        text += ("零" if lower < 1000 else "") + spelled(lower)
    number = chinese(text)
    assert number is not None
    assert number.mantissa == upper * 10_000 + lower


@given(st.text(alphabet="零一二兩三九十百千萬億兆點", max_size=12))
def test_any_run_of_characters_gives_a_number_or_none(text: str) -> None:
    number = chinese(text)
    assert number is None or number.mantissa >= 0
