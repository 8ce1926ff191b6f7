"""A figure as it is read, before it is joined with its neighbour, let go, or said of a text."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from steelyard.claims.found import Span
from steelyard.claims.printed import Comparator

__all__ = ["Figure", "Passage", "decimal", "fraction_step", "power_of_ten"]


class Passage(NamedTuple):
    """A text that figures are read from.

    Parameters
    ----------
    text
        The text.
    simplified
        Whether it is in Simplified Chinese, where 元 is the yuan.
    alone
        Whether it is one figure and nothing else, so that a number that could be a word or part
        of a name in a sentence is neither here.
    """

    text: str
    simplified: bool
    alone: bool


class Figure(NamedTuple):
    """A figure as found.

    Parameters
    ----------
    start, end, number
        Where its words and its digits stand.
    low, high, step
        Its value, the end of its range if it is one, and the worth of its last place.
    comparator, unit, currency, percent, exact, ordinal
        As of a printed figure.
    power
        The power of ten that magnitude and per cent sign add, for a neighbour that has none.
    kind
        What its unit is, as in the table of units; also ``year``, ``currency``, ``tenth`` (成),
        ``share`` (a fraction in words), ``place`` (an ordinal in words); empty for none.
    context
        What the word before it makes of it, as in the table of contexts.
    outer
        Where that word begins.
    kept
        From where on the words after the number belong to what it is about.
    bare
        Whether it is a figure only as an end of a range: the 五 of 五至六年.
    """

    start: int
    end: int
    number: Span
    low: Fraction
    high: Fraction | None
    step: Fraction
    comparator: Comparator = "equal"
    unit: str | None = None
    currency: str | None = None
    percent: bool = False
    exact: bool = False
    ordinal: bool = False
    power: int = 0
    kind: str = ""
    context: str = ""
    outer: int = 0
    kept: int = 0
    bare: bool = False


@lru_cache(maxsize=1024)
def power_of_ten(power: int) -> Fraction:
    """Return a power of ten."""
    return Fraction(10) ** power


@lru_cache(maxsize=8192)
def decimal(mantissa: int, exponent: int) -> Fraction:
    """Return a whole number times a power of ten.

    >>> decimal(156, -3)
    Fraction(39, 250)
    """
    if exponent == 0:
        return Fraction(mantissa)
    return Fraction(mantissa * 10**exponent) if exponent > 0 else Fraction(mantissa, 10**-exponent)


def fraction_step(denominator: int) -> Fraction:
    """Return the step of a fraction in words: 1/(d(d+1)).

    So far from 1/d is the nearest fraction with a denominator of at most one more (1/4 beside
    1/3), and half of it is the margin: a true share nearer to 1/4 would have been called a
    quarter. "A third" is then 29.2% to 37.5%, "a half" 41.7% to 58.3%.

    >>> fraction_step(3)
    Fraction(1, 12)
    """
    return Fraction(1, denominator * (denominator + 1))
