"""Figures of valuations in words: products, weighted means, curves, regret, present values."""

from __future__ import annotations

from collections.abc import Callable

from steelyard.evaluation.measured import shown, with_unit
from steelyard.i18n import Message, message
from steelyard.scheme.derived import Figure
from steelyard.scheme.valuation import Curve, PresentValue, Regret

__all__ = ["valued"]

Column = Callable[[str, str], Message]
Joined = Callable[[list[Message], Message], Message]


def valued(
    figure: Figure, own: str, column: Column, table: Callable[[str], Message], joined: Joined
) -> Message | None:
    """Return a figure of valuations in words, without its factor; None for another kind.

    Parameters
    ----------
    figure, own
        The figure and its table.
    column, table
        Return what columns and tables are called.
    joined
        Puts messages one after the other.
    """
    told = figure.declaration
    match figure.kind:
        case "product":
            return joined([column(own, part) for part in told.of], message(" × "))
        case "weighted_mean" if not isinstance(told, str):
            whole = sum(told.values())
            parts = [
                message(
                    "{figure} ({share})",
                    figure=column(own, name),
                    share=with_unit(shown(100 * weight / whole), "%"),
                )
                for name, weight in told.items()
            ]
            return message("weighted mean of {figures}", figures=joined(parts, message(", ")))
        case "curve":
            return _curve(told, own, column, joined)
        case "regret":
            return _regret(told, own, column, joined)
        case "present_value":
            return _present_value(told, own, column, table)
    return None


def _curve(told: Curve, own: str, column: Column, joined: Joined) -> Message:
    points = [
        message("{figure} → {worth}", figure=shown(figure), worth=shown(worth))
        for figure, worth in told.points
    ]
    text = message("{of} by points, in proportion between them: {points}")
    if told.between == "step":
        text = message("{of} by points, each until the next: {points}")
    return Message(
        text.template,
        {"of": column(own, told.of), "points": joined(points, message(", "))},
    )


def _regret(told: Regret, own: str, column: Column, joined: Joined) -> Message:
    text = message("greatest {of} with the same {within} − {of}")
    if told.best == "least":
        text = message("{of} − least {of} with the same {within}")
    within = joined([column(own, name) for name in told.within], message(" and "))
    return Message(text.template, {"of": column(own, told.of), "within": within})


def _present_value(
    told: PresentValue, own: str, column: Column, table: Callable[[str], Message]
) -> Message:
    other, _, flow = told.of.partition(".")
    text = message(
        "present value of {flow} in “{table}” after {since} at {rate}",
        flow=column(other, flow),
        table=table(other),
        since=column(own, told.since),
        rate=column(own, told.rate),
    )
    if told.growth is None:
        return text
    return message(
        "{value}, growing without end by {growth}", value=text, growth=column(own, told.growth)
    )
