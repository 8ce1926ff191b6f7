"""What moves figures of valuations, and how they follow: products, means, present values, curves.

A product and a weighted mean are polynomials of an amount in their parts. A present value is a
line in its flows, and no quotient of polynomials in its rate. A curve has an inverse where it only
rises or only falls. Regret is decided by other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from steelyard.i18n import message
from steelyard.reports.lever import Lever, UntoldError
from steelyard.reports.rational import Bound, Comparator, Rational
from steelyard.scheme.derived import Figure
from steelyard.scheme.valuation import Curve, PresentValue
from steelyard.steps.derive.discounting import present_value
from steelyard.steps.derive.related import place

if TYPE_CHECKING:
    from steelyard.reports.levers import Levers

__all__ = ["FOLLOWED", "curve_bound", "follow", "levers_of"]

FOLLOWED = ("product", "weighted_mean", "present_value", "regret")
"""Kinds whose levers and courses are told here."""

_TURNED: dict[Comparator, Comparator] = {
    "at_least": "at_most",
    "more_than": "less_than",
    "at_most": "at_least",
    "less_than": "more_than",
}


def levers_of(levers: Levers, name: str, figure: Figure, *, up: bool) -> Iterator[Lever]:
    """Yield what would raise a figure of these kinds, or lower it.

    Raises
    ------
    UntoldError
        If it depends on other rows, or a factor is not known.
    """
    told = figure.declaration
    match figure.kind:
        case "product":
            known = [levers.known(part) for part in told.of]
            for at, part in enumerate(told.of):
                rest = told.times * reduce(mul, known[:at] + known[at + 1 :], 1.0)
                if rest:
                    yield from levers.of(part, up=up == (rest > 0))
        case "weighted_mean":
            for part in told:
                yield from levers.of(part, up=up)
        case "present_value":
            table, flow = place(told.of)
            yield Lever("each", table, flow, upwards=up, figure=name)
        case _:
            raise _of_others(levers, name)


def follow(levers: Levers, name: str, figure: Figure, lever: Lever) -> Rational:
    """Return a figure of these kinds as a function of the amount by which a lever is changed.

    Raises
    ------
    UntoldError
        If it is no such function, or depends on other rows.
    """
    told = figure.declaration
    match figure.kind:
        case "product":
            first, *rest = (levers.follow(part, lever) for part in told.of)
            return reduce(mul, rest, first).scaled(told.times)
        case "weighted_mean":
            whole = sum(told.values())
            first, *rest = (
                levers.follow(part, lever).scaled(weight / whole) for part, weight in told.items()
            )
            return sum(rest, first)
        case "present_value":
            return _present_value(levers, name, told, lever)
        case _:
            raise _of_others(levers, name)


def _present_value(levers: Levers, name: str, told: PresentValue, lever: Lever) -> Rational:
    """Return a present value as a line in what each of its flows gets more."""
    subject = levers.subject
    if lever.how != "each" or (lever.table, lever.column) != place(told.of):
        raise UntoldError(
            message(
                "“{figure}” discounts several years, so it does not follow a single amount.",
                figure=levers.title(name),
            )
        )
    years = subject.flows(name)
    if lever.figure is None or not years.equals(subject.flows(lever.figure)):
        raise UntoldError(levers.not_unique(name))
    growth = None if told.growth is None else np.array([[levers.known(told.growth)]])
    one_a_year = present_value(
        np.ones((1, int(years["counts"].sum()))),
        np.array([[levers.known(told.rate)]]),
        growth,
        middle=told.flows == "middle",
    )
    return Rational.line(levers.known(name), lever.sign * float(one_a_year.item()))


def _of_others(levers: Levers, name: str) -> UntoldError:
    return UntoldError(
        message(
            "“{figure}” depends on other rows of its table, so the unit alone cannot tell.",
            figure=levers.title(name),
        )
    )


def curve_bound(curve: Curve, bound: Bound) -> Bound | None:
    """Return what a figure must be so that its curve is past a bound; None if always or never.

    Raises
    ------
    ValueError
        If the curve both rises and falls.

    Examples
    --------
    >>> falling = Curve(of="strength", points=((0, 20), (50, 10), (100, 7)))
    >>> curve_bound(falling, Bound(15, "at_most"))
    Bound(figure=25.0, comparator='at_least')
    """
    steps = [later - one for (_, one), (_, later) in pairwise(curve.points)]
    if min(steps) < 0 < max(steps):
        raise ValueError
    if min(steps) < 0:
        turned = tuple((x, -y) for x, y in curve.points)
        asked = Bound(-bound.figure, _TURNED[bound.comparator])
        return _rising(turned, asked, curve.between == "step")
    return _rising(curve.points, bound, curve.between == "step")


def _rising(points: tuple[tuple[float, float], ...], bound: Bound, steps: bool) -> Bound | None:
    """Return the same for a curve that never falls.

    It is enough to know where the curve becomes as much as the bound, for ``at_least`` and
    ``less_than``, or more than it, for the others.
    """
    beyond = bound.comparator in ("more_than", "at_most")
    past = [y > bound.figure if beyond else y >= bound.figure for _, y in points]
    if all(past) or not any(past):
        return None
    at = past.index(True)
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    where = x1 if steps else x0 + (x1 - x0) * (bound.figure - y0) / (y1 - y0)
    if steps:
        return Bound(where, "at_least" if bound.upwards else "less_than")
    return Bound(where, bound.comparator)
