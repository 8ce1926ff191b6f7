"""Winsorising: against the rule written out step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from steelyard.engines import Vector
from steelyard.steps.treat.shape import Limits, shape_of_figures
from steelyard.steps.treat.winsorise import Winsorised, winsorise

LIMITS = Limits(2.0, 3.5)
INF = float("inf")


def step_by_step(figures: Vector, most: float, *, force: bool = False) -> tuple[Vector, int]:
    """Winsorise as the rule says it: replace the extreme figures, look again."""
    current = np.sort(figures)
    while len(np.unique(current)) > 2 and (current != np.sort(figures)).sum() < most:
        skewness, kurtosis = shape_of_figures(current)
        # A figure near a limit may fall on either side by rounding.
        assume(abs(abs(skewness) - 2) > 1e-9)
        assume(abs(kurtosis - 3.5) > 1e-9)
        assume(skewness == 0 or abs(skewness) > 1e-9)
        if LIMITS.passed(skewness, kurtosis) and not force:
            break
        end = current.max() if skewness >= 0 else current.min()
        others = current[current != end]
        current[current == end] = others.max() if skewness >= 0 else others.min()
    return current, int((current != np.sort(figures)).sum())


def clipped(figures: Vector, found: Winsorised) -> Vector:
    return np.clip(np.sort(figures), found.lower, found.upper)


figures = st.lists(
    st.one_of(st.integers(0, 9), st.integers(-300, 900)), min_size=4, max_size=25
).map(lambda drawn: np.array(drawn, dtype=np.float64))


@given(figures, st.sampled_from([1, 2, 5, INF]), st.booleans())
@example(np.array([0.0] * 9 + [1, 1, 50, 60]), 2, False)
def test_the_rule_step_by_step(drawn: Vector, most: float, force: bool) -> None:
    force = force and most < INF
    expected, points = step_by_step(drawn, most, force=force)
    found = winsorise(np.sort(drawn), most, LIMITS, force=force)
    assert (clipped(drawn, found).tolist(), found.points) == (expected.tolist(), points)


TEN = np.arange(1.0, 11.0)


def test_one_outlier_is_brought_to_the_next_figure() -> None:
    assert winsorise(np.append(TEN, 100), 5, LIMITS) == Winsorised(-INF, 10, 1)


def test_a_tail_that_points_down_is_brought_up() -> None:
    assert winsorise(np.insert(TEN, 0, -100), 5, LIMITS) == Winsorised(1, INF, 1)


def test_equal_figures_move_together_beyond_the_number_of_points() -> None:
    many = np.concatenate([np.arange(60.0), [900, 900, 900]])
    assert winsorise(many, 1, LIMITS) == Winsorised(-INF, 59, 3)


def test_the_number_of_points_ends_it_though_outliers_remain() -> None:
    found = winsorise(np.append(TEN, [1000, 2000, 3000]), 1, LIMITS)
    assert found == Winsorised(-INF, 2000, 1)


def test_an_indicator_that_passes_is_left_alone_unless_forced() -> None:
    assert winsorise(TEN, 5, LIMITS) == Winsorised(-INF, INF, 0)
    assert winsorise(TEN, 1, LIMITS, force=True).points == 1


@pytest.mark.parametrize("most", [5, INF])
def test_figures_never_become_all_equal(most: float) -> None:
    rare = np.array([0.0] * 50 + [1.0])
    assert winsorise(rare, most, LIMITS) == Winsorised(-INF, INF, 0)


@pytest.mark.parametrize("few", [[], [1.0], [1.0, 1.0], [0.0, 0.0, 9.0], [3.0] * 6])
def test_too_few_or_equal_figures_are_left_alone(few: list[float]) -> None:
    assert winsorise(np.array(few), 5, LIMITS, force=True) == Winsorised(-INF, INF, 0)


def test_an_enormous_outlier_leaves_no_rounding_error_behind() -> None:
    # With 1e12 among them, sums of fourth powers hold no trace of the figures around 1.
    ordered = np.sort(np.concatenate([np.linspace(0.5, 1.5, 30), [40.0, 1e12]]))
    assert winsorise(ordered, 5, LIMITS) == Winsorised(-INF, 1.5, 2)
