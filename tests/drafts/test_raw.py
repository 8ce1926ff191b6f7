"""Finding the table in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from steelyard.drafts.columns import profiles
from steelyard.drafts.raw import RawTable, pages_of, raw_table
from steelyard.errors import DataError

Find = Callable[..., RawTable]


def test_a_table_is_its_headers_and_cells(raw: Find) -> None:
    table = raw([["land", "x"], ["A", 1], ["B", 2]])
    assert table.headers == ("land", "x")
    assert table.texts("x") == ["1", "2"]
    assert table.rows == (2, 3)


def test_titles_above_the_headers_are_passed_over(raw: Find) -> None:
    table = raw([["Table 1: lands", "", ""], ["land", "x", "y"], ["A", 1, 2], ["B", 3, 4]])
    assert table.headers == ("land", "x", "y")
    assert table.rows == (3, 4)


def test_years_may_be_headers(raw: Find) -> None:
    assert raw([["land", 2019, 2020], ["A", 1, 2]]).headers == ("land", "2019", "2020")


def test_empty_rows_are_no_units(raw: Find) -> None:
    table = raw([["land", "x"], ["A", 1], ["", ""], ["B", 2]])
    assert table.texts("land") == ["A", "B"]
    assert table.rows == (2, 4)


def test_a_header_that_stands_twice_is_left_out(raw: Find) -> None:
    table = raw([["land", "x", "x"], ["A", 1, 2]])
    assert table.headers == ("land", "", "")
    assert table.doubled == ("x",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text("\n".join(delimiter.join(row) for row in [["land", "x"], ["A", "1"]]))
    assert raw_table(path, pages_of(path)).headers == ("land", "x")


def test_commas_of_decimals_are_no_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("land;x;y\nA;1,5;2,5\nB;1,7;2,9\n")
    table = raw_table(path, pages_of(path))
    assert table.headers == ("land", "x", "y")
    assert table.decimal_comma


def test_the_largest_sheet_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Read me").write_row(0, 0, ["Note", "This is a note."])
        data = book.add_worksheet("Data")
        for row, cells in enumerate([["land", "x"], ["A", 1], ["B", 2], ["C", 3]]):
            data.write_row(row, 0, cells)
    table = raw_table(path, pages_of(path))
    assert (table.sheet, table.others) == ("Data", ("Read me",))
    assert table.texts("land") == ["A", "B", "C"]


def test_a_workbook_of_one_sheet_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    pl.DataFrame({"land": ["A"], "x": [1.5]}).write_excel(path)
    table = raw_table(path, pages_of(path))
    assert table.sheet is None


def test_a_parquet_file_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    pl.DataFrame({"land": ["A"], "x": [1.5]}).write_parquet(path)
    assert raw_table(path, pages_of(path)).cells[1].dtype == pl.Float64


@pytest.mark.parametrize("text", ["land,x\n", "land,x\n,\n"])
def test_a_table_without_rows_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text(text)
    with pytest.raises(DataError, match="The table is empty"):
        raw_table(path, pages_of(path))


def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    pl.DataFrame({"land": []}, schema={"land": pl.String}).write_parquet(path)
    with pytest.raises(DataError, match="The table is empty"):
        raw_table(path, pages_of(path))


def test_a_table_without_headers_is_refused(raw: Find) -> None:
    with pytest.raises(DataError, match="no row of headers"):
        raw([["A", 1, 2], ["B", 3, 4]])


def test_columns_of_lists_are_no_cells(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    pl.DataFrame({"land": ["A"], "parts": [[1, 2]], "x": [1.5]}).write_parquet(path)
    table = raw_table(path, pages_of(path))
    assert [column.header for column in profiles(table)] == ["land", "x"]
