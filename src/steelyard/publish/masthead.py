"""The frame of every page in the current language: title, navigation, fixed texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from steelyard import __version__
from steelyard.i18n import _, language
from steelyard.publish.layout.page import Link, Masthead
from steelyard.publish.source import Source

__all__ = ["masthead_of"]

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def masthead_of(source: Source, links: Iterable[Link]) -> Masthead:
    """Return what the pages of the current language share."""
    scheme = source.scheme
    title = scheme.title.render()
    # A year tells editions apart; a bare "1" behind a title reads like a slip.
    version = scheme.version or ""
    dated = _YEAR.search(version) is not None and version not in title
    return Masthead(
        tag=language(),
        title=f"{title} {version}" if dated else title,
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
