"""The number that a rank is printed with: digits of any width, Chinese numerals, ringed figures.

Ranks are whole and small; figures with magnitudes and decimals are left to
``steelyard.claims.text``.
"""

from __future__ import annotations

import unicodedata

__all__ = ["HAN_DIGITS", "rank_of"]

HAN_DIGITS = "〇零一二兩两三四五六七八九十百千"
_TENS = {"十": 10, "百": 100, "千": 1000}


def rank_of(numeral: str) -> int | None:
    """Return the number of a rank as printed; None where the characters are no number.

    >>> [rank_of(numeral) for numeral in ("8", "０１２", "二十三", "一百零八", "⑧", "一一")]
    [8, 12, 23, 108, 8, None]
    """
    if numeral.isdecimal():
        return int(numeral)
    if len(numeral) == 1 and numeral not in _TENS:
        value = unicodedata.numeric(numeral, -1)
        return 2 if numeral in "兩两" else int(value) if value >= 0 else None
    return _of_han(numeral)


def _of_han(numeral: str) -> int | None:
    """Return the number of a Chinese numeral below ten thousand."""
    total, digit, last = 0, None, 10_000
    for character in numeral:
        if character in "〇零":
            continue
        ten = _TENS.get(character)
        if ten is None:
            if digit is not None:
                return None
            digit = rank_of(character)
            continue
        if ten >= last or (digit is None and total):
            return None
        total, digit, last = total + ten * (1 if digit is None else digit), None, ten
    return total + (digit or 0)
