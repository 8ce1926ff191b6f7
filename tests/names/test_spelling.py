"""How alike spellings are."""

from __future__ import annotations

import pytest

from steelyard.names.spelling import pinyin, spelled


def test_pinyin_has_no_tones_and_no_spaces() -> None:
    assert pinyin("重庆银行") == "chongqingyinhang"
    assert pinyin("绿地") == "ludi"


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        ("acme", "acme", 1.0),
        ("volkswagen", "volkswagon", 0.88),
        ("siemens", "seimens", 0.88),
        ("allianz", "alliance", 0.0),
        ("nike", "nikc", 0.0),
        ("area51labs", "area52labs", 0.0),
        ("zonda", "honda", 0.0),
        ("正泰", "zhengtai", 0.92),
        ("海底捞", "haidilao", 0.95),
        ("三", "san", 0.75),
        ("华润", "华为", 0.0),
        ("海尔", "海尔智家", 0.74),
        ("江南造船重工", "江南造船重工所", 0.74),
        ("沪东中华造船", "沪南中华造船", 0.75),
        ("", "acme", 0.0),
    ],
)
def test_likeness_by_hand(one: str, two: str, likeness: float) -> None:
    assert spelled(one, two).likeness == likeness
    assert spelled(two, one) == spelled(one, two)


def test_names_of_thousands_of_letters_are_not_compared_letter_by_letter() -> None:
    assert spelled("a" * 10_000, "a" * 9_999 + "b").likeness == 0.0
