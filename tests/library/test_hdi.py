"""The Human Development Index of 2022 against the values that UNDP published.

Source: Human Development Report 2023/24, composite indices, complete time series (CC BY 3.0 IGO).
"""

from __future__ import annotations

import math

import polars as pl
import pytest

from tests.library.runs import of_frames, of_sample, published, score_of

PUBLISHED = published("hdi_2022")
CAPS = {
    "life_expectancy": 85.0,
    "expected_schooling": 18.0,
    "mean_schooling": 15.0,
    "gni_per_capita": 75_000.0,
}
BELOW = {
    "country": "A",
    "life_expectancy": 60.0,
    "expected_schooling": 10.0,
    "mean_schooling": 6.0,
    "gni_per_capita": 5_000.0,
}


def country(**figures: float) -> float:
    """Return the index of one country."""
    frame = pl.DataFrame({**BELOW, **figures})
    return float(of_frames("hdi", countries=frame).score[0])


@pytest.mark.parametrize(("name", "value"), PUBLISHED.select("country", "score").rows())
def test_the_score_is_the_published_one_to_three_decimals(name: str, value: float) -> None:
    assert round(score_of(of_sample("hdi"), name), 3) == value


def test_the_order_is_the_published_one() -> None:
    ranked = of_sample("hdi").ranking["country"].to_list()
    assert ranked == PUBLISHED.sort("rank")["country"].to_list()


def test_the_formula_is_that_of_the_technical_note() -> None:
    health, income = (60 - 20) / 65, math.log(5000 / 100) / math.log(750)
    education = (10 / 18 + 6 / 15) / 2
    assert country() == pytest.approx((health * education * income) ** (1 / 3), rel=1e-14)


@pytest.mark.parametrize(("figure", "cap"), CAPS.items())
def test_nothing_counts_beyond_its_cap(figure: str, cap: float) -> None:
    assert country(**{figure: cap * 1.2}) == country(**{figure: cap})
    assert country(**{figure: cap * 0.99}) < country(**{figure: cap})


def test_who_is_capped_is_a_finding() -> None:
    capped = {f.column: str(f.message) for f in of_sample("hdi").findings if f.code == "clipped"}
    assert capped.keys() == {"expected_schooling", "income"}
    for name in ("Norway", "Iceland", "Australia", "Greece"):
        assert name in capped["expected_schooling"]
    for name in ("Singapore", "Liechtenstein", "Qatar"):
        assert name in capped["income"]


@pytest.mark.parametrize("figure", CAPS)
def test_a_country_of_which_something_is_not_known_has_no_index(figure: str) -> None:
    frame = pl.DataFrame([BELOW, {**BELOW, "country": "B", figure: None}])
    found = of_frames("hdi", countries=frame)
    assert math.isnan(found.ranks[1])
    assert [finding.unit for finding in found.findings if finding.code == "unranked"] == ["B"]
