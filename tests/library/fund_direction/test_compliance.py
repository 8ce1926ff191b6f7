"""What rows of the fund evaluation are held against: a case on either side of every rule."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from steelyard import Evaluation
from steelyard.scheme.scheme import Scheme
from tests.library.funds import BASE, USUAL, WHOLE, Fund, Offices, evaluated
from tests.library.runs import scheme, score_of

SCHEME = scheme("fund-direction")


def one(**investment: Any) -> Fund:
    return BASE.invests(investment)


def listed(form: str, **more: Any) -> Fund:
    return one(form=form, **more)


def classed(declared: str) -> Fund:
    """Return a fund whose investment is of no item of the catalogue."""
    return one(declared_class=declared, catalogue_item=None)


def contributes(amount: float) -> Fund:
    """Return a fund whose kinds of investors paid in 10,000, which calls it another amount."""
    return BASE.invests({"amount": 1}).but(paid_in=amount)


NATIONAL = Fund(BASE.but(level="national", province=None).figures, plan=[("39", "集成电路")])
SPECIAL = ("merger", "private_placement", "strategic_placement")
FORBIDDEN = {
    "guaranteed_return": "hidden_debt",
    "listed_shares": "listed_trading",
    "derivatives": "derivatives",
    "guarantee": "guarantee",
    "unlimited_liability": "unlimited_liability",
}

# A rule, a fund, and the amount with which it breaks it; None where it keeps it.
CASES: list[tuple[str, Fund, float | None]] = [
    # What a fund may not do
    *((rule, listed(form), WHOLE) for form, rule in FORBIDDEN.items()),
    *((rule, listed(form), None) for rule in FORBIDDEN.values() for form in ("equity", *SPECIAL)),
    *(("listed_not_in_plan", listed(form, in_plan=False), WHOLE) for form in SPECIAL),
    *(("listed_not_in_plan", listed(form, in_plan=True), None) for form in SPECIAL),
    ("listed_not_in_plan", listed("equity", in_plan=False), None),
    ("listed_trading", listed("listed_shares", in_plan=True), WHOLE),
    # The classes of the catalogue
    *(
        (rule, classed(declared), WHOLE if rule == wanted else None)
        for rule in ("restricted_class", "eliminated_class", "not_encouraged")
        for declared, wanted in (
            ("encouraged", None),
            ("permitted", "not_encouraged"),
            ("restricted", "restricted_class"),
            ("eliminated", "eliminated_class"),
        )
    ),
    # The provincial list
    ("outside_list", one(), None),
    ("outside_list", one(industry="其他"), WHOLE),
    ("outside_list", one(division="38"), WHOLE),
    ("outside_list", one(industry="其他", entry=date(2014, 12, 31)), None),
    ("outside_list", NATIONAL.invests({"industry": "其他"}), None),
    # The strategy and its provinces
    ("outside_strategy", one(), None),
    ("outside_strategy", one(province="130000"), None),
    ("outside_strategy", one(province="310000"), WHOLE),
    ("outside_strategy", one(strategy=None, province="310000"), None),
    ("outside_strategy", one(strategy="maritime_country", province="540000"), None),
    ("outside_strategy", one(strategy="northeast_revitalisation", province="150000"), None),
    # Amounts
    ("amount_above_paid_in", one(amount=WHOLE), None),
    ("amount_above_paid_in", one(amount=10_000.01), 10_000.01),
    ("invested_above_paid_in", BASE.split(5000), None),
    ("invested_above_paid_in", BASE.invests({"amount": 5000}, {"amount": 5001}), 1),
    ("supported_above_whole", BASE.split(5000), None),
    ("supported_above_whole", BASE.invests({"amount": 9000}, {"amount": 9000}), 18_000),
    ("supported_above_whole", BASE.invests({"amount": 9000}, {"field": None}), None),
    *(
        ("contributions_differ", contributes(paid_in), None if keeps else WHOLE - paid_in)
        for paid_in, keeps in (
            *((WHOLE, True), (9_990.1, True), (9_989, False), (10_010, True), (10_011, False)),
        )
    ),
    # Days
    ("exit_before_entry", one(exit=None), None),
    ("exit_before_entry", one(exit=date(2021, 1, 1)), None),
    ("exit_before_entry", one(exit=date(2020, 12, 31)), WHOLE),
    ("entry_before_fund", one(entry=date(2015, 1, 1)), None),
    ("entry_before_fund", one(entry=date(2014, 12, 31)), WHOLE),
    ("entry_after_year", one(entry=date(2025, 12, 31)), None),
    ("entry_after_year", one(entry=date(2026, 1, 1)), WHOLE),
    # The classification of industry
    ("section_differs", one(section="C"), None),
    ("section_differs", one(section="I"), WHOLE),
    # The register
    ("manager_differs", BASE, None),
    ("manager_differs", Fund(register="M-other"), WHOLE),
]
FUNDS = {f"F{at:03}": fund for at, (_, fund, _) in enumerate(CASES)}


@pytest.fixture(scope="module")
def cases() -> Evaluation:
    """All funds of the cases at once: each rule looks at one row of one fund."""
    return evaluated(FUNDS)


@pytest.mark.parametrize(
    ("code", "rule", "amount"),
    [(code, rule, amount) for code, (rule, _, amount) in zip(FUNDS, CASES, strict=True)],
)
def test_a_rule_is_broken_or_kept(
    cases: Evaluation, code: str, rule: str, amount: float | None
) -> None:
    table = cases.aside if SCHEME.rules[rule].then == "set_aside" else cases.breaches
    found = table.filter(rule=rule, unit=code)
    assert found["amount"].to_list() == ([] if amount is None else pytest.approx([amount]))


def test_every_rule_has_a_case_on_both_sides() -> None:
    elsewhere = {"unverified_class", "incomplete_review", "list_section", "list_closed_class"}
    broken = {rule for rule, _, amount in CASES if amount is not None}
    kept = {rule for rule, _, amount in CASES if amount is None}
    assert broken | elsewhere == kept | elsewhere == set(SCHEME.rules)


def entry(**changes: Any) -> dict[str, Any]:
    """Return a row of a provincial list that keeps every rule."""
    row = {"industry": "土法炼焦", "division": "25", "from": date(2018, 1, 1)}
    return {**USUAL.lists[0], **row, **changes}


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        (entry(), ["list_closed_class"]),
        (entry(industry="炼焦"), []),
        (entry(division="39"), []),
        (entry(section="I", industry="炼焦"), ["list_section"]),
        (entry(**{"from": date(2014, 12, 31)}), []),
        (entry(section="I", industry="炼焦", **{"from": date(2017, 9, 30)}), []),
        (entry(section="I", industry="炼焦", **{"from": date(2017, 10, 1)}), ["list_section"]),
    ],
)
def test_a_provincial_list_names_nothing_that_is_closed(
    row: dict[str, Any], broken: list[str]
) -> None:
    closed = {
        "item": "2", "division": "25", "activity": "土法炼焦",
        "class": "eliminated", "from": date(2015, 1, 1),
    }  # fmt: skip
    found = evaluated({"F": BASE}, Offices([row], [*USUAL.catalogue, closed]))
    assert found.breaches.filter(table="provincial_lists")["rule"].to_list() == broken


def test_a_breach_is_a_finding_with_fund_project_rule_article_and_amount(
    cases: Evaluation,
) -> None:
    code = next(c for c, (rule, *_) in zip(FUNDS, CASES, strict=True) if rule == "hidden_debt")
    (finding,) = [f for f in cases.findings if f.unit == code and f.code == "rule-broken"]
    assert finding.severity == "breach"
    assert (finding.table, finding.row) == ("investments", 2)
    said = str(finding.message)
    for part in ("0", "10,000 万元", "1752号", "Prohibited activity 1 of 5"):
        assert part in said


def test_a_fund_that_keeps_every_rule_is_not_found_to_break_one() -> None:
    found = evaluated({"F": BASE, "G": NATIONAL})
    assert found.breaches.height == 0
    assert found.aside.height == 0
    rules = {"rule-broken", "rule-undecided", "set-aside"}
    told = [finding for finding in found.findings if finding.code in rules]
    # The list is older than the classification, so nothing is said of its sections.
    assert [finding for finding in told if finding.table != "provincial_lists"] == []


def test_what_is_forbidden_is_scored_all_the_same() -> None:
    # What a breach does to the score is not known, so it does nothing unless told to.
    found = evaluated({"F": listed("guarantee"), "G": classed("restricted"), "H": BASE})
    assert found.score[0] == found.score[1] == found.score[2]


@pytest.mark.parametrize(
    ("veto", "fund"), [("prohibited_activity", listed("guarantee")), ("closed_class", None)]
)
def test_a_veto_strikes_where_it_is_enabled(veto: str, fund: Fund | None) -> None:
    declared = SCHEME.vetoes[veto]
    assert not declared.enabled
    enabled = {**SCHEME.vetoes, veto: declared.model_copy(update={"enabled": True})}
    found = evaluated(
        {"F": fund or classed("eliminated"), "G": BASE},
        declared=SCHEME.model_copy(update={"vetoes": enabled}),
    )
    struck, usual = (score_of(found, code) for code in ("F", "G"))
    if declared.effect == "unranked":
        assert math.isnan(struck)
    else:
        assert struck == usual - (declared.score or 0)


# The class by the catalogue, and by the manager


def catalogue(*items: tuple[str, str, date, date | None]) -> Offices:
    return Offices(
        catalogue=[
            {"item": item, "activity": "虚构", "class": kind, "from": first, "until": last}
            for item, kind, first, last in items
        ]
    )


CHANGED = catalogue(
    ("1", "encouraged", date(2015, 1, 1), date(2019, 12, 31)),
    ("1", "restricted", date(2020, 1, 1), None),
    ("2", "eliminated", date(2015, 1, 1), date(2019, 12, 31)),
)


@pytest.mark.parametrize(
    ("item", "entry", "expected", "verified"),
    [
        ("1", date(2019, 12, 31), "encouraged", True),
        ("1", date(2020, 1, 1), "restricted", True),
        ("2", date(2019, 12, 31), "eliminated", True),
        ("2", date(2020, 1, 1), "permitted", False),
        ("3", date(2020, 1, 1), "permitted", False),
        (None, date(2020, 1, 1), "permitted", False),
    ],
)
def test_the_catalogue_in_force_on_the_day_of_entry_has_the_last_word(
    item: str | None, entry: date, expected: str, verified: bool
) -> None:
    fund = one(catalogue_item=item, declared_class="permitted", entry=entry)
    found = evaluated({"F": fund}, CHANGED).frames["investments"]
    assert found.select("class", "verified").row(0) == (expected, verified)


def test_a_class_that_only_the_manager_declares_is_counted_as_unverified() -> None:
    found = evaluated({"F": classed("encouraged"), "G": one()})
    (finding,) = [one for one in found.findings if "not verified" in str(one.message)]
    assert finding.severity == "note"
    assert "1 rows" in str(finding.message)


def test_without_a_class_nobody_can_tell() -> None:
    found = evaluated({"F": one(declared_class=None, catalogue_item=None)})
    told = [str(one.message) for one in found.findings if one.code == "rule-undecided"]
    for rule in ("restricted_class", "eliminated_class", "not_encouraged"):
        assert any(SCHEME.rules[rule].title.render("en") in text for text in told), rule


def test_without_a_word_on_the_plan_nobody_can_tell() -> None:
    found = evaluated({"F": listed("merger", in_plan=None)})
    assert found.breaches.height == 0
    assert "rule-undecided" in {finding.code for finding in found.findings}


# Rows that are set aside


@pytest.mark.parametrize("broken", [{"amount": 10_001}, {"exit": date(2020, 12, 31)}])
def test_an_impossible_investment_does_not_count(broken: dict[str, Any]) -> None:
    plain = BASE.invests({"amount": 4000})
    spoiled = BASE.invests({"amount": 4000}, {"patents": 100, **broken})
    found = evaluated({"F": plain, "G": spoiled})
    assert score_of(found, "F", "new_quality") == score_of(found, "G", "new_quality") == 4
    assert found.score[0] == found.score[1]


@pytest.mark.parametrize("lacking", ["office", "date", "reason"])
def test_a_judgement_that_is_not_signed_does_not_count(lacking: str) -> None:
    unsigned = Fund(reviews={"good_credit": {"met": True, lacking: None}})
    found = evaluated({"F": unsigned, "G": BASE})
    assert found.aside.select("unit", "table", "rule", "record").rows() == [
        ("F", "reviews", "incomplete_review", "good_credit")
    ]
    assert math.isnan(score_of(found, "F", "manager_credit"))
    assert score_of(found, "G", "manager_credit") == 2


# How sure the rules are, as the facts say


CERTAINTY = {
    **dict.fromkeys(("hidden_debt", "listed_trading", "listed_not_in_plan"), "press"),
    **dict.fromkeys(("derivatives", "guarantee", "unlimited_liability"), "official"),
    **dict.fromkeys(("restricted_class", "eliminated_class", "not_encouraged"), "press"),
    "outside_list": "official",
    "list_section": "official",
    "list_closed_class": "press",
}


@pytest.mark.parametrize("rule", SCHEME.rules)
def test_a_rule_says_how_sure_it_is(rule: str) -> None:
    source = SCHEME.rules[rule].source
    assert source is not None
    assert source.certainty == CERTAINTY.get(rule, "own")
    assert source.ref == ("layout" if rule in CERTAINTY else "own")


def test_only_the_scheme_of_the_layout_measures_knows_breaches() -> None:
    breaches = {name for name, rule in SCHEME.rules.items() if rule.severity == "breach"}
    warned = {"not_encouraged", "outside_list"}
    assert breaches == (CERTAINTY.keys() - warned) | {"manager_differs"}


def test_rules_of_lists_are_not_of_funds() -> None:
    of_lists = {name for name, rule in SCHEME.rules.items() if rule.on == "provincial_lists"}
    assert of_lists == {"list_section", "list_closed_class"}


def test_no_rule_stops_the_evaluation_of_all() -> None:
    assert isinstance(SCHEME, Scheme)
    assert {rule.then for rule in SCHEME.rules.values()} == {"report", "set_aside"}
