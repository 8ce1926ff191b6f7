"""Two editions of the R&D Scoreboard: the printed headline of 2025, a workbook and its later copy.

Published headline of the 2025 edition (European Commission, JRC, fiscal year 2024): 2,000
companies, 1,446 bn EUR, +6.3 %; regions with companies, share and growth; Huawei 6th with 22,941 m
EUR and 20.18 % of sales, Tencent 20th, Alibaba 31st, BYD 37th. The 2024 edition: 1,257.7 bn EUR.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Evaluation, evaluate
from steelyard.errors import UsageError
from steelyard.library import sample
from steelyard.robustness.comparison import Comparison, compare
from steelyard.robustness.comparison.groups import TOTAL
from tests.library.runs import of_sample, scheme
from tests.library.test_rd_scoreboard import WORKBOOK, by, evaluated, workbook

HEADLINE = {
    # region: companies, share %, growth %
    "US": (674, 47.1, 7.8),
    "EU": (318, 16.2, 2.9),
    "China": (525, 16.1, 3.9),
    "Japan": (192, 7.8, 7.1),
    "RoW": (291, 12.9, 8.1),
}
TOTAL_RD, GROWTH = 1_446_000.0, 6.3
BEFORE = {"US": 42.3, "EU": 18.7, "China": 17.1, "Japan": 8.3, "RoW": 13.5}
TOTAL_BEFORE = 1_257_700.0
NAMED = {
    # rank: company, R&D, R&D of sales
    6: ("HUAWEI", 22_941.0, 20.18),
    20: ("TENCENT", 9_321.0, 10.71),
    31: ("ALIBABA", 7_536.0, 5.74),
    37: ("BYD", 6_674.0, 6.51),
}
TRUE_SHARES = {"US": 47.08, "EU": 16.18, "China": 16.08, "Japan": 7.78, "RoW": 12.88}
"""Shares that add up to 100 and are printed as the headline's, which add up to 100.1."""


def first_37() -> list[tuple[str, str, float, float | None]]:
    """Return region, name, R&D and R&D of sales of the first: five from the US, then the named."""
    sizes = np.concatenate(
        [
            [70_000.0, 50_000.0, 40_000.0, 30_000.0, 25_000.0, 22_941.0],
            *(np.linspace(22_000, 9_500, 13), [9_321.0], np.linspace(9_200, 7_600, 10)),
            *([7_536.0], np.linspace(7_400, 6_700, 5), [6_674.0]),
        ]
    )
    found: list[tuple[str, str, float, float | None]] = []
    for rank, size in enumerate(sizes.tolist(), start=1):
        name, _rd, intensity = NAMED.get(rank, (f"FIRST {rank}", size, None))
        region = "US" if rank <= 5 else ("US", "EU", "Japan", "RoW")[rank % 4]
        found.append(("China" if rank in NAMED else region, name, size, intensity))
    return found


def companies() -> list[dict[str, object]]:
    """Return 2,000 companies that meet the printed figures."""
    first = first_37()
    found = [*first]
    for region, (count, _share, _growth) in HEADLINE.items():
        own = [rd for place, _name, rd, _of in first if place == region]
        rest = count - len(own)
        left = TRUE_SHARES[region] / 100 * TOTAL_RD - sum(own)
        # No two are the same, and none is as large as the first.
        sizes = left / rest * np.linspace(1.5, 0.5, rest)
        assert sizes.max() < 6_674
        found += [(region, f"{region} {at}", rd, None) for at, rd in enumerate(sizes.tolist())]
    return [
        {
            "Company": name,
            "Country": region,
            "Region": region,
            "R&D (€ million)": rd,
            "R&D one-year growth (%)": HEADLINE[region][2],
            **({} if of is None else {"Net sales (€ million)": 100 * rd / of}),
        }
        for region, name, rd, of in found
    ]


