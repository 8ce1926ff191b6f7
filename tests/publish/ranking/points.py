"""Editions ranked by points as they are given, small enough to be worked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from steelyard import Dataset, Edition, Scheme, evaluate

__all__ = ["COLUMNS", "of_points"]

COLUMNS = {
    "unit": {"type": "text"},
    "country": {"type": "text", "required": False},
    "level": {"type": "text"},
    "size": {"type": "number", "unit": "EUR", "required": False, "title": "Size"},
    "year": {"type": "integer"},
    "points": {"type": "number", "required": False},
}


def of_points(rows: Sequence[Mapping[str, Any]], folder: Path, **settings: Any) -> Edition:
    """An edition ranked by points as they are, with nothing that varies."""
    blank = {"country": "TW", "level": "a", "size": 1.0, "year": 2025, "points": 0.0}
    groups = {"table": "t", "key": "unit", "groups": ["country", "level"]}
    declared = {
        "scheme": "points",
        "title": "Points",
        "units": groups | settings.pop("units", {}),
        "inputs": {"t": {"columns": COLUMNS}},
        "rank": {"by": "points"},
        "show": ["size"],
    }
    scheme = Scheme.model_validate(declared | settings)
    frame = pl.DataFrame([{**blank, **row} for row in rows], infer_schema_length=None)
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"t": frame})).write(folder)
