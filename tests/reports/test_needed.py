"""What it would take: a promise, kept when the data are changed as it says and not before."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.errors import UsageError
from steelyard.reports.changes import Change, Needed
from steelyard.reports.gains import gains
from steelyard.reports.needed import needed
from steelyard.reports.subject import subject_of
from steelyard.scheme.derived import Comparison
from tests.reports.portfolios import SCHEME, TABLES, evaluated

SLIGHTLY = 1e-6
ANY = {"field": "bio", "stage": "growth", "green": False}
Rows = dict[str, list[dict[str, Any]]]


def own_rows(tables: dict[str, pl.DataFrame], fund: str, name: str) -> Rows:
    """Return a fund's rows of all tables under another name."""
    return {
        table: [{**row, "fund": name} for row in frame.filter(pl.col("fund") == fund).to_dicts()]
        for table, frame in tables.items()
    }


def satisfying(change: Change) -> dict[str, Any]:
    """Return cells that satisfy a change's conditions."""
    cells: dict[str, Any] = {}
    for column, asked in change.where.items():
        if isinstance(asked, Comparison):
            cells[column] = ANY[column]
        else:
            cells[column] = asked[0] if isinstance(asked, tuple) else asked
    return cells


def satisfies(row: dict[str, Any], change: Change) -> bool:
    """Return whether a row satisfies a change's conditions."""
    return all(
        row[column] is not None
        if isinstance(asked, Comparison)
        else row[column] in (asked if isinstance(asked, tuple) else (asked,))
        for column, asked in change.where.items()
    )


def made(rows: Rows, change: Change, by: float) -> None:
    """Make a change in a fund's rows, as much as ``by`` says."""
    if change.table == "funds":
        of_fund(rows, change, by)
        return
    if change.how == "move":
        left = by
        for row in rows["investments"]:
            if not satisfies(row, change):
                taken = min(left, row["amount"])
                row["amount"] -= taken
                left -= taken
    new = {"fund": rows["funds"][0]["fund"], "investment": "new", "patents": 0, "amount": 0.0}
    if change.column is not None:
        new[change.column] = by
        count = 1
    else:
        count = math.floor(by)
    rows["investments"] += [
        {**new, "investment": f"new{at}", **satisfying(change)} for at in range(count)
    ]


def of_fund(rows: Rows, change: Change, by: float) -> None:
    assert change.now is not None
    assert change.column is not None
    value = change.now + (by if change.upwards else -by)
    if change.column == "mean_years":
        for row in rows["investments"]:
            row["years"] = value
    elif change.column == "credit":
        for row in rows["reviews"]:
            row["met"] = value >= 1
    else:
        rows["funds"][0][change.column] = math.floor(value) if change.column == "seniors" else value


def promises(answers: tuple[Needed, ...]) -> list[tuple[Needed, tuple[Change, ...]]]:
    """Return each way to each step."""
    found = []
    for answer in answers:
        if answer.together:
            found.append((answer, answer.changes))
        else:
            found += [(answer, (change,)) for change in answer.changes]
    return found


def amounts(change: Change) -> tuple[float, float]:
    """Return an amount that is enough, and one that is slightly too little."""
    amount = change.amount
    assert amount is not None
    slightly = SLIGHTLY * max(1.0, amount)
    return (amount + slightly, amount) if change.strict else (amount, amount - slightly)


def kept(tables: dict[str, pl.DataFrame], fund: str) -> int:
    """Check every promise for a fund, all in one evaluation; return how many there were."""
    evaluation = evaluated(tables)
    answers = needed(evaluation, fund)
    variants: Rows = {table: [] for table in tables}
    expected = []
    for number, (answer, changes) in enumerate(promises(answers)):
        for enough in (True, False):
            name = f"{number}{'+' if enough else '-'}"
            rows = own_rows(tables, fund, name)
            for change in changes:
                made(rows, change, amounts(change)[0 if enough else 1])
            variants = {table: variants[table] + rows[table] for table in tables}
            expected.append((name, answer, enough))
    if not expected:
        return 0
    frames = {
        table: pl.DataFrame(rows, schema=tables[table].schema) for table, rows in variants.items()
    }
    after = evaluated(frames).scores
    scores = {row["fund"]: row for row in after.to_dicts()}
    for name, answer, enough in expected:
        promised = (answer.points or 0) + (answer.gain or 0)
        reached = scores[name][answer.node]
        said = f"{answer.node}: {answer.sentence} / {[str(c.sentence) for c in answer.changes]}"
        if enough:
            assert reached is not None, said
            assert reached >= promised - 1e-9, said
        else:
            assert reached < promised - 1e-9, said
    return len(expected)


