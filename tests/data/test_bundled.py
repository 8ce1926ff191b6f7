"""Reference data that come with a scheme."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset, Scheme
from steelyard.errors import DataError, UsageError

SCHEME = """
scheme: bundled
title: Bundled
units: {table: firms, key: firm}
inputs:
  firms:
    columns: {firm: {type: text}, sector: {type: text, references: sectors.sector}, a: {}}
  sectors:
    file: reference/sectors.csv
    columns: {sector: {type: text}}
rank: {by: a}
"""


@pytest.fixture
def declared(tmp_path: Path) -> Scheme:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "sectors.csv").write_text("sector\nA\nB\n")
    (tmp_path / "scheme.yaml").write_text(SCHEME)
    return Scheme.load(tmp_path / "scheme.yaml")


def firms(sector: str) -> pl.DataFrame:
    return pl.DataFrame({"firm": ["x"], "sector": [sector], "a": [1.0]})


def test_it_is_read_where_no_file_is_given(declared: Scheme, tmp_path: Path) -> None:
    firms("A").write_csv(tmp_path / "firms.csv")
    data = Dataset.read(declared.inputs, {"firms": tmp_path / "firms.csv"})
    assert data.tables["sectors"]["sector"].to_list() == ["A", "B"]
    assert (data.sources["sectors"].file, data.sources["sectors"].bundled) == ("sectors.csv", True)
    assert not data.sources["firms"].bundled
    assert list(data.tables) == ["firms", "sectors"]


def test_frames_are_checked_against_it(declared: Scheme) -> None:
    assert "sectors" in Dataset.from_frames(declared.inputs, {"firms": firms("B")}).tables
    with pytest.raises(DataError, match=r"firms:1: sector: “C” is not in sectors\.sector"):
        Dataset.from_frames(declared.inputs, {"firms": firms("C")})


def test_a_file_that_is_given_goes_before_it(declared: Scheme, tmp_path: Path) -> None:
    firms("C").write_csv(tmp_path / "firms.csv")
    (tmp_path / "own.csv").write_text("sector\nC\n")
    files = {"firms": tmp_path / "firms.csv", "sectors": tmp_path / "own.csv"}
    data = Dataset.read(declared.inputs, files)
    assert data.tables["sectors"]["sector"].to_list() == ["C"]
    assert not data.sources["sectors"].bundled


def test_tables_beside_go_before_it_and_after_files(declared: Scheme, tmp_path: Path) -> None:
    firms("D").write_csv(tmp_path / "firms.csv")
    beside = Dataset({"sectors": pl.DataFrame({"sector": ["D"], "_row": [2]}), "firms": firms("E")})
    data = Dataset.read(declared.inputs, {"firms": tmp_path / "firms.csv"}, beside=beside)
    assert data.tables["sectors"]["sector"].to_list() == ["D"]
    assert data.tables["firms"]["sector"].to_list() == ["D"]


def test_without_the_folder_of_the_scheme_it_must_be_given(tmp_path: Path) -> None:
    firms("A").write_csv(tmp_path / "firms.csv")
    with pytest.raises(UsageError, match="No file was given for sectors"):
        Dataset.read(Scheme.parse(SCHEME).inputs, {"firms": tmp_path / "firms.csv"})


def test_the_other_table_of_a_pair_is_asked_for_by_name(declared: Scheme, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No file was given for firms"):
        Dataset.read(declared.inputs, {"sectors": tmp_path / "reference" / "sectors.csv"})
