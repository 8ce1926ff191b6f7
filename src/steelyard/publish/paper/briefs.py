"""Briefs of units in a site, written in the same batches as their pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.paper.brief import LENGTHS, brief
from steelyard.publish.paper.fonts import families
from steelyard.publish.paper.former import Listed, listed, put_paper
from steelyard.publish.paper.typesetting import Typesetter, pages_of
from steelyard.publish.site import Written
from steelyard.publish.source import Source
from steelyard.publish.units.pages import Batch, Shared, write_batch
from steelyard.publish.units.shared import Telling
from steelyard.publish.units.told.page import content_of

__all__ = ["SharedWithPapers", "with_papers", "write_batch_with_briefs"]

_TEMPLATE = "brief.typ"
_MOST_PAGES = 2


@dataclass(frozen=True)
class SharedWithPapers:
    """What the page and the brief of every unit need.

    Parameters
    ----------
    units
        What the pages need.
    families
        The typefaces of each language.
    former
        The papers of the publication before.
    """

    units: Shared
    families: Mapping[str, tuple[str, ...]]
    former: Listed


def with_papers(source: Source, units: Shared) -> SharedWithPapers:
    """Return what the page and the brief of every unit need."""
    chosen = {tag: families(tag, source.titles.values()) for tag in LANGUAGES}
    return SharedWithPapers(units, chosen, listed(units.out))


def write_batch_with_briefs(shared: SharedWithPapers, batch: Batch) -> list[Written]:
    """Write the pages and the briefs of a batch and return the files."""
    return [*write_batch(shared.units, batch), *_briefs(shared, batch)]


def _briefs(shared: SharedWithPapers, batch: Batch) -> Iterator[Written]:
    tag, units = batch
    pages = shared.units
    typesetter = Typesetter(_TEMPLATE, tag, shared.families[tag])
    with speaking(tag):
        for unit in units:
            telling = Telling(unit, pages, pages.outlines[tag])
            content = content_of(telling)
            name = f"{tag}/units/{pages.addresses[unit.at]}.pdf"
            yield _brief(shared, typesetter, name, telling.title, content)


def _brief(
    shared: SharedWithPapers, typesetter: Typesetter, name: str, title: str, content: Any
) -> Written:
    masthead = shared.units.mastheads[typesetter.tag]
    first = typesetter.manuscript(brief(title, content, masthead, LENGTHS[0]))
    digest = typesetter.digest(first)

    def made() -> bytes:
        pdf = typesetter.pdf(first, digest)
        for length in LENGTHS[1:]:
            if pages_of(pdf) <= _MOST_PAGES:
                break
            told = brief(title, content, masthead, length)
            pdf = typesetter.pdf(typesetter.manuscript(told), digest)
        return pdf

    return put_paper(shared.units.out, shared.former, name, digest, made)
