"""Rules: what is refused, set aside, reported; and that nothing is lost or counted twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Scheme, evaluate
from steelyard.errors import DataError, SchemeError
from steelyard.evaluation.account import FATES, account
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.verify import verify
from tests.evaluation.funds import FORBIDDEN, TOO_LARGE, scheme, tables

A = ("A", "national", None, 100.0, False, 6.0)
B = ("B", "local", "north", 200.0, False, 1.0)


def run(investments: list[Any], funds: list[Any] | None = None, **changes: str) -> Evaluation:
    declared = scheme(**changes)
    return evaluate(declared, tables(declared, funds or [A, B], investments))


def told(evaluation: Evaluation, code: str) -> list[tuple[str | None, str]]:
    return [(f.unit, f.message.render("en")) for f in evaluation.findings if f.code == code]


def test_a_breach_names_fund_record_rule_amount_and_article_and_is_scored() -> None:
    found = run([("A", "1", 30.0, "equity"), ("A", "2", 20.0, "derivatives")])
    row = found.breaches.row(0, named=True)
    assert found.breaches.height == 1
    assert (row["rule"], row["unit"], row["record"], row["row"], row["amount"]) == (
        *("forbidden", "A", "2", 2, 20.0),
    )
    assert told(found, "rule-broken") == [("A", "2: Derivatives; 20 万元 (No. 7, article 3)")]
    assert found.scores["invested_share"][0] == pytest.approx(6 * 0.5)


def test_a_row_set_aside_is_not_scored() -> None:
    found = run([("A", "1", 30.0, "equity"), ("A", "2", 100.5, "derivatives")])
    assert found.aside.select("rule", "record", "amount").rows() == [("too_large", "2", 100.5)]
    assert found.breaches.is_empty()
    assert found.scores["invested_share"][0] == pytest.approx(6 * 0.3)


@pytest.mark.parametrize(("amount", "aside"), [(100.0, 0), (100.1, 1)])
def test_a_bound_is_not_yet_beyond(amount: float, aside: int) -> None:
    assert run([("A", "1", amount, "equity")]).aside.height == aside


def test_what_refers_to_a_row_set_aside_goes_with_it() -> None:
    rules = "{young: {title: Too young, when: {young: true}, then: set_aside}}"
    funds = [A, ("C", "local", "north", 50.0, True, None)]
    rows = [("C", "1", 10.0, "equity"), ("A", "1", 5.0, "equity"), ("C", "2", 7.0, "equity")]
    found = run(rows, funds, rules=rules)
    assert found.ranking["fund"].to_list() == ["A"]
    assert found.aside.select("table", "rule", "record", "amount").rows() == [
        ("funds", "young", None, None),
        ("investments", "refers", "1", 10.0),
        ("investments", "refers", "2", 7.0),
    ]
    assert (None, "Set aside with what they refer to: 2 rows.") in [
        (None, text) for _unit, text in told(found, "set-aside")
    ]


def test_a_rule_may_refuse_all_and_names_the_rows() -> None:
    rules = "{big: {title: Too large, on: investments, when: {amount: {above: 50}}, then: refuse}}"
    with pytest.raises(DataError) as error:
        run([("A", "1", 51.0, "x"), ("A", "2", 50.0, "x"), ("B", "1", 60.0, "x")], rules=rules)
    assert [(p.file, p.line) for p in error.value.problems] == [
        ("investments", 1),
        ("investments", 3),
    ]
    assert "Too large" in str(error.value)


def test_a_rule_that_is_not_in_force_finds_nothing() -> None:
    off = FORBIDDEN.replace("title:", "enabled: false, title:")
    assert run([("A", "1", 1.0, "derivatives")], rules=f"{{off: {off}}}").breaches.is_empty()


def test_rows_of_which_it_cannot_be_told_are_counted() -> None:
    found = run([("A", "1", 1.0, None), ("A", "2", 1.0, None)])
    assert found.breaches.is_empty()
    assert told(found, "rule-undecided") == [
        (None, "Derivatives: of 2 rows it cannot be told, since a figure is not known.")
    ]


def test_rows_that_only_deserve_a_note_are_counted_together() -> None:
    note = FORBIDDEN.replace("title:", "severity: note, title:")
    rows = [("A", str(at), 2.0, "derivatives") for at in range(3)]
    found = run(rows, rules=f"{{noted: {note}}}")
    assert found.breaches.is_empty()
    assert told(found, "rule-broken") == [(None, "Derivatives: 3 rows, together 6 万元.")]


def test_breaches_do_nothing_to_a_score_unless_a_veto_says_so() -> None:
    rows = [("A", "1", 50.0, "derivatives"), ("B", "1", 100.0, "equity")]
    plain = run(rows)
    capped = run(rows, vetoes="{v: {breaks: [forbidden], effect: cap, score: 2}}")
    off = run(rows, vetoes="{v: {breaks: [forbidden], effect: zero, enabled: false}}")
    assert dict(zip(plain.scores["fund"], plain.scores["index"], strict=True)) == {
        "A": pytest.approx(7),
        "B": pytest.approx(3),
    }
    assert capped.scores["index"].to_list() == pytest.approx([2, 3])
    assert off.scores["index"].to_list() == pytest.approx(plain.scores["index"].to_list())


def test_a_veto_on_a_node_takes_what_it_says_from_there() -> None:
    rows = [("A", "1", 50.0, "derivatives")]
    vetoes = "{v: {breaks: [forbidden], effect: deduct, score: 1, node: invested_share}}"
    found = run(rows, vetoes=vetoes)
    assert found.scores["invested_share"][0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rules": "{x: {title: X, on: nowhere, when: {a: 1}}}"}, "no input table “nowhere”"),
        ({"rules": "{x: {title: X, when: {amuont: 1}}}"}, "no column or figure “amuont”"),
        ({"rules": "{x: {title: X, when: {}}}"}, "A condition is missing here"),
        ({"vetoes": "{v: {breaks: [nothing], effect: zero}}"}, "no rule “nothing”"),
        ({"vetoes": "{v: {breaks: [too_large], effect: zero}}"}, "does not report single rows"),
        ({"vetoes": "{v: {effect: zero}}"}, "either `when` or `breaks`"),
    ],
)
def test_what_is_wrong_with_rules_is_told(changes: dict[str, str], says: str) -> None:
    with pytest.raises(SchemeError, match=says):
        scheme(**changes)


def test_figures_that_rules_need_are_the_same_as_without_rules() -> None:
    rows = [("A", "1", 30.0, "equity"), ("B", "1", 20.0, "derivatives")]
    assert run(rows).scores.equals(run(rows, rules="{}").scores)


ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from([10.0, 99.0, 150.0, 250.0]),
        st.sampled_from(["equity", "derivatives", None]),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(ROWS, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_of_rows_changes_nothing(
    drawn: list[tuple[str, float, str | None]], chance: Any
) -> None:
    rows = [(fund, str(at), amount, form) for at, (fund, amount, form) in enumerate(drawn)]
    found = run(rows)
    row = account(found).filter(pl.col("table") == "investments").row(0, named=True)
    assert sum(row[f"rows_{fate}"] for fate in FATES) == row["rows_delivered"] == len(rows)
    total = sum(amount for _fund, _id, amount, _form in rows)
    assert sum(row[f"amount_{fate}"] for fate in FATES) == pytest.approx(total)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert run(mixed).scores.equals(found.scores)
    key = ["rule", "unit", "record", "amount"]
    assert run(mixed).breaches.select(key).sort(key).equals(found.breaches.select(key).sort(key))


def test_rows_of_one_number_in_two_files_of_a_delivery_are_two_rows() -> None:
    declared = scheme()
    data = tables(declared, [A], [("A", "1", 500.0, "x"), ("A", "2", 700.0, "x")])
    same = data.tables["investments"].with_columns(_row=pl.lit(2), _delivery=pl.lit("m"))
    found = evaluate(declared, replace(data, tables={**data.tables, "investments": same}))
    row = account(found).filter(pl.col("table") == "investments").row(0, named=True)
    assert (row["rows_set_aside"], row["amount_set_aside"]) == (2, 1200)


def test_an_edition_keeps_breaches_and_what_was_set_aside(tmp_path: Any) -> None:
    rows = [("A", "1", 500.0, "x"), ("B", "1", 20.0, "derivatives"), ("B", "2", 1.0, "x")]
    run(rows).write(tmp_path / "edition")
    edition = Edition.open(tmp_path / "edition")
    assert edition.table("breaches")["record"].cast(pl.String).to_list() == ["1"]
    assert edition.table("set_aside")["unit"].to_list() == ["A"]
    assert edition.inputs().tables["investments"].height == 3
    assert verify(edition).verdict == "identical"


class TestWhatApplies:
    YOUNG = ("C", "local", "north", 100.0, True, None)

    def test_a_part_that_does_not_apply_is_left_out_and_the_rest_scaled(self) -> None:
        rows = [("C", "1", 50.0, "x"), ("A", "1", 50.0, "x")]
        found = run(rows, [A, self.YOUNG], applies="applies: {young: false},")
        scores = dict(zip(found.scores["fund"], found.scores["index"], strict=True))
        assert scores["C"] == pytest.approx(3 * 10 / 6)
        assert scores["A"] == pytest.approx(3 + 4)
        assert found.inapplicable["grown"].tolist() == [False, True]
        text = told(found, "inapplicable")[0][1]
        assert text.startswith("“grown” does not apply to 1 units")

    def test_a_figure_that_is_there_does_not_count_where_the_node_does_not_apply(self) -> None:
        young = (*self.YOUNG[:5], 9.0)
        found = run([("C", "1", 50.0, "x")], [young], applies="applies: {young: false},")
        assert found.scores["index"][0] == pytest.approx(5)

    def test_what_cannot_be_told_applies_and_is_missing(self) -> None:
        unknown = (*self.YOUNG[:4], None, None)
        text = "applies: {young: false},"
        found = run([("C", "1", 50.0, "x")], [unknown], applies=text)
        assert not found.inapplicable
        assert {r.name: r for r in found.attached}["left-out"].frame["why"].to_list() == ["missing"]

    def test_coverage_is_of_what_applies(self) -> None:
        nothing = run([], [(*A[:3], None, False, 6.0)])
        assert np.isnan(nothing.score[0])  # 4 of 10 points are known
        declared = scheme(applies="applies: {young: false},")
        text = declared.to_yaml().replace("coverage: 0.5", "coverage: 1")
        strict = Scheme.parse(text)
        found = evaluate(strict, tables(strict, [self.YOUNG], [("C", "1", 50.0, "x")]))
        assert found.score[0] == pytest.approx(5)

    def test_a_criterion_none_of_whose_parts_apply_does_not_apply(self) -> None:
        found = run([("C", "1", 50.0, "x")], [self.YOUNG], applies="applies: {young: false},")
        declared = found.scheme.to_yaml()
        assert "applies" in declared
        left = {r.name: r for r in found.attached}["left-out"].frame
        assert left.row(0) == ("C", "grown", "inapplicable", 4.0, True)

    def test_ranks_that_depend_on_what_applies_are_not_repeated(self) -> None:
        found = run([("C", "1", 50.0, "x")], [self.YOUNG, A], applies="applies: {young: false},")
        reasons = [str(r) for r in found.uncertainty(replications=10).reasons]
        assert any("do not apply to all units" in reason for reason in reasons)


class TestLists:
    FUNDS = (
        ("A", "national", None, 100.0, False, 6.0),
        ("B", "local", "north", 100.0, False, 6.0),
        ("C", "local", "south", 100.0, False, 6.0),
        ("D", "local", "north", 100.0, False, 6.0),
    )
    ROWS = (("A", "1", 10.0, "x"), ("B", "1", 20.0, "x"), ("C", "1", 40.0, "x"))

    def found(self) -> Evaluation:
        rows = [*self.ROWS, ("D", "1", 30.0, "x")]
        return run(rows, list(self.FUNDS), rank="{within: [level], also: [region]}")

    def test_each_list_begins_with_its_first(self) -> None:
        ranking = self.found().ranking
        assert ranking.select("level", "rank", "fund", "rank_in_region").rows() == [
            ("local", 1, "C", 1),
            ("local", 2, "D", 1),
            ("local", 3, "B", 2),
            ("national", 1, "A", None),
        ]

    def test_replications_rank_each_list_by_itself(self) -> None:
        text = self.found().scheme.to_yaml()
        varied = Scheme.parse(
            text + "assumptions: {w: {weights: {method: uniform, spread: 0.9}}}\n"
        )
        rows = [*self.ROWS, ("D", "1", 30.0, "x")]
        found = evaluate(varied, tables(varied, list(self.FUNDS), rows))
        frame = found.uncertainty(replications=50, seed=0).frame
        ranks = dict(zip(frame["fund"], frame["rank_max"], strict=True))
        assert ranks == {"A": 1, "C": 1, "D": 2, "B": 3}

    def test_explain_and_place_look_at_the_list(self, tmp_path: Any) -> None:
        from steelyard.evaluation.explain import explain
        from steelyard.evaluation.place import place

        self.found().write(tmp_path / "edition")
        assert explain(tmp_path / "edition", "A").of == 1
        declared = scheme(rank="{within: [level], also: [region]}")
        newcomer = ("E", "national", None, 100.0, False, 6.0)
        data = tables(declared, [newcomer], [("E", "1", 35.0, "x")])
        assert place(tmp_path / "edition", data).frame["rank"].to_list() == [1]

    def test_only_groups_make_lists(self) -> None:
        with pytest.raises(SchemeError, match="no group column “fund”"):
            scheme(rank="{within: [fund]}")


def test_rules_of_the_two_kinds_share_a_table() -> None:
    rules = f"{{forbidden: {FORBIDDEN}, too_large: {TOO_LARGE}}}"
    rows = [("A", "1", 120.0, "derivatives"), ("B", "2", 30.0, "derivatives")]
    found = run(rows, rules=rules)
    assert found.aside["unit"].to_list() == ["A"]
    assert found.breaches["unit"].to_list() == ["B"]


class TestWhatIsNotAsked:
    SCHEME = """
