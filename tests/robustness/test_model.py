"""A scheme compiled for many replications, against the scheme evaluated once for each."""

from __future__ import annotations

from typing import Any, ClassVar

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from steelyard import Evaluation, Scheme
from steelyard.engines import Matrix
from steelyard.library import names as library_names
from steelyard.library import sample
from steelyard.robustness.draws import uniforms
from steelyard.robustness.model import Model
from tests.library import runs
from tests.robustness.schemes import (
    FOUR_UNITS,
    POINTS,
    SHAPES,
    TWO_LEVELS,
    combinations,
    discrete,
    drawn,
    evaluated,
    random_figures,
    scheme,
    with_weights,
)

LIBRARY = [
    name
    for name in library_names()
    if sample(name)
    and not runs.scheme(name).rank.given
    # What does not apply to all units is not repeated; see tests/evaluation/test_compliance.py.
    and not any(node.applies for node in runs.scheme(name).nodes().values())
]
PERIODS: dict[str, Any] = {"units": {"period": "year"}, "tree": TWO_LEVELS}
YEARS = [2020, 2021, 2022] * 4


def figures(*, gaps: bool) -> Matrix:
    values = random_figures(9)
    if gaps:
        values[1, 0] = values[4, 2] = values[4, 3] = values[7, 1] = np.nan
        values[8] = np.nan
    return values


def middle(evaluation: Evaluation) -> Matrix:
    """Return the scores where every draw is 0.5."""
    model = Model.of(evaluation)
    return model.draw(np.full((2, model.width), 0.5)).scores


class TestTheMiddleIsTheNominal:
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("gaps", [False, True], ids=["complete", "gaps"])
    def test_of_small_schemes(self, shape: str, gaps: bool) -> None:
        found = evaluated(scheme(**SHAPES[shape]), figures(gaps=gaps))
        for row in middle(found):
            np.testing.assert_allclose(row, found.score, rtol=1e-12, atol=1e-12)

    @pytest.mark.parametrize("name", LIBRARY)
    def test_of_the_library(self, name: str) -> None:
        found = runs.of_sample(name)
        for row in middle(found):
            np.testing.assert_allclose(row, found.score, rtol=1e-12, atol=1e-12)

    @pytest.mark.parametrize("calibrate", ["each", "all", "2021"])
    @pytest.mark.parametrize("again", [{}, {"normalise": "z_score"}], ids=["once", "again"])
    def test_of_periods(self, calibrate: str, again: dict[str, Any]) -> None:
        left = {**TWO_LEVELS["parts"]["left"], **again}
        tree = {"parts": {**TWO_LEVELS["parts"], "left": left}}
        declared = scheme(**{**PERIODS, "tree": tree}, calibrate=calibrate)
        found = evaluated(declared, random_figures(12), year=YEARS)
        np.testing.assert_allclose(middle(found)[0], found.score, rtol=1e-12, atol=1e-12)

    def test_of_an_indicator_that_was_screened_out(self) -> None:
        steps: list[Any] = [{"screen": {"indicators": {"available": 0.5}}}, "normalise"]
        values = figures(gaps=False)
        values[1:, 2] = np.nan
        found = evaluated(scheme(tree=TWO_LEVELS, steps=steps), values)
        np.testing.assert_allclose(middle(found)[0], found.score, rtol=1e-12)


def test_a_veto_strikes_an_indicator() -> None:
    """What the tests above compare with: u1 has more than 60 of a, which then counts for 0."""
    declared = scheme(
        "ab",
        steps=[{"normalise": "identity"}],
        vetoes={"v": {"when": {"a": {"above": 60}}, "effect": "zero", "node": "a"}},
    )
    assert evaluated(declared, [[50, 10], [70, 20]]).score.tolist() == [30, 10]


