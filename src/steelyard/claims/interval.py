"""Intervals of exact numbers: what is known of a value that was printed, and what follows from it.

Bounds are fractions, so that 15.6 is 15.6 and nothing is lost between a figure and its verdict.
A bound may belong to the interval or not, and may be absent: "over 14" is everything above 14.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis, SIAM 2009,
chapters 2 and 7; division by an interval that holds zero gives the hull of what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

__all__ = ["EVERYTHING", "Bound", "Interval"]


class Bound(NamedTuple):
    """An end of an interval: its value, None for an infinite one, and whether it is inside."""

    value: Fraction | None
    inside: bool


@dataclass(frozen=True)
class Interval:
    """All numbers between two bounds; never empty.

    Parameters
    ----------
    low, high
        The bounds; None where there is none.
    low_inside, high_inside
        Whether a bound belongs to the interval.

    Raises
    ------
    ValueError
        If nothing lies between the bounds.

    Examples
    --------
    >>> share = Interval.around(Fraction("15.6"), Fraction("0.05"))
    >>> print(share)
    [15.55, 15.65]
    >>> print(share + Interval.above(Fraction(1)))
    (16.55, ∞)
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_inside: bool = True
    high_inside: bool = True

    def __post_init__(self) -> None:
        if self.low is None:
            object.__setattr__(self, "low_inside", False)
        if self.high is None:
            object.__setattr__(self, "high_inside", False)
        if self.low is None or self.high is None:
            return
        if self.low > self.high or (
            self.low == self.high and not (self.low_inside and self.high_inside)
        ):
            raise ValueError(f"nothing lies between {self.low} and {self.high}")

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """Return the interval of one number."""
        exact = Fraction(value)
        return cls(exact, exact)

    @classmethod
    def around(cls, value: Fraction, margin: Fraction) -> Interval:
        """Return all numbers within a margin of a value."""
        return cls(value - margin, value + margin)

    @classmethod
    def above(cls, value: Fraction, *, inside: bool = False) -> Interval:
        """Return all numbers above a value."""
        return cls(value, None, inside)

    @classmethod
    def below(cls, value: Fraction, *, inside: bool = False) -> Interval:
        """Return all numbers below a value."""
        return cls(None, value, True, inside)

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high

    def some(self) -> Fraction:
        """Return a number of the interval: the middle, or one not far from its only bound.

        >>> print(Interval(Fraction(1), Fraction(2)).some(), Interval.above(Fraction(14)).some())
        3/2 28
        """
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        if self.low is not None:
            return self.low + max(abs(self.low), Fraction(1))
        if self.high is not None:
            return self.high - max(abs(self.high), Fraction(1))
        return Fraction(0)

    def __contains__(self, value: Fraction | int) -> bool:
        return self.meet(Interval.point(value)) is not None

    def contains(self, other: Interval) -> bool:
        """Return whether all of another interval lies in this one."""
        return self.meet(other) == other

    def meet(self, other: Interval) -> Interval | None:
        """Return what two intervals have in common; None if nothing."""
        low, low_inside = self.low, self.low_inside
        if other.low is not None and (low is None or other.low >= low):
            low_inside = other.low_inside and (low != other.low or low_inside)
            low = other.low
        high, high_inside = self.high, self.high_inside
        if other.high is not None and (high is None or other.high <= high):
            high_inside = other.high_inside and (high != other.high or high_inside)
            high = other.high
        if low is not None and high is not None and low >= high:
            both = low_inside and high_inside
            return Interval(low, high) if low == high and both else None
        return Interval(low, high, low_inside, high_inside)

    def hull(self, other: Interval) -> Interval:
        """Return the least interval that holds both."""
        low = min(_lower(self), _lower(other), key=_order_low)
        high = max(_upper(self), _upper(other), key=_order_high)
        return Interval(low.value, high.value, low.inside, high.inside)

    def distance(self, other: Interval) -> Fraction:
        """Return how far two intervals are apart; 0 where they touch or overlap."""
        if self.meet(other) is not None:
            return Fraction(0)
        if self.high is not None and other.low is not None and self.high <= other.low:
            return other.low - self.high
        assert self.low is not None
        assert other.high is not None
        return self.low - other.high

    def __neg__(self) -> Interval:
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.high_inside, self.low_inside)

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(
            low,
            high,
            self.low_inside and other.low_inside,
            self.high_inside and other.high_inside,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        if self.low is not None and other.low is not None and self.low > 0 and other.low > 0:
            return Interval(
                self.low * other.low,
                None if self.high is None or other.high is None else self.high * other.high,
                self.low_inside and other.low_inside,
                self.high_inside and other.high_inside,
            )
        return _spanned(_product(a, b) for a in _ends(self) for b in _ends(other))

    def reciprocal(self) -> Interval | None:
        """Return 1/x for every x but 0: the hull of it; None if 0 is the only x."""
        if self.is_point and self.low == 0:
            return None
        below = self.low is None or self.low < 0
        above = self.high is None or self.high > 0
        if below and above:
            return EVERYTHING
        # 0 is at most a bound, where 1/x grows without end.
        low, low_inside = _turned(self.high, self.high_inside)
        high, high_inside = _turned(self.low, self.low_inside)
        return Interval(low, high, low_inside, high_inside)

    def __truediv__(self, other: Interval) -> Interval:
        """Return the hull of all quotients.

        Raises
        ------
        ZeroDivisionError
            If there is nothing to divide by but 0.
        """
        turned = other.reciprocal()
        if turned is None:
            raise ZeroDivisionError("the divisor is 0")
        return self * turned

    def power(self, exponent: int) -> Interval:
        """Return x to a whole power for every x."""
        if exponent == 0:
            return Interval.point(1)
        if exponent < 0:
            return Interval.point(1) / self.power(-exponent)
        if exponent % 2:
            ends = [
                _End(end.value if end.value is None else end.value**exponent, end.sign, end.inside)
                for end in _ends(self)
            ]
            return _spanned(ends)
        size = self.size()
        ends = [
            _End(end.value if end.value is None else end.value**exponent, end.sign, end.inside)
            for end in _ends(size)
        ]
        return _spanned(ends)

    def size(self) -> Interval:
        """Return the absolute values."""
        if self.low is not None and self.low >= 0:
            return self
        if self.high is not None and self.high <= 0:
            return -self
        larger = max(_upper(self), _upper(-self), key=_order_high)
        return Interval(Fraction(0), larger.value, True, larger.inside)

    def least(self, other: Interval) -> Interval:
        """Return the smaller of x and y, for every x and y."""
        low = min(_lower(self), _lower(other), key=_order_low)
        high = min(_upper(self), _upper(other), key=_order_high)
        return Interval(low.value, high.value, low.inside, high.inside)

    def greatest(self, other: Interval) -> Interval:
        """Return the larger of x and y, for every x and y."""
        return -((-self).least(-other))

    def __str__(self) -> str:
        if self.is_point:
            return _digits(self.low)
        opening = "[" if self.low_inside else "("
        closing = "]" if self.high_inside else ")"
        low = "−∞" if self.low is None else _digits(self.low)
        high = "∞" if self.high is None else _digits(self.high)
        return f"{opening}{low}, {high}{closing}"


EVERYTHING = Interval()


class _End(NamedTuple):
    """An end with the sign of its infinity, so that ends can be multiplied."""

    value: Fraction | None
    sign: int
    inside: bool


def _ends(interval: Interval) -> tuple[_End, _End]:
    return (
        _End(interval.low, -1, interval.low_inside),
        _End(interval.high, 1, interval.high_inside),
    )


def _product(one: _End, other: _End) -> _End:
    """Return the product of two ends; 0 times an infinite end is 0, which is reached at the 0."""
    if one.value is not None and other.value is not None:
        inside = (
            (one.inside and other.inside)
            or (one.value == 0 and one.inside)
            or (other.value == 0 and other.inside)
        )
        return _End(one.value * other.value, 0, inside)
    for end in (one, other):
        if end.value == 0:
            return _End(Fraction(0), 0, end.inside)
    sign = _sign(one) * _sign(other)
    return _End(None, sign, False)


def _sign(end: _End) -> int:
    if end.value is None:
        return end.sign
    return 1 if end.value > 0 else -1


def _spanned(ends: Iterable[_End]) -> Interval:
    """Return the least interval with all ends in or at it."""
    known = list(ends)
    finite = [end for end in known if end.value is not None]
    low = high = Bound(None, False)
    if all(end.value is not None or end.sign > 0 for end in known):
        least = min(end.value for end in finite if end.value is not None)
        low = Bound(least, any(end.inside for end in finite if end.value == least))
    if all(end.value is not None or end.sign < 0 for end in known):
        most = max(end.value for end in finite if end.value is not None)
        high = Bound(most, any(end.inside for end in finite if end.value == most))
    return Interval(low.value, high.value, low.inside, high.inside)


def _turned(value: Fraction | None, inside: bool) -> tuple[Fraction | None, bool]:
    """Return a bound of 1/x from one of x."""
    if value is None:
        return Fraction(0), False
    if value == 0:
        return None, False
    return 1 / value, inside


def _lower(interval: Interval) -> Bound:
    return Bound(interval.low, interval.low_inside)


def _upper(interval: Interval) -> Bound:
    return Bound(interval.high, interval.high_inside)


def _order_low(bound: Bound) -> tuple[int, Fraction, int]:
    """Order lower bounds by where they begin: an open one begins later."""
    if bound.value is None:
        return (0, Fraction(0), 0)
    return (1, bound.value, 0 if bound.inside else 1)


def _order_high(bound: Bound) -> tuple[int, Fraction, int]:
    """Order upper bounds by where they end: an open one ends earlier."""
    if bound.value is None:
        return (1, Fraction(0), 0)
    return (0, bound.value, 1 if bound.inside else 0)


def _digits(value: Fraction | None) -> str:
    """Return a number in full where that is short, else rounded to six digits."""
    assert value is not None
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    text = format(float(value), ".12g")
    return text if denominator == 1 and len(text) < 14 else format(float(value), ".6g")
