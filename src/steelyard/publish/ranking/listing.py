"""The pages of a list: one, or several where it is long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.i18n import _
from steelyard.publish.layout.page import Page
from steelyard.publish.numbers import number
from steelyard.publish.ranking.addresses import address_of, part_address, switches
from steelyard.publish.ranking.notes import bands, notes, summary
from steelyard.publish.ranking.table import Table
from steelyard.publish.ranking.wording import ranking_wording
from steelyard.publish.source import Source

__all__ = ["further_name", "listing"]


def listing(source: Source, table: Table, size: int) -> Iterator[Page]:
    """Yield the pages of a list.

    Parameters
    ----------
    source, table
        What is published, and the list as a table.
    size
        How many rows stand in a page at most. Of a longer list the first page has the data of
        all rows, and a script for those that it does not show; the others are for readers
        without scripts.
    """
    starts = range(0, max(len(table.rows), 1), size)
    said = ranking_wording()
    shared = {
        **table.content(),
        "summary": summary(table),
        "caption": _caption(source, table),
        "bands": bands(source, table),
        "notes": notes(source, table),
        "filters": table.filters(),
        "switches": list(switches(source, table.one, said)),
        "of": max(table.one.ranked, 1),
        "size": size,
        "parts": [_part(source, table, at, start, size) for at, start in enumerate(starts, 1)],
        "further": further_name(source, table) if len(starts) > 1 else None,
    }
    heading = _("Ranking")
    title = f"{heading} · {table.title}" if table.title else heading
    for part, start in enumerate(starts, 1):
        rows = table.rows if part == 1 else table.rows[start : start + size]
        count = _count(said, start, min(start + size, len(table.rows)), len(table.rows))
        yield Page(
            address=part_address(source, table.one, part),
            title=title if part == 1 else f"{title} · {count}",
            section="ranking",
            template="ranking/ranking.html.jinja",
            content={**shared, "rows": rows, "part": part, "count": count},
            said=said,
            scripts=("table.js",) if part == 1 else (),
            parents=() if part == 1 else ((address_of(source, table.one), title),),
        )


def further_name(source: Source, table: Table) -> str:
    """Return the file of the script with the rows that a long list's first page does not show."""
    return f"{address_of(source, table.one)}.rows.js"


def _caption(source: Source, table: Table) -> str:
    named = source.scheme.title.render()
    listed = f"{named}, {table.title}" if table.title else named
    return _("{list}: the first is the best.").format(list=listed)


def _part(source: Source, table: Table, part: int, start: int, size: int) -> dict[str, Any]:
    last = min(start + size, len(table.rows))
    return {
        "address": part_address(source, table.one, part),
        "title": f"{number(start + 1)}–{number(last)}",
    }


def _count(said: dict[str, str], start: int, end: int, units: int) -> str:
    if end - start == units:
        return said["shown"].format(shown=number(units), all=number(units))
    gaps = {"from": number(start + 1), "to": number(end), "all": number(units)}
    return said["rows"].format_map(gaps)
