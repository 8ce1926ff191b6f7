"""Money in another currency: what would raise it is the money, never the rate."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard import Dataset, Scheme, evaluate
from steelyard.reports.levers import Levers
from steelyard.reports.subject import subject_of
from steelyard.reports.words import Vocabulary

SCHEME = Scheme.model_validate(
    {
        "scheme": "brands",
        "title": "Brands",
        "currency": "CNY",
        "units": {"table": "brands", "key": "brand"},
        "inputs": {
            "brands": {
                "columns": {
                    "brand": {"type": "text"},
                    "money": {"type": "text", "title": "Currency"},
                    "day": {"type": "date", "title": "Closing day"},
                    "value": {},
                }
            }
        },
        "derived": {
            "rate": {"exchange": {"from": "money", "day": "day"}},
            "foreign": {"unit": "{currency}", "ratio": {"of": "value", "to": "rate"}},
        },
        "steps": ["derive", "normalise"],
        "tree": {"parts": {"foreign": {}, "rate": {}}},
    }
)
BRANDS = pl.DataFrame(
    {"brand": ["a", "b"], "money": ["EUR", "USD"], "day": ["2025-12-31"] * 2, "value": [80.0, 9.0]}
).with_columns(pl.col("day").str.to_date())


@pytest.fixture(scope="module")
def levers() -> Levers:
    data = Dataset.from_frames(SCHEME.inputs, {"brands": BRANDS})
    return Levers(subject_of(evaluate(SCHEME, data), "a"))


def test_a_rate_has_no_lever(levers: Levers) -> None:
    assert list(levers.of("rate", up=True)) == []
    assert list(levers.of("rate", up=False)) == []


def test_the_money_has_one_and_the_rate_is_a_factor(levers: Levers) -> None:
    (lever,) = levers.of("foreign", up=True)
    assert (lever.how, lever.column) == ("add", "value")
    # ECB, 31 December 2025: 8.2262 yuan for a euro.
    followed = levers.follow("foreign", lever)
    assert followed.at(5.0) == pytest.approx((80 + 5) / 8.2262, rel=1e-14)


def test_a_rate_is_told_in_words() -> None:
    told = Vocabulary(SCHEME).figure("rate")
    assert told is not None
    assert told.render("en") == (
        "what one unit of the currency in “Currency” was worth in CNY on the day in “Closing day”"
    )
