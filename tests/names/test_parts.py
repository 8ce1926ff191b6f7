"""Names cut into parts that mean the same in every language."""

from __future__ import annotations

import pytest

from steelyard.names.parts import Parts, Reader
from steelyard.names.vocabulary import vocabulary

BARE = Reader(vocabulary(brands=False))
USUAL = Reader.usual()


def one(name: str, reader: Reader = USUAL) -> Parts:
    return reader.read([name])[0][0]


def kinds(name: str, reader: Reader = BARE) -> list[tuple[str, str]]:
    return [(token.meaning, token.kind) for token in one(name, reader).tokens]


@pytest.mark.parametrize(
    ("han", "latin"),
    [
        ("中國建設銀行", "China Construction Bank"),
        ("中國工商銀行", "Industrial and Commercial Bank of China"),
        ("中國銀行", "Bank of China"),
        ("重慶農村商業銀行", "Chongqing Rural Commercial Bank"),
        ("中國南方電網", "China Southern Power Grid"),
        ("中國再保險", "China Reinsurance"),
        ("江西銅業", "Jiangxi Copper"),
        ("上海機場", "Shanghai Airport"),
    ],
)
def test_words_alone_translate_a_name(han: str, latin: str) -> None:
    assert one(han, BARE).key == one(latin, BARE).key


def test_the_parts_of_a_name_have_kinds() -> None:
    assert kinds("浙江正泰電器") == [
        ("zhejiang", "place"),
        ("正泰", "proper"),
        ("appliance", "sector"),
    ]
    assert kinds("361度") == [("361", "number"), ("度", "proper")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中國華潤", "home"),
        ("Bank of China", "home"),
        ("Walmart China", "branch"),
        ("西門子（中國）", "branch"),
    ],
)
def test_china_in_front_is_not_a_branch(name: str, kind: str) -> None:
    assert ("china", kind) in kinds(name)


def test_an_alias_is_read_as_what_it_stands_for_and_as_itself() -> None:
    assert [parts.core for parts in USUAL.read(["工行"])[0]] == [
        "industrial and commercial bank of china",
        "工行",
    ]


@pytest.mark.parametrize("name", ["華為（Huawei）", "比亞迪 BYD", "小米 Xiaomi"])
def test_two_names_side_by_side_are_both_read(name: str) -> None:
    assert len(USUAL.read([name])[0]) == 2


def test_a_partner_is_not_a_second_name() -> None:
    assert len(USUAL.read(["上汽 Volkswagen"])[0]) == 1


def test_initials_in_brackets_are_dropped() -> None:
    assert (
        one("International Business Machines (IBM)", BARE).core == "international business machines"
    )


def test_what_says_nothing_is_kept_if_there_is_nothing_else() -> None:
    assert kinds("The And Of") != []
    assert kinds("公司") == [("company", "light")]
