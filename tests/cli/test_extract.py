"""``steelyard extract`` at the terminal."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from steelyard.claims.file.load import load
from tests.cli.conftest import Call

PIECE = (
    "Brands\nThe list has 500 brands; 78 of them, or 15.6%, are Chinese.\n\n"
    "Rank, Brand (Sector), City\n"
    "8. Huawei (computers), Shenzhen\n9. 7-Eleven (retail), Tokyo\n"
    "Advertisement\n11. Shell (oil), London\n"
)


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    file = tmp_path / "piece.txt"
    file.write_text(PIECE, encoding="utf-8")
    return file


def test_lists_figures_and_findings(call: Call, piece: Path) -> None:
    called = call("extract", piece)
    assert (called.status, called.err) == (0, "")
    lines = [line.split() for line in called.out.splitlines()]
    assert ["Rank", "Brand", "Sector", "City"] in lines
    assert ["9", "7-Eleven", "retail", "Tokyo"] in lines
    assert "Lists: 1, with 3 entries; figures outside of them: 3." in called.out
    assert "List 1: 3 entries" in called.out
    assert "15.6%" in called.out
    assert called.out.endswith(
        "Nothing was written; --out FOLDER keeps tables and a draft of claims.\n"
    )
    assert "Findings: 2" in called.out
    (told,) = (line for line in called.out.splitlines() if "is in no cell of the list" in line)
    assert told.lstrip().startswith("List 1, entry 2: “")
    assert "Advertisement" in told


def test_what_was_written_is_named_and_can_be_loaded(
    call: Call, piece: Path, tmp_path: Path
) -> None:
    called = call("extract", piece, "--out", tmp_path / "out")
    assert called.status == 0
    written = [line for line in called.out.splitlines() if line.startswith("Written: ")]
    names = {Path(line.removeprefix("Written: ")).name for line in written}
    assert names == {file.name for file in (tmp_path / "out").iterdir()}
    assert len(load(tmp_path / "out" / "claims.yaml").claims) == 3


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_the_form_of_the_tables(call: Call, piece: Path, tmp_path: Path, form: str) -> None:
    assert call("extract", piece, "--out", tmp_path / "out", "--form", form).status == 0
    assert (tmp_path / "out" / f"list-1.{form}").is_file()


def test_json_has_every_cell_with_its_place(call: Call, piece: Path) -> None:
    answer = call("extract", piece, "--json").answer
    (found,) = answer["lists"]
    assert found["columns"] == ["Rank", "Brand", "Sector", "City"]
    for row in found["rows"]:
        for cell in row:
            assert PIECE[cell["start"] : cell["end"]] == cell["text"]
    (left,) = found["left_over"]
    assert PIECE[left["start"] : left["end"]] == "Advertisement"
    assert [one["text"] for one in answer["quantities"]] == ["500 brands", "78", "15.6%"]
    assert {one["code"] for one in answer["findings"]} == {"left-over", "rank-gap"}


def test_a_text_is_piped_in(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PIECE.encode())))
    assert "7-Eleven" in call("extract", "-").out


def test_top_cuts_every_table(call: Call, piece: Path) -> None:
    called = call("extract", piece, "--top", 1)
    assert called.out.count("more rows.") == 2
    refused = call("extract", piece, "--top", -1)
    assert (refused.status, refused.out) == (2, "")
    assert "--top: Must be at least 0, is -1" in refused.err


def test_a_text_with_nothing_in_it_is_answered_with_no(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("Nothing to see.", encoding="utf-8")
    called = call("extract", file)
    assert called.status == 1
    assert called.out == "Neither a list nor a figure was found in this text.\n"
    assert call("extract", file, "--json").answer["lists"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no text"), (b"  \n", "no text"), (b"%PDF-1.7 \0", "PDF"), (b"a\0b", "NUL")],
)
def test_what_is_no_text_is_refused(call: Call, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(content)
    called = call("extract", file, "--out", tmp_path / "out")
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_refused(call: Call, tmp_path: Path) -> None:
    called = call("extract", tmp_path / "none.txt")
    assert (called.status, called.out) == (2, "")
    assert "There is no file of this name." in called.err


def test_a_folder_with_something_in_it_is_refused_before_any_work(
    call: Call, piece: Path, tmp_path: Path
) -> None:
    called = call("extract", piece, "--out", tmp_path)
    assert (called.status, called.out) == (2, "")
    assert "holds something already" in called.err


def test_an_unknown_form_is_refused(call: Call, piece: Path) -> None:
    called = call("extract", piece, "--form", "xlsx")
    assert (called.status, called.out) == (2, "")


def test_controls_of_the_terminal_are_spelled_out(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text("1. A\x1b[2J (x)\n2. B (y)\n3. C (z)\n", encoding="utf-8")
    called = call("extract", file)
    assert "\x1b" not in called.out
    assert "⟨U+001B⟩" in called.out
