"""Texts, dates, yes and no."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.data.values import as_text, read_booleans, read_dates, read_text


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-31",
        "2025/1/31",
        "2025.1.31",
        "2025年1月31日",
        "20250131",
        "２０２５－０１－３１",
        "2025-01-31 00:00:00",
        "2025-01-31T12:30:00.5+08:00",
        " 2025-01-31 ",
    ],
)
def test_date_is_read(text: str) -> None:
    assert read_dates(pl.Series([text]), ()).values.to_list() == [dt.date(2025, 1, 31)]


@given(
    st.lists(
        st.sampled_from(
            ["a", " a", "b ", "", "-", "NA", "n/a", "none", "#REF!", "甲", "\u3000", None]
        ),
        max_size=8,
    ),
    st.sampled_from([(), ("none",), ("a",)]),
    st.sampled_from([(), ("-",), ("a", "b")]),
)
def test_texts_that_repeat_are_read_like_single_ones(
    texts: list[str | None], missing: tuple[str, ...], choices: tuple[str, ...]
) -> None:
    alone = [read_text(pl.Series([text], dtype=pl.String), missing, choices) for text in texts]
    together = read_text(pl.Series(texts * 3, dtype=pl.String), missing, choices)
    assert together.values.to_list() == [one.values[0] for one in alone] * 3
    assert together.faults.count == 3 * sum(one.faults.count for one in alone)


@pytest.mark.parametrize(
    "text", ["31/01/2025", "2025-02-30", "2025-13-01", "113/1/31", "45688", "x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    reading = read_dates(pl.Series(["2025-01-31", text]), ())
    assert [fault.at for fault in reading.faults.first] == [1]
    assert f"“{text}” is not a date" in str(reading.faults.first[0].message)


def test_dates_may_be_missing() -> None:
    reading = read_dates(pl.Series(["", None, "NA", "none"]), ("none",))
    assert (reading.values.null_count(), reading.faults.count) == (4, 0)


def test_typed_dates_are_taken() -> None:
    times = pl.Series([dt.datetime(2025, 1, 31, 8)])  # noqa: DTZ001
    assert read_dates(times, ()).values.to_list() == [dt.date(2025, 1, 31)]


@given(st.dates(dt.date(1000, 1, 1)))
def test_dates_read_back_as_written(date: dt.date) -> None:
    assert read_dates(pl.Series([date.isoformat()]), ()).values.to_list() == [date]


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (["true", "TRUE", "Yes", "1", "是", "有", "１"], True),
        (["false", "No", "0", "否", "无", "無"], False),
        (["", "NA", None, "—"], None),
    ],
)
def test_boolean_is_read(texts: list[str], *, value: bool | None) -> None:
    reading = read_booleans(pl.Series(texts, dtype=pl.String), ())
    assert (reading.values.to_list(), reading.faults.count) == ([value] * len(texts), 0)


def test_what_is_no_boolean_is_refused() -> None:
    reading = read_booleans(pl.Series(["yes", "maybe", "2"]), ())
    assert [fault.at for fault in reading.faults.first] == [1, 2]


def test_text_is_trimmed_and_empty_text_is_missing() -> None:
    reading = read_text(pl.Series([" a b\u3000", "", " ", None]), (), ())
    assert reading.values.to_list() == ["a b", None, None, None]


def test_names_that_look_like_missing_are_kept() -> None:
    names = ["NA", "null", "NaN"]
    assert read_text(pl.Series(names), (), ()).values.to_list() == names


def test_unmistakable_and_declared_markers_are_missing() -> None:
    cells = pl.Series(["N/A", "—", "…", "unknown"])
    assert read_text(cells, ("unknown",), ()).values.null_count() == 4


def test_a_choice_is_a_value_whatever_it_looks_like() -> None:
    assert read_text(pl.Series(["-", "+"]), (), ("+", "-")).values.to_list() == ["-", "+"]


def test_spreadsheet_error_in_a_column_of_text_is_refused() -> None:
    reading = read_text(pl.Series(["a", "#REF!"]), (), ())
    assert "spreadsheet error #REF!" in str(reading.faults.first[0].message)


def test_whole_floats_become_text_without_decimals() -> None:
    assert as_text(pl.Series([600519.0, 0.5, None])).to_list() == ["600519", "0.5", None]
