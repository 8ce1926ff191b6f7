"""What does not apply to a fund is left out, what is not known is not zero, and both are said."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from steelyard.scheme.aggregate import Sum
from tests.library.funds import BASE, RULES, Fund, Offices, evaluated
from tests.library.runs import scheme, score_of

SCHEME = scheme("fund-direction")
NO_LISTS = Offices(lists=[])
OF_ENTERPRISES = {
    *("science_results", "science_transfer", "green_carbon", "private_economy"),
    *("patient_early", "livelihood_rank", "capacity"),
}
"""Rules that ask for figures which an enterprise has and a share of a fund has not."""
ENTERPRISE = dict.fromkeys(
    (
        *("patents", "transferred", "carbon_cut", "ownership", "stage", "small", "utilisation"),
        *("industry_utilisation", "revenue", "assets", "jobs", "tax"),
    )
)
FUND_OF_FUNDS = BASE.invests({**ENTERPRISE, "form": "fund_share"}).but(kind="fund_of_funds")


def points(fund: Fund, node: str, offices: Offices | None = None) -> float:
    return score_of(evaluated({"F": fund}, offices or Offices()), "F", node)


def unjudged(*rules: str) -> Fund:
    return Fund(reviews=dict.fromkeys(rules))


def test_a_fund_of_funds_is_not_asked_for_an_enterprises_figures() -> None:
    assert {
        name
        for name, node in SCHEME.nodes().items()
        if node.applies is not None and "kind" in node.applies
    } == OF_ENTERPRISES


def test_a_fund_of_funds_has_the_points_of_what_applies() -> None:
    found = evaluated({"F": FUND_OF_FUNDS})
    assert score_of(found, "F") == 100
    said = [str(one.message) for one in found.findings if one.code == "inapplicable"]
    assert len(said) == len(OF_ENTERPRISES)


def test_what_applies_stands_for_what_does_not() -> None:
    # Of the 55 points of policy conformity that apply (all but the private economy's 5), 45 are
    # had; of the 20 of the layout, 10; all 10 of execution: 45/55·60 + 10/20·30 + 10.
    fund = FUND_OF_FUNDS.invests({**ENTERPRISE, "field": None, "strategy": None})
    assert points(fund, "policy") == pytest.approx(45 / 55 * 60)
    assert points(fund, "layout") == pytest.approx(15)
    assert points(fund, "total") == pytest.approx(45 / 55 * 60 + 15 + 10)


def test_a_direct_fund_without_an_enterprises_figures_has_gaps() -> None:
    # Of green development 2 of 5 points are known, of the private economy and patient capital
    # none: 45 of the 60 points of policy conformity, too few.
    found = evaluated({"F": BASE.invests(ENTERPRISE)})
    for node in ("green", "private_economy", "patient_capital", "capacity", "policy", "total"):
        assert math.isnan(score_of(found, "F", node)), node


@pytest.mark.parametrize(
    ("established", "without"),
    [
        (date(2025, 12, 31), {"money_return", "money_net_assets", "patient_holding"}),
        (date(2025, 1, 1), {"money_return", "money_net_assets", "patient_holding"}),
        (date(2024, 12, 31), {"patient_holding"}),
        (date(2024, 1, 1), {"patient_holding"}),
        (date(2023, 12, 31), set()),
    ],
)
def test_a_young_fund_is_not_asked_for_what_takes_years(
    established: date, without: set[str]
) -> None:
    fund = BASE.but(established=established).invests({"entry": established})
    found = evaluated({"F": fund})
    aged = [name for name, node in SCHEME.nodes().items() if "age" in (node.applies or {})]
    assert {name for name in aged if math.isnan(score_of(found, "F", name))} == without


def test_a_fund_in_its_first_year_loses_no_points_for_it() -> None:
    first: dict[str, Any] = {"established": date(2025, 2, 1), "irr": None, "net_assets_last": None}
    fund = BASE.but(**first).invests({"entry": date(2025, 3, 1)})
    assert points(fund, "use_of_money") == 4
    assert points(fund, "patient_capital") == 5
    assert points(fund, "total") == 98  # 3 of 5 for the rank of the only fund there is


def test_later_a_missing_return_is_a_gap() -> None:
    fund = BASE.but(irr=None, idle=9000)  # 2 of the 3 points that are known
    found = evaluated({"F": fund})
    assert score_of(found, "F", "use_of_money") == pytest.approx(4 * 2 / 3)
    assert not [one for one in found.findings if one.code == "inapplicable"]


@pytest.mark.parametrize(
    ("node", "coverage"),
    [
        *((name, 0.8) for name in ("total", "policy", "execution")),
        ("layout", 0.6),
        *((name, 0.5) for name in ("science", "unified_market", "green", "livelihood")),
        *((name, 0.5) for name in ("capacity", "use_of_money", "manager_competence")),
    ],
)
def test_so_much_must_be_known(node: str, coverage: float) -> None:
    aggregate = SCHEME.nodes()[node].aggregate
    assert isinstance(aggregate, Sum)
    assert aggregate.coverage == coverage


@pytest.mark.parametrize(
    ("fund", "node", "expected"),
    [
        # of 3, 3 and 4 points: 6 known
        (unjudged("no_violation"), "unified_market", 10),
        (Fund(reviews={"no_violation": None, "no_relocation": False}), "unified_market", 5),
        # 3 known, fewer than half
        (unjudged("no_violation", "no_relocation"), "unified_market", math.nan),
        # of 1, 1, 2 and 2 points: 4 known, 3 known, 2 known
        (unjudged("good_credit"), "manager_competence", 6),
        (unjudged("good_credit").managed(senior_managers=None), "manager_competence", 6),
        (unjudged("good_credit", "disclosure"), "manager_competence", math.nan),
        # both 5 of 10 points
        (BASE.but(bottlenecks=None), "science", 10),
        (BASE.but(key_livelihood=None), "livelihood", 6),
        # 3 of 10 points, which is not half
        (BASE.but(bottlenecks=None).invests({"transferred": None}), "science", math.nan),
        # the better of two, of which one is not known
        (BASE.invests({"stage": None}), "patient_capital", math.nan),
        (BASE.invests({"entry": None}), "patient_capital", math.nan),
        # 6 of 10 points of execution
        (BASE.but(committed=None, idle=None, irr=None), "execution", math.nan),
    ],
)
def test_half_of_an_indicator_stands_for_it(fund: Fund, node: str, expected: float) -> None:
    assert points(fund, node) == pytest.approx(expected, nan_ok=True)


def test_one_of_the_three_of_the_layout_may_be_unknown() -> None:
    assert points(BASE, "layout", NO_LISTS) == 30
    two = BASE.invests({"utilisation": None, "revenue": None})
    assert points(two, "layout") == 30
    assert math.isnan(points(two, "layout", NO_LISTS))


def test_a_fund_without_its_execution_is_still_ranked() -> None:
    # 4 of 10 points of execution are known, too few; 90 of 100 in all.
    fund = unjudged("good_credit", "disclosure", "registration", "risk_system")
    found = evaluated({"F": fund})
    assert math.isnan(score_of(found, "F", "execution"))
    assert score_of(found, "F") == pytest.approx((58 + 30) / 90 * 100)


def test_a_fund_that_has_not_invested_is_not_ranked_and_the_finding_says_why() -> None:
    found = evaluated({"F": BASE.invests(), "G": BASE})
    assert math.isnan(score_of(found, "F", "policy"))  # 45 of 60 points are known
    assert score_of(found, "F", "regional_strategy") == 0
    assert score_of(found, "F", "new_quality") == 0
    assert found.ranking.select("fund", "rank").rows() == [("G", 1), ("F", None)]
    (finding,) = [finding for finding in found.findings if finding.code == "unranked"]
    assert finding.unit == "F"


@pytest.mark.parametrize("rule", RULES)
def test_an_open_judgement_is_neither_met_nor_not(rule: str) -> None:
    node = {
        "no_relocation": "market_relocation",
        "no_violation": "market_violations",
        "risk_system": "manager_risk",
        "good_credit": "manager_credit",
    }.get(rule, "manager_disclosure")
    assert math.isnan(points(unjudged(rule), node))


def test_a_loss_event_decides_without_the_judgement_of_the_risk_system() -> None:
    assert points(unjudged("risk_system").managed(loss_events=1), "manager_risk") == 0
