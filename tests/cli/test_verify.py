"""``steelyard verify``: does an edition follow from what it says it was made of?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Call


@pytest.fixture
def copied(tai: Path, tmp_path: Path) -> Path:
    """An edition that may be changed."""
    return Path(shutil.copytree(tai, tmp_path / "ed"))


def test_an_edition_follows_from_its_inputs(call: Call, tai: Path) -> None:
    called = call("verify", tai)
    assert (called.status, called.err) == (0, "")
    assert called.out.startswith("Identical")


def test_json_says_so_too(call: Call, tai: Path) -> None:
    assert call("verify", tai, "--json").answer == {
        "verdict": "identical",
        "changed": [],
        "different": {},
    }


def test_a_changed_edition_does_not(call: Call, copied: Path) -> None:
    ranking = copied / "data" / "ranking.csv"
    ranking.write_text(ranking.read_text(encoding="utf-8").replace("Finland", "Utopia"))
    called = call("verify", copied)
    assert called.status == 1
    assert called.out.startswith("Different")
    assert "data/ranking.csv: changed since it was written" in called.out
    assert call("verify", copied, "--json").answer["changed"] == ["data/ranking.csv"]


def test_changed_inputs_are_told(call: Call, copied: Path) -> None:
    import polars as pl

    table = copied / "input" / "countries.parquet"
    pl.read_parquet(table).with_columns(patents=pl.col("patents") + 1).write_parquet(table)
    called = call("verify", copied, "--json")
    assert called.status == 1
    assert called.answer["changed"] == ["input/countries.parquet"]
    assert called.answer["verdict"] == "different"


def test_without_inputs_the_files_are_asked_for(
    call: Call, countries: Path, tmp_path: Path
) -> None:
    call("run", "tai", "--out", tmp_path / "ed", "--without-inputs")
    called = call("verify", tmp_path / "ed")
    assert called.status == 2
    assert "give the files: countries.csv" in called.err
    assert call("verify", tmp_path / "ed", countries).status == 0


def test_other_files_are_refused(call: Call, countries: Path, tmp_path: Path) -> None:
    call("run", "tai", "--out", tmp_path / "ed", "--without-inputs")
    other = tmp_path / "countries.csv"
    other.write_text(countries.read_text(encoding="utf-8").replace("187", "188", 1))
    called = call("verify", tmp_path / "ed", other)
    assert called.status == 2
    assert "SHA-256" in called.err


def test_nothing_is_written(
    call: Call, tai: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call("verify", tai)
    assert list(tmp_path.iterdir()) == []


def test_an_incomplete_edition_is_told(call: Call, copied: Path) -> None:
    (copied / "data" / "scores.parquet").unlink()
    called = call("verify", copied)
    assert called.status == 2
    assert "data/scores.parquet" in called.err


@pytest.mark.parametrize(
    ("file", "status"), [("manifest.json", 2), ("datapackage.json", 1), ("scheme.yaml", 1)]
)
def test_a_broken_file_is_told(call: Call, copied: Path, file: str, status: int) -> None:
    (copied / file).write_text("{")
    called = call("verify", copied)
    assert called.status == status
    assert file in called.err + called.out
