"""Scenarios as a dimension: from tables to tables, and what is wrong or missing in them."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.errors import DataError, SchemeError
from steelyard.evaluation.scenarios import HEADINGS, resources
from steelyard.evaluation.scenarios.words import (
    Names,
    first_in_words,
    never_first_in_words,
    tipping_in_words,
)
from steelyard.i18n import speaking

DECLARED = """
steelyard: 1
scheme: futures
title: Futures
units: {table: plans, key: plan}
inputs:
  plans: {key: [plan], columns: {plan: {type: text}}}
  outlook:
    key: [plan, scenario]
    columns:
      plan: {type: text, references: plans.plan}
      scenario: {type: text}
      probability: {}
      payoff: {}
derived:
  regret: {on: outlook, regret: {of: payoff, within: [scenario]}}
  expected: {mean: {of: outlook.payoff, weighted_by: probability}}
  worst: {minimum: {of: outlook.payoff}}
  greatest_regret: {maximum: {of: outlook.regret}}
  expected_regret: {mean: {of: outlook.regret, weighted_by: probability}}
steps: [derive]
rank: {by: expected}
scenarios: {on: outlook, scenario: scenario, payoff: payoff, probability: probability}
"""
PAYOFFS: dict[str, list[float | None]] = {
    "ahead": [10.0, 0.0],
    "middling": [4.0, 4.0],
    "hold": [0.0, 10.0],
    "late": [3.0, 3.0],
}


def outlook(
    payoffs: dict[str, list[float | None]] | None = None,
    probabilities: tuple[float | None, ...] = (0.3, 0.7),
) -> pl.DataFrame:
    rows = [
        (plan, scenario, probability, payoff)
        for plan, own in (PAYOFFS if payoffs is None else payoffs).items()
        for scenario, probability, payoff in zip(("boom", "glut"), probabilities, own, strict=True)
    ]
    schema = {"plan": pl.String, "scenario": pl.String} | dict.fromkeys(
        ("probability", "payoff"), pl.Float64
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def judged(rows: pl.DataFrame | None = None, declared: str = DECLARED) -> Evaluation:
    scheme = Scheme.parse(declared)
    found = outlook() if rows is None else rows
    plans = found.select("plan").unique(maintain_order=True)
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"plans": plans, "outlook": found}))


def table(found: Evaluation, name: str) -> pl.DataFrame:
    return next(one.frame for one in found.attached if one.name == name)


def codes(found: Evaluation) -> list[tuple[str, str | None]]:
    return [(one.code, one.unit) for one in found.findings]


def test_tables_worked_by_hand() -> None:
    found = judged()
    payoffs = table(found, "scenarios").filter(unit="middling")
    assert payoffs.select("scenario", "payoff", "regret", "best").rows() == [
        ("boom", 4.0, 6.0, False),
        ("glut", 4.0, 6.0, False),
    ]
    rows = {row["unit"]: row for row in table(found, "strategies").iter_rows(named=True)}
    assert [rows[plan]["expected"] for plan in PAYOFFS] == pytest.approx([3, 4, 7, 3])
    assert [rows[plan]["rank_greatest_regret"] for plan in PAYOFFS] == [3, 1, 3, 2]
    assert [rows[plan]["best_in"] for plan in PAYOFFS] == [1, 0, 1, 0]
    assert [rows[plan]["never_best"] for plan in PAYOFFS] == [False, True, False, True]
    assert (rows["late"]["dominated_by"], rows["late"]["dominance"]) == ("middling", "strict")
    assert rows["middling"]["dominated_by"] is None
    assert table(found, "mixtures").rows() == [
        ("middling", "ahead", pytest.approx(0.5)),
        ("middling", "hold", pytest.approx(0.5)),
        ("late", "middling", 1.0),
    ]


def test_the_ranges_of_a_probability() -> None:
    ranges = table(judged(), "scenarios").filter(unit="ahead").select("best_from", "best_to")
    assert ranges.rows() == [(pytest.approx(0.5), 1.0), (0.0, pytest.approx(0.5))]


@pytest.mark.parametrize("best", ["most", "least"])
def test_derived_figures_are_those_of_the_table(best: str) -> None:
    """The same figures both ways: declared one by one, and by the rules."""
    declared = DECLARED.replace("within: [scenario]", f"within: [scenario], best: {best}")
    declared = declared.replace(
        "probability: probability}", f"probability: probability, best: {best}}}"
    )
    if best == "least":
        declared = declared.replace("worst: {minimum", "worst: {maximum")
    found = judged(declared=declared)
    names = ["expected", "worst", "greatest_regret", "expected_regret"]
    derived = found.units_frame.select(names)
    assert derived.rows() == [
        pytest.approx(row) for row in table(found, "strategies").select(names).rows()
    ]


def test_costs_turn_everything_round() -> None:
    declared = DECLARED.replace(
        "probability: probability}", "probability: probability, best: least}"
    )
    costs: dict[str, list[float | None]] = {
        plan: [-one for one in own if one is not None] for plan, own in PAYOFFS.items()
    }
    gains = table(judged(), "strategies")
    found = table(judged(outlook(costs), declared), "strategies")
    same = ["rank_expected", "rank_worst", "rank_greatest_regret", "greatest_regret", "never_best"]
    assert found.select(same).equals(gains.select(same))
    assert (-found["worst"]).to_list() == gains["worst"].to_list()


def test_findings_name_who_is_never_best_and_why() -> None:
    told = {
        one.unit: one.message.render("en") for one in judged().findings if one.code == "never-best"
    }
    assert told["late"] == "Best under no probabilities: “middling” is better in every scenario."
    assert told["middling"] == (
        "Best under no probabilities: a mixture of 50% of “ahead” and 50% of “hold” is better in "
        "every scenario."
    )


def test_a_plan_that_lacks_a_scenario_is_told_and_not_judged() -> None:
    gap = outlook(PAYOFFS | {"hold": [0.0, None]})
    found = judged(gap)
    assert ("payoff-missing", "hold") in codes(found)
    row = table(found, "strategies").row(by_predicate=pl.col("unit") == "hold", named=True)
    assert row["scenarios"] == 1
    assert [row[name] for name in ("expected", "worst", "rank_worst", "best_in", "never_best")] == [
        None
    ] * 5
    absent = judged(outlook().filter((pl.col("plan") != "hold") | (pl.col("scenario") == "boom")))
    assert table(absent, "strategies").equals(table(found, "strategies"))
    assert ("payoff-missing", "hold") in codes(absent)


@pytest.mark.parametrize(
    ("probabilities", "says"),
    [((-0.1, 1.1), "is -0.1; expected 0 or more"), ((0.0, 0.0), "of all scenarios are 0")],
)
def test_what_cannot_be_a_probability_is_refused(
    probabilities: tuple[float, float], says: str
) -> None:
    with pytest.raises(DataError) as caught:
        judged(outlook(probabilities=probabilities))
    assert says in caught.value.problems[0].message.render("en")
    assert caught.value.problems[0].field == "outlook.probability"


@pytest.mark.parametrize("other", [0.4, None])
def test_a_probability_is_of_a_scenario_and_not_of_a_plan(other: float | None) -> None:
    rows = outlook().with_columns(
        pl.when((pl.col("plan") == "late") & (pl.col("scenario") == "boom"))
        .then(pl.lit(other))
        .otherwise("probability")
        .alias("probability")
    )
    with pytest.raises(DataError, match="expected the same for all"):
        judged(rows)


def test_probabilities_that_do_not_add_up_are_divided_and_told() -> None:
    found = judged(outlook(probabilities=(0.6, 1.4)))
    assert ("probabilities-divided", None) in codes(found)
    assert table(found, "strategies").equals(table(judged(), "strategies"))
    percent = judged(
        outlook(probabilities=(30, 70)),
        DECLARED.replace("probability: {}", 'probability: {unit: "%"}'),
    )
    assert "probabilities-divided" not in dict(codes(percent))
    assert table(percent, "strategies").equals(table(judged(), "strategies"))


def test_a_probability_that_is_not_known_leaves_the_rules_without_any() -> None:
    found = judged(outlook(probabilities=(0.3, None)))
    assert ("probability-missing", None) in codes(found)
    strategies = table(found, "strategies")
    assert strategies["expected"].null_count() == strategies["expected_regret"].null_count() == 4
    assert strategies["rank_worst"].null_count() == strategies["laplace"].null_count() == 0
    assert strategies["never_best"].to_list() == [False, True, False, True]


def test_without_probabilities_all_scenarios_are_equally_likely() -> None:
    declared = DECLARED.replace(", probability: probability}", "}")
    strategies = table(judged(declared=declared), "strategies")
    assert strategies["expected"].to_list() == strategies["laplace"].to_list() == [5, 4, 5, 3]


def test_a_scenario_that_no_plan_has_is_told() -> None:
    declared = DECLARED.replace("scenario: {type: text}", "scenario: {type: text, references: s.s}")
    declared = declared.replace("inputs:", "inputs:\n  s: {key: [s], columns: {s: {type: text}}}")
    scheme = Scheme.parse(declared)
    frames = {
        "s": pl.DataFrame({"s": ["war", "glut", "boom"]}),
        "plans": pl.DataFrame({"plan": list(PAYOFFS)}),
        "outlook": outlook(),
    }
    found = evaluate(scheme, Dataset.from_frames(scheme.inputs, frames))
    assert ("scenario-unused", None) in codes(found)
    assert table(found, "scenarios")["scenario"].head(2).to_list() == ["glut", "boom"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("key: [plan, scenario]", "key: [plan]", "needs the key"),
        ("on: outlook, scenario", "on: outlok, scenario", "outlok"),
        ("payoff: payoff,", "payoff: plan,", "expected a number"),
        (", references: plans.plan", "", "must say references"),
    ],
)
def test_a_scheme_that_does_not_fit_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(SchemeError, match=says):
        Scheme.parse(DECLARED.replace(old, new))


def test_tables_have_titles_and_keys() -> None:
    made = list(resources(judged()))
    assert [one.name for one in made] == ["scenarios", "strategies", "mixtures"]
    for one in made:
        assert set(one.titles) == set(one.frame.columns) <= set(HEADINGS)
        assert not one.frame.select(one.key).is_duplicated().any()


def test_sentences() -> None:
    found = judged()
    strategies, names = table(found, "strategies"), Names({"hold": "Hold on"}, {"boom": "AI boom"})
    with speaking("en"):
        assert [str(one) for one in first_in_words(strategies, names)] == [
            "Best expected payoff: “Hold on”.",
            "Best in its worst case (maximin): “middling”.",
            "Least regret at its greatest (minimax regret): “middling”.",
        ]
        assert [str(one) for one in never_first_in_words(strategies, names)] == [
            "Best in no scenario: “middling” and “late”.",
            "Not better than one other unit in any scenario, worse in some: “late”.",
            "Best under no probabilities, whatever they are: “middling” and “late”.",
        ]
        (tipping,) = tipping_in_words(strategies, table(found, "scenarios"), names)
        assert "until the probability of “AI boom” is 50.0% instead of 30.0%" in str(tipping)


@pytest.mark.parametrize("plans", [0, 1])
def test_few_plans(plans: int) -> None:
    found = judged(outlook(dict(list(PAYOFFS.items())[:plans])))
    assert table(found, "strategies").height == plans
    assert table(found, "strategies")["never_best"].to_list() == [False] * plans
