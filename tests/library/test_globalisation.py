"""How global enterprises are, worked by hand, and bad input.

The transnationality index is held against UNCTAD's own of General Electric, 2011: 59.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
import pytest

from steelyard import Evaluation
from steelyard.library import sample
from tests.library.runs import of_frames, of_sample, score_of

FIRM = {
    "firm": "A",
    "name": "A",
    "revenue": 1_000.0,
    "foreign_revenue": 400.0,
    "revenue_last": 900.0,
    "foreign_revenue_last": 320.0,
    "assets": 2_000.0,
    "foreign_assets": 500.0,
    "people": 800.0,
    "foreign_people": 280.0,
    "profit": 100.0,
    "foreign_profit": 52.0,
    "profit_last": 81.0,
}
MARKETS = [("DE", 200.0), ("BR", 100.0), ("ID", 100.0)]


def firms(
    *changes: Mapping[str, object], markets: list[tuple[str, float]] | None = None
) -> Evaluation:
    """Evaluate the enterprise, and as it would be with some figures changed; all sell alike."""
    rows = [{**FIRM, "firm": f"A{at}", **change} for at, change in enumerate(changes)]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(sector=pl.lit("x"))
    sold = [
        (row["firm"], country, amount, 1)
        for row in rows
        for country, amount in (MARKETS if markets is None else markets)
    ]
    schema = {
        "firm": pl.String,
        "country": pl.String,
        "market_revenue": pl.Float64,
        "subsidiaries": pl.Int64,
    }
    table = pl.DataFrame(sold, schema, orient="row")
    return of_frames("globalisation", firms=frame, markets=table)


@cache
def alone() -> Evaluation:
    """Evaluate the enterprise by itself."""
    return firms({})


def figure(found: Evaluation, name: str) -> float | None:
    value: float | None = found.units_frame[name][0]
    return value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("revenue_abroad", 40.0),
        ("assets_abroad", 25.0),
        ("people_abroad", 35.0),
        ("margin_abroad", 13.0),  # 52 / 400
        ("margin_home", 8.0),  # 48 / 600
        ("margin_gap", 5.0),
        ("margin", 10.0),
        ("margin_last", 9.0),
        ("growth_abroad", 25.0),  # 400 / 320
        ("growth_home", 100 * (600 / 580 - 1)),
        ("growth_gap", 25 - 100 * (600 / 580 - 1)),
        ("countries", 3),
        ("subsidiaries_abroad", 3),
        ("markets_covered", 100.0),
        ("effective_markets", 400**2 / (200**2 + 2 * 100**2)),  # 1 / (½² + ¼² + ¼²)
    ],
)
def test_figures_by_hand(name: str, value: float) -> None:
    assert figure(alone(), name) == pytest.approx(value, rel=1e-12)


def test_the_effective_number_of_equal_markets_is_their_number() -> None:
    found = firms({}, markets=[("DE", 100.0), ("BR", 100.0), ("ID", 100.0), ("US", 100.0)])
    assert figure(found, "effective_markets") == pytest.approx(4)


def test_transnationality_is_the_mean_of_the_three_shares() -> None:
    assert score_of(alone(), "A0", "tni") == pytest.approx((40 + 25 + 35) / 3)


def test_general_electric_has_the_index_that_unctad_published() -> None:
    electric = {
        "foreign_assets": 502_612.0,
        "assets": 717_242.0,
        "foreign_revenue": 77_480.0,
        "revenue": 147_300.0,
        "foreign_people": 170_000.0,
        "people": 301_000.0,
    }
    assert round(score_of(firms(electric), "A0", "tni"), 1) == 59.7


def test_all_three_shares_are_needed() -> None:
    found = firms({"foreign_people": None}, {})
    assert found.scores["tni"].to_list()[0] is None


def test_revenue_abroad_as_the_press_printed_it() -> None:
    """From less than 11.6 to 15 兆; mean operating margins of 12.4% and then 11.2%."""
    rows = [
        {"foreign_revenue": 6e6, "foreign_revenue_last": 4.6e6, "profit": 1.24e6},
        {"foreign_revenue": 9e6, "foreign_revenue_last": 7.0e6, "profit": 1.00e6},
    ]
    whole = {"revenue": 1e7, "revenue_last": 1e7, "profit_last": 1.24e6}
    row = firms(*(whole | one for one in rows)).group_tables["by_sector"].row(-1, named=True)
    assert row["foreign_revenue"] == pytest.approx(15e6)
    assert row["growth_abroad"] == pytest.approx(100 * (15 / 11.6 - 1))
    assert row["mean_margin_last"] == pytest.approx(12.4)
    assert row["mean_margin"] == pytest.approx(11.2)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"foreign_revenue": 1_001.0}, "revenue_above_total"),
        ({"foreign_revenue_last": 901.0}, "last_revenue_above_total"),
        ({"foreign_assets": 2_001.0}, "assets_above_total"),
        ({"foreign_people": 801.0}, "people_above_total"),
        ({"foreign_assets": -1.0}, "negative_foreign_assets"),
        ({"assets": -1.0, "foreign_assets": None}, "negative_assets"),
        ({"revenue": 0.0, "foreign_revenue": None}, "no_revenue"),
    ],
)
def test_figures_that_cannot_be_have_no_rank(change: Mapping[str, object], rule: str) -> None:
    found = firms({}, change)
    assert found.breaches["rule"].to_list() == [rule]
    assert dict(found.ranking.select("firm", "rank").rows()) == {"A0": 1, "A1": None}


def test_markets_that_add_up_to_more_than_revenue_abroad_are_told() -> None:
    found = firms({}, markets=[*MARKETS, ("US", 5.0)])
    assert found.breaches["rule"].to_list() == ["markets_above_total"]  # 405 / 400
    assert firms({}, markets=[*MARKETS, ("US", 4.0)]).breaches.is_empty()


def test_no_markets_named_is_not_no_markets() -> None:
    found = firms({}, markets=[])
    assert [figure(found, name) for name in ("countries", "subsidiaries_abroad")] == [None, None]
    nothing = {"foreign_revenue": 0.0, "foreign_profit": 0.0}
    assert figure(firms(nothing, markets=[]), "countries") == 0


def test_growth_from_nothing_is_missing_and_counted() -> None:
    found = firms({"foreign_revenue_last": 0.0})
    assert figure(found, "growth_abroad") is None
    told = [one.message.render("en") for one in found.findings if one.code == "rule-broken"]
    assert told == ["No revenue abroad last year, so no growth of it: 1 rows."]


def test_a_loss_abroad_is_a_margin_below_zero() -> None:
    assert figure(firms({"foreign_profit": -40.0}), "margin_abroad") == pytest.approx(-10)


def test_the_table_of_markets_is_of_all_rows() -> None:
    table = of_sample("globalisation").group_tables["by_country"]
    rows = pl.read_csv(sample("globalisation")["markets"])
    assert table["revenue"].sum() == pytest.approx(rows["market_revenue"].sum())
    assert table["share"].sum() == pytest.approx(100)


def test_the_sample_is_plainly_made_up() -> None:
    rows = pl.read_csv(sample("globalisation")["firms"])
    assert rows["name"].str.contains("示例.* Sample").all()
