"""What must hold for any names."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from steelyard.names.match import match
from steelyard.names.normal import normal
from steelyard.names.parts import Parts, Reader
from steelyard.names.score import CERTAIN, compare_faces
from steelyard.names.tables import rows_of

HAN = "华为联想正泰海天美的格力长城东方龙国通安永嘉鼎汇丰达顺"
SECTORS = ("银行", "保险", "汽车", "电器", "石油", "")
PLACES = ("上海", "北京", "浙江", "")
FORMS = ("有限公司", "股份有限公司", "集团", "控股有限公司")
LATIN_FORMS = ("Inc.", "Corp.", "Co., Ltd.", "plc", "AG", "Group", "S.A.", "GmbH")

cores = st.text(HAN, min_size=2, max_size=4)
han_names = st.builds(
    lambda place, core, sector: place + core + sector,
    st.sampled_from(PLACES),
    cores,
    st.sampled_from(SECTORS),
)
words = st.text("abcdefghijklmnoprstuvz", min_size=2, max_size=9)
latin_names = st.builds(
    lambda parts, sector: " ".join([*parts, *([sector] if sector else [])]).title(),
    st.lists(words, min_size=1, max_size=2),
    st.sampled_from(("bank", "motors", "steel", "")),
)
some_names = st.one_of(han_names, latin_names)
any_names = st.one_of(some_names, st.text(max_size=20))
lists_of_names = st.lists(some_names, min_size=1, max_size=8)


@cache
def reader() -> Reader:
    return Reader.usual()


@cache
def converter(way: str) -> OpenCC:
    return OpenCC(way)


def faces(name: str) -> tuple[Parts, ...]:
    return reader().read([name])[0]


def score(one: str, two: str) -> float:
    return compare_faces(faces(one), faces(two)).score


@given(any_names, any_names)
def test_a_score_has_no_direction_and_lies_between_0_and_1(one: str, two: str) -> None:
    assert 0 <= score(one, two) <= 1
    assert score(one, two) == score(two, one)


@given(any_names)
def test_a_name_is_itself(name: str) -> None:
    assert score(name, name) == 1


@given(any_names)
def test_the_normal_form_of_a_normal_form_is_itself(name: str) -> None:
    assert normal(normal(name)) == normal(name)


@given(han_names)
def test_the_script_does_not_matter(name: str) -> None:
    assert score(name, converter("s2t").convert(name)) == 1


@given(latin_names)
def test_case_and_width_do_not_matter(name: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert score(name, name.upper()) == score(name, name.lower()) == score(name, wide) == 1


@given(han_names, st.sampled_from(FORMS))
def test_a_legal_form_at_the_end_does_not_matter(name: str, form: str) -> None:
    assert score(name, name + form) == score(name, f"{name}（{form}）") == 1


@given(latin_names, st.sampled_from(LATIN_FORMS))
def test_a_latin_legal_form_at_the_end_does_not_matter(name: str, form: str) -> None:
    assert score(name, f"{name} {form}") == 1


@given(st.integers(1, 999), st.integers(1, 999), cores)
def test_numbers_that_differ_are_never_the_same(one: int, two: int, core: str) -> None:
    assert (score(f"{core}{one}", f"{core}{two}") >= CERTAIN) == (one == two)


@given(cores, st.sampled_from(PLACES[:3]), st.sampled_from(PLACES[:3]))
def test_places_that_differ_are_never_the_same(core: str, one: str, two: str) -> None:
    assert (score(one + core, two + core) >= CERTAIN) == (one == two)


@given(cores, st.sampled_from(SECTORS[:5]), st.sampled_from(SECTORS[:5]))
def test_kinds_of_business_that_differ_are_never_the_same(core: str, one: str, two: str) -> None:
    assert (score(core + one, core + two) >= CERTAIN) == (one == two)


def pairs(one: list[str], two: list[str]) -> list[tuple[object, ...]]:
    return match(one, two).pairs.select("a", "b", "score", "verdict").rows()


@settings(max_examples=60)
@given(lists_of_names, lists_of_names, st.randoms(use_true_random=False))
def test_another_order_of_the_rows_gives_the_same_pairs(
    one: list[str], two: list[str], random: Random
) -> None:
    mixed_one, mixed_two = list(one), list(two)
    random.shuffle(mixed_one)
    random.shuffle(mixed_two)
    assert sorted(pairs(one, two), key=str) == sorted(pairs(mixed_one, mixed_two), key=str)


@settings(max_examples=60)
@given(lists_of_names, lists_of_names)
def test_pairs_are_one_to_one(one: list[str], two: list[str]) -> None:
    found = match(one, two).pairs
    assert found["row_a"].n_unique() == found["row_b"].n_unique() == found.height


@settings(max_examples=60)
@given(st.lists(some_names, min_size=1, max_size=8, unique_by=lambda name: faces(name)[0].key))
def test_a_list_is_wholly_the_same_as_itself(names: list[str]) -> None:
    found = match(names, names)
    assert found.pairs["verdict"].to_list() == ["same"] * len(names)
    assert found.pairs["a"].to_list() == found.pairs["b"].to_list() == names


@pytest.mark.parametrize("file", ["words.csv", "places.csv", "transliterations.csv"])
def test_the_spellings_of_a_row_mean_the_same(file: str) -> None:
    """One spelling for two rows would make one of them say what it does not mean."""
    seen: dict[str, str] = {}
    for row in rows_of(file):
        name = row.get("word") or row.get("place") or row["name"]
        for column in ("han", "latin", "whole"):
            for text in (row.get(column) or "").split("|"):
                if text:
                    assert seen.setdefault(normal(text), name) == name, text


def test_the_tables_are_large_enough_to_be_of_use() -> None:
    assert len(rows_of("transliterations.csv")) >= 150
    assert len(rows_of("legal_forms.csv")) >= 100
