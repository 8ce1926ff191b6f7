"""The sheets of homogeneity: how alike the units are in what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steelyard.i18n import Message, message
from steelyard.reports.homogeneity import TITLES, HomogeneityReport
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source

__all__ = ["sheets"]

_NAMES: Mapping[str, Message] = {
    "homogeneity": message("Homogeneity"),
    "overlap": message("Overlap"),
    "alike_pairs": message("Most alike"),
    "shared_holdings": message("Shared holdings"),
}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each table of homogeneity that has rows."""
    if source.scheme.homogeneity is None or source.file("homogeneity") is None:
        return
    report = HomogeneityReport.of(source.edition)
    heads = {**report.headings(), **source.unit_heads}
    for name in report.tables:
        frame = report.shown(name)
        if not frame.is_empty():
            shown = source.with_title(frame, "unit")
            columns = columns_of(shown, heads, labels=source.named_numbers)
            table = Table(columns, f"data/{name}.csv", frozen=1)
            yield Sheet(str(_NAMES[name]), str(TITLES[name]), (table,))
