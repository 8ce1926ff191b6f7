"""The EU Industrial R&D Investment Scoreboard, from the workbook that the JRC publishes.

Published for the 2023 edition (European Commission, JRC, IP/23/6532): 1,249.4 bn EUR by 2,500
companies of 42 countries; the EU 17.5 %, China 17.8 %, the US over 42 %, the first 50 about 40 %.
The growth that it prints rests on another sample, so growth is held against its own formula.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from steelyard import Dataset, Edition, Evaluation, evaluate
from steelyard.cli import main
from tests.library.runs import scheme

WORKBOOK = "SB2023_World2500.xlsx"
HEADERS = (
    "Rank", "Company", "Year", "Country", "Region", "Industry", "R&D (€ million)",
    "R&D one-year growth (%)", "Net sales (€ million)", "Net sales one-year growth (%)",
    "R&D intensity (%)", "Capex (€ million)", "Capex one-year growth (%)", "Capex intensity (%)",
    "Op. profits (€ million)", "Op. profits one-year growth (%)", "Profitability (%)",
    "Employees", "Employees one-year growth (%)", "Market cap (€ million)",
    "Market cap one-year growth (%)",
)  # fmt: skip
COMPANIES = [
    {"Company": "A", "Country": "US", "Region": "US", "R&D (€ million)": 400,
     "R&D one-year growth (%)": 100, "Net sales (€ million)": 1600},
    {"Company": "B", "Country": "Germany", "Region": "EU", "R&D (€ million)": 300,
     "R&D one-year growth (%)": -25, "Net sales (€ million)": 0},
    {"Company": "C", "Country": "France", "Region": "EU", "R&D (€ million)": 200,
     "Net sales (€ million)": 800, "Op. profits (€ million)": -80},
    {"Company": "D", "Country": "Japan", "Region": "Japan", "R&D (€ million)": 60,
     "R&D one-year growth (%)": -100},
    {"Company": "E", "Country": "US", "Region": "US", "R&D (€ million)": 40,
     "R&D one-year growth (%)": 60},
]  # fmt: skip


def workbook(file: Path, rows: list[dict[str, object]]) -> Path:
    """Write a workbook in the layout of the JRC's."""
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sheet 1")
        sheet.write_row(0, 0, HEADERS)
        for at, row in enumerate(rows, start=1):
            whole = {"Rank": at, "Year": 2022, "Industry": "Chemicals", **row}
            for column, header in enumerate(HEADERS):
                if header in whole:
                    sheet.write(at, column, whole[header])
    return file


def evaluated(file: Path) -> Evaluation:
    declared = scheme("rd-scoreboard")
    return evaluate(declared, Dataset.read(declared.inputs, {"companies": file}))


