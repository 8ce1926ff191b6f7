"""The plans of demand-scenarios: one valued by hand, then what the rules say of all of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard import DataError, Dataset, Evaluation, evaluate
from steelyard.library import sample
from tests.library.runs import of_frames, of_sample, scheme

FILES = {name: pl.read_csv(path) for name, path in sample("demand-scenarios").items()}


def table(found: Evaluation, name: str) -> pl.DataFrame:
    return next(one.frame for one in found.attached if one.name == name)


def by_hand(plan: str, scenario: str) -> float:
    """Return the net present value of a plan in a scenario, term by term."""
    future = FILES["scenarios"].row(by_predicate=pl.col("scenario") == scenario, named=True)
    own = (pl.col("plan") == plan) & (pl.col("scenario") == scenario)
    outlook = FILES["outlook"].row(by_predicate=own, named=True)
    demand = dict(FILES["market"].filter(scenario=scenario).select("year", "demand").iter_rows())
    rate, growth = future["rate"] / 100, future["long_growth"] / 100
    value, flow, years = 0.0, 0.0, 0
    for row in FILES["years"].filter(own).sort("year").iter_rows(named=True):
        sold = min(row["capacity"], demand[row["year"]] * outlook["share"] / 100)
        full = row["capacity"] * outlook["price"]
        earned = sold * outlook["price"] * outlook["margin"] / 100
        flow = earned - full * row["intensity"] / 100
        years = row["year"] - future["since"]
        value += flow / (1 + rate) ** (years - 0.5)
    return value + flow * (1 + growth) / (rate - growth) / (1 + rate) ** (years - 0.5)


@pytest.mark.parametrize("plan", FILES["plans"]["plan"].to_list())
def test_a_plan_valued_by_hand(plan: str) -> None:
    found = table(of_sample("demand-scenarios"), "scenarios").filter(unit=plan)
    assert found["payoff"].to_list() == pytest.approx(
        [by_hand(plan, scenario) for scenario in FILES["scenarios"]["scenario"]]
    )


def test_the_list_has_the_figures_of_the_rules() -> None:
    found = of_sample("demand-scenarios")
    listed = found.ranking.select("expected_npv", "worst_npv", "greatest_regret")
    judged = found.ranking.select(unit="plan").join(
        table(found, "strategies"), on="unit", maintain_order="left"
    )
    same = judged.select("expected", "worst", "greatest_regret")
    assert listed.rows() == [pytest.approx(row) for row in same.rows()]
    assert found.ranking["rank"].to_list() == judged["rank_expected"].to_list()


def test_the_rules_disagree_and_one_plan_is_beaten_by_a_mixture_alone() -> None:
    found = table(of_sample("demand-scenarios"), "strategies")
    first = {
        rule: found.filter(pl.col(f"rank_{rule}") == 1)["unit"].item()
        for rule in ("expected", "worst", "greatest_regret")
    }
    assert first == {
        "expected": "Follow demand",
        "worst": "Hold",
        "greatest_regret": "Build in stages",
    }
    assert found.filter("never_best").select("unit", "dominated_by").rows() == [
        ("Catch up late", None)
    ]
    assert found.filter(unit="Build in stages").select("best_in", "never_best").row(0) == (0, False)


def test_a_plan_without_a_scenario_has_no_rank() -> None:
    lacking = (pl.col("plan") == "Hold") & (pl.col("scenario") == "glut")
    frames = FILES | {
        "outlook": FILES["outlook"].filter(~lacking),
        "years": FILES["years"].filter(~lacking),
    }
    found = of_frames("demand-scenarios", **frames)
    assert found.ranking.filter(plan="Hold")["rank"].to_list() == [None]
    assert ("payoff-missing", "Hold") in [(one.code, one.unit) for one in found.findings]


def test_growth_at_the_rate_or_a_missing_year_leaves_no_value() -> None:
    endless = FILES["scenarios"].with_columns(
        pl.when(pl.col("scenario") == "boom")
        .then(10.0)
        .otherwise("long_growth")
        .alias("long_growth")
    )
    gap = FILES["years"].filter((pl.col("plan") != "Hold") | (pl.col("year") != 2028))
    for changed, units in (({"scenarios": endless}, 7), ({"years": gap}, 1)):
        found = of_frames("demand-scenarios", **(FILES | changed))
        assert found.ranking["rank"].null_count() == units
        codes = [one.code for one in found.findings]
        assert codes.count("payoff-missing") == units
        assert codes.count("unranked") == units


def test_a_negative_probability_is_refused() -> None:
    wrong = FILES["scenarios"].with_columns(probability=pl.lit(-5.0))
    with pytest.raises(DataError, match="expected 0 or more"):
        of_frames("demand-scenarios", **(FILES | {"scenarios": wrong}))


@pytest.mark.parametrize("at", [0, -1], ids=["traditional", "simplified"])
def test_files_with_chinese_headers_are_read(at: int, tmp_path: Path) -> None:
    declared = scheme("demand-scenarios")
    files = {}
    for name, frame in FILES.items():
        columns = declared.inputs[name].columns
        heads = {column: str(columns[column].headers[at]) for column in frame.columns}
        files[name] = tmp_path / f"{name}.csv"
        frame.rename(heads).write_csv(files[name])
    found = evaluate(declared, Dataset.read(declared.inputs, files))
    assert found.ranking.equals(of_sample("demand-scenarios").ranking)
