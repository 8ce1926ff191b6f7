"""What a reader should know to read a table, in the current language."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.i18n import _, message
from steelyard.publish.numbers import number, percent
from steelyard.publish.ranking.columns import Column
from steelyard.publish.ranking.table import Table
from steelyard.publish.source import Source

__all__ = ["bands", "notes", "summary"]

_LEVEL = 0.95


def summary(table: Table) -> str:
    """Return how many units are ranked, and how many are not."""
    ranked, units = table.one.ranked, len(table.rows)
    parts = [message("Units ranked: {count}.", count=number(ranked))]
    if table.one.candidates:
        text = message(
            "The list has the first {first}, above the line; candidates behind it: {count}.",
            first=number(table.one.first),
            count=number(table.one.candidates),
        )
        parts.append(text)
    if units > ranked:
        text = message("Listed without a rank, at the end: {count}.", count=number(units - ranked))
        parts.append(text)
    return " ".join(str(part) for part in parts)


def bands(source: Source, table: Table) -> str:
    """Return what a band is; empty where the table has none."""
    if table.column("band") is None:
        return ""
    return _(
        "Units of one band have one shade: none of them can be told apart from the first of the "
        "band with a probability of {level}."
    ).format(level=percent(_level(source), None))


def _level(source: Source) -> float:
    settings = {} if source.report is None else source.report.settings
    return float(settings.get("level", _LEVEL))


def notes(source: Source, table: Table) -> list[dict[str, str]]:
    """Return the notes on a table, each with the column that it is about."""
    found = [
        {"term": column.heading, "text": text}
        for column in table.columns
        if (text := _note(source, table, column))
    ]
    if table.column("interval") is None:
        found.append({"term": _("How sure each rank is"), "text": _not_assessed(source)})
    elif table.column("band") is None and table.one.ranked > 1:
        found.append({"term": _("Band"), "text": _no_bands(source, table)})
    return found


def _note(source: Source, table: Table, column: Column) -> str:
    match column.kind:
        case "score" if column.most is not None:
            return _("The bar begins at 0 and is full at the highest of the list.")
        case "interval":
            return _(
                "The rank under other assumptions that could as well have been made: 90% of the "
                "replications put the unit within the range, half of them at the median or above. "
                "The line from left to right is the whole list; the bar is the range, the stroke "
                "the median."
            )
        case "band":
            return bands(source, table)
        case "change":
            return " ".join(_change(source, table))
        case "imputed":
            return _("How many of the unit's figures were not known and were filled in.")
    return ""


def _change(source: Source, table: Table) -> Iterator[str]:
    yield _("Ranks gained (+) or lost (−); a unit that was not listed before is new.")
    if table.since != "edition" or source.comparison is None:
        return
    if source.comparison.reason is None:
        yield _(
            "Data, method and entrants add up to it: what new figures, a new method, and units "
            "that came or left have made of it."
        )
    else:
        yield str(source.comparison.reason)
    if any((row["change"] or {}).get("sure") is False for row in table.rows):
        yield _(
            "A change is unsure where the range of the rank before and that of the rank now "
            "overlap."
        )
    yield from (str(note) for note in source.comparison.notes)


def _not_assessed(source: Source) -> str:
    """Return why nothing is known of how sure the ranks are."""
    if source.report is None:
        return _("How sure the ranks are was not assessed.")
    return " ".join(str(sentence) for sentence in source.report.sentences())


def _no_bands(source: Source, table: Table) -> str:
    if any(row.get("band") is not None for row in table.rows):
        text = message(
            "Every unit can be told apart from the one above it with {level:.0%} probability.",
            level=_level(source),
        )
        return str(text)
    return _("Which units cannot be told apart was not worked out: the list is too long.")
