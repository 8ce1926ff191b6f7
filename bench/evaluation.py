"""How fast an evaluation is: the ASEM index against COINr, a large table against NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from bench.timing import alternating, median_seconds
from steelyard import Dataset, Scheme, evaluate

__all__ = ["asem", "large"]

COINR_SECONDS = 0.086
"""COINr 1.1.14, from denominated data to ranks, on this class of machine."""
UNITS, INDICATORS, CRITERIA = 100_000, 50, 10


def asem(project: Path) -> dict[str, object]:
    """ASEM: 51 units × 49 indicators, from derived data to ranks, against COINr."""
    data = project.parent / "shared" / "data" / "coinr"
    if not data.is_dir():
        return {"skipped": "the ASEM data (shared/data/coinr beside the project) are not here"}
    from tests.asem import denominated, scheme

    declared = scheme(data, derive=False)
    table = denominated(data)

    def ours() -> object:
        return evaluate(declared, table).ranks

    seconds = median_seconds(ours, runs=15)
    return {
        "seconds": seconds,
        "coinr_seconds": COINR_SECONDS,
        "times_faster": COINR_SECONDS / seconds,
        "goal": "10 times faster",
    }


def large() -> dict[str, object]:
    """100,000 units × 50 indicators in memory, against one NumPy pass."""
    declared, table, values = _large()
    weights = np.full(INDICATORS, 1 / INDICATORS)

    def ours() -> object:
        return evaluate(declared, table).ranks

    def floor() -> object:
        low, high = values.min(axis=0), values.max(axis=0)
        scores = ((values - low) / (high - low) * 100) @ weights
        return np.argsort(scores)

    seconds, floor_seconds = alternating(ours, floor)
    return {
        "seconds": seconds,
        "floor_seconds": floor_seconds,
        "ratio": seconds / floor_seconds,
        "goal": "at most 2 times the floor",
    }


def _large() -> tuple[Scheme, Dataset, np.ndarray]:
    values = np.random.default_rng(0).normal(size=(UNITS, INDICATORS))
    names = [f"x{at}" for at in range(INDICATORS)]
    frame = pl.DataFrame(values, schema=names).with_columns(
        unit=pl.int_range(UNITS).cast(pl.String)
    )
    columns = "\n".join(f"      {name}: {{}}" for name in names)
    size = INDICATORS // CRITERIA
    lines = []
    for at in range(CRITERIA):
        parts = ", ".join(f"x{indicator}: {{}}" for indicator in range(at * size, (at + 1) * size))
        lines.append(f"        c{at}: {{parts: {{{parts}}}}}")
    half = CRITERIA // 2
    text = f"""
scheme: large
title: Large
units: {{table: units, key: unit}}
inputs:
  units:
    columns:
      unit: {{type: text}}
{columns}
steps: [normalise]
tree:
  parts:
    left:
      parts:
{chr(10).join(lines[:half])}
    right:
      parts:
{chr(10).join(lines[half:])}
"""
    scheme = Scheme.parse(text)
    return scheme, Dataset.from_frames(scheme.inputs, {"units": frame}), values
