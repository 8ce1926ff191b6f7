"""Files that cannot be read: each gives one clear error."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard.data.page import Limits
from steelyard.data.table import read_table
from steelyard.errors import DataError
from steelyard.scheme.inputs import Table

Read = Callable[..., Any]
COLUMNS = {"country": "text", "x": "number"}
FRAME = pl.DataFrame({"country": ["A", "B"], "x": [1.5, None], "more": [1, 2]})


def refused(declared: Callable[..., Table], path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_table(path, "t", declared(COLUMNS))
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return str(problem.message)


def test_missing_file(declared: Callable[..., Table], tmp_path: Path) -> None:
    assert refused(declared, tmp_path / "none.csv") == "There is no such file."


def test_folder(declared: Callable[..., Table], tmp_path: Path) -> None:
    assert "This is a folder" in refused(declared, tmp_path)


def test_pipe(declared: Callable[..., Table], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in refused(declared, tmp_path / "pipe")


def test_path_that_cannot_be(declared: Callable[..., Table], tmp_path: Path) -> None:
    assert "cannot be read" in refused(declared, tmp_path / ("x" * 300))


@pytest.mark.parametrize("content", [b"", b"\n \n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
@pytest.mark.parametrize("file", ["t.csv", "t.json"])
def test_empty_file(read: Read, content: bytes, file: str) -> None:
    with pytest.raises(DataError, match=r"t\.\w+: The file is empty"):
        read(content, COLUMNS, file=file)


def test_enormous_file(read: Read) -> None:
    with pytest.raises(DataError, match="The file has 2 MB; at most 1 MB are read"):
        read(b"x" * 2_000_000, COLUMNS, limits=Limits(file_bytes=1_000_000))


def test_file_at_the_limit_is_read(read: Read) -> None:
    content = "country,x\nA,1\n"
    assert read(content, COLUMNS, limits=Limits(file_bytes=len(content)))[0].height == 1


def test_garbage(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.csv:1: There is a NUL byte in this line"):
        read(bytes(range(256)) * 100, COLUMNS)


def test_text_in_no_known_encoding(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.csv:2: This line is not text in UTF-8"):
        read(b"country,x\n\x81\x8d\x81\x8d,1\n", COLUMNS)


@pytest.mark.parametrize(
    ("content", "kind"), [(b"%PDF-1.7\n", "PDF"), (gzip.compress(b"country,x\n", mtime=0), "gzip")]
)
def test_other_kinds_of_files(read: Read, content: bytes, kind: str) -> None:
    with pytest.raises(DataError, match=f"This is a {kind} file; tables are read from CSV"):
        read(content, COLUMNS)


@pytest.mark.parametrize("content", ["<html><table>", '\n<?xml version="1.0"?>', "<!DOCTYPE html>"])
def test_web_page_under_the_name_of_a_workbook(read: Read, content: str) -> None:
    with pytest.raises(DataError, match="web page or XML under another name"):
        read(content, COLUMNS, file="t.xls")


def test_text_under_the_name_of_a_workbook_is_read(read: Read) -> None:
    assert read("country\tx\nA\t1\n", COLUMNS, file="t.xls")[0].row(0) == ("A", 1.0, 2)


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def test_parquet_is_read_with_rows_from_one(read: Read) -> None:
    frame, findings = read(parquet(FRAME), COLUMNS, file="t.parquet")
    assert frame.rows() == [("A", 1.5, 1), ("B", None, 2)]
    assert [f.code for f in findings] == ["columns-ignored"]


def test_parquet_is_known_by_its_content(read: Read) -> None:
    assert read(parquet(FRAME), COLUMNS, file="t.data")[0].height == 2


@pytest.mark.parametrize("keep", [5, 100, -5])
def test_truncated_parquet(read: Read, keep: int) -> None:
    with pytest.raises(DataError, match="The Parquet file is truncated or damaged"):
        read(parquet(FRAME)[:keep], COLUMNS, file="t.parquet")


def test_text_under_the_name_of_parquet(read: Read) -> None:
    with pytest.raises(DataError, match="The Parquet file is truncated or damaged"):
        read("country,x\n", COLUMNS, file="t.parquet")


def test_parquet_that_unpacks_to_too_much(read: Read) -> None:
    with pytest.raises(DataError, match="The table has 2 rows and 2 columns to read; at most 3"):
        read(parquet(FRAME), COLUMNS, file="t.parquet", limits=Limits(cells=3))


@pytest.mark.parametrize("file", ["t.json", "t.txt"])
def test_json_records_are_read(read: Read, file: str) -> None:
    records = [{"x": 1.5, "country": "A"}, {"country": "B", "x": "1,234"}, {"country": "C"}]
    frame, findings = read(json.dumps(records), COLUMNS, file=file)
    assert frame.rows() == [("A", 1.5, 1), ("B", 1234.0, 2), ("C", None, 3)]
    assert [f.code for f in findings] == ["thousands-separators-read"]


def test_json_keeps_types_and_great_numbers(read: Read) -> None:
    content = '[{"i": 9007199254740993, "b": true, "t": 7}, {"i": 1, "b": false, "t": null}]'
    columns = {"i": "integer", "b": "boolean", "t": "text"}
    frame, _ = read(content, columns, file="t.json")
    assert frame.rows() == [(9007199254740993, True, "7", 1), (1, False, None, 2)]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_json_with_what_is_not_a_finite_number(read: Read, value: str) -> None:
    with pytest.raises(DataError, match=rf"t\.json:1:2: x: “{value}” is not a finite number"):
        read(f'[{{"country": "A", "x": {value}}}]', COLUMNS, file="t.json")


def test_json_that_is_broken(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.json:2:3: This is not JSON: "):
        read("[\n{ x }]", COLUMNS, file="t.json")


def test_json_that_is_nested_without_end(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.json: A JSON table is a list of objects"):
        read("[" * 100_000, COLUMNS, file="t.json")


@pytest.mark.parametrize("content", ["{}", "[1]", '"x"', "[[1]]"])
def test_json_that_is_no_table(read: Read, content: str) -> None:
    with pytest.raises(DataError, match="A JSON table is a list of objects, one per row"):
        read(content, COLUMNS, file="t.json")


def test_json_with_lists_in_cells(read: Read) -> None:
    with pytest.raises(DataError, match=r"t\.json:2: x: A cell holds one value"):
        read('[{"x": 1}, {"x": [2]}]', COLUMNS, file="t.json")


def test_empty_json_list_has_no_columns(read: Read) -> None:
    with pytest.raises(DataError, match="The file has no column “country”"):
        read("[]", COLUMNS, file="t.json")
