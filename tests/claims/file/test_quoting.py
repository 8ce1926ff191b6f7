"""Quotations found again in their text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.file.quoting import Quotable, fold_words


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("佔全球15.6%，", "全球15.6%", "全球15.6%"),
        ("佔全球１５．６％，", "全球15.6%", "全球１５．６％"),
        ("佔全球15.6%，", "全球１５．６％", "全球15.6%"),
        ("佔全\n球15.6 %", "全球15.6%", "全\n球15.6 %"),
        ("a  top\u00a0100 list", "top 100", "top\u00a0100"),
        ("2,800㎡的", "2,800m2", "2,800㎡"),
        ("甲乙甲乙", "甲乙", "甲乙"),
    ],
)
def test_space_and_width_do_not_count(text: str, words: str, expected: str) -> None:
    span = Quotable(text).find(words)
    assert span is not None
    assert text[span.start : span.end] == expected


@pytest.mark.parametrize("words", ["", " ", "丙", "15.7%", "甲乙丙丁戊"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert Quotable("甲乙丙"[:2] + "15.6%").find(words) is None


@given(st.text(max_size=40), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = text[start : data.draw(st.integers(start, len(text)))]
    span = Quotable(text).find(words)
    if fold_words(words):
        assert span is not None
        assert fold_words(text[span.start : span.end]) == fold_words(words)
    else:
        assert span is None


def test_time_grows_with_the_length_of_the_text() -> None:
    def seconds(length: int) -> float:
        text, words = "甲 " * length, "甲" * 2_000 + "乙"
        start = time.process_time()
        assert Quotable(text).find(words) is None
        return time.process_time() - start

    seconds(10_000)
    assert seconds(200_000) < 10 * seconds(50_000) + 0.1