def by(evaluation: Evaluation, table: str, label: str) -> Mapping[str | None, dict[str, Any]]:
    """Return the rows of a table of measures by their label, None for the whole list."""
    return {row[label]: row for row in evaluation.group_tables[table].iter_rows(named=True)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluated(workbook(tmp_path_factory.mktemp("rd") / "made.xlsx", COMPANIES))


@pytest.fixture(scope="module")
def official(shared: Path) -> Evaluation:
    return evaluated(shared / "rd2023" / WORKBOOK)


def test_companies_are_ranked_by_what_they_spend(made: Evaluation) -> None:
    assert made.ranking["company"].to_list() == ["A", "B", "C", "D", "E"]
    assert made.ranking["rank"].to_list() == [1, 2, 3, 4, 5]


def test_a_share_is_of_the_whole_list(made: Evaluation) -> None:
    regions = by(made, "regions", "region")
    assert {region: row["share"] for region, row in regions.items()} == pytest.approx(
        {"US": 44.0, "EU": 50.0, "Japan": 6.0, None: 100.0}
    )
    assert {region: row["companies"] for region, row in regions.items()} == {
        "US": 2,
        "EU": 2,
        "Japan": 1,
        None: 5,
    }


def test_growth_is_that_of_the_sum_over_companies_that_tell_theirs(made: Evaluation) -> None:
    # US 440 / (200 + 25); EU 300 / 400, without C; D grew by −100 %, so its past is not known
    regions = by(made, "regions", "region")
    assert regions["US"]["growth"] == pytest.approx(100 * (440 / 225 - 1))
    assert regions["EU"]["growth"] == pytest.approx(-25.0)
    assert regions["Japan"]["growth"] is None
    assert regions[None]["growth"] == pytest.approx(100 * (740 / 625 - 1))


def test_what_is_relative_to_sales_is_missing_without_sales(made: Evaluation) -> None:
    assert made.ranking["rd_intensity"].to_list() == [25.0, None, 25.0, None, None]
    assert made.ranking["profitability"].to_list() == [None, None, -10.0, None, None]


def test_concentration_is_the_share_of_the_first(made: Evaluation) -> None:
    assert made.group_tables["concentration"].row(0) == pytest.approx((100.0, 100.0, 100.0, 100.0))


def test_the_largest_five_of_six(tmp_path: Path) -> None:
    more = [*COMPANIES, {"Company": "F", "Country": "US", "Region": "US", "R&D (€ million)": 250}]
    found = evaluated(workbook(tmp_path / "more.xlsx", more))
    assert found.group_tables["concentration"]["top5"].item() == pytest.approx(
        100 * (1250 - 40) / 1250
    )


def test_a_workbook_just_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workbook(tmp_path / "anything.xlsx", COMPANIES)
    assert main(["run", "rd-scoreboard", str(file), "--out", str(tmp_path / "ed"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ranking"][0]["company"] == "A"
    assert Edition.open(tmp_path / "ed").ranking.height == 5


def test_the_official_workbook_just_works(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared / "rd2023" / WORKBOOK
    assert main(["run", "rd-scoreboard", str(file), "--out", str(tmp_path / "ed")]) == 0
    shown = capsys.readouterr().out
    assert "ALPHABET" in shown
    assert "50.30" in shown
    assert Edition.open(tmp_path / "ed").ranking.height == 2500


def test_the_total_is_the_published_one(official: Evaluation) -> None:
    total = by(official, "regions", "region")[None]
    assert total["companies"] == 2500
    assert round(total["rd"] / 1000, 1) == 1249.4


@pytest.mark.parametrize(("region", "share"), [("EU", 17.5), ("China", 17.8)])
def test_the_share_of_a_region_is_the_published_one(
    official: Evaluation, region: str, share: float
) -> None:
    assert round(by(official, "regions", "region")[region]["share"], 1) == share


def test_the_us_hold_over_42_per_cent(official: Evaluation) -> None:
    assert 42 < by(official, "regions", "region")["US"]["share"] < 43


def test_the_companies_are_of_42_countries(official: Evaluation) -> None:
    assert len(by(official, "countries", "country").keys() - {None}) == 42


def test_the_first_fifty_hold_about_40_per_cent(official: Evaluation) -> None:
    found = official.group_tables["concentration"].row(0)
    assert found == pytest.approx((11.172, 17.714, 39.105, 50.300), abs=5e-4)


@pytest.mark.parametrize(
    ("sector", "region", "share"),
    [("Automobiles & Parts", "EU", 42.2), ("Automobiles & Parts", "Japan", 19.5)],
)
def test_the_share_of_a_region_in_a_sector_is_the_published_one(
    official: Evaluation, sector: str, region: str, share: float
) -> None:
    cars = official.ranking.filter(pl.col("sector") == sector)
    part = cars.filter(pl.col("region") == region)["rd"].to_list()
    assert round(100 * sum(part) / sum(cars["rd"].to_list()), 1) == share


def test_growth_follows_its_formula(official: Evaluation, shared: Path) -> None:
    sheet = fastexcel.read_excel(shared / "rd2023" / WORKBOOK).load_sheet(0).to_polars()
    now, change = pl.col("R&D (€ million)"), pl.col("R&D one-year growth (%)")
    known = sheet.filter(change.is_not_null())
    expected = dict(
        known.group_by("Region")
        .agg(100 * (now.sum() / (now / (1 + change / 100)).sum() - 1))
        .iter_rows()
    )
    found = by(official, "regions", "region")
    assert {region: found[region]["growth"] for region in expected} == pytest.approx(expected)
    assert sheet.height - known.height == 2