class TestEachReplicationIsAnEvaluation:
    """Each drawn row is what plain evaluation gives under the weights that were drawn."""

    @pytest.mark.parametrize("shape", [name for name in SHAPES if name != "points"])
    @pytest.mark.parametrize("gaps", [False, True], ids=["complete", "gaps"])
    def test_of_small_schemes(self, shape: str, gaps: bool) -> None:
        declared, values = scheme(**SHAPES[shape]), figures(gaps=gaps)
        evaluation = evaluated(declared, values)
        nodes = Model.of(evaluation).layout.names
        for row, weights in zip(*transposed(drawn(evaluation, 4)), strict=True):
            changed = with_weights(declared, dict(zip(nodes, weights.tolist(), strict=True)))
            expected = evaluated(changed, values).score
            np.testing.assert_allclose(row, expected, rtol=1e-9, atol=1e-9)

    def test_of_points_which_grow_with_their_weights(self) -> None:
        """A rule that gives x of its p points gives x·w/p where it may give w."""
        values = random_figures(6)
        evaluation = evaluated(scheme(tree=POINTS, steps=[{"normalise": "identity"}]), values)
        points = np.array([6, 3, 0.4, 0.6, 2, 4]) / np.array([10, 10, 10, 10, 6, 6])
        for row, weights in zip(*transposed(drawn(evaluation, 4)), strict=True):
            left, c, d, e, a, b = weights / points
            expected = values @ np.array([a * left, b * left, c, d, e])
            np.testing.assert_allclose(row, expected, rtol=1e-12)

    @pytest.mark.parametrize("shape", ["two levels", "harmonic below", "normalised again"])
    def test_with_parts_left_out(self, shape: str) -> None:
        declared = scheme(
            **SHAPES[shape],
            assumptions={
                "weights": {"weights": "simplex"},
                "out": {"leave_out": {"nodes": "indicators", "probability": 0.3}},
            },
        )
        values = random_figures(7)
        evaluation = evaluated(declared, values)
        nodes = Model.of(evaluation).layout.names
        for row, weights in zip(*transposed(drawn(evaluation, 8)), strict=True):
            kept = {name: w for name, w in zip(nodes, weights.tolist(), strict=True) if w > 0}
            if not kept:
                assert np.isnan(row).all()
                continue
            expected = evaluated(without(declared, kept), values).score
            np.testing.assert_allclose(row, expected, rtol=1e-9, atol=1e-9)

    def test_with_discrete_choices(self) -> None:
        """Every combination is drawn where its bins lie, and its scores agree to 1e-9."""
        model = Model.of(evaluated(discrete(), FOUR_UNITS))
        middles = [[0.25, 0.65, 0.9], [0.35, 0.85], [0.3, 0.8]]
        for key, _probability, expected in combinations():
            row = np.empty((1, 3))
            for name, at, places in zip(model.groups, key, middles, strict=True):
                row[:, model.groups[name]] = places[at]
            found = model.draw(row).scores[0]
            np.testing.assert_allclose(found, expected, rtol=1e-9)


