"""The page of weights by itself, without the rest of the site."""

from __future__ import annotations

from pathlib import Path

from steelyard import Edition
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.assets import frame_assets
from steelyard.publish.layout.page import files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from steelyard.publish.weights import pages

__all__ = ["write_room"]


def write_room(edition: Edition, folder: Path) -> Path:
    """Write the page in every language with what it loads; return the folder."""
    source, site = Source(edition), Site(folder)
    for name, content in (*frame_assets(), *pages.assets(source)):
        site.write(name, content)
    for tag in LANGUAGES:
        with speaking(tag):
            masthead = masthead_of(source, pages.links(source))
            for page in pages.pages(source, Drawing(site)):
                for name, content in files_of(page, masthead):
                    site.write(name, content)
    return folder
