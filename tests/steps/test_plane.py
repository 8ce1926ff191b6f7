"""The mathematics of the plane, against SciPy, NumPy's eigenvectors and cases by hand."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays
from scipy import stats

from steelyard.engines import Matrix
from steelyard.steps.plane import QUADRANTS, chi_squared, cuts, ellipses, inside, quadrants

NAN = np.nan
SCORES = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 7)),
    elements=st.one_of(st.floats(-100, 100), st.just(NAN)),
)


class TestCuts:
    def test_by_hand(self) -> None:
        scores = np.array([[1.0, 2.0, 9.0, 4.0], [4.0, NAN, 1.0, 7.0], [NAN, NAN, 3.0, NAN]])
        np.testing.assert_array_equal(cuts(scores, "median"), [3.0, 4.0, 3.0])
        np.testing.assert_array_equal(cuts(scores, "mean"), [4.0, 4.0, 3.0])
        np.testing.assert_array_equal(cuts(scores, 50.0), [50.0, 50.0, 50.0])

    @pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
    @pytest.mark.filterwarnings("ignore:Mean of empty slice:RuntimeWarning")
    @given(SCORES)
    def test_are_those_of_numpy(self, scores: Matrix) -> None:
        np.testing.assert_allclose(cuts(scores, "median"), np.nanmedian(scores, axis=1))
        mean = np.nanmean(scores, axis=1)
        np.testing.assert_allclose(cuts(scores, "mean"), mean, rtol=1e-12, atol=1e-12)

    def test_without_units_there_is_none(self) -> None:
        assert np.isnan(cuts(np.empty((2, 0)), "median")).all()
        assert np.isnan(cuts(np.full((2, 3), NAN), "median")).all()
        assert np.isnan(cuts(np.full((2, 3), NAN), "mean")).all()


class TestQuadrants:
    def test_by_hand_and_on_the_cut_is_high(self) -> None:
        x, y = np.array([[9.0, 9.0, 1.0, 1.0, 5.0]]), np.array([[9.0, 1.0, 9.0, 1.0, 5.0]])
        found = quadrants(x, y, np.array([5.0]), np.array([5.0]), 0.0)
        named = [QUADRANTS[at] for at in found[0]]
        assert named == ["high_high", "high_low", "low_high", "low_low", "high_high"]

    def test_a_difference_of_rounding_is_on_the_cut(self) -> None:
        x = np.array([[0.1 + 0.2]])
        assert quadrants(x, x, x[0] + 1e-15, x[0], 1e-12)[0, 0] == 0
        assert quadrants(x, x, x[0] + 1e-9, x[0], 1e-12)[0, 0] == 2
        assert quadrants(-x, -x, -x[0] + 1e-15, -x[0], 1e-12)[0, 0] == 0

    def test_without_a_score_there_is_none(self) -> None:
        x, y = np.array([[NAN, 1.0, 1.0]]), np.array([[1.0, NAN, 1.0]])
        assert quadrants(x, y, np.array([0.0]), np.array([0.0]), 0.0).tolist() == [[-1, -1, 0]]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.999])
def test_chi_squared_is_that_of_scipy(share: float) -> None:
    assert chi_squared(share) == pytest.approx(stats.chi2(2).ppf(share), rel=1e-12)


class TestEllipses:
    @given(
        st.floats(0.01, 50),
        st.floats(0.01, 50),
        st.floats(-0.999, 0.999),
    )
    def test_axes_are_eigenvectors(self, xx: float, yy: float, r: float) -> None:
        xy = r * np.sqrt(xx * yy)
        found = ellipses(np.array([xx]), np.array([yy]), np.array([xy]), 0.95)
        values, vectors = np.linalg.eigh([[xx, xy], [xy, yy]])
        scale = stats.chi2(2).ppf(0.95)
        assert found.major[0] == pytest.approx(np.sqrt(scale * values[1]), rel=1e-9)
        assert found.minor[0] == pytest.approx(np.sqrt(scale * values[0]), rel=1e-6, abs=1e-9)
        if values[1] - values[0] > 1e-6 * values[1]:
            turn = np.radians(found.angle[0])
            along = abs(np.cos(turn) * vectors[0, 1] + np.sin(turn) * vectors[1, 1])
            assert along == pytest.approx(1.0, abs=1e-6)
        assert -90 <= found.angle[0] <= 90

    def test_hold_the_share_of_a_normal_distribution(self) -> None:
        random = np.random.default_rng(0)
        covariance = np.array([[9.0, -4.0], [-4.0, 5.0]])
        drawn = random.multivariate_normal([3.0, -2.0], covariance, 40_000)
        shape = ellipses(np.array([9.0]), np.array([5.0]), np.array([-4.0]), 0.95)
        x, y = drawn[:, [0]], drawn[:, [1]]
        held = inside(x, y, np.array([3.0]), np.array([-2.0]), shape)
        # Four standard errors of a share of 40,000.
        assert held.mean() == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 40_000))

    def test_hold_what_mahalanobis_says(self) -> None:
        random = np.random.default_rng(1)
        covariance = np.array([[2.0, 1.5], [1.5, 3.0]])
        points = random.normal(0, 2.5, (500, 2))
        shape = ellipses(np.array([2.0]), np.array([3.0]), np.array([1.5]), 0.8)
        found = inside(points[:, [0]], points[:, [1]], np.zeros(1), np.zeros(1), shape)[:, 0]
        distance = np.einsum("ri,ij,rj->r", points, np.linalg.inv(covariance), points)
        np.testing.assert_array_equal(found, distance <= stats.chi2(2).ppf(0.8))

    def test_of_what_does_not_vary_are_points_and_lines(self) -> None:
        shape = ellipses(np.array([0.0, 4.0]), np.array([0.0, 0.0]), np.zeros(2), 0.95)
        assert shape.major.tolist() == [0.0, pytest.approx(4.8955, abs=1e-4)]
        assert shape.minor.tolist() == [0.0, 0.0]
        x, y = np.array([[50.0, 54.0], [50.1, 55.0]]), np.full((2, 2), 7.0)
        held = inside(x, y, np.full(2, 50.0), np.full(2, 7.0), shape)
        assert held.tolist() == [[True, True], [False, False]]
