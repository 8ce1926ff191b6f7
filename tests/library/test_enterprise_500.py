"""Enterprises by revenue, with the arithmetic by country that Fortune prints.

Source: Fortune Global 500 of 2024, the first 30; with the list it printed that Apple, Alphabet,
Microsoft (and Meta, 39,098) earned 282 bn USD.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest

from steelyard.library import sample
from tests.library.runs import of_frames, of_sample

LIST = pl.read_csv(sample("enterprise-500")["companies"])
META = 39_098.0


def by_hand() -> dict[str | None, list[tuple[float, float]]]:
    """Return revenue and profit of the companies of each country, and of all."""
    found: dict[str | None, list[tuple[float, float]]] = defaultdict(list)
    for country, revenue, profit in LIST.select("country", "revenue", "profit").iter_rows():
        found[country].append((revenue, profit))
        found[None].append((revenue, profit))
    return found


def test_companies_stand_as_published() -> None:
    found = of_sample("enterprise-500").ranking
    assert found["company"].to_list() == LIST["company"].to_list()
    assert found["rank"].to_list() == list(range(1, 31))


@pytest.mark.parametrize("country", by_hand())
def test_count_totals_and_means_of_a_country(country: str | None) -> None:
    table = of_sample("enterprise-500").group_tables["countries"]
    row = table.row(by_predicate=pl.col("country").eq_missing(pl.lit(country)), named=True)
    companies = by_hand()[country]
    revenue, profit = (sum(figures) for figures in zip(*companies, strict=True))
    assert row["companies"] == len(companies)
    assert (row["revenue"], row["profit"]) == pytest.approx((revenue, profit))
    assert row["mean_revenue"] == pytest.approx(revenue / len(companies))
    assert row["mean_profit"] == pytest.approx(profit / len(companies))
    assert row["share_of_list"] == pytest.approx(100 * revenue / LIST["revenue"].sum())


def test_four_of_them_earned_what_was_printed() -> None:
    found = of_sample("enterprise-500").ranking
    profits = dict(found.select("company", "profit").iter_rows())
    earned = profits["Apple"] + profits["Alphabet"] + profits["Microsoft"] + META
    assert round(earned / 1000) == 282


def test_the_country_with_most_companies_stands_first() -> None:
    table = of_sample("enterprise-500").group_tables["countries"]
    assert table["country"].to_list()[:2] == ["U.S.", "China"]
    assert table["country"].to_list()[-1] is None


def test_a_loss_is_a_loss() -> None:
    frame = pl.DataFrame(
        {
            "company": ["CVS", "Gazprom"],
            "country": ["U.S.", "Russia"],
            "revenue": [194_579.0, 100_252.5],
            "profit": [-594.0, -7_383.4],
        }
    )
    found = of_frames("enterprise-500", companies=frame)
    assert found.ranking["margin"].to_list() == pytest.approx(
        [-100 * 594 / 194_579, -100 * 7_383.4 / 100_252.5]
    )
    assert found.group_tables["countries"]["profit"].to_list()[-1] == pytest.approx(-7_977.4)


def test_a_company_without_profit_is_counted_but_not_in_the_mean() -> None:
    frame = pl.DataFrame(
        {
            "company": ["A", "B"],
            "country": ["X", "X"],
            "revenue": [3.0, 2.0],
            "profit": [1.0, None],
        }
    )
    row = of_frames("enterprise-500", companies=frame).group_tables["countries"].row(0, named=True)
    assert (row["companies"], row["mean_profit"], row["profit"]) == (2, 1.0, 1.0)
