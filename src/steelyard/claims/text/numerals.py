"""Numerals into numbers: digits of any width, Chinese numerals and English words.

A number comes as whole steps of a power of ten, with the place of its last printed digit, so that
15.60 and 15.6 differ. Magnitudes and units that follow are left to ``reading``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from steelyard.claims.text.vocabulary import table

__all__ = ["Ends", "Number", "chinese", "chinese_range", "digits", "ends", "english"]

_LONGEST = 40  # more characters than a figure has; what is longer is no number

_CHINESE_DIGITS = {character: worth for worth, character in enumerate("零一二三四五六七八九")}
_CHINESE_DIGITS |= {"〇": 0, "○": 0, "兩": 2, "两": 2}
_WITHIN = {"十": 1, "百": 2, "千": 3}
_BEYOND = {"萬": 4, "万": 4, "億": 8, "亿": 8, "兆": 12}
_SEPARATORS = str.maketrans("．·", "..", ",，'’\u00a0\u2009\u202f")
_ZEROS = frozenset("零〇○")
_NONE_YET = 99
_SECTION = re.compile("([零〇○一二兩两三四五六七八九十百千]*+)([萬万億亿兆]|$)")
_COMPOUND = re.compile("([0-9０-９.．,，'’\u00a0\u2009\u202f]++)([^0-9０-９]*+)")
_TWO_DIGITS = re.compile("([一二兩两三四五六七八九])([一二三四五六七八九])")


class Number(NamedTuple):
    """A number: ``mantissa`` × 10 to the ``exponent``, known to the place 10 to the ``place``.

    ``scaled`` tells that a magnitude from 萬 or thousand up is part of it, so that it was rounded.
    """

    mantissa: int
    exponent: int
    place: int
    scaled: bool = False

    def times(self, power: int) -> Number:
        """Return it times a power of ten, as a magnitude or a per cent sign does."""
        return Number(self.mantissa, self.exponent + power, self.place + power, self.scaled)


def digits(text: str) -> Number | None:
    """Return the number that digits print, with separators and a point; None if they do not.

    >>> digits("１５.60")
    Number(mantissa=1560, exponent=-2, place=-2, scaled=False)
    """
    if len(text) > _LONGEST:
        return None
    if text.isdecimal():
        return Number(int(text), 0, 0)
    plain = text.translate(_SEPARATORS)
    if plain.isdecimal():
        return Number(int(plain), 0, 0)
    before, point, after = plain.partition(".")
    if point and before.isdecimal() and after.isdecimal():
        return Number(int(before + after), -len(after), -len(after))
    return None


def chinese(text: str) -> Number | None:
    """Return the number of a Chinese numeral; None if the characters do not make one.

    The last printed place is the least that is named, from hundreds up: 三千五百萬 is known to
    the million, 二十億 to 億.

    >>> chinese("三千五百萬")
    Number(mantissa=35000000, exponent=0, place=6, scaled=True)
    """
    if len(text) > _LONGEST:
        return None
    whole, point, decimals = text.replace("点", "點").partition("點")
    if point:
        number = chinese(whole)
        worths = [_CHINESE_DIGITS.get(character) for character in decimals]
        if number is None or not worths or None in worths:
            return None
        mantissa = number.mantissa
        for worth in worths:
            mantissa = mantissa * 10 + (worth or 0)
        return Number(mantissa, -len(worths), -len(worths))
    return _counted(text)


def chinese_range(text: str) -> tuple[Number, Number] | None:
    """Return the ends of a range of two neighbouring digits: 兩三, 五六十, 十五六, 三五.

    >>> [number.mantissa for number in chinese_range("五六十")]
    [50, 60]
    """
    found = _TWO_DIGITS.search(text)
    if found is None or len(text) > _LONGEST:
        return None
    low, high = (_CHINESE_DIGITS[digit] for digit in found.groups())
    if high != low + 1 and found[0] != "三五":
        return None
    first = chinese(text[: found.start(2)] + text[found.end() :])
    last = chinese(text[: found.start()] + text[found.start(2) :])
    return None if first is None or last is None else (first, last)


def _counted(text: str) -> Number | None:
    """Return the number of a Chinese numeral without point: sections between 萬, 億 and 兆."""
    if text in _ZEROS:
        return Number(0, 0, 0)
    total, big, place, at = 0, _NONE_YET, 0, 0
    for found in _SECTION.finditer(text):
        if found.start() == len(text):
            break
        section = _section(found[1], ends_number=found.end() == len(text))
        if section is None or found.start() != at:
            return None
        at = found.end()
        counted, below = section
        if not found[2]:
            step = _colloquial(text, big)
            return Number(total + counted * 10**step, 0, below + step, big != _NONE_YET)
        power = _BEYOND[found[2]]
        if power == big or (not found[1] and at > 1 and power < big):
            return None
        if power > big:
            total, place = (total + counted) * 10**power, power + (below if counted else place)
        else:
            total, place = total + (counted or 1) * 10**power, below + power
        big = power
    return Number(total, 0, place, True) if at == len(text) and at else None


def _section(text: str, *, ends_number: bool) -> tuple[int, int] | None:
    """Return the number of digits with 十, 百 and 千, and its last place; None for no number."""
    section, unit, place = 0, 9, 0
    digit: int | None = None
    for position, character in enumerate(text):
        worth = _CHINESE_DIGITS.get(character)
        if worth is None:
            power = _WITHIN[character]
            if power >= unit or (digit is None and section and power > 1):
                return None
            section += (1 if digit is None else digit) * 10**power
            unit, place, digit = power, power if power > 1 else 0, None
        elif worth == 0:
            if digit is not None or position == len(text) - 1:
                return None
        elif digit is not None:
            return None
        else:
            digit, place = worth, 0
    if digit is None:
        return section, place
    if ends_number and text[-2:-1] in ("百", "千"):  # 三百五 is 350
        return section + digit * 10 ** (unit - 1), unit - 1
    return section + digit, 0


def _colloquial(text: str, big: int) -> int:
    """Return the power of a last digit right after 萬 or 億: 一萬二 is 12,000."""
    return big - 1 if text[-2:-1] in _BEYOND and text[-1] in _CHINESE_DIGITS else 0


@cache
def _english_words() -> dict[str, tuple[int, str]]:
    return {row["word"]: (int(row["value"]), row["kind"]) for row in table("number_words")}


def english(text: str) -> Number | None:
    """Return the number of English words, or None if they do not make one.

    >>> [english(words).mantissa for words in ("two hundred and five", "twenty-five", "a dozen")]
    [205, 25, 12]
    """
    if text.lower() in ("a", "an"):  # million
        return Number(1, 0, 0)
    total = section = 0
    place = 0
    known = _english_words()
    for word in text.lower().replace("-", " ").split():
        if word in ("and", "a", "an"):
            continue
        worth, kind = known.get(word, (0, ""))
        if kind in ("unit", "ten", "times"):
            section += worth
            place = 0
        elif kind in ("hundred", "dozen"):
            section = (section or 1) * worth
            place = 2 if kind == "hundred" else 0
        elif kind == "big":
            power = len(str(worth)) - 1
            total += (section or 1) * worth
            section = 0
            place += power
        else:
            return None
    return Number(total + section, 0, place, total > 0)


class Ends(NamedTuple):
    """A number, and the other end of what is a range by itself: 兩三, 數百, several hundred."""

    low: Number
    high: Number | None = None


@lru_cache(maxsize=4096)
def ends(text: str, magnitude: int) -> Ends | None:
    """Return what a numeral in any writing says; None if it is no number.

    "Several" are two to nine; several hundred, and 數百, 200 to 1,000.

    Parameters
    ----------
    text
        The numeral.
    magnitude
        The power of ten of the magnitude that follows it, 0 for none.

    Examples
    --------
    >>> print(ends("3億4,500", 4).low)
    Number(mantissa=34500, exponent=0, place=0, scaled=True)
    >>> [number.mantissa for number in ends("幾十", 0)]
    [20, 100]
    """
    first = text[0]
    if first.isdecimal():
        number = digits(text) or _compound(text, magnitude)
        return None if number is None else Ends(number)
    lowered = text.lower()
    for several in ("several", "a few", *"數数幾几"):
        if lowered.startswith(several):
            return _several(lowered[len(several) :].strip(), magnitude)
    if first.isascii():
        number = english(text)
        return None if number is None else Ends(number)
    number = chinese(text)
    if number is not None:
        return Ends(number)
    both = chinese_range(text)
    return None if both is None else Ends(*both)


def _several(rest: str, magnitude: int) -> Ends | None:
    if not rest:
        return Ends(Number(2, 0, 0), Number(10 if magnitude else 9, 0, 0))
    one = english(rest) if rest.isascii() else chinese(rest)
    if one is None:
        return None
    power = len(str(one.mantissa)) - 1
    low, high = (Number(count * one.mantissa, 0, power) for count in (2, 10))
    return Ends(low, high)


def _compound(text: str, magnitude: int) -> Number | None:
    """Return the number of 3億4,500 before 萬, in units of the magnitude after it."""
    powers = {row["word"]: int(row["power"]) for row in table("magnitudes")}
    total, below = 0, 99
    for part in _COMPOUND.finditer(text):
        number = digits(part[1])
        power = powers[part[2]] if part[2] else magnitude
        if number is None or number.exponent or power >= below:
            return None
        total, below = total + number.mantissa * 10**power, power
    unit = 10**magnitude
    return None if total % unit else Number(total // unit, 0, 0, True)
