"""The transnationality index of 2011 against the values that UNCTAD published.

Source: UNCTAD, World Investment Report 2012, web table 28, the first 15 of the world's top 100
non-financial TNCs, ranked by foreign assets.
"""

from __future__ import annotations

import math

import polars as pl
import pytest

from tests.library.runs import of_frames, of_sample, published, score_of

PUBLISHED = published("transnationality_2011")


@pytest.mark.parametrize(("name", "value"), PUBLISHED.select("corporation", "tni").rows())
def test_the_index_is_the_published_one_to_one_decimal(name: str, value: float) -> None:
    assert round(score_of(of_sample("transnationality"), name), 1) == value


def test_the_list_is_ranked_by_foreign_assets_as_published() -> None:
    found = of_sample("transnationality").ranking
    expected = PUBLISHED.select("corporation", "assets_rank").rows()
    assert found.select("corporation", "rank").rows() == expected


def test_the_order_by_the_index_is_the_published_one() -> None:
    found = of_sample("transnationality").ranking.sort("tni", descending=True)
    assert found["corporation"].to_list() == PUBLISHED.sort("tni_rank")["corporation"].to_list()


def test_general_electric_by_hand() -> None:
    expected = 100 * (502_612 / 717_242 + 77_480 / 147_300 + 170_000 / 301_000) / 3
    found = score_of(of_sample("transnationality"), "General Electric Co")
    assert found == pytest.approx(expected, rel=1e-14)


def test_without_one_of_the_three_shares_there_is_no_index_but_a_rank() -> None:
    row = {
        "corporation": "A",
        "foreign_assets": 5.0,
        "total_assets": 10.0,
        "foreign_sales": 5.0,
        "total_sales": 0.0,
        "foreign_employment": 5.0,
        "total_employment": 10.0,
    }
    found = of_frames("transnationality", corporations=pl.DataFrame(row))
    assert math.isnan(score_of(found, "A"))
    assert found.ranks.tolist() == [1]
