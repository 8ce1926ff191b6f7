"""How a formula changes with a name: intervals of its derivatives over a box.

Forward differentiation with intervals, so that a sign that shows holds all over the box; what a
sign is used for is left to ``extents``.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis, SIAM 2009,
chapter 9 (automatic differentiation); A. Griewank, A. Walther, Evaluating Derivatives, SIAM 2008.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from steelyard.claims.formulas.computing import Box, bounded, divided, natural, raised
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
from steelyard.claims.formulas.linear import Linear
from steelyard.claims.interval import EVERYTHING, Interval

__all__ = ["slopes"]

_ONE = Interval.point(1)
_MAYBE = Interval(Fraction(0), Fraction(1))


def slopes(formula: Expression, box: Box, by: Sequence[str]) -> dict[str, Interval]:
    """Return an interval of a formula's derivative by each name; everything where there is none.

    Raises
    ------
    UndefinedError
        If the formula has no value in the box, or grows beyond bounds.
    """
    return _derived(formula, box, frozenset(by))[1]


def _derived(
    formula: Expression, box: Box, by: frozenset[str]
) -> tuple[Interval, dict[str, Interval]]:
    """Return the values of a formula and of its derivatives."""
    match formula:
        case Number(value):
            return Interval.point(value), {}
        case Name(name):
            return box[name], {name: _ONE} if name in by else {}
        case Product(factors, turned):
            return _derived_product(factors, turned, box, by)
        case Power(base, exponent):
            return _derived_power(*_derived(base, box, by), exponent)
        case Negative() | Sum() | Root() | Call():
            found = [_derived(part, box, by) for part in parts(formula)]
            weights = _weights(formula, [value for value, _ in found])
            return natural(formula, box), _combined(weights, [inner for _, inner in found])
        case _:
            assert_never(formula)


def _derived_product(
    factors: Sequence[Expression], turned: Sequence[bool], box: Box, by: frozenset[str]
) -> tuple[Interval, dict[str, Interval]]:
    value, found = _ONE, dict[str, Interval]()
    for at, (factor, away) in enumerate(zip(factors, turned, strict=True)):
        other, others = _derived(factor, box, by)
        if not away:
            found = _combined([other, value], [found, others])
            value = bounded(value * other)
            continue
        if 0 in other:
            found = dict.fromkeys([*found, *others], EVERYTHING)
        else:
            before = Linear.of(Product(tuple(factors[:at]), tuple(turned[:at])))
            under = Linear.of(factor)
            over = (
                _combined([other, -value], [found, others])
                if before is None or under is None
                else _crosswise(before, under, box, by)
            )
            square = other.power(2)
            found = {name: bounded(slope / square) for name, slope in over.items()}
        value = bounded(divided(value, other))
    return value, found


def _crosswise(over: Linear, under: Linear, box: Box, by: frozenset[str]) -> dict[str, Interval]:
    """Return what stands over the square in the derivatives of a quotient of linear formulas."""
    nothing = Linear({}, Fraction(0))
    found = {}
    for name in dict.fromkeys([*over.by, *under.by]):
        if name in by:
            above, below = over.by.get(name, Fraction(0)), under.by.get(name, Fraction(0))
            found[name] = nothing.plus(under, above).plus(over, -below).over(box)
    return found


def _derived_power(
    value: Interval, inner: Mapping[str, Interval], exponent: int
) -> tuple[Interval, dict[str, Interval]]:
    if exponent <= 0 and 0 in value:
        return raised(value, exponent), dict.fromkeys(inner, EVERYTHING)
    outer = Interval.point(exponent) * raised(value, exponent - 1)
    return raised(value, exponent), _combined([outer], [inner])


def _combined(
    weights: Sequence[Interval], slopes: Sequence[Mapping[str, Interval]]
) -> dict[str, Interval]:
    """Return the sum of weighted derivatives, by name."""
    found: dict[str, Interval] = {}
    for weight, inner in zip(weights, slopes, strict=True):
        for name, slope in inner.items():
            part = bounded(weight * slope)
            found[name] = bounded(found[name] + part) if name in found else part
    return found


def _weights(formula: Negative | Sum | Root | Call, values: Sequence[Interval]) -> list[Interval]:
    """Return what each part's derivative counts in that of the whole."""
    match formula:
        case Negative():
            return [-_ONE]
        case Sum(_, turned):
            return [-_ONE if away else _ONE for away in turned]
        case Root():
            return [Interval.above(Fraction(0))]  # it rises; how steeply is not asked
        case Call("sum"):
            return [_ONE] * len(values)
        case Call("mean"):
            return [Interval.point(Fraction(1, len(values)))] * len(values)
        case Call("abs"):
            return [_slope_of_size(values[0])]
        case Call():
            return [_MAYBE] * len(values) if len(values) > 1 else [_ONE]
        case _:
            assert_never(formula)


def _slope_of_size(value: Interval) -> Interval:
    if value.low is not None and value.low >= 0:
        return _ONE
    return -_ONE if value.high is not None and value.high <= 0 else _MAYBE.hull(-_MAYBE)
