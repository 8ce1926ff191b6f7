"""The places of the units of a list: nominal and, where they were replicated, how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.evaluation.plane import axis_title, quadrant_names
from steelyard.publish.source import PublishedList, Source
from steelyard.scheme.base import Text
from steelyard.steps.plane import QUADRANTS

__all__ = ["PROBABILITIES", "axis", "counts", "names_of", "places_of", "rows_of"]

PROBABILITIES = tuple(f"p_{code}" for code in QUADRANTS)
"""The columns of the probability of each quadrant."""


def places_of(source: Source, own: PublishedList) -> pl.DataFrame | None:
    """Return the places of a list's units, the best ranked first; None where there is no plane.

    Returns
    -------
    The columns of ``plane``, and those of ``plane_uncertainty`` where the edition has it; keys as
    texts, with ``rank``.
    """
    found = source.table("plane")
    if found is None:
        return None
    found = _of_period(found, own)
    more = source.table("plane_uncertainty")
    if more is not None:
        new = [name for name in more.columns if name not in found.columns]
        found = found.join(
            _of_period(more, own).select("unit", *new), on="unit", how="left", maintain_order="left"
        )
    keys = own.frame.select(
        pl.col(source.scheme.units.key).cast(pl.String).alias("unit"),
        pl.col("rank"),
    )
    return keys.join(found, on="unit", how="inner", maintain_order="left")


def _of_period(frame: pl.DataFrame, own: PublishedList) -> pl.DataFrame:
    """Return the rows of a list's period, with their keys as texts."""
    if "period" in frame.columns:
        frame = frame.filter(pl.col("period").cast(pl.String) == own.period).drop("period")
    return frame.with_columns(pl.col("unit").cast(pl.String))


def names_of(source: Source) -> dict[str, str]:
    """Return what the quadrants are called in the current language, by code."""
    return {code: name.render() for code, name in quadrant_names(source.scheme).items()}


def axis(source: Source, which: str) -> str:
    """Return what an axis is called in the current language."""
    title = axis_title(source.scheme, which)
    return title.render() if isinstance(title, Text) else title


def counts(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield for each quadrant its code, how many units it has, and how many to expect.

    To expect are the units times their probabilities of the quadrant, added up; None where nobody
    looked.
    """
    assessed = PROBABILITIES[0] in frame.columns
    for code, column in zip(QUADRANTS, PROBABILITIES, strict=True):
        yield {
            "code": code,
            "units": int((frame["quadrant"] == code).sum()),
            "expected": float(frame[column].sum()) if assessed else None,
        }


def rows_of(source: Source, frame: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Yield the units with their place, as a page shows them."""
    names = names_of(source)
    for row in frame.iter_rows(named=True):
        key = row["unit"]
        yield {
            "rank": row["rank"],
            "key": key,
            "title": source.titles.get(key, key),
            "address": f"units/{source.addresses[key]}",
            "x": row["x"],
            "y": row["y"],
            "quadrant": row["quadrant"],
            "quadrant_title": names.get(row["quadrant"] or ""),
            "probability": row.get("quadrant_probability"),
            "probabilities": [row.get(name) for name in PROBABILITIES],
            "correlation": row.get("axes_correlation"),
        }
