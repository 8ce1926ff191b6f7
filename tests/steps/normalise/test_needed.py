"""What a score takes."""

from __future__ import annotations

import math
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.scheme.normalise import Bands, Deduction, Goalposts, Proportional
from steelyard.steps.normalise import needed
from tests.steps.normalise.blocks import SPEC, column

Invertible = Bands | Deduction | Goalposts | Proportional

LINES: dict[str, dict[str, object]] = {
    "goalposts": {"method": "goalposts", "lower": 2, "upper": 10, "range": [1, 5]},
    "goalposts, log": {"method": "goalposts", "lower": 2, "upper": 10, "scale": "log"},
    "goalposts, unclipped": {"method": "goalposts", "lower": 2, "upper": 10, "clip": False},
    "proportional": {"method": "proportional", "full_at": 0.5, "range": [0, 10]},
    "proportional, falling": {"method": "proportional", "full_at": 1, "zero_at": 5},
    "deduction": {"method": "deduction", "start": 5, "each": 0.5, "least": 1},
}
ENDS = {"goalposts": (1, 5), "proportional": (0, 10), "deduction": (1, 5)}


def spec(declared: object) -> Invertible:
    return cast(Invertible, SPEC.validate_python(declared))


def bands(otherwise: float, *table: dict[str, float]) -> Invertible:
    return spec({"method": "bands", "bands": list(table), "otherwise": otherwise})


SHARES = bands(0, {"at_least": 0.5, "gives": 5}, {"at_least": 0.2, "gives": 2})


@pytest.mark.parametrize("direction", [1.0, -1.0])
@pytest.mark.parametrize("name", LINES)
@settings(deadline=None)
@given(share=st.floats(0.01, 1))
def test_what_is_needed_scores_what_was_wanted(name: str, direction: float, share: float) -> None:
    method = spec(LINES[name])
    least, greatest = ENDS.get(name, (0, 1))
    wanted = least + share * (greatest - least)
    figure = needed(method, wanted, direction)
    assert figure is not None
    assert column([figure], LINES[name], direction)[0] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("name", ["goalposts", "goalposts, log", "proportional", "deduction"])
def test_more_than_the_greatest_score_cannot_be_reached(name: str) -> None:
    assert needed(spec(LINES[name]), 10.1) is None


@pytest.mark.parametrize(
    ("name", "least"), [("goalposts", 1), ("proportional", 0), ("deduction", 1)]
)
def test_the_least_score_needs_nothing(name: str, least: float) -> None:
    assert needed(spec(LINES[name]), least) is None


@pytest.mark.parametrize(
    ("score", "figure"), [(5, 0.5), (3, 0.5), (2, 0.2), (0, None), (5.5, None)]
)
def test_the_easiest_band_that_gives_enough(score: float, figure: float | None) -> None:
    assert needed(SHARES, score) == figure


@pytest.mark.parametrize(("score", "figure"), [(3, 0.5), (1, 1.5)])
def test_the_easiest_band_that_looks_down(score: float, figure: float) -> None:
    table = bands(0, {"below": 0.5, "gives": 3}, {"below": 1.5, "gives": 1})
    assert needed(table, score) == figure


def test_bands_that_look_both_ways_have_no_one_answer() -> None:
    assert needed(bands(1, {"above": 1, "gives": 0}, {"below": -1, "gives": 2}), 2) is None


def test_income_that_half_the_index_needs() -> None:
    income = spec({"method": "goalposts", "lower": 100, "upper": 75000, "scale": "log"})
    assert needed(income, 0.5) == pytest.approx(100 * math.sqrt(750), rel=1e-14)
