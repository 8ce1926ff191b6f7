"""The brand valued by hand as tables of the scheme, and what the scheme makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from steelyard import Evaluation, Scheme, evaluate
from steelyard.data.dataset import Dataset
from tests.library.brand_value.by_hand import Brand
from tests.library.runs import scheme

__all__ = ["figures", "side_by_side", "tables", "valued"]

_MONEY = ("revenue", "earnings", "nopat", "capital", "current_assets", "fixed_assets")


def tables(brand: Brand, **cells: object) -> dict[str, pl.DataFrame]:
    """Return the tables that a brand is handed in by; ``cells`` replaces cells of its row."""
    row: Mapping[str, object] = {
        "brand": "Ours",
        "country": "US",
        "city": "New York",
        "sector": "cars",
        "currency": "USD",
        "valuation_year": brand.year,
        "valuation_day": date(brand.year, 12, 31),
        "discount_rate": 100 * brand.rate,
        "growth": 100 * brand.growth,
        "tax": 100 * brand.tax,
        "agreed_royalty": None,
        "role": 100 * brand.role,
        "attribution": 100 * brand.attribution,
        "contribution": 100 * brand.contribution,
        "price_premium": 5.0,
        **brand.scores,
        **dict.fromkeys(("environment", "social", "governance"), 50.0),
        **cells,
    }
    money = (
        *(brand.revenue, brand.earnings, brand.nopat),
        *(brand.capital, brand.current, brand.fixed),
    )
    years = {
        "brand": ["Ours"] * len(brand.revenue),
        "year": list(brand.revenue),
        **{
            name: [float(figures[year]) for year in brand.revenue]
            for name, figures in zip(_MONEY, money, strict=True)
        },
    }
    sectors = scheme("brand-value").inputs["sectors"].bundled
    assert sectors is not None
    whole = pl.col(pl.Int64).exclude("valuation_year").cast(pl.Float64)
    return {
        "brands": pl.DataFrame([row]).with_columns(
            whole, pl.col("agreed_royalty").cast(pl.Float64)
        ),
        "years": pl.DataFrame(years),
        "sectors": pl.read_csv(sectors).with_columns(pl.col(pl.Int64).cast(pl.Float64)),
    }


def valued(given: Mapping[str, pl.DataFrame], declared: Scheme | None = None) -> Evaluation:
    """Evaluate tables by the scheme, or by one that differs; methods are not compared."""
    declared = (declared or scheme("brand-value")).model_copy(update={"estimates": {}})
    return evaluate(declared, Dataset.from_frames(declared.inputs, given))


def side_by_side(*brands: Brand) -> list[dict[str, object]]:
    """Return the figures of several brands, from one evaluation."""
    given = [tables(brand) for brand in brands]
    stacked = {
        name: pl.concat(
            one[name].with_columns(brand=pl.lit(f"Brand {at}")) for at, one in enumerate(given)
        )
        for name in ("brands", "years")
    }
    found = valued({**stacked, "sectors": given[0]["sectors"]})
    return list(found.frames["brands"].iter_rows(named=True))


def figures(evaluation: Evaluation) -> dict[str, object]:
    """Return the figures of the only brand."""
    return evaluation.frames["brands"].row(0, named=True)
