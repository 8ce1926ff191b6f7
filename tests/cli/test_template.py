"""``steelyard template``, as it is called."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.i18n import LANGUAGES, set_language
from steelyard.library import find, names, sample
from steelyard.scheme.scheme import Scheme
from steelyard.templates.workbook import write_workbook, write_workbooks
from tests.cli.conftest import Call


@pytest.mark.parametrize("name", names())
def test_every_scheme_of_the_library_has_workbooks(call: Call, tmp_path: Path, name: str) -> None:
    called = call("template", name, "--out", tmp_path / "new" / "folder")
    assert (called.status, called.err) == (0, "")
    files = [Path(line) for line in called.out.splitlines()]
    assert files
    assert sorted(files) == sorted((tmp_path / "new" / "folder").iterdir())


def test_the_fund_evaluation_has_one_for_managers_and_one_for_the_office(
    call: Call, tmp_path: Path
) -> None:
    called = call("template", "fund-direction", "--out", tmp_path, "--json")
    assert called.status == 0
    assert called.answer == {
        "files": [str(tmp_path / "manager.xlsx"), str(tmp_path / "office.xlsx")]
    }


@pytest.mark.parametrize(
    ("language", "sheet"), [("en", "Countries"), ("zh-Hant", "國家"), ("zh-Hans", "国家")]
)
def test_it_is_written_in_the_language_asked_for(
    call: Call, tmp_path: Path, language: str, sheet: str
) -> None:
    assert call("template", "tai", "--out", tmp_path, "--lang", language).status == 0
    assert sheet in fastexcel.read_excel(tmp_path / "tai.xlsx").sheet_names


def test_a_scheme_of_ones_own(call: Call, tmp_path: Path) -> None:
    scheme = tmp_path / "mine.yaml"
    scheme.write_text(find("tai").read_text(encoding="utf-8"), encoding="utf-8")
    called = call("template", scheme, "--out", tmp_path / "out")
    assert called.out == f"{tmp_path / 'out' / 'tai.xlsx'}\n"


def test_a_second_call_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    call("template", "tai", "--out", tmp_path)
    before = (tmp_path / "tai.xlsx").read_bytes()
    called = call("template", "tai", "--out", tmp_path, "--lang", "zh-Hans")
    assert (called.status, called.out) == (2, "")
    assert called.err.startswith(f"{tmp_path / 'tai.xlsx'}: ")
    assert "tai.xlsx" in called.err
    assert (tmp_path / "tai.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["taii", "--out", "x"], "tai"),
        (["tai"], "--out"),
        ([], "is missing"),
    ],
)
def test_a_wrong_call_is_told(call: Call, words: list[str], said: str) -> None:
    called = call("template", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert called.err.count("\n") == 1


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """The sample of the fund evaluation in workbooks: a manager each, in three languages."""
    scheme = Scheme.load("fund-direction")
    tables = Dataset.read(scheme.inputs, sample("fund-direction")).tables
    folder = tmp_path / "delivered"
    folder.mkdir()
    managers = tables["funds"]["manager"].unique().sort()
    for at, language in enumerate(LANGUAGES):
        set_language(language)
        theirs = {
            folder / f"{manager}.xlsx": {
                name: rows
                for name, frame in tables.items()
                if (rows := _of_manager(frame, tables["funds"], manager)) is not None
            }
            for manager in managers.gather_every(len(LANGUAGES), at)
        }
        write_workbooks(scheme, "manager", theirs, notice="Made up")
    write_workbook(folder / "office.xlsx", scheme, "office", tables)
    return folder


def _of_manager(frame: pl.DataFrame, funds: pl.DataFrame, manager: str) -> pl.DataFrame | None:
    if "manager" in frame.columns:
        return frame.filter(pl.col("manager") == manager)
    if "fund" in frame.columns:
        own = funds.filter(pl.col("manager") == manager)
        return frame.join(own.select("fund"), on="fund", how="semi", maintain_order="left")
    return None


@pytest.mark.slow
def test_filled_workbooks_of_all_managers_give_the_ranking_of_the_tables(
    call: Call, tmp_path: Path, delivered: Path
) -> None:
    for words, out in (([], "tables"), ([delivered], "workbooks")):
        options = ["--out", tmp_path / out, "--replications", "0"]
        called = call("run", "fund-direction", *words, *options)
        assert called.status == 0, called.err
    tables, workbooks = (
        pl.read_csv(tmp_path / out / "data" / "ranking.csv") for out in ("tables", "workbooks")
    )
    assert tables.height > 1
    assert tables.equals(workbooks)
