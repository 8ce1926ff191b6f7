"""Tables made up for measuring: uniform figures, a tree of two levels, some cells missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from steelyard import Dataset, Scheme

__all__ = ["made_up"]


def made_up(
    units: int, indicators: int, criteria: int, missing: float = 0.0
) -> tuple[Scheme, Dataset]:
    """Return a scheme with equal weights and a table; ``missing`` is a share of the cells."""
    generator = np.random.default_rng(0)
    values = generator.random((units, indicators))
    values[generator.random(values.shape) < missing] = np.nan
    names = [f"x{at}" for at in range(indicators)]
    frame = pl.DataFrame(values, schema=names).fill_nan(None)
    frame = frame.with_columns(unit=pl.int_range(units).cast(pl.String))
    size = indicators // criteria
    parts: Mapping[str, object] = {
        f"c{at}": {"parts": {name: {} for name in names[at * size : (at + 1) * size]}}
        for at in range(criteria)
    }
    columns: dict[str, object] = {name: {} for name in names}
    scheme = Scheme.model_validate(
        {
            "scheme": "made_up",
            "title": "Made up",
            "units": {"table": "units", "key": "unit"},
            "inputs": {"units": {"columns": {"unit": {"type": "text"}} | columns}},
            "steps": ["normalise"],
            "tree": {"parts": parts},
        }
    )
    return scheme, Dataset.from_frames(scheme.inputs, {"units": frame})
