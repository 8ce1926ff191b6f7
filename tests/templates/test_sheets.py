"""What sheets and columns are called: a spreadsheet takes it, and the reader finds it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from steelyard.data.headers import match_headers
from steelyard.data.units import factor
from steelyard.i18n import LANGUAGES, set_language
from steelyard.library import names
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import books
from steelyard.templates.sheets import free_name, headings, sheet_name, sheet_names, title


def table(**columns: dict[str, object]) -> Table:
    return Table.model_validate({"columns": columns})


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=6))
def test_a_spreadsheet_program_takes_every_name(wanted: list[str]) -> None:
    taken: list[str] = []
    for text in wanted:
        taken.append(sheet_name(text, taken))
    workbook = Workbook(BytesIO())
    for name in taken:
        workbook.add_worksheet(name)
    assert len({name.casefold() for name in taken}) == len(wanted)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Funds", "Funds"),
        ("a/b:c*d?e[f]g\\h", "a-b-c-d-e-f-g-h"),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("x" * 40, "x" * 31),
        ("", "–"),
    ],
)
def test_the_name_of_a_sheet(wanted: str, name: str) -> None:
    assert sheet_name(wanted, []) == name


def test_long_names_that_begin_alike_stay_apart() -> None:
    first = sheet_name("桿秤" * 20, [])
    assert sheet_name("桿秤" * 20, [first]) == "桿秤" * 14 + "桿 2"


@pytest.mark.parametrize(
    ("language", "sheets"),
    [("en", ["Parks", "Trees"]), ("zh-Hant", ["公園", "樹木"]), ("zh-Hans", ["公园", "树木"])],
)
def test_sheets_have_the_titles_of_tables(parks: Scheme, language: str, sheets: list[str]) -> None:
    set_language(language)
    assert list(sheet_names(parks, books(parks)[0].tables).values()) == sheets


def test_titles_that_the_reader_takes_for_no_table_or_another_give_way_to_names() -> None:
    text = (
        "scheme: s\ntitle: S\nunits: {table: here, key: k}\nsteps: []\nrank: {by: x}\n"
        "inputs:\n"
        "  here: {title: Places, columns: &two {k: {type: text}, x: {}}}\n"
        "  there: {title: places, columns: *two}\n"
        "  own: {sheet: Sheet1, title: Own, columns: *two}\n"
        "  taken: {title: Bare, columns: *two}\n"
        "  bare: {columns: *two}\n"
    )
    scheme = Scheme.parse(text)
    assert sheet_names(scheme, scheme.inputs) == {
        "here": "here",
        "there": "there",
        "own": "Sheet1",
        "taken": "taken",
        "bare": "bare",
    }


def test_a_sheet_without_a_table_is_called_after_none(parks: Scheme) -> None:
    assert free_name(parks, "Read me", []) == "Read me"
    assert free_name(parks, "樹木", []) == "樹木 2"
    assert free_name(parks, "Visits", []) == "Visits 2"


def test_a_heading_is_the_title_with_its_unit(parks: Scheme) -> None:
    set_language("zh-Hans")
    assert list(headings(parks.inputs["parks"]).values()) == [
        *("公园代码", "name", "层级", "soil", "省份", "开放日期", "founded", "visitors (人)"),
        *("预算 (万元)", "lawn (%)", "Balance", "夜间照明"),
    ]


def test_titles_that_the_reader_cannot_tell_apart_give_way_to_names() -> None:
    declared = table(profit={"title": "Profit"}, profit_before={"title": "Profit"})
    assert headings(declared) == {"profit": "profit", "profit_before": "profit_before"}


def test_titles_that_differ_by_unit_stay() -> None:
    declared = table(
        money={"title": "Profit", "unit": "EUR million"}, share={"title": "Profit", "unit": "%"}
    )
    found = match_headers(tuple(headings(declared).values()), declared)
    assert {name: [match.at for match in at] for name, at in found.items()} == {
        "money": [0],
        "share": [1],
    }


def test_a_header_in_another_unit_is_not_taken_for_the_columns() -> None:
    header = {"header": "Revenue", "unit": "元"}
    declared = table(revenue={"title": "Revenue", "unit": "万元", "headers": [header]})
    (heading,) = headings(declared).values()
    assert match_headers((heading,), declared)["revenue"][0].unit == "万元"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_the_reader_finds_every_heading_of_the_library(name: str, language: str) -> None:
    set_language(language)
    for declared in Scheme.load(name).inputs.values():
        cells = headings(declared)
        found = match_headers(tuple(cells.values()), declared)
        for at, (key, column) in enumerate(declared.columns.items()):
            assert [match.at for match in found[key]] == [at]
            printed = found[key][0].unit
            assert printed == column.unit or factor(str(printed), str(column.unit)) == 1
            assert re.sub(r" \([^()]*\)$", "", cells[key]) == title(key, column)
