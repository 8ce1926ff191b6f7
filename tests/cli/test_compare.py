"""``steelyard compare``: what a person sees of two editions, and what a program reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.i18n import LANGUAGES
from tests.cli.conftest import Call
from tests.robustness.comparisons import evaluated, scheme, written

BEFORE = {
    "Alder": {"a": 30.0, "b": 0.0},
    "Birch": {"a": 20.0, "b": 15.0},
    "Cedar": {"a": 10.0, "b": 30.0},
    "Elm": {"a": 0.0, "b": 10.0},
}
AFTER = {
    "Alder": {"a": 30.0, "b": 5.0},
    "Birch": {"a": 20.0, "b": 15.0},
    "Cedar": {"a": 18.0, "b": 30.0},
    "Fir": {"a": 25.0, "b": 40.0},
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two editions between which figures, a weight and the units change, not to be changed."""
    folder = tmp_path_factory.mktemp("editions")
    before = evaluated(scheme({"a": 2, "b": 1}), BEFORE).analysed(replications=200)
    after = evaluated(scheme({"a": 1, "b": 1}), AFTER).analysed(replications=200)
    return before.write(folder / "before").path, after.write(folder / "after").path


def test_what_a_person_sees(
    call: Call, editions: tuple[Path, Path], snapshot: SnapshotAssertion
) -> None:
    called = call("compare", *editions)
    assert (called.status, called.err) == (0, "")
    assert called.out == snapshot


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_comparison_reads_in_every_language(
    call: Call, editions: tuple[Path, Path], tag: str
) -> None:
    called = call("compare", *editions, "--lang", tag)
    assert (called.status, called.err) == (0, "")
    assert "{" not in called.out
    assert called.out.count("\n") == call("compare", *editions).out.count("\n")


def test_json_has_all_of_it(call: Call, editions: tuple[Path, Path]) -> None:
    answer = call("compare", *editions, "--json").answer
    assert answer["reason"] is None
    assert answer["changed"] == ["data", "method", "entrants"]
    assert sum(answer["shares"].values()) == pytest.approx(1)
    by_unit = {row["unit"]: row for row in answer["units"]}
    assert list(by_unit) == ["Fir", "Alder", "Cedar", "Birch", "Elm"]
    assert by_unit["Elm"]["status"] == "left"
    birch = by_unit["Birch"]
    assert (birch["rank_before"], birch["rank"], birch["change"]) == (2, 4, -2)
    assert sum(birch[cause] for cause in ("data", "method", "entrants")) == pytest.approx(-2)


def test_the_largest_changes_stand_first(call: Call, editions: tuple[Path, Path]) -> None:
    lines = call("compare", *editions).out.splitlines()
    names = [line.split()[0] for line in lines if line.startswith((" Alder", " Birch", " Cedar"))]
    assert names == ["Birch", "Alder"]  # Cedar is where it was


def test_top_leaves_rows_out_and_says_so(call: Call, editions: tuple[Path, Path]) -> None:
    out = call("compare", *editions, "--top", 1).out
    assert " Birch " in out
    assert "… and 1 more rows." in out
    none = call("compare", *editions, "--top", 0).out
    assert "… and 2 more rows." in none
    assert "Rank before" not in none


def test_without_inputs_there_are_no_causes_and_the_reason_is_told(
    call: Call, tmp_path: Path
) -> None:
    one = scheme({"a": 1, "b": 1})
    before = written(tmp_path / "before", one, BEFORE, inputs=False)
    after = written(tmp_path / "after", one, AFTER)
    called = call("compare", before.path, after.path)
    assert called.status == 0
    assert "the earlier edition was written without its inputs" in called.out
    assert "Entrants and leavers" not in called.out
    assert "Rank before" in called.out


def test_nothing_is_written(
    call: Call, editions: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path: path.stat().st_mtime_ns for one in editions for path in one.rglob("*")}
    call("compare", *editions)
    assert list(tmp_path.iterdir()) == []
    after = {path: path.stat().st_mtime_ns for one in editions for path in one.rglob("*")}
    assert before == after


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{before}", "{nothing}"], "is not an edition"),
        (["{before}"], "NEW is missing"),
        (["{before}", "{after}", "--top", "-1"], "--top"),
        (["{before}", "{other}"], "no unit in common"),
    ],
)
def test_a_wrong_call_is_told(
    call: Call, editions: tuple[Path, Path], tmp_path: Path, words: list[str], said: str
) -> None:
    other = written(tmp_path / "other", scheme({"a": 1}, scheme="other"), {"Yew": {"a": 1.0}})
    places = {
        "before": editions[0],
        "after": editions[1],
        "nothing": tmp_path / "nothing",
        "other": other.path,
    }
    called = call("compare", *(word.format(**places) for word in words))
    assert called.status == 2
    assert said in called.err
    assert called.out == ""
