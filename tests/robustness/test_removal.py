"""Leaving out each node in turn, against plain evaluations of schemes without it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from steelyard import Evaluation, Scheme
from steelyard.engines import Matrix, Vector
from steelyard.robustness.lists import nominal_ranks
from steelyard.robustness.removal import Removal, removal
from tests.robustness.schemes import POINTS, SHAPES, TWO_LEVELS, evaluated, random_figures, scheme

NODES = ["left", "right", "a", "b", "c", "d", "e"]


def figures() -> Matrix:
    values = random_figures(11)
    values[1, 0] = values[4, 2] = values[7, 1] = np.nan
    values[9] = np.nan
    return values


def without(declared: Scheme, name: str) -> Scheme:
    """Return a scheme without a node."""
    dumped = declared.model_dump(mode="json", by_alias=True, exclude_none=True)

    def pruned(node: dict[str, Any]) -> dict[str, Any]:
        parts = node.get("parts")
        if parts is None:
            return node
        return {**node, "parts": {n: pruned(p) for n, p in parts.items() if n != name}}

    kept = {n: v for n, v in dumped.get("vetoes", {}).items() if v.get("node") != name}
    return Scheme.model_validate({**dumped, "tree": pruned(dumped["tree"]), "vetoes": kept})


def ranks_without(declared: Scheme, name: str, values: Matrix) -> Vector:
    found = evaluated(without(declared, name), values)
    return nominal_ranks(found, found.score)


APART = ("points", "harmonic below", "equal", "principal components")
SCHEMES = [name for name in SHAPES if name not in APART]
"""Where plain evaluation of a scheme without a node keeps the proportions of the others."""


@pytest.mark.parametrize("shape", SCHEMES)
def test_each_node_left_out_gives_the_ranks_of_the_scheme_without_it(shape: str) -> None:
    declared = scheme(**SHAPES[shape])
    found = removal(evaluated(declared, figures())).ranks
    for name in found.columns[2:]:
        expected = ranks_without(declared, name, figures())
        np.testing.assert_array_equal(column(found, name), expected, err_msg=name)


def column(frame: Any, name: str) -> Vector:
    result: Vector = frame[name].cast(float).fill_null(np.nan).to_numpy()
    return result


@pytest.mark.parametrize("method", ["em", {"method": "nearest", "neighbours": 3}])
def test_an_imputation_that_looks_at_other_indicators_is_made_again(method: Any) -> None:
    declared = scheme(tree=TWO_LEVELS, steps=[{"impute": method}, "normalise"])
    values = random_figures(12)
    values[1, 0] = values[4, 2] = values[7, 1] = np.nan
    found = removal(evaluated(declared, values)).ranks
    for name in NODES:
        np.testing.assert_array_equal(
            column(found, name), ranks_without(declared, name, values), err_msg=name
        )


@cache
def nominal() -> tuple[Evaluation, Removal]:
    evaluation = evaluated(scheme(tree=TWO_LEVELS), figures())
    return evaluation, removal(evaluation)


class TestTheFrame:
    def test_there_is_a_row_for_each_node_below_the_root(self) -> None:
        _evaluation, found = nominal()
        assert found.frame["node"].to_list() == NODES
        assert found.ranks.columns == ["unit", "nominal", *NODES]

    def test_the_nominal_ranks_are_those_of_the_evaluation(self) -> None:
        evaluation, found = nominal()
        np.testing.assert_array_equal(column(found.ranks, "nominal"), evaluation.ranks)

    @pytest.mark.parametrize("name", NODES)
    def test_the_figures_are_those_of_the_ranks(self, name: str) -> None:
        _evaluation, found = nominal()
        row = found.frame.filter(node=name).row(0, named=True)
        whole, left = column(found.ranks, "nominal"), column(found.ranks, name)
        both = ~np.isnan(whole) & ~np.isnan(left)
        shifts = np.abs(whole - left)[both]
        gone = np.isnan(whole) != np.isnan(left)
        assert row["mean_shift"] == pytest.approx(shifts.mean())
        assert row["max_shift"] == shifts.max()
        assert row["moved"] == (shifts > 0).sum() + gone.sum()
        expected = stats.spearmanr(whole[both], left[both]).statistic
        assert row["spearman"] == pytest.approx(expected)


class TestWhatIsLeftAlone:
    def test_a_node_without_weight_is_not_left_out(self) -> None:
        found = removal(evaluated(scheme(**SHAPES["harmonic below"]), figures()))
        assert found.frame["node"].to_list() == ["left", "c", "e", "a", "b"]

    def test_the_only_part_is_not_left_out(self) -> None:
        found = removal(evaluated(scheme("ab", tree={"parts": {"a": {}}}), [[1, 0], [2, 0]]))
        assert found.frame.height == 0
        assert found.ranks.columns == ["unit", "nominal"]

    def test_a_criterion_goes_with_its_only_part(self) -> None:
        tree: dict[str, Any] = {"parts": {"left": {"parts": {"a": {}}}, "b": {}, "c": {}}}
        values = random_figures(8, 3)
        found = removal(evaluated(scheme("abc", tree=tree), values)).ranks
        assert found["a"].to_list() == found["left"].to_list()

    @pytest.mark.parametrize("rank", [{"by": "a"}, {"given": "a"}])
    def test_a_list_that_the_tree_does_not_rank_has_no_removals(self, rank: Any) -> None:
        found = removal(evaluated(scheme("ab", rank=rank), [[1, 2], [2, 1]]))
        assert found.frame.height == 0

    def test_a_list_without_a_tree_has_no_removals(self) -> None:
        found = removal(evaluated(scheme("ab", tree=None, rank={"by": "a"}), [[1, 2], [2, 1]]))
        assert found.frame.height == 0

    def test_more_than_500_units_are_not_compared_again(self) -> None:
        values = random_figures(501, 2)
        found = removal(evaluated(scheme("ab", aggregate="copeland"), values))
        assert found.frame.height == 0


class TestDegenerateInput:
    def test_points_are_scaled_up_for_the_part_left_out(self) -> None:
        values = random_figures(8)
        declared = scheme(tree=POINTS, steps=[{"normalise": "identity"}])
        found = removal(evaluated(declared, values)).ranks
        left, rest = values[:, :2].sum(axis=1), values[:, 2:].sum(axis=1)
        expected = {
            "c": left + values[:, 3] + values[:, 4],
            "left": rest,
            "a": values[:, 1] * 1.5 + rest,
        }
        for name, scores in expected.items():
            ranks = stats.rankdata(-scores, method="min")
            np.testing.assert_array_equal(column(found, name), ranks, err_msg=name)

    def test_one_unit_stays_first(self) -> None:
        found = removal(evaluated(scheme("ab"), [[1, 2]]))
        assert found.frame.select(
            "node", "mean_shift", "max_shift", "moved", "spearman"
        ).rows() == [
            ("a", 0, 0, 0, None),
            ("b", 0, 0, 0, None),
        ]

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([], (None, None, 0, None)),
            ([[np.nan, np.nan]] * 2, (None, None, 0, None)),
            ([[1, 2]] * 3, (0, 0, 0, None)),
        ],
        ids=["empty", "all missing", "all equal"],
    )
    def test_where_nothing_can_move_nothing_does(self, values: Any, expected: Any) -> None:
        found = removal(evaluated(scheme("ab"), values))
        assert [row[1:] for row in found.frame.rows()] == [expected] * 2

    def test_a_unit_that_loses_its_rank_has_moved(self) -> None:
        found = removal(evaluated(scheme("ab"), [[1, np.nan], [2, 3], [3, 1]]))
        assert found.ranks["a"].to_list() == [None, 1, 2]
        assert found.frame.filter(node="a")["moved"].item() >= 1

    def test_periods_are_ranked_by_themselves(self) -> None:
        values = random_figures(10)
        declared = scheme(tree=TWO_LEVELS, units={"period": "year"})
        found = removal(evaluated(declared, values, year=[2020, 2021] * 5)).ranks
        alone = removal(evaluated(scheme(tree=TWO_LEVELS), values[::2])).ranks
        for name in NODES:
            assert found.filter(year=2020)[name].to_list() == alone[name].to_list()
