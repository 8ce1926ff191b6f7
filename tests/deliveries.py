"""A scheme whose funds are delivered by their managers, and workbooks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from steelyard import Dataset, Scheme
from steelyard.cli.inputs import assign

SCHEME = """
scheme: delivered
title: Delivered
suppliers:
  manager: {title: Manager, several: true}
  office: {title: Office}
units: {table: funds, key: fund, expected: register.fund}
inputs:
  funds:
    title: {en: Funds, zh-Hant: 基金, zh-Hans: 基金}
    supplier: manager
    columns:
      fund: {type: text, title: {en: Fund code, zh-Hant: 基金代碼, zh-Hans: 基金代码}}
      level:
        type: text
        title: {en: Level, zh-Hant: 層級, zh-Hans: 层级}
        choices:
          national: {en: National, zh-Hant: 國家級, zh-Hans: 国家级}
          local: {en: Local, zh-Hant: 地方級, zh-Hans: 地方级}
  investments:
    title: {en: Investments, zh-Hant: 投資, zh-Hans: 投资}
    supplier: manager
    amount: amount
    key: [fund, investment]
    columns:
      fund: {type: text, references: funds.fund, title: {en: Fund code, zh-Hans: 基金代码}}
      investment: {type: text, title: {en: Investment, zh-Hans: 投资编号}}
      division: {type: text, references: divisions.division, title: {en: Division, zh-Hans: 大类}}
      amount: {unit: 万元, range: [0, null], title: {en: Amount, zh-Hans: 投资金额}}
      stake: {unit: "%", range: [0, 100], required: false}
  notes:
    supplier: manager
    required: false
    columns: {fund: {type: text}, note: {type: text}}
  register:
    title: {en: Register, zh-Hant: 登記冊, zh-Hans: 登记册}
    supplier: office
    required: false
    key: [fund]
    columns: {fund: {type: text}}
  reviews:
    supplier: office
    required: false
    key: [fund]
    columns: {fund: {type: text, references: funds.fund}, met: {type: boolean}}
  divisions:
    file: reference/divisions.csv
    key: [division]
    columns: {division: {type: text}, title: {type: text, required: false}}
derived:
  invested: {sum: {of: investments.amount}}
steps: [derive]
rank: {by: invested}
"""

FUNDS = ["fund", "level"]
INVESTMENTS = ["fund", "investment", "division", "amount"]

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def scheme(folder: Path) -> Scheme:
    """The scheme, in a folder of its own with its reference data."""
    return Scheme.load(write_scheme(folder))


def write_scheme(folder: Path) -> Path:
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    reference = "division,title\n13,Food\n27,Medicine\n39,Computers\n"
    (folder / "reference" / "divisions.csv").write_text(reference, encoding="utf-8")
    return folder / "scheme.yaml"


def book(path: Path, sheets: Sheets) -> Path:
    """Write a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
    workbook.close()
    return path


def plain(
    funds: Sequence[Sequence[Any]], investments: Sequence[Sequence[Any]], **others: Any
) -> Sheets:
    """The sheets of a delivery, headed by the names of the columns."""
    return {"funds": [FUNDS, *funds], "investments": [INVESTMENTS, *investments], **others}


def fund(code: str, *amounts: float) -> Sheets:
    """A fund with investments of so much each."""
    rows = [[code, f"i{at}", "39", amount] for at, amount in enumerate(amounts)]
    return plain([[code, "local"]], rows)


def read(declared: Scheme, folder: Path) -> Dataset:
    """Read what was handed in."""
    return Dataset.read(declared.inputs, assign(declared, "", [str(folder)]))


def account(data: Dataset, *columns: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The account of the deliveries by delivery and table."""
    assert data.deliveries is not None
    rows = data.deliveries.select("delivery", "table", *columns).iter_rows()
    return {(row[0], row[1]): row[2:] for row in rows}


def told(data: Dataset, code: str) -> list[tuple[str | None, str | None, int | None]]:
    """Where the findings of a kind are: delivery, table and row."""
    return [(f.delivery, f.table, f.row) for f in data.findings if f.code == code]


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(*columns).rows()
