"""Brands with flows by year: a small structure for tests of present values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import Structure, derive

__all__ = ["BRANDS", "brand", "computed", "flows", "table", "valued"]

Frames = Mapping[str, pl.DataFrame]


def table(columns: Mapping[str, Any], key: Sequence[str] = ()) -> Table:
    """Declare a table by the types of its columns."""
    declared = {
        name: {"type": kind} if isinstance(kind, str) else kind for name, kind in columns.items()
    }
    return Table.model_validate({"key": tuple(key), "columns": declared})


BRANDS = Structure(
    {
        "brands": table(
            {
                "brand": "text",
                "now": "integer",
                "rate": "number",
                "growth": "number",
                "royalty": "number",
                "tax": "number",
                "life": "number",
            },
            ("brand",),
        ),
        "years": table(
            {
                "brand": {"type": "text", "references": "brands.brand"},
                "year": "integer",
                "revenue": "number",
                "one": "number",
            }
        ),
    },
    units="brands",
    key="brand",
)


def brand(**cells: object) -> pl.DataFrame:
    """Return one brand valued at the end of 2023, or several where a cell is a list."""
    told = {"now": 2023, "rate": 12.0, "growth": None, **cells}
    height = max((len(cell) for cell in told.values() if isinstance(cell, list)), default=1)
    columns = {
        name: cell if isinstance(cell, list) else [cell] * height for name, cell in told.items()
    }
    frame = pl.DataFrame({"brand": [f"b{at}" for at in range(height)], **columns})
    return frame.with_columns(
        pl.col("now").cast(pl.Int64), pl.col("rate", "growth").cast(pl.Float64)
    )


def flows(*of_brands: Sequence[float | None], first: int = 2024) -> pl.DataFrame:
    """Return the flows of each brand, year by year."""
    rows = [
        (f"b{at}", first + later, flow)
        for at, own in enumerate(of_brands)
        for later, flow in enumerate(own)
    ]
    schema = {"brand": pl.String, "year": pl.Int64, "revenue": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row").with_columns(one=pl.lit(1.0))


def computed(
    frames: Frames, figures: Mapping[str, Any], structure: Structure = BRANDS
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Derive declared figures."""
    declared = {name: Figure.model_validate(figure) for name, figure in figures.items()}
    return derive(frames, declared, structure)


def valued(brands: pl.DataFrame, years: pl.DataFrame, **more: str) -> list[float | None]:
    """Return the present values of brands' revenue."""
    told = {"of": "years.revenue", "year": "year", "since": "now", "rate": "rate", **more}
    frames, _findings = computed(
        {"brands": brands, "years": years}, {"value": {"present_value": told}}
    )
    found: list[float | None] = frames["brands"]["value"].to_list()
    return found
