"""What is kept of a match."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from steelyard.errors import UsageError
from steelyard.names.match import match
from steelyard.names.writing import refuse_folder, to_json, write


def test_the_tables_are_written_with_their_headers(tmp_path: Path) -> None:
    found = match(["華為", "甲"], ["Huawei", "乙"])
    files = write(found, tmp_path / "deep" / "out")
    assert [file.name for file in files] == [
        "pairs.csv",
        "common.csv",
        "only-in-A.csv",
        "only-in-B.csv",
        "correlations.csv",
    ]
    assert pl.read_csv(files[0])["verdict"].to_list() == ["same"]
    assert pl.read_csv(files[2]).rows() == [(2, "甲", 2)]


def test_the_same_lists_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(match(["華為", "甲", "Acme"], ["Huawei", "乙", "Acme Motors"]), tmp_path / folder)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_json_accounts_for_every_entry() -> None:
    found = match(["華為", "甲", "吉利集團"], ["Huawei", "乙", "吉利汽車", "丙"])
    answer = json.loads(json.dumps(to_json(found), allow_nan=False))
    assert (answer["same"], answer["unsure"]) == (1, 1)
    assert answer["lists"] == [
        {"name": "A", "entries": 3, "only_here": 1},
        {"name": "B", "entries": 4, "only_here": 2},
    ]
    for listed in answer["lists"]:
        assert listed["entries"] == answer["same"] + answer["unsure"] + listed["only_here"]


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        refuse_folder(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        refuse_folder(tmp_path / "thesis.txt")
    refuse_folder(tmp_path / "new")


def test_a_folder_of_a_match_is_taken_again(tmp_path: Path) -> None:
    write(match(["a"], ["b"]), tmp_path)
    refuse_folder(tmp_path)
