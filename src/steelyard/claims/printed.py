"""A figure as printed, and what it says of the true one.

``15.6%`` says that the true share, rounded to one decimal of a per cent, is 15.6; "over 14
trillion" that it is above; "about" that it is within a stated tolerance. How a figure is read
out of words is left to ``steelyard.claims.text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from steelyard.claims.interval import Interval

__all__ = ["Comparator", "Printed"]

Comparator = Literal[
    "equal", "about", "nearly", "over", "at_least", "under", "at_most", "odd", "between"
]


@dataclass(frozen=True)
class Printed:
    """A figure as printed.

    Parameters
    ----------
    text
        The words that it was read from, with comparator and unit.
    value
        The figure in units of one: 1.2 億 is 120,000,000 and 15.6% is 0.156.
    step
        What one more in its last printed place is worth, in the same units: 10,000,000 and 0.001.
    comparator
        ``equal``; ``about``: within a tolerance; ``nearly``: a little less; ``over`` and
        ``under``: not the figure itself; ``at_least`` and ``at_most``: it too; ``odd``: the
        figure and something that its last place other than 0 leaves open (三十多, 60-odd);
        ``between``: from ``value`` to ``upper``.
    upper
        The end of a range, in the same units.
    exact
        Whether a whole number was counted and not rounded: 78 brands, the second place.
    unit
        What is counted or measured, as printed: ``個``, ``brands``, ``m²``; None for none.
    currency
        The code of ISO 4217 of an amount of money: ``USD``.
    percent
        Whether it is printed as a share of a hundred (or a thousand, or in tenths).

    Examples
    --------
    >>> share = Printed("15.6%", Fraction("0.156"), Fraction("0.001"), percent=True)
    >>> print(share.interval(Fraction(1, 20)), share.truncated())
    [0.1555, 0.1565] [0.156, 0.157)
    """

    text: str
    value: Fraction
    step: Fraction
    comparator: Comparator = "equal"
    upper: Fraction | None = None
    exact: bool = False
    unit: str | None = None
    currency: str | None = None
    percent: bool = False

    def interval(self, tolerance: Fraction) -> Interval:
        """Return the values that the words allow.

        Parameters
        ----------
        tolerance
            How far "about" reaches, as a share of the figure; and "nearly" to one side.
        """
        value, size = self.value, abs(self.value)
        match self.comparator:
            case "equal":
                return self._rounded()
            case "about":
                return self._rounded().hull(Interval.around(value, tolerance * size))
            case "nearly":
                margin = max(tolerance * size, self.step)
                return Interval(value - margin, value, True, False)
            case "over" | "at_least":
                return Interval.above(value, inside=self.comparator == "at_least")
            case "under" | "at_most":
                return Interval.below(value, inside=self.comparator == "at_most")
            case "odd":
                return Interval(value, value + self._open_place(), True, False)
            case "between":
                assert self.upper is not None
                return Interval(min(value, self.upper), max(value, self.upper))

    def truncated(self) -> Interval | None:
        """Return the values that give the figure if what follows its last place is cut off.

        None where that means nothing: for a count, and with a comparator.
        """
        if self.comparator != "equal" or self.exact:
            return None
        if self.value < 0:
            return Interval(self.value - self.step, self.value, False, True)
        return Interval(self.value, self.value + self.step, True, False)

    def _rounded(self) -> Interval:
        return Interval.around(self.value, Fraction(0) if self.exact else self.step / 2)

    def _open_place(self) -> Fraction:
        """Return the worth of the last place that is not 0: 100 for 3,300."""
        place = self.step
        if self.value == 0:
            return place
        while (self.value / (place * 10)).denominator == 1:
            place *= 10
        return place
