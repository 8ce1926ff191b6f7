"""Ranking lists out of running text, in every style of the press."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from steelyard.claims.found import FoundList
from steelyard.claims.lists.entries import SEPARATORS
from steelyard.claims.lists.find import lists
from tests.claims.lists.press import (
    LINE_MARKS,
    MARKS,
    RINGED,
    SHAPES,
    Press,
    Row,
    brands,
    left_in_no_cell,
    printed,
)

AWKWARD: tuple[Row, ...] = (
    (1, "360", "網路", "北京"),
    (2, "7-Eleven", "零售", "東京"),
    (3, "三一集團", "工程機械", "長沙"),
    (4, "3M", "多元化", "明尼蘇達"),
    (5, "58同城", "網路", "北京"),
    (6, "Yahoo!", "網路", "Sunnyvale"),
    (7, "H&M", "服飾", "Stockholm"),
    (8, "L'Oréal", "化妝品", "Clichy"),
    (9, "S.F. Express", "物流", "深圳"),
    (10, "TCL科技", "家電", "惠州"),
    (11, "中國銀行(香港)", "銀行", "香港"),
    (12, "第一汽車", "汽車", "長春"),
    (13, "一汽（集團）公司", "汽車", "長春"),
    (14, "21世紀", "地產(住宅(二手))", "上海"),
    (15, "No. 7", "化妝品", "Nottingham"),
    (16, "小米", "3C、手機", "北京"),
)
ENGLISH: tuple[Row, ...] = (
    (1, "Apple", "technology", "Cupertino"),
    (2, "Procter & Gamble, Inc.", "consumer goods", "Cincinnati"),
    (3, "7-Eleven", "retail", "Irving"),
    (4, "Yahoo!", "internet", "Sunnyvale"),
    (5, "H&M", "fashion", "Stockholm"),
    (6, "S.F. Express", "logistics", "Shenzhen"),
    (7, "L'Oréal", "cosmetics, perfume", "Clichy"),
    (8, "The Washington Post", "media", "Washington, D.C."),
    (9, "3M", "conglomerate", "Saint Paul"),
    (10, "Industrial & Commercial Bank of China Co., Ltd.", "banking", "Beijing"),
    (11, "Moët & Chandon", "wine (champagne)", "Épernay"),
)


def only(text: str) -> FoundList:
    """Return the list of a text that has one."""
    (found,) = lists(text)
    return found


def agrees(press: Press) -> None:
    """Hold what is found against what was printed."""
    found = only(press.text)
    assert found.rows == press.rows
    assert not found.left_over


def simplified(press_rows: tuple[Row, ...]) -> tuple[Row, ...]:
    convert = OpenCC("t2s").convert
    return tuple((rank, convert(a), convert(b), convert(c)) for rank, a, b, c in press_rows)


STYLES = [
    *product(MARKS, ("", "\n", " ", "，", "；")),
    *product(LINE_MARKS, ("\n", "\n\n")),
]


@pytest.mark.parametrize(("style", "between"), STYLES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("full_width", [False, True])
def test_the_brands_come_out_as_they_were_printed(
    style: str, between: str, shape: str, full_width: bool
) -> None:
    mark = (MARKS | LINE_MARKS)[style]
    for rows in (brands(), simplified(brands())):
        agrees(printed(rows, mark, SHAPES[shape], between, full_width=full_width))


@pytest.mark.parametrize("mark", ["第{}名", "第{}位", "({})"])
@pytest.mark.parametrize("between", ["", "\n"])
def test_ranks_in_chinese_numerals(mark: str, between: str) -> None:
    agrees(printed(brands(), mark, between=between, numerals="han"))


@pytest.mark.parametrize("between", ["", "\n", " "])
def test_ranks_in_rings(between: str) -> None:
    rows = tuple((at, *row[1:]) for at, row in enumerate(brands()[: len(RINGED)], start=1))
    agrees(printed(rows, "{}", between=between, numerals="ringed"))


@pytest.mark.parametrize("between", ["", "\n"])
@pytest.mark.parametrize("style", MARKS)
def test_names_with_digits_and_punctuation(style: str, between: str) -> None:
    agrees(printed(AWKWARD, MARKS[style], between=between))


@pytest.mark.parametrize("between", ["\n", " ", "; "])
@pytest.mark.parametrize("mark", ["{}. ", "No. {} ", "#{} ", "{}th ", "({}) ", "{}) ", "{}: "])
def test_english_names_with_commas_and_stops(mark: str, between: str) -> None:
    shape = "{name} ({detail}), {place}"
    agrees(printed(ENGLISH, mark, shape, between))


LETTERS = st.sampled_from("華為騰訊網易360一二三京東AbcXyz7é")
INSIDE = st.sampled_from(
    ["", "", "", " ", "-", "&", "'", "!", ".", "·", "3", "（港）", "(HK)", ", ", ","]
)
NAMES = st.lists(st.tuples(LETTERS, INSIDE), min_size=1, max_size=6).map(
    lambda parts: "".join(letter + inside for letter, inside in parts) + parts[0][0]
)
WORDS = st.text("銀行電腦通訊汽車食品零售ABC", min_size=1, max_size=5)


@st.composite
def lists_of_names(draw: st.DrawFn) -> Press:
    """A list of odd names in some style, of which at least two thirds are plain."""
    plain = draw(st.lists(WORDS, min_size=4, max_size=8))
    odd = draw(st.lists(NAMES, max_size=len(plain) // 2))
    names = draw(st.permutations([*plain, *odd]))
    first = draw(st.integers(1, 90))
    rows = [(first + at, name, draw(WORDS), draw(WORDS)) for at, name in enumerate(names)]
    style, between = draw(st.sampled_from(STYLES))
    return printed(
        rows,
        (MARKS | LINE_MARKS)[style],
        draw(st.sampled_from(list(SHAPES.values()))),
        between,
        full_width=draw(st.booleans()),
    )


@settings(max_examples=400)
@given(lists_of_names())
def test_odd_names_come_out_or_what_differs_is_told(press: Press) -> None:
    found = lists(press.text)
    exact = len(found) == 1 and found[0].rows == press.rows
    assert exact or any(one.findings for one in found)


@settings(max_examples=200)
@given(lists_of_names())
def test_every_character_of_a_list_is_in_a_cell_or_left_over(press: Press) -> None:
    marks = "第名位是Nostndrh#" + SEPARATORS
    for found in lists(press.text):
        assert left_in_no_cell(press.text, found, marks) == ""
