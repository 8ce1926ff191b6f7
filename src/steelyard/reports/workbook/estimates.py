"""The sheets of estimates: methods side by side, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.estimates import HEADINGS, MEDIAN, table_of
from steelyard.evaluation.estimates_read import APART, UNCERTAINTY
from steelyard.evaluation.estimates_told import estimate_title, label, names_of
from steelyard.i18n import message
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source
from steelyard.robustness.headings import HEADINGS as SURE

__all__ = ["sheets"]

_CODES = ("lowest_by", "highest_by", "not_positive", "missing", "driver", "method")
"""Columns that name methods and inputs."""


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each estimate: what each method gives, and how sure that is."""
    for name in source.scheme.estimates:
        if source.file(table_of(name)) is None:
            continue
        frame = _named(source, source.edition.table(table_of(name)))
        tables = [_table(source, name, frame, f"data/{table_of(name)}.csv")]
        for table in (APART, UNCERTAINTY):
            own = _own(source, table, name)
            if own is not None:
                tables.append(_table(source, name, own, f"data/{table}.parquet"))
        title = str(estimate_title(source.scheme, name))
        yield Sheet(
            title, str(message("By each method: {estimate}", estimate=title)), tuple(tables)
        )


def _own(source: Source, table: str, name: str) -> pl.DataFrame | None:
    """Return the rows of a table that are about an estimate; None where there are none."""
    if source.file(table) is None:
        return None
    frame = source.edition.table(table).filter(pl.col("estimate") == name).drop("estimate")
    return None if frame.is_empty() else _named(source, frame)


def _named(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with names for methods and inputs, in the current language."""

    def said(listed: str) -> str:
        return ", ".join(str(label(source.scheme, one)) for one in names_of(listed))

    of = {"group": str(message("the group")), "all": str(message("all units"))}
    found = []
    for name in (one for one in (*_CODES, "typical_of") if one in frame.columns):
        # Said here: Polars calls nobody back in this language.
        codes = frame[name].drop_nulls().unique().to_list()
        words = of if name == "typical_of" else {code: said(code) for code in codes}
        found.append(pl.col(name).replace(words))
    return frame.with_columns(found)


def _table(source: Source, name: str, frame: pl.DataFrame, path: str) -> Table:
    shown = source.with_title(frame.with_columns(pl.col("unit").cast(pl.String)), "unit")
    declared = source.scheme.estimates[name]
    heads = {one: str(title) for one, title in {**SURE, **HEADINGS}.items()}
    for method in (*declared.of, MEDIAN):
        told = label(source.scheme, method)
        unit = None if method == MEDIAN else describe(source.scheme, method)[1]
        if method != MEDIAN:
            heads[method] = f"{told} ({unit})" if unit else str(told)
        heads[f"rank_by_{method}"] = str(message("Rank by {method}", method=told))
    heads |= source.unit_heads
    columns = columns_of(shown, heads, labels=source.named_numbers)
    return Table(columns, path, frozen=1)
