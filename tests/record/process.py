"""A small evaluation with a process: two lists of funds, points, a veto, and statements."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.evaluation.evaluation import Evaluation

SCHEME = """
scheme: process
title: Process
units: {table: funds, key: fund, title: name, groups: [level]}
inputs:
  funds:
    columns:
      fund: {type: text}
      name: {type: text}
      level: {type: text}
      conform: {}
      green: {}
      jobs: {}
      tax: {}
      fraud: {type: boolean}
      direct: {type: boolean}
  deals:
    required: false
    columns:
      fund: {type: text, references: funds.fund}
      amount: {}
      good: {type: boolean}
  pledges:
    required: false
    key: [fund]
    columns:
      fund: {type: text, references: funds.fund}
      signatory: {type: text}
      date: {type: date}
  claims:
    required: false
    key: [fund, criterion]
    columns:
      fund: {type: text, references: funds.fund}
      criterion: {type: text}
      points: {}
derived:
  share_good: {share: {of: deals.amount, where: {good: true}, times: 10}}
steps: [derive, {normalise: identity}]
tree:
  points: 30
  parts:
    policy:
      title: {en: Policy, zh-Hant: 政策符合性, zh-Hans: 政策符合性}
      points: 16
      parts:
        conform: {points: 10, title: {en: Conformity, zh-Hans: 符合}}
        green: {points: 6, applies: {direct: true}}
    livelihood:
      points: 4
      aggregate: maximum
      parts:
        jobs: {points: 4}
        tax: {points: 4}
    good:
      points: 10
      indicator: share_good
vetoes:
  fraud: {when: {fraud: true}, effect: cap, score: 5}
rank: {within: [level]}
record: {commitment: pledges}
self_assessment: {table: claims, criterion: criterion, points: points}
"""

FUNDS = pl.DataFrame(
    [
        # fund, name, level, conform, green, jobs, tax, fraud, direct
        ("F1", "Spring", "local", 8.0, 4.0, 3.0, 2.0, False, True),
        ("F2", "Summer", "local", 6.0, 5.0, 1.0, 4.0, False, True),
        ("F3", "Autumn", "national", 9.0, None, 2.0, 2.0, False, False),
        ("F4", "Winter", "national", 7.0, 6.0, 4.0, 1.0, True, True),
        ("F5", "Rain", "local", None, 2.0, 1.0, 1.0, False, True),
    ],
    orient="row",
    schema=["fund", "name", "level", "conform", "green", "jobs", "tax", "fraud", "direct"],
)
DEALS = pl.DataFrame(
    [
        ("F1", 3.0, True),
        ("F1", 1.0, False),
        ("F2", 5.0, True),
        ("F3", 2.0, False),
        ("F4", 1.0, True),
        ("F5", 4.0, True),
        ("F5", 4.0, True),
        ("F5", 8.0, False),
    ],
    orient="row",
    schema=["fund", "amount", "good"],
)
PLEDGES = pl.DataFrame(
    [("F1", "Wu", "2026-05-01"), ("F2", "Li", "2026-05-02"), ("F4", "He", "2026-05-03")],
    orient="row",
    schema=["fund", "signatory", "date"],
)
CLAIMS = pl.DataFrame(
    [
        ("F1", "conform", 9.0),
        ("F1", "green", 4.0),
        ("F1", "livelihood", 3.0),
        ("F1", "good", 7.5),
        ("F2", "政策符合性", 17.0),
        ("F2", "Grene", 5.0),
        ("F3", "Conformity", 9.0),
        ("F3", "index", 28.0),
    ],
    orient="row",
    schema=["fund", "criterion", "points"],
)
TABLES = {"funds": FUNDS, "deals": DEALS, "pledges": PLEDGES, "claims": CLAIMS}

# By hand. F1: policy 8 + 4, livelihood max(3, 2), good 10 · 3/4. F2: 6 + 5, 4, 10. F3: green does
# not apply, so conform 9 of 10 stands for 16: 14.4; 2; good 0. F4: 13 + 4 + 10 = 27, capped at 5.
# F5: conform is not known, so neither policy nor the total is.
TOTALS = {"F1": 22.5, "F2": 25.0, "F3": 16.4, "F4": 5.0, "F5": None}
RANKS = {"F1": 2, "F2": 1, "F3": 1, "F4": 2, "F5": None}


def process(text: str = SCHEME, **tables: pl.DataFrame) -> Evaluation:
    """Evaluate the small scheme, with other tables in the place of some."""
    scheme = Scheme.parse(text)
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, TABLES | tables))


def edition(folder: Path, text: str = SCHEME, **tables: pl.DataFrame) -> Edition:
    """Write it; the record begins with it."""
    return process(text, **tables).write(folder / "edition")
