"""Results in a currency of choice, from the command line to the edition and back."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import fastexcel
import pytest

from steelyard import Edition
from tests.cli.conftest import Call

SCHEME = """
scheme: brands
title: {en: Brands, zh-Hant: 品牌, zh-Hans: 品牌}
currency: USD
units: {table: brands, key: brand}
inputs:
  brands:
    columns:
      brand: {type: text, title: {en: Brand, zh-Hant: 品牌, zh-Hans: 品牌}}
      money: {type: text}
      day: {type: date}
      local: {}
derived:
  rate: {title: {en: Rate, zh-Hant: 匯率, zh-Hans: 汇率}, exchange: {from: money, day: day}}
  value:
    title: {en: Value, zh-Hant: 價值, zh-Hans: 价值}
    unit: "{currency} million"
    sql: local * rate
steps: [derive]
rank: {by: value}
show: [value]
"""
BRANDS = """\
brand,money,day,local
Alpha,EUR,2025-12-31,100
Beta,CNY,2025-12-31,900
Gamma,USD,2025-12-27,90
Delta,XYZ,2025-12-31,500
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    scheme, table = tmp_path / "brands.yaml", tmp_path / "brands.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    table.write_text(BRANDS, encoding="utf-8")
    return str(scheme), str(table)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Value (CNY million)"),
        ("zh-Hant", "價值 (CNY million)"),
        ("zh-Hans", "价值 (CNY million)"),
    ],
)
def test_a_ranking_in_a_currency_of_choice(
    call: Call, files: tuple[str, str], language: str, heading: str
) -> None:
    called = call("run", *files, "--currency", "CNY", "--replications", "0", "--lang", language)
    assert called.status == 0
    assert heading in called.out
    # ECB, 31 December 2025: 8.2262 yuan for a euro.
    assert "822.6" in called.out


def test_the_values_are_those_of_the_ecb(call: Call, files: tuple[str, str]) -> None:
    rows = call("run", *files, "--json", "--replications", "0").answer["ranking"]
    found = {row["brand"]: row["value"] for row in rows}
    assert found["Alpha"] == pytest.approx(100 * 1.175, rel=1e-14)
    assert found["Beta"] == pytest.approx(900 * 1.175 / 8.2262, rel=1e-14)
    assert found["Gamma"] == 90
    assert found["Delta"] is None
    rows = call("run", *files, "--json", "--currency", "EUR").answer["ranking"]
    assert [row["brand"] for row in rows] == ["Beta", "Alpha", "Gamma", "Delta"]


def test_the_edition_keeps_currency_and_rates_and_is_verified(
    call: Call, files: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "edition"
    called = call("run", *files, "--currency", "CNY", "--replications", "0", "--out", str(out))
    assert called.status == 0
    edition = Edition.open(out)
    assert edition.scheme.currency == "CNY"
    assert edition.scheme.derived["value"].unit == "CNY million"
    with (out / "data" / "exchange_rates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [[*row.values()] for row in rows] == [
        ["rate", "EUR", "CNY", "2025-12-31", "2025-12-31", "8.2262", "ECB", "published"],
        ["rate", "USD", "CNY", "2025-12-27", "2025-12-24", rows[1]["rate"], "ECB", "published"],
    ]
    # ECB, 24 December 2025: 1.1787 dollars and 8.2679 yuan for a euro.
    assert float(rows[1]["rate"]) == pytest.approx(8.2679 / 1.1787, rel=1e-14)
    codes = edition.findings["code"].to_list()
    assert {"exchange-rate", "earlier-exchange-rate", "unknown-currency"} <= set(codes)
    assert call("verify", str(out)).out.startswith("Identical")
    table = out / "data" / "exchange_rates.csv"
    table.write_text(table.read_text("utf-8").replace("8.2262", "8.2263"), "utf-8")
    assert call("verify", str(out)).status == 1


def test_an_edition_without_exchange_has_no_table_of_rates(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "edition"
    assert call("run", "hdi", "--replications", "0", "--out", str(out)).status == 0
    assert not (out / "data" / "exchange_rates.csv").exists()


def test_the_workbook_has_a_sheet_of_rates(
    call: Call, files: tuple[str, str], tmp_path: Path
) -> None:
    out, book = tmp_path / "edition", tmp_path / "book.xlsx"
    call("run", *files, "--replications", "0", "--out", str(out))
    assert call("workbook", str(out), "--out", str(book)).status == 0
    sheet = fastexcel.read_excel(str(book)).load_sheet("Exchange rates", header_row=None)
    first, *rows = sheet.to_polars().rows()
    assert first[:5] == ("Figure", "Currency", "Currency wanted", "Day asked", "Day of the rate")
    assert [row[:3] for row in rows] == [("Rate", "CNY", "USD"), ("Rate", "EUR", "USD")]
    assert rows[0][7] == "published by the European Central Bank"


def test_a_currency_without_rates_stops_the_run(
    call: Call, files: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "edition"
    called = call("run", *files, "--currency", "CNX", "--out", str(out))
    assert called.status == 2
    assert "There are no exchange rates of “CNX”. Did you mean “CNY”?" in called.err
    assert not out.exists()


def test_check_takes_the_currency_too(call: Call, files: tuple[str, str]) -> None:
    assert call("check", *files, "--currency", "JPY").status == 0
    assert call("check", *files, "--currency", "YEN").status != 0
    Path(files[0]).write_text(SCHEME.replace("currency: USD\n", ""), encoding="utf-8")
    assert "brands.yaml:16:11: derived.value.unit: The unit says" in call("check", files[0]).out
    assert call("check", files[0], "--currency", "JPY").status == 0


def test_the_schemes_of_editions_do_not_change_their_currency(
    call: Call, files: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "edition"
    call("run", *files, "--replications", "0", "--out", str(out))
    kept = shutil.copy(out / "scheme.yaml", tmp_path / "kept.yaml")
    called = call("run", str(kept), files[1], "--currency", "EUR")
    assert called.status == 2
    assert "so it cannot be run in another currency" in called.err
