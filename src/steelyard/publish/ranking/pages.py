"""The overview, and the ranking with a page for each list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steelyard.i18n import _, language
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.ranking.further import further_script
from steelyard.publish.ranking.known import Known
from steelyard.publish.ranking.listing import further_name, listing
from steelyard.publish.ranking.overview import overview
from steelyard.publish.ranking.table import table_of
from steelyard.publish.source import Source

__all__ = ["ROWS", "assets", "links", "pages"]

ROWS = 2500
"""Rows that stand in a page: as many as a browser sorts and lays out without a wait."""


def links(source: Source) -> Iterator[Link]:
    """Yield the entries of the navigation."""
    yield Link("overview", "index", _("Overview"))
    yield Link("ranking", "ranking", _("Ranking"))


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the pages."""
    known = Known(source)
    current = []
    for one in source.lists:
        table = table_of(source, known, one)
        if one.period == source.lists[0].period:
            current.append(table)
        yield from listing(source, table, ROWS)
        if len(table.rows) > ROWS:
            place = f"{language()}/{further_name(source, table)}"
            draw.site.write(place, further_script(table, ROWS))
    yield overview(source, current)


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages."""
    yield "assets/table.js", (Path(__file__).parent / "table.js").read_bytes()
