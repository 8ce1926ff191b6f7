"""A scheme of funds that crowd into fields, and five funds whose figures are worked by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate

__all__ = ["CROWD", "FUNDS", "INVESTMENTS", "crowd"]

CROWD = """
scheme: crowd
title: {en: Crowd, zh-Hant: 擁擠, zh-Hans: 拥挤}
units: {table: funds, key: fund, title: name, groups: [province]}
inputs:
  funds:
    columns:
      fund: {type: text, title: {en: Fund, zh-Hant: 基金, zh-Hans: 基金}}
      name: {type: text, required: false}
      province: {type: text, title: {en: Province, zh-Hant: 省份, zh-Hans: 省份}}
      size: {unit: 万元}
  investments:
    required: false
    amount: amount
    columns:
      fund: {type: text, references: funds.fund}
      division: {type: text, title: {en: Division, zh-Hant: 大類, zh-Hans: 大类}}
      enterprise: {type: text, required: false}
      amount: {unit: 万元}
derived:
  large: {on: investments, type: boolean, condition: {amount: {at_least: 75}}}
tree: {parts: {size: {}}}
homogeneity: {of: investments.amount, by: division, within: province, holding: enterprise}
tables:
  divisions:
    title: {en: By division, zh-Hant: 按大類, zh-Hans: 按大类}
    on: investments
    by: [division]
    total: true
    measures: {rows: {count: {}}, money: {sum: amount, unit: 万元}, share: {share: amount}}
  sizes: {on: investments, by: [large], measures: {money: {sum: amount}}}
  provinces: {by: [province], measures: {funds: {count: {}}, score: {mean: index}}}
"""

FUNDS = pl.DataFrame(
    {
        "fund": ["A", "B", "C", "N", "Z"],
        "name": ["Alpha", "Beta", "=cmd", "National", "Empty"],
        "province": ["11", "11", "11", None, "12"],
        "size": [1.0, 2.0, 3.0, 4.0, 5.0],
    }
)
INVESTMENTS = pl.DataFrame(
    {
        "fund": ["A", "A", "B", "B", "C", "N", "N", "A", "B"],
        "division": ["x", "y", "x", "y", "y", "x", None, "x", "y"],
        "enterprise": ["e1", "e2", "e1", "e3", "e4", "e1", "e5", "e9", None],
        "amount": [50.0, 50.0, 75.0, 25.0, 100.0, 10.0, 7.0, 0.0, None],
    }
)


def crowd(
    funds: pl.DataFrame = FUNDS,
    investments: pl.DataFrame | None = INVESTMENTS,
    scheme: str = CROWD,
) -> Evaluation:
    """Evaluate funds by the scheme."""
    declared = Scheme.parse(scheme)
    frames: dict[str, Any] = {"funds": funds}
    if investments is not None:
        frames["investments"] = investments
    return evaluate(declared, Dataset.from_frames(declared.inputs, frames))
