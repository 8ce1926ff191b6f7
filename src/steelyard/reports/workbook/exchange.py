"""The sheet of the exchange rates that were used."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.evaluation.exchange_rates import HEADINGS, SURE
from steelyard.i18n import _
from steelyard.reports.workbook.columns import columns_of, told
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source

__all__ = ["sheets"]


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the sheet, where anything was exchanged."""
    file = source.file("exchange_rates")
    frame = source.edition.table("exchange_rates") if file else None
    if file is None or frame is None or frame.is_empty():
        return
    titles = {name: str(source.words.column(*place)) for name, place in _figures(source).items()}
    said = frame.with_columns(told(frame["figure"], titles), told(frame["sure"], SURE))
    heads = {name: str(heading) for name, heading in HEADINGS.items()}
    about = _("What one unit of a currency was worth in another, of which day, and who says so.")
    yield Sheet(_("Exchange rates"), about, (Table(columns_of(said, heads), file, frozen=1),))


def _figures(source: Source) -> dict[str, tuple[str, str]]:
    """Return the figures that exchange, each with its table."""
    units = source.scheme.units.table
    return {
        name: (figure.on or units, name)
        for name, figure in source.scheme.derived.items()
        if figure.kind == "exchange"
    }
