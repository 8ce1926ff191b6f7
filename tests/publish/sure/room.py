"""Analyses worked by hand for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from steelyard import Edition
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from steelyard.publish.sure import pages
from steelyard.publish.sure.parts import ListReport

__all__ = ["Drawn", "content_of", "found_of", "ranks"]


class Drawn(Drawing):
    """Takes charts instead of drawing them."""

    def __init__(self) -> None:
        super().__init__(Site(Path("nowhere")))
        self.figures: dict[str, Figure] = {}

    def __call__(self, figure: Figure) -> Mapping[str, Any]:
        self.figures[figure.name] = figure
        return {"name": figure.name, "text": figure.text}


def found_of(edition: Edition, **tables: pl.DataFrame) -> ListReport:
    """Return the only list of an edition, with some tables in place of its own."""
    source = Source(edition)
    assert source.report is not None
    report = replace(source.report, tables={**source.report.tables, **tables})
    return ListReport(source, report, source.current[0])


def ranks(*rows: tuple[str, float | None, float, float, float, int | None]) -> pl.DataFrame:
    """Return ``uncertainty``: key, rank, median, 5%, 95%, group; the whole interval is the same."""
    schema = ["unit", "rank", "rank_median", "rank_p05", "rank_p95", "group"]
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(
        pl.col("rank_p05").alias("rank_min"), pl.col("rank_p95").alias("rank_max")
    )


def content_of(source: Source) -> dict[str, Mapping[str, Any]]:
    """Return the content of each page by its address, without drawing."""
    return {page.address: page.content for page in pages.pages(source, Drawn())}
