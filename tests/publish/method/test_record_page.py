"""The record of the process in words: entries, who and when, and whether the chain holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Edition
from steelyard.publish.method.record import KINDS
from steelyard.record.acts import Act, answer, decision, final, objection
from steelyard.record.chain import read
from steelyard.record.entry import AUTOMATIC
from steelyard.record.entry import KINDS as ENTRIES
from tests.publish.method.room import Written, pages_of
from tests.record.process import edition

ACT = Act("Office", "2026-07-01", "because of <b>rain</b>")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition with an objection, an answer, a decision and a final result."""
    made = edition(tmp_path_factory.mktemp("record"))
    number = objection(made, ACT, unit="F2", criterion="green").number
    answer(made, ACT, unit="F2", to=number)
    decision(made, ACT, unit="F1", criterion="conform", points=10)
    final(made, ACT)
    return made


@pytest.fixture(scope="module")
def shown(decided: Edition) -> Written:
    return pages_of(decided)["method/record"]


def test_every_kind_of_entry_has_words() -> None:
    assert set(KINDS) == set(ENTRIES)


def test_entries_are_told_in_their_order(decided: Edition, shown: Written) -> None:
    kinds = [*AUTOMATIC, "objection", "answer", "decision", "final"]
    entries = shown.content["entries"]
    assert [one["kind"] for one in entries] == kinds
    assert [one["sha256"] for one in entries] == [one.sha256 for one in read(decided.path).stored]
    assert entries[0]["said"] == ["Statements in writing: 3.", "Without one: Rain, Autumn."]
    assert entries[3]["said"] == ["About: green."]
    assert entries[4]["said"] == ["It answers entry 4."]
    assert entries[5]["said"] == ["Conformity: 10 points are decided; computed were 8."]
    assert (entries[5]["by"], entries[5]["day"]) == ("Office", "July 1, 2026")
    assert entries[5]["units"][0]["title"] == "Spring"
    assert "<b>rain" not in shown.html


def test_the_final_result_tells_what_decisions_changed(shown: Written) -> None:
    """F1: 10 + 4 + 3 + 7.5 = 24.5 instead of 22.5, behind F2's 25 as before."""
    (row,) = shown.content["entries"][-1]["final"]["moved"]
    assert (row["unit"]["key"], row["computed"], row["final"]) == ("F1", 22.5, 24.5)
    assert (row["computed_rank"], row["rank"], row["decisions"]) == (2, 2, [6])


def test_a_whole_record_says_so_and_names_its_head(decided: Edition, shown: Written) -> None:
    assert shown.content["holds"] is True
    assert shown.content["head"] == read(decided.path).head
    assert "The record is whole" in shown.html


def test_a_changed_record_says_so(tmp_path: Path) -> None:
    made = edition(tmp_path)
    file = made.path / "record" / "0002-self_assessment.json"
    file.write_text(file.read_text("utf-8").replace("9.0", "9.5"), encoding="utf-8")
    shown = pages_of(made)["method/record"]
    assert shown.content["holds"] is False
    assert [one["as_written"] for one in shown.content["entries"]] == [True, False, True]
    assert "The record is not as it was written:" in shown.html


def test_an_entry_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    made = edition(tmp_path)
    (made.path / "record" / "0003-computed.json").write_text("{}", encoding="utf-8")
    shown = pages_of(made)["method/record"]
    assert shown.content["entries"][2]["kind"] is None
    assert "An entry that cannot be read" in shown.html


def test_the_method_page_leads_to_the_record(decided: Edition) -> None:
    told = pages_of(decided)["method"].content["record"]
    assert told["entries"] == 7
    assert told["address"] == "method/record"
