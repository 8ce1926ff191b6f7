"""The report of each language in a site; the briefs are written with the pages of units."""

from __future__ import annotations

from steelyard.i18n import speaking
from steelyard.publish.paper.fonts import families
from steelyard.publish.paper.former import listed, put_paper
from steelyard.publish.paper.report import report
from steelyard.publish.paper.typesetting import Typesetter
from steelyard.publish.site import Site
from steelyard.publish.source import Source

__all__ = ["write_report"]

_TEMPLATE = "report.typ"


def write_report(site: Site, source: Source, tag: str) -> None:
    """Write the report of a language as ``<language>/report.pdf``.

    Parameters
    ----------
    site
        Where it is written.
    source
        What is published.
    tag
        The language.
    """
    with speaking(tag):
        typesetter = Typesetter(_TEMPLATE, tag, families(tag, source.titles.values()))
        manuscript = typesetter.manuscript(*report(source))
    site.note(
        [
            put_paper(
                site.folder,
                listed(site.folder),
                f"{tag}/report.pdf",
                typesetter.digest(manuscript),
                lambda: typesetter.pdf(manuscript),
            )
        ]
    )