@pytest.mark.parametrize(("fund", "ways"), [("F1", 17), ("F2", 4), ("F3", 11), ("F4", 8)])
def test_each_way_to_a_step_leads_there_and_slightly_less_does_not(fund: str, ways: int) -> None:
    assert kept(TABLES, fund) == 2 * ways


money = st.integers(1, 400).map(float)
investment = st.fixed_dictionaries(
    {
        "amount": money,
        "field": st.sampled_from(["chips", "bio", None]),
        "stage": st.sampled_from(["seed", "early", "growth"]),
        "green": st.booleans(),
        "years": st.floats(0, 9).map(lambda years: round(years, 1)),
        "patents": st.integers(0, 4),
    }
)
fund = st.fixed_dictionaries(
    {
        "paid_in": st.integers(300, 3000).map(float),
        "idle": st.integers(0, 900).map(float),
        "irr": st.floats(-3, 12).map(lambda rate: round(rate, 2)),
        "assets": money,
        "assets_last": money,
        "seniors": st.integers(0, 4),
    }
)


@settings(max_examples=12)
@given(fund, st.lists(investment, min_size=1, max_size=5), st.booleans())
def test_every_promise_is_kept_whatever_the_data(
    cells: dict[str, Any], invested: list[dict[str, Any]], met: bool
) -> None:
    funds, investments, reviews = TABLES.values()
    own = {"fund": "X", "name": "X", "level": "national", **cells}
    rows = [{"fund": "X", "investment": str(at), **row} for at, row in enumerate(invested)]
    tables = {
        "funds": pl.DataFrame([own], schema=funds.schema),
        "investments": pl.DataFrame(rows, schema=investments.schema),
        "reviews": pl.DataFrame(
            [{"fund": "X", "rule": "credit", "met": met}], schema=reviews.schema
        ),
    }
    kept(tables, "X")


def of(fund: str, node: str, **more: Any) -> Needed:
    return {answer.node: answer for answer in needed(evaluated(**more), fund)}[node]


def amounts_by_way(answer: Needed) -> dict[str, float | None]:
    return {change.how: change.amount for change in answer.changes}


def test_a_ratio_of_a_sum_says_how_much_more_money() -> None:
    """F1: 200 of 1,000 are in supported fields, 2 of 10 points; 300 give 3."""
    answer = of("F1", "fields")
    # The money counts in other indicators too, so the total is not promised.
    assert (answer.points, answer.gain, answer.total) == (2, 1, None)
    assert (answer.needed, answer.comparator) == (0.3, "at_least")
    assert amounts_by_way(answer) == {"add": pytest.approx(100), "move": pytest.approx(100)}


def test_a_share_grows_with_new_money_slower_than_with_money_moved() -> None:
    """F1: 200 of 400 are early; (0.7·400 − 200)/(1 − 0.7) more, or 0.7·400 − 200 moved."""
    answer = of("F1", "early")
    assert amounts_by_way(answer) == {"add": pytest.approx(800 / 3), "move": pytest.approx(80)}


def test_a_threshold_that_is_above_takes_any_amount() -> None:
    answer = of("F1", "green")
    assert answer.comparator == "more_than"
    assert {(c.amount, c.strict) for c in answer.changes} == {(0, True)}
    assert "any amount" in str(answer.changes[0].sentence)


def test_growth_is_inverted() -> None:
    """F1: 1,000 · (1 − 5/100) − 900 = 50 more than which the fall is less than 5%."""
    (change,) = of("F1", "growing").changes
    assert (change.column, change.strict) == ("assets", True)
    assert change.amount == pytest.approx(50)


def test_a_difference_has_two_ways() -> None:
    answer = of("F1", "working")
    assert {(c.column, c.how): c.amount for c in answer.changes} == {
        ("paid_in", "add"): 200,
        ("idle", "reduce"): 200,
    }


def test_less_idle_money_is_reduced() -> None:
    (change,) = of("F1", "idle").changes
    assert (change.how, change.now, change.then) == ("reduce", 600, 500)


def test_what_is_counted_is_whole() -> None:
    assert [c.amount for c in of("F1", "science").changes] == [4]
    assert [c.amount for c in of("F1", "chips").changes] == [1]


def test_a_weighted_mean_is_a_figure_to_reach_and_no_amount() -> None:
    (change,) = of("F1", "holding").changes
    assert (change.how, change.now, change.then) == ("reach", 2.75, 3)


def test_the_better_of_two_rules_swallows_a_gain() -> None:
    """F1: early money has 3 points, so 3 points for holding add nothing."""
    answer = of("F1", "holding")
    assert (answer.gain, answer.total) == (3, 0)
    assert "nothing in the total" in str(answer.sentence)


CAPPED = SCHEME.replace(
    "steps: [derive",
    "vetoes: {capped: {when: {irr: {below: 3}}, effect: cap, score: 10}}\nsteps: [derive",
)


