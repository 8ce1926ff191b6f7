"""The rooms of a publication in the order of its navigation, and what each of them does.

A room is a folder with a module ``pages``; whoever adds a room names it here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from steelyard.publish.downloads import pages as downloads
from steelyard.publish.estimates import pages as estimates
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.groups import pages as groups
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.method import pages as method
from steelyard.publish.plane import pages as plane
from steelyard.publish.ranking import pages as ranking
from steelyard.publish.scenarios import pages as scenarios
from steelyard.publish.source import Source
from steelyard.publish.sure import pages as sure
from steelyard.publish.weights import pages as weights

__all__ = ["ROOMS", "Room"]


class Room(Protocol):
    """A part of the publication."""

    def links(self, source: Source) -> Iterator[Link]:
        """Yield its entries of the navigation in the current language; none if it has no page."""

    def pages(self, source: Source, draw: Drawing) -> Iterator[Page]:
        """Yield its pages in the current language."""

    def assets(self, source: Source) -> Iterator[tuple[str, bytes]]:
        """Yield its files that are the same in all languages, with their places in the site."""


ROOMS: tuple[Room, ...] = (
    ranking,
    estimates,
    weights,
    groups,
    plane,
    scenarios,
    sure,
    method,
    downloads,
)
"""The rooms whose pages are few; units have a page each and are written side by side."""
