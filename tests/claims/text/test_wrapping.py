"""Prose that was broken into lines reads as if it were not."""

from __future__ import annotations

import textwrap
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.text.quantities import quantities
from steelyard.claims.text.sentences import sentences
from steelyard.claims.text.wrapping import unwrapped

ENGLISH = (
    "The group said that its revenue rose by 12.5 per cent to 84 billion USD in the year that "
    "ended in March, of which 31 billion USD came from abroad. Profit fell to US$ 4.2 billion, "
    "the lowest in more than ten years, while 3,200 people left the U.S. market. It expects to "
    "open 18 new plants by 2027 and to spend at least 900 million euros on them."
)
CHINESE = (
    "根據這份報告，去年全國二十家最大的企業總收入達到84億美元，比上年增長12.5%，其中海外收入31億美元，佔36.9%。"
    "全年淨利潤為4.2億美元，是十年以來最低的一年，員工總數減少3,200人，預計2027年以前新建18座工廠。"
)


def figures(text: str) -> list[tuple[str, object, str]]:
    return [(one.printed.text, one.printed.value, one.about) for one in quantities(text)]


def wrapped(text: str, width: int) -> str:
    if text.isascii():
        return textwrap.fill(text, width, break_on_hyphens=False)
    return "\n".join(text[at : at + width // 2] for at in range(0, len(text), width // 2))


def test_a_magnitude_may_stand_in_the_next_line() -> None:
    text = "In the year that ended in March, the sales came to 84\nbillion USD, a fifth more."
    first = quantities(text)[0].printed
    assert (first.text, first.value) == ("84 billion USD", Fraction(84 * 10**9))


@pytest.mark.parametrize("width", range(56, 110, 3))
def test_figures_are_those_of_the_text_in_one_line(width: int) -> None:
    assert figures(wrapped(ENGLISH, width)) == figures(ENGLISH)


@pytest.mark.parametrize("width", range(60, 110, 4))
def test_figures_of_chinese_text_are_those_of_the_text_in_one_line(width: int) -> None:
    broken = wrapped(CHINESE, width)
    lines = broken.split("\n")
    parted = any(
        one[-1] in "0123456789.," and two[0] in "0123456789.," for one, two in pairwise(lines)
    )
    assert parted or figures(broken) == figures(CHINESE)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\r"])
def test_every_kind_of_line_end_is_known(end: str) -> None:
    assert figures(wrapped(ENGLISH, 60).replace("\n", end)) == figures(ENGLISH)


def test_positions_are_those_of_the_text_as_read() -> None:
    text = wrapped(ENGLISH, 60).replace("\n", "\r\n")
    for one in quantities(text):
        assert "".join(text[one.start : one.end].split()) == "".join(one.printed.text.split())
        assert text[slice(*one.number)][0].isalnum()
        assert one.sentence.start <= one.start < one.end <= one.sentence.end


def test_sentences_go_on_over_line_ends() -> None:
    text = wrapped(ENGLISH, 60)
    assert [" ".join(text[start:end].split()) for start, end in sentences(text)] == [
        ENGLISH[start:end] for start, end in sentences(ENGLISH)
    ]


LONG = "A first line of prose that is long enough to have been broken"


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n\n84 of them",
        f"{LONG}:\n84 of them",
        f"{LONG}!\n84 of them",
        f"{LONG}\n    84 of them",
        f"{LONG}\n- 84 of them",
        f"{LONG}\n3. Acme, 84 of them",
        f"{LONG}\n(2) Acme, 84 of them",
        f"{LONG}\n| 84 | of them |",
        f"{LONG}\tA\n84 of them\tB",
        f"{LONG}     A\n84 of them     B",
        f"12 {LONG}\n13 {LONG}",
        "A short line\nand another of 84",
        f"A heading of more than forty columns, not more\n{LONG} {LONG} {LONG}",
        f"A line of middling width, some fifty columns\n{LONG} {LONG}\n{LONG} {LONG}",
    ],
)
def test_a_line_end_stays_one_where_it_ends_something(text: str) -> None:
    assert unwrapped(text).text.split("\n", 1)[0] == text.split("\n", 1)[0]


@given(st.text(alphabet="a1 億，。.-\n\r\t", max_size=400), st.integers(0, 400))
def test_only_space_is_taken_out_and_every_sign_is_found_again(noise: str, at: int) -> None:
    text = ENGLISH[:at] + "\n" + noise + "\n" + ENGLISH[at:]
    without = unwrapped(text)
    assert "".join(without.text.split()) == "".join(text.split())
    for place, sign in enumerate(without.text):
        start, end = without.span(place, place + 1)
        assert text[start:end] == sign or (text[start].isspace() and sign == " ")
