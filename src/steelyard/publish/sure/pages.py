"""The page on how sure the ranks are: in words first, charts below.

An edition with one list has one page. Where groups are ranked apart, the page shows the lists
side by side and each has a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from steelyard.i18n import _
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import PublishedList, Source
from steelyard.publish.sure import summary
from steelyard.publish.sure.apart import firsts, groups
from steelyard.publish.sure.coherence import correlations, reliability
from steelyard.publish.sure.parts import ListReport
from steelyard.publish.sure.ranks import chances, intervals
from steelyard.publish.sure.structure import importance, removal
from steelyard.publish.sure.whole import causes, shifts
from steelyard.publish.sure.wording import wording
from steelyard.robustness.report import Report

__all__ = ["assets", "links", "pages"]

_DRAWN_LISTS = 12
"""Of so many lists charts are drawn, in their order; each takes about a second in each language."""
_RUN = "steelyard run SCHEME TABLE=FILE … --out EDITION --replications 10000"
_TEMPLATE = "sure/sure.html.jinja"


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation."""
    yield Link("sure", "sure", _("How sure"))


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages: none."""
    yield from ()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page, and one for each list where there are several."""
    report = source.report
    lists = _lists(source)
    own: list[Mapping[str, Any]] = []
    if report is not None and len(lists) == 1:
        own = _sections_of(ListReport(source, report, lists[0]), draw)
    sections = [*own, *_sections(source, draw)]
    yield _page(
        "sure",
        _("How sure the ranks are"),
        {**_head(source), "sections": sections},
    )
    if report is not None and len(lists) > 1:
        for at, one in enumerate(lists):
            found = ListReport(source, report, one, one.address)
            if found.uncertainty is not None:
                yield _page_of(source, found, draw if at < _DRAWN_LISTS else None)


def _page(
    address: str,
    title: str,
    content: Mapping[str, Any],
    parents: tuple[tuple[str, str], ...] = (),
) -> Page:
    drawn = any(one["figure"] for one in content["sections"])
    return Page(
        address=address,
        title=title,
        section="sure",
        template=_TEMPLATE,
        content=content,
        said=wording(),
        scripts=SCRIPTS if drawn else (),
        parents=parents,
    )


def _lists(source: Source) -> tuple[PublishedList, ...]:
    return source.current


def _head(source: Source) -> dict[str, Any]:
    """Return what stands above the sections."""
    report = source.report
    if report is None:
        reason = _("The edition was made without replications, so nothing is known of it.")
        return _blank() | {"lede": summary.lede(None), "not_assessed": [reason], "command": _RUN}
    head = _blank() | {
        "lede": summary.lede(report),
        "not_assessed": summary.not_assessed(report),
    }
    if not report.settings["assumptions"]:
        return head
    lists = _lists(source)
    found = [ListReport(source, report, one, one.address) for one in lists]
    single = found[0] if len(found) == 1 else None
    return head | {
        "assessed": True,
        "period": lists[0].period,
        "facts": [*summary.facts(report), *(summary.facts_of(single) if single else ())],
        "summary": summary.summary_of(single) if single else [],
        "lists": [] if single else [_listed(one) for one in found],
        "varied": summary.assumptions(report),
        "settings": list(summary.settings(report)),
    }


def _blank() -> dict[str, Any]:
    return {
        "assessed": False,
        "lede": "",
        "period": None,
        "facts": [],
        "summary": [],
        "lists": [],
        "varied": [],
        "settings": [],
        "not_assessed": [],
        "command": None,
        "sections": [],
    }


def _listed(found: ListReport) -> dict[str, Any]:
    """Return the row of a list in the table of lists."""
    known = found.uncertainty is not None
    return {
        "title": found.source.list_title(found.own),
        "address": f"sure/{found.own.address}" if known else None,
        "units": found.own.ranked,
        "facts": list(summary.facts_of(found)),
        "summary": summary.summary_of(found),
    }


def _sections_of(found: ListReport, draw: Drawing | None) -> list[Mapping[str, Any]]:
    """Return the sections about the ranks of one list."""
    every = (intervals(found, draw), groups(found), chances(found, draw), firsts(found))
    return [one for one in every if one is not None]


def _sections(source: Source, draw: Drawing) -> list[Mapping[str, Any]]:
    """Return the sections about the edition as a whole."""
    report = source.report
    if report is None:
        return []
    return [one for one in _whole(source, report, draw) if one is not None]


def _whole(source: Source, report: Report, draw: Drawing) -> Iterator[Mapping[str, Any] | None]:
    yield shifts(source, report, draw)
    yield causes(source, report, draw)
    yield removal(source, report)
    yield importance(source, report, draw)
    yield correlations(report, draw)
    yield reliability(report)


def _page_of(source: Source, found: ListReport, draw: Drawing | None) -> Page:
    """Return the page of one of several lists."""
    content = _blank() | {
        "assessed": True,
        "lede": summary.lede(found.report),
        "facts": list(summary.facts_of(found)),
        "summary": summary.summary_of(found),
        "sections": _sections_of(found, draw),
    }
    title = f"{_('How sure the ranks are')} · {source.list_title(found.own)}"
    return _page(
        f"sure/{found.own.address}",
        title,
        content,
        (("sure", _("How sure the ranks are")),),
    )
