"""Made-up tables as files: read again they are the same, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.data.table import read_table
from steelyard.errors import UsageError
from steelyard.samples.fund_direction import bundled, fund_direction
from steelyard.samples.write import Format, write_deliveries, write_tables
from steelyard.scheme.scheme import Scheme

FUNDS = 6


@pytest.fixture(scope="module")
def few() -> dict[str, pl.DataFrame]:
    return fund_direction(FUNDS, seed=2, investments_in_all=30)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_hold_the_tables(
    form: Format, few: dict[str, pl.DataFrame], scheme: Scheme, tmp_path: Path
) -> None:
    files = write_tables(few, tmp_path / "made", form)
    assert sorted(files) == sorted((tmp_path / "made").iterdir())
    brought = {n: t.bundled for n, t in scheme.inputs.items() if t.bundled is not None}
    tables = {path.stem: path for path in files if path.stem in scheme.inputs}
    data = Dataset.read(scheme.inputs, {**brought, **tables})
    for name, frame in few.items():
        assert data.tables[name].select(frame.columns).equals(frame), name


def test_the_same_bytes_each_time(few: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    again = fund_direction(FUNDS, seed=2, investments_in_all=30)
    for form in ("csv", "parquet"):
        first = write_tables(few, tmp_path / f"{form}-1", form)
        second = write_tables(again, tmp_path / f"{form}-2", form)
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_readme_says_so_in_three_languages(
    few: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    write_tables(few, tmp_path)
    said = (tmp_path / "README.md").read_text(encoding="utf-8")
    for words in ("is made up", "均為虛構", "均为虚构", "| `investments` | 30 |"):
        assert words in said


def test_parquet_files_say_so_beside_their_rows(
    few: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    write_tables(few, tmp_path, "parquet")
    assert "Made up" in pl.read_parquet_metadata(tmp_path / "funds.parquet")["note"]


def test_a_manager_delivers_its_own_funds(
    few: dict[str, pl.DataFrame], scheme: Scheme, tmp_path: Path
) -> None:
    files = write_deliveries(few, scheme, tmp_path / "in")
    managers = few["managers"]["manager"]
    assert {path.name for path in files} == {
        *(f"{manager}.xlsx" for manager in managers),
        "office.xlsx",
        "README.md",
    }
    found = []
    for manager in managers:
        path = tmp_path / "in" / f"{manager}.xlsx"
        found.append(read_table(path, "funds", scheme.inputs["funds"])[0])
        assert found[-1]["manager"].unique().to_list() == [manager]
    columns = few["funds"].columns
    assert pl.concat(found).select(columns).sort("fund").equals(few["funds"].sort("fund"))


@pytest.mark.parametrize("occupied", ["folder", "file"])
def test_what_is_there_is_left(
    occupied: str, few: dict[str, pl.DataFrame], scheme: Scheme, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    if occupied == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine").write_text("mine")
    with pytest.raises(UsageError, match="something already"):
        write_tables(few, out)
    with pytest.raises(UsageError, match="something already"):
        write_deliveries(few, scheme, out)
    assert (out if occupied == "file" else out / "mine").read_text() == "mine"


def test_the_reference_tables_come_with_the_scheme(scheme: Scheme) -> None:
    assert bundled(scheme)["provinces"].height == 34
