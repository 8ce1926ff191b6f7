"""Units that are scored later, with what was learned without them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steelyard.steps.normalise import apply, learn
from tests.steps.normalise.blocks import ENGINE, SPEC, block

LEARNED = [1.0, 2.0, 2.0, 5.0]


def placed(figures: list[float], declared: object, direction: float = 1.0) -> list[float]:
    spec = SPEC.validate_python(declared)
    learned = learn(block(LEARNED, [direction]), spec, ENGINE)
    return list(apply(block(figures, [direction]), spec, learned, ENGINE).values[:, 0])


def test_min_max_goes_beyond_its_range() -> None:
    assert placed([-1, 7], "min_max") == [-50, 150]


def test_min_max_clips_if_the_scheme_says_so() -> None:
    assert placed([-1, 7], {"method": "min_max", "clip": True}) == [0, 100]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("competition", [1, 2, 2, 4, 5]),
        ("average", [1, 2.5, 2, 4, 5]),
        ("maximum", [1, 3, 2, 4, 5]),
        ("dense", [1, 2, 2, 3, 4]),
    ],
)
def test_a_rank_is_one_more_than_the_units_below(ties: str, expected: list[float]) -> None:
    assert placed([0, 2, 1.5, 3, 6], {"method": "rank", "ties": ties}) == expected


def test_a_rank_where_less_is_better() -> None:
    assert placed([0, 1, 3, 6], "rank", -1) == [5, 4, 2, 1]


def test_a_percentile_rank_is_the_share_of_the_units_below() -> None:
    # 2 and 5 are figures learned: the others are three; 0, 3 and 6 are not: they are four.
    assert placed([0, 2, 3, 5, 6], "percentile_rank") == [0, 1 / 3, 0.75, 1, 1]


def test_a_percentile_rank_beside_equal_figures() -> None:
    spec = SPEC.validate_python("percentile_rank")
    learned = learn(block([3.0, 3.0]), spec, ENGINE)
    found = apply(block([2.0, 3.0, 4.0]), spec, learned, ENGINE).values
    assert found[:, 0].tolist() == [0, 0.5, 1]


def test_min_max_beside_equal_figures_stays_in_the_middle() -> None:
    spec = SPEC.validate_python("min_max")
    learned = learn(block([3.0, 3.0]), spec, ENGINE)
    assert apply(block([9.0]), spec, learned, ENGINE).values.tolist() == [[50]]


def test_no_ratio_to_a_figure_at_or_below_zero_where_less_is_better() -> None:
    found = placed([0, -1, 0.5], "fraction_of_maximum", -1)
    np.testing.assert_array_equal(found, [math.nan, math.nan, 2])


def test_a_reached_target_is_not_reached_by_a_worse_unit() -> None:
    found = placed([0.5, 1], {"method": "distance_to_target", "target": 1})
    np.testing.assert_array_equal(found, [math.nan, 1])
