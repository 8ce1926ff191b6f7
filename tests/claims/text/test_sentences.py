"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.text.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美國674家；中國525家。歐盟？日本！", ["美國674家；", "中國525家。", "歐盟？", "日本！"]),
        ("他說：「占16.1%。」後來", ["他說：「占16.1%。」", "後來"]),
        ("標題\n正文", ["標題", "正文"]),
        ("標題\r\n正文\r\n", ["標題", "正文"]),
        ("It grew 7.11%. China has 78.", ["It grew 7.11%.", "China has 78."]),
        ("No. 8 is in the U.S. market.", ["No. 8 is in the U.S. market."]),
        ("Huawei Co., Ltd. has 78.", ["Huawei Co., Ltd. has 78."]),
        ("Mr. J. Smith left. He said so!", ["Mr. J. Smith left.", "He said so!"]),
        ("“It is 78.” So it is.", ["“It is 78.”", "So it is."]),
        ("Really?! Yes…", ["Really?!", "Yes…"]),
        ("Wait... 78 brands.", ["Wait...", "78 brands."]),
        ("", []),
        (" \n \n", []),
        ("no end", ["no end"]),
    ],
)
def test_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@given(st.text(alphabet="a1.。 ;；\n\r」U", max_size=60))
def test_sentences_follow_each_other_and_leave_out_only_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
