"""Outward investment of countries, against the shares that the press printed as of 2024."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard import Evaluation
from tests.library.runs import of_frames, of_sample

ROW = {"outward_stock": 30.0, "inward_stock": 20.0, "gdp": 120.0, "world_stock": 600.0}


def of_rows(*rows: dict[str, float | None]) -> Evaluation:
    frame = pl.DataFrame(
        [{"country": f"L{at}"} | ROW | row for at, row in enumerate(rows)], infer_schema_length=None
    )
    return of_frames("outward-investment", countries=frame.with_columns(basis=pl.lit("by hand")))


def test_the_sample_gives_back_what_was_printed() -> None:
    found = of_sample("outward-investment").ranking
    printed = dict(found.select("country", "stock_over_gdp").rows())
    assert {name: None if x is None else round(x, 9) for name, x in printed.items()} == {
        "Japan": 57,
        "United States": 38,
        "China": 17,
        "Netherlands": None,
    }
    shares = dict(found.select("country", "world_share").rows())
    assert shares["China"] == pytest.approx(4)
    assert shares["China"] / shares["Netherlands"] == pytest.approx(0.5)
    assert shares["Japan"] is None


def test_figures_by_hand() -> None:
    row = of_rows({}).units_frame.row(0, named=True)
    assert row["stock_over_gdp"] == pytest.approx(25)
    assert row["world_share"] == pytest.approx(5)
    assert row["outward_over_inward"] == pytest.approx(1.5)
    assert row["net_stock"] == pytest.approx(10)


def test_the_highest_over_gdp_is_first() -> None:
    found = of_rows({}, {"gdp": 60.0}, {"gdp": 240.0}).ranking
    assert found["country"].to_list() == ["L1", "L0", "L2"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"gdp": 0.0}, "no_gdp"),
        ({"gdp": -1.0}, "no_gdp"),
        ({"outward_stock": 601.0}, "above_world"),
    ],
)
def test_what_cannot_be_is_set_aside(row: dict[str, float | None], rule: str) -> None:
    found = of_rows({}, row)
    assert found.aside["rule"].to_list() == [rule]
    assert found.ranking["country"].to_list() == ["L0"]


def test_a_negative_stock_is_possible_and_told() -> None:
    found = of_rows({"outward_stock": -3.0})
    assert found.breaches["rule"].to_list() == ["negative_stock"]
    assert found.units_frame["stock_over_gdp"].to_list() == [pytest.approx(-2.5)]
