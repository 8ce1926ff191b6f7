"""An assumption that changes nothing must not make ranks look certain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from steelyard.robustness.model import Model
from tests.robustness.schemes import evaluated, scheme

VALUES = [[1, 9], [2, 50], [4, 3], [100, 2], [30, 1], [8, 20]]
BORDA = {"method": "borda", "range": [1, 100]}
MIN_MAX = {"method": "min_max", "range": [1, 100]}
STEPS = [{"treat": "none"}, {"normalise": MIN_MAX}]
TREAT = {"treat": ["none", {"methods": ["log"], "when": "always"}]}


def model(assumptions: dict[str, Any], **settings: Any) -> Model:
    return Model.of(evaluated(scheme("ab", assumptions=assumptions, **settings), VALUES))


@pytest.mark.parametrize("normalisations", [[BORDA, MIN_MAX], [MIN_MAX, BORDA]])
def test_alternatives_count_that_differ_under_any_other(normalisations: list[Any]) -> None:
    found = model({"t": TREAT, "n": {"normalise": normalisations}}, steps=STEPS)
    assert set(found.assumptions) == {"t", "n"}
    assert found.reasons == ()


def test_a_treatment_that_keeps_the_order_changes_no_ranks_by_order() -> None:
    found = model({"t": TREAT}, steps=[{"treat": "none"}, {"normalise": BORDA}])
    assert not found.assessed
    assert any("do the same" in str(reason) for reason in found.reasons)


@pytest.mark.parametrize(
    "assumption",
    [
        {"aggregate": ["arithmetic", "arithmetic"]},
        {"aggregate": ["geometric"]},
        {"impute": ["mean", "median"]},
        {"imputed": "donors"},
        {"weights": {"method": "sets", "sets": [{"weights": {"a": 2}}]}},
    ],
)
def test_what_offers_one_way_only_is_not_assessed(assumption: dict[str, Any]) -> None:
    steps = [{"impute": "mean"}, {"normalise": MIN_MAX}]
    assert not model({"one": assumption}, steps=steps).assessed


def test_an_error_that_no_score_depends_on_is_not_assessed() -> None:
    declared = scheme(
        "ab", tree={"parts": {"a": {}}}, assumptions={"e": {"data": {"b": {"half_width": 1}}}}
    )
    found = Model.of(evaluated(declared, VALUES))
    assert not found.assessed
    assert any("no score depends" in str(reason) for reason in found.reasons)


def test_an_error_that_a_score_depends_on_is_assessed() -> None:
    declared = scheme(
        "ab", tree={"parts": {"a": {}}}, assumptions={"e": {"data": {"a": {"half_width": 1}}}}
    )
    assert Model.of(evaluated(declared, VALUES)).assessed


def test_a_set_that_names_one_part_changes_it_against_the_others() -> None:
    """Weights of a set are on the scheme's own scale: 3 against the 1 of the other part."""
    sets = {"method": "sets", "sets": [{"weights": {"a": 3}}, {"weights": {"b": 0.25}}]}
    tree: dict[str, Any] = {"parts": {"a": {}, "b": {}}}
    found = model({"w": {"weights": sets}}, tree=tree)
    weights = found.draw(np.array([[0.25], [0.75]])).weights
    np.testing.assert_allclose(weights, [[0.75, 0.8], [0.25, 0.2]])
