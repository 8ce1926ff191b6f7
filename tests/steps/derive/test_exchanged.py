"""The derived kind ``exchange``: what it reads, what it gives, and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from steelyard.errors import SchemeError
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import Structure, derive
from steelyard.steps.derive.exchanged import digits

COLUMNS = {"brand": "text", "money": "text", "day": "date", "year": "integer", "value": "number"}
SALES = {"sale": "text", "brand": "text", "money": "text", "day": "date"}
STRUCTURE = Structure(
    {
        name: Table.model_validate(
            {"key": [key], "columns": {column: {"type": kind} for column, kind in columns.items()}}
        )
        for name, key, columns in (("brands", "brand", COLUMNS), ("sales", "sale", SALES))
    },
    units="brands",
    key="brand",
)
DAY = dt.date(2025, 12, 31)


def brands(rows: Sequence[tuple[str | None, dt.date | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "brand": [f"b{at}" for at in range(len(rows))],
            "money": pl.Series([money for money, _ in rows], dtype=pl.String),
            "day": pl.Series([day for _, day in rows], dtype=pl.Date),
        }
    )


def exchange(**declared: Any) -> Figure:
    return Figure.model_validate(
        {"exchange": {"from": "money", "to": "USD", "day": "day", **declared}}
    )


def computed(
    frame: pl.DataFrame, figure: Figure | None = None, table: str = "brands"
) -> tuple[list[float | None], list[Finding]]:
    figures = {"rate": figure or exchange()}
    frames, findings = derive({table: frame}, figures, STRUCTURE)
    return frames[table]["rate"].to_list(), findings


def said(findings: Sequence[Finding]) -> list[tuple[str, str | None, str]]:
    return [(one.code, one.unit, one.message.render("en")) for one in findings]


def test_each_row_has_the_rate_of_its_currency_and_day() -> None:
    rows = [("CNY", DAY), ("EUR", DAY), ("USD", DAY), ("CNY", dt.date(2024, 12, 31))]
    found, findings = computed(brands(rows))
    # ECB, 31 December: 1.175 USD and 8.2262 CNY in 2025, 1.0389 USD and 7.5833 CNY in 2024.
    assert found == pytest.approx([1.175 / 8.2262, 1.175, 1, 1.0389 / 7.5833], rel=1e-15)
    assert said(findings) == [
        ("exchange-rate", None, "1 CNY = 0.136998 USD (ECB, 2024-12-31)."),
        ("exchange-rate", None, "1 CNY = 0.142836 USD (ECB, 2025-12-31)."),
        ("exchange-rate", None, "1 EUR = 1.175 USD (ECB, 2025-12-31)."),
    ]
    assert {(one.severity, one.table, one.column) for one in findings} == {
        ("note", "brands", "rate")
    }


def test_a_rate_of_an_earlier_day_is_told() -> None:
    found, findings = computed(brands([("EUR", dt.date(2023, 12, 31))]))
    assert found == [1.105]
    assert said(findings) == [
        (
            "earlier-exchange-rate",
            None,
            "1 EUR = 1.105 USD (ECB, 2023-12-29): the last rate before 2023-12-31, which has none.",
        )
    ]


def test_where_there_is_no_rate_the_figure_is_missing_and_the_unit_told() -> None:
    rows = [("RUB", DAY), ("CNX", DAY), ("JPY", dt.date(2999, 1, 1)), ("EUR", DAY)]
    found, findings = computed(brands(rows))
    assert found[:3] == [None, None, None]
    codes = [(one.code, one.unit, one.severity) for one in findings if one.unit]
    assert codes == [
        ("no-exchange-rate", "b0", "warning"),
        ("unknown-currency", "b1", "warning"),
        ("no-exchange-rate", "b2", "warning"),
    ]
    texts = [text for _, unit, text in said(findings) if unit]
    assert texts[0] == (
        "“rate” is missing: RUB has no exchange rate on 2025-12-31 or in the 10 days before."
    )
    assert texts[1] == (
        "“rate” is missing: there are no exchange rates of “CNX”. Did you mean “CNY”?"
    )
    assert texts[2].startswith("“rate” is missing: exchange rates are known until ")
    assert texts[2].endswith(", not on 2999-01-01.")


def test_a_wanted_currency_without_a_rate_is_the_one_that_is_told() -> None:
    found, findings = computed(brands([("EUR", dt.date(2004, 5, 3))]), exchange(to="CNY"))
    assert found == [None]
    assert said(findings)[0][2].startswith("“rate” is missing: CNY has no exchange rate")


def test_a_missing_cell_gives_a_missing_rate_and_is_no_unknown_currency() -> None:
    found, findings = computed(brands([(None, DAY), ("EUR", None)]))
    assert (found, findings) == ([None, None], [])


def test_columns_that_were_not_given_and_tables_without_rows() -> None:
    assert computed(brands([("EUR", DAY)]).drop("day")) == ([None], [])
    assert computed(brands([])) == ([], [])


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64])
def test_a_year_means_its_last_day(dtype: type[pl.DataType]) -> None:
    years = pl.Series("year", [2025, 2023, None, 12_025], dtype=pl.Int64).cast(dtype)
    frame = brands([("EUR", None)] * 4).with_columns(years)
    found, findings = computed(frame, exchange(day="year"))
    assert found == [1.175, 1.105, None, None]
    assert [(one.code, one.unit) for one in findings] == [
        ("earlier-exchange-rate", None),
        ("exchange-rate", None),
        ("no-exchange-rate", "b3"),
    ]


def test_what_was_written_from_memory_is_a_warning() -> None:
    _found, findings = computed(brands([("TWD", DAY), ("SAR", DAY)]))
    warnings = [one for one in findings if one.severity == "warning"]
    assert [one.code for one in warnings] == ["unchecked-exchange-rate"]
    assert "memory" in warnings[0].message.render("en")
    assert "TWD" in warnings[0].message.render("en")
    assert "SAR" not in warnings[0].message.render("en")


def test_rows_of_another_table_are_counted() -> None:
    rows = [("EUR", DAY), ("RUB", DAY), ("RUB", dt.date(2024, 1, 2)), ("ZZZ", DAY)]
    frame = brands(rows).rename({"brand": "sale"}).with_columns(brand=pl.lit("b"))
    found, findings = computed(frame, exchange().model_copy(update={"on": "sales"}), "sales")
    assert found == [1.175, None, None, None]
    at = "has no exchange rate on 2024-01-02 or in the 10 days before."
    assert said(findings)[1:] == [
        ("no-exchange-rate", None, f"2 rows of “sales”: “rate” is missing: RUB {at}"),
        (
            "unknown-currency",
            None,
            "1 rows of “sales”: “rate” is missing: there are no exchange rates of “ZZZ”.",
        ),
    ]


def test_many_rates_of_a_currency_are_one_note() -> None:
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    found, findings = computed(brands([("EUR", day) for day in days]))
    assert len(set(found)) > 100
    known = [one for one in found if one is not None]
    assert len(findings) == 1
    text = findings[0].message.render("en")
    assert f"1 EUR = {digits(min(known))} to {digits(max(known))} USD" in text
    assert "from 2024-12-31 to 2025-12-31 (ECB)" in text


def test_sources_of_many_rates_are_told_once() -> None:
    days = [dt.date(2023, 12, 15) + dt.timedelta(days=n) for n in range(30)]
    _found, findings = computed(brands([("TWD", day) for day in days]), exchange(to="EUR"))
    codes = [one.code for one in findings]
    assert codes == ["exchange-rate", "mean-exchange-rate", "unchecked-exchange-rate"]
    assert findings[0].message.render("en").endswith("to 2024-01-12 (CBC, ECB, FRB).")


def test_units_with_periods_are_told_with_their_period() -> None:
    table = Table.model_validate(
        {"key": ["brand", "year"], "columns": {name: {"type": k} for name, k in COLUMNS.items()}}
    )
    structure = Structure({"brands": table}, units="brands", key="brand", period="year")
    frame = pl.DataFrame({"brand": ["a", "a"], "year": [1990, 2025], "money": ["GBP", "GBP"]})
    _frames, findings = derive({"brands": frame}, {"rate": exchange(day="year")}, structure)
    assert [(one.unit, one.code) for one in findings][-1] == ("a", "no-exchange-rate")
    assert findings[-1].message.render("en").startswith("1990: “rate” is missing: GBP")


def test_a_column_may_be_called_as_the_result_is() -> None:
    declared = {"brand": "text", "currency": "text", "rate": "number", "why": "date"}
    columns = {name: {"type": kind} for name, kind in declared.items()}
    table = Table.model_validate({"key": ["brand"], "columns": columns})
    frame = pl.DataFrame({"brand": ["a"], "currency": ["RUB"], "rate": [1.0], "why": [DAY]})
    figure = Figure.model_validate({"exchange": {"from": "currency", "to": "USD", "day": "why"}})
    structure = Structure({"brands": table}, units="brands", key="brand")
    frames, findings = derive({"brands": frame}, {"money": figure}, structure)
    assert frames["brands"]["money"].to_list() == [None]
    assert [one.unit for one in findings] == ["a"]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"from": "value"}, "“value” holds number; expected text."),
        ({"day": "money"}, "“money” holds text; expected date, integer."),
        ({"day": "value"}, "“value” holds number; expected date, integer."),
        ({"from": "moneys"}, "“brands” has no column or figure “moneys”. Did you mean “money”?"),
    ],
)
def test_columns_that_do_not_fit_are_refused(declared: dict[str, str], message: str) -> None:
    with pytest.raises(SchemeError) as refused:
        computed(brands([]), exchange(**declared))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8.2262, "8.2262"),
        (20275.17, "20275.2"),
        (5.51e-05, "0.0000551"),
        (1.0, "1"),
        (1e6, "1000000"),
    ],
)
def test_rates_are_written_in_full(value: float, text: str) -> None:
    assert digits(value) == text
