"""Every way to tamper with a record is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Edition, verify
from steelyard.record.acts import Act, answer, decision, final, objection
from steelyard.record.chain import read
from steelyard.record.check import check
from steelyard.record.entry import Entry, canonical, digest, parse

FILES = [
    "0001-commitment.json",
    "0002-self_assessment.json",
    "0003-computed.json",
    "0004-objection.json",
    "0005-decision.json",
    "0006-objection.json",
    "0007-answer.json",
    "0008-final.json",
]


def act(reason: str | None = "because", *attach: Path) -> Act:
    return Act("Office", "2026-07-01", reason, attach)


@pytest.fixture(scope="session")
def whole(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole process, not to be changed."""
    folder = tmp_path_factory.mktemp("process")
    letter = folder / "letter.txt"
    letter.write_text("Dear office", encoding="utf-8")
    made = Edition(shutil.copytree(begun, folder / "edition"))
    objection(made, act("it was 9", letter), unit="F1", criterion="conform")
    decision(made, act(), unit="F1", criterion="conform", points=9)
    objection(made, act(), unit="F2")
    answer(made, act(), unit="F2")
    final(made, act(None))
    return made.path


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "edition"))


def faults(path: Path, head: str | None = None) -> list[str]:
    return [str(fault.what) for fault in check(Edition(path), head).faults]


@cache
def opened(path: Path) -> Edition:
    """An edition with what it has read; only its record changes."""
    return Edition(path)


def head_of(path: Path) -> str:
    head = read(path).head
    assert head is not None
    return head


def test_a_whole_record_has_no_fault(whole: Path) -> None:
    found = check(Edition(whole), head_of(whole))
    assert [one.file for one in found.chain.stored] == FILES
    assert (found.faults, found.published, found.holds) == ((), 8, True)


def test_an_entry_names_the_hash_of_the_file_before(whole: Path) -> None:
    folder = whole / "record"
    contents = [(folder / name).read_bytes() for name in FILES]
    previous = [json.loads(content)["previous"] for content in contents]
    assert previous == [None, *(digest(content) for content in contents[:-1])]
    manifest = digest((whole / "manifest.json").read_bytes())
    assert {json.loads(content)["edition"] for content in contents} == {manifest}


def test_an_entry_is_in_one_form(whole: Path) -> None:
    for name in FILES:
        content = (whole / "record" / name).read_bytes()
        assert canonical(parse(content)) == content
        with pytest.raises(ValueError, match=r"^$"):
            parse(json.dumps(json.loads(content)).encode())


@settings(max_examples=150)
@given(data=st.data())
def test_any_changed_byte_is_found_given_the_head(whole: Path, data: st.DataObject) -> None:
    head, edition = head_of(whole), opened(whole)
    names = [*FILES, "attachments/0004-letter.txt"]
    path = whole / "record" / data.draw(st.sampled_from(names))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != content[at]))
    try:
        path.write_bytes(content[:at] + bytes([byte]) + content[at + 1 :])
        assert not check(edition, head).holds
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_changed_word_is_found_without_the_head(copied: Path, name: str) -> None:
    path = copied / "record" / name
    entry = json.loads(path.read_bytes())
    forged = Entry.model_validate({**entry, "content": {**entry["content"]}})
    reason = None if forged.reason is None else "another reason"
    content = forged.content if reason else {**forged.content, "absent": ["F9"]}
    path.write_bytes(
        canonical(Entry.model_validate({**entry, "reason": reason, "content": content}))
    )
    number = int(name[:4])
    text = f"Entry {number} is not the one that entry {number + 1} follows"
    assert any(fault.startswith(text) for fault in faults(copied))


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_removed_entry_is_found(copied: Path, name: str) -> None:
    (copied / "record" / name).unlink()
    assert f"Entry {int(name[:4])} is missing." in faults(copied)


@pytest.mark.parametrize("name", FILES[1:-1])
def test_a_removed_entry_is_found_though_the_others_are_numbered_anew(
    copied: Path, name: str
) -> None:
    folder, number = copied / "record", int(name[:4])
    (folder / name).unlink()
    for other in FILES[number:]:
        entry = json.loads((folder / other).read_bytes())
        entry["number"] -= 1
        moved = Entry.model_validate(entry)
        (folder / other).unlink()
        (folder / moved.file).write_bytes(canonical(moved))
    assert any("follows: one was changed" in fault for fault in faults(copied))


def test_swapped_entries_are_found(copied: Path) -> None:
    folder = copied / "record"
    first, second = folder / FILES[3], folder / FILES[5]
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    found = faults(copied)
    assert f"{FILES[3]} should be called {FILES[5]}." in found
    assert any(fault.startswith("Entry 3 is not the one") for fault in found)


def test_an_inserted_entry_is_found(copied: Path) -> None:
    folder = copied / "record"
    fourth = parse((folder / FILES[3]).read_bytes())
    double = fourth.model_copy(update={"reason": "another"})
    (folder / "00004-objection.json").write_bytes(canonical(double))
    assert "Two entries have the number 4." in faults(copied)


def test_a_cut_record_is_found_only_with_the_head(copied: Path) -> None:
    head = head_of(copied)
    (copied / "record" / FILES[-1]).unlink()
    assert faults(copied) == []
    assert faults(copied, head) == [f"No entry has the published hash {head}: changed, or cut."]


