"""A small scheme with rules, and its tables, that the tests of what follows from rules share."""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard import Dataset, Scheme

FUNDS = """
scheme: small-funds
title: Small funds
sources: {law: {title: The law, number: No. 7}}
units: {table: funds, key: fund, groups: [level, region]}
inputs:
  funds:
    columns:
      fund: {type: text}
      level: {type: text}
      region: {type: text}
      paid_in: {unit: 万元}
      young: {type: boolean}
      growth: {}
  investments:
    key: [fund, investment]
    amount: amount
    columns:
      fund: {type: text, references: funds.fund}
      investment: {type: text}
      amount: {unit: 万元}
      form: {type: text}
derived:
  paid: {on: investments, lookup: {of: funds.paid_in}}
  room: {on: investments, difference: {of: paid, less: amount}}
  invested: {sum: {of: investments.amount}}
  share: {ratio: {of: invested, to: paid_in}}
rules: RULES
vetoes: VETOES
steps: [derive, normalise]
rank: RANK
tree:
  points: 10
  aggregate: {method: sum, coverage: 0.5}
  parts:
    invested_share: {indicator: share, points: 6, normalise: {method: proportional, full_at: 1}}
    grown:
      {indicator: growth, points: 4, APPLIES normalise: {method: bands,
       bands: [{at_least: 5, gives: 4}], otherwise: 0}}
"""

FORBIDDEN = """{title: Derivatives, on: investments, when: {form: derivatives},
  source: {ref: law, at: article 3}}"""
TOO_LARGE = """{title: More than the capital, on: investments, when: {room: {below: 0}},
  then: set_aside, severity: warning}"""


def scheme(
    rules: str = f"{{forbidden: {FORBIDDEN}, too_large: {TOO_LARGE}}}",
    vetoes: str = "{}",
    rank: str = "{}",
    applies: str = "",
) -> Scheme:
    text = FUNDS.replace("RULES", rules).replace("VETOES", vetoes)
    return Scheme.parse(text.replace("RANK", rank).replace("APPLIES", applies))


def tables(scheme: Scheme, funds: list[Any], investments: list[Any]) -> Dataset:
    """Rows of funds (fund, level, region, paid_in, young, growth) and of investments."""
    schemas = {
        "funds": {
            **dict.fromkeys(["fund", "level", "region"], pl.String),
            "paid_in": pl.Float64,
            "young": pl.Boolean,
            "growth": pl.Float64,
        },
        "investments": {
            **dict.fromkeys(["fund", "investment"], pl.String),
            "amount": pl.Float64,
            "form": pl.String,
        },
    }
    rows = {"funds": funds, "investments": investments}
    frames = {
        name: pl.DataFrame(given, schema=schemas[name], orient="row")
        for name, given in rows.items()
    }
    return Dataset.from_frames(scheme.inputs, frames)