scheme: asked
title: Asked
units: {table: funds, key: fund}
inputs: {funds: {columns: {fund: {type: text}, kind: {type: text}, jobs: {}, size: {}}}}
steps: STEPS
tree:
  aggregate: {method: arithmetic, coverage: 1}
  parts:
    work: {applies: {kind: direct}, parts: {jobs: {normalise: percentile_rank}}}
    size: {normalise: identity}
"""

    def found(self, steps: str = "[normalise]") -> Evaluation:
        from steelyard import Dataset

        declared = Scheme.parse(self.SCHEME.replace("STEPS", steps))
        frame = pl.DataFrame(
            {
                "fund": ["A", "B", "C", "D"],
                "kind": ["direct", "direct", "of_funds", None],
                "jobs": [1.0, 2.0, 9.0, 3.0],
                "size": [0.5, 0.5, 0.5, 0.5],
            }
        )
        return evaluate(declared, Dataset.from_frames(declared.inputs, {"funds": frame}))

    def test_others_are_not_ranked_against_it(self) -> None:
        found = self.found()
        scores = dict(zip(found.scores["fund"], found.scores["jobs"], strict=True))
        alone = (0.0, 0.5, 1.0)  # of the three to which it applies
        assert (scores["A"], scores["B"], scores["D"]) == pytest.approx(alone)
        assert scores["C"] is None
        assert found.score[2] == pytest.approx(0.5)

    def test_it_is_not_imputed(self) -> None:
        found = self.found("[{impute: mean}, normalise]")
        assert found.scores["jobs"].to_list()[2] is None
        assert np.isnan(found.stages["imputed"].values[2, 0])

    def test_what_is_below_does_not_apply_either(self) -> None:
        found = self.found()
        assert set(found.inapplicable) == {"work", "jobs"}
        left = {r.name: r for r in found.attached}["left-out"].frame
        assert left.select("fund", "node", "why").rows() == [("C", "work", "inapplicable")]


def test_no_units_at_all_are_an_ordinary_input(tmp_path: Any) -> None:
    declared = scheme(rank="{within: [level], also: [region]}", applies="applies: {young: false},")
    found = evaluate(declared, tables(declared, [], []))
    assert found.ranking.is_empty()
    edition = found.analysed(replications=10).write(tmp_path / "edition")
    assert verify(edition).verdict == "identical"
