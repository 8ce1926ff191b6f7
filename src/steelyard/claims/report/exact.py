"""Exact numbers as texts, for programs that read a report: nothing is lost to binary fractions."""

from __future__ import annotations

import math
from fractions import Fraction

from steelyard.claims.interval import Interval

__all__ = ["bounds", "exact"]

_MOST_BITS = 10_000


def bounds(interval: Interval | None) -> dict[str, str | bool | None] | None:
    """Return the bounds of an interval as texts, None where there is none."""
    if interval is None:
        return None
    return {
        "low": exact(interval.low),
        "high": exact(interval.high),
        "low_inside": interval.low_inside,
        "high_inside": interval.high_inside,
    }


def exact(value: Fraction | None) -> str | None:
    """Return a number as a decimal that ends, else as a fraction.

    Parameters
    ----------
    value
        The number; of more than some 3,000 digits only 17 are written.

    Examples
    --------
    >>> exact(Fraction("-0.156")), exact(Fraction(2, 3)), exact(Fraction(500))
    ('-0.156', '2/3', '500')
    """
    if value is None:
        return None
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        return _cut(value)
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    whole = value.numerator * 10**places // value.denominator
    digits = str(abs(whole)).rjust(places + 1, "0")
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _cut(value: Fraction) -> str:
    """Return the first digits of a number that has too many to write out."""
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    exponent = int(bits * math.log10(2))
    return f"{float(value / Fraction(10) ** exponent)!r}e{exponent}"


def _places(denominator: int) -> int | None:
    """Return how many decimals 1 / denominator has; None if they do not end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None
