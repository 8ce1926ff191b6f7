"""The ranking's pages by themselves: as data, and written as a site for the browser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from steelyard import Edition
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.assets import frame_assets
from steelyard.publish.layout.page import Page, files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.ranking import pages as room
from steelyard.publish.ranking.known import Known
from steelyard.publish.ranking.table import Table, table_of
from steelyard.publish.site import Site
from steelyard.publish.source import Source

__all__ = ["pages_of", "tables_of", "written_room"]


def tables_of(edition: Edition, previous: Edition | None = None) -> list[Table]:
    """Return the tables of all lists, in English."""
    source = Source(edition, previous)
    with speaking("en"):
        return [table_of(source, Known(source), one) for one in source.lists]


def pages_of(edition: Edition, folder: Path, previous: Edition | None = None) -> Mapping[str, Page]:
    """Return the pages in English by address; what they need beside them is in ``folder``."""
    with speaking("en"):
        made = room.pages(Source(edition, previous), Drawing(Site(folder)))
        return {page.address: page for page in made}


def written_room(edition: Edition, folder: Path, previous: Edition | None = None) -> Path:
    """Write the pages in all languages and return the folder."""
    source, site = Source(edition, previous), Site(folder)
    for name, content in (*frame_assets(), *room.assets(source)):
        site.write(name, content)
    for tag in LANGUAGES:
        with speaking(tag):
            masthead = masthead_of(source, room.links(source))
            for page in room.pages(source, Drawing(site)):
                for name, content in files_of(page, masthead):
                    site.write(name, content)
    return folder
