"""What a column of an edition is called, measured in, and means."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import Message, message
from steelyard.scheme.base import Text
from steelyard.scheme.scheme import Scheme

__all__ = ["RANKING", "describe", "heading", "unit_in_words"]


RANKING: Mapping[str, Message] = {
    "rank": message("Rank"),
    "score": message("Score"),
    "grade": message("Grade"),
    "rank_p05": message("Rank, 5%"),
    "rank_median": message("Rank, median"),
    "rank_p95": message("Rank, 95%"),
}
"""The columns that every ranking may have."""
_UNITS: Mapping[str, Message] = {
    "years": message("years"),
    "people": message("people"),
    "万元": message("万元"),
    "万元/ha": message("万元/ha"),
    "people/ha": message("people/ha"),
    "percentage points": message("percentage points"),
}
"""The units of measurement that have another word in another language; signs have none."""


def describe(scheme: Scheme, name: str) -> tuple[Text | str, str | None, Text | None]:
    """Return title, unit of measurement and description of a column, as far as they are declared.

    Figures and columns of the units' table come first, then criteria, then the
    columns of other tables and the measures.
    """
    if name in scheme.derived:
        figure = scheme.derived[name]
        return figure.title or name, figure.unit, figure.about
    for table in (scheme.table, *scheme.inputs.values()):
        if name in table.columns:
            column = table.columns[name]
            return column.title or name, column.unit, column.about
    node = scheme.nodes().get(name)
    if node is not None:
        return node.title or name, None, node.about
    for measures in scheme.tables.values():
        if name in measures.measures:
            measure = measures.measures[name]
            return measure.title or name, measure.unit, None
    return name, None, None


def heading(scheme: Scheme, name: str) -> str:
    """Return the heading of a column of the ranking, with its unit, in the current language."""
    if name in RANKING and name != scheme.rank.given:
        return str(RANKING[name])
    group = name.removeprefix("rank_in_")
    if group != name and group in scheme.rank.also:
        return str(message("Rank within {group}", group=heading(scheme, group)))
    title, unit, _about = describe(scheme, name)
    text = title.render() if isinstance(title, Text) else title
    return f"{text} ({unit_in_words(unit)})" if unit else text


def unit_in_words(unit: str) -> str | Message:
    """Return what a unit of measurement is called; one without a word of ours as it is declared.

    Examples
    --------
    >>> str(unit_in_words("years")), str(unit_in_words("ha"))
    ('years', 'ha')
    """
    return _UNITS.get(unit, unit)
