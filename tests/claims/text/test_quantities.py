"""Figures of running text: comparators, magnitudes, units, currencies, shares, ranges, years."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from steelyard.claims.found import Quantity
from steelyard.claims.printed import Printed
from steelyard.claims.text.quantities import quantities


def only(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, [one.printed.text for one in found]
    return found[0]


def figure(text: str) -> Printed:
    return only(text).printed


@pytest.mark.parametrize(
    ("text", "words", "comparator"),
    [
        ("共有逾300家企業", "逾300家", "over"),
        ("超300家", "超300家", "over"),
        ("超過300家", "超過300家", "over"),
        ("高于300元", "高于300元", "over"),
        ("突破300家", "突破300家", "at_least"),
        ("至少300家", "至少300家", "at_least"),
        ("不少於300家", "不少於300家", "at_least"),
        ("不低于300家", "不低于300家", "at_least"),
        ("300家以上", "300家以上", "at_least"),
        ("上百家", "上百家", "at_least"),
        ("過百家", "過百家", "over"),
        ("達到300家", "達到300家", "equal"),
        ("多達300家", "多達300家", "equal"),
        ("約300家", "約300家", "about"),
        ("大约300家", "大约300家", "about"),
        ("300家左右", "300家左右", "about"),
        ("300家上下", "300家上下", "about"),
        ("近300家", "近300家", "nearly"),
        ("將近300家", "將近300家", "nearly"),
        ("接近300家", "接近300家", "nearly"),
        ("不到300家", "不到300家", "under"),
        ("不足300家", "不足300家", "under"),
        ("少于300家", "少于300家", "under"),
        ("300家以下", "300家以下", "at_most"),
        ("300家以內", "300家以內", "at_most"),
        ("不超过300家", "不超过300家", "at_most"),
        ("最多300家", "最多300家", "at_most"),
        ("300多家", "300多家", "odd"),
        ("300餘家", "300餘家", "odd"),
        ("三十來家", "三十來家", "odd"),
        ("300余家", "300余家", "odd"),
        ("十幾家", "十幾家", "odd"),
        ("over 300 firms", "over 300 firms", "over"),
        ("More than 300 firms", "More than 300 firms", "over"),
        ("above 300 firms", "above 300 firms", "over"),
        ("exceeding 300 firms", "exceeding 300 firms", "over"),
        ("at least 300 firms", "at least 300 firms", "at_least"),
        ("no fewer than 300 firms", "no fewer than 300 firms", "at_least"),
        ("300 or more firms", "300 or more firms", "at_least"),
        ("300+ firms", "300+ firms", "at_least"),
        ("about 300 firms", "about 300 firms", "about"),
        ("roughly 300 firms", "roughly 300 firms", "about"),
        ("some 300 firms", "some 300 firms", "about"),
        ("~300 firms", "~300 firms", "about"),
        ("≈300 firms", "≈300 firms", "about"),
        ("nearly 300 firms", "nearly 300 firms", "nearly"),
        ("close to 300 firms", "close to 300 firms", "nearly"),
        ("just under 300 firms", "just under 300 firms", "nearly"),
        ("fewer than 300 firms", "fewer than 300 firms", "under"),
        ("less than 300 firms", "less than 300 firms", "under"),
        ("no more than 300 firms", "no more than 300 firms", "at_most"),
        ("up to 300 firms", "up to 300 firms", "at_most"),
        (">300 firms", ">300 firms", "over"),
        ("≤ 300 firms", "≤ 300 firms", "at_most"),
        ("300-odd firms", "300-odd firms", "odd"),
    ],
)
def test_comparator_is_understood_and_part_of_the_words(
    text: str, words: str, comparator: str
) -> None:
    printed = figure(text)
    assert (printed.text, printed.comparator) == (words, comparator)


@pytest.mark.parametrize(
    "text",
    ["最近30家", "附近30家", "節約30億元", "合約30億元", "通過30項", "紐約30家", "未突破性30家"],
)
def test_words_that_end_like_a_comparator_are_none(text: str) -> None:
    assert figure(text).comparator == "equal"


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("營收1,234億元", 1234 * 10**8, 10**8),
        ("營收１，２３４億元", 1234 * 10**8, 10**8),
        ("營收1\u2009234億元", 1234 * 10**8, 10**8),
        ("營收229.4億元", 22_940_000_000, 10**7),
        ("營收２２９．４億元", 22_940_000_000, 10**7),
        ("營收3億4,500萬元", 345_000_000, 10**4),
        ("營收1億2千萬元", 120_000_000, 10**7),
        ("營收14萬億元", 14 * 10**12, 10**12),
        ("营收14万亿元", 14 * 10**12, 10**12),
        ("營收14兆元", 14 * 10**12, 10**12),
        ("營收5百萬元", 5_000_000, 10**6),
        ("營收3千億元", 3 * 10**11, 10**11),
        ("營收三千五百萬元", 35_000_000, 10**6),
        ("營收十五億元", 1_500_000_000, 10**8),
        ("營收百億元", 10**10, 10**10),
        ("sales of 14 trillion yuan", 14 * 10**12, 10**12),
        ("sales of 14tn yuan", 14 * 10**12, 10**12),
        ("sales of 2.5bn yuan", 2_500_000_000, 10**8),
        ("sales of $5m", 5_000_000, 10**6),
        ("sales of $5.0m", 5_000_000, 10**5),
        ("sales of $300k", 300_000, 10**3),
        ("5m users", 5_000_000, 10**6),
        ("two hundred million yuan", 2 * 10**8, 10**8),
        ("half a million cars", 500_000, 10**5),
    ],
)
def test_magnitude_scales_value_and_last_place(text: str, value: int, step: int) -> None:
    printed = figure(text)
    assert (printed.value, printed.step) == (Fraction(value), Fraction(step))


def test_metres_are_no_millions() -> None:
    printed = figure("a hall of 5 m² in all")
    assert (printed.value, printed.unit) == (Fraction(5), "m²")


@pytest.mark.parametrize(
    ("text", "currency", "unit"),
    [
        ("66,283億美元", "USD", None),
        ("US$5 million", "USD", None),
        ("$5m", "USD", None),
        ("5 million dollars", "USD", None),
        ("229.4億歐元", "EUR", None),
        ("€5bn", "EUR", None),
        ("EUR 5 billion", "EUR", None),
        ("人民幣100億元", "CNY", None),
        ("100億元人民幣", "CNY", None),
        ("RMB300 million", "CNY", None),
        ("CNY 300 million", "CNY", None),
        ("300 million yuan", "CNY", None),
        ("营收300亿元", "CNY", None),
        ("營收300億元", None, "元"),
        ("300億日圓", "JPY", None),
        ("300億韓元", "KRW", None),
        ("新台幣300億元", "TWD", None),
        ("NT$300億", "TWD", None),
        ("300億港元", "HKD", None),
        ("HK$300", "HKD", None),
        ("£3m", "GBP", None),
        ("3億英鎊", "GBP", None),
    ],
)
def test_currency_is_told_by_its_code(text: str, currency: str | None, unit: str | None) -> None:
    printed = figure(text)
    assert (printed.currency, printed.unit) == (currency, unit)


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("15.6%", "0.156", "0.001"),
        ("15.60％", "0.156", "0.0001"),
        ("3‰", "0.003", "0.001"),
        ("15 per cent", "0.15", "0.01"),
        ("15 percent", "0.15", "0.01"),
        ("百分之十五點六", "0.156", "0.001"),
        ("百分之15", "0.15", "0.01"),
        ("六成", "0.6", "0.1"),
        ("6成", "0.6", "0.1"),
        ("三成五", "0.35", "0.01"),
        ("+7.11%", "0.0711", "0.0001"),
        ("−3%", "-0.03", "0.01"),
        ("minus 3%", "-0.03", "0.01"),
        ("負3.2%", "-0.032", "0.001"),
        ("下降3個百分點", "0.03", "0.01"),
        ("上升0.5个百分点", "0.005", "0.001"),
        ("by 0.5 percentage points", "0.005", "0.001"),
        ("25個基點", "0.0025", "0.0001"),
    ],
)
def test_share_is_of_one(text: str, value: str, step: str) -> None:
    printed = figure(text)
    assert printed.percent
    assert (printed.value, printed.step) == (Fraction(value), Fraction(step))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三分之一", "1/3"),
        ("四分之三", "3/4"),
        ("占了一半", "1/2"),
        ("two-thirds of it", "2/3"),
        ("one third", "1/3"),
        ("a quarter of firms", "1/4"),
        ("half of the list", "1/2"),
        ("3/4 of firms", "3/4"),
        ("one in five firms", "1/5"),
    ],
)
def test_fraction_is_known_to_half_way_to_the_next_simple_one(text: str, value: str) -> None:
    printed = figure(text)
    share = Fraction(value)
    assert printed.value == share
    assert printed.comparator == "equal"
    # The step by its definition: the distance to the nearest fraction with a denominator of at
    # most one more.
    others = {
        Fraction(above, below)
        for below in range(1, share.denominator + 2)
        for above in range(below + 1)
    } - {share}
    assert printed.step == min(abs(other - share) for other in others)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("增長1.5倍", "1.5", "倍"),
        ("a 10-fold rise", "10", "fold"),
        ("1.5x faster", "1.5", "x"),
        ("three times as much", "3", "times"),
        ("twice as much", "2", "times"),
        ("revenue doubled", "2", "times"),
        ("利潤翻一番", "2", "倍"),
        ("营收翻了两番", "4", "倍"),
    ],
)
def test_times_as_much(text: str, value: str, unit: str) -> None:
    printed = figure(text)
    assert (printed.value, printed.unit, printed.exact) == (Fraction(value), unit, False)


@pytest.mark.parametrize(
    ("text", "low", "high", "words"),
    [
        ("貴2–3倍", 2, 3, "2–3倍"),
        ("要5至6年", 5, 6, "5至6年"),
        ("要2到3年", 2, 3, "2到3年"),
        ("約10%~20%的企業", Fraction(1, 10), Fraction(1, 5), "約10%~20%"),
        ("20至30億元", 20 * 10**8, 30 * 10**8, "20至30億元"),
        ("5億至6億元", 5 * 10**8, 6 * 10**8, "5億至6億元"),
        ("2 to 3 years", 2, 3, "2 to 3 years"),
        ("between 5 and 6 million", 5 * 10**6, 6 * 10**6, "between 5 and 6 million"),
        ("$5–6bn", 5 * 10**9, 6 * 10**9, "$5–6bn"),
        ("兩三年", 2, 3, "兩三年"),
        ("五六十家", 50, 60, "五六十家"),
        ("数百家", 200, 1000, "数百家"),
        ("幾十家", 20, 100, "幾十家"),
        ("several hundred firms", 200, 1000, "several hundred firms"),
        ("the 1990s", 1990, 1999, "1990s"),
        ("1990年代", 1990, 1999, "1990年代"),
        ("九十年代", 1990, 1999, "九十年代"),
        ("2020–2024", 2020, 2024, "2020–2024"),
        ("2019–20", 2019, 2020, "2019–20"),
        ("2020至2024年", 2020, 2024, "2020至2024年"),
        ("第5至第8名", 5, 8, "第5至第8名"),
    ],
)
def test_range_is_one_figure(
    text: str, low: int | Fraction, high: int | Fraction, words: str
) -> None:
    printed = figure(text)
    assert (printed.value, printed.upper, printed.comparator) == (low, high, "between")
    assert printed.text == words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("從10%提高到20%", ["1/10", "1/5"]),
        ("rose from 10% to 20%", ["1/10", "1/5"]),
        ("由5家到8家", ["5", "8"]),
        ("2 brands and 3 cities", ["2", "3"]),
        ("8%-5%", ["8/100", "5/100"]),
    ],
)
def test_two_figures_are_no_range(text: str, values: list[str]) -> None:
    assert [one.printed.value for one in quantities(text)] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("text", "words", "year"),
    [
        ("2024年", "2024年", 2024),
        ("於2026年1月15日發布", "2026年1月15日", 2026),
        ("2025年第四季度投產", "2025年第四季度", 2025),
        ("2025年上半年", "2025年上半年", 2025),
        ("二〇二四年", "二〇二四年", 2024),
        ("in 2024", "2024", 2024),
        ("January 15, 2026", "2026", 2026),
        ("on 15 January 2026", "2026", 2026),
        ("FY2024", "2024", 2024),
        ("2024-05-06", "2024-05-06", 2024),
        ("the year 2024/25", "2024/25", 2024),
    ],
)
def test_year_is_a_figure_with_its_date_in_the_words(text: str, words: str, year: int) -> None:
    printed = figure(text)
    assert (printed.text, printed.value, printed.exact) == (words, Fraction(year), True)
    assert printed.unit in ("年", "year")


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("排名第二", "第二", 2),
        ("第8名", "第8名", 8),
        ("第 8 名", "第 8 名", 8),
        ("the 2nd place", "2nd", 2),
        ("ranked sixth", "ranked sixth", 6),
        ("No. 8 in the world", "No. 8", 8),
        ("#8", "#8", 8),
        ("second in the country", "second", 2),
        ("排名6", "排名6", 6),
    ],
)
def test_place_in_an_order_is_ordinal_and_exact(text: str, words: str, place: int) -> None:
    quantity = only(text)
    assert (quantity.ordinal, quantity.printed.exact) == (True, True)
    assert (quantity.printed.text, quantity.printed.value) == (words, Fraction(place))


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("180個品牌", True),
        ("180品牌", True),
        ("180 brands", True),
        ("the top 100", True),
        ("百強", True),
        ("三億人", False),
        ("3億人", False),
        ("20年", False),
        ("20 years", False),
        ("16奈米", False),
        ("15%", False),
        ("5 dollars", False),
        ("1.5倍", False),
        ("180", False),
    ],
)
def test_only_whole_numbers_of_things_are_exact(text: str, exact: bool) -> None:
    assert figure(text).exact is exact


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("兩年半", "2.5", "年"),
        ("三個多月", "3", "個月"),
        ("2,800平方米", "2800", "平方米"),
        ("100 km/h", "100", "km/h"),
        ("12-inch wafers", "12", "inch"),
        ("10 new models", "10", "models"),
        ("7,000 chip engineers", "7000", "engineers"),
        ("674 US companies", "674", "companies"),
        ("30 people", "30", "people"),
        ("500人", "500", "人"),
    ],
)
def test_unit_is_what_is_counted_or_measured(text: str, value: str, unit: str) -> None:
    printed = figure(text)
    assert (printed.value, printed.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("美國上榜180個品牌", "美國上榜品牌"),
        ("平均約292億美元", "平均"),
        ("US firms: 674 companies", "companies"),
        ("The US has 674 companies", "The US companies"),
    ],
)
def test_words_around_a_figure_say_what_it_is_about(text: str, about: str) -> None:
    assert only(text).about == about


def test_share_without_subject_takes_that_of_the_figure_before() -> None:
    first, second = quantities("美國674家，占47.1%")
    assert (first.about, second.about) == ("美國", "美國")


def test_words_are_short() -> None:
    text = "這家公司在過去的漫長歲月裡" * 5 + "擁有78個品牌" + "並且繼續努力發展" * 5
    assert len(only(text).about) <= 30


def test_figures_are_in_order_and_do_not_overlap() -> None:
    text = (
        "2024年美國674家，約占47.1%，逾229.4億歐元；5至6年，第二，三分之一，two-thirds of 20 firms"
    )
    found = quantities(text)
    assert len(found) == 9
    for first, second in pairwise(found):
        assert first.end <= second.start


def test_sentence_of_a_figure_is_given() -> None:
    text = "美國674家。中國525家。"
    second = quantities(text)[1]
    assert text[second.sentence.start : second.sentence.end] == "中國525家。"


def test_text_without_figures_has_none() -> None:
    assert quantities("") == ()
    assert quantities("沒有數字的一句話。No figure here.") == ()


@pytest.mark.parametrize(
    ("text", "words", "unit", "currency"),
    [
        ("一杯咖啡賣5塊，很便宜", "5塊", "塊", None),
        ("售價為199塊。", "199塊", "塊", None),
        ("每斤5塊錢的價格", "5塊錢", "塊錢", None),
        ("咖啡价格为5块。", "5块", None, "CNY"),
        ("这双鞋的价格是199块左右", "199块左右", None, "CNY"),
        ("每张票15块钱", "15块钱", None, "CNY"),
    ],
)
def test_pieces_of_money_are_money(
    text: str, words: str, unit: str | None, currency: str | None
) -> None:
    printed = quantities(text)[-1].printed
    assert (printed.text, printed.unit, printed.currency) == (words, unit, currency)
    assert not printed.exact


@pytest.mark.parametrize("text", ["这台车用5块电池", "分成三塊", "买了3块屏幕"])
def test_pieces_of_something_are_no_money(text: str) -> None:
    assert not [one for one in quantities(text) if "块" in one.printed.text]
