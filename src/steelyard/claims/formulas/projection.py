"""One formula held to a value: what that tells of each of the names in it.

The value of every part is computed from the leaves up, met with what the whole must be, and the
difference carried from the whole down to the leaves.

Source: F. Benhamou, F. Goualard, L. Granvilliers, J.-F. Puget, Revising hull and box consistency,
ICLP 1999 (the procedure HC4-revise).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import assert_never

from steelyard.claims.formulas.computing import Box, applied, divided, natural, raised, rooted
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
    parts,
)
from steelyard.claims.formulas.roots import root_interval
from steelyard.claims.interval import EVERYTHING, Interval

__all__ = ["EmptyError", "Projection", "met"]

_ZERO, _ONE = Interval.point(0), Interval.point(1)
_NOT_BELOW_ZERO = Interval.above(Fraction(0), inside=True)


class EmptyError(Exception):
    """Nothing is left."""


@dataclass(frozen=True)
class Projection:
    """A part of an expression with the values that it can have.

    Parameters
    ----------
    of_what
        The part.
    value
        Its values.
    inner
        Its own parts.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import read_formula
    >>> box = {"a": Interval(Fraction(0), Fraction(9)), "b": Interval(Fraction(1), Fraction(2))}
    >>> Projection.of(read_formula("a * b"), box).project(Interval.above(Fraction(10)), box)
    >>> print(box["a"])
    (5, 9]
    """

    of_what: Expression
    value: Interval
    inner: tuple[Projection, ...]

    @classmethod
    def of(cls, expression: Expression, box: Box) -> Projection:
        """Return an expression with its values over a box."""
        inner = tuple(cls.of(part, box) for part in parts(expression))
        return cls(expression, _forward(expression, [one.value for one in inner], box), inner)

    def project(self, target: Interval, box: dict[str, Interval]) -> None:
        """Narrow a box to where this part lies in a target.

        Raises
        ------
        EmptyError
            If it lies there nowhere.
        """
        target = met(self.value, target)
        if isinstance(self.of_what, Name):
            box[self.of_what.name] = met(box[self.of_what.name], target)
            return
        if target == self.value and not isinstance(self.of_what, Sum | Product | Call):
            return
        values = [one.value for one in self.inner]
        for one, allowed in zip(self.inner, _backward(self.of_what, values, target), strict=True):
            one.project(allowed, box)


def _forward(expression: Expression, values: Sequence[Interval], box: Box) -> Interval:
    match expression:
        case Number() | Name():
            return natural(expression, box)
        case Negative():
            return -values[0]
        case Sum(_, turned):
            return _total(_signed(values, turned))
        case Product(_, turned):
            return _product(values, turned)
        case Power(_, exponent):
            return raised(values[0], exponent)
        case Root(_, degree):
            return rooted(values[0], degree)
        case Call(function):
            return applied(function, values)
        case _:
            assert_never(expression)


def _backward(
    expression: Expression, values: Sequence[Interval], target: Interval
) -> Sequence[Interval]:
    """Return where each part of an expression must lie, if the whole lies in a target."""
    match expression:
        case Number() | Name():
            return ()
        case Negative():
            return [-target]
        case Sum(_, turned):
            return _signed(_terms(_signed(values, turned), target), turned)
        case Product(_, turned):
            return _factors(values, turned, target)
        case Power(_, exponent):
            return [_base(values[0], exponent, target)]
        case Root(_, degree):
            inside = target if degree % 2 else met(target, _NOT_BELOW_ZERO)
            return [raised(inside, degree)]
        case Call(function):
            return _arguments(function, values, target)
        case _:
            assert_never(expression)


def _signed(values: Sequence[Interval], turned: Sequence[bool]) -> list[Interval]:
    return [-value if away else value for value, away in zip(values, turned, strict=True)]


def _total(values: Sequence[Interval]) -> Interval:
    return sum(values[1:], values[0])


def _terms(values: Sequence[Interval], target: Interval) -> list[Interval]:
    """Return where each term lies if the sum lies in a target: the target without the others."""
    before = list(accumulate(values, initial=_ZERO))
    after = list(accumulate(reversed(values), initial=_ZERO))[::-1]
    return [target - (before[at] + after[at + 1]) for at in range(len(values))]


def _product(values: Sequence[Interval], turned: Sequence[bool]) -> Interval:
    found = _ONE
    for value, away in zip(values, turned, strict=True):
        found = divided(found, value) if away else found * value
    return found


def _factors(
    values: Sequence[Interval], turned: Sequence[bool], target: Interval
) -> list[Interval]:
    """Return where each factor lies if the product lies in a target."""
    signed = [_reciprocal(v) if away else v for v, away in zip(values, turned, strict=True)]
    before = list(accumulate(signed, Interval.__mul__, initial=_ONE))
    after = list(accumulate(reversed(signed), Interval.__mul__, initial=_ONE))[::-1]
    found = []
    for at, away in enumerate(turned):
        others = before[at] * after[at + 1]
        found.append(_quotient(others, target) if away else _quotient(target, others))
    return found


def _reciprocal(value: Interval) -> Interval:
    turned = value.reciprocal()
    return EVERYTHING if turned is None else turned


def _quotient(over: Interval, under: Interval) -> Interval:
    """Return all x with ``x * under = over`` for some values of the two."""
    if 0 in under:
        if 0 in over:
            return EVERYTHING
        if under.is_point:
            raise EmptyError
    return divided(over, under)


def _base(value: Interval, exponent: int, target: Interval) -> Interval:
    """Return where a base lies whose power lies in a target."""
    if exponent == 0:
        return value
    if exponent < 0:
        turned = target.reciprocal()
        if turned is None:
            raise EmptyError
        target, exponent = turned, -exponent
    found = root_interval(target, exponent)
    if found is None:
        raise EmptyError
    if exponent % 2 or (value.low is not None and value.low >= 0):
        return found
    below = value.meet(-found)
    above = value.meet(found)
    if below is None or above is None:
        return found if below is None else -found
    return below.hull(above)


def _arguments(function: str, values: Sequence[Interval], target: Interval) -> Sequence[Interval]:
    """Return where each argument of a function lies if its value lies in a target."""
    match function:
        case "sum":
            return _terms(values, target)
        case "mean":
            return _terms(values, target * Interval.point(len(values)))
        case "abs":
            return [_base_of_size(values[0], target)]
        case "max":
            turned = _arguments("min", [-value for value in values], -target)
            return [-one for one in turned]
    # None is below the least; the one that alone can be the least is it.
    above = Interval(target.low, None, target.low_inside)
    can = [value.meet(target) is not None for value in values]
    if not any(can):
        raise EmptyError
    only = can.index(True) if can.count(True) == 1 else None
    return [target if at == only else above for at in range(len(values))]


def _base_of_size(value: Interval, target: Interval) -> Interval:
    sizes = met(target, _NOT_BELOW_ZERO)
    pieces = [piece for one in (sizes, -sizes) if (piece := value.meet(one)) is not None]
    if not pieces:
        raise EmptyError
    return pieces[0].hull(pieces[-1])


def met(one: Interval, other: Interval) -> Interval:
    """Return what two intervals have in common.

    Raises
    ------
    EmptyError
        If there is nothing.
    """
    found = one.meet(other)
    if found is None:
        raise EmptyError
    return found
