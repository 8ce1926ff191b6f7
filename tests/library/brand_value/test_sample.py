"""The sample: made up by the generator, and what the scheme's tables say of it."""

from __future__ import annotations

import math
from statistics import fmean

import polars as pl
import pytest

from steelyard.library import sample
from steelyard.samples.brands import brands
from tests.library.runs import of_sample, score_of

NAME = "brand-value"


def ranked() -> pl.DataFrame:
    """Return the brands with their figures."""
    return of_sample(NAME).frames["brands"]


def test_the_sample_is_what_the_generator_makes() -> None:
    made = brands(60)
    for table, path in sample(NAME).items():
        if table in made:
            assert made[table].write_csv() == path.read_text(encoding="utf-8"), table
    assert made.keys() == sample(NAME).keys()


def test_a_generator_of_its_own_seed_says_that_names_are_examples() -> None:
    made = brands(12, seed=3)
    assert not made["brands"].equals(brands(12)["brands"])
    for table in made.values():
        assert table["brand"].str.starts_with("Example ").all()


@pytest.mark.parametrize("group", ["country", "sector"])
def test_tables_by_group(group: str) -> None:
    table = of_sample(NAME).group_tables["countries" if group == "country" else "sectors"]
    frame = ranked()
    whole = math.fsum(frame["value"])
    for label in frame[group].unique():
        own = frame.filter(pl.col(group) == label)
        row = table.row(by_predicate=pl.col(group) == label, named=True)
        values = own["value"].to_list()
        both = own.filter(pl.col("value_last").is_not_null())
        assert row["brands"] == own.height
        assert row["share_of_brands"] == pytest.approx(100 * own.height / frame.height)
        assert row["value"] == pytest.approx(math.fsum(values))
        assert row["share_of_value"] == pytest.approx(100 * math.fsum(values) / whole)
        assert row["mean_value"] == pytest.approx(fmean(values))
        assert row["entrants"] == own.height - both.height
        if both.height:
            grown = 100 * (math.fsum(both["value"]) / math.fsum(both["value_last"]) - 1)
            assert row["growth"] == pytest.approx(grown)


def test_leavers_are_those_of_last_year_that_are_gone() -> None:
    table = of_sample(NAME).group_tables["leavers"]
    last = pl.read_csv(sample(NAME)["last_list"])
    gone = last.filter(pl.col("brand").str.contains("Gone"))
    assert table["left"].to_list()[-1] == gone.height
    assert table["brands"].to_list()[-1] == last.height


def test_the_composite_of_a_brand_by_hand() -> None:
    """Min–max of what depends on others, scores as they are; each level by its weights."""
    frame = ranked()

    def scaled(name: str, *, logarithm: bool = False, down: bool = False) -> float:
        figures = [math.log(x) if logarithm else x for x in frame[name].to_list()]
        score = 100 * (figures[0] - min(figures)) / (max(figures) - min(figures))
        return 100 - score if down else score

    row = frame.row(0, named=True)
    growth = min(100.0, max(0.0, 100 * row["growth_in_trend"] / 120))
    financial = (
        0.5 * scaled("value", logarithm=True)
        + 0.2 * scaled("margin")
        + 0.2 * growth
        + 0.1 * scaled("unsteadiness", down=True)
    )
    contribution = (
        0.4 * scaled("role") + 0.4 * scaled("contribution") + 0.2 * scaled("price_premium")
    )
    future = 0.4 * row["environment"] + 0.3 * row["social"] + 0.3 * row["governance"]
    composite = 0.4 * financial + 0.3 * row["strength"] + 0.15 * contribution + 0.15 * future
    assert score_of(of_sample(NAME), row["brand"]) == pytest.approx(composite)
