"""Workbooks as they are written, and read again: what goes in comes out."""

from __future__ import annotations

import datetime as dt
import string
import zipfile
from collections.abc import Mapping
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from steelyard.data.dataset import Dataset
from steelyard.data.table import read_file
from steelyard.errors import UsageError
from steelyard.i18n import LANGUAGES, set_language
from steelyard.library import names, sample
from steelyard.scheme.scheme import Scheme
from steelyard.templates import tables
from steelyard.templates.books import books
from steelyard.templates.layout import lay_out
from steelyard.templates.workbook import write_templates, write_workbook
from tests.templates.opened import MAIN, opened

each_language = pytest.mark.parametrize("language", LANGUAGES)

PARKS = pl.DataFrame(
    {
        "park": ["007", "=1+1", "-x"],
        "name": ["桿秤 園", "@home", None],
        "level": ["national", "local", None],
        "soil": ["sand", None, "clay"],
        "province": ["010000", "020000", None],
        "opened": [dt.date(2025, 12, 31), dt.date(1888, 5, 1), None],
        "founded": [1800, 2100, None],
        "visitors": [2**53, 1, None],
        "budget": [0.0, 1234567.891, None],
        "lawn": [12.5, 100.0, None],
        "balance": [-0.001, 1e15, None],
        "lit": [True, False, None],
    }
)
ROWS = {
    "parks": PARKS,
    "trees": pl.DataFrame({"park": ["007"], "tree": ["0012"], "height": [3.25]}),
    "visits": pl.DataFrame({"park": ["-x"], "day": [dt.date(1900, 1, 1)]}),
    "notes": pl.DataFrame({"remark": ["http://example.org", "1,234", "+44", "#N/A?"]}),
}


def filled(scheme: Scheme, folder: Path, rows: Mapping[str, pl.DataFrame]) -> Dataset:
    """Write the rows into the workbooks of a scheme, and read them again."""
    files = {name: path for name, table in scheme.inputs.items() if (path := table.bundled)}
    for one in books(scheme):
        book = folder / f"{one.name}.xlsx"
        write_workbook(book, scheme, None if one.supplier is None else one.name, rows)
        files |= dict.fromkeys(one.tables.keys() & rows.keys(), book)
    return Dataset.read(scheme.inputs, files)


@each_language
def test_what_is_filled_in_is_read_again(parks: Scheme, tmp_path: Path, language: str) -> None:
    set_language(language)
    data = filled(parks, tmp_path, ROWS)
    for name, frame in ROWS.items():
        assert_frame_equal(data.tables[name].drop("_row"), frame, rel_tol=1e-15, abs_tol=0)
    assert list(data.tables["parks"]["_row"]) == [2, 3, 4]


def test_a_workbook_written_in_one_language_is_read_in_another(
    parks: Scheme, tmp_path: Path
) -> None:
    set_language("zh-Hant")
    write_workbook(tmp_path / "a.xlsx", parks, "keeper", ROWS)
    set_language("en")
    read = read_file(tmp_path / "a.xlsx", "parks", parks.inputs["parks"])
    assert_frame_equal(read.frame.drop("_row"), PARKS, rel_tol=1e-15, abs_tol=0)


ROW = st.fixed_dictionaries(
    {
        "name": st.none() | st.text(string.ascii_letters + "桿秤=+@'\"&<>", min_size=1),
        "level": st.none() | st.sampled_from(["national", "local"]),
        "opened": st.none() | st.dates(dt.date(1583, 1, 1)),
        "founded": st.none() | st.integers(1800, 2100),
        "balance": st.none() | st.floats(-1e300, 1e300, allow_subnormal=False),
        "lit": st.none() | st.booleans(),
    }
)


@settings(max_examples=25)
@given(rows=st.lists(ROW, min_size=1, max_size=5), language=st.sampled_from(LANGUAGES))
def test_any_row_is_read_as_it_was_written(
    parks: Scheme,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, object]],
    language: str,
) -> None:
    set_language(language)
    keyed = [{"park": f"{at:04}", **row} for at, row in enumerate(rows)]
    frame = pl.DataFrame(keyed, schema_overrides=PARKS.schema)
    path = tmp_path_factory.mktemp("filled") / "a.xlsx"
    write_workbook(path, parks, "keeper", {"parks": frame})
    read = read_file(path, "parks", parks.inputs["parks"]).frame.select(frame.columns)
    assert_frame_equal(read, frame, rel_tol=1e-15, abs_tol=0)


@each_language
@pytest.mark.parametrize("name", names())
def test_an_empty_workbook_of_the_library_has_every_column(
    tmp_path: Path, name: str, language: str
) -> None:
    set_language(language)
    scheme = Scheme.load(name)
    for one, path in zip(books(scheme), write_templates(scheme, tmp_path), strict=True):
        sheets = lay_out(scheme, one).sheets
        for key, table in one.tables.items():
            read = read_file(path, key, table)
            assert read.source is not None
            assert read.source.sheet == sheets[key]
            assert read.frame.height == 0
            assert not {"column-absent", "columns-ignored"} & {f.code for f in read.findings}


@pytest.mark.parametrize("name", [name for name in names() if sample(name)])
def test_the_samples_of_the_library_go_through_workbooks(tmp_path: Path, name: str) -> None:
    scheme = Scheme.load(name)
    set_language("zh-Hans")
    data = Dataset.read(scheme.inputs, sample(name))
    again = filled(scheme, tmp_path, data.tables)
    assert data.tables.keys() <= again.tables.keys()
    for table, frame in data.tables.items():
        assert_frame_equal(
            again.tables[table].drop("_row"), frame.drop("_row"), rel_tol=1e-15, abs_tol=0
        )


