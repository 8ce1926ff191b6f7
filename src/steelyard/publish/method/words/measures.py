"""Measures by group in words: every kind of figure that a table of groups may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.reports.words import joined
from steelyard.scheme.measures import Measure

__all__ = ["measured"]

_PLAIN: Mapping[str, Message] = {
    "distinct": message("how many different values of {figure} there are"),
    "sum": message("the sum of {figure}"),
    "mean": message("the mean of {figure}"),
    "median": message("the median of {figure}"),
    "minimum": message("the least {figure}"),
    "maximum": message("the greatest {figure}"),
}


def measured(measure: Measure, title: Callable[[str], Message]) -> Message:
    """Return what a measure is of a group.

    Parameters
    ----------
    measure
        The measure.
    title
        Returns what a column, figure or criterion is called.

    Examples
    --------
    >>> from steelyard.reports.words import titled
    >>> print(measured(Measure(growth={"of": "sales", "since": "sales_last"}), titled))
    the growth of the sum of sales since sales_last, in %, over the units that have both
    """
    kind, told = measure.kind, measure.declaration
    if kind in _PLAIN:
        return Message(_PLAIN[kind].template, {"figure": title(told)})
    match kind:
        case "count":
            if told.of is None:
                return message("how many there are")
            return message("how many have {figure}", figure=title(told.of))
        case "share":
            return _in(_share(told, title), told.times)
        case "growth":
            text = message(
                "the growth of the sum of {of} since {since}",
                of=title(told.of),
                since=title(told.since),
            )
            return message("{figure}, over the units that have both", figure=_in(text, told.times))
        case "concentration":
            return _in(_largest(told, title), told.times)
        case "herfindahl":
            return message(
                "the Herfindahl–Hirschman index of {figure}: {factor} × the sum of squared shares",
                figure=title(told.of),
                factor=digits(told.times),
            )
    raise AssertionError(f"a measure without words: {kind}")


def _largest(told: Any, title: Callable[[str], Message]) -> Message:
    figure = message("number of units") if told.of is None else title(told.of)
    if not told.by:
        return message(
            "the share of the {count} largest in the group's {figure}",
            count=told.top,
            figure=figure,
        )
    return message(
        "the share of the {count} largest, by {columns}, in the group's {figure}",
        count=told.top,
        columns=joined([title(name) for name in told.by], message(", ")),
        figure=figure,
    )


def _share(told: Any, title: Callable[[str], Message]) -> Message:
    text = (
        message("the group's share of all units")
        if told.of is None
        else message("the group's share of the sum of {figure}", figure=title(told.of))
    )
    if not told.within:
        return text
    names = joined([title(name) for name in told.within], message(", "))
    return message("{figure} within the same {columns}", figure=text, columns=names)


def _in(text: Message, times: float) -> Message:
    """Return a share with what it is counted in."""
    if times == 1:
        return text
    if times == 100:
        return message("{figure}, in %", figure=text)
    return message("{figure}, times {factor}", figure=text, factor=digits(times))
