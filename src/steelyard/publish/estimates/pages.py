"""The pages of estimates: one for each quantity that several methods give.

A scheme that declares no estimates has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.i18n import _
from steelyard.publish.addresses import slug
from steelyard.publish.estimates.charts import figure_of
from steelyard.publish.estimates.content import content_of, title_of
from steelyard.publish.estimates.known import known_of
from steelyard.publish.estimates.wording import wording
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import Source

__all__ = ["assets", "links", "pages"]


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation; none where nothing is estimated by several methods."""
    if known_of(source):
        yield Link("estimates", "estimates", _("By method"))


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages: none."""
    yield from ()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page of each estimate, in the current language; the first is that of the entry."""
    known = known_of(source)
    address = {one.name: f"estimates/{slug(one.name)}" for one in known[1:]}
    others = [(one, title_of(one)) for one in known]
    for one, title in others:
        content = content_of(one)
        figure = figure_of(one, title, content["unit"])
        drawn = None if figure is None else draw(figure)
        switch = [
            {
                "title": other,
                "address": address.get(each.name, "estimates"),
                "current": each.name == one.name,
            }
            for each, other in others
        ]
        yield Page(
            address=address.get(one.name, "estimates"),
            title=title,
            section="estimates",
            template="estimates/estimates.html.jinja",
            content=content | {"figure": drawn, "switch": switch if len(known) > 1 else []},
            said=wording(),
            scripts=("table.js", *(SCRIPTS if drawn is not None else ())),
            parents=(("estimates", _("By method")),) if one.name in address else (),
        )
