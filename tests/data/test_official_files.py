"""Files as they are published, unchanged: they must just work."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steelyard.data.table import read_table
from steelyard.scheme.inputs import Table

Declare = Callable[..., Table]
TAI = (
    "patents,royalties,internet,tech_exports,telephones_log10,electricity_log10,schooling,"
    "university"
)


def test_scoreboard_workbook(shared: Path, declared: Declare) -> None:
    columns: dict[str, Any] = {
        "company": {"type": "text", "headers": ["Company"]},
        "year": {"type": "integer", "headers": ["Year"]},
        "rd": {"unit": "EUR million", "headers": ["R&D (€ million)"]},
        "rd_growth": {"unit": "%", "headers": ["R&D one-year growth (%)"]},
        "sales": {"unit": "EUR billion", "headers": ["Net sales (€ million)"]},
        "capex_growth": {"unit": "%", "headers": ["Capex one-year growth (%)"]},
        "employees": {"unit": "persons", "headers": ["Employees"]},
    }
    path = shared / "rd2023" / "SB2023_World2500.xlsx"
    frame, findings = read_table(path, "firms", declared(columns, key=["company"]))
    assert frame.height == 2500
    assert frame.row(0)[:6] == (
        "ALPHABET",
        2022,
        37033.5805,
        25.1504974336227,
        265.175437324,
        27.7800324675325,
    )
    assert frame["year"].unique().to_list() == [2022]
    assert frame["_row"].to_list() == list(range(2, 2502))
    assert frame.null_count().row(0)[:4] == (0, 0, 0, 2)
    assert [(f.code, f.column) for f in findings] == [
        ("columns-ignored", None),
        ("converted", "sales"),
        ("undefined-read-as-missing", "capex_growth"),
    ]


def test_tai_table(shared: Path, declared: Declare) -> None:
    columns = {"country": "text", **dict.fromkeys(TAI.split(","), "number")}
    frame, findings = read_table(shared / "tai" / "tai_raw_23.csv", "t", declared(columns))
    assert frame.shape == (23, 10)
    assert frame.row(0) == ("Finland", 187.0, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4, 2)
    assert findings == []


def test_asem_table(shared: Path, declared: Declare) -> None:
    path = shared / "coinr" / "data" / "ASEM_iData.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    texts = {name for name in header if name in ("uName", "uCode") or name.endswith("_group")}
    columns = {name: "text" if name in texts else "number" for name in header}
    frame, findings = read_table(path, "t", declared(columns, key=["uCode"]))
    assert frame.shape == (51, len(header) + 1)
    assert findings == []
    for name in set(header) - texts:
        cells = [row[header.index(name)] for row in rows]
        expected = [None if cell == "NA" else float(cell) for cell in cells]
        assert frame[name].to_list() == expected


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "big5", "gb18030"])
def test_list_of_brands_in_any_encoding(
    shared: Path, declared: Declare, tmp_path: Path, codec: str
) -> None:
    original = shared / "brands" / "world500_2026_china.csv"
    table = declared({"rank": "integer", "brand": "text", "sector": "text", "city": "text"})
    expected, _ = read_table(original, "brands", table)
    copy = tmp_path / "brands.csv"
    copy.write_text(original.read_text(encoding="utf-8"), encoding=codec)
    frame, findings = read_table(copy, "brands", table)
    assert frame.equals(expected)
    assert frame.row(0) == (8, "華為", "電腦與通訊", "深圳", 2)
    assert [f.code for f in findings] == (
        [] if codec.startswith("utf-8") else ["encoding-detected"]
    )
