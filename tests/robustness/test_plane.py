"""How sure places in the plane are: against plain evaluation draw by draw, and in closed form."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard import Evaluation
from steelyard.engines import Matrix
from steelyard.evaluation.plane import plane
from steelyard.i18n import Message
from steelyard.robustness.analysis import analyse, analysed
from steelyard.robustness.draws import uniforms
from steelyard.robustness.model import Model
from steelyard.robustness.plane import PlaneUncertainty, plane_uncertainty
from tests.robustness.schemes import (
    NORMALISATIONS,
    SHAPES,
    TWO_LEVELS,
    evaluated,
    random_figures,
    scheme,
    with_weights,
)

NAMES = {code: code for code in ("high_high", "high_low", "low_high", "low_low")}
PLANE: dict[str, Any] = {"x": "left", "y": "right", "quadrants": NAMES}
CODES = tuple(f"p_{code}" for code in NAMES)


def found_of(evaluation: Evaluation, **settings: Any) -> PlaneUncertainty:
    """Return what the replications find of a plane."""
    found = plane_uncertainty(evaluation, **({"replications": 200} | settings))
    assert isinstance(found, PlaneUncertainty)
    return found


class TestNodesOfTheSameDraws:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_the_root_is_what_is_ranked_to_the_last_bit(self, shape: str) -> None:
        model = Model.of(evaluated(scheme(**SHAPES[shape]), random_figures(9)))
        rows = uniforms(3, 0, 0, 40, model.width)
        root = model.evaluation.scheme.root
        np.testing.assert_array_equal(model.draw_nodes(rows, [root])[root], model.draw(rows).scores)

    @pytest.mark.parametrize("shape", ["two levels", "covered", "unranked left", "cap a"])
    def test_each_is_that_of_an_evaluation(self, shape: str) -> None:
        declared, values = scheme(**SHAPES[shape]), random_figures(9)
        values[1, 0] = values[4, 2] = values[7, 1] = np.nan
        model = Model.of(evaluated(declared, values))
        rows = uniforms(0, 0, 0, 5, model.width)
        names = ["left", "right", "a", "e"]
        drawn = model.draw_nodes(rows, names)
        weights = model.draw(rows).weights
        for at in range(5):
            given = dict(zip(model.layout.names, weights[:, at].tolist(), strict=True))
            plain = evaluated(with_weights(declared, given), values)
            for name in names:
                expected = plain.node_scores[name]
                np.testing.assert_allclose(drawn[name][at], expected, rtol=1e-9, atol=1e-9)

    def test_alternatives_go_to_their_replications(self) -> None:
        declared = scheme("abc", assumptions={"n": {"normalise": NORMALISATIONS}})
        model = Model.of(evaluated(declared, random_figures(6, 3)))
        rows = uniforms(0, 0, 0, 30, model.width)
        found = model.draw_nodes(rows, ["a", "b"])
        together = (found["a"] + found["b"]) / 2
        np.testing.assert_allclose(together, model.draw(rows).scores, rtol=1e-12)


class TestAgainstPlainEvaluation:
    """Every replication run by itself through the whole pipeline, and counted by hand."""

    @pytest.mark.parametrize("cut", ["median", "mean", [40, 55]])
    def test_probabilities_and_moments(self, cut: Any) -> None:
        declared = scheme(tree=TWO_LEVELS, plane={**PLANE, "cut": cut})
        values = random_figures(9, seed=5)
        values[2, 0] = np.nan
        evaluation = evaluated(declared, values)
        places, codes = self._replicated(evaluation, values, 60)
        found = found_of(evaluation, replications=60).frame
        for unit in range(9):
            own = places[:, :, unit]
            row = found.row(unit, named=True)
            covariance = np.cov(own.T)
            assert row["x_mean"] == pytest.approx(own[:, 0].mean(), rel=1e-9)
            assert row["y_mean"] == pytest.approx(own[:, 1].mean(), rel=1e-9)
            assert row["covariance"] == pytest.approx(covariance[0, 1], rel=1e-6, abs=1e-9)
            assert row["x_deviation"] == pytest.approx(covariance[0, 0] ** 0.5, rel=1e-6, abs=1e-9)
            assert row["y_deviation"] == pytest.approx(covariance[1, 1] ** 0.5, rel=1e-6, abs=1e-9)
            for code in NAMES:
                share = sum(one[unit] == code for one in codes) / 60
                assert row[f"p_{code}"] == pytest.approx(share)
        assert found.select(pl.col(CODES)).filter(pl.any_horizontal(pl.all() < 1)).height > 0

    def _replicated(
        self, evaluation: Evaluation, values: Matrix, count: int
    ) -> tuple[Matrix, list[list[str | None]]]:
        model = Model.of(evaluation)
        rows = uniforms(0, 0, 0, count, model.width)
        weights = model.draw(rows).weights
        places, codes = [], []
        for at in range(count):
            given = dict(zip(model.layout.names, weights[:, at].tolist(), strict=True))
            plain = plane(evaluated(with_weights(evaluation.scheme, given), values))
            assert plain is not None
            places.append([plain["x"].to_numpy(), plain["y"].to_numpy()])
            codes.append(plain["quadrant"].to_list())
        return np.array(places), codes


class TestInClosedForm:
    """Two indicators as they are, each with a normal error: the covariance is known."""

    COUNT = 20_000

    def evaluation(self, cut: Any) -> Evaluation:
        declared = scheme(
            "ab",
            steps=[{"normalise": "identity"}],
            plane={"x": "a", "y": "b", "cut": cut, "quadrants": NAMES},
            assumptions={"e": {"data": {"a": {"standard_error": 2}, "b": {"standard_error": 0.5}}}},
        )
        return evaluated(declared, [[10, 5], [12, 4.5], [30, 9]])

    def test_moments_and_ellipse(self) -> None:
        row = found_of(self.evaluation([11, 5]), replications=self.COUNT).frame.row(0, named=True)
        error = 5 / math.sqrt(self.COUNT)
        assert row["x_mean"] == pytest.approx(10, abs=2 * error)
        assert row["y_mean"] == pytest.approx(5, abs=0.5 * error)
        assert row["x_deviation"] == pytest.approx(2, rel=error)
        assert row["y_deviation"] == pytest.approx(0.5, rel=error)
        assert row["axes_correlation"] == pytest.approx(0, abs=error)
        scale = math.sqrt(stats.chi2(2).ppf(0.95))
        assert row["ellipse_major"] == pytest.approx(2 * scale, rel=error)
        assert row["ellipse_minor"] == pytest.approx(0.5 * scale, rel=error)
        assert abs(row["ellipse_angle"]) < 2
        assert row["ellipse_holds"] == pytest.approx(0.95, abs=error / 4)

    def test_probabilities(self) -> None:
        frame = found_of(self.evaluation([11, 5]), replications=self.COUNT).frame
        right = stats.norm(10, 2).sf(11)
        expected = [right / 2, right / 2, (1 - right) / 2, (1 - right) / 2]
        found = [frame.row(0, named=True)[code] for code in CODES]
        np.testing.assert_allclose(found, expected, atol=4 * 0.5 / math.sqrt(self.COUNT))

    def test_the_cut_of_each_replication_moves_with_it(self) -> None:
        """u0 is right of the median of three unless it is the least; u2 is far out.

        P(u0 >= u1) for two normal figures is Φ((10 − 12) / (2 √2)).
        """
        frame = found_of(self.evaluation("median"), replications=self.COUNT).frame
        row = frame.row(0, named=True)
        right = stats.norm.cdf(-2 / (2 * math.sqrt(2)))
        assert row["p_high_high"] + row["p_high_low"] == pytest.approx(right, abs=0.015)


class TestTheAnalysis:
    def test_neither_threads_nor_kernels_show(self) -> None:
        declared = scheme(tree=TWO_LEVELS, plane=PLANE)
        evaluation = evaluated(declared, random_figures(300))
        first = found_of(evaluation, replications=900, threads=1).frame
        assert first.equals(found_of(evaluation, replications=900, threads=4).frame)
        # A compiled product may differ from NumPy's in the order of its sums, not by more.
        other = found_of(evaluation, replications=900, threads=2, compiled=True).frame
        assert first.select(CODES).equals(other.select(CODES))

    def test_what_does_not_vary_is_a_point_without_a_correlation(self) -> None:
        declared = scheme(
            "abc",
            tree={"parts": {"a": {}, "both": {"parts": {"b": {}, "c": {}}}}},
            plane={**PLANE, "x": "a", "y": "both"},
        )
        frame = found_of(evaluated(declared, random_figures(6, 3))).frame
        assert frame["x_deviation"].to_list() == [0.0] * 6
        assert frame["axes_correlation"].null_count() == 6
        assert frame["ellipse_minor"].max() == 0.0
        assert any(length > 0.0 for length in frame["ellipse_major"])

    def test_who_lacks_an_axis_has_no_probability(self) -> None:
        values = random_figures(6)
        values[3, :2] = np.nan
        frame = found_of(evaluated(scheme(tree=TWO_LEVELS, plane=PLANE), values)).frame
        row = frame.row(3, named=True)
        assert row["quadrant"] is None
        assert row["in_plane"] == 0.0
        assert {row[name] for name in (*CODES, "x_mean", "ellipse_major", "ellipse_holds")} == {
            None
        }
        others = frame.filter(pl.col("unit") != "u3")
        np.testing.assert_allclose(others.select(pl.sum_horizontal(CODES)).to_series(), 1.0)

    def test_each_period_has_its_own_cut(self) -> None:
        values = random_figures(12, seed=2)
        values[6:] += 500
        settings: dict[str, Any] = {"steps": [{"normalise": "identity"}], "tree": TWO_LEVELS}
        declared = scheme(plane=PLANE, units={"period": "year"}, **settings)
        both = found_of(evaluated(declared, values, year=[1] * 6 + [2] * 6)).frame
        alone = found_of(evaluated(scheme(plane=PLANE, **settings), values[:6])).frame
        assert both["period"].to_list() == [1] * 6 + [2] * 6
        assert both.head(6).select(CODES).equals(alone.select(CODES))

    def test_no_plane_and_nothing_that_varies(self) -> None:
        values = random_figures(4)
        assert plane_uncertainty(evaluated(scheme(), values), replications=10) is None
        still = scheme(tree=TWO_LEVELS, plane=PLANE, assumptions={})
        assert plane_uncertainty(evaluated(still, values), replications=10) is None

    def test_a_list_ranked_by_a_figure_says_why_not(self, tmp_path: Any) -> None:
        declared = scheme(
            tree=TWO_LEVELS,
            plane=PLANE,
            rank={"by": "a"},
            assumptions={"e": {"data": {"a": {"relative": 0.1}}}},
        )
        evaluation = evaluated(declared, random_figures(4))
        assert isinstance(plane_uncertainty(evaluation, replications=10), Message)
        found = analysed(analyse(evaluation, replications=10))
        told = [str(one.message) for one in found.findings if one.code == "not-assessed"]
        assert any("places in the plane" in one for one in told)
        files = found.write(tmp_path / "ed").manifest["files"]
        assert "data/plane.csv" in files
        assert "data/plane_uncertainty.csv" not in files

    def test_an_edition_keeps_it_with_a_heading_for_each_column(self, tmp_path: Any) -> None:
        evaluation = evaluated(scheme(tree=TWO_LEVELS, plane=PLANE), random_figures(8))
        found = analysed(analyse(evaluation, replications=50))
        (table,) = [one for one in found.attached if one.name == "plane-uncertainty"]
        assert set(table.titles) >= set(table.frame.columns) - {"unit"}
        written = found.write(tmp_path / "ed").table("plane_uncertainty")
        assert written.height == 8

    def test_the_plane_changes_nothing_of_the_ranks(self) -> None:
        values = random_figures(8)
        one = evaluated(scheme(tree=TWO_LEVELS, plane=PLANE), values).uncertainty(replications=60)
        other = evaluated(scheme(tree=TWO_LEVELS), values).uncertainty(replications=60)
        assert one.frame.equals(other.frame)
