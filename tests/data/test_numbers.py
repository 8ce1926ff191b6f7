"""Figures as people write them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.data.numbers import figures, file_style, read_figures, whole
from steelyard.data.values import Reading


def read(
    cells: Sequence[str | float | None],
    unit: str | None = None,
    *,
    missing: tuple[str, ...] = (),
    decimal_comma: bool = False,
) -> Reading:
    column = figures(pl.Series(cells), missing)
    return read_figures(column, unit, file_style([column]), decimal_comma=decimal_comma)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5),
        (" 5 ", 5.0),
        ("+5", 5.0),
        ("-5", -5.0),
        ("−5", -5.0),
        ("–5", -5.0),
        ("1e3", 1000.0),
        ("1.5E+03", 1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("１２３４．５", 1234.5),
        ("１，２３４", 1234.0),
        ("－３", -3.0),
        ("1,234", 1234.0),
        ("1,234,567.8", 1234567.8),
        ("1 234 567.8", 1234567.8),
        ("1\u00a0234", 1234.0),
        ("1\u202f234", 1234.0),
        ("1'234.5", 1234.5),
        ("1’234", 1234.0),
        ("-1,234", -1234.0),
        ("(1,234)", -1234.0),
        ("（1,234.5）", -1234.5),
        ("$1,234", 1234.0),
        ("US$ 5", 5.0),
        ("-€5", -5.0),
        ("€-5", -5.0),
        ("￥12", 12.0),
        ("(£5)", -5.0),
        ("1234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("0,123", 0.123),
        ("1.234.567", 1234567.0),
        ("1.234,5", 1234.5),
    ],
)
def test_figure_is_read(text: str, value: float) -> None:
    reading = read([text])
    assert (reading.values.to_list(), reading.faults.count) == ([value], 0)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12abc",
        "1,23,456",
        "12,3456,789",
        "1,234 567",
        "12¹",
        "½",
        "1_000",
        "0x1F",
        "--5",
        "$5€",
        "(5",
        "5)",
        "+-5",
        "5-",
        "1.2.3",
        "三",
        "12万",
        "12元",
        "2020-01-01",
        "#REF!",
        "$",
        "%",
    ],
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    reading = read(["1", text])
    assert reading.values.to_list() == [1.0, None]
    assert [fault.at for fault in reading.faults.first] == [1]
    assert f"“{text}” is not a number; expected" in str(reading.faults.first[0].message)


@pytest.mark.parametrize(
    "text", ["inf", "Inf", "-inf", "Infinity", "NaN", "nan", "1e999", "-9e999"]
)
def test_what_is_not_finite_is_refused(text: str) -> None:
    reading = read(["1", text])
    assert reading.values.to_list() == [1.0, None]
    assert f"“{text}” is not a finite number" in str(reading.faults.first[0].message)


@pytest.mark.parametrize(
    "text", ["", " ", "NA", "N/A", "n/a", "#N/A", "-", "–", "—", "…", "..", "...", "null", None]
)
def test_no_value_is_null(text: str | None) -> None:
    reading = read(["1", text])
    assert (reading.values.to_list(), reading.faults.count) == ([1.0, None], 0)


def test_declared_texts_mean_no_value_even_if_they_are_figures() -> None:
    assert read(["1", "-999", "NaN"], missing=("-999", "NaN")).values.to_list() == [1, None, None]
    assert read([1.0, -999.0], missing=("-999", "x")).values.to_list() == [1, None]


@pytest.mark.parametrize(
    ("unit", "value", "told"),
    [
        ("%", 12.5, []),
        (None, 0.125, ["percentages-read"]),
        ("1", 0.125, ["percentages-read"]),
        ("‰", 125.0, ["percentages-read"]),
        ("% of GDP", 12.5, []),
    ],
)
def test_percentage_sign(unit: str | None, value: float, told: list[str]) -> None:
    reading = read(["12.5%"], unit)
    assert (reading.values.to_list(), codes(reading)) == ([value], told)


def test_percentage_in_a_column_of_money_is_refused() -> None:
    reading = read(["12.5%"], "EUR")
    assert "“12.5%” is a percentage in a column measured in EUR" in str(
        reading.faults.first[0].message
    )


def test_sign_of_another_currency_is_refused() -> None:
    reading = read(["€5", "$5"], "USD million")
    assert [fault.at for fault in reading.faults.first] == [0]
    assert "currency sign in a column measured in USD million" in str(
        reading.faults.first[0].message
    )


@pytest.mark.parametrize(
    ("cells", "code", "sentence"),
    [
        (["1,234", "5"], "thousands-separators-read", "such as “1,234” as 1234; cells: 1."),
        (["1,5", "2,5"], "decimal-comma-read", "such as “1,5” as 1.5; cells: 2."),
        (["5%"], "percentages-read", "such as “5%” to 0.05; cells: 1."),
        (["$5"], "currency-signs-left-out", "such as “$5” read as 5; cells: 1."),
        (["(5)"], "parentheses-read-as-negative", "such as “(5)” as -5; cells: 1."),
        (["1", "#NUM!", "#DIV/0!"], "undefined-read-as-missing", "#NUM! were read as missing: 2."),
        ([1.0, math.nan], "not-a-number-read-as-missing", "NaN were read as missing: 1."),
    ],
)
def test_each_way_of_writing_is_told_once(cells: list[str], code: str, sentence: str) -> None:
    reading = read(cells)
    assert codes(reading) == [code]
    assert sentence in str(reading.findings[0].message)


def test_plain_figures_need_no_remark() -> None:
    assert read(["1", "-2.5", "1e3"]).findings == ()


def test_decimal_comma_of_a_column_settles_its_doubtful_figures() -> None:
    assert read(["1,234", "0,5", "1.234"]).values.to_list() == [1.234, 0.5, 1234.0]


def test_decimal_point_of_a_column_settles_its_doubtful_figures() -> None:
    assert read(["1,234", "0.5"], decimal_comma=True).values.to_list() == [1234.0, 0.5]


def test_comma_and_point_for_decimals_in_one_column_are_refused() -> None:
    reading = read(["1.5", "1,5"])
    assert [fault.at for fault in reading.faults.first] == [1]
    assert "some have a decimal comma and some a decimal point" in str(
        reading.faults.first[0].message
    )


def test_doubtful_figure_is_refused_where_decimal_commas_are_usual() -> None:
    reading = read(["1,234", "5"], decimal_comma=True)
    assert reading.values.to_list() == [None, 5.0]
    assert "may have a thousands separator or a decimal comma" in str(
        reading.faults.first[0].message
    )


def test_another_column_settles_doubtful_figures() -> None:
    doubtful, telling = figures(pl.Series(["1.234", "5"])), figures(pl.Series(["1,5", "2"]))
    style = file_style([doubtful, telling])
    assert read_figures(doubtful, None, style).values.to_list() == [1234.0, 5.0]


def test_columns_that_differ_settle_nothing_for_the_file() -> None:
    columns = [figures(pl.Series(["1,5"])), figures(pl.Series(["1.5"]))]
    assert file_style(columns) is None


def test_infinite_figures_of_a_typed_column_are_refused() -> None:
    reading = read([1.0, math.inf, None])
    assert [fault.at for fault in reading.faults.first] == [1]


def test_reading_leaves_the_column_as_it_was() -> None:
    column = figures(pl.Series(["1", "2,000", "x"]))
    first, second = (read_figures(column, None, None) for _ in range(2))
    assert column.values.to_list() == [1.0, None, None]
    assert first.values.equals(second.values)


def test_empty_column_is_read() -> None:
    assert read_figures(figures(pl.Series([], dtype=pl.String)), None, None).values.len() == 0


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5), ("5.0", 5), ("9007199254740993", 9007199254740993), ("1e3", 1000)]
)
def test_whole_numbers_are_exact(text: str, value: int) -> None:
    cells = pl.Series([text])
    assert whole(cells.cast(pl.Float64), cells).values.to_list() == [value]


@pytest.mark.parametrize(
    ("dtype", "value"), [(pl.Int64, 2**53 + 1), (pl.UInt64, 2**62 + 1), (pl.Int8, -7)]
)
def test_integers_are_taken_exactly(dtype: type[pl.DataType], value: int) -> None:
    column = figures(pl.Series([value, None], dtype=dtype))
    read = read_figures(column, None, None)
    assert whole(read.values, column.cells).values.to_list() == [value, None]


def test_a_fraction_among_typed_numbers_is_no_integer() -> None:
    column = figures(pl.Series([1.5, 2.0, None]))
    read = whole(read_figures(column, None, None).values, column.cells)
    assert read.values.to_list() == [None, 2, None]
    assert [fault.at for fault in read.faults.first] == [0]


def test_a_number_may_mean_that_there_is_none() -> None:
    column = figures(pl.Series([5.0, -999.0, None]), ("-999",))
    assert column.values.to_list() == [5.0, None, None]
    assert column.text.to_list() == ["5", None, None]


@pytest.mark.parametrize("value", [1.5, 1e300])
def test_what_is_no_integer_is_refused(value: float) -> None:
    assert whole(pl.Series([value]), None).faults.count == 1


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(FINITE))
def test_floats_read_back_as_written(values: list[float]) -> None:
    cells = pl.Series([repr(value) for value in values], dtype=pl.String)
    assert read_figures(figures(cells), None, None).values.to_list() == values


GROUPED = st.floats(-1e12, 1e12).map(lambda value: round(value, 2))


@given(st.lists(GROUPED, min_size=1))
def test_figures_with_thousands_separators_read_back(values: list[float]) -> None:
    assert read([f"{value:,.2f}" for value in values]).values.to_list() == values


@given(st.lists(GROUPED, min_size=1))
def test_figures_with_decimal_commas_read_back(values: list[float]) -> None:
    swap = str.maketrans(",.", ".,")
    texts = [f"{value:,.2f}".translate(swap) for value in values]
    assert read(texts, decimal_comma=True).values.to_list() == values
