"""Main effects, where they are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from steelyard.robustness.coherence.importance import (
    _basis,
    _roughness,
    correlation_ratio,
    correlation_ratios,
    shares_of,
)

UNITS = 4096
NAN = np.nan


def uniforms(columns: int) -> np.ndarray:
    """Points that fill the cube evenly: multiples of irrational steps, whole parts cut off."""
    steps = np.sqrt([2.0, 3.0, 5.0])[:columns]
    return np.outer(np.arange(UNITS) + 0.5, steps) % 1.0


def test_independent_parts_of_a_sum_share_its_variance() -> None:
    x = uniforms(3)
    weights = np.array([3.0, 2.0, 1.0])
    ratios = [correlation_ratio(column, x @ weights) for column in x.T]
    np.testing.assert_allclose(ratios, weights**2 / (weights**2).sum(), atol=0.005)


def test_a_parabola_has_no_correlation_and_the_whole_effect() -> None:
    (x,) = uniforms(1).T
    y = (x - 0.5) ** 2
    assert np.corrcoef(x, y)[0, 1] ** 2 < 1e-6
    assert correlation_ratio(x, y) == pytest.approx(1.0, abs=1e-3)


def test_a_parabola_and_a_line_share_the_variance() -> None:
    # Var((x − ½)²) = 1/180, Var(z/10) = 1/1200.
    x, z = uniforms(2).T
    y = (x - 0.5) ** 2 + z / 10
    parabola = (1 / 180) / (1 / 180 + 1 / 1200)
    assert correlation_ratio(x, y) == pytest.approx(parabola, abs=0.01)
    assert correlation_ratio(z, y) == pytest.approx(1 - parabola, abs=0.01)


def test_first_order_indices_of_the_ishigami_function() -> None:
    # Ishigami & Homma 1990, a = 7, b = 0.1: S = 0.3139, 0.4424, 0; its third argument
    # acts only together with the first.
    x = (uniforms(3) * 2 - 1) * np.pi
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    ratios = [correlation_ratio(column, y) for column in x.T]
    np.testing.assert_allclose(ratios, [0.3139, 0.4424, 0.0], atol=0.01)


KNOTS = np.array([0.0, 0.1, 0.35, 0.6, 1.0])
AT_KNOTS = np.array([1.0, -2.0, 0.5, 3.0, 2.0])


def test_the_basis_is_that_of_the_natural_cubic_spline() -> None:
    places = np.linspace(0, 1, 101)
    ours = _basis(places, KNOTS, _roughness(KNOTS)[0]) @ AT_KNOTS
    np.testing.assert_allclose(ours, CubicSpline(KNOTS, AT_KNOTS, bc_type="natural")(places))


def test_the_roughness_is_the_integral_of_the_squared_second_derivative() -> None:
    # The second derivative is linear between knots, its square a parabola: Simpson is exact.
    bend = CubicSpline(KNOTS, AT_KNOTS, bc_type="natural").derivative(2)
    ends, middles = bend(KNOTS) ** 2, bend((KNOTS[1:] + KNOTS[:-1]) / 2) ** 2
    integral = (np.diff(KNOTS) * (ends[:-1] + 4 * middles + ends[1:]) / 6).sum()
    assert AT_KNOTS @ _roughness(KNOTS)[1] @ AT_KNOTS == pytest.approx(integral, rel=1e-12)


@pytest.mark.parametrize("units", [3, 10, 51, 1000])
@pytest.mark.parametrize("skew", [False, True])
def test_a_line_is_explained_whole(units: int, skew: bool) -> None:
    x = np.linspace(0, 12, units)
    x = np.exp(x) if skew else x
    assert correlation_ratio(x, 3 - 2 * x) == pytest.approx(1.0, abs=1e-6)


def test_a_part_with_two_figures_explains_what_lies_between_their_means() -> None:
    y = np.random.default_rng(1).standard_normal(40)
    x = np.repeat([0.0, 1.0], [10, 30])
    between = 10 * y[:10].mean() ** 2 + 30 * y[10:].mean() ** 2 - 40 * y.mean() ** 2
    assert correlation_ratio(x, y) == pytest.approx(between / (40 * y.var()), rel=1e-9)


def test_what_is_unrelated_explains_hardly_anything() -> None:
    random = np.random.default_rng(3)
    found = [correlation_ratio(*random.standard_normal((2, 51))) for _ in range(200)]
    # A straight line alone explains 1/(n − 1) on average.
    assert np.mean(found) < 2 / 50


@given(st.integers(0, 2**32 - 1), st.integers(3, 40), st.integers(1, 30))
def test_the_ratio_lies_between_the_squared_correlation_and_1(
    seed: int, units: int, figures: int
) -> None:
    random = np.random.default_rng(seed)
    x = random.integers(0, figures + 1, units).astype(float)
    y = random.standard_normal(units) + 0.3 * x
    found = correlation_ratio(x, y)
    if np.ptp(x) == 0:
        assert np.isnan(found)
    else:
        assert np.corrcoef(x, y)[0, 1] ** 2 - 1e-9 <= found <= 1


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-100, 100))
def test_an_affine_change_of_scale_does_not_matter(seed: int, scale: float, offset: float) -> None:
    x, y = np.random.default_rng(seed).standard_normal((2, 25))
    found = correlation_ratio(x, y)
    assert correlation_ratio(x * scale + offset, y) == pytest.approx(found, abs=1e-6)
    assert correlation_ratio(x, offset - scale * y) == pytest.approx(found, abs=1e-6)


def test_units_that_lack_a_figure_are_left_out() -> None:
    x, y = np.random.default_rng(5).standard_normal((2, 30))
    more = correlation_ratio(np.append(x, [NAN, 9.0]), np.append(y, [7.0, NAN]))
    assert more == pytest.approx(correlation_ratio(x, y), rel=1e-12)


def test_scores_with_gaps_of_their_own_are_explained_each_by_itself() -> None:
    x, y, z = np.random.default_rng(6).standard_normal((3, 30))
    y[:5], z[20:], x[7] = NAN, NAN, NAN
    found = correlation_ratios(x, np.column_stack([y, z, y]))
    assert found == pytest.approx([correlation_ratio(x, one) for one in (y, z, y)], rel=1e-12)


def test_blocks_of_units_are_explained_together() -> None:
    # Beyond one block of rows: the same as of every second unit, within what smoothing leaves.
    x = np.linspace(-1, 1, 150_001)
    assert correlation_ratio(x, x**2) == pytest.approx(
        correlation_ratio(x[::50], x[::50] ** 2), abs=1e-4
    )


def test_a_constant_score_beside_one_that_varies_has_no_ratio() -> None:
    x = np.arange(9.0)
    found = correlation_ratios(x, np.column_stack([np.full(9, 0.1), x]))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("part", "score"),
    [
        ([], []),
        ([1.0], [2.0]),
        ([1.0, 2.0], [2.0, 3.0]),
        ([0.1] * 9, list(range(9))),
        (list(range(9)), [0.1] * 9),
        ([NAN] * 9, list(range(9))),
    ],
    ids=["no unit", "one unit", "two units", "constant part", "constant score", "all missing"],
)
def test_without_variance_there_is_no_ratio(part: list[float], score: list[float]) -> None:
    assert np.isnan(correlation_ratio(np.array(part, float), np.array(score, float)))


def test_shares_add_up_to_1_over_what_is_known() -> None:
    found = shares_of(np.array([0.2, NAN, 0.6]))
    np.testing.assert_allclose(found, [0.25, NAN, 0.75])


@pytest.mark.parametrize("effects", [[0.0, 0.0], [NAN, NAN], []])
def test_nothing_has_no_shares(effects: list[float]) -> None:
    assert np.isnan(shares_of(np.array(effects))).all()
