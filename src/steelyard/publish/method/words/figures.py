"""How derived figures are computed, in words: every kind that a scheme may declare.

The words of a kind are those of ``steelyard.reports.words``; here stand its factor, what its rows
are matched by, and when it is missing (``steelyard.steps.derive``).
"""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.valuations import formula_of, notes_of, points_of
from steelyard.reports.words import Vocabulary, joined
from steelyard.scheme.derived import Figure

__all__ = ["derived"]

_MISSING: Mapping[str, Message] = {
    "ratio": message("Missing where the lower figure is 0 or missing."),
    "growth": message("Missing where the figure of then is 0 or missing."),
    "difference": message("Missing where either is."),
    "total": message("Missing where any of them is."),
    "product": message("Missing where any of them is."),
    "weighted_mean": message("Missing where any of them is."),
    "curve": message(
        "Before the first point and beyond the last their values hold; missing where the figure is."
    ),
    "regret": message("Missing where the figure is, or what rows must have the same."),
    "present_value": message(
        "Missing where a year or a flow is missing, where the rate is not above −100%, and where "
        "growth without end is not below the rate."
    ),
    "previous": message("Missing where there is no such period."),
    "condition": message("Missing where that cannot be told."),
    "count": message("0 where there is no such row."),
    "sum": message("0 where there is no such row; missing if an amount is."),
    "mean": message("Over the rows that have the amount."),
    "median": message("Over the rows that have the amount."),
    "minimum": message("Over the rows that have the value."),
    "maximum": message("Over the rows that have the value."),
    "share": message("Missing where the whole is 0 or an amount is missing."),
    "exchange": message(
        "On a day without a rate that of the last day before, within ten days; missing where there "
        "is none. The rates that were used are a table of the downloads, with day and source."
    ),
    "lookup": message("Missing where no row matches."),
    "listed": message("Missing where the list is not known."),
}


def derived(words: Vocabulary, name: str) -> Told:
    """Return how a derived figure is told.

    Parameters
    ----------
    words
        What the scheme's tables and columns are called.
    name
        The figure.
    """
    figure = words.scheme.derived[name]
    own = figure.on or words.scheme.units.table
    notes = [*_matching(words, figure, own)]
    if figure.kind in ("condition", "listed") and figure.type != "boolean":
        notes.append(message("1 where it is so, 0 where it is not."))
    if figure.kind == "sql":
        return Told(_sql(words, figure, own), None, tuple(notes))
    computed = _computed(words, name, figure, own)
    notes += [*notes_of(words, figure, own), _MISSING[figure.kind]]
    return Told(computed, formula_of(figure), tuple(notes), points_of(figure))


def _sql(words: Vocabulary, figure: Figure, own: str) -> Message:
    """Say what an expression, or a whole query, runs over."""
    table = words.table(own)
    if (figure.sql or "").lstrip().upper().startswith(("SELECT", "WITH")):
        return message("Queried in SQL, a value for each row of “{table}”:", table=table)
    return message("Computed in SQL for each row of “{table}”:", table=table)


def _computed(words: Vocabulary, name: str, figure: Figure, own: str) -> Message:
    """Return the figure with its factor."""
    told = figure.declaration
    factor = getattr(told, "times", 1.0)
    match figure.kind:
        case "growth":
            of, since = words.column(own, told.of), words.column(own, told.since)
            text = message("{of} ÷ {since} − 1", of=of, since=since)
            if factor == 1:
                return text
            return message("{factor} × ({figure})", factor=digits(factor), figure=text)
        case "share":
            text = _share(words, figure)
        case "curve":
            text = _curve(words, figure, own)
        case _:
            text = words.figure(name) or message("always")
    if factor == 1:
        return text
    return message("{factor} × {figure}", factor=digits(factor), figure=text)


def _curve(words: Vocabulary, figure: Figure, own: str) -> Message:
    """Return how a curve is read; its points stand below."""
    of = words.column(own, figure.declaration.of)
    if figure.declaration.between == "step":
        return message("{of}, by the points below, each until the next", of=of)
    return message("{of}, by the points below, in proportion between them", of=of)


def _share(words: Vocabulary, figure: Figure) -> Message:
    told = figure.declaration
    table, _dot, column = told.of.partition(".")
    return message(
        "sum of {column} in “{table}” with {where} ÷ sum of {column} in “{table}”",
        column=words.column(table, column),
        table=words.table(table),
        where=words.where(table, told.where) or message("always"),
    )


def _matching(words: Vocabulary, figure: Figure, own: str) -> list[Message]:
    """Return by which columns rows of another table are found, and on which day."""
    told, notes = figure.declaration, list[Message]()
    if figure.kind not in ("lookup", "listed"):
        return notes
    other = told.in_ if figure.kind == "listed" else told.of.partition(".")[0]
    if told.match:
        pairs = [
            message("{own} = {other}", own=words.column(own, mine), other=words.column(other, its))
            for mine, its in told.match.items()
        ]
        notes.append(message("Rows match where {pairs}.", pairs=joined(pairs, message(" and "))))
    if told.day is not None:
        day = words.column(own, told.day)
        notes.append(message("In the version that was in force on: {day}.", day=day))
    return notes
