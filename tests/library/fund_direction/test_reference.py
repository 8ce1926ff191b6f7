"""The reference data of the fund evaluation against what the standards and documents say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset
from tests.library.funds import reference
from tests.library.runs import scheme
from tests.test_messages import BELONGS, han

INPUTS = scheme("fund-direction").inputs
TABLES = ("sections", "divisions", "fields", "strategies", "strategy_provinces", "provinces")
NAMED = ("sections", "divisions", "fields", "strategies", "provinces")

# GB/T 4754-2017, table 1
DIVISIONS = {
    "A": 5,
    "B": 7,
    "C": 31,
    "D": 3,
    "E": 4,
    "F": 2,
    "G": 8,
    "H": 2,
    "I": 3,
    "J": 4,
    "K": 1,
    "L": 2,
    "M": 3,
    "N": 4,
    "O": 3,
    "P": 1,
    "Q": 2,
    "R": 5,
    "S": 6,
    "T": 1,
}
FIELDS = {"emerging": 8, "future": 10, "upgrading": 4, "digital": 8}
PROVINCES = {
    "western_development": {
        *("150000", "450000", "500000", "510000", "520000", "530000"),
        *("540000", "610000", "620000", "630000", "640000", "650000"),
    },
    "northeast_revitalisation": {"150000", "210000", "220000", "230000"},
    "central_rise": {"140000", "340000", "360000", "410000", "420000", "430000"},
    "eastern_modernisation": {
        *("110000", "120000", "130000", "310000", "320000"),
        *("330000", "350000", "370000", "440000", "460000"),
    },
    "beijing_tianjin_hebei": {"110000", "120000", "130000"},
    "yangtze_belt": {
        *("310000", "320000", "330000", "340000", "360000", "420000"),
        *("430000", "500000", "510000", "520000", "530000"),
    },
    "greater_bay_area": {"440000", "810000", "820000"},
    "yangtze_delta": {"310000", "320000", "330000", "340000"},
    "hainan_opening": {"460000"},
    "yellow_river": {
        *("140000", "150000", "370000", "410000", "510000"),
        *("610000", "620000", "630000", "640000"),
    },
}


def table(name: str) -> pl.DataFrame:
    return reference()[name]


@pytest.fixture(scope="module")
def read() -> Dataset:
    """The tables as the program reads their files, with references checked."""
    files: dict[str, Path] = {}
    for name in TABLES:
        path = INPUTS[name].bundled
        assert path is not None, name
        files[name] = path
    return Dataset.read({name: INPUTS[name] for name in TABLES}, files)


def test_the_files_are_read_without_a_finding(read: Dataset) -> None:
    assert read.findings == ()
    assert {name: frame.height for name, frame in read.tables.items()} == {
        "sections": 20,
        "divisions": 97,
        "fields": 30,
        "strategies": 12,
        "provinces": 34,
        "strategy_provinces": sum(map(len, PROVINCES.values())),
    }


def test_the_sections_are_a_to_t() -> None:
    assert table("sections")["section"].to_list() == list("ABCDEFGHIJKLMNOPQRST")


def test_the_divisions_are_01_to_97() -> None:
    assert table("divisions")["division"].to_list() == [f"{code:02}" for code in range(1, 98)]


def test_a_section_has_as_many_divisions_as_the_standard_says() -> None:
    counted = table("divisions").group_by("section").len()
    assert dict(counted.iter_rows()) == DIVISIONS


def test_divisions_follow_their_sections() -> None:
    sections = table("divisions")["section"]
    assert sections.to_list() == sorted(sections)


@pytest.mark.parametrize(
    ("division", "section", "name"),
    [
        ("05", "A", "农、林、牧、渔专业及辅助性活动"),
        ("13", "C", "农副食品加工业"),
        ("25", "C", "石油、煤炭及其他燃料加工业"),
        ("39", "C", "计算机、通信和其他电子设备制造业"),
        ("43", "C", "金属制品、机械和设备修理业"),
        ("58", "G", "多式联运和运输代理业"),
        ("65", "I", "软件和信息技术服务业"),
        ("73", "M", "研究和试验发展"),
        ("79", "N", "土地管理业"),
        ("96", "S", "基层群众自治组织及其他组织"),
    ],
)
def test_a_division_is_called_as_in_the_standard(division: str, section: str, name: str) -> None:
    (found,) = table("divisions").filter(division=division).iter_rows(named=True)
    assert (found["section"], found["title_zh_hans"]) == (section, name)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("sections", date(2017, 10, 1)),
        ("divisions", date(2017, 10, 1)),
        ("fields", date(2025, 12, 31)),
        ("strategies", date(2025, 12, 31)),
        ("strategy_provinces", date(2025, 12, 31)),
        ("provinces", date(2008, 2, 1)),
    ],
)
def test_reference_data_are_in_force_from_their_day(name: str, day: date) -> None:
    assert INPUTS[name].versions is not None
    assert table(name)["from"].unique().to_list() == [day]
    assert table(name)["until"].null_count() == table(name).height


def test_the_fields_are_those_of_the_four_groups() -> None:
    fields = table("fields")
    assert dict(fields.group_by("group").len().iter_rows()) == FIELDS
    assert all(row["field"].startswith(f"{row['group']}_") for row in fields.to_dicts())


def test_a_strategy_covers_the_provinces_of_its_documents() -> None:
    covered = table("strategy_provinces").group_by("strategy").agg("province")
    assert {name: set(provinces) for name, provinces in covered.iter_rows()} == PROVINCES


def test_two_strategies_bind_no_province() -> None:
    assert set(table("strategies")["strategy"]) - PROVINCES.keys() == {
        "maritime_country",
        "regional_cooperation",
    }


def test_the_codes_of_provinces_are_of_six_digits() -> None:
    codes = table("provinces")["province"]
    assert codes.str.contains(r"^[1-8]\d0000$").all()
    assert dict(codes.str.head(1).value_counts(sort=True).iter_rows()) == {
        "1": 5,
        "2": 3,
        "3": 7,
        "4": 6,
        "5": 5,
        "6": 5,
        "7": 1,
        "8": 2,
    }


@pytest.mark.parametrize("name", NAMED)
def test_codes_and_names_are_unique(name: str) -> None:
    frame = table(name)
    for column in (INPUTS[name].key[0], "title_zh_hant", "title_zh_hans", "title_en"):
        # 教育 is a section and its only division: unique within each table
        assert frame[column].is_unique().all(), column
        assert frame[column].null_count() == 0, column


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("column", "language"), [("title_zh_hant", "zh_Hant"), ("title_zh_hans", "zh_Hans")]
)
def test_a_name_is_in_its_script(name: str, column: str, language: str) -> None:
    belongs = BELONGS[language]
    foreign = [
        (title, character)
        for title in table(name)[column]
        for character in han(title)
        if not belongs(character)
    ]
    assert foreign == []


@pytest.mark.parametrize("name", NAMED)
def test_an_english_name_has_no_chinese_character(name: str) -> None:
    assert [title for title in table(name)["title_en"] if han(title)] == []


def test_names_in_the_two_scripts_are_as_long() -> None:
    for name in NAMED:
        frame = table(name)
        lengths = frame.select(pl.col("title_zh_hant", "title_zh_hans").str.len_chars())
        assert lengths["title_zh_hant"].to_list() == lengths["title_zh_hans"].to_list()
