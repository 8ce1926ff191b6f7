"""Pages to come."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import Source

__all__ = ["assets", "links", "pages"]


def links(source: Source) -> Iterator[Link]:
    """Yield the entries of the navigation."""
    yield from ()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the pages."""
    yield from ()


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages."""
    yield from ()
