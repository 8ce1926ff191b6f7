"""What is missing from made-up data, on purpose: a few per cent of the figures that may be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import some, stream

__all__ = ["gaps_in_funds", "gaps_in_investments"]

_TOTALS = ("patents", "transferred", "revenue", "assets", "jobs", "tax")
_MEANS = ("carbon_cut", "utilisation", "industry_utilisation")
_OWN = ("irr", "net_assets", "net_assets_last", "idle", "bottlenecks", "key_livelihood")


def gaps_in_investments(frame: pl.DataFrame, funds: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return investments of which some figures are missing.

    What is added up is missing in a few funds only, in some of their rows: those whose
    enterprises did not report. Of what is averaged a few cells are missing everywhere.
    """
    generator = stream(seed, "gaps in investments")
    place = pl.Series(np.arange(funds.height)).alias("place")
    fund = frame.select("fund").join(
        funds.select("fund", place), on="fund", how="left", maintain_order="left"
    )["place"]
    missing = {}
    for name in _TOTALS:
        hit = np.zeros(funds.height, dtype=bool)
        hit[some(generator, 0.03, funds.height)] = funds.height > 1
        missing[name] = hit[fund.to_numpy()] & (generator.random(frame.height) < 0.3)
    for name in _MEANS:
        missing[name] = generator.random(frame.height) < 0.03
    return _without(frame, missing)


def gaps_in_funds(frame: pl.DataFrame, young: NDArray[np.bool_], seed: int) -> pl.DataFrame:
    """Return funds of which some figures are missing; a young one has no return, no year before."""
    generator = stream(seed, "gaps in funds")
    missing = {name: generator.random(frame.height) < 0.03 for name in _OWN}
    for name in ("irr", "net_assets_last"):
        missing[name] |= young
    return _without(frame, missing)


def _without(frame: pl.DataFrame, missing: Mapping[str, NDArray[np.bool_]]) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(~pl.Series(cells)).then(pl.col(name)).alias(name) for name, cells in missing.items()
    )
