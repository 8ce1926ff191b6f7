"""What would act instead of being seen is spelled out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("a\x00b", "a⟨U+0000⟩b"),
        ("12\u202e34", "12⟨U+202E⟩34"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\x9b31m", "⟨U+009B⟩31m"),
    ],
)
def test_what_acts_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["15.6%", "品牌，第1", "a\tb\nc", "مصر \u200f15%", "👩\u200d🔬"])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


def test_line_ends_of_windows_are_line_ends() -> None:
    assert visible("a\r\nb") == "a\nb"


@given(st.text(st.characters(codec=None)))
def test_nothing_that_acts_is_left(text: str) -> None:
    left = {sign for sign in visible(text) if unicodedata.category(sign) in {"Cc", "Cs"}}
    assert left <= {"\n", "\t"}
    visible(text).encode()


@given(st.text(), st.integers(5, 60))
def test_one_line_is_one_and_no_longer_than_asked(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line.splitlines()) <= 1
    assert len(line) <= most
