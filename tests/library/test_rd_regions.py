"""The headline figures of the R&D Scoreboard, edition by edition, as they were printed.

Source: European Commission, JRC, The EU Industrial R&D Investment Scoreboard, editions 2024 (of
1,257.7 bn EUR) and 2025 (of 1,446 bn EUR).
"""

from __future__ import annotations

import polars as pl
import pytest

from tests.library.runs import of_sample

SHARES = {
    2024: {"US": 42.3, "China": 17.1, "EU": 18.7, "Japan": 8.3, "Rest of world": 13.5},
    2025: {"US": 47.1, "EU": 16.2, "China": 16.1, "Japan": 7.8, "Rest of world": 12.9},
}
RANKING = of_sample("rd-regions").ranking


@pytest.mark.parametrize("edition", SHARES)
def test_the_shares_are_those_printed(edition: int) -> None:
    found = RANKING.filter(pl.col("edition") == edition)
    assert dict(found.select("region", "share").iter_rows()) == SHARES[edition]


@pytest.mark.parametrize("edition", SHARES)
def test_regions_are_ranked_by_their_share(edition: int) -> None:
    found = RANKING.filter(pl.col("edition") == edition)
    expected = sorted(SHARES[edition], key=lambda region: -SHARES[edition][region])
    assert found["region"].to_list() == expected
    assert found["rank"].to_list() == [1, 2, 3, 4, 5]


def test_the_latest_edition_stands_first() -> None:
    assert RANKING["edition"].to_list() == [2025] * 5 + [2024] * 5


def test_the_companies_of_each_edition_are_two_thousand() -> None:
    table = of_sample("rd-regions").group_tables["editions"]
    assert dict(table.select("edition", "companies").iter_rows()) == {2024: 2000, 2025: 2000}


def test_the_change_of_a_share_is_that_between_the_editions() -> None:
    changes = of_sample("rd-regions").changes
    assert changes is not None
    found = dict(
        changes.filter(pl.col("edition") == 2025).select("region", "score_change").iter_rows()
    )
    expected = {region: SHARES[2025][region] - SHARES[2024][region] for region in SHARES[2025]}
    assert found == pytest.approx(expected)


def test_money_follows_from_share_and_total() -> None:
    row = RANKING.row(
        by_predicate=(pl.col("edition") == 2025) & (pl.col("region") == "US"), named=True
    )
    assert row["rd"] == pytest.approx(0.471 * 1446)
    assert row["rd_per_company"] == pytest.approx(0.471 * 1446 / 674)


def test_shares_and_lists_are_held_against_the_edition_before() -> None:
    now = {row["region"]: row for row in RANKING.filter(pl.col("edition") == 2025).to_dicts()}
    for region, row in now.items():
        before, after = SHARES[2024][region], SHARES[2025][region]
        assert row["share_change"] == pytest.approx(after - before)
        grown = 100 * (after * 1446 / (before * 1257.7) - 1)
        assert row["list_growth"] == pytest.approx(grown)
    # The list's growth is not that of the same companies, which is printed.
    assert (round(now["US"]["list_growth"]), now["US"]["growth"]) == (28, 7.8)
    first = RANKING.filter(pl.col("edition") == 2024)
    assert first["list_growth"].null_count() == first["share_change"].null_count() == 5
