"""Planned rows: read like a file's, evaluated with the rest, and the edition as it was."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard.errors import DataError, EditionError, SteelyardError, UsageError
from steelyard.evaluation.edition import Edition
from steelyard.reports.whatif import NodeChange, UnitChange, WhatIf, whatif
from tests.reports.portfolios import TABLES, evaluated, with_cell, with_row


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return evaluated().write(tmp_path_factory.mktemp("editions") / "ed")


def only(found: WhatIf) -> UnitChange:
    (unit,) = found.units
    return unit


def node(unit: UnitChange, name: str) -> NodeChange:
    return {node.node: node for node in unit.nodes}[name]


def test_a_planned_investment_is_scored_as_if_it_were_there(edition: Edition) -> None:
    found = whatif(
        edition, rows=["investments: fund=F1, investment=d, amount=400, field=bio, patents=4"]
    )
    tables = with_row(
        TABLES, "investments", fund="F1", investment="d", amount=400.0, field="bio", patents=4
    )
    after = evaluated(tables)
    unit = only(found)
    assert unit.score_before == pytest.approx(9 + 2 / 3)
    assert unit.score_after == pytest.approx(after.score[0])
    for name, scores in after.node_scores.items():
        assert node(unit, name).after == pytest.approx(scores[0])
    fields = node(unit, "fields")
    assert (fields.before, fields.after) == (2, 6)
    assert fields.figure_after == pytest.approx(0.6)
    assert found.complies


def test_numbers_have_thousands_and_choices_their_labels(edition: Edition) -> None:
    """1,200 is in a cell of its own; 芯片 stands for chips, 是 for yes."""
    row = "investments: fund=F1, amount=1,200, field=芯片, stage=early, green=是, patents=0"
    unit = only(whatif(edition, rows=[row]))
    assert node(unit, "fields").figure_after == pytest.approx(1.4)
    assert node(unit, "chips").figure_after == 1
    assert node(unit, "green").figure_after == pytest.approx(75)


def test_a_unit_in_a_header_is_converted(edition: Edition, tmp_path: Path) -> None:
    file = tmp_path / "investments.csv"
    file.write_text("fund,金额（亿元）,field,patents\nF1,0.01,bio,0\n")
    unit = only(whatif(edition, {"investments": file}))
    assert node(unit, "fields").figure_after == pytest.approx(0.3)


def test_a_row_that_breaks_a_rule_does_not_comply(edition: Edition) -> None:
    found = whatif(edition, rows=["investments: fund=F1, amount=500.1, patents=0"])
    (row,) = found.rows
    assert not found.complies
    assert [(b.rule, b.amount, str(b.source)) for b in row.breaches] == [
        ("too_large", 500.1, "No. 1, article 3")
    ]
    assert whatif(edition, rows=["investments: fund=F1, amount=500, patents=0"]).complies


def test_a_warning_is_told_and_is_no_breach(edition: Edition) -> None:
    row = "investments: fund=F1, amount=5, stage=growth, green=no, patents=0"
    found = whatif(edition, rows=[row])
    assert [breach.rule for breach in found.rows[0].breaches] == ["no_growth"]
    assert found.complies


def test_only_the_planned_rows_must_comply(edition: Edition) -> None:
    """F2 has an investment of 900 already, which is too large."""
    assert whatif(edition, rows=["investments: fund=F2, amount=5, patents=0"]).complies


def test_a_row_with_a_key_that_is_there_changes_that_row(edition: Edition) -> None:
    """What it leaves out stays: only the amount of F1's investment a becomes 300."""
    found = whatif(edition, rows=["investments: fund=F1, investment=a, amount=300"])
    assert [row.replaces for row in found.rows] == [True]
    own = pl.col("fund") == "F1"
    changed = TABLES["investments"].with_columns(
        amount=pl.when(own & (pl.col("investment") == "a")).then(300.0).otherwise(pl.col("amount"))
    )
    after = evaluated({**TABLES, "investments": changed})
    assert only(found).score_after == pytest.approx(after.score[0])


def test_a_figure_of_the_unit_itself_may_be_planned(edition: Edition) -> None:
    unit = only(whatif(edition, rows=["funds: fund=F1, idle=100"]))
    after = evaluated(with_cell(TABLES, "funds", "F1", "idle", 100.0))
    assert unit.score_after == pytest.approx(after.score[0])


