"""What a formula is worth: one number from numbers, an interval from intervals.

Values are exact; where a name occurs more than once, ``extents`` makes the interval tight.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis, SIAM 2009,
chapter 5 (natural interval extensions).
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import assert_never

from steelyard.claims.formulas.formula import (
    Call,
    Expression,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
)
from steelyard.claims.formulas.roots import root_interval
from steelyard.claims.interval import Interval
from steelyard.i18n import Message, message

__all__ = [
    "Box",
    "UndefinedError",
    "Values",
    "applied",
    "bounded",
    "divided",
    "natural",
    "raised",
    "rooted",
    "worth",
]

Values = Mapping[str, Fraction]
Box = Mapping[str, Interval]

_MOST_BITS = 20_000
_ONE = Interval.point(1)


class UndefinedError(ArithmeticError):
    """A formula that has no value; ``said`` says why."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(str(said))


def worth(formula: Expression, values: Values) -> Fraction:
    """Return what a formula comes to.

    A root that is no fraction is given within a billionth of a billionth of itself.

    Raises
    ------
    UndefinedError
        If it divides by 0, takes the root of a negative number, or grows beyond bounds.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import read_formula
    >>> print(worth(read_formula("66283 / 180"), {}))
    66283/180
    """
    points = {name: Interval.point(value) for name, value in values.items()}
    found = natural(formula, points)
    assert found.low is not None
    assert found.high is not None
    return (found.low + found.high) / 2


def natural(formula: Expression, box: Box) -> Interval:
    """Return an interval that holds all values of a formula; exact where no name repeats.

    Raises
    ------
    UndefinedError
        If it has no value anywhere in the box, or grows beyond bounds.
    """
    match formula:
        case Number(value):
            return Interval.point(value)
        case Name(name):
            return box[name]
        case Negative(of):
            return -natural(of, box)
        case Root(of, degree):
            return rooted(natural(of, box), degree)
        case Power(base, exponent):
            return raised(natural(base, box), exponent)
        case Sum(terms, turned):
            return _summed(terms, turned, box)
        case Product(factors, turned):
            return _multiplied(factors, turned, box)
        case Call(function, arguments):
            return applied(function, [natural(one, box) for one in arguments])
        case _:
            assert_never(formula)


def _summed(terms: Sequence[Expression], turned: Sequence[bool], box: Box) -> Interval:
    found = [natural(term, box) for term in terms]
    return bounded(
        reduce(
            operator.add, (-one if away else one for one, away in zip(found, turned, strict=True))
        )
    )


def _multiplied(factors: Sequence[Expression], turned: Sequence[bool], box: Box) -> Interval:
    found = _ONE
    for factor, away in zip(factors, turned, strict=True):
        value = natural(factor, box)
        found = bounded(divided(found, value) if away else found * value)
    return found


def applied(function: str, values: Sequence[Interval]) -> Interval:
    """Return a function of intervals."""
    match function:
        case "min":
            return reduce(Interval.least, values)
        case "max":
            return reduce(Interval.greatest, values)
        case "abs":
            return values[0].size()
    total = bounded(reduce(operator.add, values))
    return total if function == "sum" else total * Interval.point(Fraction(1, len(values)))


def divided(one: Interval, other: Interval) -> Interval:
    """Return all quotients.

    Raises
    ------
    UndefinedError
        If there is nothing to divide by but 0.
    """
    try:
        return one / other
    except ZeroDivisionError:
        raise UndefinedError(message("The formula divides by 0.")) from None


def raised(base: Interval, exponent: int) -> Interval:
    """Return all powers."""
    if _bits(base) * abs(exponent) > _MOST_BITS:
        raise _too_large()
    try:
        return base.power(exponent)
    except ZeroDivisionError:
        raise UndefinedError(message("The formula divides by 0.")) from None


def rooted(of: Interval, degree: int) -> Interval:
    """Return all roots."""
    found = root_interval(of, degree)
    if found is None:
        raise UndefinedError(message("The formula takes the root of a negative number."))
    return found


def bounded(interval: Interval) -> Interval:
    """Return an interval, if its bounds are not beyond what can be computed with."""
    if _bits(interval) > _MOST_BITS:
        raise _too_large()
    return interval


def _too_large() -> UndefinedError:
    return UndefinedError(message("The figures of the formula grow to thousands of digits."))


def _bits(interval: Interval) -> int:
    return max(
        max(end.numerator.bit_length(), end.denominator.bit_length())
        for end in (interval.low or Fraction(0), interval.high or Fraction(0))
    )
