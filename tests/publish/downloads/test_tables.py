"""Tables to take along: the same content in every form, and text that stays text."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard import Edition
from steelyard.publish import tables
from steelyard.publish.downloads.archive import archive
from steelyard.publish.tables import as_csv, as_json, as_parquet, as_xlsx
from tests.publish.editions import HOSTILE

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
FRAMES = st.lists(st.tuples(TEXTS, st.floats() | st.none()), max_size=6).map(
    lambda rows: pl.DataFrame(rows, schema={"name": pl.String, "x": pl.Float64}, orient="row")
)


@given(FRAMES)
def test_json_holds_every_text_as_it_is(frame: pl.DataFrame) -> None:
    rows = json.loads(as_json(frame))
    assert [row["name"] for row in rows] == frame["name"].to_list()
    finite = [x if x is not None and abs(x) < float("inf") else None for x in frame["x"]]
    assert [row["x"] for row in rows] == finite


@given(FRAMES)
def test_no_cell_of_csv_begins_like_a_formula(frame: pl.DataFrame) -> None:
    text = as_csv(frame.select("name")).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline="")) if row][1:]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    kept = [cell.removeprefix("'") if cell[1:2] in list("=+-@\t\r") else cell for cell in cells]
    whole = [name for name in frame["name"].to_list() if name]
    if len(kept) == frame.height:
        assert [cell for cell in kept if cell] == whole


def test_hostile_names_are_text_in_a_workbook() -> None:
    frame = pl.DataFrame({"name": list(HOSTILE), "x": range(len(HOSTILE))})
    book = as_xlsx(frame, "names", [{"name": "name", "title": "=1+1"}])
    assert book is not None
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = "".join(parts.read(n).decode() for n in parts.namelist() if "sheets/" in n)
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    read = fastexcel.read_excel(book).load_sheet("names").to_polars()
    assert read["name"].to_list()[0] == HOSTILE[0]
    assert read["name"].to_list()[1] == HOSTILE[1]


def test_parquet_is_the_table() -> None:
    frame = pl.DataFrame({"name": list(HOSTILE), "x": [None, *range(1, len(HOSTILE))]})
    assert pl.read_parquet(io.BytesIO(as_parquet(frame))).equals(frame)


def test_a_table_that_no_sheet_holds_has_no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 5)
    assert as_xlsx(pl.DataFrame({"x": range(6)}), "x") is None
    assert as_xlsx(pl.DataFrame({"x": range(5)}), "x") is not None


def test_the_archive_is_an_edition_again(edition: Edition, tmp_path: Path) -> None:
    content = archive(edition)
    assert content == archive(edition)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "edition/run.json" not in package.namelist()
        package.extractall(tmp_path)
    assert Edition.open(tmp_path / "edition").ranking.equals(edition.ranking)
