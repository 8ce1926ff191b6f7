"""``steelyard run`` and ``check`` on a folder of deliveries."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Edition
from tests.cli.conftest import Call
from tests.deliveries import book, fund, write_scheme


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "scheme")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "in"
    book(here / "a.xlsx", fund("F1", 10, 20))
    book(here / "b.xlsx", fund("F2", 5, -7))
    book(here / "c.xlsx", fund("F3", 1))
    book(here / "office.xlsx", {"Register": [["fund"], ["F1"], ["F2"], ["F3"], ["F4"]]})
    return here


def test_the_others_are_evaluated_and_the_deliveries_shown(
    call: Call, declared: Path, folder: Path
) -> None:
    called = call("run", declared, folder, "--replications", 0)
    assert (called.status, called.err) == (0, "")
    lines = [line.split() for line in called.out.splitlines() if line.strip()]
    shown = [line[:6] for line in lines if line[0].endswith(".xlsx")]
    assert shown == [
        ["b.xlsx", "refused", "3", "0", "0", "3"],
        ["a.xlsx", "accepted", "3", "3", "0", "0"],
        ["c.xlsx", "accepted", "2", "2", "0", "0"],
        ["office.xlsx", "accepted", "4", "4", "0", "0"],
    ]
    assert "-7 is less than 0" in " ".join(called.out.split())
    assert "Expected, and nobody delivered it: 1 (F4)" in called.out
    assert "Delivered, but refused: 1 (F2)" in called.out


def test_json_has_the_reconciliation(call: Call, declared: Path, folder: Path) -> None:
    answer = call("run", declared, folder, "--replications", 0, "--json").answer
    assert [row["fund"] for row in answer["ranking"]] == ["F1", "F3"]
    found = answer["reconciliation"]
    assert found["units"] == {"missing": ["F4"], "refused": ["F2"], "unexpected": []}
    assert [row["status"] for row in found["deliveries"]] == [
        "accepted",
        "refused",
        "accepted",
        "accepted",
    ]


def test_if_all_are_refused_nothing_is_evaluated(
    call: Call, declared: Path, tmp_path: Path
) -> None:
    book(tmp_path / "in" / "a.xlsx", fund("F1", -1))
    book(tmp_path / "in" / "b.xlsx", fund("F2", -1))
    called = call("run", declared, tmp_path / "in", "--out", tmp_path / "ed")
    assert (called.status, called.out) == (2, "")
    assert called.err.count("-1 is less than 0") == 2
    assert not (tmp_path / "ed").exists()


def test_check_says_no_where_one_is_refused(call: Call, declared: Path, folder: Path) -> None:
    assert call("check", declared, folder).status == 1
    (folder / "b.xlsx").unlink()
    assert call("check", declared, folder).status == 0


def test_an_edition_without_inputs_is_verified_with_the_folder(
    call: Call, declared: Path, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ed"
    words = ["--replications", 0, "--out", out, "--without-inputs"]
    assert call("run", declared, folder, *words).status == 0
    assert not Edition.open(out).has_inputs
    assert call("verify", out).status == 2
    assert call("verify", out, folder).status == 0
    book(folder / "c.xlsx", fund("F3", 2))
    other = call("verify", out, folder)
    assert (other.status, other.out) == (2, "")
    assert "c.xlsx is not the file that the edition was made from" in other.err


def test_newcomers_may_come_as_deliveries(
    call: Call, declared: Path, folder: Path, tmp_path: Path
) -> None:
    assert call("run", declared, folder, "--replications", 0, "--out", tmp_path / "ed").status == 0
    words = [book(tmp_path / f"{name}.xlsx", fund(name, 15)) for name in ("N1", "N2")]
    placed = call("place", tmp_path / "ed", *words, "--json").answer["placed"]
    assert [(row["fund"], row["rank"]) for row in placed] == [("N1", 2), ("N2", 2)]
