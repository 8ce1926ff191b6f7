"""Entries appear whole or not at all, one writer at a time, and nothing is overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steelyard import Edition, EditionError, UsageError
from steelyard.record import writing
from steelyard.record.acts import Act, objection
from steelyard.record.chain import CLAIM, read
from steelyard.record.check import check
from tests.record.process import process

ACT = Act("Office", "2026-07-01", "because")


def names(made: Edition) -> list[str]:
    return sorted(path.name for path in (made.path / "record").iterdir())


def test_writers_at_the_same_time_take_numbers_in_turn(made: Edition) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: objection(made, ACT, unit="F1"), range(16)))
    assert sorted(one.number for one in stored) == list(range(4, 20))
    assert len(read(made.path).stored) == 19
    assert check(made).faults == ()


def test_while_somebody_writes_nobody_else_does(
    made: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    claim = made.path / "record" / CLAIM
    claim.touch()
    with pytest.raises(EditionError, match="Somebody else is writing"):
        objection(made, ACT, unit="F1")
    claim.unlink()
    objection(made, ACT, unit="F1")
    assert not claim.exists()


def test_a_failure_leaves_nothing_behind(made: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(made)
    letter = made.path.parent / "letter.txt"
    letter.write_text("Dear office", encoding="utf-8")

    def broken(entry: object) -> bytes:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("steelyard.record.writing.canonical", broken)
        with pytest.raises(OSError, match="disk full"):
            objection(made, Act("Office", "2026-07-01", "because", (letter,)), unit="F1")
    assert [name for name in names(made) if name != "attachments"] == before
    assert check(made).faults == ()


def test_attachments_are_copied(made: Edition, tmp_path: Path) -> None:
    letter = tmp_path / "函.txt"
    letter.write_text("Dear office", encoding="utf-8")
    stored = objection(made, Act("Office", "2026-07-01", "because", (letter,)), unit="F1")
    letter.write_text("changed", encoding="utf-8")
    kept = made.path / "record" / "attachments" / "0004-函.txt"
    assert kept.read_text(encoding="utf-8") == "Dear office"
    assert stored.entry is not None
    assert [each.name for each in stored.entry.attachments] == ["0004-函.txt"]
    assert check(made).faults == ()


def test_attachments_that_cannot_be_kept_are_refused(made: Edition, tmp_path: Path) -> None:
    before = names(made)
    letter = tmp_path / "letter.txt"
    letter.write_text("x", encoding="utf-8")
    for files, said in [
        ((tmp_path / "absent.txt",), "no file"),
        ((tmp_path,), "no file"),
        ((letter, letter), "Two attachments are called letter.txt"),
    ]:
        with pytest.raises(UsageError, match=said):
            objection(made, Act("Office", "2026-07-01", "because", files), unit="F1")
    assert [name for name in names(made) if name != "attachments"] == before
    assert check(made).faults == ()


def test_a_changed_record_is_not_continued(made: Edition) -> None:
    (made.path / "record" / "0002-self_assessment.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EditionError, match=r"was changed\. .*0002-self_assessment"):
        objection(made, ACT, unit="F1")


def test_an_edition_in_whose_record_a_person_acted_is_not_replaced(made: Edition) -> None:
    process().write(made.path)  # nobody has acted yet
    objection(made, ACT, unit="F1")
    with pytest.raises(UsageError, match="a record of what people did, which would be lost"):
        process().write(made.path)
    assert check(made).faults == ()


def test_the_same_evaluation_begins_the_same_record(made: Edition, tmp_path: Path) -> None:
    again = process().write(tmp_path / "again")
    assert read(again.path).head == read(made.path).head