def transposed(found: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
    return found[0], found[1].T


def without(declared: Scheme, kept: dict[str, float]) -> Scheme:
    """Return a scheme of the nodes that are kept, with these weights."""
    dumped = declared.model_dump(mode="json", by_alias=True, exclude_none=True)

    def pruned(node: dict[str, Any]) -> dict[str, Any]:
        parts = node.get("parts")
        if parts is None:
            return node
        left = {n: {**pruned(p), "weight": kept[n]} for n, p in parts.items() if n in kept}
        return {**node, "parts": left}

    del dumped["assumptions"]
    return Scheme.model_validate({**dumped, "tree": pruned(dumped["tree"])})


class TestUniforms:
    ALL: ClassVar[dict[str, Any]] = {
        "weights": {"weights": "uniform"},
        "one": {"normalise": ["z_score", "rank"]},
        "out": {"leave_out": {"nodes": "criteria", "probability": 0.1}},
        "errors": {"data": {"a": {"relative": 0.1}, "c": {"relative": 0.1}}},
        "other": {"aggregate": ["arithmetic", "minimum"]},
    }

    def model(self) -> Model:
        declared = scheme(tree=TWO_LEVELS, assumptions=self.ALL)
        return Model.of(evaluated(declared, random_figures(6)))

    def test_each_assumption_has_its_own_and_all_are_used(self) -> None:
        model = self.model()
        columns = [at for group in model.groups.values() for at in range(group.start, group.stop)]
        assert sorted(columns) == list(range(model.width))
        assert list(model.groups) == list(self.ALL)

    def test_every_replication_is_drawn_by_itself(self) -> None:
        model = self.model()
        rows = uniforms(0, 0, 0, 12, model.width)
        together = model.draw(rows)
        for at, row in enumerate(rows):
            alone = model.draw(row[None])
            np.testing.assert_allclose(alone.scores[0], together.scores[at], rtol=1e-12)
            np.testing.assert_array_equal(alone.weights[:, 0], together.weights[:, at])

    @pytest.mark.parametrize("name", ALL)
    def test_each_assumption_changes_the_scores_by_itself(self, name: str) -> None:
        model = self.model()
        rows = np.full((40, model.width), 0.25)
        rows[:, model.groups[name]] = uniforms(0, 0, 0, 40, model.width)[:, model.groups[name]]
        assert np.ptp(model.draw(rows).scores, axis=0).max() > 1e-6

    def test_scores_are_laid_out_a_row_per_replication(self) -> None:
        found, _weights = drawn(evaluated(scheme(tree=TWO_LEVELS), random_figures(6)), 5)
        assert found.shape == (5, 6)
        assert found.dtype == np.float64
        assert found.flags.c_contiguous


class TestWhatIsAssessed:
    FIXED: ClassVar[dict[str, Any]] = {"parts": {"a": {"fixed": True}, "b": {"fixed": True}}}
    NOTHING: ClassVar[dict[str, tuple[dict[str, Any], str]]] = {
        "all weights fixed": ({"tree": FIXED}, "set by a regulation"),
        "one indicator": ({"tree": {"parts": {"a": {}}}}, "nothing to weigh"),
        "a root without parts": ({"tree": {"indicator": "a"}}, "nothing to weigh"),
        "no assumptions": ({"assumptions": {}}, "leave nothing to vary"),
        "a figure ranks": ({"rank": {"by": "a"}}, "ranked by one figure"),
        "weights where a figure ranks": (
            {"rank": {"by": "a"}, "assumptions": {"w": {"weights": "simplex"}}},
            "leave nothing to vary",
        ),
        **{
            f"{kind} where a figure ranks": (
                {"rank": {"by": "a"}, "assumptions": {"x": {kind: how}}},
                "leave nothing to vary",
            )
            for kind, how in {
                "normalise": ["rank", "z_score"],
                "aggregate": ["arithmetic", "geometric"],
                "leave_out": {},
            }.items()
        },
        "criteria left out where there are none": (
            {"assumptions": {"x": {"leave_out": {"nodes": "criteria"}}}},
            "leave nothing to vary",
        ),
        "ranks are given": ({"rank": {"given": "a"}}, "The ranks are given"),
        "errors where ranks are given": (
            {"rank": {"given": "a"}, "assumptions": {"e": {"data": {"a": {"relative": 0.1}}}}},
            "The ranks are given",
        ),
    }

    @pytest.mark.parametrize("case", NOTHING)
    def test_nothing_varies_and_the_reason_is_told(self, case: str) -> None:
        settings_, words = self.NOTHING[case]
        model = Model.of(evaluated(scheme("ab", **settings_), [[1, 2], [2, 1]]))
        assert (model.assessed, model.width) == (False, 0)
        (reason,) = model.reasons
        assert words in str(reason)

    def test_weights_vary_by_a_quarter_where_the_scheme_says_nothing(self) -> None:
        model = Model.of(evaluated(scheme("ab"), [[1, 2], [2, 1]]))
        found = model.draw(np.array([[0.0, 0.5], [0.5, 0.0]])).weights
        np.testing.assert_allclose(found, [[0.75 / 1.75, 1 / 1.75], [1 / 1.75, 0.75 / 1.75]])

    @pytest.mark.parametrize("where", ["tree", "assumption"])
    def test_pairs_of_more_than_500_units_are_not_compared_again(self, where: str) -> None:
        declared = (
            scheme("ab", aggregate="copeland")
            if where == "tree"
            else scheme("ab", assumptions={"a": {"aggregate": ["arithmetic", "copeland"]}})
        )
        model = Model.of(evaluated(declared, random_figures(501, 2)))
        assert not model.assessed
        (reason,) = model.reasons
        assert "at most 500 units, and there are 501" in str(reason)

    def test_pairs_of_500_units_are(self) -> None:
        found = evaluated(scheme("ab", aggregate="copeland"), random_figures(500, 2))
        assert Model.of(found).assessed

    def test_weights_learned_from_each_period_are_not_varied(self) -> None:
        declared = scheme(units={"period": "year"}, **SHAPES["principal components"])
        model = Model.of(evaluated(declared, random_figures(12), year=YEARS))
        assert not model.assessed
        assert "learned from each period" in str(model.reasons[0])

    @pytest.mark.parametrize("calibrate", ["all", "2021"])
    def test_weights_learned_once_for_all_periods_are(self, calibrate: str) -> None:
        declared = scheme(
            units={"period": "year"}, calibrate=calibrate, **SHAPES["principal components"]
        )
        values = np.vstack([random_figures(8, seed=at) for at in range(3)])
        found = evaluated(declared, values, year=np.repeat([2020, 2021, 2022], 8).tolist())
        np.testing.assert_allclose(middle(found)[0], found.score, rtol=1e-12)


class TestWhatAlwaysHolds:
    @settings(max_examples=10)
    @given(
        shape=st.sampled_from(["two levels", "geometric", "maximum", "dense", "points"]),
        seed=st.integers(0, 99),
    )
    def test_a_dominated_unit_is_never_above_its_dominator(self, shape: str, seed: int) -> None:
        values = random_figures(5, seed=seed)
        values[1] = values[0] - np.random.default_rng(seed).uniform(0, 0.9, 5)
        scores, _weights = drawn(evaluated(scheme(**SHAPES[shape]), values), 20, seed)
        assert bool((scores[:, 1] <= scores[:, 0] * (1 + 1e-12)).all())

    @settings(max_examples=10)
    @given(shape=st.sampled_from(sorted(SHAPES)), order=st.permutations(range(7)))
    def test_the_order_of_the_units_does_not_matter(self, shape: str, order: list[int]) -> None:
        values, declared = random_figures(7), scheme(**SHAPES[shape])
        straight, _weights = drawn(evaluated(declared, values), 6)
        permuted, _weights = drawn(evaluated(declared, values[order]), 6)
        np.testing.assert_allclose(permuted, straight[:, order], rtol=1e-9, atol=1e-9)

    @settings(max_examples=10)
    @given(factor=st.floats(0.01, 100.0), shift=st.floats(-50.0, 50.0))
    def test_an_affine_change_of_an_indicator_s_scale_does_not_matter(
        self, factor: float, shift: float
    ) -> None:
        values, declared = random_figures(7), scheme(tree=TWO_LEVELS)
        changed = values.copy()
        changed[:, 2] = changed[:, 2] * factor + shift
        one, _weights = drawn(evaluated(declared, values), 6)
        other, _weights = drawn(evaluated(declared, changed), 6)
        np.testing.assert_allclose(other, one, rtol=1e-6, atol=1e-6)


class TestDegenerateData:
    @pytest.mark.parametrize(
        ("values", "missing"),
        [
            ([], []),
            ([[1, 2]], []),
            ([[1, 2], [1, 2], [1, 2]], []),
            ([[np.nan, np.nan]] * 3, [0, 1, 2]),
            ([[1, 2], [np.nan, np.nan], [3, 1]], [1]),
        ],
        ids=["no unit", "one unit", "all equal", "all missing", "one without figures"],
    )
    @pytest.mark.parametrize("aggregate", ["arithmetic", "geometric", "copeland", "minimum"])
    def test_units_without_figures_have_no_score_and_the_others_have(
        self, values: Any, missing: list[int], aggregate: str
    ) -> None:
        declared = scheme("ab", aggregate=aggregate, steps=[{"normalise": "identity"}])
        scores, _weights = drawn(evaluated(declared, values), 3)
        assert scores.shape == (3, len(values))
        for row in scores:
            assert np.flatnonzero(np.isnan(row)).tolist() == missing

    def test_units_that_are_equal_have_equal_scores(self) -> None:
        scores, _weights = drawn(evaluated(scheme("ab"), [[1, 2]] * 3), 3)
        assert not np.ptp(scores, axis=1).any()
