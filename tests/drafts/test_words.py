"""What the words of a header say."""

from __future__ import annotations

import pytest

from steelyard.drafts.words import (
    Role,
    direction,
    is_missing_marker,
    is_no_unit,
    is_serial,
    says,
    words,
)


@pytest.mark.parametrize(
    "header",
    [
        *("Unemployment rate", "Population in poverty", "Public debt", "PubDebt", "CO2 per head"),
        *("Under-five mortality", "Emissions of CO2", "PM2.5", "Gini index", "NEET"),
        *("失業率", "負債比率", "債務", "碳排放", "死亡率", "貧困人口"),
        *("失业率", "负债比率", "债务", "碳排放", "死亡率", "贫困人口"),
    ],
)
def test_nobody_wants_more_of_it(header: str) -> None:
    assert direction(header) == "down"


@pytest.mark.parametrize(
    "header",
    [
        *("Employment", "Income", "Deserts", "Patents", "Literacy", "Carbon emission cut"),
        *("Waste recycling", "Recosted", "就業率", "营业收入", "減排量", "碳强度降幅"),
    ],
)
def test_everything_else_is_taken_as_good(header: str) -> None:
    assert direction(header) == "up"


@pytest.mark.parametrize(
    ("header", "role"),
    [
        *(
            ("Year", "period"),
            ("fiscal_year", "period"),
            ("年度", "period"),
            ("会计年度", "period"),
        ),
        *(("Rank", "rank"), ("World rank", "rank"), ("2024年排名", "rank"), ("名次", "rank")),
        *(("ISO3 code", "code"), ("uCode", "code"), ("统一社会信用代码", "code")),
        *(("uName", "name"), ("Country", "name"), ("企業名稱", "name")),
    ],
)
def test_a_header_with_a_word_for_a_role(header: str, role: Role) -> None:
    assert says(header, role)


@pytest.mark.parametrize(
    ("header", "role"),
    [("Yearly growth", "period"), ("Frank", "rank"), ("Decode", "code"), ("Surname", "name")],
)
def test_a_word_inside_another_is_none(header: str, role: Role) -> None:
    assert not says(header, role)


@pytest.mark.parametrize("header", ["No.", "#", "nr", "序號", "序号", "Index"])
def test_running_numbers(header: str) -> None:
    assert is_serial(header)


@pytest.mark.parametrize("header", ["Number of patents", "Price index", "排序號碼牌"])
def test_no_running_numbers(header: str) -> None:
    assert not is_serial(header)


@pytest.mark.parametrize("text", ["n.d.", "N/A", " x ", "未公布", "暂无"])
def test_a_marker_of_no_value(text: str) -> None:
    assert is_missing_marker(text)


def test_a_slip_is_no_marker() -> None:
    assert not is_missing_marker("12,3o")


def test_a_word_that_could_be_a_unit() -> None:
    assert is_no_unit("min")
    assert not is_no_unit("minutes")


def test_the_words_of_a_header() -> None:
    assert words("GDPGrow: R&D_share (%)") == "gdp grow r d share"
