"""Above and below the mean, classes by quantiles, bands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.steps.normalise.blocks import column

NAN = math.nan
STEPS = [0, 2, 3, 4, 5]
PATIENT = {  # the share at which a fund's capital counts as patient
    "method": "bands",
    "bands": [
        {"at_least": 0.7, "gives": 5},
        {"at_least": 0.5, "gives": 3},
        {"above": 0.2, "gives": 2},
    ],
    "otherwise": 0,
}


def classes(**changes: object) -> dict[str, object]:
    return {
        "method": "categorical",
        "quantiles": [0.1, 0.3, 0.5, 0.9],
        "scores": STEPS,
        **changes,
    }


@pytest.mark.parametrize(("direction", "sign"), [(1, 1), (-1, -1)])
def test_above_and_below_the_mean(direction: float, sign: int) -> None:
    # Mean 10; 12 and 8 are at the threshold, which is about the mean.
    found = column([7.9, 8, 9.9, 12, 12.2], "above_below_mean", direction)
    assert found == [-1 * sign, 0, 0, 0, sign]


def test_above_a_mean_below_zero_is_above() -> None:
    # Mean -10; -8 and -12 are at the threshold.
    assert column([-5, -8, -12, -15], "above_below_mean") == [1, 0, 0, -1]


def test_a_class_begins_at_its_percentile() -> None:
    # Of ten figures the first is at 0.1, the third at 0.3, the fifth at 0.5, the ninth at 0.9.
    assert column(range(10), classes()) == [2, 2, 3, 3, 4, 4, 4, 4, 5, 5]


def test_percentiles_count_from_the_worst_where_less_is_better() -> None:
    assert column(range(10), classes(), -1) == [5, 5, 4, 4, 4, 4, 3, 3, 2, 2]


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30), st.sampled_from([0.13, 0.5, 0.77]))
def test_percentiles_are_those_of_numpy(figures: list[int], quantile: float) -> None:
    spec = {"method": "categorical", "quantiles": [quantile], "scores": [0, 1]}
    bound = np.quantile(np.array(figures, dtype=float), quantile, method="inverted_cdf")
    assert column(figures, spec) == [float(figure >= bound) for figure in figures]


def test_a_percentile_at_a_unit_is_that_unit() -> None:
    # 0.28·25 is 7.000000000000001 in binary, and the unit at it the seventh.
    spec = {"method": "categorical", "quantiles": [0.28], "scores": [0, 1]}
    assert column(range(25), spec)[6] == 1


@pytest.mark.parametrize(
    ("units", "best"), [(1, 1), (5, 1), (10, 1), (15, 1), (19, 1), (20, 2), (30, 3)]
)
def test_the_best_tenth_by_rank(units: int, best: int) -> None:
    spec = classes(quantiles=[0.9], scores=[0, 5], by="rank")
    assert sum(score == 5 for score in column(range(units), spec)) == best


def test_tied_units_share_a_rank_and_a_class() -> None:
    spec = classes(quantiles=[0.9], scores=[0, 5], by="rank")
    assert column([*range(8), 9, 9], spec)[-2:] == [5, 5]


def test_the_best_by_rank_where_less_is_better() -> None:
    spec = classes(quantiles=[0.5], scores=[0, 5], by="rank")
    assert column([1, 2, 3, 4], spec, -1) == [5, 5, 0, 0]


@pytest.mark.parametrize(
    ("figure", "score"),
    [
        (0.1, 0),
        (0.2, 0),
        (0.2 + 1e-9, 2),
        (0.5 - 1e-9, 2),
        (0.5, 3),
        (0.7 - 1e-9, 3),
        (0.7, 5),
        (0.9, 5),
    ],
)
@pytest.mark.parametrize("direction", [1, -1])
def test_both_sides_of_every_bound(figure: float, score: float, direction: float) -> None:
    assert column([figure], PATIENT, direction) == [score]


@pytest.mark.parametrize(
    ("figure", "score"), [(-1, 3), (0.5 - 1e-9, 3), (0.5, 2), (1, 2), (1 + 1e-9, 0)]
)
def test_bands_that_look_down(figure: float, score: float) -> None:
    spec = {
        "method": "bands",
        "bands": [{"below": 0.5, "gives": 3}, {"at_most": 1, "gives": 2}],
        "otherwise": 0,
    }
    assert column([figure], spec) == [score]


def test_the_first_band_that_holds_wins() -> None:
    spec = {
        "method": "bands",
        "bands": [{"at_least": 5, "gives": 1}, {"at_most": 9, "gives": 2}],
        "otherwise": 0,
    }
    assert column([4, 6], spec) == [2, 1]


@pytest.mark.parametrize("kind", ["at_least", "at_most"])
def test_a_computed_figure_is_at_the_bound_that_it_means(kind: str) -> None:
    spec = {"method": "bands", "bands": [{kind: 0.7, "gives": 1}], "otherwise": 0}
    above, below = 0.07 / 0.1, 0.1 * 7 - 1e-16  # 0.7000000000000001 and 0.7 - 1e-16
    assert column([above, below], spec) == [1, 1]


@pytest.mark.parametrize("kind", ["above", "below"])
def test_a_computed_figure_is_not_beyond_the_bound_that_it_means(kind: str) -> None:
    spec = {"method": "bands", "bands": [{kind: 0.3, "gives": 1}], "otherwise": 0}
    assert column([0.1 + 0.2, 0.3 - 5e-17], spec) == [0, 0]


def test_a_missing_figure_is_in_no_band() -> None:
    assert np.isnan(column([NAN], PATIENT)).all()
