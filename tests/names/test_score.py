"""The score of two names: hard rules first."""

from __future__ import annotations

import pytest

from steelyard.names.parts import Reader
from steelyard.names.reasons import in_words
from steelyard.names.score import CERTAIN, UNSURE, Likeness, compare_faces


def likeness(one: str, two: str) -> Likeness:
    first, second = Reader.usual().read([one, two])
    return compare_faces(first, second)


SAME = [
    ("華為", "华为"),
    ("華為", "HUAWEI INVESTMENT & HOLDING CO., LTD."),
    ("華為技術", "Huawei"),
    ("中國建設銀行", "China Construction Bank Corporation"),
    ("工行", "中國工商銀行股份有限公司"),
    ("中石油", "中國石油"),
    ("JPMorgan", "J.P. Morgan"),
    ("珠海格力電器股份有限公司", "格力電器"),
    ("Volkswagen", "Volkswagon"),
    ("贛鋒鋰業", "Ganfeng Lithium"),
]
ASKED = [
    ("吉利汽車", "吉利集團"),
    ("西門子", "西門子（中國）有限公司"),
    ("Siemens", "Siemens Energy"),
    ("聯想集團", "聯想控股"),
    ("中國建材集團", "中國建材股份有限公司"),
    ("北京同仁堂股份有限公司", "北京同仁堂科技發展股份有限公司"),
    ("Acme Widgets Labs", "AWL"),
    ("Hutchinson", "Hutchison"),
]
DIFFERENT = [
    ("中國銀行", "中國農業銀行"),
    ("中國建設銀行", "中國工商銀行"),
    ("華潤", "華為"),
    ("中國移動", "中國聯通"),
    ("南方電網", "國家電網"),
    ("China Southern Airlines", "China Eastern Airlines"),
    ("360", "361°"),
    ("一汽", "上汽"),
    ("上海銀行", "北京銀行"),
    ("平安銀行", "平安保險"),
    ("中國電信", "中華電信"),
    ("華威", "Huawei"),
    ("Johnson & Johnson", "Johnson Controls"),
    ("Acme 1", "Acme 2"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_these_are_certain(one: str, two: str) -> None:
    assert likeness(one, two).score >= CERTAIN


@pytest.mark.parametrize(("one", "two"), ASKED)
def test_a_person_is_asked_about_these(one: str, two: str) -> None:
    assert UNSURE <= likeness(one, two).score < CERTAIN


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_these_are_different(one: str, two: str) -> None:
    assert likeness(one, two).score < UNSURE


@pytest.mark.parametrize(("one", "two"), [*SAME, *ASKED, *DIFFERENT])
def test_a_score_has_no_direction(one: str, two: str) -> None:
    assert likeness(one, two).score == likeness(two, one).score


def test_the_costs_are_those_of_the_table() -> None:
    assert likeness("Acme", "Acme Technologies").score == pytest.approx(1 - 0.06)
    assert likeness("Acme", "Acme Motors").score == pytest.approx(1 - 0.16)
    assert likeness("Acme", "Shanghai Acme").score == pytest.approx(1 - 0.11)
    assert likeness("Acme Steel", "Shanghai Acme Steel").score == pytest.approx(1 - 0.08)
    assert likeness("Acme Steel", "Acme Copper").score == pytest.approx(1 - 0.16 - 0.16 - 0.3)


def test_reasons_are_sentences() -> None:
    assert in_words(likeness("華為技術", "Huawei").reasons) == "Only one of them has “技术”."
    assert "initials" in in_words(likeness("Acme Widgets Labs", "AWL").reasons)
    assert "a group" in in_words(likeness("聯想集團", "聯想控股").reasons)


def test_a_part_that_stands_twice_counts_twice() -> None:
    assert likeness("Acme Acme", "Acme").score < CERTAIN
