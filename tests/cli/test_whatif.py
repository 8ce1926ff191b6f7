"""``steelyard whatif``: the answer of a planned row, and the exit status that scripts use."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.i18n import LANGUAGES
from tests.cli.conftest import Call
from tests.reports.portfolios import evaluated

ROW = "investments: fund=F1, amount=1,200, field=chips, stage=early, green=yes, patents=3"


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of the scheme that the tests of reports share, not to be changed."""
    return evaluated().write(tmp_path_factory.mktemp("editions") / "portfolios").path


@pytest.mark.parametrize("tag", LANGUAGES)
def test_an_answer_reads_in_every_language(
    call: Call, portfolios: Path, tag: str, snapshot: SnapshotAssertion
) -> None:
    called = call("whatif", portfolios, "--row", ROW, "--lang", tag)
    assert (called.status, called.err) == (1, "")
    assert called.out == snapshot


def test_the_answer_is_yes_where_no_rule_is_broken(call: Call, portfolios: Path) -> None:
    called = call("whatif", portfolios, "--row", ROW.replace("1,200", "120"))
    assert called.status == 0
    assert "It breaks no rule." in called.out


def test_what_is_no_longer_known_is_told(call: Call, portfolios: Path) -> None:
    called = call("whatif", portfolios, "--row", "investments: fund=F1, amount=5")
    assert "No longer known, because planned rows leave out what it takes: Science." in called.out


def test_rows_may_come_in_a_file(call: Call, portfolios: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("fund,investment,amount,patents\nF1,x,501,0\nF2,x,1,0\n")
    called = call("whatif", portfolios, f"investments={file}", "--json")
    assert called.status == 1
    answer = called.answer
    assert answer["complies"] is False
    assert [row["breaches"] != [] for row in answer["rows"]] == [True, False]
    assert answer["rows"][0]["breaches"][0]["row"] == 2
    assert [unit["key"] for unit in answer["units"]] == ["F1", "F2"]


def test_several_rows_may_stand_on_one_line(call: Call, portfolios: Path) -> None:
    called = call("whatif", portfolios, "--row", "funds: fund=F1, idle=0", "--row", ROW, "--json")
    assert [row["replaces"] for row in called.answer["rows"]] == [True, False]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--row", "investments: fund=F9, amount=1"], "--row: fund: “F9” is not in funds.fund."),
        (["--row", "investments: fund=F1, amount=-1"], "--row: amount: -1 is less than 0"),
        ([], "Nothing is planned"),
    ],
)
def test_a_wrong_call_is_told(call: Call, portfolios: Path, words: list[str], said: str) -> None:
    called = call("whatif", portfolios, *words)
    assert called.status == 2
    assert said in called.err
    assert called.out == ""
