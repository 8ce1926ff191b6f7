"""Time grows with the length of a text and with nothing else, however it is made."""

from __future__ import annotations

import time

import pytest

from steelyard.claims.text.quantities import quantities
from steelyard.claims.text.sentences import sentences

PIECES = (
    "9", "9,", "9.", "9-", "9至", "9年", "+9", "1 ", "1:", "1/", "1,234,", "1,234 ", "[1",
    "一", "億", "百", "第", "第一", "約", "不", "數", "的", "（", "，", "。", "分之", "三分之",
    "千萬", "十百千", "三億四千", "3億4,500萬", "2024年1", "0到",
    "a ", "of ", "two ", "two-", "twenty-", "hundred ", "half ", "1 to ", "5 million ", " 5 new",
    "a line of words that is as long as a page is wide, then 8\n", "a line\r\n", "　\n",
    "more than ", "no more than ", "http://", "..", "U.", "\n", "US$", "%", "\u3000",
)  # fmt: skip
SHORT, FACTOR = 3_000, 4


def seconds(text: str) -> float:
    def once() -> float:
        begun = time.process_time()
        quantities(text)
        sentences(text)
        return time.process_time() - begun

    return min(once() for _ in range(3))


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_takes_about_four_times_the_time(piece: str) -> None:
    text = (piece * SHORT)[: SHORT * FACTOR]
    quantities("1")  # the patterns are compiled once
    short, long = seconds(text[:SHORT]), seconds(text)
    assert long < 0.002 or long < 2.5 * FACTOR * max(short, 0.0005)
