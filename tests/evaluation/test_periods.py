from __future__ import annotations

import polars as pl
import pytest

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.library import sample

TEXT = """
scheme: years
title: Years
units: {table: units, key: unit, period: year}
inputs: {units: {columns: {unit: {type: text}, year: {type: integer}, a: {}}}}
steps: [normalise]
CALIBRATE
tree: {parts: {a: {}}}
"""
FRAME = pl.DataFrame(
    {
        "unit": ["p", "q", "r", "p", "q", "s", "p", "q", "s"],
        "year": [2020, 2020, 2020, 2021, 2021, 2021, 2023, 2023, 2023],
        "a": [0.0, 10.0, 5.0, 20.0, 10.0, 15.0, 40.0, 0.0, 10.0],
    }
)


def run(calibrate: str = "") -> Evaluation:
    scheme = Scheme.parse(TEXT.replace("CALIBRATE", calibrate))
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"units": FRAME}))


def test_each_period_is_calibrated_by_itself() -> None:
    assert run().score.tolist() == [0, 100, 50, 100, 0, 50, 100, 0, 25]


def test_all_periods_are_calibrated_together() -> None:
    assert run("calibrate: all").score.tolist() == [0, 25, 12.5, 50, 25, 37.5, 100, 0, 25]


def test_a_base_period_calibrates_the_others() -> None:
    assert run("calibrate: '2020'").score.tolist() == [0, 100, 50, 200, 100, 150, 400, 0, 100]


def test_ranks_are_within_the_period() -> None:
    assert run("calibrate: all").ranks.tolist() == [3, 1, 2, 1, 3, 2, 1, 3, 2]


def test_the_latest_period_stands_first() -> None:
    assert run().ranking["year"].to_list() == [2023] * 3 + [2021] * 3 + [2020] * 3


@pytest.fixture(scope="module")
def changes() -> pl.DataFrame:
    found = run("calibrate: all").changes
    assert found is not None
    return found


def row(changes: pl.DataFrame, unit: str, year: int) -> dict[str, object]:
    return changes.row(by_predicate=(pl.col("unit") == unit) & (pl.col("year") == year), named=True)


def test_a_unit_that_rose_has_a_positive_change_of_rank(changes: pl.DataFrame) -> None:
    assert row(changes, "p", 2021)["rank_change"] == 2
    assert row(changes, "q", 2021)["rank_change"] == -2


def test_entrants_and_leavers_are_told(changes: pl.DataFrame) -> None:
    assert row(changes, "r", 2020)["status"] == "first"
    assert row(changes, "r", 2021)["status"] == "left"
    assert row(changes, "r", 2021)["rank"] is None
    assert row(changes, "s", 2021)["status"] == "entered"
    assert row(changes, "s", 2023)["status"] == "stayed"
    assert changes.filter((pl.col("unit") == "r") & (pl.col("year") == 2023)).is_empty()


def test_the_compound_annual_growth_rate_counts_years_and_not_periods(
    changes: pl.DataFrame,
) -> None:
    # s scores 37.5 in 2021 and 25 in 2023
    assert row(changes, "s", 2023)["cagr"] == pytest.approx((25 / 37.5) ** 0.5 - 1)
    # from a score of 0 nothing grows
    assert row(changes, "p", 2023)["cagr"] is None


def test_trends_of_indicators_are_from_the_first_figure_to_the_last() -> None:
    trends = run().trends
    assert trends is not None
    s = trends.row(by_predicate=pl.col("unit") == "s", named=True)
    assert (s["first"], s["last"], s["first_period"], s["last_period"]) == (15, 10, 2021, 2023)
    assert s["cagr"] == pytest.approx((10 / 15) ** 0.5 - 1)
    assert s["change"] == pytest.approx(-100 / 3)


def test_without_periods_there_are_no_changes() -> None:
    scheme = Scheme.load("tai")
    found = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    assert found.changes is None
    assert found.trends is None


def test_periods_may_be_dates() -> None:
    scheme = Scheme.parse(TEXT.replace("CALIBRATE", "").replace("type: integer", "type: date"))
    frame = FRAME.with_columns(year=pl.date(pl.col("year"), 1, 1))
    found = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"units": frame}))
    assert found.score.tolist() == run().score.tolist()
    changes = found.changes
    assert changes is not None
    assert changes.filter(pl.col("unit") == "s")["status"].to_list() == ["entered", "stayed"]
