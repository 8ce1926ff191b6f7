"""Whatever stands in a name can be printed, and is not printed as something else."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from steelyard.publish.paper.characters import breakable, missing, printable, strings, translated
from tests.publish.editions import HOSTILE

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"


@given(st.text(st.characters()))
def test_nothing_is_left_that_has_no_form_or_turns_what_follows(text: str) -> None:
    told = printable(text)

    assert not set(TURNS) & set(told)
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Cn") for one in told)
    json.dumps(told).encode()
    told.encode()  # no half of a surrogate pair is left


def test_plain_names_stay_as_they_are() -> None:
    plain = [
        "#let x = 1; $a$ *b* _c_ \\ @ref",
        "</svg><img src=x>",
        "桿秤股份有限公司",
        "Müller & Söhne",
    ]
    assert [printable(name) for name in plain] == plain


def test_every_hostile_name_keeps_its_letters() -> None:
    for name in HOSTILE:
        letters = {one for one in name if one.isalnum()}
        assert letters <= set(printable(name))


def test_a_name_from_the_right_keeps_its_direction_to_itself() -> None:
    assert printable("שלום") == "\u2068שלום\u2069"


def test_long_words_can_be_broken_and_lose_nothing() -> None:
    broken = breakable("x" * 300)
    assert max(len(piece) for piece in broken.split("\u200b")) <= 20
    assert broken.replace("\u200b", "") == "x" * 300


def test_what_no_font_has_is_found_wherever_it_stands() -> None:
    letters = [chr(code) for code in range(0x4E00, 0x4E40)]
    lacking = {letters[0], letters[31], letters[63]}
    assert missing(letters, lambda text: not lacking & set(text)) == lacking
    assert missing([], lambda _text: False) == frozenset()


def test_texts_are_changed_wherever_they_stand() -> None:
    data = {"a": ["x", {"b": "y"}], "n": 1, "none": None}
    assert translated(data, str.upper) == {"a": ["X", {"b": "Y"}], "n": 1, "none": None}
    assert list(strings(data)) == ["x", "y"]
