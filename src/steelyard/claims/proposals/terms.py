"""Figures put together by arithmetic: the formula in words, and the interval it allows.

A term is a figure or what is computed from figures; it carries the text that a claim's formula
will have. Whether a computed term agrees with a printed figure is judged here with the same
intervals as in the audit; verdicts themselves are left to ``steelyard.claims.audit``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed

__all__ = ["TOLERANCE", "Term", "agree", "narrow"]

# How far "about" reaches in an article, as a share of the figure: of a text that nobody has looked
# at, more is forgiven than in a claims file.
TOLERANCE = Fraction(1, 10)


@dataclass(frozen=True)
class Term:
    """A figure, or what comes of some.

    Parameters
    ----------
    formula
        Its text over the names of claims.
    interval
        The values that the figures allow.
    bracketed
        Whether it needs brackets inside another formula.

    Examples
    --------
    >>> part, whole = Term.of("f2", Interval.point(78)), Term.of("f1", Interval.point(500))
    >>> print((part / whole).formula, (part / whole).interval)
    f2 / f1 0.156
    """

    formula: str
    interval: Interval
    bracketed: bool = False

    @classmethod
    def of(cls, name: str, interval: Interval) -> Term:
        """Return the term of a figure with a name."""
        return cls(name, interval)

    @classmethod
    def number(cls, value: int | Fraction) -> Term:
        """Return the term of a plain number, which a formula writes out."""
        exact = Fraction(value)
        text = str(exact.numerator) if exact.denominator == 1 else format(float(exact), ".12g")
        return cls(text, Interval.point(exact))

    def __add__(self, other: Term) -> Term:
        return self._joined("+", other, self.interval + other.interval)

    def __sub__(self, other: Term) -> Term:
        return self._joined("-", other, self.interval - other.interval)

    def __mul__(self, other: Term) -> Term:
        return self._joined("*", other, self.interval * other.interval)

    def __truediv__(self, other: Term) -> Term:
        """Return a quotient.

        Raises
        ------
        ZeroDivisionError
            If there is nothing to divide by but 0.
        """
        return self._joined("/", other, self.interval / other.interval)

    def _joined(self, sign: str, other: Term, interval: Interval) -> Term:
        return Term(f"{self.inside()} {sign} {other.inside()}", interval, True)

    def inside(self) -> str:
        """Return its text as a part of another formula."""
        return f"({self.formula})" if self.bracketed else self.formula

    @classmethod
    def sum(cls, terms: Sequence[Term]) -> Term:
        """Return the sum of terms."""
        if len(terms) == 1:
            return terms[0]
        text = " + ".join(term.inside() for term in terms)
        interval = reduce(lambda one, other: one + other, (term.interval for term in terms))
        return cls(text, interval, True)


def agree(printed: Printed, term: Term) -> bool:
    """Return whether a figure, rounded or cut off as printed, can be what was computed."""
    if printed.interval(TOLERANCE).meet(term.interval) is not None:
        return True
    cut = printed.truncated()
    return cut is not None and cut.meet(term.interval) is not None


def narrow(interval: Interval, share: Fraction) -> bool:
    """Return whether an interval is so narrow that to lie in it is no accident.

    Parameters
    ----------
    interval
        The interval.
    share
        The widest that it may be, as a share of its larger end.
    """
    if interval.low is None or interval.high is None:
        return False
    return interval.high - interval.low <= share * max(abs(interval.low), abs(interval.high))
