"""Text files with delimiters, the regular ones and the others."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.data.delimited import DelimitedPage, delimited_pages
from steelyard.errors import DataError


def page(text: str, delimiter: str = ",") -> DelimitedPage:
    return DelimitedPage(text.encode(), "t.csv", delimiter)


def rows(text: str, header: int = 0) -> list[tuple[object, ...]]:
    body = page(text).body(header, (0, 1))
    return [
        (number, *(cell or "" for cell in cells))
        for number, cells in zip(body.rows, body.cells.rows(), strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n3,4", [(2, "1", "2"), (3, "3", "4")]),
        ("a,b\n1,2\n\n3,4\n", [(2, "1", "2"), (3, "", ""), (4, "3", "4")]),
        ('a,b\n"x, ""y""",2\n', [(2, 'x, "y"', "2")]),
        ('a,b\n"x, y","2"\n"",2\n', [(2, "x, y", "2"), (3, "", "2")]),
        ('a,b\n"x\ny",2\nz,3\n', [(2, "x\ny", "2"), (3, "z", "3")]),
        ('a,b\n5" disk,2\n', [(2, '5" disk', "2")]),
        ('a,b\n5" disk,2\n6" disk,3\n', [(2, '5" disk', "2"), (3, '6" disk', "3")]),
        ("a,b\n1,2,,\n", [(2, "1", "2")]),  # a spreadsheet's empty cells
        ("a,b\n", []),
        ("a,b", []),
    ],
)
def test_rows_and_their_numbers(text: str, expected: list[tuple[object, ...]]) -> None:
    assert rows(text) == expected


def test_rows_below_a_header_further_down() -> None:
    assert rows('Title\n\n"x\ny",z\na,b\n1,2\n', header=3) == [(5, "1", "2")]


@pytest.mark.parametrize(
    ("text", "row", "cells"),
    [("a,b\n1,2\n3\n", 3, 1), ("a,b\n1,2,3\n", 2, 3), ('a,b\n"x\ny",2\n3,4\n5\n', 4, 1)],
)
def test_ragged_row_is_named(text: str, row: int, cells: int) -> None:
    with pytest.raises(DataError, match=rf"t\.csv:{row}: This row has {cells} cells where the"):
        rows(text)


def test_many_ragged_rows_are_counted() -> None:
    with pytest.raises(DataError, match="There are 5 more problems like these") as caught:
        rows("a,b\n" + "1\n" * 25)
    assert len(caught.value.problems) == 21


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('a,b\n1,2\n"x,3\n4,5\n', 3),
        ('a,b\n1,2\n"x,3\n4,"y"\n', 3),
        ('a,b\n"x" y,3\n', 2),
        ('a,b\n1,"2', 2),
    ],
)
def test_quotation_mark_not_closed_is_named(text: str, row: int) -> None:
    with pytest.raises(DataError, match=rf"t\.csv:{row}: A quotation mark opens a cell"):
        rows(text)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_that_fits_comes_first(delimiter: str) -> None:
    text = "a,b;c\nd;e,f\n" if delimiter == "\t" else "x\ny\n"
    text += f"a{delimiter}b{delimiter}c\n" * 5
    assert delimited_pages(text.encode(), "t.csv")[0].delimiter == delimiter


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_what_a_csv_writer_writes_reads_back(table: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("a", "b", "c"), *table])
    body = page(buffer.getvalue()).body(0, (0, 1, 2))
    assert body.cells.fill_null("").rows() == table


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_both_parsers_agree(table: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("a", "b"), *table])
    whole = page(buffer.getvalue())
    regular = whole._regular(0, 2)
    if regular is not None:
        assert regular.fill_null("").equals(whole._irregular(0, 2).cells.fill_null(""))


def test_regular_files_take_the_quick_way() -> None:
    quick = page('a,b\n1,"x, y"\n2,z\n')._regular(0, 2)
    assert quick is not None
    assert quick.equals(pl.DataFrame({"0": ["1", "2"], "1": ["x, y", "z"]}))
