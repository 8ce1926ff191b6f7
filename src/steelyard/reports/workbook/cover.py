"""The first sheet: what the workbook is, which edition it shows, what its words mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from steelyard.evaluation.edition import MANIFEST
from steelyard.i18n import Message, _, message
from steelyard.reports.workbook.names import sheet_name
from steelyard.reports.workbook.sheet import Line, Lines, Sheet
from steelyard.reports.workbook.source import CERTAINTY, Source
from steelyard.scheme.scheme import Scheme

__all__ = ["cover", "title_of_cover"]

_MEANS: Mapping[str, Message] = {
    "official": message("the text itself was read"),
    "press": message("reported by the press"),
    "secondary": message("a third party's account, unverified"),
    "own": message("a judgement of the scheme's author"),
}


def title_of_cover() -> str:
    """Return what the first sheet is called, in the current language."""
    return _("About")


def cover(source: Source, sheets: Sequence[Sheet]) -> Sheet:
    """Return the first sheet, which leads to the others."""
    blocks = [
        _title(source),
        _edition(source),
        Lines(
            (
                Line(_("Sheets"), "heading"),
                *(Line(s.title, "link", s.about, s.name) for s in sheets),
            )
        ),
        *_certainty(source.scheme),
        *_sources(source.scheme),
    ]
    title = title_of_cover()
    return Sheet(title, _("What this workbook is."), tuple(blocks), sheet_name(title))


def _title(source: Source) -> Lines:
    scheme = source.scheme
    about = [] if scheme.about is None else [_beside(_("About"), scheme.about.render())]
    told = _(
        "A copy of an edition for reading. The edition itself is what counts: its files carry the "
        "data, the scheme and every step between, and anyone can derive each rank and figure again "
        "with: steelyard verify EDITION"
    )
    return Lines(
        (
            Line(scheme.title.render(), "title"),
            *about,
            _beside(_("This workbook"), told),
            _beside(_("Empty cells"), _("What is not known is empty, never 0.")),
        )
    )


def _edition(source: Source) -> Lines:
    edition, scheme = source.edition, source.scheme
    fingerprint = hashlib.sha256((edition.path / MANIFEST).read_bytes()).hexdigest()
    version = f" {scheme.version}" if scheme.version else ""
    ranked = int(edition.ranking["rank"].count())
    return Lines(
        (
            Line(_("The edition"), "heading"),
            _beside(_("Scheme"), f"{scheme.scheme}{version}"),
            _beside(_("Made with"), f"Steelyard {edition.manifest['steelyard']}"),
            _beside(
                _("Units"),
                str(message("{ranked} ranked of {of}", ranked=ranked, of=edition.ranking.height)),
            ),
            _beside(_("Fingerprint"), f"SHA-256 ({MANIFEST}): {fingerprint}"),
        )
    )


def _certainty(scheme: Scheme) -> Iterator[Lines]:
    cited = [node.source for node in scheme.nodes().values()]
    cited += [rule.source for rule in scheme.rules.values()]
    cited += [veto.source for veto in scheme.vetoes.values()]
    used = {source.certainty for source in cited if source is not None}
    if used:
        lines = [_beside(str(CERTAINTY[k]), str(means)) for k, means in _MEANS.items() if k in used]
        yield Lines((Line(_("How sure a rule is"), "heading"), *lines))


def _sources(scheme: Scheme) -> Iterator[Lines]:
    if not scheme.sources:
        return
    lines = []
    for source in scheme.sources.values():
        by = None if source.by is None else source.by.render()
        told = [text for text in (by, source.number, source.date, source.url) if text]
        lines.append(_beside(source.title.render(), ", ".join(told)))
    yield Lines((Line(_("Sources"), "heading"), *lines))


def _beside(text: str, told: str) -> Line:
    return Line(text, "line", told)
