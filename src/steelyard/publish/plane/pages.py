"""The page of the plane: a chart and a table for each list of the last period, and how to read it.

A scheme without a plane has no such page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import _, message
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.numbers import number, places_for
from steelyard.publish.plane.charts import figure_of
from steelyard.publish.plane.places import axis, counts, names_of, places_of, rows_of
from steelyard.publish.plane.reading import SURE, reading, small_print
from steelyard.publish.plane.wording import wording
from steelyard.publish.source import PublishedList, Source
from steelyard.publish.sure.parts import heading_of_units

__all__ = ["assets", "links", "pages"]

_DRAWN_LISTS = 12
"""Of so many lists charts are drawn, in their order."""
_ROWS = 500
"""So many units of a list stand on the page; the table to take along has all."""


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation; none where the scheme has no plane."""
    if source.scheme.plane is not None and "plane" in source.files:
        yield Link("plane", "plane", _("Plane"))


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages: none."""
    yield from ()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page, in the current language."""
    declared = source.scheme.plane
    for link in links(source):
        assert declared is not None
        content = _content(source, draw)
        drawn = any(one["figure"] for one in content["lists"])
        yield Page(
            address=link.address,
            title=link.title if declared.title is None else declared.title.render(),
            section="plane",
            template="plane/plane.html.jinja",
            content=content,
            said=wording(),
            scripts=SCRIPTS if drawn else (),
        )


def _content(source: Source, draw: Drawing) -> dict[str, Any]:
    declared = source.scheme.plane
    assert declared is not None
    found = [(own, places_of(source, own)) for own in source.current]
    known = [(own, frame) for own, frame in found if frame is not None]
    frames = [frame for _own, frame in known]
    assessed = any("quadrant_probability" in frame.columns for frame in frames)
    return {
        "about": None if declared.about is None else declared.about.render(),
        "x": axis(source, "x"),
        "y": axis(source, "y"),
        "quadrants": names_of(source),
        "unit_heading": heading_of_units(source),
        "assessed": assessed,
        "period": source.current[0].period,
        "charted": _DRAWN_LISTS,
        "lists": [
            _list(source, own, frame, draw if at < _DRAWN_LISTS else None, several=len(known) > 1)
            for at, (own, frame) in enumerate(known)
        ],
        "reading": [str(one) for one in reading(source, assessed)],
        "small_print": [str(one) for one in small_print(source, frames)],
    }


def _list(
    source: Source, own: PublishedList, frame: pl.DataFrame, draw: Drawing | None, *, several: bool
) -> dict[str, Any]:
    """Return what is shown of one list."""
    inside = frame.drop_nulls("quadrant")
    figure = draw(figure_of(source, own, frame)) if draw is not None and inside.height else None
    cut = inside.select("cut_x", "cut_y").row(0) if inside.height else (None, None)
    shown = frame.head(_ROWS)
    return {
        "id": f"list-{own.address}" if own.address else "list",
        "title": source.list_title(own) if several else "",
        "facts": list(_facts(frame, inside)),
        "cut": {"x": cut[0], "y": cut[1]},
        "figure": figure,
        "counts": [{**one, "title": names_of(source)[one["code"]]} for one in counts(inside)],
        "places": {"x": _decimals(shown["x"]), "y": _decimals(shown["y"])},
        "rows": list(rows_of(source, shown)),
        "count": frame.height,
    }


def _facts(frame: pl.DataFrame, inside: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Yield how many units are in the plane, and of how many the quadrant is sure."""
    yield {
        "label": _("Units in the plane"),
        "value": number(inside.height),
        "note": None
        if inside.height == frame.height
        else str(message("of {count}; the others lack an axis", count=number(frame.height))),
    }
    if "quadrant_probability" in inside.columns:
        sure = inside.filter(pl.col("quadrant_probability") >= SURE).height
        yield {
            "label": _("Quadrants that are sure"),
            "value": number(sure),
            "note": str(message("with a probability of at least {share:.0%}", share=SURE)),
        }


def _decimals(column: pl.Series) -> int:
    return min(places_for(column.to_list()), 2)
