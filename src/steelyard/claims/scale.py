"""Values in the unit and the precision that a figure was printed in: 15.94%, 142,720 億.

A reader holds what should stand there against what stands there; both must be in one unit. How
figures are read out of words is left to ``steelyard.claims.text``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.text.vocabulary import table, words
from steelyard.claims.visible import visible

__all__ = ["Ends", "Scale"]

Rounding = Literal["nearest", "down", "up"]

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CURRENCY = re.compile(r"(?:[A-Z]{2,3} ?|[A-Z]{0,3}[$€£¥] ?)\Z")
_MOST_DECIMALS = 12
_PLAIN_DIGITS = 6
_LONGEST_UNIT = 24
_SHARES = {
    "percent": Fraction(1, 100),
    "points": Fraction(1, 100),
    "permille": Fraction(1, 1000),
    "basis": Fraction(1, 10000),
}
# Magnitudes that a number in characters ends in: 億 of 八百億, not 百億.
_STEPS = frozenset(Fraction(10) ** power for power in (4, 8, 12)) | {Fraction(1, 10)}
_FINER = 1000
_NARROW = Fraction(1, 10**_PLAIN_DIGITS)
_NO_UNIT = ("st", "nd", "rd", "th", "s")
# A year of the 1990s is no decade.
_DECADE = "年代"


class Ends(NamedTuple):
    """The ends of an interval as texts, None where there is none, and whether they are one."""

    low: str | None
    high: str | None
    one: bool


@dataclass(frozen=True)
class Scale:
    """How a figure was printed.

    Parameters
    ----------
    worth
        What its number counts: 1/100 for 15.6%, 100,000,000 for 292 億.
    step
        What one more in its last printed place is worth; None for a figure that was not printed.
    before, after
        What stands before and after the number: ``US$``, `` trillion``, ``%``, ``億``.
    commas
        Whether thousands are set apart.
    percent
        Whether it is a share, so that differences are percentage points.

    Examples
    --------
    >>> share = Printed("15.9%", Fraction("0.159"), Fraction("0.001"), percent=True)
    >>> Scale.of(share).figure(Fraction(22764, 142720), 1)
    '15.95%'
    """

    worth: Fraction = Fraction(1)
    step: Fraction | None = None
    before: str = ""
    after: str = ""
    commas: bool = True
    percent: bool = False

    @classmethod
    def of(cls, printed: Printed | None) -> Scale:
        """Return how a figure was printed; plain numbers where there is none."""
        if printed is None:
            return cls()
        text = unicodedata.normalize("NFKC", printed.text).strip()
        found = list(_NUMBER.finditer(text))
        last = found[-1] if found else None
        after = _after(text, last, printed)
        worth = _worth(after)
        if last is not None and not _agrees(printed, last[0], worth, len(found)):
            worth, after = Fraction(1), _unit(printed)
        if printed.percent and worth >= 1:
            worth, after = Fraction(1, 100), "%"
        sign = _CURRENCY.search(text[: found[0].start()]) if found else None
        return cls(
            worth,
            min(printed.step, Fraction(1)) if printed.exact else printed.step,
            sign[0] if sign else "",
            "" if len(after) > _LONGEST_UNIT or after in _NO_UNIT else visible(after),
            last is None or len(last[0]) < 4 or "," in last[0],
            printed.percent,
        )

    def figure(self, value: Fraction, extra: int = 0, rounding: Rounding = "nearest") -> str:
        """Return a value as it would be printed.

        Parameters
        ----------
        value
            The value, in units of one.
        extra
            How many decimals to show beyond those that were printed.
        rounding
            Which way.
        """
        return self._dressed(self.number(value, self.decimals(value) + extra, rounding))

    def rounded(self, value: Fraction) -> str:
        """Return a value rounded to the last printed place, half away from 0."""
        if self.step is None:
            return self.figure(value)
        steps = math.floor(abs(value) / self.step + Fraction(1, 2)) * (1 if value >= 0 else -1)
        return self.figure(steps * self.step)

    def ends(self, interval: Interval, apart_from: Interval | None = None) -> Ends:
        """Return the ends of an interval, rounded outwards; one where it is hardly wider than that.

        Parameters
        ----------
        interval
            The values.
        apart_from
            Values that lie outside; so many decimals are shown that they still do.
        """
        interval = self._as_one(interval)
        known = [end for end in (interval.low, interval.high) if end is not None]
        if not known:
            return Ends(None, None, False)
        places = self._places(interval, known)
        for more in range(places, min(places + 6, _MOST_DECIMALS) + 1):
            if apart_from is None or self._stays_apart(interval, apart_from, more):
                places = more
                break
        if interval.is_point:
            value = self._dressed(self.number(known[0], places))
            return Ends(value, value, True)
        low = self._end(interval.low, places, "down")
        high = self._end(interval.high, places, "up")
        if low == high:
            return Ends(low, high, True)
        if interval.low is not None and high is not None and self._counts:
            low = f"{self.before}{self.number(interval.low, places, 'down')}"
        return Ends(low, high, False)

    def _as_one(self, interval: Interval) -> Interval:
        """Return one value for an interval that is far narrower than a printed place.

        A double is known to its last bit only; nobody should read that as a range.
        """
        if self.step is None or interval.low is None or interval.high is None:
            return interval
        fine = self.step / _FINER
        if interval.high - interval.low >= fine:
            return interval
        middle = interval.some()
        plain = math.floor(middle / fine + Fraction(1, 2)) * fine
        return Interval.point(plain if plain in interval else middle)

    def is_as_good_as(self, interval: Interval, value: Fraction) -> bool:
        """Return whether an interval is so narrow that one value tells it."""
        if interval.low is None or interval.high is None:
            return False
        return interval.high - interval.low <= abs(value) * _NARROW

    def difference(self, value: Fraction, rounding: Rounding = "nearest") -> str:
        """Return a difference, with two digits at least, of shares without their sign."""
        places = self.decimals(value)
        if value:
            while places < _MOST_DECIMALS and abs(value) / self.worth * 10**places < 10:
                if (value / self.worth * 10**places).denominator == 1:
                    break
                places += 1
        number = self.number(value, places, rounding)
        return number if self.percent or self._counts else self._dressed(number)

    def decimals(self, value: Fraction) -> int:
        """Return how many decimals were printed; of a plain number as many as it needs."""
        if self.step is None:
            return _plain_decimals(value)
        places = 0
        while places < _MOST_DECIMALS and (self.step / self.worth * 10**places) < 1:
            places += 1
        return places

    def number(self, value: Fraction, places: int, rounding: Rounding = "nearest") -> str:
        """Return the digits of a value in this scale."""
        shifted = value / self.worth * Fraction(10) ** places
        if rounding == "down":
            whole = math.floor(shifted)
        elif rounding == "up":
            whole = math.ceil(shifted)
        else:
            whole = math.floor(abs(shifted) + Fraction(1, 2)) * (1 if shifted >= 0 else -1)
        digits = _digits(abs(whole), places, self.commas)
        return f"−{digits}" if whole < 0 else digits

    @property
    def _counts(self) -> bool:
        """Whether an English noun stands after the number, as in “78 brands”."""
        return self.worth == 1 and self.after.isascii() and self.after.strip().islower()

    def _places(self, interval: Interval, known: list[Fraction]) -> int:
        """Return how many decimals tell the ends of an interval."""
        if self.step is None and len(known) == 2 and not interval.is_point:
            places = _places_of_width(known[1] - known[0])
            return max(_needed(known, self.worth, min(places, 0), places), min(places, 0))
        least = min(self.decimals(end) for end in known)
        return _needed(known, self.worth, least, least + 1)

    def _end(self, end: Fraction | None, places: int, rounding: Rounding) -> str | None:
        return None if end is None else self._dressed(self.number(end, places, rounding))

    def _stays_apart(self, interval: Interval, other: Interval, places: int) -> bool:
        unit = self.worth / Fraction(10) ** places
        low, high = interval.low, interval.high
        wider = Interval(
            None if low is None else math.floor(low / unit) * unit,
            None if high is None else math.ceil(high / unit) * unit,
        )
        return wider.meet(other) is None

    def _dressed(self, digits: str) -> str:
        return f"{self.before}{digits}{self.after}"


def _digits(whole: int, places: int, commas: bool) -> str:
    """Return a whole number of 10^-places as a decimal."""
    if places < 0:
        return _digits(whole * 10**-places, 0, commas)
    if whole.bit_length() > 4000:
        # More digits than Python writes out; nobody reads them either.
        exponent = int((whole.bit_length() - 1) * math.log10(2))
        mantissa = whole // 10 ** (exponent - 3)
        if mantissa >= 10**4:
            mantissa, exponent = mantissa // 10, exponent + 1
        return f"{mantissa / 1000:g}e{exponent - places}"
    unit, rest = divmod(whole, 10**places)
    front = f"{unit:,}" if commas else f"{unit}"
    return f"{front}.{rest:0{places}}" if places else front


def _plain_decimals(value: Fraction) -> int:
    """Return how many decimals show a number in full, or six digits of it."""
    size = abs(value)
    if size.denominator == 1:
        return 0
    places = 0
    while places < _MOST_DECIMALS:
        shifted = size * 10**places
        if shifted.denominator == 1 or shifted >= 10 ** (_PLAIN_DIGITS - 1):
            break
        places += 1
    return places


def _places_of_width(width: Fraction) -> int:
    """Return how many decimals show a width in three digits; fewer than 0 for large ones."""
    if width.denominator == 1 and width <= 10**3:
        return 0
    bits = width.numerator.bit_length() - width.denominator.bit_length()
    return min(2 - math.floor((bits - 1) * math.log10(2)), _MOST_DECIMALS)


def _needed(values: list[Fraction], worth: Fraction, least: int, most: int) -> int:
    """Return how many decimals write values in full; the most if more would be needed."""
    return next(
        (
            places
            for places in range(least, most)
            if all((value / worth * Fraction(10) ** places).denominator == 1 for value in values)
        ),
        most,
    )


def _after(text: str, number: re.Match[str] | None, printed: Printed) -> str:
    """Return what stands after a number, without the words that make it loose (多, or so)."""
    if number is None:
        return _after_words(text, printed)
    rest = text[number.end() :]
    for word in _loose_words():
        # 多 in 60多億 stands before the magnitude, 左右 after the unit.
        bare = rest.lstrip(" -")
        if bare.startswith(word) and not _goes_on(bare, word):
            rest = bare.removeprefix(word)
        if rest.endswith(word):
            rest = rest.removesuffix(word).rstrip()
    return "年" if rest == _DECADE else rest


def _after_words(text: str, printed: Printed) -> str:
    """Return magnitude and unit of a figure in words: 億 of 八百億, 個 of 四個, % of a quarter."""
    for word, worth in _magnitudes():
        at = text.find(word)
        if at > 0 and worth in _STEPS and not word.isascii() and (worth < 1) == printed.percent:
            rest = text[at + len(word) :]
            return word + ("" if any(one in rest for one in _loose_words()) else rest)
    return _unit(printed)


def _unit(printed: Printed) -> str:
    unit = printed.unit or printed.currency or ""
    return f" {unit}" if unit.isascii() and unit else unit


def _worth(after: str) -> Fraction:
    """Return the worth of the magnitude or sign that a text begins with."""
    lower = after.lstrip().lower()
    for word, worth in _magnitudes():
        if lower.startswith(word) and not (word.isalpha() and _goes_on(lower, word)):
            return worth
    return Fraction(1)


def _goes_on(text: str, word: str) -> bool:
    """Return whether a word of Latin letters is only the beginning of another."""
    rest = text[len(word) :]
    return word.isascii() and rest[:1].isascii() and rest[:1].isalpha()


def _agrees(printed: Printed, digits: str, worth: Fraction, numbers: int) -> bool:
    """Return whether a number in its scale is the figure, so that the scale was read right."""
    if numbers > 1:
        return True
    value = Fraction(digits.replace(",", "")) * worth
    return abs(printed.value) == value or (printed.percent and worth == 1)


@cache
def _magnitudes() -> tuple[tuple[str, Fraction], ...]:
    """Return the words after a number that scale it, and their worth, the longest first."""
    rows = [(row["word"], Fraction(10) ** int(row["power"])) for row in table("magnitudes")]
    rows += [
        (row["word"], _SHARES[row["kind"]]) for row in table("units") if row["kind"] in _SHARES
    ]
    rows.append(("成", Fraction(1, 10)))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def _loose_words() -> tuple[str, ...]:
    """Return the comparators that stand after a number, the longest first."""
    found = {word.strip(" -") for word in words("comparators", "place", "after", "between")}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
