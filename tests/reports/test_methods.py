"""Rules in words: every method of the grammar has some, in every language."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from steelyard import Scheme
from steelyard.i18n import LANGUAGES
from steelyard.library import names
from steelyard.reports.methods import aggregation_in_words, rule_in_words, scoring_in_words
from steelyard.scheme.aggregate import AggregateSpec
from steelyard.scheme.normalise import Normalise, NormaliseSpec

READ = TypeAdapter[Any](NormaliseSpec)
SAID = [
    ("min_max", "from 0 for the worst unit to 100 for the best"),
    ("identity", "the figure as it is"),
    ("z_score", "the distance from the mean in standard deviations"),
    ({"method": "scaled", "from": [0, 50]}, "from 0 at 0% to 100 at 50%"),
    (
        {"method": "goalposts", "lower": 1, "upper": 90, "range": [0, 5]},
        "from 0 at 1% to 5 at 90%",
    ),
    (
        {"method": "goalposts", "lower": 1, "upper": 90, "scale": "log"},
        "by logarithms from 0 at 1% to 1 at 90%",
    ),
    ({"method": "deduction", "start": 3, "each": 0.5}, "3 less 0.5 for each one, not below 0"),
    (
        {
            "method": "bands",
            "bands": [
                {"at_least": 50, "gives": 5},
                {"above": 30, "gives": 4},
                {"below": 10, "gives": 1},
                {"at_most": 20, "gives": 2},
            ],
            "otherwise": 3,
        },
        "at least 50%: 5; more than 30%: 4; less than 10%: 1; at most 20%: 2; otherwise 3",
    ),
    (
        {"method": "categorical", "quantiles": [0.5], "scores": [0, 10]},
        "0, 10 by quantiles of all figures",
    ),
    (
        {"method": "distance_to_target", "target": 3},
        "the share of the way from the worst unit to 3%",
    ),
]


@pytest.mark.parametrize(("declared", "said"), SAID)
def test_a_scoring_in_words(declared: object, said: str) -> None:
    assert scoring_in_words(READ.validate_python(declared), "%").render("en") == said


def test_every_normalisation_has_words() -> None:
    needs: dict[str, dict[str, Any]] = {
        "bands": {"bands": [{"above": 1, "gives": 1}], "otherwise": 0},
        "goalposts": {"lower": 0, "upper": 1},
        "proportional": {"full_at": 1},
        "deduction": {"each": 1},
        "categorical": {"quantiles": [0.5], "scores": [0, 1]},
        "distance_to_target": {"target": 1},
        "distance_to_reference": {"reference": "mean"},
    }
    kinds = get_args(get_args(Normalise)[0])
    assert len(kinds) == 17
    for kind in kinds:
        method = get_args(kind.model_fields["method"].annotation)[0]
        spec = READ.validate_python({"method": method, **needs.get(method, {})})
        assert scoring_in_words(spec).render("en")


def test_every_aggregation_has_words() -> None:
    read = TypeAdapter[Any](AggregateSpec)
    for method in ("sum", "arithmetic", "geometric", "harmonic", "median", "minimum", "maximum"):
        assert aggregation_in_words(read.validate_python(method)).render("en")
    for method in ("mazziotta_pareto", "copeland", "outranking"):
        assert aggregation_in_words(method).render("en")
    spec = read.validate_python({"method": "power", "exponent": 0.5})
    assert "power mean" in aggregation_in_words(spec).render("en")


@pytest.mark.parametrize("name", names())
def test_every_node_of_the_library_has_a_rule(name: str) -> None:
    scheme = Scheme.load(name)
    for node in scheme.nodes():
        for tag in LANGUAGES:
            assert rule_in_words(scheme, node).render(tag)
