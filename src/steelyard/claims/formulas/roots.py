"""Roots of exact numbers: between which fractions they lie, and exactly where they are fractions.

Only whole numbers are computed with, by Newton's method from above (H. Cohen, A Course in
Computational Algebraic Number Theory, Springer 1993, algorithm 1.7.1, for any degree).
"""

from __future__ import annotations

from fractions import Fraction

from steelyard.claims.interval import Interval

__all__ = ["root_interval", "whole_root"]

_BITS = 100
"""How many binary digits of a root are computed at least: some thirty decimal ones."""


def whole_root(value: int, degree: int) -> int:
    """Return the largest whole number whose power is not above a value of at least 0.

    >>> whole_root(26, 3), whole_root(27, 3)
    (2, 3)
    """
    if value < 2:
        return value
    guess: int = 1 << -(-value.bit_length() // degree)  # not below the root
    while True:
        better: int = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def root_interval(of: Interval, degree: int) -> Interval | None:
    """Return the roots of all numbers of an interval that have one; None if none has.

    A bound that is no fraction is rounded away from the interval.

    Examples
    --------
    >>> print(root_interval(Interval(Fraction(4), Fraction(9)), 2))
    [2, 3]
    """
    if degree % 2 == 0:
        positive = of.meet(Interval.above(Fraction(0), inside=True))
        if positive is None:
            return None
        of = positive
    low, low_exact = (None, False) if of.low is None else _below(of.low, degree)
    high, high_exact = (None, False) if of.high is None else _above(of.high, degree)
    return Interval(low, high, of.low_inside and low_exact, of.high_inside and high_exact)


def _below(value: Fraction, degree: int) -> tuple[Fraction, bool]:
    """Return a fraction not above the root, and whether it is the root."""
    if value < 0:
        above, exact = _above(-value, degree)
        return -above, exact
    over, under = whole_root(value.numerator, degree), whole_root(value.denominator, degree)
    if Fraction(over**degree, under**degree) == value:
        return Fraction(over, under), True
    shift = _shift(value, degree)
    scaled = (value.numerator << (shift * degree)) // value.denominator
    return Fraction(whole_root(scaled, degree), 1 << shift), False


def _above(value: Fraction, degree: int) -> tuple[Fraction, bool]:
    """Return a fraction not below the root, and whether it is the root."""
    if value < 0:
        below, exact = _below(-value, degree)
        return -below, exact
    below, exact = _below(value, degree)
    if exact:
        return below, True
    return below + Fraction(1, 1 << _shift(value, degree)), False


def _shift(value: Fraction, degree: int) -> int:
    """Return by how many binary digits to scale, so that the root has enough of them."""
    have = (value.numerator.bit_length() - value.denominator.bit_length()) // degree
    return max(0, _BITS - have)
