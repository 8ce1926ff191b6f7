"""One writing for names: width, case, script, accents, punctuation."""

from __future__ import annotations

import pytest

from steelyard.names.normal import normal, normal_forms


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ＨＵＡＷＥＩ　Ｔｅｃｈ", "huawei tech"),
        ("華為技術（深圳）", "华为技术 深圳"),
        ("臺灣積體電路", "台湾积体电路"),
        ("衞龍", "卫龙"),
        ("東芝", "东芝"),
        ("日立製作所", "日立制作所"),
        ("Nestlé", "nestle"),
        ("Ørsted", "orsted"),
        ("McDonald’s", "mcdonalds"),
        ("AT&T", "at and t"),
        ("S.p.A.", "spa"),
        ("U.S. Steel", "us steel"),
        ("7-Eleven", "7 eleven"),
        ("Straße", "strasse"),
        ("삼성전자", "삼성전자"),
        ("パナソニック", "パナソニック"),
        ("a\u200bb\u200f", "ab"),
        ("  A \t B  ", "a b"),
    ],
)
def test_a_name_is_written_in_one_way(name: str, expected: str) -> None:
    assert normal(name) == expected


def test_a_name_of_signs_alone_stays_what_it_is() -> None:
    assert normal("🚀🚀") == "🚀🚀"
    assert normal("???") == "???"
    assert normal("") == ""


def test_a_column_is_read_like_its_names_one_by_one() -> None:
    names = ["華為", "", "Two\nLines", "x\u2028y", "🚀", "AT&T", " ", "\x1c"]
    assert normal_forms(names) == [normal(name) for name in names]
    assert normal_forms([]) == []


def test_reading_twice_changes_nothing() -> None:
    names = [
        "Ping An Insurance (Group) Company of China, Ltd.",
        "㈱東芝",
        "ＢＹＤ　比亞迪",
        "S. A.",
    ]
    once = normal_forms(names)
    assert normal_forms(once) == once
