"""All values of a formula over a box of intervals, tight where a name occurs more than once.

Interval arithmetic forgets that a name which occurs twice is one value: ``a / (a + b)`` comes out
too wide. Where a formula rises or falls with such a name all the way, which the interval of its
derivative shows, its ends are at those of the name; where it does not, the name's interval is cut
and the pieces are put together. Both only take away what cannot be.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis, SIAM 2009,
sections 6.3 (refinement) and 6.4 (the monotonicity test).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

from steelyard.claims.formulas.computing import Box, UndefinedError, Values, natural
from steelyard.claims.formulas.formula import Comparison, Expression, Sign, Sum, repeated
from steelyard.claims.formulas.slopes import slopes
from steelyard.claims.interval import Interval

__all__ = ["extent", "possible_truths", "truth", "truths"]

_PIECES = 32
_ZERO = Interval.point(0)


def extent(formula: Expression, box: Box) -> Interval:
    """Return an interval that holds all values of a formula, tight where names repeat.

    Raises
    ------
    UndefinedError
        If it has no value anywhere in the box, or grows beyond bounds.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import read_formula
    >>> share = read_formula("a / (a + b)")
    >>> box = {"a": Interval(Fraction(1), Fraction(3)), "b": Interval(Fraction(1), Fraction(3))}
    >>> print(natural(share, box), extent(share, box))
    [0.166667, 1.5] [0.25, 0.75]
    """
    twice = sorted(name for name in repeated(formula) if not box[name].is_point)
    if not twice:
        return natural(formula, box)
    pieces = [box]
    while len(pieces) < _PIECES:
        cut = [part for piece in pieces for part in _cut(formula, piece, twice)]
        if len(cut) == len(pieces):
            break
        pieces = cut
    found = [value for piece in pieces if (value := _tight(formula, piece, twice)) is not None]
    if not found:
        return natural(formula, box)
    return reduce(Interval.hull, found)


def _cut(formula: Expression, box: Box, twice: Sequence[str]) -> list[Box]:
    """Return a box in two halves, if a name in it neither rises nor falls all the way."""
    rates = slopes(formula, box, twice)
    wide = [name for name in twice if _direction(rates.get(name)) is None]
    cuttable = [name for name in wide if not box[name].is_point]
    if not cuttable:
        return [box]
    name = max(cuttable, key=lambda one: (_width(box[one]), one))
    whole = box[name]
    at = whole.some()
    low = whole.meet(Interval.below(at, inside=True))
    high = whole.meet(Interval.above(at, inside=True))
    return [{**box, name: part} for part in (low, high) if part is not None]


def _width(interval: Interval) -> Fraction:
    if interval.low is None or interval.high is None:
        return Fraction(10**300)
    return (interval.high - interval.low) / max(abs(interval.low), abs(interval.high))


def _tight(formula: Expression, box: Box, twice: Sequence[str]) -> Interval | None:
    """Return the values in a piece; None if there are none."""
    try:
        found = natural(formula, box)
        rates = slopes(formula, box, twice)
    except UndefinedError:
        return None
    for rising in (False, True):  # the lower end, then the upper one
        ends, is_open = dict(box), False
        for name in twice:
            direction = _direction(rates.get(name))
            if direction is None:
                continue
            end, inside = _end(box[name], low=(direction > 0) != rising)
            if end is None:
                continue
            ends[name] = Interval.point(end)
            is_open = is_open or (not inside and 0 not in rates[name])
        if ends == box:
            continue
        try:
            at = natural(formula, ends)
        except UndefinedError:  # an end that is not inside, where there is no value
            continue
        if rising:
            limit = Interval(None, at.high, True, at.high_inside and not is_open)
        else:
            limit = Interval(at.low, None, at.low_inside and not is_open, True)
        narrowed = found.meet(limit)
        found = found if narrowed is None else narrowed
    return found


def _end(interval: Interval, *, low: bool) -> tuple[Fraction | None, bool]:
    if low:
        return interval.low, interval.low_inside
    return interval.high, interval.high_inside


def _direction(slope: Interval | None) -> int | None:
    """Return 1 for a formula that rises (or stays), -1 for one that falls, None for neither."""
    if slope is None:
        return None
    if slope.low is not None and slope.low >= 0:
        return 1
    if slope.high is not None and slope.high <= 0:
        return -1
    return None


def truth(formula: Comparison, values: Values) -> bool:
    """Return whether a comparison is true of numbers."""
    points = {name: Interval.point(value) for name, value in values.items()}
    return possible_truths(formula, points) == (True,)


def possible_truths(formula: Comparison, box: Box) -> tuple[bool, ...]:
    """Return what a comparison can be for values in a box: true, false, or either.

    ``(True,)`` and ``(False,)`` are certain.
    """
    answers = [
        _compared(extent(Sum((left, right), (False, True)), box), sign)
        for left, right, sign in zip(
            formula.parts[:-1], formula.parts[1:], formula.signs, strict=True
        )
    ]
    if any(answer == (False,) for answer in answers):
        return (False,)
    return (True,) if all(answer == (True,) for answer in answers) else (False, True)


def _compared(difference: Interval, sign: Sign) -> tuple[bool, ...]:
    where = truths(sign)
    can = any(difference.meet(piece) is not None for piece in where)
    if not can:
        return (False,)
    must = not any(difference.meet(piece) is not None for piece in truths(_OPPOSITE[sign]))
    return (True,) if must else (False, True)


_OPPOSITE: Mapping[Sign, Sign] = {
    "<": ">=",
    "<=": ">",
    "==": "!=",
    "!=": "==",
    ">=": "<",
    ">": "<=",
}


def truths(sign: Sign) -> tuple[Interval, ...]:
    """Return where the difference of two sides lies if a comparison of them is true."""
    below, above = Interval.below(Fraction(0)), Interval.above(Fraction(0))
    match sign:
        case "<":
            return (below,)
        case "<=":
            return (below.hull(_ZERO),)
        case "==":
            return (_ZERO,)
        case "!=":
            return (below, above)
        case ">=":
            return (above.hull(_ZERO),)
        case ">":
            return (above,)