@pytest.fixture(scope="module")
def headline(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    file = workbook(tmp_path_factory.mktemp("rd2025") / "SB2025_World2000.xlsx", companies())
    return evaluated(file)


@pytest.mark.parametrize("region", HEADLINE)
def test_a_region_has_its_printed_figures(headline: Evaluation, region: str) -> None:
    row = by(headline, "regions", "region")[region]
    assert (row["companies"], round(row["share"], 1), round(row["growth"], 1)) == HEADLINE[region]


def test_the_whole_list_has_its_printed_figures(headline: Evaluation) -> None:
    row = by(headline, "regions", "region")[None]
    assert (row["companies"], round(row["rd"]), round(row["growth"], 1)) == (
        2000,
        1_446_000,
        GROWTH,
    )


@pytest.mark.parametrize("rank", NAMED)
def test_the_companies_that_are_named_stand_where_printed(headline: Evaluation, rank: int) -> None:
    name, rd, of_sales = NAMED[rank]
    row = headline.ranking.row(by_predicate=pl.col("company") == name, named=True)
    assert (row["rank"], row["rd"], round(row["rd_intensity"], 2)) == (rank, rd, of_sales)


def test_the_first_five_are_from_the_us_and_four_of_37_from_china(headline: Evaluation) -> None:
    first = headline.ranking.head(37)
    assert set(first["region"][:5]) == {"US"}
    assert first.filter(region="China")["company"].to_list() == [row[0] for row in NAMED.values()]


def test_the_printed_figures_hang_together() -> None:
    """Shares within half of a last place may add up to 100, and their growth to 6.3."""
    assert sum(count for count, _s, _g in HEADLINE.values()) == 2000
    shares = [share for _c, share, _g in HEADLINE.values()]
    assert sum(shares) == pytest.approx(100.1)
    assert abs(sum(shares) - 100) <= 5 * 0.05
    grown = []
    for corner in product((-0.05, 0.05), repeat=5):
        for shift in (-0.05, 0.05):
            now = [share + at for share, at in zip(shares, corner, strict=True)]
            growths = [growth + shift for _c, _s, growth in HEADLINE.values()]
            then = sum(s / (1 + g / 100) for s, g in zip(now, growths, strict=True))
            grown.append(100 * (sum(now) / then - 1))
    assert 6.25 < min(grown) < 6.3 < max(grown) < 6.4


def test_the_growth_of_the_list_is_not_that_of_its_companies() -> None:
    """The printed totals grew by 15.0 %, the same companies by 6.3: the lists are not the same."""
    assert round(100 * (TOTAL_RD / TOTAL_BEFORE - 1), 1) == 15.0
    us = HEADLINE["US"][1] * TOTAL_RD / (BEFORE["US"] * TOTAL_BEFORE)
    assert round(100 * (us - 1)) == 28


def later(sheet: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the workbook's rows a year later, and those of the companies that are new.

    Every 50th company is gone, as many of the same size have come, every 100th of the others
    has moved to the EU; the others have grown by 10 % in the US and by 5 % elsewhere.
    """
    number = pl.int_range(pl.len())
    gone = sheet.filter(number % 50 == 10)
    stayed = sheet.filter(number % 50 != 10)
    growth = pl.when(pl.col("Region") == "US").then(10.0).otherwise(5.0)
    stayed = stayed.with_columns(
        (pl.col("R&D (€ million)") * (1 + growth / 100)).alias("R&D (€ million)"),
        growth.alias("R&D one-year growth (%)"),
    )
    moves = number % 100 == 7
    stayed = stayed.with_columns(
        pl.when(moves).then(pl.lit("EU")).otherwise("Region").alias("Region"),
        pl.when(moves).then(pl.lit("Germany")).otherwise("Country").alias("Country"),
    )
    new = gone.with_columns(
        ("NEW " + pl.col("Company")).alias("Company"),
        pl.lit(None, pl.Float64).alias("R&D one-year growth (%)"),
    )
    return pl.concat([stayed, new]), new


class Editions:
    """The official workbook, its later copy and the two compared."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.sheet = fastexcel.read_excel(file).load_sheet(0).to_polars()
        self.now, self.new = later(self.sheet)
        self.now.write_csv(folder / "later.csv")
        editions = [
            evaluated(one).write(folder / name)
            for one, name in ((file, "before"), (folder / "later.csv", "after"))
        ]
        self.found: Comparison = compare(*editions)


@pytest.fixture(scope="module")
def editions(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Editions:
    return Editions(shared / "rd2023" / WORKBOOK, tmp_path_factory.mktemp("rd-editions"))


def rows(frame: pl.DataFrame | None, **only: str) -> dict[str | None, dict[str, Any]]:
    """Return the rows of regions by their label, None for all."""
    assert frame is not None
    named = frame.filter(**only) if only else frame
    return {None if row[TOTAL] else row["region"]: row for row in named.iter_rows(named=True)}


RD = "R&D (€ million)"


def total(frame: pl.DataFrame, column: str = RD) -> float:
    return float(frame[column].cast(pl.Float64).sum())


def test_who_entered_and_left_the_workbook(editions: Editions) -> None:
    (regions, *_others) = editions.found.tables
    units = rows(regions.units)
    was, now = (set(frame["Company"]) for frame in (editions.sheet, editions.now))
    whole = units[None]
    assert (whole["entered"], whole["left"]) == (len(now - was), len(was - now)) == (50, 50)
    both = editions.sheet.join(editions.now, on="Company", suffix="_now")
    moved = both.filter(pl.col("Region") != pl.col("Region_now"))
    assert units["EU"]["moved_in"] == moved.height > 10
    left = editions.sheet.filter(~pl.col("Company").is_in(list(now)))
    for region, count in left["Region"].value_counts().iter_rows():
        assert units[region]["left"] == count


def test_of_what_the_change_of_the_workbook_consists(editions: Editions) -> None:
    (regions, *_others) = editions.found.tables
    both = editions.sheet.join(editions.now, on="Company", suffix="_now")
    grown, gone = total(both, f"{RD}_now") - total(both), total(editions.new)
    (one,) = editions.found.sums
    assert one.found["stayed"] == pytest.approx(grown)
    assert one.found["entered"] == pytest.approx(gone)
    assert one.found["left"] == pytest.approx(gone)
    assert one.found["change"] == pytest.approx(grown)
    assert round(one.found["before"] / 1000, 1) == 1249.4
    sums = rows(regions.sums, measure="rd")
    us = both.filter((pl.col("Region") == "US") & (pl.col("Region_now") == "US"))
    assert sums["US"]["stayed"] == pytest.approx(0.1 * total(us))


def test_both_growths_of_the_workbook_are_told(editions: Editions) -> None:
    """Of the same companies by the JRC's formula, and of the list by what was published."""
    (one,) = editions.found.sums
    known = editions.now.filter(pl.col("R&D one-year growth (%)").is_not_null())
    growth = pl.col("R&D one-year growth (%)")
    then = total(known.with_columns((pl.col(RD) / (1 + growth / 100)).alias("then")), "then")
    assert one.own == pytest.approx(100 * (total(known) / then - 1))
    assert one.growth == pytest.approx(100 * (total(editions.now) / total(editions.sheet) - 1))
    assert one.own is not None
    assert one.growth is not None
    # Who came is as large as who left, so here the list has grown a little less.
    assert 0 < one.growth < one.own


def test_the_shares_of_the_workbook_before_and_now(editions: Editions) -> None:
    (regions, *_others) = editions.found.tables
    shares = rows(regions.values, measure="share")
    assert round(shares["EU"]["before"], 1) == 17.5
    eu = total(editions.now.filter(pl.col("Region") == "EU")) / total(editions.now)
    assert shares["EU"]["after"] == pytest.approx(100 * eu)
    assert shares["EU"]["growth"] is None


def test_the_sample_is_made_up_and_says_so() -> None:
    for which in ("sample", "later"):
        file = sample("rd-scoreboard", which)["companies"]
        names = pl.read_csv(file)["Company"].to_list()
        assert 40 <= len(names) <= 60
        assert all(name.startswith("EXAMPLE ") for name in names)


def test_the_sample_has_entrants_leavers_and_a_mover(tmp_path: Path) -> None:
    declared = scheme("rd-scoreboard")
    after = Dataset.read(declared.inputs, sample("rd-scoreboard", "later"))
    found = compare(
        of_sample("rd-scoreboard").write(tmp_path / "before"),
        evaluate(declared, after).write(tmp_path / "after"),
    )
    (regions, *_others) = found.tables
    units = rows(regions.units)
    assert units[None]["entered"] == units[None]["left"] == 3
    assert (units["US"]["moved_in"], units["RoW"]["moved_out"]) == (1, 1)
    (one,) = found.sums
    assert one.own is not None
    assert one.growth is not None
    assert one.own > one.growth + 5


def test_a_scheme_brings_the_samples_that_it_brings() -> None:
    with pytest.raises(UsageError, match="latter") as caught:
        sample("rd-scoreboard", "latter")
    assert caught.value.problems[0].nearest == "later"
    with pytest.raises(UsageError, match="it brings sample"):
        sample("hdi", "later")
