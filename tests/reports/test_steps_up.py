"""The next step of an indicator by itself, for each absolute method."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.reports.rational import Comparator
from steelyard.reports.steps_up import next_step, score_of
from steelyard.scheme.normalise import (
    Band,
    Bands,
    Deduction,
    Goalposts,
    Normalise,
    PercentileRank,
    Proportional,
    Scaled,
)

DOWN = Bands(
    bands=(Band(at_least=150, gives=0), Band(at_least=100, gives=1), Band(at_least=50, gives=2)),
    otherwise=3,
)
WITHIN = Bands(bands=(Band(above=5, gives=5), Band(at_least=-5, gives=3)), otherwise=0)
PEAK = Bands(bands=(Band(above=10, gives=0), Band(at_least=5, gives=4)), otherwise=0)


@pytest.mark.parametrize(
    ("spec", "figure", "bound", "comparator", "score"),
    [
        (DOWN, 200.0, 150, "less_than", 1),
        (DOWN, 150.0, 150, "less_than", 1),
        (DOWN, 120.0, 100, "less_than", 2),
        (WITHIN, -8.0, -5, "at_least", 3),
        (WITHIN, -5.0, 5, "more_than", 5),
        (WITHIN, 5.0, 5, "more_than", 5),
        (PEAK, 12.0, 10, "at_most", 4),
        (PEAK, 1.0, 5, "at_least", 4),
        (Proportional(full_at=0.5, range=(0, 10)), 0.48, 0.5, "at_least", 10),
        (Proportional(full_at=0, zero_at=10, range=(0, 5)), 10.0, 8, "at_most", 1),
        (Deduction(start=10, each=2), 3.0, 2.5, "at_most", 5),
        (Goalposts(lower=20, upper=85, range=(0, 13)), 40.0, 45, "at_least", 5),
        (Goalposts(lower=1, upper=100, scale="log", range=(0, 2)), 1.0, 10, "at_least", 1),
        (Scaled(), 30.0, 31, "at_least", 31),
    ],
)
def test_the_next_step_is_told(
    spec: Normalise, figure: float, bound: float, comparator: Comparator, score: float
) -> None:
    step = next_step(spec, figure)
    assert step is not None
    assert step.bound.figure == pytest.approx(bound)
    assert step.bound.comparator == comparator
    assert step.score == pytest.approx(score)


@pytest.mark.parametrize(
    ("spec", "figure"),
    [
        (DOWN, 49.0),
        (WITHIN, 5.1),
        (Proportional(full_at=0.5), 0.6),
        (Deduction(start=10, each=2), 0.0),
        (Goalposts(lower=20, upper=85), 90.0),
        (PercentileRank(), 3.0),
    ],
)
def test_there_is_none_at_the_maximum_or_among_others(spec: Normalise, figure: float) -> None:
    assert next_step(spec, figure) is None


def test_less_is_better_where_the_direction_says_so() -> None:
    step = next_step(Goalposts(lower=0, upper=10, range=(0, 5)), 8.0, -1.0)
    assert step is not None
    assert step.bound.comparator == "at_most"
    assert [step.bound.figure, step.score] == pytest.approx([6, 2])


bound = st.integers(-20, 20).map(float)
kinds = st.sampled_from(["at_least", "above", "at_most", "below"])
tables = st.lists(st.tuples(kinds, bound, st.integers(0, 5)), min_size=1, max_size=4)


@given(tables, st.integers(0, 5), st.integers(-25, 25).map(lambda x: x / 1.0))
def test_just_inside_the_step_is_the_score_and_just_outside_is_not(
    given_bands: list[tuple[str, float, int]], otherwise: int, figure: float
) -> None:
    """For every table of points, in both directions; nothing nearer gives more."""
    try:
        bands = tuple(Band(**{kind: at, "gives": gives}) for kind, at, gives in given_bands)
        spec = Bands(bands=bands, otherwise=otherwise)
    except ValueError:  # a band that can never win
        return
    now, step = score_of(spec, figure, 1.0), next_step(spec, figure)
    halves = [half / 2 for half in range(-120, 121)]
    better = [x for x in halves if score_of(spec, x, 1.0) > now]
    if step is None:
        assert not better
        return
    inside = step.bound.figure
    if step.bound.strict:
        inside += 1e-6 if step.bound.upwards else -1e-6
    assert score_of(spec, inside, 1.0) == step.score > now
    nearest = min(abs(x - figure) for x in better)
    assert abs(step.bound.figure - figure) <= nearest
    assert math.isclose(nearest, abs(step.bound.figure - figure), abs_tol=0.5)
