"""Digits and numerals that are no figures: names, words, dates without year, addresses."""

from __future__ import annotations

import pytest

from steelyard.claims.text.quantities import quantities


@pytest.mark.parametrize(
    "text",
    [
        "7-Eleven", "5G", "H100", "B2B", "COVID-19", "3M", "Web3", "A股", "4K TV", "FP8", "Q4",
        "GB/T 4754", "ISO 9001", "Boeing 747", "360安全", "奇虎360", "58同城", "Top10s",
        "version 1.2.3", "v1.2", "192.168.1.1", "see [3]", "https://a.example/2024/78?x=5",
        "www.example.org/100", "mail1234@example.org", "1234567@example.org",
        "010-12345678",
        "(02)2345-6789", "13812345678", "10:30", "1月15日", "5月", "15 January", "21世紀", "90後",
        "24/7", "21st century",
    ],
)  # fmt: skip
def test_digits_in_names_codes_and_dates_are_none(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "一些", "一下", "第一時間", "統一", "一直", "一起", "一定", "唯一", "萬科", "三一集團",
        "百度",
        "千萬別", "四川", "五糧液", "一汽", "三星", "七匹狼", "十分重要", "兩岸", "一帶一路",
        "第三方",
        "统一", "万科", "五粮液", "两岸", "一带一路", "千方百計", "說一不二", "十四五規劃期間",
        "雙十一",
        "二手車", "三線城市", "百年老店", "零售", "零部件", "星期一", "一個成熟的品牌", "一家公司",
        "一年一個台階", "每一名員工", "進一步", "上半年", "半導體", "數據", "幾乎", "多元",
        "三六零",
    ],
)  # fmt: skip
def test_numerals_inside_words_are_none(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "one of them", "no one", "another one", "a company", "first of all", "Second, we think",
        "the first half", "in the second half of the year", "half-year", "a third company",
        "the fourth quarter", "at once", "someone", "often", "tenfoldness", "a few",
        "the other half",
    ],
)  # fmt: skip
def test_english_words_that_look_like_numbers_are_none(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    "text", ["從0到1", "从零到一", "由1到N", "from 0 to 1", "From zero to one.", "from one to N"]
)
def test_steps_from_nothing_to_one_are_no_ranges(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("只有一家中國企業", "一家"),
        ("前一百名", "一百名"),
        ("十分鐘", "十分鐘"),
        ("十分之一", "十分之一"),
        ("第一名", "第一名"),
        ("只有一個", "一個"),
        ("only one company", "one"),
        ("一億元", "一億元"),
        ("一成", "一成"),
        ("三成是外資", "三成"),
    ],
)
def test_figures_that_look_like_words_are_found(text: str, words: str) -> None:
    assert words in [one.printed.text for one in quantities(text)]


def test_place_before_a_verb_is_no_share() -> None:
    assert [one.printed.text for one in quantities("第三成為焦點")] == ["第三"]


@pytest.mark.parametrize(
    ("text", "value"), [("營收996億元", 996 * 10**8), ("1688家企業", 1688), ("9960.0 USD", 9960)]
)
def test_a_number_that_is_also_a_name_is_a_figure_where_it_counts(text: str, value: int) -> None:
    (found,) = quantities(text)
    assert found.printed.value == value
