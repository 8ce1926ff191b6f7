"""The sheet of methods side by side, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastexcel
import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.reports.workbook import write_workbook
from tests.evaluation.brands import valued

UNSURE: dict[str, Any] = {"royalty": {"data": {"royalty": {"relative": 0.1}}}}


def read(edition: Edition, folder: Path, tag: str, sheet: str) -> list[tuple[Any, ...]]:
    with speaking(tag):
        path = write_workbook(edition, folder / f"{tag}.xlsx")
    book = fastexcel.read_excel(path)
    return list(book.load_sheet(sheet, header_row=None).to_polars().iter_rows())


@pytest.mark.parametrize(
    ("tag", "sheet", "saved"),
    [
        ("en", "brand value", "Royalty saved"),
        ("zh-Hant", "品牌價值", "節省的權利金"),
        ("zh-Hans", "品牌价值", "节省的许可费"),
    ],
)
def test_methods_side_by_side(tmp_path: Path, tag: str, sheet: str, saved: str) -> None:
    edition = valued(assumptions=UNSURE).analysed(replications=50).write(tmp_path / "edition")
    cells = read(edition, tmp_path, tag, sheet)
    heads = next(row for row in cells if f"{saved} (m)" in row)
    own = next(row for row in cells if row[0] == "B")
    assert own[heads.index(f"{saved} (m)")] in (200, 200.0, "200", "200.0")
    assert saved in own  # the method with the highest value, by its name
    assert any(row[0] == "B" and saved in row[1:3] for row in cells)  # how sure, further down


def test_an_edition_without_estimates_has_no_such_sheet(tmp_path: Path) -> None:
    edition = valued(estimates={}).write(tmp_path / "edition")
    with speaking("en"):
        write_workbook(edition, tmp_path / "book.xlsx")
    assert "brand value" not in fastexcel.read_excel(tmp_path / "book.xlsx").sheet_names
