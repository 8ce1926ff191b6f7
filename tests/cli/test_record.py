"""``steelyard record``: the process, entry by entry."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.i18n import set_language
from tests.cli.conftest import Call
from tests.record.process import SCHEME, TABLES, edition

STATED = ("--by", "某局", "--date", "2026-07-01", "--reason", "checked")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    set_language("en")
    made = edition(tmp_path_factory.mktemp("record"))
    set_language(None)
    return made.path


@pytest.fixture
def ed(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "ed"))


def without_hash(text: str) -> str:
    """Hashes depend on the machine and the versions that the manifest names."""
    return re.sub("[0-9a-f]{64}", "…", text)


def decide(call: Call, ed: Path, points: object = 10):
    words = ("--unit", "F1", "--criterion", "good", "--points", points)
    return call("record", ed, "decision", *words, *STATED)


def test_a_process_is_listed(call: Call, ed: Path, snapshot: SnapshotAssertion) -> None:
    letter = ed.parent / "letter.txt"
    letter.write_text("Dear office", encoding="utf-8")
    attached = ("--attach", letter)
    objected = call("record", ed, "objection", "--unit", "F1", *STATED, *attached)
    assert (objected.status, objected.err) == (0, "")
    assert decide(call, ed).status == 0
    assert call("record", ed, "answer", "--to", 4, *STATED).status == 0
    drawn = call("record", ed, "final", "--by", "某局", "--date", "2026-08-01")
    assert drawn.status == 0
    assert without_hash(drawn.out) == snapshot(name="final")
    listed = call("record", ed)
    assert listed.status == 0
    assert without_hash(listed.out) == snapshot(name="listing")


def test_json_has_every_entry(call: Call, ed: Path) -> None:
    added = decide(call, ed)
    assert added.out.startswith("Written: record/0004-decision.json\nHead: ")
    found = call("record", ed, "--json").answer
    assert found["holds"] is True
    assert found["head"] == added.out.split()[-1]
    assert [entry["kind"] for entry in found["entries"]] == [
        "commitment",
        "self_assessment",
        "computed",
        "decision",
    ]
    last = found["entries"][-1]
    assert (last["by"], last["date"], last["units"]) == ("某局", "2026-07-01", ["F1"])
    assert last["content"] == {
        "criterion": "good",
        "points": 10.0,
        "computed": 7.5,
        "answers": None,
    }
    answer = call("record", ed, "final", *STATED, "--json").answer
    assert (answer["number"], answer["file"]) == (5, "0005-final.json")


def test_points_of_none_are_points(call: Call, ed: Path) -> None:
    assert decide(call, ed, 0).status == 0


def test_a_changed_entry_is_told(call: Call, ed: Path) -> None:
    decide(call, ed)
    path = ed / "record" / "0003-computed.json"
    path.write_text(path.read_text(encoding="utf-8").replace("22.5", "29.5"), encoding="utf-8")
    listed = call("record", ed)
    assert listed.status == 1
    assert "changed" in listed.out
    assert "Entry 3 is not the one that entry 4 follows" in listed.out
    assert call("record", ed, "--json").status == 1
    assert decide(call, ed).status == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("decison",), "Did you mean “decision”?"),
        (("decision", "--unit", "F1", *STATED), "needs --criterion"),
        (("decision", *STATED[:2]), "needs --unit"),
        (("objection", "--unit", "F1", "--by", "x", "--reason", "y"), "needs --date"),
        (("final", *STATED, "--unit", "F1"), "--unit: This option does not belong here"),
        (("answer", *STATED, "--points", "0"), "--points: This option does not belong here"),
        (("--by", "x"), "--by: This option does not belong here"),
        (("begin",), "has a record already"),
        (("answer", "--to", "9", *STATED), "--to: Entry 9 is no objection"),
        (("objection", "--unit", "F11", *STATED), "no unit “F11”. Did you mean"),
        (("objection", "--unit", "F1", *STATED[:3], "1.7.", *STATED[4:]), "“1.7.” is not a date"),
    ],
)
def test_a_wrong_call_is_told(call: Call, ed: Path, words: tuple[str, ...], said: str) -> None:
    called = call("record", ed, *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert len(list((ed / "record").iterdir())) == 3


def test_an_edition_without_a_record(call: Call, tai: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(tai, tmp_path / "tai")
    listed = call("record", copied)
    assert (listed.status, listed.out) == (0, "The edition has no record.\n")
    assert "begin” begins one" in call("record", copied, "final", *STATED).err
    assert call("record", copied, "begin").status == 0
    assert call("verify", copied, "--json").answer["record"]["holds"] is True


def test_verify_follows_the_record(call: Call, ed: Path, snapshot: SnapshotAssertion) -> None:
    head = call("record", ed, "--json").answer["head"]
    verified = call("verify", ed)
    assert verified.status == 0
    assert without_hash(verified.out) == snapshot
    decide(call, ed)
    assert "The published hash is that of entry 3." in call("verify", ed, "--head", head).out
    shutil.move(ed / "record" / "0003-computed.json", ed.parent)
    refused = call("verify", ed, "--head", head)
    assert refused.status == 1
    assert refused.out.startswith("Identical")
    assert "The record is not as it was written:\n  Entry 3 is missing." in refused.out
    assert f"No entry has the published hash {head}" in refused.out
    assert call("verify", ed, "--json").answer["record"]["holds"] is False


@pytest.mark.parametrize("head", ["abc", "g" * 64])
def test_a_head_is_a_hash(call: Call, ed: Path, head: str) -> None:
    called = call("verify", ed, "--head", head)
    assert called.status == 2
    assert "is no SHA-256" in called.err


def test_run_begins_the_record_and_does_not_replace_what_people_did(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    files = [tmp_path / f"{name}.csv" for name in TABLES]
    for file, frame in zip(files, TABLES.values(), strict=True):
        frame.write_csv(file)
    words = ("run", tmp_path / "scheme.yaml", *files, "--replications", 0, "--out", tmp_path / "ed")
    assert call(*words).status == 0
    assert len(call("record", tmp_path / "ed", "--json").answer["entries"]) == 3
    assert call(*words).status == 0
    act = ("--by", "Office", "--date", "2026-07-01", "--reason", "because")
    assert call("record", tmp_path / "ed", "objection", "--unit", "F1", *act).status == 0
    again = call(*words)
    assert again.status == 2
    assert "a record of what people did, which would be lost" in again.err
