"""The 13 indicators of where government investment funds put their money, rule by rule.

The rules are those of the scheme's README; both sides of every threshold are worked by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import DataError, Dataset, Evaluation, evaluate
from steelyard.library import sample
from tests.library.funds import BASE, RULES, WHOLE, Fund, evaluated, frames
from tests.library.runs import of_sample, scheme, score_of

SCHEME = scheme("fund-direction")


def private(part: float) -> Fund:
    return BASE.split(part, private=False)


def green(part: float) -> Fund:
    return BASE.split(part, green=False)


def early(part: float, **rest: Any) -> Fund:
    """Return a fund with a part early-stage and small, and investments held for a year."""
    return BASE.invests(
        {"amount": part, "years_held": 1},
        {"amount": WHOLE - part, "years_held": 1, **(rest or {"stage": "growth"})},
    )


def held(years: float) -> Fund:
    return BASE.invests({"small": False, "years_held": years})


def key(part: float) -> Fund:
    return BASE.split(part, key_field=False)


def social(part: float) -> Fund:
    return Fund(social=part)


def one(**investment: Any) -> Fund:
    return BASE.invests(investment)


def judged(**reviews: float) -> Fund:
    return Fund(reviews=reviews)


# The rule's node, a fund, and the points that it gets, worked by hand.
CASES: list[tuple[str, Fund, float]] = [
    # 1 New quality productive forces: the share of paid-in capital × 10
    ("new_quality", one(), 10),
    *(("new_quality", one(field=f), 10) for f in ("emerging", "future", "upgrading", "digital")),
    ("new_quality", one(field=None), 0),
    ("new_quality", BASE.split(5000, field=None), 5),
    ("new_quality", BASE.split(1, field=None), 0.001),
    ("new_quality", one(amount=9_999), 9.999),
    ("new_quality", one(amount=12_000), 10),
    ("new_quality", one().but(paid_in=20_000), 5),
    # 2 Science, technology and its transfer
    *(("science_results", one(patents=n), n / 2) for n in range(6)),
    ("science_results", one(patents=6), 3),
    ("science_results", one(patents=60), 3),
    ("science_results", BASE.invests({"patents": 2}, {"patents": 3}), 2.5),
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
    ("market_relocation", judged(no_relocation=1), 3),
    ("market_relocation", judged(no_relocation=0), 0),
    ("market_violations", judged(no_violation=1), 4),
    ("market_violations", judged(no_violation=0), 0),
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
    # 5 Private economy and private investment
    *(
        ("private_economy", private(part), points)
        for part, points in (
            *((10_000, 5), (5000, 5), (4999, 4), (4000, 4), (3999, 3), (3000, 3), (2999, 2)),
            *((2000, 2), (1999, 1), (1000, 1), (999, 0), (0, 0)),
        )
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
        ("patient_holding", held(years), points)
        for years, points in ((9, 5), (5, 5), (4.99, 3), (3, 3), (2.99, 2), (2, 2), (1.99, 0))
    ),
    ("patient_holding", BASE.split(5000, years_held=1), 3),
    ("patient_capital", early(7000), 5),
    ("patient_capital", held(3), 3),
    ("patient_capital", one(years_held=1), 5),
    ("patient_capital", one(small=False, years_held=1), 0),
    # 7 Social capital brought in
    *(
        ("social_capital", social(part), points)
        for part, points in (
            *((10_000, 5), (5000, 5), (4999, 4), (4000, 4), (3999, 3), (3000, 3), (2999, 2)),
            *((2000, 2), (1999, 1), (1000, 1), (999, 0), (0, 0)),
        )
    ),
    # 8 Livelihood and other key fields; the rank among the funds is tested below
    *(("livelihood_fields", BASE.but(key_livelihood=n), p) for n, p in enumerate((0, 3, 5, 5))),
    # 9 National regional strategies: all or nothing
    ("regional_strategy", one(), 10),
    ("regional_strategy", one(strategy=None), 0),
    ("regional_strategy", BASE.invests({"strategy": None}, {"amount": 1}), 10),
    # 10 Fit with the key fields
    *(
        ("key_fields", key(part), points)
        for part, points in (
            *((10_000, 10), (9000, 10), (8999, 8), (7000, 8), (6999, 6), (5000, 6), (4999, 4)),
            *((3000, 4), (2999, 0), (0, 0)),
        )
    ),
    # 11 Effective use of capacity: against an industry at 80 %
    *(
        ("capacity_utilisation", one(utilisation=used), points)
        for used, points in ((90, 5), (84.01, 5), (84, 3), (80, 3), (76, 3), (75.99, 0), (40, 0))
    ),
    *(
        ("capacity_turnover", one(revenue=revenue), points)
        for revenue, points in (
            (250, 5),
            (100, 5),
            (99.9, 4),
            (80, 4),
            (79.9, 3),
            (60, 3),
            (59.9, 0),
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
    *(("manager_seniors", BASE.but(senior_managers=n), p) for n, p in enumerate((0, 1, 1))),
    ("manager_risk", judged(risk_system=1), 1),
    ("manager_risk", judged(risk_system=0), 0),
    ("manager_risk", judged(risk_system=1).but(loss_events=1), 0),
    ("manager_risk", judged(risk_system=0).but(loss_events=1), 0),
    ("manager_credit", judged(good_credit=1), 2),
    ("manager_credit", judged(good_credit=0), 0),
    ("manager_disclosure", judged(registration=1, disclosure=1), 2),
    ("manager_disclosure", judged(registration=1, disclosure=0), 1),
    ("manager_disclosure", judged(registration=0, disclosure=1), 1),
    ("manager_disclosure", judged(registration=0, disclosure=0), 0),
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


def test_every_threshold_is_among_the_cases(cases: Evaluation) -> None:
    for name, node in SCHEME.indicators().items():
        bands = getattr(node.normalise, "bands", ())
        expected = {band.gives for band in bands} | ({0.0} if bands else set())
        assert {points for one, _, points in CASES if one == name} >= expected, name


@pytest.mark.parametrize(
    ("above", "points"),
    [
        (100, 5),
        (90, 5),
        (89, 4),
        (70, 4),
        (69, 3),
        (50, 3),
        (49, 2),
        (30, 2),
        (29, 1),
        (10, 1),
        (9, 0),
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


def test_a_fund_that_fulfils_none_has_no_points() -> None:
    worst = Fund(
        figures={
            "committed": 100_000,
            "idle": WHOLE,
            "irr": 0,
            "net_assets": 90,
            "reinvestment": 200,
            "bottlenecks": 0,
            "key_livelihood": 0,
            "senior_managers": 0,
            "loss_events": 2,
        },
        investments=[
            {
                **dict.fromkeys(("field", "strategy")),
                **dict.fromkeys(("key_field", "small", "private", "green"), False),
                **dict.fromkeys(("patents", "transferred", "carbon_cut", "utilisation"), 0),
                **dict.fromkeys(("revenue", "jobs", "tax", "years_held"), 0),
            }
        ],
        social=0,
        reviews=dict.fromkeys(RULES, 0),
    )
    found = evaluated({"worst": worst, **{f"F{at}": BASE for at in range(10)}})
    assert score_of(found, "worst") == 0


def test_the_indicators_are_thirteen_and_have_a_hundred_points() -> None:
    assert SCHEME.tree is not None
    firsts = (SCHEME.tree.parts or {}).values()
    assert [first.points for first in firsts] == [60, 30, 10]
    seconds = [second for first in firsts for second in (first.parts or {}).values()]
    assert len(seconds) == 13
    assert sum(second.points or 0 for second in seconds) == 100


def test_what_the_regulation_sets_is_fixed() -> None:
    loose = [name for name, node in SCHEME.nodes().items() if node.points and not node.fixed]
    assert loose == []


def test_every_indicator_says_where_its_rule_comes_from() -> None:
    assert SCHEME.tree is not None
    for first in (SCHEME.tree.parts or {}).values():
        for name, second in (first.parts or {}).items():
            assert second.source is not None, name


@pytest.mark.parametrize(
    ("rule", "node"),
    [
        ("no_relocation", "market_relocation"),
        ("no_violation", "market_violations"),
        ("risk_system", "manager_risk"),
        ("good_credit", "manager_credit"),
        ("registration", "manager_disclosure"),
        ("disclosure", "manager_disclosure"),
    ],
)
def test_a_fund_with_an_open_judgement_is_not_ranked_and_the_finding_says_which(
    rule: str, node: str
) -> None:
    found = evaluated({"open": Fund(reviews={rule: None}), "done": BASE})
    assert math.isnan(score_of(found, "open"))
    assert found.ranking.select("fund", "rank").rows() == [("done", 1), ("open", None)]
    (finding,) = [finding for finding in found.findings if finding.code == "unranked"]
    assert finding.unit == "open"
    assert node in str(finding.message)


def test_a_loss_event_decides_without_the_judgement_of_the_risk_system() -> None:
    fund = Fund(figures={"loss_events": 1}, reviews={"risk_system": None})
    assert score_of(evaluated({"F": fund}), "F", "manager_risk") == 0


@pytest.mark.parametrize("figure", ["irr", "reinvestment", "senior_managers", "idle"])
def test_what_is_not_known_is_not_zero(figure: str) -> None:
    found = evaluated({"F": BASE.but(**{figure: None})})
    assert math.isnan(score_of(found, "F"))


def test_a_fund_that_has_not_invested_is_not_ranked() -> None:
    found = evaluated({"F": BASE.invests(), "G": BASE})
    assert math.isnan(score_of(found, "F"))
    assert score_of(found, "F", "regional_strategy") == 0
    assert score_of(found, "F", "new_quality") == 0


def test_the_sample_says_that_it_is_made_up() -> None:
    for table in ("funds", "investments"):
        text = sample("fund-direction")[table].read_text(encoding="utf-8")
        assert all("虚构" in line for line in text.splitlines()[1:])


def tables(name: str) -> dict[str, pl.DataFrame]:
    return {table: pl.read_csv(file) for table, file in sample(name).items()}


def test_the_order_of_the_rows_does_not_matter() -> None:
    declared = SCHEME.inputs
    turned = {name: frame.reverse() for name, frame in tables("fund-direction").items()}
    found = evaluate(SCHEME, Dataset.from_frames(declared, turned)).ranking
    assert found.equals(of_sample("fund-direction").ranking)


MONEY = {
    "funds": ("committed", "paid_in", "idle", "net_assets", "net_assets_last"),
    "investments": ("amount", "revenue", "assets", "tax"),
    "contributions": ("amount",),
}


def in_yuan(folder: Path, header: str) -> dict[str, Path]:
    """Write the sample in 元, under headers that say it or not."""
    files = {}
    for name, frame in tables("fund-direction").items():
        money = MONEY.get(name, ())
        changed = frame.with_columns(pl.col(money) * 10_000).rename(
            {column: header.format(column) for column in money}
        )
        files[name] = folder / f"{name}.csv"
        changed.write_csv(files[name])
    return files


@pytest.mark.parametrize("said", ["by the headers", "by the caller"])
def test_amounts_in_another_unit_give_the_same_points(said: str, tmp_path: Path) -> None:
    by_header = said == "by the headers"
    files = in_yuan(tmp_path, "{}（元）" if by_header else "{}")
    units = {} if by_header else {name: dict.fromkeys(c, "元") for name, c in MONEY.items()}
    found = evaluate(SCHEME, Dataset.read(SCHEME.inputs, files, units=units))
    expected = of_sample("fund-direction")
    np.testing.assert_allclose(found.score, expected.score, rtol=1e-12)
    assert found.ranks.tolist()[:6] == expected.ranks.tolist()[:6]


def test_an_investment_of_an_unknown_fund_is_refused_with_its_row(tmp_path: Path) -> None:
    files = sample("fund-direction")
    wrong = tmp_path / "investments.csv"
    lines = files["investments"].read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace("F01", "F99")
    wrong.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Dataset.read(SCHEME.inputs, {**files, "investments": wrong})
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (str(wrong), 5, "fund")
    assert "“F99” is not in funds.fund" in str(problem)


INVESTMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "amount": st.integers(1, 5000),
            "field": st.sampled_from([None, "emerging", "future", "upgrading", "digital"]),
            "strategy": st.sampled_from([None, "东北振兴"]),
            "stage": st.sampled_from(["seed", "early", "growth", "mature"]),
            **{name: st.booleans() for name in ("key_field", "small", "private", "green")},
            "years_held": st.floats(0, 10),
            "patents": st.integers(0, 5),
            "transferred": st.integers(0, 1),
            "carbon_cut": st.floats(-5, 10),
            "utilisation": st.floats(40, 100),
            "industry_utilisation": st.floats(40, 100),
            "revenue": st.integers(0, 500),
            "assets": st.integers(1, 500),
            "jobs": st.integers(0, 50),
            "tax": st.integers(0, 50),
        }
    ),
    min_size=1,
    max_size=4,
)
FUND = st.builds(
    Fund,
    figures=st.fixed_dictionaries(
        {
            "committed": st.integers(1, 30_000),
            "paid_in": st.integers(1, 20_000),
            "idle": st.integers(0, 20_000),
            "irr": st.floats(-10, 20),
            "net_assets": st.integers(1, 200),
            "reinvestment": st.floats(0, 200),
            "bottlenecks": st.integers(0, 3),
            "key_livelihood": st.integers(0, 3),
            "senior_managers": st.integers(0, 3),
            "loss_events": st.integers(0, 1),
        }
    ),
    investments=INVESTMENTS,
    social=st.integers(0, WHOLE),
    reviews=st.fixed_dictionaries({rule: st.sampled_from([0, 1]) for rule in RULES}),
)
LISTS = st.lists(FUND, min_size=1, max_size=4).map(
    lambda funds: {f"F{at}": fund for at, fund in enumerate(funds)}
)


@settings(max_examples=8)
@given(LISTS)
def test_points_never_leave_their_bounds(funds: dict[str, Fund]) -> None:
    found = evaluated(funds)
    for name, node in SCHEME.nodes().items():
        if node.points is not None:
            points = found.node_scores[name]
            assert (points >= 0).all(), name
            assert (points <= node.points * (1 + 1e-12)).all(), name


@settings(max_examples=8)
@given(LISTS)
def test_a_criterion_is_the_sum_of_its_parts(funds: dict[str, Fund]) -> None:
    found = evaluated(funds)
    for name in ("total", "policy", "layout", "execution", "science", "unified_market"):
        parts = SCHEME.nodes()[name].parts or {}
        total = np.sum([found.node_scores[part] for part in parts], axis=0)
        np.testing.assert_allclose(found.node_scores[name], total, rtol=1e-12, atol=1e-12)


@settings(max_examples=8)
@given(LISTS, st.integers(1, 5000))
def test_more_money_in_a_supported_field_never_lowers_the_first_indicator(
    funds: dict[str, Fund], more: int
) -> None:
    richer = {
        f"{code} richer": fund.invests(*fund.investments, {"amount": more, "field": "future"})
        for code, fund in funds.items()
    }
    before, after = np.split(evaluated({**funds, **richer}).node_scores["new_quality"], 2)
    assert (after >= before).all()


@settings(max_examples=4)
@given(LISTS)
def test_the_order_in_which_rows_are_given_does_not_matter(funds: dict[str, Fund]) -> None:
    given_order = frames(funds)
    turned = {name: frame.reverse() for name, frame in given_order.items()}
    first = evaluated(funds)
    second = evaluate(SCHEME, Dataset(turned))
    assert second.score[::-1].tolist() == first.score.tolist()
