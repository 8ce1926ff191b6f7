"""The scorecard of a unit, against cases worked by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard.errors import EditionError, UsageError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.reports.scorecard import Scorecard, ScoredNode, scorecard
from steelyard.scheme.scheme import Scheme
from tests.reports.portfolios import SCHEME, TABLES, evaluated, with_row


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluated()


@pytest.fixture(scope="module")
def first(evaluation: Evaluation) -> Scorecard:
    return scorecard(evaluation, "F1")


def node(card: Scorecard, name: str) -> ScoredNode:
    return {node.node: node for node in card.nodes}[name]


def test_the_head_tells_who_where_and_among_whom(first: Scorecard) -> None:
    assert (first.key, first.title) == ("F1", "First")
    assert [(str(title), str(value)) for title, value in first.groups] == [("Level", "national")]
    assert (first.rank, first.ranked, first.peers) == (2, 2, 3)
    assert first.score == pytest.approx(9 + 2 / 3)
    assert first.of == 50


def test_every_node_has_its_points_and_the_median_of_its_peers(first: Scorecard) -> None:
    """National funds have 2, 4.5 and 6 points for supported fields."""
    fields = node(first, "fields")
    assert (fields.score, fields.of) == (2, 10)
    assert fields.median == pytest.approx(4.5)
    assert [n.node for n in first.nodes] == list(Scheme.parse(SCHEME).nodes())


def test_a_rule_says_how_sure_it_is_or_the_nearest_above_does(first: Scorecard) -> None:
    assert node(first, "fields").certainty == "press"
    assert node(first, "green").certainty == "secondary"
    assert node(first, "idle").certainty == "official"


def test_a_figure_comes_with_its_declaration_and_rows(first: Scorecard) -> None:
    figure = node(first, "fields").figure
    assert figure is not None
    assert figure.value == pytest.approx(0.2)
    assert str(figure.declared) == "Invested in supported fields ÷ Paid-in capital"
    (rows,) = figure.rows
    assert (rows.count, rows.total, rows.counted, rows.counted_total) == (3, 400, 2, 200)
    shown = [(row.record, row.amount, row.counts) for row in rows.rows]
    assert shown == [("a", 100, True), ("c", 100, True), ("b", 200, False)]


def test_a_condition_that_cannot_be_told_is_told_apart(first: Scorecard) -> None:
    """Whether an investment without a field is in chips is not known."""
    figure = node(first, "chips").figure
    assert figure is not None
    assert {row.record: row.counts for row in figure.rows[0].rows} == {
        "a": False,
        "b": None,
        "c": False,
    }


def test_rows_are_capped_and_all_are_counted(evaluation: Evaluation) -> None:
    figure = node(scorecard(evaluation, "F1", rows=1), "fields").figure
    assert figure is not None
    assert [row.record for row in figure.rows[0].rows] == ["a"]
    assert figure.rows[0].count == 3


def test_a_mean_adds_nothing_up(first: Scorecard) -> None:
    figure = node(first, "holding").figure
    assert figure is not None
    assert figure.rows[0].total is None


def test_an_amount_that_is_missing_leaves_the_sum_unknown() -> None:
    tables = with_row(TABLES, "investments", fund="F1", investment="d", field="bio", patents=0)
    figure = node(scorecard(evaluated(tables), "F1"), "fields").figure
    assert figure is not None
    assert figure.value is None
    assert figure.rows[0].counted == 3
    assert figure.rows[0].counted_total is None


def test_what_does_not_apply_is_left_out_and_the_rest_scaled(evaluation: Evaluation) -> None:
    card = scorecard(evaluation, "F3")
    assert [n.node for n in card.left_out] == ["green"]
    assert [n.node for n in card.scaled] == ["direction"]
    assert not node(card, "green").applies


def test_what_is_missing_is_named(evaluation: Evaluation) -> None:
    card = scorecard(evaluation, "F4")
    assert [n.node for n in card.missing] == ["idle", "working", "credit"]
    assert card.rank is None


def test_breaches_name_rule_source_row_and_amount() -> None:
    tables = with_row(
        TABLES, "investments", fund="F1", investment="d", amount=600.0, green=True, patents=0
    )
    card = scorecard(evaluated(tables), "F1")
    breach, warning = card.breaches
    assert (breach.rule, breach.record, breach.amount, breach.unit) == (
        "too_large",
        "d",
        600,
        "万元",
    )
    assert str(breach.source) == "No. 1, article 3"
    assert (warning.rule, warning.severity, warning.record) == ("no_growth", "warning", "b")


def test_rows_set_aside_are_told_with_what_they_refer_to() -> None:
    scheme = SCHEME.replace(
        "when: {amount: {above: 500}}", "when: {amount: {above: 500}}\n    then: set_aside"
    )
    card = scorecard(evaluated(scheme=scheme), "F2")
    assert [(row.rule, row.record, row.amount) for row in card.set_aside] == [
        ("too_large", "a", 900)
    ]
    assert card.breaches == ()


def test_a_unit_that_was_set_aside_is_told() -> None:
    rule = """  no_money:
    title: No money
    when: {paid_in: {below: 600}}
    then: set_aside
