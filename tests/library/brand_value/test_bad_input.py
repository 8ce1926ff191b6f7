"""What the scheme says of input that cannot be, or that nobody should believe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from steelyard import DataError, Evaluation
from tests.library.brand_value.by_hand import BRAND, METHODS
from tests.library.brand_value.cases import figures, tables, valued


def codes(evaluation: Evaluation) -> set[str]:
    return {finding.code for finding in evaluation.findings}


def broken(evaluation: Evaluation) -> set[str]:
    """Return the rules that are broken."""
    return set(evaluation.breaches["rule"].to_list())


def without(evaluation: Evaluation) -> set[str]:
    """Return the methods that give no value."""
    found = figures(evaluation)
    return {method for method in METHODS if found[method] is None}


def with_year(column: str, year: int, value: float | None) -> Mapping[str, pl.DataFrame]:
    """Return the tables with one cell of one year otherwise."""
    given = tables(BRAND)
    cell = pl.when(pl.col("year") == year).then(value).otherwise(column).alias(column)
    return {**given, "years": given["years"].with_columns(cell)}


@pytest.mark.parametrize("revenue", [0.0, -5.0])
def test_revenue_of_nothing_or_less(revenue: float) -> None:
    found = valued(with_year("revenue", 2027, revenue))
    assert found.aside["rule"].to_list() == ["revenue_not_positive"]
    assert "missing-year" in codes(found)
    # The year is set aside, so whatever needs it is missing, and not 0.
    assert without(found) == set(METHODS) - {"contribution_value"}


@pytest.mark.parametrize("growth", [10.0, 12.0])
def test_growth_at_or_above_the_rate(growth: float) -> None:
    found = valued(tables(BRAND, growth=growth))
    assert "growth_at_rate" in broken(found)
    assert "growth-not-below-rate" in codes(found)
    assert "royalty_relief" in without(found)


def test_a_royalty_outside_the_range_is_told_and_used() -> None:
    found = valued(tables(BRAND, agreed_royalty=9.0))
    assert "royalty_out_of_range" in broken(found)
    assert figures(found)["royalty"] == 9.0
    assert "royalty_out_of_range" not in broken(valued(tables(BRAND, agreed_royalty=5.0)))


def test_a_tax_rate_of_all() -> None:
    found = valued(tables(BRAND, tax=100.0))
    assert "all_taxed" in broken(found)
    assert "royalty_relief" not in without(found)
    assert figures(found)["royalty_relief"] == 0.0
    assert "all_taxed" not in broken(valued(tables(BRAND)))


@pytest.mark.parametrize(("column", "cell"), [("tax", 120.0), ("loyalty", 104.0)])
def test_a_cell_outside_its_scale_is_refused_with_its_place(column: str, cell: float) -> None:
    with pytest.raises(DataError, match=f"{column}: {cell:g} is outside the allowed range"):
        valued(tables(BRAND, **{column: cell}))


def test_a_missing_year() -> None:
    given = tables(BRAND)
    found = valued({**given, "years": given["years"].filter(pl.col("year") != 2027)})
    assert "missing-year" in codes(found)
    assert without(found) == set(METHODS) - {"contribution_value"}


def test_a_year_without_its_revenue() -> None:
    found = valued(with_year("revenue", 2028, None))
    assert "missing-flow" in codes(found)
    assert without(found) == {"royalty_relief"}


def test_a_currency_without_a_rate_on_the_day() -> None:
    found = valued(tables(BRAND, currency="XXX"))
    assert without(found) == set(METHODS)
    told = [str(one.message) for one in found.findings if one.column == "exchange_rate"]
    assert any("XXX" in text for text in told)


def test_a_day_before_there_were_rates() -> None:
    found = valued(tables(BRAND, currency="CNY", valuation_day=date(1990, 6, 1)))
    assert without(found) == set(METHODS)


def test_profit_above_revenue() -> None:
    assert "profit_above_revenue" in broken(valued(with_year("nopat", 2026, 5000.0)))


def test_a_sector_that_nobody_knows_is_refused() -> None:
    with pytest.raises(DataError, match="spaceships"):
        valued(tables(BRAND, sector="spaceships"))


def test_revenue_that_was_restated() -> None:
    last = pl.DataFrame({"brand": ["Ours"], "country": ["US"], "revenue": [880.0]}).with_columns(
        value=pl.lit(1.0), currency=pl.lit("USD"), rate_day=pl.lit(date(2025, 12, 31))
    )
    found = valued({**tables(BRAND), "last_list": last})
    assert "revenue_restated" in broken(found)
    same = last.with_columns(revenue=pl.lit(940.0))
    assert "revenue_restated" not in broken(valued({**tables(BRAND), "last_list": same}))


def test_revenue_that_doubles_or_halves() -> None:
    for rule, before in {"revenue_jump": 500.0, "revenue_fall": 2000.0}.items():
        brand = replace(BRAND, revenue={**BRAND.revenue, 2024: before})
        assert rule in broken(valued(tables(brand)))
