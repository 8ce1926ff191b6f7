"""A figure as a function of one amount that is changed: a quotient of two polynomials.

Sums, shares, ratios and growth rates of amounts are such quotients, so the amount that
brings a figure to a bound is a root. What the amount is, is left to ``levers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.polynomial import polynomial

__all__ = ["Bound", "Comparator", "Rational"]

Comparator = Literal["at_least", "more_than", "at_most", "less_than"]
Coefficients = tuple[float, ...]

_ROUNDING = 1e-12
_LAST_DIGITS = 1e-14


@dataclass(frozen=True)
class Bound:
    """What a figure must be.

    Parameters
    ----------
    figure
        The limit.
    comparator
        On which side of it, and whether the limit itself will do.
    """

    figure: float
    comparator: Comparator

    @property
    def upwards(self) -> bool:
        """Whether more is asked for."""
        return self.comparator in ("at_least", "more_than")

    @property
    def strict(self) -> bool:
        """Whether the limit itself is not enough."""
        return self.comparator in ("more_than", "less_than")

    def met(self, value: float) -> bool:
        """Return whether a figure is clearly on the right side."""
        beyond = value - self.figure if self.upwards else self.figure - value
        return beyond > _LAST_DIGITS * abs(self.figure)


@dataclass(frozen=True)
class Rational:
    """A quotient of two polynomials in an amount x ≥ 0.

    Parameters
    ----------
    above, below
        The coefficients of numerator and denominator, the constant first.
    """

    above: Coefficients
    below: Coefficients = (1.0,)

    @classmethod
    def line(cls, start: float, slope: float = 0.0) -> Rational:
        """Return start + slope · x."""
        return cls((start, slope) if slope else (start,))

    def __add__(self, other: Rational) -> Rational:
        if self.below == other.below:
            return Rational(_add(self.above, other.above), self.below)
        above = _add(_times(self.above, other.below), _times(other.above, self.below))
        return Rational(above, _times(self.below, other.below))

    def __sub__(self, other: Rational) -> Rational:
        return self + other.scaled(-1.0)

    def __mul__(self, other: Rational) -> Rational:
        return Rational(_times(self.above, other.above), _times(self.below, other.below))

    def __truediv__(self, other: Rational) -> Rational:
        above = _times(self.above, other.below)
        return Rational(above, _times(self.below, other.above))

    def scaled(self, factor: float) -> Rational:
        """Return factor · self."""
        return Rational(tuple(factor * each for each in self.above), self.below)

    def at(self, amount: float) -> float:
        """Return the figure at an amount; NaN where the denominator is 0."""
        below = float(polynomial.polyval(amount, self.below))
        return float(polynomial.polyval(amount, self.above)) / below if below else float("nan")

    def least(self, bound: Bound) -> float | None:
        """Return the least amount x ≥ 0 beyond which the figure is past the bound.

        Whether the amount itself is enough is told by the bound. None if no amount is.

        Examples
        --------
        >>> share = Rational((20.0, 1.0), (100.0, 1.0))  # (20 + x) / (100 + x)
        >>> round(share.least(Bound(0.5, "at_least")), 9)
        60.0
        """
        turns = _roots(_distance(self.above, self.below, bound.figure))
        poles = _roots(self.below)
        ends = sorted({0.0, *turns, *poles})
        for start, end in pairwise([*ends, 2 * ends[-1] + 2.0]):
            if start not in poles and bound.met(self.at((start + end) / 2)):
                return start
        return None


def _add(one: Coefficients, other: Coefficients) -> Coefficients:
    return tuple(polynomial.polyadd(one, other).tolist())


def _times(one: Coefficients, other: Coefficients) -> Coefficients:
    return tuple(polynomial.polymul(one, other).tolist())


def _distance(above: Coefficients, below: Coefficients, bound: float) -> Coefficients:
    """Return above − bound · below; what only rounding left over is 0."""
    size = max(len(above), len(below))
    one = np.zeros(size)
    other = np.zeros(size)
    one[: len(above)] = above
    other[: len(below)] = np.multiply(below, bound)
    left = one - other
    return tuple(np.where(np.abs(left) <= _ROUNDING * (np.abs(one) + np.abs(other)), 0.0, left))


def _roots(coefficients: Coefficients) -> list[float]:
    """Return the real roots that are not negative, ascending."""
    trimmed = polynomial.polytrim(coefficients)
    if len(trimmed) == 2:
        found = np.array([-trimmed[0] / trimmed[1]])
    else:
        found = polynomial.polyroots(trimmed)
    real = found[np.abs(found.imag) <= _ROUNDING * (1 + np.abs(found))].real
    return sorted(float(root) + 0.0 for root in real if root >= 0)