def test_a_cap_swallows_what_is_above_it() -> None:
    """F1 has 9⅔ points and a cap at 10, so 4 points more are a third of one."""
    subject = subject_of(evaluated(scheme=CAPPED), "F1", None)
    answer = of("F1", "working", scheme=CAPPED)
    assert answer.gain == 4
    total = gains(subject, {"working": (answer.points or 0) + 4})["working"]
    assert total == pytest.approx(1 / 3)


def test_all_conditions_of_a_figure_must_become_true_together() -> None:
    answer = of("F3", "sound")
    assert answer.together
    assert [(c.column, c.then, c.strict) for c in answer.changes] == [
        ("seniors", 2, False),
        ("irr", 0, True),
    ]


def test_what_is_missing_is_open_and_not_nought() -> None:
    answer = of("F4", "idle")
    assert (answer.points, answer.of, answer.changes) == (None, 3, ())
    assert str(answer.sentence) == "Idle share: not known; points open: 3"


def test_sql_cannot_be_told() -> None:
    answer = of("F1", "written")
    assert answer.needed == 6
    assert answer.changes == ()
    assert "SQL" in str(answer.reason)


def test_a_percentile_rank_depends_on_others() -> None:
    answer = of("F1", "size_rank")
    assert (answer.needed, answer.gain) == (None, None)
    assert "depends on the other units" in str(answer.reason)


def test_an_indicator_at_its_maximum_and_one_that_does_not_apply_are_left_out() -> None:
    nodes = {answer.node for answer in needed(evaluated(), "F2")}
    assert "green" not in nodes
    assert "return" not in nodes
    assert "green" not in {answer.node for answer in needed(evaluated(), "F3")}


def test_a_part_that_stands_for_all_weighs_more_in_the_total() -> None:
    """Where green (5 of 25) does not apply, the other 20 points stand for 25."""
    tables = {**TABLES, "reviews": TABLES["reviews"].with_columns(fund=pl.Series(["F1", "F3"]))}
    subject = subject_of(evaluated(tables), "F3", None)
    answer = {a.node: a for a in needed(subject.evaluation, "F3")}["fields"]
    assert answer.gain == 1
    assert gains(subject, {"fields": (answer.points or 0) + 1})["fields"] == pytest.approx(1.25)


def test_the_same_rows_in_another_way_are_not_told_apart() -> None:
    """Money in supported fields over early money: one more of the first may be of the second."""
    scheme = SCHEME.replace("{of: supported, to: paid_in}", "{of: supported, to: early}").replace(
        "  green_share: {",
        "  early: {sum: {of: investments.amount, where: {stage: seed}}}\n  green_share: {",
        1,
    )
    answer = of("F2", "fields", scheme=scheme.replace("full_at: 1}", "full_at: 100}"))
    assert answer.changes == ()
    assert "no single one" in str(answer.reason)


def test_a_share_of_what_is_known_is_a_ratio_of_two_sums() -> None:
    """F1: 0 of 400 are green; (x)/(400 + x) and x/400 must be above 0.2 with money moved."""
    scheme = SCHEME.replace(
        "share: {of: investments.amount, where: {green: true}, times: 100}}",
        "ratio: {of: green, to: told, times: 100}}\n"
        "  green: {sum: {of: investments.amount, where: {green: true}}}\n"
        "  told: {sum: {of: investments.amount, where: {green: {missing: false}}}}",
    ).replace("{above: 20, gives: 5}, {above: 0, gives: 2}", "{at_least: 20, gives: 5}")
    answer = of("F1", "green", scheme=scheme)
    assert amounts_by_way(answer) == {"add": pytest.approx(100), "move": pytest.approx(80)}


def test_less_of_what_counts_against() -> None:
    """F1: 200 of 400 are growth money; (200 − x)/(400 − x) ≤ 0.2 takes 150 less."""
    scheme = SCHEME.replace(
        "early_share: {title: {en: Early share, zh-Hant: 早期占比, zh-Hans: 早期占比}, share: "
        "{of: investments.amount, where: {stage: [seed, early]}}}",
        "early_share: {share: {of: investments.amount, where: {stage: growth}}}",
    ).replace("{at_least: 0.7, gives: 5}, {at_least: 0.5, gives: 3}", "{at_most: 0.2, gives: 5}")
    (change,) = of("F1", "early", scheme=scheme).changes
    assert change.how == "reduce"
    assert change.amount == pytest.approx(150)


def test_a_unit_may_be_called_by_its_title_and_an_unknown_one_is_told() -> None:
    evaluation = evaluated()
    assert needed(evaluation, "First") == needed(evaluation, "F1")
    with pytest.raises(UsageError, match="has no unit “F5”"):
        needed(evaluation, "F5")