def test_two_runs_give_the_same_bytes(parks: Scheme, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_templates(parks, tmp_path / folder)
    first, second = (
        [path.read_bytes() for path in sorted((tmp_path / folder).iterdir())] for folder in "ab"
    )
    assert len(first) == 3
    assert first == second


def test_the_time_of_writing_is_nowhere(parks: Scheme, tmp_path: Path) -> None:
    path = write_templates(parks, tmp_path)[0]
    with zipfile.ZipFile(path) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_nothing_is_run_as_a_formula(parks: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, parks, "keeper", ROWS, notice="=cmd()")
    sheets = opened(path)
    assert "=cmd()" in sheets["Read me"].texts.values()
    assert sheets["Parks"].texts["A3"] == "=1+1"
    for sheet in sheets.values():
        assert list(sheet.xml.iter(f"{MAIN}f")) == []
        assert list(sheet.xml.iter(f"{MAIN}hyperlink")) == []


def test_cells_are_formatted_far_below_the_heading(parks: Scheme, tmp_path: Path) -> None:
    path = write_templates(parks, tmp_path)[0]
    with zipfile.ZipFile(path) as parts:
        styles = parts.read("xl/styles.xml").decode()
    assert "yyyy\\-mm\\-dd" in styles or "yyyy-mm-dd" in styles
    columns = list(opened(path)["Parks"].xml.iter(f"{MAIN}col"))
    formatted = [column for column in columns if column.get("style")]
    assert sum(int(c.get("max", 0)) - int(c.get("min", 0)) + 1 for c in formatted) == 12


def test_rows_are_high_enough_for_their_text(tmp_path: Path) -> None:
    set_language("en")
    path = write_templates(Scheme.load("fund-direction"), tmp_path)[0]
    sheets = opened(path)
    heights = {
        name: [float(row.get("ht", 15)) for row in sheet.xml.iter(f"{MAIN}row")]
        for name, sheet in sheets.items()
    }
    # “Bottleneck technologies supported” goes over three lines of 15 points.
    assert heights["Funds"][0] >= 45
    title, about, *_rest = heights["Read me"]
    assert title > 16 * 1.2
    assert about >= 15 * len(sheets["Read me"].row(2)[0]) / 120


def test_the_header_row_stays_in_sight(parks: Scheme, tmp_path: Path) -> None:
    sheet = opened(write_templates(parks, tmp_path)[0])["Parks"]
    (pane,) = sheet.xml.iter(f"{MAIN}pane")
    assert (pane.get("state"), pane.get("ySplit"), pane.get("xSplit")) == ("frozen", "1", None)
    assert list(sheet.xml.iter(f"{MAIN}autoFilter")) == []
    assert set(sheet.notes) == {f"{letter}1" for letter in "ABCDEFGHIJKL"}


def test_codes_stand_beside_their_meaning(parks: Scheme, tmp_path: Path) -> None:
    lists = opened(write_templates(parks, tmp_path)[0])["Lists"]
    assert [lists.row(row) for row in (1, 2, 3)] == [
        ["Level", "soil", "Provinces", "Meaning", "Yes or no"],
        ["National", "sand", "010000", "Alpha", "Yes"],
        ["Local", "clay", "020000", "Beta", "No"],
    ]


def test_without_lists_there_is_no_sheet_of_lists(parks: Scheme, tmp_path: Path) -> None:
    path = write_templates(parks, tmp_path)[2]
    assert fastexcel.read_excel(path).sheet_names == ["Read me", "notes"]


def test_only_the_suppliers_own_tables_and_columns_are_written(
    parks: Scheme, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    rows = {**ROWS, "trees": ROWS["trees"].with_columns(_row=pl.lit(2), extra=pl.lit("x"))}
    write_workbook(path, parks, "keeper", rows)
    sheets = opened(path)
    assert list(sheets) == ["Read me", "Parks", "Trees", "Lists"]
    assert sheets["Trees"].row(1) == ["park", "tree", "height (m)"]


def test_no_file_is_overwritten(parks: Scheme, tmp_path: Path) -> None:
    (tmp_path / "office.xlsx").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        write_templates(parks, tmp_path)
    with pytest.raises(UsageError, match="exists already"):
        write_workbook(tmp_path / "office.xlsx", parks, "office")
    assert [path.name for path in tmp_path.iterdir()] == ["office.xlsx"]
    assert (tmp_path / "office.xlsx").read_text() == "mine"


def test_a_folder_that_is_a_file_is_told(parks: Scheme, tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("mine")
    with pytest.raises(UsageError, match="not a folder"):
        write_templates(parks, file)


@pytest.fixture
def three_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LAST_ROW", 3)


@pytest.mark.usefixtures("three_rows")
def test_more_rows_than_a_sheet_has_are_refused(parks: Scheme, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", parks, "keeper", ROWS)
    more = {"parks": pl.concat([PARKS, PARKS])}
    with pytest.raises(UsageError, match="A sheet holds 3 rows; “parks” has 6"):
        write_workbook(tmp_path / "b.xlsx", parks, "keeper", more)
    assert not (tmp_path / "b.xlsx").exists()
