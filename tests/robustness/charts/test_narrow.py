"""Charts for narrow screens: no wider than 320 pixels, with the same data."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import polars as pl
import pytest

from steelyard.robustness import charts
from steelyard.robustness.charts.key import Symbol, key_row
from steelyard.robustness.charts.saving import svg
from tests.robustness.charts import samples

LONG = "An enterprise with a name that no narrow screen can show whole"
MANY = [f"Unit {at}" for at in range(300)]


def correlations(**settings: Any) -> Any:
    return charts.correlation_map(samples.correlations(), names={"a": LONG}, **settings)


NARROW: dict[str, Any] = {
    "intervals": lambda **s: charts.rank_intervals(samples.uncertainty([LONG, "b"]), "unit", **s),
    "ribbon": lambda **s: charts.rank_intervals(samples.uncertainty(MANY), "unit", **s),
    "acceptability": lambda **s: charts.acceptability(
        samples.acceptability([LONG, "b"]), "unit", **s
    ),
    "compact": lambda **s: charts.acceptability(samples.acceptability(MANY), "unit", **s),
    "sobol": lambda **s: charts.sobol_bars(
        samples.sensitivity(), names={"weights": LONG}, title=LONG, **s
    ),
    "shifts": lambda **s: charts.shift_histogram(samples.shifts(), **s),
    "correlations": correlations,
    "importance": lambda **s: charts.importance_dots(samples.importance(), names={"a": LONG}, **s),
}


@pytest.mark.parametrize("name", NARROW)
def test_a_narrow_chart_is_no_wider_than_the_screen(name: str) -> None:
    picture = ET.fromstring(svg(NARROW[name](narrow=True).to_dict()))
    assert float(picture.attrib["width"]) <= 340


@pytest.mark.parametrize("name", NARROW)
def test_a_narrow_chart_shows_the_same_data(name: str) -> None:
    def data(spec: dict) -> list:
        return sorted(map(str, spec["datasets"].values()))

    assert data(NARROW[name](narrow=True).to_dict()) == data(NARROW[name]().to_dict())


def test_a_key_that_is_too_wide_goes_on_in_another_row_above() -> None:
    items: list[tuple[Symbol, str]] = [
        ("dot", "median"),
        ("bar", "all of them"),
        ("line", "the rest"),
    ]
    heights = {
        layer.to_dict()["encoding"]["y"]["value"] for layer in key_row(items, -10, width=170)
    }
    assert heights == {-10, -27}
    assert {one.to_dict()["encoding"]["y"]["value"] for one in key_row(items, -10)} == {-10}


def test_a_ribbon_shows_the_distance_from_the_nominal_rank() -> None:
    frame = samples.uncertainty(MANY).with_columns(pl.lit(7).alias("rank_p05"))
    found = samples.rows(charts.rank_intervals(frame, "unit"), "by_p05")
    assert {row["rank"] - 7 if "rank" in row else row["position"] - 7 for row in found} == {
        row["by_p05"] for row in found
    }
