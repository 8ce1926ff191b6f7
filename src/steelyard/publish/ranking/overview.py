"""The front page: what is published, who leads, how sure that is, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from steelyard.i18n import _
from steelyard.publish.layout.page import Page
from steelyard.publish.masthead import masthead_of
from steelyard.publish.numbers import number
from steelyard.publish.ranking.addresses import address_of
from steelyard.publish.ranking.table import Table
from steelyard.publish.ranking.wording import overview_wording
from steelyard.publish.source import Source

__all__ = ["overview"]

_FIRST = 10
_FIRST_OF_MANY = 3
_MANY = 4
"""Lists of which the first ten are shown; of more of them the first three."""
_MOST = 24
"""Lists that are shown at all; further ones are links."""
_MOVED = 5
_IN_TABLES = ("Rose most: {units}.", "Fell most: {units}.")
_KINDS = ("rank", "unit", "score", "interval", "change", "grade")


def overview(source: Source, tables: Sequence[Table]) -> Page:
    """Return the front page.

    Parameters
    ----------
    source
        What is published.
    tables
        The lists of the last period.
    """
    masthead = masthead_of(source, ())
    first = _FIRST if len(tables) <= _MANY else _FIRST_OF_MANY
    return Page(
        address="index",
        title=masthead.title,
        section="overview",
        template="ranking/overview.html.jinja",
        content={
            "about": masthead.about,
            "facts": list(_facts(source, tables)),
            "lists": [_leading(source, table, first) for table in tables[:_MOST]],
            "others": [_link(source, table) for table in tables[_MOST:]],
            "sure": _sure(source),
            "compared": _compared(source),
            "changed": [one for table in tables if (one := _changed(source, table))],
        },
        said=overview_wording(),
    )


def _facts(source: Source, tables: Sequence[Table]) -> Iterator[Mapping[str, str]]:
    ranked = sum(table.one.ranked for table in tables)
    without = sum(len(table.rows) for table in tables) - ranked
    note = _("{count} without a rank").format(count=number(without)) if without else ""
    candidates = sum(table.one.candidates for table in tables)
    if candidates:
        behind = _("{count} candidates behind").format(count=number(candidates))
        yield {"term": _("On the list"), "value": number(ranked - candidates), "note": behind}
    yield {"term": _("Units ranked"), "value": number(ranked), "note": note}
    indicators = source.scheme.indicators()
    if indicators:
        criteria = len(source.scheme.nodes()) - len(indicators)
        note = _("in {count} criteria").format(count=number(criteria)) if criteria > 1 else ""
        yield {"term": _("Indicators"), "value": number(len(indicators)), "note": note}
    periods = list(dict.fromkeys(one.period for one in source.lists if one.period is not None))
    if len(periods) > 1:
        value = f"{periods[-1]}–{periods[0]}"
        note = _("{count} periods").format(count=number(len(periods)))
        yield {"term": _("Periods"), "value": value, "note": note}
    if len(tables) > 1:
        yield {"term": _("Lists"), "value": number(len(tables)), "note": _("ranked apart")}
    if source.report is not None and source.report.settings["assumptions"]:
        value = number(source.report.settings["replications"])
        yield {"term": _("Replications"), "value": value, "note": _("to tell how sure ranks are")}
    if source.scheme.version:
        yield {"term": _("Version"), "value": source.scheme.version, "note": ""}


def _leading(source: Source, table: Table, first: int) -> dict[str, Any]:
    """Return the first of a list with the columns that a front page has room for."""
    ranked = [row for row in table.rows if row["rank"] is not None and row.get("listed", True)]
    shown = ranked[:first]
    named = _("The first {count} of {all}") if len(ranked) > first else _("All {all}")
    caption = named.format(count=number(first), all=number(len(ranked)))
    return {
        **_link(source, table),
        "caption": caption,
        "name": f"{table.title}: {caption}" if table.title else caption,
        "columns": [
            column for column in table.content()["columns"] if column["name"] in _names(table)
        ],
        "rows": shown,
        "units": len(table.rows),
        "of": max(table.one.ranked, 1),
    }


def _names(table: Table) -> set[str]:
    """Return the columns of the front page; without a score the first that tell something."""
    fixed = [column for column in table.columns if column.kind in _KINDS]
    if table.column("score") is None:
        fixed += [column for column in table.columns if column.kind in ("number", "text")][:3]
    return {column.name for column in fixed}


def _link(source: Source, table: Table) -> dict[str, Any]:
    title = table.title or _("Ranking")
    return {"title": title, "address": address_of(source, table.one)}


def _sure(source: Source) -> list[str]:
    if source.report is None:
        return [_("How sure the ranks are was not assessed.")]
    return [str(sentence) for sentence in source.report.sentences()]


def _compared(source: Source) -> list[str]:
    """Return what the comparison with the previous edition says, but what tables show."""
    comparison = source.comparison
    said = () if comparison is None else comparison.summary
    return [str(sentence) for sentence in said if sentence.template not in _IN_TABLES]


def _changed(source: Source, table: Table) -> dict[str, Any] | None:
    """Return who came, who left, and who rose and fell most; None where nothing is known."""
    column = table.column("change")
    if column is None:
        return None
    changes = [(row, row["change"]) for row in table.rows if row["change"] is not None]
    moved = [(row, change) for row, change in changes if change["change"] is not None]
    new = [row for row, change in changes if change["status"] == "entered"]
    # Python sorts stably, so that of equal changes the better unit comes first.
    moved.sort(key=lambda one: -one[1]["change"])
    return {
        "title": table.title,
        "since": column.heading,
        "sentences": list(_tally(moved, new, table.left)),
        "rose": [row for row, change in moved[:_MOVED] if change["change"] > 0],
        "fell": [row for row, change in reversed(moved[-_MOVED:]) if change["change"] < 0],
    }


def _tally(moved: Sequence[Any], new: Sequence[Any], left: Sequence[Any]) -> Iterator[str]:
    rose = sum(change["change"] > 0 for _row, change in moved)
    fell = sum(change["change"] < 0 for _row, change in moved)
    gaps = {"rose": rose, "fell": fell, "same": len(moved) - rose - fell}
    yield _("Rose: {rose}. Fell: {fell}. As before: {same}.").format_map(
        {name: number(count) for name, count in gaps.items()}
    )
    yield _("New: {new}. No longer listed: {left}.").format(
        new=number(len(new)), left=number(len(left))
    )
