"""The sheets of totals: one for each of the scheme's tables of measures."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from steelyard.evaluation.descriptions import heading, unit_in_words
from steelyard.i18n import _
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source
from steelyard.scheme.measures import MeasureTable

__all__ = ["sheets"]


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each table of measures that has rows."""
    for name, table in source.scheme.tables.items():
        frame = source.table(f"tables/{name}")
        if frame is None or frame.is_empty():
            continue
        title = table.title.render() if table.title else name
        columns = columns_of(
            _labelled(frame, table), _heads(source, table), labels=source.named_numbers
        )
        shown = Table(columns, f"data/tables/{name}.csv", frozen=len(table.by))
        yield Sheet(title, _("Totals, means and shares by group."), (shown,))


def _labelled(frame: pl.DataFrame, table: MeasureTable) -> pl.DataFrame:
    """Return the rows with texts for labels: that of all, and of those without one."""
    texts = frame.with_columns(pl.col(name).cast(pl.String) for name in table.by)
    if not table.by:
        return texts
    last = pl.int_range(pl.len()) == pl.len() - 1 if table.total else pl.lit(value=False)
    return texts.with_columns(
        pl.when(last)
        .then(pl.lit(_("All") if at == 0 else ""))
        .otherwise(pl.col(name).replace("", None).fill_null(_("none")))
        .alias(name)
        for at, name in enumerate(table.by)
    )


def _heads(source: Source, table: MeasureTable) -> dict[str, str]:
    heads = {name: heading(source.scheme, name) for name in table.by}
    for name, measure in table.measures.items():
        text = measure.title.render() if measure.title else name
        heads[name] = f"{text} ({unit_in_words(measure.unit)})" if measure.unit else text
    return heads
