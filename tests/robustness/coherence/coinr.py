"""COINr's tables of the ASEM example as these tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from tests import asem

__all__ = ["columns", "parts_of", "table"]


def table(shared: Path, file: str) -> pl.DataFrame:
    return asem.stage(shared / "coinr", file)


def columns(shared: Path, file: str, names: Sequence[str]) -> np.ndarray:
    """Columns of one of COINr's tables; (units, names), NaN for missing."""
    frame = table(shared, file).select(pl.col(list(names)).cast(pl.Float64))
    return frame.to_numpy()


def parts_of(shared: Path, criterion: str) -> list[str]:
    meta = table(shared, "stages/meta_Ind.csv")
    return meta.filter(pl.col("Parent") == criterion)["iCode"].to_list()
