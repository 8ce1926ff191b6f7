"""Datasets from files and from frames."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.errors import DataError, UsageError
from steelyard.scheme.inputs import Table

Declare = Callable[..., Table]


@pytest.fixture
def tables(declared: Declare) -> dict[str, Table]:
    stake = {"type": "text", "references": "funds.fund"}
    return {
        "funds": declared({"fund": "text", "size": {"unit": "万元"}}, key=["fund"]),
        "stakes": declared({"fund": stake, "amount": "number"}, required=False),
    }


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    funds, stakes = tmp_path / "funds.csv", tmp_path / "stakes.csv"
    funds.write_text("fund,size\n甲,1\n乙,2\n", encoding="gb18030")
    stakes.write_text("fund,amount\n甲,5\n甲,6\n", encoding="utf-8")
    return {"stakes": stakes, "funds": funds}


def test_files_are_read_and_remembered(tables: dict[str, Table], files: dict[str, Path]) -> None:
    data = Dataset.read(tables, files)
    assert {name: frame.height for name, frame in data.tables.items()} == {"funds": 2, "stakes": 2}
    source = data.sources["funds"]
    assert (source.file, source.encoding, source.sheet) == ("funds.csv", "GB18030", None)
    assert source.sha256 == hashlib.sha256(files["funds"].read_bytes()).hexdigest()
    assert [(f.code, f.table) for f in data.findings] == [("encoding-detected", "funds")]


def test_encodings_and_units_go_to_their_tables(
    tables: dict[str, Table], files: dict[str, Path]
) -> None:
    units = {"funds": {"size": "亿元"}}
    data = Dataset.read(tables, files, encodings={"funds": "gbk"}, units=units)
    assert data.tables["funds"]["size"].to_list() == [10000.0, 20000.0]
    assert [f.code for f in data.findings] == ["encoding-named", "converted"]


def test_table_that_is_not_required_may_be_absent(
    tables: dict[str, Table], files: dict[str, Path]
) -> None:
    assert list(Dataset.read(tables, {"funds": files["funds"]}).tables) == ["funds"]


def test_required_table_without_file_is_told_with_the_tables_expected(
    tables: dict[str, Table], files: dict[str, Path]
) -> None:
    with pytest.raises(
        UsageError, match=r"for funds\. The scheme takes the tables funds, stakes\."
    ):
        Dataset.read(tables, {"stakes": files["stakes"]})


@pytest.mark.parametrize("option", ["files", "encodings", "units"])
def test_table_that_is_not_declared_is_told_with_the_nearest(
    tables: dict[str, Table], files: dict[str, Path], option: str
) -> None:
    given: dict[str, Any] = {"files": files, option: {"fund": files["funds"]}}
    if option == "files":
        given = {"files": {**files, "fund": files["funds"]}}
    with pytest.raises(UsageError, match=r"no table “fund”.*Did you mean “funds”"):
        Dataset.read(tables, **given)


def test_references_are_checked(tables: dict[str, Table], files: dict[str, Path]) -> None:
    files["stakes"].write_text("fund,amount\n丙,5\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"stakes\.csv:2: fund: “丙” is not in funds\.fund"):
        Dataset.read(tables, files)


def test_frames_are_checked_like_files(tables: dict[str, Table]) -> None:
    twice = pl.DataFrame({"fund": ["A", "A"], "size": [1, 2]})
    with pytest.raises(DataError, match="funds:2: fund: “A” stands in row 1 already"):
        Dataset.from_frames(tables, {"funds": twice})


def test_frames_of_a_dataset_make_the_same_dataset(
    tables: dict[str, Table], files: dict[str, Path]
) -> None:
    first = Dataset.read(tables, files)
    again = Dataset.from_frames(tables, first.tables)
    assert all(again.tables[name].equals(first.tables[name]) for name in first.tables)
    assert (again.findings, again.sources) == ((), {})


def test_given_frames_are_not_changed(tables: dict[str, Table]) -> None:
    frame = pl.DataFrame({"fund": [" A"], "size": [1], "more": [None]})
    Dataset.from_frames(tables, {"funds": frame})
    assert frame.rows() == [(" A", 1, None)]


def test_number_of_threads_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = (f'u{i},{i * 1e-4!r},"{i * 7919 % 100003:,}"\n' for i in range(5000))
    path.write_text("k,a,b\n" + "".join(rows), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from steelyard.data.dataset import Dataset;"
        "from steelyard.scheme.inputs import Table;"
        "columns = {'k': {'type': 'text'}, 'a': {'unit': 'km'}, 'b': {}};"
        "table = Table.model_validate({'columns': columns, 'key': ['k']});"
        "data = Dataset.read({'t': table}, {'t': Path(sys.argv[1])}, units={'t': {'a': 'mile'}});"
        "print(data.findings, data.tables['t'].write_csv())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env=os.environ | {"POLARS_MAX_THREADS": threads},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(outputs) == 1
