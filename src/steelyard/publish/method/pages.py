"""The method in words, and below it the findings, the audit of claims, the record."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.i18n import _
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.method.audit import STYLE, audit_page
from steelyard.publish.method.content import content
from steelyard.publish.method.findings import findings_page
from steelyard.publish.method.record import record_page
from steelyard.publish.method.telling import Telling
from steelyard.publish.method.wording import wording
from steelyard.publish.source import Source

__all__ = ["assets", "links", "pages"]


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation."""
    yield Link("method", "method", _("Method"))


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the method page and those below it that have something to show."""
    telling, said = Telling(source), wording()
    yield Page(
        address="method",
        title=_("Method"),
        section="method",
        template="method/method.html.jinja",
        content=content(telling, said),
        said=said,
    )
    yield from findings_page(telling)
    yield from audit_page(telling)
    yield from record_page(telling)


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the style of the audit, where there is one."""
    if source.audit is not None:
        from steelyard.claims.page.write import audit_style

        yield f"assets/{STYLE}", audit_style().encode()
