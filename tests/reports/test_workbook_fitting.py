"""Rows are high enough for their text, columns wide enough, and pages can be read."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.reports.workbook.fitting import across, lines_of, pages_wide, rows_high, width_of
from steelyard.reports.workbook.sheet import Cells


def text(*values: str | None, widest: int = 60) -> Cells:
    return Cells("Head", pl.Series(values, dtype=pl.String), widest=widest)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=80))
def test_a_column_as_wide_as_its_text_holds_it_in_a_line(value: str) -> None:
    cells = text(value, widest=1_000)
    assert rows_high([cells], [width_of(cells)]) == [1]


@pytest.mark.parametrize(("value", "lines"), [("x" * 60, 1), ("字" * 60, 3), (None, 1), ("", 1)])
def test_a_row_is_as_high_as_its_longest_text(value: str | None, lines: int) -> None:
    # 60 Chinese characters take 120 places; of a column of 60 places 57 are filled.
    assert rows_high([text("x"), text(value)], [10, 60]) == [lines]


def test_whole_words_leave_more_of_a_narrow_column_empty() -> None:
    # 60 letters are as wide as 54 digits; of 28 places 23.8 are filled, of 60 all.
    assert lines_of("x" * 60, 28) == 3
    assert lines_of("x" * 60, 60) == 1


def test_figures_of_several_kinds_are_as_wide_as_the_widest_shown() -> None:
    cells = Cells("Value", pl.Series([152_588.0, 0.7914]), "figure", places=(0, 4))
    assert width_of(cells) == len("152,588") + 2 + 2


def test_a_long_heading_goes_over_several_lines() -> None:
    cells = Cells("Unit of measurement", pl.Series(["%"]))
    assert width_of(cells) == len(["Unit", "of", "measurement"][0]) + 10


def test_a_wide_sheet_goes_over_several_pages() -> None:
    assert pages_wide([23] * 10, 1) == 1
    assert pages_wide([23] * 11, 1) == 2
    # What stands on every page leaves less room: 30 columns of 10 beside 130 places.
    assert pages_wide([130, *[10] * 30], 1) == 3


def test_a_line_goes_over_the_columns_that_there_is_room_for() -> None:
    assert across([], 90) == 1
    assert across([40, 40, 40], 90) == 2
