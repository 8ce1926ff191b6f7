"""From an edition to a site: the order in which everything is written.

Read this to see the way; what stands on the pages is left to the rooms.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.errors import UsageError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import LANGUAGES, language, message, speaking
from steelyard.publish.background import Background
from steelyard.publish.downloads.workbook import WORKBOOK, workbook
from steelyard.publish.entrance import entrance
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.assets import frame_assets
from steelyard.publish.layout.page import Masthead, files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.paper.briefs import with_papers, write_batch_with_briefs
from steelyard.publish.paper.fonts import require_fonts
from steelyard.publish.paper.reports import write_report
from steelyard.publish.rooms import ROOMS
from steelyard.publish.site import Site, refuse_other
from steelyard.publish.source import Source
from steelyard.publish.units.known import Known
from steelyard.publish.units.pages import batches, shared_of, write_batch

if TYPE_CHECKING:
    from steelyard.claims.outcome import Audit

__all__ = ["Publication", "publish"]

_FEW = 200
"""Up to so many unit pages a second process takes longer to start than it saves."""
_FEW_PAPERS = 20
"""Up to so many unit pages with a brief each."""


@dataclass(frozen=True)
class Publication:
    """What was published.

    Parameters
    ----------
    folder
        The site.
    first
        Its first page.
    files
        How many files it has.
    changed, removed
        The files that were written anew, and those that were removed.
    """

    folder: Path
    first: Path
    files: int
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def publish(
    edition: Edition | str | Path,
    out: str | Path,
    *,
    previous: Edition | str | Path | None = None,
    audit: Audit | None = None,
    pdf: bool = False,
    xlsx: bool = False,
    workers: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Publication:
    """Publish an edition as a site of static files.

    Parameters
    ----------
    edition
        The edition, or its folder.
    out
        The folder of the site. One that stands there is brought up to date: only files whose
        content changed are written, and those that nothing makes any more are removed.
    previous
        The edition before, to tell what changed and why.
    audit
        Claims about the edition that were held against data, for the method page.
    pdf
        Whether to make a brief for each unit and a report, for paper.
    xlsx
        Whether to make a workbook, in which weights can be changed.
    workers
        How many processes write the pages of units; as many as there are processors if absent,
        this one alone if fewer than two.
    progress
        Called with what is done next and the share that is done.

    Raises
    ------
    UsageError
        If ``out`` holds something that is not a site, or is the edition itself; if papers are
        wanted, and the package or the fonts that they need are not there; if ``workers`` is
        negative.
    EditionError
        If an edition cannot be read, or was changed since it was written; nothing is published.
    """
    out = Path(out)
    source = Source(
        _opened(edition), None if previous is None else _opened(previous), audit, pdf, xlsx
    )
    _refuse_edition(out, source)
    refuse_other(out)
    if workers is not None and workers < 0:
        raise UsageError(
            message("--workers is a number of processes, 0 or more, not {count}.", count=workers)
        )
    # All of it before anything is written: what is damaged must not leave half a site.
    for one in (source.edition, source.previous):
        if one is not None:
            one.require_unchanged()
    if pdf:
        require_fonts()
    out.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda _what, _done: None)
    site = Site(out)
    site.begin()
    mastheads = {tag: _masthead(source, tag) for tag in LANGUAGES}
    report("units", 0.0)
    known = Known(source)
    jobs = batches(known)
    count = (os.cpu_count() or 1) if workers is None else workers
    few = sum(len(units) for _tag, units in jobs) <= (_FEW_PAPERS if pdf else _FEW)
    shared = shared_of(known, mastheads, out)
    write, needed = (
        (write_batch_with_briefs, with_papers(source, shared)) if pdf else (write_batch, shared)
    )
    with Background(write, needed, jobs, 0 if few else count) as background:
        _write_shared(site, source)
        for done, tag in enumerate(LANGUAGES):
            report("pages", 0.2 + 0.2 * done)
            _write_pages(site, source, mastheads[tag])
            if pdf:
                write_report(site, source, tag)
        report("units", 0.8)
        for written in background.results():
            site.note(written)
    removed = site.finish()
    first = out / language() / "index.html"
    return Publication(out, first, len(site.files), tuple(site.changed), tuple(removed))


def _opened(edition: Edition | str | Path) -> Edition:
    return edition if isinstance(edition, Edition) else Edition.open(edition)


def _refuse_edition(out: Path, source: Source) -> None:
    """Refuse to publish into an edition, whose files would no longer be its own."""
    place = out.resolve()
    for edition in (source.edition, source.previous):
        if edition is not None and place.is_relative_to(edition.path.resolve()):
            raise UsageError(
                message("{out} is within the edition; choose another folder.", out=str(out))
            )


def _masthead(source: Source, tag: str) -> Masthead:
    with speaking(tag):
        return masthead_of(source, (link for room in ROOMS for link in room.links(source)))


def _write_shared(site: Site, source: Source) -> None:
    """Write what is the same in all languages."""
    for name, content in frame_assets():
        site.write(name, content)
    for room in ROOMS:
        for name, content in room.assets(source):
            site.write(name, content)
    site.write("index.html", entrance(language()))


def _write_pages(site: Site, source: Source, masthead: Masthead) -> None:
    """Write the pages of a language, all but the units'."""
    with speaking(masthead.tag):
        draw = Drawing(site)
        for room in ROOMS:
            for page in room.pages(source, draw):
                for name, content in files_of(page, masthead):
                    site.write(name, content)
        if source.xlsx:
            site.write(f"{masthead.tag}/{WORKBOOK}", workbook(source))
