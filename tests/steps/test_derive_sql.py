"""Figures in SQL: an expression of the row, or a SELECT joined by key, never by order."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from steelyard.errors import QueryError
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import Structure, derive

COLUMNS = {"fund": {"type": "text"}, "year": {"type": "integer"}, "a": {}, "user": {}}
STRUCTURE = Structure({"funds": Table.model_validate({"columns": COLUMNS})}, "funds", "fund")
PERIODS = Structure(STRUCTURE.tables, "funds", "fund", "year")
FUNDS = pl.DataFrame({"fund": ["x", "y", "z"], "year": [1, 1, 1], "a": [1.0, 2.0, 3.0]})


def run(
    sql: str, frame: pl.DataFrame = FUNDS, structure: Structure = STRUCTURE, **more: Any
) -> tuple[list[Any], list[Finding]]:
    figures = {"figure": Figure.model_validate({"sql": sql, **more})}
    frames, findings = derive({"funds": frame}, figures, structure)
    return frames["funds"]["figure"].to_list(), findings


def refusal(sql: str, **more: Any) -> str:
    with pytest.raises(QueryError) as caught:
        run(sql, **more)
    text = str(caught.value)
    assert text.startswith("derived.figure.sql: ")
    return text.removeprefix("derived.figure.sql: ")


@pytest.mark.parametrize(
    "order", ["fund", "fund DESC", "CASE fund WHEN 'y' THEN 0 WHEN 'x' THEN 1 ELSE 2 END"]
)
def test_a_select_is_joined_by_key(order: str) -> None:
    found, _ = run(f"SELECT fund, a * 10 AS value FROM funds ORDER BY {order}")
    assert found == [10.0, 20.0, 30.0]


def test_names_of_the_columns_may_be_written_in_any_case() -> None:
    assert run("SELECT FUND, a AS VALUE FROM funds")[0] == [1.0, 2.0, 3.0]


def test_a_unit_without_a_row_is_missing() -> None:
    assert run("SELECT fund, a AS value FROM funds WHERE a > 1")[0] == [None, 2.0, 3.0]


def test_rows_that_belong_to_no_unit_are_told() -> None:
    found, findings = run("SELECT 'w' AS fund, 1 AS value UNION ALL SELECT 'x', 2")
    assert found == [2.0, None, None]
    assert [finding.code for finding in findings] == ["unmatched-rows"]


def test_with_periods_the_period_is_part_of_the_key() -> None:
    frame = pl.DataFrame({"fund": ["x", "x"], "year": [1, 2], "a": [1.0, 2.0]})
    found, _ = run("SELECT fund, year, -a AS value FROM funds", frame, PERIODS)
    assert found == [-1.0, -2.0]


def test_with_periods_a_select_without_the_period_is_refused() -> None:
    text = refusal("SELECT fund, a AS value FROM funds", structure=PERIODS)
    assert text == "The SELECT returns fund, value; expected fund, year, value."


def test_a_key_that_comes_twice_is_refused() -> None:
    text = refusal("SELECT fund, 1 AS value FROM funds UNION ALL SELECT 'x', 2")
    assert text == "The SELECT returns several rows for one fund."


def test_values_of_another_type_are_refused() -> None:
    assert "expected values that can be read as fund (String), value (Float64)" in refusal(
        "SELECT fund, 'many' AS value FROM funds"
    )


def test_a_text_can_be_the_result() -> None:
    assert run("upper(fund)", type="text")[0] == ["X", "Y", "Z"]


def test_an_exact_sum_of_integers_becomes_a_number() -> None:
    assert run("SELECT fund, sum(year) AS value FROM funds GROUP BY fund")[0] == [1.0, 1.0, 1.0]


def test_an_expression_sees_the_whole_table_through_a_window() -> None:
    assert run("a / sum(a) OVER ()")[0] == [1 / 6, 2 / 6, 3 / 6]


def test_an_expression_sees_other_rows_through_a_select() -> None:
    assert run("a - (SELECT max(a) FROM funds)")[0] == [-2.0, -1.0, 0.0]


def test_a_column_with_the_name_of_a_function_is_told_by_its_table() -> None:
    frame = FUNDS.with_columns(user=pl.Series([7.0, 8.0, 9.0]))
    assert run("funds.user", frame)[0] == [7.0, 8.0, 9.0]
    assert "TABLE.user" in refusal("user", frame=frame)


def test_the_numbers_of_rows_are_not_seen_by_a_select() -> None:
    sql = "SELECT fund, 1 AS value FROM (SELECT DISTINCT * FROM funds)"
    frame = FUNDS.head(1)
    figures = {"figure": Figure.model_validate({"sql": sql})}
    with pytest.raises(Exception, match="in a circle"):  # * is every column, the figure's too
        derive({"funds": frame}, figures, STRUCTURE)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("a + fund::INTEGER", "Could not convert string 'x' to INT32"),
        ("max(a)", 'column "#row" must appear in the GROUP BY clause'),
        ("a + DATE '2024-01-01'", "No function matches"),
    ],
)
def test_a_failure_names_the_figure(sql: str, why: str) -> None:
    assert why in refusal(sql)


@pytest.mark.parametrize(
    "sql", ["random()", "SELECT fund, random() AS value FROM funds", "read_csv('x')", "a; SELECT 1"]
)
def test_what_is_refused_names_the_figure(sql: str) -> None:
    assert refusal(sql)
