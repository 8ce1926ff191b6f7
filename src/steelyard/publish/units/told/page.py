"""The page of a unit: its parts put together."""

from __future__ import annotations

from typing import Any

from steelyard.i18n import _
from steelyard.publish.layout.page import Page
from steelyard.publish.units.shared import Telling
from steelyard.publish.units.told.admission import admission
from steelyard.publish.units.told.card import card, findings
from steelyard.publish.units.told.estimates import estimates
from steelyard.publish.units.told.next import next_up
from steelyard.publish.units.told.peers import beside
from steelyard.publish.units.told.place import before, neighbours, periods, place
from steelyard.publish.units.told.plane import in_plane
from steelyard.publish.units.told.sure import sure
from steelyard.publish.units.told.tree import legend, sources, strengths, tree, weaknesses

__all__ = ["content_of", "page_of"]


def page_of(telling: Telling, said: dict[str, str]) -> Page:
    """Return the page of a unit in the current language."""
    shared = telling.shared
    content = content_of(telling)
    address, title, _period = telling.outline.lists[telling.home.list]
    return Page(
        address=f"units/{shared.addresses[telling.unit.at]}",
        title=telling.title,
        section="ranking",
        template="units/unit.html.jinja",
        content=content,
        said=said,
        parents=(("ranking", _("Ranking")), *([(address, title)] if title else [])),
    )


def content_of(telling: Telling) -> dict[str, Any]:
    """Return what the page of a unit shows, as plain data."""
    rows = tree(telling)
    return {
        "key": telling.shared.keys[telling.unit.at],
        "singular": telling.outline.singular,
        "place": place(telling),
        **neighbours(telling),
        "before": before(telling),
        "admission": admission(telling),
        "plane": in_plane(telling),
        "estimates": estimates(telling),
        "sure": sure(telling),
        "strengths": strengths(telling, rows),
        "weaknesses": weaknesses(telling, rows),
        "next": next_up(telling),
        "tree": rows,
        "legend": legend(rows),
        "sources": sources(telling, rows),
        "points": any(row["points"] is not None for row in rows),
        "stated": any(row["own"] is not None for row in rows),
        "card": card(telling),
        "peers": beside(telling),
        "periods": periods(telling),
        "findings": findings(telling),
        "more_findings": telling.unit.more_findings,
    }
