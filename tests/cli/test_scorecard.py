"""``steelyard scorecard``: what a person sees of one unit, in three languages and two widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.i18n import LANGUAGES
from tests.cli.conftest import Call
from tests.reports.portfolios import evaluated


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of the scheme that the tests of reports share, not to be changed."""
    return evaluated().write(tmp_path_factory.mktemp("editions") / "portfolios").path


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_scorecard_reads_in_every_language(
    call: Call, portfolios: Path, tag: str, snapshot: SnapshotAssertion
) -> None:
    called = call("scorecard", portfolios, "F1", "--rows", "2", "--lang", tag)
    assert (called.status, called.err) == (0, "")
    assert called.out == snapshot


def test_what_is_left_out_and_missing_is_told(
    call: Call, portfolios: Path, snapshot: SnapshotAssertion
) -> None:
    called = call("scorecard", portfolios, "F3", "--rows", "0")
    assert called.out == snapshot


def test_json_has_every_node_with_its_rows(call: Call, portfolios: Path) -> None:
    answer = call("scorecard", portfolios, "First", "--json").answer
    nodes = {node["node"]: node for node in answer["nodes"]}
    assert answer["key"] == "F1"
    assert nodes["fields"]["score"] == 2
    assert nodes["fields"]["certainty"] == "press"
    assert nodes["fields"]["figure"]["rows"][0]["counted_total"] == 200
    change = nodes["fields"]["needed"]["changes"][0]
    assert (change["how"], change["unit"]) == ("add", "万元")
    assert change["amount"] == pytest.approx(100)
    assert change["where"] == {"field": {"missing": False}}


def test_an_unknown_unit_is_told(call: Call, portfolios: Path) -> None:
    called = call("scorecard", portfolios, "F11")
    assert called.status == 2
    assert "has no unit “F11”. Did you mean “F1”?" in called.err


def test_a_list_without_points_has_scorecards(call: Call, tai: Path) -> None:
    called = call("scorecard", tai, "Finland")
    assert called.status == 0
    assert "Rank 1 of 23" in called.out
