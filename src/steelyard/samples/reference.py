"""What made-up funds draw from: provinces, industries, fields and strategies.

All but the industries are the reference tables that the scheme brings; the industries, concrete
ones within a division, stand in ``industries.csv`` and are chosen by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import Floats, Places
from steelyard.scheme.scheme import Scheme

__all__ = ["Reference"]

_INDUSTRIES = Path(__file__).parent / "industries.csv"
_MAINLAND = "7"
"""Codes of provinces from here on are those of Taiwan, Hong Kong and Macao."""


@dataclass(frozen=True)
class Reference:
    """Reference tables as arrays, each by its own place.

    Parameters
    ----------
    provinces, province_names
        Codes and names of the provinces that have local funds.
    sections, divisions, industries
        Of each industry: section, division, and what it is called.
    fields
        Of each industry its supported field, None where it is in none.
    all_fields
        Every supported field.
    classes
        Of each industry: encouraged, permitted, restricted or eliminated.
    weights
        Of each industry: how often money goes there.
    strategies
        Names of the regional strategies.
    covers
        (strategies, provinces) whether a strategy covers a province; some cover none.
    """

    provinces: tuple[str, ...]
    province_names: tuple[str, ...]
    sections: tuple[str, ...]
    divisions: tuple[str, ...]
    industries: tuple[str, ...]
    fields: tuple[str | None, ...]
    all_fields: tuple[str, ...]
    classes: tuple[str, ...]
    weights: Floats
    strategies: tuple[str, ...]
    covers: NDArray[np.bool_]

    @classmethod
    def of(cls, scheme: Scheme) -> Reference:
        """Read the reference tables that a scheme brings."""
        provinces = _table(scheme, "provinces").filter(pl.col("province") < _MAINLAND)
        codes = tuple(provinces["province"])
        industries = pl.read_csv(_INDUSTRIES, schema_overrides={"division": pl.String})
        section = dict(_table(scheme, "divisions").select("division", "section").iter_rows())
        strategies = tuple(_table(scheme, "strategies")["strategy"])
        belongs = set(_table(scheme, "strategy_provinces").select("strategy", "province").rows())
        covers = np.array([[(s, p) in belongs for p in codes] for s in strategies])
        return cls(
            provinces=codes,
            province_names=tuple(provinces["title_zh_hans"]),
            sections=tuple(section[division] for division in industries["division"]),
            divisions=tuple(industries["division"]),
            industries=tuple(industries["industry"]),
            fields=tuple(industries["field"]),
            all_fields=tuple(_table(scheme, "fields")["field"]),
            classes=tuple(industries["class"]),
            weights=industries["weight"].cast(pl.Float64).to_numpy(),
            strategies=strategies,
            covers=covers,
        )

    @property
    def listed(self) -> Places:
        """The places of the industries that a list of key fields may name."""
        return np.flatnonzero(np.isin(self.classes, ["encouraged", "permitted"]))


def _table(scheme: Scheme, name: str) -> pl.DataFrame:
    path = scheme.inputs[name].bundled
    assert path is not None, f"the scheme brings the table {name}"
    return pl.read_csv(path, infer_schema=False)
