"""Scores on a straight line, or on a logarithm: between units, bounds, goalposts, in points.

In formulas x is the figure and s the score.
"""

from __future__ import annotations

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import amount, digits
from steelyard.publish.method.formula import (
    Formula,
    between,
    call,
    equal,
    figure,
    minus,
    name,
    over,
    plus,
    times,
)
from steelyard.publish.method.told import Told
from steelyard.scheme.normalise import Deduction, Goalposts, MinMax, Proportional, Scaled, ZScore

__all__ = ["MAX", "MIN", "X", "in_points", "on_a_line", "score_is", "share_of_way", "way"]

X, MIN, MAX = name("x"), name("min"), name("max")
_MEAN = name("x̄")


def score_is(formula: Formula) -> Formula:
    """Return the equation of a score."""
    return equal(name("s"), formula)


def share_of_way(worst: Formula, best: Formula) -> Formula:
    """Return the share of the way from the worst to the best."""
    return over(minus(X, worst), minus(best, worst))


def way(lower: Formula, upper: Formula, up: bool) -> Formula:
    """Return the share of the way between two figures, from the end that is worse.

    Parameters
    ----------
    lower, upper
        The two figures.
    up
        Whether more is better.
    """
    ahead = minus(X, lower) if up else minus(upper, X)
    return over(ahead, minus(upper, lower))


def on_a_line(spec: MinMax | ZScore | Scaled | Goalposts, unit: str | None, up: bool) -> Told:
    """Return how a method is told that puts figures on a line between two of them."""
    match spec:
        case MinMax():
            return _min_max(spec, up)
        case ZScore():
            return _z_score(spec, up)
        case Scaled():
            return _scaled(spec, unit, up)
        case Goalposts():
            return _goalposts(spec, unit, up)


def _min_max(spec: MinMax, up: bool) -> Told:
    low, high = spec.range
    words = message(
        "Min–max: the worst unit gets {least}, the best {most}, the others in proportion.",
        least=digits(low),
        most=digits(high),
    )
    beyond = (
        message("A unit that is placed later and lies beyond gets the end of the range.")
        if spec.clip
        else message("A unit that is placed later may lie beyond the range.")
    )
    middle = digits((low + high) / 2)
    equal_ = message("If all figures are equal, every unit gets {middle}.", middle=middle)
    return Told(words, score_is(between(way(MIN, MAX, up), low, high)), (equal_, beyond))


def _z_score(spec: ZScore, up: bool) -> Told:
    words = message(
        "Standardised: the distance from the mean in standard deviations; the scores have the "
        "mean {mean} and the standard deviation {deviation}.",
        mean=digits(spec.mean),
        deviation=digits(spec.deviation),
    )
    gap = minus(X, _MEAN) if up else minus(_MEAN, X)
    scaled = times(figure(spec.deviation), over(gap, name("σ")))
    notes = (
        message("x̄ is the mean, σ the standard deviation of the sample (n − 1)."),
        message("If all figures are equal, every unit gets {middle}.", middle=digits(spec.mean)),
    )
    return Told(words, score_is(plus(figure(spec.mean), scaled)), notes)


def _scaled(spec: Scaled, unit: str | None, up: bool) -> Told:
    words = _ends(spec.from_, spec.range, unit, up)
    low, high = spec.range
    lower, upper = (figure(bound) for bound in spec.from_)
    notes = (message("Figures beyond these bounds score beyond the range."),)
    return Told(words, score_is(between(way(lower, upper, up), low, high)), notes)


def _goalposts(spec: Goalposts, unit: str | None, up: bool) -> Told:
    words = _ends((spec.lower, spec.upper), spec.span, unit, up)
    lower, upper = figure(spec.lower), figure(spec.upper)
    share = way(lower, upper, up)
    notes = []
    if spec.scale == "log":
        above = over(X, lower) if up else over(upper, X)
        share = over(call("ln", above), call("ln", over(upper, lower)))
        words = _ends((spec.lower, spec.upper), spec.span, unit, up, log=True)
    notes.append(
        message("Figures beyond a goalpost count as the goalpost.")
        if spec.clip
        else message("Figures beyond a goalpost score beyond the range.")
    )
    return Told(words, score_is(between(share, *spec.span)), tuple(notes))


def _ends(
    bounds: tuple[float, float],
    span: tuple[float, float],
    unit: str | None,
    up: bool,
    *,
    log: bool = False,
) -> Message:
    worst, best = bounds if up else (bounds[1], bounds[0])
    text = message(
        "{worst} scores {least}, {best} scores {most}, and what lies between in proportion."
    )
    if log:
        text = message(
            "{worst} scores {least}, {best} scores {most}, and what lies between by logarithms: "
            "equal ratios of figures are equal steps of the score."
        )
    ends = {"worst": amount(worst, unit), "best": amount(best, unit)}
    return Message(text.template, {"least": digits(span[0]), "most": digits(span[1]), **ends})


def in_points(spec: Proportional | Deduction, unit: str | None) -> Told:
    """Return how a method is told that gives points for figures."""
    if isinstance(spec, Deduction):
        words = message(
            "{start} less {each} for each one, not below {least}.",
            start=digits(spec.full),
            each=digits(spec.each),
            least=digits(spec.least),
        )
        left = minus(figure(spec.full), times(figure(spec.each), X))
        return Told(words, score_is(call("max", left, figure(spec.least))))
    low, high = spec.span
    words = message(
        "In proportion: {least} at {lower}, {most} at {upper}, nothing beyond.",
        least=digits(low),
        lower=amount(spec.zero_at, unit),
        most=digits(high),
        upper=amount(spec.full_at, unit),
    )
    share = share_of_way(figure(spec.zero_at), figure(spec.full_at))
    return Told(words, score_is(between(share, low, high)))
