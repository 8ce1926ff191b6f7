"""From a file and a declared table to a typed frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard.data.page import FramePage
from steelyard.data.table import read_page
from steelyard.errors import DataError, UsageError
from steelyard.scheme.inputs import Table

Read = Callable[..., Any]


def codes(findings: list[Any]) -> list[str]:
    return [finding.code for finding in findings]


def test_columns_have_the_declared_order_and_types(read: Read) -> None:
    columns = {"n": "number", "i": "integer", "t": "text", "d": "date", "b": "boolean"}
    frame, findings = read("b,d,t,i,n\n是,2025-01-31,x,3,1.5\n,,,,\n,,y,,\n", columns)
    assert frame.to_dict(as_series=False) == {
        "n": [1.5, None],
        "i": [3, None],
        "t": ["x", "y"],
        "d": [dt.date(2025, 1, 31), None],
        "b": [True, None],
        "_row": [2, 4],
    }
    assert frame.dtypes == [pl.Float64, pl.Int64, pl.String, pl.Date, pl.Boolean, pl.Int64]
    assert codes(findings) == ["empty-rows-left-out"]


def test_header_alone_is_an_ordinary_empty_table(read: Read) -> None:
    frame, findings = read("a,b\n", {"a": "text", "b": "number"})
    assert frame.shape == (0, 3)
    assert frame.dtypes == [pl.String, pl.Float64, pl.Int64]
    assert findings == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(read: Read, delimiter: str) -> None:
    frame, _ = read(f"a{delimiter}b\nx{delimiter}1\n", {"a": "text", "b": "number"})
    assert frame.row(0) == ("x", 1.0, 2)


def test_rows_above_the_header_are_left_out_and_told(read: Read) -> None:
    frame, findings = read("Table 1, in euros\n\nb,a\n1,x\n", {"a": "text", "b": "number"})
    assert frame.row(0) == ("x", 1.0, 4)
    assert codes(findings) == ["header-row-found"]
    assert findings[0].row == 3


def test_columns_that_are_not_declared_are_left_out_and_told_once(read: Read) -> None:
    frame, findings = read("a,b,c,\n1,2,3,\n", {"b": "number"})
    assert frame.columns == ["b", "_row"]
    assert codes(findings) == ["columns-ignored"]
    assert "left out: a, c." in str(findings[0].message)


def test_optional_column_that_is_absent_is_missing(read: Read) -> None:
    columns = {"a": "text", "b": {"required": False}, "c": {"type": "date", "required": False}}
    frame, findings = read("a\nx\n", columns)
    assert frame.row(0) == ("x", None, None, 2)
    assert frame.dtypes == [pl.String, pl.Float64, pl.Date, pl.Int64]
    assert [(f.code, f.column) for f in findings] == [
        ("column-absent", "b"),
        ("column-absent", "c"),
    ]


def test_required_column_that_is_absent_is_told_with_the_headers(read: Read) -> None:
    columns = {"country": "text", "patents": {"headers": ["Patents granted"]}, "x": "number"}
    with pytest.raises(DataError) as caught:
        read("country,patent\nx,1\n", columns)
    first, second, last = caught.value.problems
    assert "no column “patents”, nor one with the header “Patents granted”" in str(first)
    assert (first.field, first.nearest) == ("patents", "patent")
    assert "no column “x”" in str(second)
    assert "The headers of the file are country, patent." in str(last)


@pytest.mark.parametrize("header", ["a,b,b", "a,b,amount", "a,B,b ,b"])
def test_two_columns_for_one_are_refused(read: Read, header: str) -> None:
    columns = {"a": "text", "b": {"headers": ["amount"]}}
    with pytest.raises(DataError, match=r"t\.csv:1: b: Several columns of the file are this one"):
        read(header.replace("B,b ,b", "b,b ") + "\nx,1,2\n", columns)


def test_wrong_cells_are_told_with_row_column_and_text(read: Read) -> None:
    columns = {"a": "text", "b": {"headers": ["Amount"]}, "c": "date"}
    with pytest.raises(DataError) as caught:
        read("a,Amount,c\nx,1,2025-01-01\ny,abc,soon\nz,inf,\n", columns)
    problems = caught.value.problems
    assert [(p.line, p.column, p.field) for p in problems] == [
        (3, 2, "b (Amount)"),
        (3, 3, "c"),
        (4, 2, "b (Amount)"),
    ]
    assert "t.csv:3:2: b (Amount): “abc” is not a number; expected one such as" in str(problems[0])
    assert "“soon” is not a date" in str(problems[1])
    assert "“inf” is not a finite number" in str(problems[2])


def test_twenty_problems_are_shown_and_the_rest_counted(read: Read) -> None:
    with pytest.raises(DataError) as caught:
        read("a,b\n" + "x,y\n" * 30, {"a": "number", "b": "number"})
    assert len(caught.value.problems) == 21
    assert [p.line for p in caught.value.problems[:3]] == [2, 2, 3]
    assert "There are 40 more problems like these." in str(caught.value.problems[-1])


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ({"range": [0, 100]}, "101", "101 is outside the allowed range, 0 to 100."),
        ({"range": [0, None]}, "-0.5", "-0.5 is less than 0, the least allowed."),
        ({"range": [None, 5]}, "6", "6 is more than 5, the most allowed."),
        ({"type": "integer", "range": [1, 5]}, "6", "6 is outside the allowed range, 1 to 5."),
        ({"type": "integer"}, "1.5", "1.5 is not a whole number"),
        ({"type": "text", "choices": ["yes", "no"]}, "nope", "not one of the values allowed: yes"),
        ({"type": "integer", "choices": ["1", "2"]}, "3", "“3” is not one of the values allowed"),
    ],
)
def test_value_that_cannot_be_is_refused(read: Read, column: Any, text: str, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        read(f"k,a\n1,\n2,{text}\n", {"k": "text", "a": column})
    (problem,) = caught.value.problems
    assert (problem.line, problem.field) == (3, "a")
    assert sentence in str(problem)


@pytest.mark.parametrize("text", ["0", "100", "50.5", ""])
def test_bounds_of_the_range_are_allowed(read: Read, text: str) -> None:
    frame, _ = read(f"k,a\n1,{text}\n", {"k": "text", "a": {"range": [0, 100]}})
    assert frame.height == 1


def test_unlisted_choice_is_told_with_the_nearest(read: Read) -> None:
    with pytest.raises(DataError) as caught:
        read("a\nChina\nJapn\n", {"a": {"type": "text", "choices": ["China", "Japan"]}})
    assert caught.value.problems[0].nearest == "Japan"


def test_repeated_key_is_told_with_both_rows(read: Read) -> None:
    with pytest.raises(DataError) as caught:
        read("a,b\nx,1\ny,1\nx,1\n", {"a": "text", "b": "integer"}, key=["a", "b"])
    (problem,) = caught.value.problems
    assert problem.line == 4
    assert "“x, 1” stands in row 2 already" in str(problem)


def test_row_without_key_is_refused(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.csv:3: a: The key is empty"):
        read("a,b\nx,1\n,2\n", {"a": "text", "b": "number"}, key=["a"])


@pytest.mark.parametrize(
    ("header", "column", "value", "factor"),
    [
        ("amount (元)", {"unit": "万元"}, 1234.0, "in 元 were converted to 万元 (÷ 10000)"),
        (
            "金額（萬元）",
            {"unit": "元", "headers": ["金額"]},
            123.4e9,
            "in 萬元 were converted to 元 (× 10000)",
        ),
        ("Amount [thousand EUR]", {"unit": "EUR million"}, 12340.0, "(÷ 1000)"),
        ("amount (€ million)", {"unit": "1"}, None, ""),
    ],
)
def test_unit_of_the_header_is_converted_and_told(
    read: Read, header: str, column: dict[str, Any], value: float | None, factor: str
) -> None:
    if value is None:
        with pytest.raises(DataError, match=r"t\.csv:1:1: amount .*cannot be converted to 1"):
            read(f"{header}\n12340000\n", {"amount": column})
        return
    frame, findings = read(f"{header}\n12340000\n", {"amount": column})
    assert frame["amount"].to_list() == [value]
    assert codes(findings) == ["converted"]
    assert factor in str(findings[0].message)


def test_unit_declared_for_a_header_is_converted(read: Read) -> None:
    column = {"unit": "EUR million", "headers": [{"header": "Sum", "unit": "EUR thousand"}]}
    frame, findings = read("Sum\n1500\n", {"amount": column})
    assert frame["amount"].to_list() == [1.5]
    assert codes(findings) == ["converted"]


def test_unit_given_in_the_call_wins(read: Read) -> None:
    frame, findings = read("a (万元)\n2\n", {"a": {"unit": "万元"}}, units={"a": "亿元"})
    assert frame["a"].to_list() == [20000.0]
    assert codes(findings) == ["converted"]


def test_unit_given_for_no_column_is_refused(read: Read) -> None:
    with pytest.raises(UsageError, match=r"“amont”.*Did you mean “amount”"):
        read("amount\n1\n", {"amount": {"unit": "元"}}, units={"amont": "万元"})


def test_money_of_another_country_needs_an_exchange_rate(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.csv:1:1: a .*without an exchange rate"):
        read("a (元)\n2\n", {"a": {"unit": "EUR"}})


def test_unit_of_the_file_without_declared_unit_is_told(read: Read) -> None:
    frame, findings = read("a (元)\n2\n", {"a": {}})
    assert frame["a"].to_list() == [2.0]
    assert codes(findings) == ["unit-not-declared"]


def test_range_holds_after_conversion(read: Read) -> None:
    frame, _ = read("a (元)\n20000\n", {"a": {"unit": "万元", "range": [0, 10]}})
    assert frame["a"].to_list() == [2.0]


def test_integers_may_be_converted(read: Read) -> None:
    frame, _ = read("n (千人)\n1.5\n", {"n": {"type": "integer", "unit": "人"}})
    assert frame["n"].to_list() == [1500]


def test_findings_name_table_and_column(read: Read) -> None:
    _, findings = read('a\n"1,234"\n', {"a": {}})
    assert [(f.code, f.table, f.column) for f in findings] == [
        ("thousands-separators-read", "t", "a")
    ]


def test_semicolons_with_decimal_commas(read: Read) -> None:
    frame, findings = read("k;a;b\nx;1,5;1.234\ny;2,25;\n", {"k": "text", "a": {}, "b": {}})
    assert frame.select("a", "b").rows() == [(1.5, 1234.0), (2.25, None)]
    assert codes(findings) == ["decimal-comma-read", "thousands-separators-read"]


def test_typed_figures_are_not_read_like_the_texts_beside_them(
    declared: Callable[..., Table],
) -> None:
    frame = pl.DataFrame({"a": [1.234], "b": ["1,5"]})
    read = read_page(FramePage(frame, pl.Series([1])), "t", declared({"a": {}, "b": {}}), file="t")
    assert read.frame.row(0) == (1.234, 1.5, 1)


def test_doubtful_figures_are_refused(read: Read) -> None:
    with pytest.raises(DataError, match="may have a thousands separator or a decimal comma"):
        read("k;a\nx;1,234\n", {"k": "text", "a": {}})


def test_columns_of_lists_are_refused(declared: Callable[..., Table]) -> None:
    page = FramePage(pl.DataFrame({"a": [[1], [2]]}), pl.Series([1, 2]))
    with pytest.raises(DataError, match="t: a: The column holds lists or bytes"):
        read_page(page, "t", declared({"a": {}}), file="t")


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        (pl.Series([1, None], dtype=pl.UInt8), "number", [1.0, None]),
        (pl.Series(["1.50"]).cast(pl.Decimal(10, 2)), "number", [1.5]),
        (pl.Series([float("nan"), 2.0]), "number", [None, 2.0]),
        (pl.Series([2**62], dtype=pl.Int64), "integer", [2**62]),
        (pl.Series(["a", "b"], dtype=pl.Categorical), "text", ["a", "b"]),
        (pl.Series([600519.0]), "text", ["600519"]),
        (pl.Series([1, 0]), "boolean", [True, False]),
        (pl.Series([None]), "date", [None]),
        (pl.Series(["1,234"]), "number", [1234.0]),
    ],
)
def test_typed_columns_are_read(
    declared: Callable[..., Table], cells: pl.Series, column: str, expected: list[object]
) -> None:
    frame = pl.DataFrame({"a": cells, "k": range(len(cells))})
    page = FramePage(frame, frame["k"])
    read = read_page(page, "t", declared({"a": column, "k": "integer"}), file="t")
    assert read.frame["a"].to_list() == expected


FINITE = st.floats(allow_nan=False, allow_infinity=False)
FRAMES = st.lists(st.tuples(FINITE, FINITE, st.none() | FINITE), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FRAMES)
def test_any_table_of_floats_reads_back_equal(
    read: Read, rows: list[tuple[float, float, float | None]]
) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abc", pl.Float64), orient="row")
    again, findings = read(frame.write_csv(), dict.fromkeys("abc", "number"))
    assert again.drop("_row").equals(frame)
    assert findings == []
