"""By what units are ranked, how ties stand, and what grades mean, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.told import Told
from steelyard.reports.compliance import cited
from steelyard.reports.words import Vocabulary, joined, titled, with_unit
from steelyard.scheme.rank import Grades, Rank, Ties

__all__ = ["graded", "ranked"]

_TIES: Mapping[Ties, Message] = {
    "competition": message(
        "Units that tie share the better rank, and the ranks behind them are left out: 1 1 3 4."
    ),
    "dense": message("Units that tie share a rank, and no rank is left out: 1 1 2 3."),
    "average": message("Units that tie share the mean of their ranks: 1.5 1.5 3 4."),
    "ordinal": message("Units that tie are ranked by their keys: 1 2 3 4."),
}


def ranked(words: Vocabulary) -> Told:
    """Return by what the units of a scheme are ranked, and how ties stand."""
    rule, table = words.scheme.rank, words.scheme.units.table
    if rule.given is not None:
        title = words.column(table, rule.given)
        given = message("The ranks are given: they are those of “{column}”.", column=title)
        return Told(given, None, tuple(_lists(words, rule)))
    what = message("the score") if rule.figure is None else words.column(table, rule.figure)
    first = (
        message("Units are ranked by {figure}, the highest first.", figure=what)
        if rule.order == "descending"
        else message("Units are ranked by {figure}, the lowest first.", figure=what)
    )
    notes = (*_lists(words, rule), _TIES[rule.ties], _tolerance(rule), *_admitted(words))
    return Told(first, None, notes)


def _admitted(words: Vocabulary) -> Iterator[Message]:
    """Say what a unit must reach to be on the list."""
    declared, table = words.scheme.admission, words.scheme.units.table
    if declared is None:
        return
    if declared.about is not None:
        yield titled(declared.about)
    yield message(
        "To be on the list a unit must meet {needed} of {count} thresholds; one that does not has "
        "no rank, and its figures still count in what steps learn. A figure that is not known "
        "meets none.",
        needed=declared.needed,
        count=len(declared.thresholds),
    )
    for name, one in declared.thresholds.items():
        title = words.column(table, name) if one.title is None else titled(one.title)
        least = one.at_least is not None
        bound = with_unit(digits(one.at_least if least else one.at_most), words.unit(table, name))
        said = (
            message("Threshold: {figure} at least {bound}", figure=title, bound=bound)
            if least
            else message("Threshold: {figure} at most {bound}", figure=title, bound=bound)
        )
        source = cited(words, one.source)
        yield said if source is None else message("{said} ({source})", said=said, source=source)


def _lists(words: Vocabulary, rule: Rank) -> Iterator[Message]:
    """Say what is ranked apart, and within what there is a second rank."""
    table, period = words.scheme.units.table, words.scheme.units.period
    if period is not None:
        yield message("Each period is ranked by itself.")
    for text, names in (
        (message("There is a list for each of: {columns}."), rule.within),
        (message("Units also have a rank within: {columns}."), rule.also),
    ):
        if names:
            titles = [words.column(table, name) for name in names]
            yield Message(text.template, {"columns": joined(titles, message(", "))})
    if rule.first is not None and rule.given is not None:
        yield message(
            "The list has the units with a rank up to {first}; the others are candidates.",
            first=f"{rule.first:,}",
        )
    elif rule.first is not None:
        yield message(
            "The list has the first {first}, and all that tie with the last of them; the others "
            "are candidates.",
            first=f"{rule.first:,}",
        )


def _tolerance(rule: Rank) -> Message:
    if rule.tolerance == 0:
        return message("Only equal figures tie.")
    return message(
        "A unit ties with the best of its group if it is behind it by no more than {share} of the "
        "figure; groups are formed from the best unit down, so ties do not chain.",
        share=f"{rule.tolerance:g}",
    )


def graded(grades: Grades) -> tuple[tuple[Message, Message], ...]:
    """Return the bands of grades: when each is given, and what it is called."""
    return tuple(
        (
            message("everything below")
            if one.at_least is None
            else message("at least {value}", value=digits(one.at_least)),
            titled(one.grade),
        )
        for one in grades
    )
