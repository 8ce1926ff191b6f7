"""``steelyard workbook`` at the terminal."""

from __future__ import annotations

from pathlib import Path

import fastexcel

from tests.cli.conftest import Call

EXPECTED = [
    "About",
    "Ranking",
    "Scores",
    "Finland",
    "Japan",
    "Your weights",
    "Ranking by your weights",
    "Method",
    "Findings",
]


def test_a_workbook_is_written_and_replaced(call: Call, tai: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "tai.xlsx"
    for _time in range(2):
        called = call("workbook", tai, "--out", out, "--unit", "Finland", "--unit", "Japan")
        assert (called.status, called.err) == (0, "")
        assert called.out == f"{out}\n"
    names = fastexcel.read_excel(out).sheet_names
    assert names == EXPECTED
    assert list(out.parent.iterdir()) == [out]


def test_the_language_is_that_of_the_command(call: Call, tai: Path, tmp_path: Path) -> None:
    out = tmp_path / "tai.xlsx"
    call("workbook", tai, "--out", out, "--lang", "zh-Hant")
    found = fastexcel.read_excel(out).load_sheet(1).to_polars()
    assert found.columns[:3] == ["名次", "國家", "得分"]


def test_wrong_calls_are_told(call: Call, tai: Path, tmp_path: Path) -> None:
    assert "--out" in call("workbook", tai).err
    called = call("workbook", tai, "--out", tmp_path / "tai.pdf")
    assert (called.status, called.out) == (2, "")
    assert "ends in .xlsx" in called.err
    called = call("workbook", tai, "--out", tmp_path / "tai.xlsx", "--unit", "Findland")
    assert "Did you mean “Finland”?" in called.err
    assert not (tmp_path / "tai.xlsx").exists()
