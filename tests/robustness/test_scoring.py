"""The tree of criteria for many replications: one product, or level by level."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from steelyard import Evaluation
from steelyard.engines import Matrix
from steelyard.robustness.choices import Choices
from steelyard.robustness.scoring import Tree
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import leave_out
from tests.robustness.schemes import POINTS, SHAPES, TWO_LEVELS, evaluated, random_figures, scheme


def tree_of(evaluation: Evaluation, loose: frozenset[str] = frozenset()) -> Tree:
    return replace(Choices(evaluation, {}).tree(()), loose=loose)


def some_weights(tree: Tree, count: int, seed: int = 0) -> Matrix:
    """Return any weights that add up within each parent; (nodes, count)."""
    weights = np.random.default_rng(seed).uniform(0.1, 1.0, (len(tree.layout.names), count))
    return leave_out(weights, [], tree.layout)


def test_a_product_of_weights_on_the_way_down_is_the_score() -> None:
    """Closed form: Σ over indicators of the product of the shares above it times its score."""
    tree = tree_of(evaluated(scheme(tree=TWO_LEVELS), random_figures(6)))
    weights = some_weights(tree, 5)
    left, right, *leaves = weights
    figures = np.stack([tree.leaves[name] for name in "abcde"])
    above = np.stack([left, left, right, right, right])
    expected = (above * np.stack(leaves)).T @ figures
    np.testing.assert_allclose(tree.scores(weights, Varied()), expected, rtol=1e-12)


@settings(max_examples=20)
@given(shape=st.sampled_from(["two levels", "points", "covered", "equal"]), seed=st.integers(0, 99))
def test_one_product_and_level_by_level_agree(shape: str, seed: int) -> None:
    evaluation = evaluated(scheme(**SHAPES[shape]), random_figures(6, seed=seed))
    flat, climbed = tree_of(evaluation), tree_of(evaluation, frozenset("abcde"))
    assert flat.scheme.root in flat._flat
    assert not climbed._flat
    weights = some_weights(flat, 4, seed)
    np.testing.assert_allclose(
        flat.scores(weights, Varied()), climbed.scores(weights, Varied()), rtol=1e-12
    )


@pytest.mark.parametrize(
    ("settings_", "flat"),
    [
        ({"tree": TWO_LEVELS}, {"index", "left", "right"}),
        ({"tree": POINTS, "steps": [{"normalise": "identity"}]}, {"index", "left"}),
        ({"tree": {**TWO_LEVELS, "aggregate": "geometric"}}, {"left", "right"}),
        ({"tree": {**TWO_LEVELS, "normalise": "z_score"}}, {"left", "right"}),
        (
            {
                "tree": TWO_LEVELS,
                "vetoes": {"v": {"when": {"a": {"above": 9}}, "effect": "zero", "node": "left"}},
            },
            {"left", "right"},
        ),
        (
            {"tree": TWO_LEVELS, "vetoes": {"v": {"when": {"a": {"above": 9}}, "effect": "zero"}}},
            {"index", "left", "right"},
        ),
    ],
    ids=["arithmetic", "points", "geometric root", "normalised root", "struck part", "struck root"],
)
def test_what_is_one_product(settings_: dict[str, Any], flat: set[str]) -> None:
    assert set(tree_of(evaluated(scheme(**settings_), random_figures(6)))._flat) == flat


def test_a_missing_figure_ends_the_product_at_its_criterion() -> None:
    values = random_figures(6)
    values[2, 0] = np.nan
    found = tree_of(evaluated(scheme(tree=TWO_LEVELS), values))
    assert set(found._flat) == {"right"}


class TestLeftOut:
    def test_a_criterion_left_out_does_not_count(self) -> None:
        tree = tree_of(evaluated(scheme(tree=TWO_LEVELS), random_figures(6)))
        out = leave_out(tree.nominal[:, None], [tree.layout.places["left"]], tree.layout)
        right = np.stack([tree.leaves[name] for name in "cde"])
        expected = np.array([0.5, 0.25, 0.25]) @ right
        np.testing.assert_allclose(tree.scores(out, Varied())[0], expected, rtol=1e-12)

    @pytest.mark.parametrize("shape", SHAPES)
    def test_nobody_has_a_score_where_all_is_left_out(self, shape: str) -> None:
        tree = tree_of(evaluated(scheme(**SHAPES[shape]), random_figures(6)))
        nothing = np.zeros((len(tree.layout.names), 2))
        assert np.isnan(tree.scores(nothing, Varied())).all()

    def test_points_are_scaled_up_for_what_is_left_out(self) -> None:
        declared = scheme(tree=POINTS, steps=[{"normalise": "identity"}])
        values = random_figures(6)
        tree = tree_of(evaluated(declared, values))
        out = leave_out(tree.nominal[:, None], [tree.layout.places["c"]], tree.layout)
        expected = (values.sum(axis=1) - values[:, 2]) * 10 / 7
        np.testing.assert_allclose(tree.scores(out, Varied())[0], expected, rtol=1e-12)


class TestVaried:
    def test_a_figure_of_the_replication_stands_in_for_its_indicator(self) -> None:
        evaluation = evaluated(scheme(tree=TWO_LEVELS), random_figures(6))
        tree = tree_of(evaluation, frozenset("b"))
        weights = np.repeat(tree.nominal[:, None], 2, axis=1)
        other = np.stack([tree.leaves["b"], np.arange(6.0)])
        found = tree.scores(weights, Varied(figures={"b": other}))
        share = 2 / 3 * 0.75
        expected = evaluation.score + share * (other - tree.leaves["b"])
        np.testing.assert_allclose(found, expected, rtol=1e-12)

    @pytest.mark.parametrize("node", ["left", "index", "a"])
    def test_points_of_the_replication_scale_their_node(self, node: str) -> None:
        values = random_figures(6)
        declared = scheme(tree=POINTS, steps=[{"normalise": "identity"}])
        tree = tree_of(evaluated(declared, values), frozenset({node}))
        weights = np.repeat(tree.nominal[:, None], 2, axis=1)
        found = tree.scores(weights, Varied(scales={node: np.array([1.0, 1.5])}))
        columns = {"left": [0, 1], "index": [0, 1, 2, 3, 4], "a": [0]}[node]
        more = values + 0.5 * values * np.isin(np.arange(5), columns)
        np.testing.assert_allclose(found, [values.sum(axis=1), more.sum(axis=1)], rtol=1e-12)


class TestWhatIsNotThere:
    def test_a_root_that_is_an_indicator_has_its_score(self) -> None:
        evaluation = evaluated(scheme("ab", tree={"indicator": "a"}), [[1, 0], [3, 0], [2, 0]])
        found = tree_of(evaluation).scores(np.empty((0, 2)), Varied())
        np.testing.assert_array_equal(found, [[0, 100, 50]] * 2)

    def test_without_any_indicator_nobody_has_a_score(self) -> None:
        steps: list[Any] = [{"screen": {"indicators": {"available": 0.9}}}, "normalise"]
        evaluation = evaluated(scheme("ab", steps=steps), [[np.nan, np.nan]] * 3)
        tree = tree_of(evaluation)
        assert np.isnan(tree.scores(np.ones((2, 2)), Varied())).all()

    def test_a_part_that_is_not_there_takes_no_weight(self) -> None:
        steps: list[Any] = [{"screen": {"indicators": {"available": 0.9}}}, "normalise"]
        values = random_figures(6)
        values[1:, 2] = np.nan
        tree = tree_of(evaluated(scheme(tree=TWO_LEVELS, steps=steps), values))
        weights = some_weights(tree, 3)
        ours = tree.scores(weights, Varied())
        out = leave_out(weights, [tree.layout.places["c"]], tree.layout)
        np.testing.assert_allclose(ours, tree.scores(out, Varied()), rtol=1e-12)
