"""Points that are given instead of computed, carried up the tree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Dataset, Scheme, evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.rescore import Computed, rescore
from steelyard.library import sample
from tests.record.process import SCHEME, process

TREES = ["tai", "hdi"]


def computed(evaluation: Evaluation) -> Computed:
    return Computed(
        evaluation.scheme,
        evaluation.node_scores,
        evaluation.calibrations,
        evaluation.struck,
        evaluation.inapplicable,
    )


def run(name: str) -> Evaluation:
    scheme = Scheme.load(name)
    return evaluate(scheme, Dataset.read(scheme.inputs, sample(name)))


@pytest.mark.parametrize("evaluation", [*TREES, SCHEME], ids=[*TREES, "process"])
def test_the_computed_points_of_the_indicators_give_every_score_again(evaluation: str) -> None:
    found = process() if evaluation == SCHEME else run(evaluation)
    leaves = {name: found.node_scores[name] for name in found.scheme.indicators()}
    again = rescore(computed(found), leaves)
    for name, scores in found.node_scores.items():
        np.testing.assert_array_equal(again[name], scores, err_msg=name)


def test_where_nothing_is_given_nothing_changes() -> None:
    found = process()
    nothing = {"conform": np.full(len(found.score), np.nan)}
    again = rescore(computed(found), nothing)
    assert all(again[name] is not None for name in found.node_scores)
    for name, scores in found.node_scores.items():
        np.testing.assert_array_equal(again[name], scores)


@pytest.fixture(scope="module")
def small() -> Evaluation:
    return process()


@settings(max_examples=100)
@given(unit=st.integers(0, 4), points=st.floats(0, 10), more=st.floats(0, 10))
def test_more_points_never_give_a_lower_total(
    small: Evaluation, unit: int, points: float, more: float
) -> None:
    few, many = sorted((points, more))
    totals = []
    for given_points in (few, many):
        values = np.full(5, np.nan)
        values[unit] = given_points
        totals.append(rescore(computed(small), {"good": values})["index"])
    assert not (totals[1] < totals[0]).any()
    others = np.arange(5) != unit
    np.testing.assert_array_equal(totals[0][others], small.node_scores["index"][others])


def test_what_depends_on_other_units_is_placed_among_those_learned() -> None:
    """Under Copeland a given score meets the units as they were computed."""
    text = SCHEME.replace("  points: 30\n  parts:", "  aggregate: copeland\n  parts:", 1)
    found = process(text)
    leaves = {name: found.node_scores[name] for name in found.scheme.indicators()}
    again = rescore(computed(found), leaves)
    np.testing.assert_array_equal(again["index"], found.node_scores["index"])
