"""Small schemes and tables that the tests of evaluations share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from steelyard import Dataset, Scheme

FLAT = """
scheme: flat
title: Flat
units: {table: units, key: unit}
inputs:
  units:
    columns:
      unit: {type: text}
      a: {}
      b: {}
      c: {}
steps: [normalise]
tree:
  parts:
    left: {weight: 2, parts: {a: {weight: 1}, b: {weight: 3}}}
    c: {weight: 1}
"""


def flat(text: str = FLAT) -> Scheme:
    return Scheme.parse(text)


def units(values: Any, names: str = "abc") -> pl.DataFrame:
    """A table of units with figures; the keys are u0, u1, …"""
    rows = np.asarray(values, dtype=np.float64).reshape(-1, len(names))
    frame = pl.DataFrame(rows, schema=list(names)).fill_nan(None)
    keys = pl.Series("unit", [f"u{at}" for at in range(len(rows))], dtype=pl.String)
    return frame.with_columns(keys)


def dataset(scheme: Scheme, frames: Mapping[str, pl.DataFrame] | pl.DataFrame) -> Dataset:
    tables = frames if isinstance(frames, Mapping) else {scheme.units.table: frames}
    return Dataset.from_frames(scheme.inputs, tables)