"""
    scheme = SCHEME.replace("steps: [derive", f"{rule}steps: [derive")
    with pytest.raises(UsageError, match="“F4” was set aside"):
        scorecard(evaluated(scheme=scheme), "F4")


STATED = SCHEME.replace(
    "derived:\n",
    """  stated:
    required: false
    key: [fund, criterion]
    columns:
      fund: {type: text, references: funds.fund}
      criterion: {type: text}
      points: {}
derived:
""",
    1,
).replace(
    "rank: {within",
    "self_assessment: {table: stated, criterion: criterion, points: points}\nrank: {within",
)


def test_what_the_unit_states_itself_stands_beside() -> None:
    stated = pl.DataFrame({"fund": ["F1"], "criterion": ["fields"], "points": [3.5]})
    card = scorecard(evaluated({**TABLES, "stated": stated}, STATED), "F1")
    fields = node(card, "fields")
    assert fields.own == 3.5
    assert fields.difference == pytest.approx(1.5)
    assert node(card, "green").own is None


def test_what_it_would_take_stands_with_each_indicator(first: Scorecard) -> None:
    needed = node(first, "fields").needed
    assert needed is not None
    assert needed.gain == 1
    assert node(first, "direction").needed is None


def test_an_edition_gives_the_same_as_its_evaluation(
    evaluation: Evaluation, first: Scorecard, tmp_path: Path
) -> None:
    edition = evaluation.write(tmp_path / "ed")
    assert scorecard(edition, "F1") == first


def test_an_edition_without_inputs_is_told(evaluation: Evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "ed", inputs=False)
    with pytest.raises(EditionError, match="written without its inputs"):
        scorecard(edition, "F1")


WEIGHTS = """\
scheme: periods
title: Periods
units: {table: units, key: code, period: year}
inputs: {units: {columns: {code: {type: text}, year: {type: integer}, a: {}, b: {}}}}
tree: {parts: {a: {}, b: {weight: 3, direction: down}}}
"""
YEARS = pl.DataFrame(
    {
        "code": ["x", "x", "y", "y"],
        "year": [2024, 2025, 2024, 2025],
        "a": [1.0, 2.0, 3.0, 1.0],
        "b": [1.0, 1.0, 2.0, None],
    }
)


def test_a_scheme_without_points_and_with_periods_has_scorecards_too() -> None:
    evaluation = evaluated({"units": YEARS}, WEIGHTS)
    card = scorecard(evaluation, "y", "2024")
    assert (card.period, card.of, card.peers) == ("2024", None, 2)
    assert node(card, "a").score == 100
    needed = node(card, "a").needed
    assert needed is not None
    assert "depends on the other units" in str(needed.reason)
    assert scorecard(evaluation, "y").period == "2025"
    with pytest.raises(UsageError, match="not ranked in 2020"):
        scorecard(evaluation, "y", "2020")
