"""A small scheme of points over investments, and data for it: what the tests of reports share.

Every kind of figure that can be inverted has an indicator, on both sides of its threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from steelyard.data.dataset import Dataset
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.scheme.scheme import Scheme

SCHEME = (Path(__file__).parent / "data" / "portfolios.yaml").read_text(encoding="utf-8")

FUNDS = pl.DataFrame(
    {
        "fund": ["F1", "F2", "F3", "F4"],
        "name": ["First", "Second", "Third", "Fourth"],
        "level": ["national", "national", "local", "national"],
        "paid_in": [1000.0, 2000.0, 800.0, 500.0],
        "idle": [600.0, 400.0, 200.0, None],
        "irr": [2.0, 9.0, -1.0, 4.0],
        "assets": [900.0, 2200.0, 800.0, 500.0],
        "assets_last": [1000.0, 2000.0, 800.0, 500.0],
        "seniors": [1, 3, 0, 2],
    }
)
INVESTMENTS = pl.DataFrame(
    {
        "fund": ["F1", "F1", "F1", "F2", "F2", "F3", "F4"],
        "investment": ["a", "b", "c", "a", "b", "a", "a"],
        "amount": [100.0, 200.0, 100.0, 900.0, 300.0, 400.0, 300.0],
        "field": ["bio", None, "bio", "chips", None, None, "bio"],
        "stage": ["seed", "growth", "early", "growth", "seed", "growth", "seed"],
        "green": [False, False, False, True, None, True, False],
        "years": [1.0, 4.0, 2.0, 6.0, 2.0, 1.0, 7.0],
        "patents": [1, 0, 1, 9, 0, 0, 2],
    }
)
REVIEWS = pl.DataFrame(
    {"fund": ["F1", "F2"], "rule": ["credit", "credit"], "met": [False, True]},
    schema_overrides={"met": pl.Boolean},
)
TABLES = {"funds": FUNDS, "investments": INVESTMENTS, "reviews": REVIEWS}


def evaluated(tables: Mapping[str, pl.DataFrame] = TABLES, scheme: str = SCHEME) -> Evaluation:
    """Evaluate tables by the scheme."""
    declared = Scheme.parse(scheme)
    return evaluate(declared, Dataset.from_frames(declared.inputs, tables))


def with_row(tables: Mapping[str, pl.DataFrame], table: str, **cells: Any) -> dict[str, Any]:
    """Return the tables with one more row."""
    frame = tables[table]
    row = pl.DataFrame([cells], schema={name: frame.schema[name] for name in cells})
    return {**tables, table: pl.concat([frame, row], how="diagonal")}


def with_cell(
    tables: Mapping[str, pl.DataFrame], table: str, key: str, column: str, value: object
) -> dict[str, Any]:
    """Return the tables with another value in a column of a fund's rows."""
    frame = tables[table]
    changed = pl.when(pl.col("fund") == key).then(pl.lit(value)).otherwise(pl.col(column))
    return {
        **tables,
        table: frame.with_columns(changed.cast(frame.schema[column]).alias(column)),
    }
