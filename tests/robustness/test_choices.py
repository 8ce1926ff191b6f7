"""Combinations of alternatives, each against a plain evaluation of the scheme it amounts to."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from steelyard import Evaluation, Scheme, SchemeError
from steelyard.engines import Vector
from steelyard.robustness import choices as module
from steelyard.robustness.choices import Choices, alternatives_of
from steelyard.robustness.varied import Varied
from tests.robustness.schemes import (
    FOUR_UNITS,
    TWO_LEVELS,
    combinations,
    discrete,
    evaluated,
    random_figures,
    scheme,
)


def compiled(evaluation: Evaluation) -> Choices:
    offered = evaluation.scheme.assumptions or {}
    kept: dict[str, Any] = {
        name: one for name, one in offered.items() if not hasattr(one, "weights")
    }
    return Choices(evaluation, kept)


def score(found: Choices, key: tuple[int, ...]) -> Vector:
    tree = found.tree(key)
    result: Vector = tree.scores(tree.nominal[:, None], Varied())[0]
    return result


def with_gaps(units: int = 12) -> np.ndarray:
    values = random_figures(units)
    values[1, 0] = values[4, 2] = values[5, 2] = values[7, 4] = np.nan
    values[3, 1] = 5_000.0
    return values


def test_every_combination_of_alternatives_agrees_with_its_evaluation() -> None:
    found = compiled(evaluated(discrete(), FOUR_UNITS))
    for (normalise, aggregate, weights), _probability, expected in combinations():
        if weights == 0:
            ours = score(found, (normalise, aggregate))
            np.testing.assert_allclose(ours, expected, rtol=1e-9)


STEPS: list[Any] = [{"impute": "mean"}, {"treat": {}}, {"normalise": "z_score"}]
OFFERED: dict[str, list[Any]] = {
    "impute": ["none", "median", {"method": "nearest", "neighbours": 3}],
    "treat": ["none", {"methods": ["winsorise"]}],
    "normalise": [{"method": "min_max", "range": [1, 100]}, "rank"],
    "aggregate": ["arithmetic", "geometric"],
}


def pipeline(choice: dict[str, Any], **settings: Any) -> Scheme:
    """A scheme with these alternatives in the places of its own settings."""
    steps = [{key: choice[key]} for key in ("impute", "treat", "normalise")]
    return scheme(tree=TWO_LEVELS, steps=steps, aggregate=choice["aggregate"], **settings)


def test_alternatives_of_every_step_agree_with_their_evaluations() -> None:
    declared = scheme(
        tree=TWO_LEVELS,
        steps=STEPS,
        assumptions={key: {key: many} for key, many in OFFERED.items()},
    )
    found = compiled(evaluated(declared, with_gaps()))
    for key in product(*(range(len(many)) for many in OFFERED.values())):
        choice = {name: many[at] for (name, many), at in zip(OFFERED.items(), key, strict=True)}
        expected = evaluated(pipeline(choice), with_gaps()).score
        np.testing.assert_allclose(score(found, key), expected, rtol=1e-9, err_msg=str(choice))


def test_the_scheme_s_own_settings_give_the_nominal_scores_exactly() -> None:
    found = evaluated(scheme(tree=TWO_LEVELS, steps=STEPS), with_gaps())
    np.testing.assert_allclose(score(Choices(found, {}), ()), found.score, rtol=1e-14)


def test_an_alternative_of_named_indicators_leaves_the_others_alone() -> None:
    declared = scheme(
        tree=TWO_LEVELS,
        steps=STEPS,
        assumptions={"n": {"normalise": ["rank"], "of": ["b"]}},
    )
    tree: dict[str, Any] = {
        "parts": {
            "left": {
                "weight": 2,
                "parts": {"a": {"weight": 1}, "b": {"weight": 3, "normalise": "rank"}},
            },
            "right": TWO_LEVELS["parts"]["right"],
        }
    }
    expected = evaluated(scheme(tree=tree, steps=STEPS), with_gaps()).score
    found = score(compiled(evaluated(declared, with_gaps())), (0,))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_an_alternative_of_a_step_does_not_undo_an_indicator_s_own_setting() -> None:
    tree: dict[str, Any] = {"parts": {"a": {"normalise": "z_score"}, "b": {}, "c": {}}}
    declared = scheme("abc", tree=tree, assumptions={"n": {"normalise": ["rank"]}})
    values = random_figures(6, 3)
    expected = evaluated(scheme("abc", tree=tree, steps=[{"normalise": "rank"}]), values).score
    np.testing.assert_allclose(score(compiled(evaluated(declared, values)), (0,)), expected)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ({}, {"index": "geometric", "left": "geometric", "right": "harmonic"}),
        ({"of": ["right"]}, {"index": "arithmetic", "left": "arithmetic", "right": "geometric"}),
    ],
)
def test_an_aggregation_applies_to_criteria_without_their_own_or_to_those_named(
    of: dict[str, Any], expected: dict[str, str]
) -> None:
    right = {**TWO_LEVELS["parts"]["right"], "aggregate": "harmonic"}
    tree = {"parts": {**TWO_LEVELS["parts"], "right": right}}
    declared = scheme(tree=tree, assumptions={"a": {"aggregate": ["geometric"], **of}})
    criteria = compiled(evaluated(declared, random_figures(5))).tree((0,)).criteria
    found = {name: one.aggregation.method for name, one in criteria.items()}
    assert found == expected


def test_weights_are_learned_anew_from_each_alternative() -> None:
    tree: dict[str, Any] = {"weigh": "pca", "parts": {name: {} for name in "abcde"}}
    declared = scheme(tree=tree, assumptions={"n": {"normalise": ["z_score", "rank"]}})
    values = random_figures(9)
    found = compiled(evaluated(declared, values))
    for at, method in enumerate(("z_score", "rank")):
        expected = evaluated(scheme(tree=tree, steps=[{"normalise": method}]), values)
        np.testing.assert_allclose(score(found, (at,)), expected.score, rtol=1e-9)


@pytest.mark.parametrize("calibrate", ["each", "all", "2021"])
def test_alternatives_learn_from_the_periods_as_the_scheme_says(calibrate: str) -> None:
    settings: dict[str, Any] = {"units": {"period": "year"}, "calibrate": calibrate}
    settings |= {"tree": TWO_LEVELS}
    offered = {"n": {"normalise": ["z_score", "rank"]}}
    years = [2020, 2021, 2022] * 4
    values = random_figures(12)
    found = compiled(evaluated(scheme(assumptions=offered, **settings), values, year=years))
    for at, method in enumerate(("z_score", "rank")):
        declared = scheme(steps=[{"normalise": method}], **settings)
        expected = evaluated(declared, values, year=years).score
        np.testing.assert_allclose(score(found, (at,)), expected, rtol=1e-12)


def test_units_that_an_alternative_screens_out_have_no_score() -> None:
    """A unit is screened by what its alternative imputed; the nominal list stays the list."""
    steps: list[Any] = [
        {"impute": "mean"},
        {"screen": {"units": {"available": 0.9}}},
        {"normalise": "rank"},
    ]
    declared = scheme(tree=TWO_LEVELS, steps=steps, assumptions={"i": {"impute": ["none"]}})
    found = score(compiled(evaluated(declared, with_gaps())), (0,))
    assert np.flatnonzero(np.isnan(found)).tolist() == [1, 4, 5, 7]


@pytest.mark.parametrize(("own", "other"), [("none", "mean"), ("mean", "none")])
def test_an_indicator_that_only_an_alternative_keeps_or_drops_has_the_weight_that_it_has_then(
    own: str, other: str
) -> None:
    def declared(method: str, **settings: Any) -> Scheme:
        screen = {"screen": {"indicators": {"available": 0.9}}}
        steps: list[Any] = [{"impute": method}, screen, "normalise"]
        return scheme(tree=TWO_LEVELS, steps=steps, **settings)

    values = random_figures(8)
    values[2:6, 2] = np.nan
    varied = evaluated(declared(own, assumptions={"i": {"impute": [other]}}), values)
    expected = evaluated(declared(other), values).score
    np.testing.assert_allclose(score(compiled(varied), (0,)), expected, rtol=1e-12)


def test_a_figure_derived_after_an_imputation_follows_the_alternative() -> None:
    derived = {"ratio": {"ratio": {"of": "a", "to": "b"}}}
    tree: dict[str, Any] = {"parts": {"ratio": {}, "c": {}}}

    def declared(method: str, **settings: Any) -> Scheme:
        steps: list[Any] = [{"impute": method}, "derive", {"normalise": "z_score"}]
        return scheme("abc", derived=derived, tree=tree, steps=steps, **settings)

    values = random_figures(8, 3)
    values[2, 2] = np.nan
    varied = declared("mean", assumptions={"i": {"impute": ["median"]}})
    expected = evaluated(declared("median"), values).score
    np.testing.assert_allclose(score(compiled(evaluated(varied, values)), (0,)), expected)


def test_combinations_that_share_their_steps_share_the_block() -> None:
    found = compiled(evaluated(discrete(), FOUR_UNITS))
    one, other = found.tree((1, 0)), found.tree((1, 1))
    assert all(np.shares_memory(one.leaves[name], other.leaves[name]) for name in "abc")


def test_a_combination_is_made_once() -> None:
    found = compiled(evaluated(discrete(), FOUR_UNITS))
    assert found.tree((2, 1)) is found.tree((2, 1))


def test_too_many_combinations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMBINATIONS", 5)
    with pytest.raises(SchemeError, match="combine in 6 ways; at most 5"):
        compiled(evaluated(discrete(), FOUR_UNITS))


@pytest.mark.parametrize("key", ["normalise", "aggregate", "impute", "treat"])
def test_what_an_assumption_offers_alternatives_of(key: str) -> None:
    offered = {
        "normalise": ["rank"],
        "aggregate": ["geometric"],
        "impute": ["mean"],
        "treat": ["none"],
    }[key]
    declared = scheme(steps=STEPS, assumptions={"x": {key: offered}})
    (assumption,) = (declared.assumptions or {}).values()
    found, alternatives = alternatives_of(assumption)  # type: ignore[arg-type]
    assert (found, len(alternatives)) == (key, 1)
