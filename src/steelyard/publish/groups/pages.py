"""Units by group: an overview, and a page for each column by which units are grouped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.i18n import _
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.groups.crossing import crossing
from steelyard.publish.groups.measures import measure_tables, unplaced
from steelyard.publish.groups.names import column_title, named
from steelyard.publish.groups.scored import scored_places
from steelyard.publish.groups.sections import MOST_GROUPS, rows_of, section, sentences
from steelyard.publish.groups.selection import everything, selections
from steelyard.publish.groups.since import since_column, since_unplaced
from steelyard.publish.groups.tally import Tally
from steelyard.publish.groups.wording import wording
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import Source, group_address

__all__ = ["assets", "links", "pages"]

_FIRST = 5
"""How many groups of a column the overview names."""
_CHARTED = 4
"""For how many lists charts are drawn."""


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation; none where nothing is grouped, measured or placed."""
    if source.groups:
        yield Link("groups", "groups", _("By group"))
    elif unplaced(source):
        yield Link("groups", "groups", _("Measures"))
    elif scored_places(source) is not None:
        yield Link("groups", "groups", _("Map"))


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the overview and the pages of the columns, in the current language."""
    for link in links(source):
        said = wording()
        content = _overview(source, draw)
        yield Page(
            address=link.address,
            title=link.title,
            section="groups",
            template="groups/overview.html.jinja",
            content=content,
            said=said,
            scripts=SCRIPTS if content["places"] and content["places"]["map"] else (),
        )
        for column in source.groups:
            content = _column(source, column, draw)
            drawn = any(one["charts"] or one["map"] for one in content["sections"])
            yield Page(
                address=f"groups/{group_address(column)}",
                title=column_title(source, column),
                section="groups",
                template="groups/column.html.jinja",
                content=content,
                said=said,
                scripts=SCRIPTS if drawn else (),
                parents=((link.address, link.title),),
            )


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield no files: what the pages need comes with the charts."""
    yield from ()


def _overview(source: Source, draw: Drawing) -> dict[str, Any]:
    crossed = crossing(source)
    places = scored_places(source)
    return {
        "words": None if places is None else str(places.in_words),
        "columns": [_in_short(source, column) for column in source.groups],
        "places": None if places is None else places.content(draw),
        "crossing": None
        if crossed is None
        else crossed
        | {
            "down_title": column_title(source, crossed["down"]),
            "across_title": column_title(source, crossed["across"]),
        },
        "tables": unplaced(source),
        "since": since_unplaced(source),
    }


def _in_short(source: Source, column: str) -> dict[str, Any]:
    """Return what the overview says of a column: in words, and its largest groups."""
    tally = Tally(everything(source), column, source.scheme.units.key)
    names = named(source, tally)
    return {
        "column": column,
        "title": column_title(source, column),
        "address": f"groups/{group_address(column)}",
        "groups": len(tally.stated),
        "sentences": [str(sentence) for sentence in sentences(tally, names)],
        "rows": rows_of(source, tally, names)[:_FIRST],
    }


def _column(source: Source, column: str, draw: Drawing) -> dict[str, Any]:
    chosen = selections(source, column)
    return {
        "column": column,
        "most": MOST_GROUPS,
        "charted": _CHARTED,
        "sections": [
            section(source, column, one, draw if at < _CHARTED else None)
            for at, one in enumerate(chosen)
        ],
        "tables": measure_tables(source, column),
        "since": since_column(source, column),
    }
