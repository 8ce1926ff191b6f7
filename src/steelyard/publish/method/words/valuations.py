"""Figures of valuations on the method page: the formula of a present value, a curve's points.

The formula is that of ``steelyard.steps.derive.valuation``.
"""

from __future__ import annotations

from steelyard.i18n import Message, message
from steelyard.publish.method import formula as f
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.formula import Formula
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.derived import Figure
from steelyard.scheme.valuation import Curve, PresentValue

__all__ = ["formula_of", "notes_of", "points_of"]

_F, _G, _N, _R, _T = (f.name(sign) for sign in ("F", "g", "n", "r", "t"))
_ONE, _HALF = f.figure(1.0), f.figure(0.5)


def formula_of(figure: Figure) -> Formula | None:
    """Return the formula of a present value; None for another kind.

    Examples
    --------
    >>> told = {"of": "years.flow", "year": "year", "since": "now", "rate": "rate"}
    >>> formula_of(Figure(present_value=PresentValue(**told))).text
    'Σ (F(t) / (1 + r)^t)'
    """
    declared = figure.declaration
    if not isinstance(declared, PresentValue):
        return None
    base, middle = f.plus(_ONE, _R), declared.flows == "middle"
    each, last = ((f.minus(at, _HALF) if middle else at) for at in (_T, _N))
    value = f.total(f.over(f.call("F", _T), f.power(base, each)))
    if declared.growth is None:
        return value
    after = f.times(f.call("F", _N), f.plus(_ONE, _G))
    return f.plus(value, f.over(after, f.times(f.minus(_R, _G), f.power(base, last))))


def notes_of(words: Vocabulary, figure: Figure, own: str) -> list[Message]:
    """Return what the signs of the formula stand for, and when flows are due."""
    declared = figure.declaration
    if not isinstance(declared, PresentValue):
        return []
    other, _dot, flow = declared.of.partition(".")
    notes = [
        message(
            "F(t) is {flow} t years after {since}, r is {rate}, and n is the last of these years.",
            flow=words.column(other, flow),
            since=words.column(own, declared.since),
            rate=words.column(own, declared.rate),
        )
    ]
    if declared.growth is not None:
        growth = words.column(own, declared.growth)
        notes.append(message("g is {growth}, from the last year on.", growth=growth))
    if declared.flows == "middle":
        notes.append(message("Flows are due in the middle of their year."))
    else:
        notes.append(message("Flows are due at the end of their year."))
    return notes


def points_of(figure: Figure) -> tuple[tuple[Message, Message], ...]:
    """Return the points of a curve; none for another kind."""
    declared = figure.declaration
    if not isinstance(declared, Curve):
        return ()
    return tuple((titled(digits(one)), titled(digits(worth))) for one, worth in declared.points)
