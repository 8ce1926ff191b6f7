"""Columns and sheets called by their titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from steelyard.data.headers import match_headers
from steelyard.data.sheets import called, is_called
from steelyard.data.table import read_table
from steelyard.errors import DataError
from steelyard.scheme.inputs import Table

Declare = Callable[..., Table]
AMOUNT = {"unit": "万元", "title": {"en": "Amount", "zh-Hant": "投資金額", "zh-Hans": "投资金额"}}


@pytest.mark.parametrize(
    ("columns", "printed", "found"),
    [
        ({"amount": AMOUNT}, ["投資金額（萬元）"], {"amount": [(0, "萬元")]}),
        ({"amount": AMOUNT}, ["投资金额（亿元）"], {"amount": [(0, "亿元")]}),
        ({"amount": AMOUNT}, ["投资金额"], {"amount": [(0, "万元")]}),
        ({"x": AMOUNT}, ["AMOUNT"], {"x": [(0, "万元")]}),
        ({"x": AMOUNT}, ["Amount (2024)"], {}),
        # A name goes before a title,
        ({"x": {"title": "y"}, "y": {}}, ["y"], {"y": [(0, None)]}),
        ({"x": {"title": "y"}, "y": {}}, ["Y"], {"y": [(0, None)]}),
        ({"x": {"title": "y"}, "z": {"headers": ["y"]}}, ["y"], {"z": [(0, None)]}),
        ({"x": {"title": "y"}, "y": {"unit": "元"}}, ["y (万元)"], {"y": [(0, "万元")]}),
        # and takes the column even where the title stands there too.
        ({"x": {"title": "The x"}}, ["The x", "x"], {"x": [(1, None)]}),
        # A title of two columns says nothing.
        ({"x": {"title": "Name"}, "y": {"title": "name"}}, ["Name"], {}),
        ({"x": {"title": "X and more"}}, ["x  AND more"], {"x": [(0, None)]}),
        ({"x": {"title": "Share (%)"}}, ["Share (%)"], {"x": [(0, None)]}),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_titles(
    declared: Declare, columns: Mapping[str, Any], printed: list[str], found: dict[str, Any]
) -> None:
    matches = match_headers(printed, declared(columns))
    assert {
        name: [(match.at, match.unit) for match in where] for name, where in matches.items()
    } == found


def test_an_absent_column_is_told_with_its_title(declared: Declare, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x,投资全额\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_table(tmp_path / "t.csv", "t", declared({"amount": AMOUNT}))
    assert "nor one with the header “Amount”" in str(caught.value)
    assert "Did you mean “投资全额”" in str(caught.value)


def tables(declared: Declare) -> dict[str, Table]:
    return {
        "funds": declared({"fund": {}}, title={"en": "Funds", "zh-Hans": "基金"}),
        "stakes": declared(
            {"fund": {}}, title={"en": "Stakes in: firms/projects and all the rest"}
        ),
        "notes": declared({"fund": {}}, sheet="Remarks", title="Funds and more"),
        "more": declared({"fund": {}}, title="Funds and more"),
        "twin": declared({"fund": {}}, title="stakes"),
    }


@pytest.mark.parametrize(
    ("sheet", "table"),
    [
        ("funds", "funds"),
        ("Ｆｕｎｄｓ", "funds"),
        ("基金", "funds"),
        ("Stakes in- firms-projects and a", "stakes"),
        ("Remarks", "notes"),
        ("Funds and more", None),  # two tables have the title
        ("stakes", "stakes"),  # a name goes before another table's title
        ("Sheet1", None),
        ("", None),
    ],
)
def test_a_sheet_is_known_by_name_or_title(
    declared: Declare, sheet: str, table: str | None
) -> None:
    assert is_called(sheet, called(tables(declared))) == table


def test_the_sheet_called_like_the_table_is_read(
    declared: Declare, xlsx: Callable[..., bytes], tmp_path: Path
) -> None:
    sheets = {"Old": [["fund"], [1]], "基金": [["fund"], [2]], "Funds 2": [["fund"], [3]]}
    (tmp_path / "book.xlsx").write_bytes(xlsx(sheets))
    funds = tables(declared)["funds"]
    frame, _findings = read_table(tmp_path / "book.xlsx", "funds", funds)
    assert frame["fund"].to_list() == [2.0]


def test_a_sheet_called_like_the_table_is_not_passed_over_for_another(
    declared: Declare, xlsx: Callable[..., bytes], tmp_path: Path
) -> None:
    sheets = {"funds": [["found"], [1]], "stakes": [["fund"], [2]]}
    (tmp_path / "book.xlsx").write_bytes(xlsx(sheets))
    with pytest.raises(DataError, match=r"book\.xlsx\[funds\]: fund: The file has no column"):
        read_table(tmp_path / "book.xlsx", "funds", declared({"fund": {}}))
