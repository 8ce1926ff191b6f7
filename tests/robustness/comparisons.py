"""Small editions that the tests of comparison share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from steelyard import Dataset, Edition, Evaluation, Scheme, evaluate

__all__ = ["SHARES", "evaluated", "scheme", "shares", "written"]

SHARES = ("change", "data", "method", "entrants")
Figures = Mapping[str, Mapping[str, Any]]
"""The columns of each unit."""


def scheme(weights: Mapping[str, float], **settings: Any) -> Scheme:
    """Return a scheme of indicators on one level, min–max and a weighted mean."""
    declared = {
        "scheme": "small",
        "title": "Small",
        "units": {"table": "units", "key": "unit"},
        "inputs": {
            "units": {"columns": {"unit": {"type": "text"}, **{name: {} for name in weights}}}
        },
        "tree": {"parts": {name: {"weight": weight} for name, weight in weights.items()}},
    }
    return Scheme.model_validate(declared | settings)


def evaluated(declared: Scheme, units: Figures, **tables: pl.DataFrame) -> Evaluation:
    """Evaluate the figures of some units, with other tables where the scheme has any."""
    name = declared.units.table
    columns = declared.inputs[name].columns
    rows = [{declared.units.key: unit, **figures} for unit, figures in units.items()]
    known = {column: [row.get(column) for row in rows] for column in columns}
    frames = {name: pl.DataFrame(known, strict=False), **tables}
    return evaluate(declared, Dataset.from_frames(declared.inputs, frames))


def written(folder: Path, declared: Scheme, units: Figures, **settings: Any) -> Edition:
    """Write an edition of some units."""
    return evaluated(declared, units).write(folder, **settings)


def shares(frame: pl.DataFrame) -> dict[str, tuple[float | None, ...]]:
    """Return change, data, method and entrants of each unit."""
    return {
        str(unit): tuple(values)
        for unit, *values in frame.select(frame.columns[0], *SHARES).iter_rows()
    }
