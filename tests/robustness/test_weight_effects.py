"""The Shapley effects of weights that depend on each other."""

from __future__ import annotations

import pytest

from steelyard.errors import UsageError
from steelyard.robustness.weight_effects import weight_effects
from tests.robustness.schemes import evaluated, random_figures, scheme


def test_weights_of_parts_that_are_alike_have_like_effects() -> None:
    figures = random_figures(12, 3, 1)
    figures[:, 1] = figures[:, 0]
    flat = scheme("abc", tree={"parts": {"a": {}, "b": {}, "c": {}}})
    found = weight_effects(evaluated(flat, figures), "index", samples=4000)
    first, second, third = found["effect"].to_list()
    assert first + second + third == pytest.approx(1.0)
    assert first == pytest.approx(second, abs=0.05)
    # What the two that are alike have together is what the third leaves.
    assert third > first


def test_two_weights_that_add_up_share_the_effect() -> None:
    """Each of two weights tells the other: by symmetry half the variance is due to either."""
    found = weight_effects(evaluated(scheme("ab"), random_figures(8, 2, 2)), "index", samples=500)
    assert found["effect"].to_list() == pytest.approx([0.5, 0.5])


def test_a_weight_that_is_fixed_has_no_row() -> None:
    tree = {"parts": {"a": {"fixed": True}, "b": {}, "c": {}}}
    found = weight_effects(
        evaluated(scheme("abc", tree=tree), random_figures(8, 3, 3)), "index", samples=64
    )
    assert found["part"].to_list() == ["b", "c"]


def test_where_no_rank_moves_there_is_nothing_to_divide() -> None:
    found = weight_effects(evaluated(scheme("ab"), [[1, 1], [2, 2]]), "index", samples=64)
    assert found["effect"].to_list() == [None, None]


@pytest.mark.parametrize("name", ["a", "nothing"])
def test_a_criterion_without_weights_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="fewer than two parts"):
        weight_effects(evaluated(scheme("ab"), [[1, 2], [2, 1]]), name)
