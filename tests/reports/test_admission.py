"""The workbook has a sheet of admission, and no formulas that would rank those off the list."""

from __future__ import annotations

from pathlib import Path

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.reports.workbook.book import sheets_of
from steelyard.reports.workbook.sheet import Live, Sheet, Table
from tests.evaluation.test_admission import run, without


def sheets(tmp_path: Path, scheme: str | None = None) -> dict[str, Sheet]:
    found = run() if scheme is None else run(scheme)
    edition = Edition.open(found.write(tmp_path / "edition").path)
    with speaking("en"):
        return {sheet.title: sheet for sheet in sheets_of(edition)}


def test_each_unit_stands_against_each_threshold(tmp_path: Path) -> None:
    (table,) = sheets(tmp_path)["Admission"].blocks
    assert isinstance(table, Table)
    columns = {column.heading: list(column.values) for column in table.columns}
    assert columns["Threshold"][:3] == ["revenue", "Tax paid", "Waste of the year"]
    assert columns["Met"][12:] == ["met", None, "not met"]
    assert columns["Admission"][::3] == ["admitted"] * 2 + ["not admitted"] * 2 + ["cannot be told"]


def test_there_are_no_formulas_where_some_are_not_admitted(tmp_path: Path) -> None:
    assert not any(isinstance(p, Live) for p in sheets(tmp_path)["Your weights"].blocks)


def test_without_thresholds_there_is_no_such_sheet(tmp_path: Path) -> None:
    found = sheets(tmp_path, without("admission"))
    assert "Admission" not in found
    assert any(isinstance(part, Live) for part in found["Your weights"].blocks)