def test_what_a_planned_row_leaves_out_is_missing_and_told(edition: Edition) -> None:
    """Without its number of patents an investment leaves the fund's sum unknown."""
    unit = only(whatif(edition, rows=["investments: fund=F1, amount=5"]))
    assert [node.node for node in unit.unknown] == ["science"]
    assert unit.score_after is None
    assert only(whatif(edition, rows=["investments: fund=F1, amount=5, patents=0"])).unknown == ()


def test_a_new_unit_has_no_before(edition: Edition) -> None:
    rows = [
        "funds: fund=F5, name=Fifth, level=national, paid_in=100, idle=0, irr=9, seniors=9",
        "funds: fund=F5, assets=2, assets_last=1",
        "investments: fund=F5, amount=100, field=chips, stage=seed, green=yes, years=9, patents=9",
        "reviews: fund=F5, rule=credit, met=yes",
    ]
    unit = only(whatif(edition, rows=rows))
    assert (unit.key, unit.rank_before, unit.score_before) == ("F5", None, None)
    assert unit.score_after == 44  # all but At work and Size; F2 has 44.5
    assert (unit.rank_after, unit.ranked_after) == (2, 3)


def test_others_that_move_are_counted(edition: Edition) -> None:
    """F1 passes F2, so F2, which is on the same list, has another rank."""
    rows = [
        "funds: fund=F1, idle=0, irr=9, assets=2000, seniors=3",
        "investments: fund=F1, amount=900, field=chips, stage=early, green=yes, patents=9",
        "reviews: fund=F1, rule=credit, met=yes",
    ]
    found = whatif(edition, rows=rows)
    unit = only(found)
    assert (unit.rank_before, unit.rank_after, found.others) == (2, 1, 1)


def test_the_edition_does_not_change(edition: Edition) -> None:
    before = {p: p.read_bytes() for p in edition.path.rglob("*") if p.is_file()}
    whatif(edition, rows=["investments: fund=F1, amount=5, patents=0"])
    assert {p: p.read_bytes() for p in edition.path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("investments: fund=F9, amount=5", "--row: fund: “F9” is not in funds.fund."),
        ("investments: fund=F1, amount=-3", "--row: amount: -3 is less than 0"),
        ("investments: fund=F1, amount=many", "--row: amount: "),
        ("investments: fund=F1, amuont=3", "Did you mean “amount”?"),
        ("investments: fund=F1, stage=late", "--row: stage: “late” is not one of"),
        ("investments: amount=3", "--row: fund: The key is empty"),
        ("invest: fund=F1", "Did you mean “investments”?"),
        ("fund=F1", "is not TABLE: COLUMN=VALUE"),
        ("investments: ", "The row says nothing"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(edition: Edition, row: str, said: str) -> None:
    with pytest.raises(SteelyardError) as error:
        whatif(edition, rows=[row])
    assert said in str(error.value)


def test_what_is_wrong_in_one_of_several_rows_is_told_with_its_number(edition: Edition) -> None:
    rows = ["investments: fund=F1, amount=5", "investments: fund=F9, amount=5"]
    with pytest.raises(DataError, match="--row 2: fund: “F9”"):
        whatif(edition, rows=rows)


def test_what_is_wrong_in_a_file_is_told_with_its_row(edition: Edition, tmp_path: Path) -> None:
    file = tmp_path / "investments.csv"
    file.write_text("fund,amount\nF1,5\nF9,5\n")
    with pytest.raises(DataError) as error:
        whatif(edition, {"investments": file})
    assert str(error.value) == f"{file}:3: fund: “F9” is not in funds.fund."


def test_a_row_planned_twice_is_refused(edition: Edition, tmp_path: Path) -> None:
    file = tmp_path / "investments.csv"
    file.write_text("fund,investment,amount\nF1,z,5\nF1,z,6\n")
    with pytest.raises(DataError, match="planned twice"):
        whatif(edition, {"investments": file})


def test_nothing_planned_is_a_wrong_call(edition: Edition) -> None:
    with pytest.raises(UsageError, match="Nothing is planned"):
        whatif(edition)


def test_an_edition_without_inputs_is_told(tmp_path: Path) -> None:
    bare = evaluated().write(tmp_path / "ed", inputs=False)
    with pytest.raises(EditionError, match="written without its inputs"):
        whatif(bare, rows=["investments: fund=F1, amount=5"])
