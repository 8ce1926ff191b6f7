"""The fitted exponent of Box and Cox: SciPy's, found to more digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.steps.treat.box_cox import fit_exponent


@pytest.mark.parametrize("exponent", [-1.5, -0.3, 0.0, 0.4, 2.0])
def test_scipy(exponent: float) -> None:
    from scipy import stats

    bell = np.random.default_rng(3).normal(10, 1, size=400)
    figures = np.exp(bell) if exponent == 0 else bell ** (1 / exponent)
    assert fit_exponent(figures) == pytest.approx(
        stats.boxcox_normmax(figures, method="mle"), abs=1e-6
    )


def test_the_likelihood_is_greatest_there() -> None:
    from scipy import stats

    figures = np.random.default_rng(4).gamma(2.0, size=60)
    best = fit_exponent(figures)
    at, below, above = (stats.boxcox_llf(best + step, figures) for step in (0, -1e-4, 1e-4))
    assert at > max(below, above)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 1000), min_size=3, max_size=30), st.floats(1e-3, 1e3))
def test_a_change_of_unit_of_measurement_changes_nothing(drawn: list[int], factor: float) -> None:
    figures = np.array(drawn, dtype=np.float64)
    assert fit_exponent(figures * factor) == pytest.approx(fit_exponent(figures), abs=1e-6)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 1000), min_size=3, max_size=30))
def test_inverse_figures_have_the_opposite_exponent(drawn: list[int]) -> None:
    figures = np.array(drawn, dtype=np.float64)
    if len(set(drawn)) > 1:
        assert fit_exponent(1 / figures) == pytest.approx(-fit_exponent(figures), abs=1e-6)


def test_equal_figures_say_nothing() -> None:
    assert fit_exponent(np.array([7.0, 7.0, 7.0])) == 1.0


def test_beyond_the_interval_its_end_is_taken() -> None:
    assert fit_exponent(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.001])) == -5.0
