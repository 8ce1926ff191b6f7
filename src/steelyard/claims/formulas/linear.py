"""Formulas that are linear in their names: a number for each name, and one alone.

In a quotient of two of them the slope by a name does not depend on that name, which intervals do
not see: of ``a / (a + b)`` it is ``b`` over a square.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steelyard.claims.formulas.formula import Call, Expression, Name, Negative, Number, Product, Sum
from steelyard.claims.interval import Interval

__all__ = ["Linear"]

_ONE = Fraction(1)


@dataclass(frozen=True)
class Linear:
    """Names times numbers, and a number, added.

    Parameters
    ----------
    by
        What each name is multiplied by.
    alone
        The number.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import read_formula
    >>> form = Linear.of(read_formula("2 * (a - b) - a + 5"))
    >>> {name: str(value) for name, value in form.by.items()}, str(form.alone)
    ({'a': '1', 'b': '-2'}, '5')
    """

    by: Mapping[str, Fraction]
    alone: Fraction

    @classmethod
    def of(cls, formula: Expression) -> Linear | None:
        """Return a formula as a linear one; None if it is none."""
        match formula:
            case Number(value):
                return cls({}, value)
            case Name(name):
                return cls({name: _ONE}, Fraction(0))
            case Negative(inner):
                return _added([inner], [-_ONE])
            case Sum(terms, turned):
                return _added(terms, [-_ONE if away else _ONE for away in turned])
            case Call("sum", arguments):
                return _added(arguments, [_ONE] * len(arguments))
            case Call("mean", arguments):
                return _added(arguments, [Fraction(1, len(arguments))] * len(arguments))
            case Product(factors, turned):
                return _multiplied(factors, turned)
        return None

    def plus(self, other: Linear, times: Fraction) -> Linear:
        """Return the sum with another, multiplied by a number."""
        by = dict(self.by)
        for name, value in other.by.items():
            by[name] = by.get(name, Fraction(0)) + value * times
        return Linear(by, self.alone + other.alone * times)

    def over(self, box: Mapping[str, Interval]) -> Interval:
        """Return all values in a box."""
        found = Interval.point(self.alone)
        for name, value in self.by.items():
            if value:
                found = found + Interval.point(value) * box[name]
        return found


def _added(terms: Sequence[Expression], weights: Sequence[Fraction]) -> Linear | None:
    found = Linear({}, Fraction(0))
    for term, weight in zip(terms, weights, strict=True):
        inner = Linear.of(term)
        if inner is None:
            return None
        found = found.plus(inner, weight)
    return found


def _multiplied(factors: Sequence[Expression], turned: Sequence[bool]) -> Linear | None:
    """Return a product of which at most one factor has names, and that one above the line."""
    found = Linear({}, _ONE)
    for factor, away in zip(factors, turned, strict=True):
        inner = Linear.of(factor)
        if inner is None or (inner.by and (found.by or away)) or (away and inner.alone == 0):
            return None
        if inner.by:
            found = Linear({}, Fraction(0)).plus(inner, found.alone)
        else:
            times = 1 / inner.alone if away else inner.alone
            found = Linear({}, Fraction(0)).plus(found, times)
    return found
