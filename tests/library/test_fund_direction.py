"""The 13 indicators of where government investment funds put their money, rule by rule.

The rules are those of the scheme's README; both sides of every threshold are worked by hand. What
the scheme holds against rows, its reference data and properties are in ``fund_direction``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard import Evaluation
from tests.library.funds import BASE, RULES, WHOLE, Fund, Offices, evaluated
from tests.library.runs import scheme, score_of

SCHEME = scheme("fund-direction")
YEAR = date(2025, 1, 1)  # one year before the end of the accounting year


def private(part: float) -> Fund:
    return BASE.split(part, ownership="state")


def green(part: float) -> Fund:
    return BASE.split(part, green=False)


def early(part: float, **rest: Any) -> Fund:
    """Return a fund with a part early-stage and small, and investments held for a year."""
    return BASE.invests(
        {"amount": part, "entry": YEAR},
        {"amount": WHOLE - part, "entry": YEAR, **(rest or {"stage": "growth"})},
    )


def held(entry: date, leaving: date | None = None) -> Fund:
    return BASE.invests({"small": False, "entry": entry, "exit": leaving})


def key(part: float) -> Fund:
    return BASE.split(part, industry="其他")


def national(part: float) -> Fund:
    fund = key(part).but(level="national", province=None)
    return Fund(fund.figures, fund.investments, plan=[("39", "集成电路")])


def social(part: float) -> Fund:
    return Fund(social=part)


def one(**investment: Any) -> Fund:
    return BASE.invests(investment)


def judged(**reviews: bool) -> Fund:
    return Fund(reviews=reviews)


def capacity(**known: Any) -> Fund:
    """Return a fund whose second investment does not say all of its capacity utilisation."""
    return BASE.split(5000, **{"utilisation": None, "industry_utilisation": None, **known})


TENTHS = (
    *((10_000, 5), (5000, 5), (4999, 4), (4000, 4), (3999, 3), (3000, 3), (2999, 2)),
    *((2000, 2), (1999, 1), (1000, 1), (999, 0), (0, 0)),
)
"""Parts of 10,000 and their points, one less per ten percentage points."""
KEY_FIELDS = (
    *((10_000, 10), (9000, 10), (8999, 8), (7000, 8), (6999, 6), (5000, 6), (4999, 4)),
    *((3000, 4), (2999, 0), (0, 0)),
)

# The rule's node, a fund, and the points that it gets, worked by hand.
CASES: list[tuple[str, Fund, float]] = [
    # 1 New quality productive forces: the share of paid-in capital × 10
    ("new_quality", one(), 10),
    *(("new_quality", one(field=f), 10) for f in ("future_quantum", "upgrading_base")),
    ("new_quality", one(field=None), 0),
    ("new_quality", BASE.split(5000, field=None), 5),
    ("new_quality", BASE.split(1, field=None), 0.001),
    ("new_quality", one(amount=9_999), 9.999),
    ("new_quality", BASE.invests({"amount": 7000}, {"amount": 5000}), 10),
    ("new_quality", one().but(paid_in=20_000), 5),
    # 2 Science, technology and its transfer
    *(("science_results", one(patents=n), n / 2) for n in range(6)),
    ("science_results", one(patents=6), 3),
    ("science_results", one(patents=60), 3),
    ("science_results", BASE.invests({"patents": 2}, {"patents": 3}), 2.5),
    # exited before the year began, and on its first day
    ("science_results", BASE.invests({"patents": 2, "exit": date(2024, 12, 31)}), 0),
    ("science_results", BASE.invests({"patents": 2, "exit": YEAR}), 1),
    ("science_transfer", one(transferred=0), 0),
    ("science_transfer", one(transferred=1), 2),
    ("science_transfer", one(transferred=9), 2),
    *(("science_bottlenecks", BASE.but(bottlenecks=n), p) for n, p in enumerate((0, 3, 5, 5))),
    # 3 Unified national market
    *(
        ("market_reinvestment", BASE.but(reinvestment=ratio), points)
        for ratio, points in (
            *((0, 3), (49.99, 3), (50, 2), (99.99, 2), (100, 1), (149.99, 1), (150, 0), (300, 0)),
        )
    ),
    ("market_relocation", judged(no_relocation=True), 3),
    ("market_relocation", judged(no_relocation=False), 0),
    ("market_violations", judged(no_violation=True), 4),
    ("market_violations", judged(no_violation=False), 0),
    # 4 Green development
    *(
        ("green_carbon", one(carbon_cut=cut), points)
        for cut, points in (
            *((9, 3), (5, 3), (4.99, 2), (3, 2), (2.99, 1), (1, 1), (0.99, 0), (0, 0), (-4, 0)),
        )
    ),
    ("green_carbon", BASE.split(7500, carbon_cut=1), 2),  # (3·5 + 1·1) / 4 = 4
    *(
        ("green_investment", green(part), points)
        for part, points in ((10_000, 2), (2001, 2), (2000, 1), (1, 1), (0, 0))
    ),
    ("green_investment", BASE.split(3000, green=None), 2),  # of what is known, all
    # 5 Private economy and private investment
    *(("private_economy", private(part), points) for part, points in TENTHS),
    *(
        ("private_economy", one(ownership=ownership), points)
        for ownership, points in (("private", 5), ("state", 0), ("foreign", 0), ("mixed", 0))
    ),
    # 6 Patient capital: the better of two rules
    *(
        ("patient_early", early(part), points)
        for part, points in (
            *((10_000, 5), (7000, 5), (6999, 3), (5000, 3), (4999, 2), (2000, 2), (1999, 0)),
        )
    ),
    ("patient_early", early(0, stage="early"), 5),
    ("patient_early", early(0, stage="mature"), 0),
    ("patient_early", early(0, small=False), 0),
    *(
        ("patient_holding", held(entry), points)
        for entry, points in (
            *((date(2016, 5, 1), 5), (date(2021, 1, 1), 5), (date(2021, 1, 2), 3)),
            *((date(2023, 1, 1), 3), (date(2023, 1, 2), 2)),
            *((date(2024, 1, 1), 2), (date(2024, 1, 2), 0), (date(2025, 12, 31), 0)),
        )
    ),
    ("patient_holding", held(date(2019, 3, 1), date(2024, 3, 1)), 5),
    ("patient_holding", held(date(2019, 3, 1), date(2024, 2, 29)), 3),
    ("patient_holding", held(date(2020, 2, 29), date(2025, 2, 28)), 3),
    # an exit after the accounting year does not make it longer
    ("patient_holding", held(date(2022, 1, 1), date(2027, 1, 1)), 3),
    ("patient_holding", BASE.split(5000, entry=YEAR), 3),
    ("patient_capital", early(7000), 5),
    ("patient_capital", held(date(2023, 1, 1)), 3),
    ("patient_capital", one(entry=YEAR), 5),
    ("patient_capital", one(small=False, entry=YEAR), 0),
    # 7 Social capital brought in
    *(("social_capital", social(part), points) for part, points in TENTHS),
    # 8 Livelihood and other key fields; the rank among the funds is tested below
    *(("livelihood_fields", BASE.but(key_livelihood=n), p) for n, p in enumerate((0, 3, 5, 5))),
    # 9 National regional strategies: all or nothing
    ("regional_strategy", one(), 10),
    ("regional_strategy", one(strategy=None), 0),
    ("regional_strategy", BASE.invests({"strategy": None, "amount": 1}, {"amount": 1}), 10),
    # 10 Fit with the key fields, by the provincial list or the fund's plan
    *(("key_fields", key(part), points) for part, points in KEY_FIELDS),
    *(("key_fields", national(part), points) for part, points in KEY_FIELDS),
    ("key_fields", one(division="38"), 0),
    # made before the list was in force, so that nobody knows: the rest stands for it
    ("key_fields", BASE.split(3000, entry=date(2014, 12, 31)), 10),
    # 11 Effective use of capacity: against an industry at 80 %
    *(
        ("capacity_utilisation", one(utilisation=used), points)
        for used, points in ((90, 5), (84.01, 5), (84, 3), (80, 3), (76, 3), (75.99, 0), (40, 0))
    ),
    # an investment of which one of the two is not known is in neither mean
    ("capacity_utilisation", capacity(utilisation=1), 5),
    ("capacity_utilisation", capacity(industry_utilisation=200), 5),
    *(
        ("capacity_turnover", one(revenue=revenue), points)
        for revenue, points in (
            *((250, 5), (100, 5), (99.9, 4), (80, 4), (79.9, 3), (60, 3), (59.9, 0)),
        )
    ),
    # 12 Use of the money
    *(
        ("money_paid_in", BASE.but(committed=committed), points)
        for committed, points in (
            *((10_000, 1), (20_000, 1), (20_001, 0.5), (WHOLE / 0.3, 0.5), (33_334, 0)),
        )
    ),
    *(
        ("money_idle", BASE.but(idle=idle), points)
        for idle, points in ((0, 1), (2999, 1), (3000, 0), (9000, 0))
    ),
    *(("money_return", BASE.but(irr=irr), p) for irr, p in ((9, 1), (3, 1), (2.99, 0), (-1, 0))),
    *(
        ("money_net_assets", BASE.but(net_assets=assets), points)
        for assets, points in ((120, 1), (105, 1), (104.99, 0), (100, 0), (80, 0))
    ),
    # 13 The manager's competence
    *(("manager_seniors", BASE.managed(senior_managers=n), p) for n, p in enumerate((0, 1, 1))),
    ("manager_risk", judged(risk_system=True), 1),
    ("manager_risk", judged(risk_system=False), 0),
    ("manager_risk", judged(risk_system=True).managed(loss_events=1), 0),
    ("manager_risk", judged(risk_system=False).managed(loss_events=1), 0),
    ("manager_credit", judged(good_credit=True), 2),
    ("manager_credit", judged(good_credit=False), 0),
    ("manager_disclosure", judged(registration=True, disclosure=True), 2),
    ("manager_disclosure", judged(registration=True, disclosure=False), 1),
    ("manager_disclosure", judged(registration=False, disclosure=True), 1),
    ("manager_disclosure", judged(registration=False, disclosure=False), 0),
]
FUNDS = {f"F{at:03}": fund for at, (_, fund, _) in enumerate(CASES)}


@pytest.fixture(scope="module")
def cases() -> Evaluation:
    """All funds of the cases at once: every rule but that of ranks is of a fund by itself."""
    return evaluated(FUNDS)


@pytest.mark.parametrize(
    ("code", "node", "points"),
    [(code, node, points) for code, (node, _, points) in zip(FUNDS, CASES, strict=True)],
)
def test_a_rule_gives_its_points(cases: Evaluation, code: str, node: str, points: float) -> None:
    assert score_of(cases, code, node) == pytest.approx(points, rel=1e-12)


def test_every_rule_is_among_the_cases() -> None:
    ranked = {"livelihood_jobs", "livelihood_tax", "livelihood_revenue"}
    assert {node for node, _, _ in CASES} | ranked >= SCHEME.indicators().keys()


def test_every_step_of_a_rule_is_among_the_cases() -> None:
    for name, node in SCHEME.indicators().items():
        bands = getattr(node.normalise, "bands", ())
        expected = {band.gives for band in bands} | ({0.0} if bands else set())
        assert {points for one, _, points in CASES if one == name} >= expected, name


@pytest.mark.parametrize(
    ("above", "points"),
    [
        *((100, 5), (90, 5), (89, 4), (70, 4), (69, 3), (50, 3)),
        *((49, 2), (30, 2), (29, 1), (10, 1), (9, 0)),
    ],
)
def test_the_rank_among_the_funds_gives_its_points(above: int, points: float) -> None:
    found = LADDER.node_scores["livelihood_rank"][above]
    assert found == points


def ladder(order: Callable[[int], dict[str, Any]]) -> Evaluation:
    """Evaluate 101 funds, so that each stands above as many others as its number says."""
    return evaluated({f"F{at:03}": one(**order(at)) for at in range(101)})


LADDER = ladder(lambda at: {"jobs": at, "tax": at, "revenue": at})


def test_the_three_ranks_count_alike() -> None:
    # Jobs and tax say at %, revenue the reverse: (at + at + 100 − at) / 3 %
    found = ladder(lambda at: {"jobs": at, "tax": at, "revenue": 100 - at})
    points = found.node_scores["livelihood_rank"]
    assert (points[0], points[50], points[51], points[100]) == (2, 3, 3, 3)
    assert points[49] == 2


def test_a_fund_that_fulfils_every_rule_has_100_points() -> None:
    peers = {f"F{at}": one(jobs=at, tax=at, revenue=100) for at in range(10)}
    found = evaluated({**peers, "best": one(jobs=50, tax=50, revenue=101)})
    assert score_of(found, "best") == 100
    assert found.ranking["fund"][0] == "best"


WORST = Fund(
    figures={
        "committed": 100_000,
        "idle": WHOLE,
        "irr": 0,
        "net_assets": 90,
        "reinvestment": 200,
        "bottlenecks": 0,
        "key_livelihood": 0,
    },
    manager={"senior_managers": 0, "loss_events": 2},
    investments=[
        {
            **dict.fromkeys(("field", "strategy")),
            **dict.fromkeys(("small", "green"), False),
            "industry": "其他",
            "ownership": "state",
            "entry": date(2025, 12, 31),
            **dict.fromkeys(("patents", "transferred", "carbon_cut", "utilisation"), 0),
            **dict.fromkeys(("revenue", "jobs", "tax"), 0),
        }
    ],
    social=0,
    reviews=dict.fromkeys(RULES, False),
)


def test_a_fund_that_fulfils_none_has_no_points() -> None:
    found = evaluated({"worst": WORST, **{f"F{at}": BASE for at in range(10)}})
    assert score_of(found, "worst") == 0


def test_the_indicators_are_thirteen_and_have_a_hundred_points() -> None:
    assert SCHEME.tree is not None
    firsts = (SCHEME.tree.parts or {}).values()
    assert [first.points for first in firsts] == [60, 30, 10]
    seconds = [second for first in firsts for second in (first.parts or {}).values()]
    assert [second.points for second in seconds] == [10, 10, 10, 5, 5, 5, 5, 10, 10, 10, 10, 4, 6]
    assert sum(second.points or 0 for second in seconds) == 100


def test_what_the_regulation_sets_is_fixed() -> None:
    loose = [name for name, node in SCHEME.nodes().items() if node.points and not node.fixed]
    assert loose == []


# A list of its own for each province and each day


LISTS = Offices(
    lists=[
        {"province": province, "list": name, "from": first, "division": "39", "industry": industry}
        for province, name, first, industry in (
            ("110000", "2020", date(2020, 1, 1), "集成电路"),
            ("110000", "2024", date(2024, 1, 1), "传感器"),
            ("310000", "2020", date(2020, 1, 1), "传感器"),
        )
    ]
)


@pytest.mark.parametrize(
    ("province", "industry", "entry", "points"),
    [
        ("110000", "集成电路", date(2019, 12, 31), math.nan),
        ("110000", "集成电路", date(2020, 1, 1), 10),
        ("110000", "集成电路", date(2023, 12, 31), 10),
        ("110000", "集成电路", date(2024, 1, 1), 0),
        ("110000", "传感器", date(2023, 12, 31), 0),
        ("110000", "传感器", date(2024, 1, 1), 10),
        ("310000", "集成电路", date(2024, 1, 1), 0),
        ("310000", "传感器", date(2020, 1, 1), 10),
        ("500000", "传感器", date(2020, 1, 1), math.nan),
        (None, "传感器", date(2020, 1, 1), math.nan),
    ],
)
def test_the_list_of_the_funds_province_on_the_day_of_entry_decides(
    province: str | None, industry: str, entry: date, points: float
) -> None:
    # The enterprise's own province plays no part.
    fund = one(industry=industry, entry=entry, province="440000").but(province=province)
    found = score_of(evaluated({"F": fund}, LISTS), "F", "key_fields")
    assert found == pytest.approx(points, nan_ok=True)


def test_a_national_fund_without_a_plan_has_no_key_fields_to_fit() -> None:
    fund = BASE.but(level="national", province=None)
    found = evaluated({"F": fund, "G": national(10_000)})
    assert math.isnan(score_of(found, "F", "key_fields"))
    assert score_of(found, "G", "key_fields") == 10


def test_the_plan_of_one_fund_is_not_that_of_another() -> None:
    other = Fund(BASE.but(level="national", province=None).figures, plan=[("38", "传感器")])
    assert score_of(evaluated({"F": other, "G": national(1)}), "F", "key_fields") == 0
