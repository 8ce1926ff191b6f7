"""The frame of every page in the current language: title, navigation, fixed texts."""

from __future__ import annotations

from collections.abc import Iterable

from steelyard import __version__
from steelyard.i18n import _, language
from steelyard.publish.layout.page import Link, Masthead
from steelyard.publish.source import Source

__all__ = ["masthead_of"]


def masthead_of(source: Source, links: Iterable[Link]) -> Masthead:
    """Return what the pages of the current language share."""
    scheme = source.scheme
    title = scheme.title.render()
    version = f" {scheme.version}" if scheme.version and scheme.version not in title else ""
    return Masthead(
        tag=language(),
        title=title + version,
        about="" if scheme.about is None else scheme.about.render(),
        links=tuple(links),
        notice=_(
            "Made with Steelyard {version}. Every figure can be derived again: see the method."
        ).format(version=__version__),
        said={
            "skip": _("To the content"),
            "languages": _("Language"),
            "sections": _("Sections"),
            "trail": _("Where this page stands"),
            "as_json": _("This page as JSON"),
            "brief": _("Brief for paper (PDF)"),
            "report": _("Report for paper (PDF)"),
        },
        papers=source.pdf,
    )
