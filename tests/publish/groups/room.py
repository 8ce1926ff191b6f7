"""Editions of groups for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from steelyard.publish.source import Source
from tests.publish.editions import evaluated, scheme_of, table_of, written

__all__ = ["source_of"]


def source_of(
    folder: Path, units: int = 30, *, names=(), years=(), countries=None, **settings
) -> Source:
    """Return a source of a made-up edition without analysis; ``countries`` replaces theirs."""
    table = table_of(units, 9, names=names, years=years)
    if countries is not None:
        table = table.with_columns(pl.Series("country", countries, dtype=pl.String))
    scheme = scheme_of(9, periods=bool(years), **settings)
    return Source(written(evaluated(scheme, table), folder / "edition", replications=0))