def test_a_head_published_earlier_stays_good(copied: Path) -> None:
    head = head_of(copied)
    objection(Edition(copied), act(), unit="F3")
    found = check(Edition(copied), head.upper())
    assert (found.holds, found.published, len(found.chain.stored)) == (True, 8, 9)


def test_a_chain_written_anew_is_found_only_with_the_head(copied: Path) -> None:
    """The honest limit: whoever can rewrite every file can write another chain that fits."""
    head = head_of(copied)
    _again_from(copied, 4, lambda entry: entry | {"by": "Nobody"})
    assert faults(copied) == []
    assert faults(copied, head) != []


def test_a_forged_final_is_found(copied: Path) -> None:
    def forged(entry: dict) -> dict:
        content = json.loads(json.dumps(entry["content"]))
        content["units"]["F2"]["final"] = 29.0
        return entry | {"content": content}

    _again_from(copied, 8, forged)
    assert faults(copied) == ["Entry 8 does not follow from the decisions before it."]


def test_forged_computed_points_are_found(copied: Path) -> None:
    def forged(entry: dict) -> dict:
        content = json.loads(json.dumps(entry["content"]))
        content["units"]["F2"]["total"] = 29.0
        return entry | {"content": content}

    _again_from(copied, 3, forged)
    assert faults(copied) == ["Entry 3 is not what the edition says."]


@pytest.mark.parametrize(
    "content",
    [
        {"points": 11.0},
        {"criterion": "nothing"},
        {"computed": 7.0},
        {"points": -1.0},
        {"computed": None},
    ],
)
def test_a_decision_on_what_is_not_there_is_found(copied: Path, content: dict) -> None:
    _again_from(copied, 5, lambda entry: entry | {"content": entry["content"] | content})
    assert "Entry 5 decides what cannot be decided." in faults(copied)


def test_an_answer_to_nothing_is_found(copied: Path) -> None:
    _again_from(copied, 7, lambda entry: entry | {"content": {"answers": 4}})
    assert "Entry 7 answers or names what is not there." in faults(copied)


def test_the_beginning_put_in_again_is_found(copied: Path) -> None:
    third = parse((copied / "record" / FILES[2]).read_bytes())
    _again_from(copied, 8, lambda entry: third.model_dump() | {"number": 8})
    assert faults(copied) == ["Entry 8, “computed”, belongs to the beginning."]


def test_a_record_without_its_beginning_is_found(copied: Path) -> None:
    for name in FILES[3:]:
        (copied / "record" / name).unlink()
    (copied / "record" / FILES[2]).unlink()
    assert "The record does not begin with “computed” as its entry 3." in faults(copied)


def test_a_removed_record_is_found(copied: Path) -> None:
    shutil.rmtree(copied / "record")
    assert faults(copied) == ["The scheme keeps a record, and the edition has none."]
    assert not verify(copied).holds


def test_another_manifest_is_found(copied: Path) -> None:
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    manifest["processor"] = "abacus"
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert faults(copied) == ["manifest.json is not the one that the record stands on."]


def test_a_changed_attachment_is_found(copied: Path) -> None:
    path = copied / "record" / "attachments" / "0004-letter.txt"
    path.write_text("Dear Office", encoding="utf-8")
    assert faults(copied) == ["The attachment 0004-letter.txt was changed."]
    path.unlink()
    assert faults(copied) == ["The attachment 0004-letter.txt is missing."]


@pytest.mark.parametrize("name", ["notes.txt", "0009.json", "attachments/other.pdf"])
def test_a_file_that_no_entry_names_is_found(copied: Path, name: str) -> None:
    (copied / "record" / name).write_text("x", encoding="utf-8")
    assert faults(copied) == [f"record/{name} is no part of the record."]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[1]", b"{}", b"[" * 100_000])
def test_a_broken_entry_is_told(copied: Path, content: bytes) -> None:
    (copied / "record" / FILES[-1]).write_bytes(content)
    assert faults(copied) == [f"{FILES[-1]} cannot be read as it was written."]


def test_changed_data_are_told_and_not_a_crash(copied: Path) -> None:
    ranking = copied / "data" / "ranking.csv"
    ranking.write_text(ranking.read_text(encoding="utf-8").replace("F1", "F9"), encoding="utf-8")
    (fault,) = faults(copied)
    assert "data/ranking.csv" in fault
    assert not verify(copied).holds


def test_the_edition_is_compared_without_its_record(copied: Path) -> None:
    before = verify(copied)
    objection(Edition(copied), act(), unit="F3")
    after = verify(copied)
    assert (before.verdict, after.verdict) == ("identical", "identical")
    assert after.holds
    assert after.record is not None
    assert len(after.record.chain.stored) == 9


def test_verify_compares_the_head(copied: Path) -> None:
    assert verify(copied, head=head_of(copied)).holds
    assert not verify(copied, head="0" * 64).holds


def _again_from(path: Path, number: int, change: Callable[[dict], dict]) -> None:
    """Change an entry and write it and all after it so that every hash fits."""
    folder = path / "record"
    files = sorted(folder.glob("0*.json"))
    previous = digest(files[number - 2].read_bytes())
    for file in files[number - 1 :]:
        entry = json.loads(file.read_bytes())
        entry = change(entry) if entry["number"] == number else entry
        forged = Entry.model_validate(entry | {"previous": previous})
        file.unlink()
        (folder / forged.file).write_bytes(canonical(forged))
        previous = digest(canonical(forged))
