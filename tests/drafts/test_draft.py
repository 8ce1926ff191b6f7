"""From files to a draft that is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steelyard.drafts.draft import Draft, draft, keep
from steelyard.errors import DataError, UsageError

CELLS = [["land", "x"], ["A", 1], ["B", 2]]


def test_a_draft_is_written_whole(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    made, out = drafted(CELLS), tmp_path / "scheme.yaml"
    keep(made, out)
    assert out.read_bytes() == made.text.encode()


def test_a_file_that_is_there_is_left(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    out = tmp_path / "scheme.yaml"
    out.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        keep(drafted(CELLS), out)
    assert out.read_text() == "mine"


def test_a_folder_that_is_not_there(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        keep(drafted(CELLS), tmp_path / "no" / "scheme.yaml")


def test_the_same_files_give_the_same_draft(write: Callable[..., Path]) -> None:
    path = write(CELLS)
    assert draft([path]) == draft([path])


def test_the_command_that_runs_it(write: Callable[..., Path]) -> None:
    path = write(CELLS, "my lands.csv")
    assert draft([path]).command(Path("s.yaml")) == f"steelyard run s.yaml '{path}'"


def test_the_command_names_the_tables_if_there_are_several(write: Callable[..., Path]) -> None:
    first, second = write(CELLS, "a b.csv"), write([["land", "y"], ["A", 1]], "b.csv")
    command = draft([first, second]).command(Path("s.yaml"))
    assert command == f"steelyard run s.yaml 'a_b={first}' b={second}"


@pytest.mark.parametrize("content", [b"", b"\n", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"units\.csv"):
        draft([path])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        draft([tmp_path / "units.csv"])
