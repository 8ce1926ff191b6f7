"""The Chinese brands of the World Brand 500 of 2026, in the order in which they were printed.

Printed with the list: 78 brands, 15.6 % of the 500; Beijing 38, Shanghai 8, Shenzhen 7,
Guangzhou 4, Hangzhou 3, Hong Kong 2. It says 20 cities; the list has 22.
"""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from steelyard.library import sample
from tests.library.runs import of_frames, of_sample

LIST = pl.read_csv(sample("brand-list")["brands"])
CITIES = {"北京": 38, "上海": 8, "深圳": 7, "廣州": 4, "杭州": 3, "香港": 2}


def test_the_ranks_are_those_given() -> None:
    found = of_sample("brand-list").ranking
    assert found.select("rank", "brand").rows() == LIST.select("rank", "brand").rows()
    assert found["rank"].is_sorted()
    assert found.height == 78


def test_a_given_rank_needs_no_score() -> None:
    assert of_sample("brand-list").ranking.columns == ["rank", "brand", "sector", "city"]


@pytest.mark.parametrize("city", CITIES)
def test_the_brands_of_a_city_are_those_printed(city: str) -> None:
    table = of_sample("brand-list").group_tables["cities"]
    row = table.row(by_predicate=pl.col("city") == city, named=True)
    assert row["brands"] == CITIES[city]
    assert row["share"] == pytest.approx(100 * CITIES[city] / 78)
    assert row["best"] == LIST.filter(pl.col("city") == city)["rank"].min()


def test_the_list_has_22_cities() -> None:
    assert of_sample("brand-list").group_tables["cities"].height == 22


@pytest.mark.parametrize("group", ["city", "sector"])
def test_every_brand_is_counted_once(group: str) -> None:
    table = of_sample("brand-list").group_tables[{"city": "cities", "sector": "sectors"}[group]]
    assert dict(table.select(group, "brands").iter_rows()) == Counter(LIST[group].to_list())
    assert table["brands"].is_sorted(descending=True)
    assert table["share"].sum() == pytest.approx(100)


def test_the_order_of_the_rows_does_not_matter() -> None:
    turned = of_frames("brand-list", brands=LIST.reverse())
    assert turned.ranking.equals(of_sample("brand-list").ranking)


def test_brands_may_share_a_rank_and_lack_one() -> None:
    frame = pl.DataFrame(
        {"rank": [2, None, 1, 2], "brand": list("abcd"), "sector": ["x"] * 4, "city": ["y"] * 4}
    )
    found = of_frames("brand-list", brands=frame)
    assert found.ranking["brand"].to_list() == ["c", "a", "d", "b"]
    assert found.ranking["rank"].to_list() == [1, 2, 2, None]
