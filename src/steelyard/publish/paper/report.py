"""The whole report of an edition as plain data: what the template sets, in the current language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from steelyard import __version__
from steelyard.i18n import _, message
from steelyard.publish.masthead import masthead_of
from steelyard.publish.numbers import number, rank
from steelyard.publish.paper.account import findings, sources
from steelyard.publish.paper.grouping import groups
from steelyard.publish.paper.lists import lists, measure, short
from steelyard.publish.paper.method import again, method
from steelyard.publish.paper.wording import of_report
from steelyard.publish.source import PublishedList, Source
from steelyard.robustness.charts.saving import svg

__all__ = ["report"]

_FIRST = 3


def report(source: Source) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the report of an edition, and its pictures as SVG."""
    masthead = masthead_of(source, ())
    charts = list(_charts(source))
    content = {
        "title": masthead.title,
        "author": f"Steelyard {__version__}",
        "about": masthead.about,
        "facts": list(_facts(source)),
        "summary": [*_leading(source), *_sentences(source)],
        "lists": list(lists(source)),
        "sure": _sentences(source),
        "charts": [text for text, _picture in charts],
        "groups": list(groups(source)),
        "method": method(source),
        "findings": findings(source),
        "again": again(source),
        "sources": list(sources(source)),
        "said": of_report(),
        "notice": masthead.notice,
    }
    return content, tuple(picture for _text, picture in charts)


def _facts(source: Source) -> Iterator[list[str]]:
    """Yield what the cover says in figures."""
    one = source.current[0]
    if one.period is not None:
        yield [_("Period"), one.period]
    yield [_("Units"), number(sum(part.frame.height for part in source.current), 0)]
    if len(source.current) > 1:
        yield [_("Lists"), number(len(source.current), 0)]
    indicators = sum(1 for node in source.nodes.values() if not node.parts)
    if indicators:
        yield [_("Indicators"), number(indicators, 0)]


def _leading(source: Source) -> Iterator[str]:
    """Say who stands first, in each list."""
    for one in source.current:
        sentence = _first(source, one)
        title = source.list_title(one)
        if sentence and len(source.current) > 1 and title:
            yield str(message("{list}: {sentence}", list=title, sentence=sentence))
        elif sentence:
            yield sentence


def _first(source: Source, one: PublishedList) -> str:
    ranked = one.frame.filter(one.frame["rank"].is_not_null())
    unranked = one.frame.height - ranked.height
    if ranked.is_empty():
        return _("No unit has a rank.")
    value = measure(source)
    named = []
    for row in ranked.head(_FIRST).iter_rows(named=True):
        title = short(source.titles[str(row[source.scheme.units.key])])
        figure = None if value is None else row[value]
        told = f" ({number(figure)})" if isinstance(figure, int | float) else ""
        named.append(f"{rank(row['rank'])} {title}{told}")
    said = message(
        "{count} are ranked; in front: {named}.",
        count=f"{ranked.height:,}",
        named=_("; ").join(named),
    )
    if not unranked:
        return str(said)
    return str(message("{said} {count} have no rank.", said=said, count=f"{unranked:,}"))


def _sentences(source: Source) -> list[str]:
    if source.report is None:
        return [_("How sure the ranks are was not assessed.")]
    return [str(sentence) for sentence in source.report.sentences()]


def _charts(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the charts of how sure the ranks are: what they say, and the pictures."""
    if source.report is None:
        return
    said = {
        "rank-intervals": _("For each unit the range of its rank over the replications."),
        "sensitivity": _("For each assumption how much of the variation it causes."),
    }
    for name, chart in source.report.charts():
        if name in said:
            yield said[name], svg(chart.to_dict()).decode()
