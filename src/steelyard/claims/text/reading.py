"""From a number, what stands before it and what follows it to a figure, or to none.

Ranges of two figures are left to ``ranges``, what a figure is about to ``about``.
"""

from __future__ import annotations

import re
from fractions import Fraction

from steelyard.claims.found import Span
from steelyard.claims.printed import Comparator
from steelyard.claims.text.figure import Figure, Passage, decimal, power_of_ten
from steelyard.claims.text.lexicon import lexicon
from steelyard.claims.text.look_back import NOTHING, Before, look_back
from steelyard.claims.text.nouns import noun
from steelyard.claims.text.numerals import Ends, Number, ends
from steelyard.claims.text.tail import Tail, tail
from steelyard.claims.text.worded import worded
from steelyard.claims.text.years import decade, positional, year

__all__ = ["read"]

_GLUED = re.compile("[A-Za-zÀ-ɏ0-9_]|-[A-Za-z]")
_LONG = 19
_DIGITS = frozenset(("plain", "digits"))
_WRITTEN = frozenset(("plain", "digits", "chinese", "english"))
_SHARES = frozenset(("percent", "points", "permille", "basis", "tenth"))
_DAYS = frozenset(("", "ordinal"))
_COUNTED = frozenset(("thing", "noun"))
_ARTICLE = frozenset(("thing", "noun", "time", ""))
_SURE = frozenset(("thing", "noun", "time", "percent", "currency", "measure"))
_IN_SENTENCE = frozenset(
    "的之和與与及或跟並并是為为在以而則则亦也均都全已將将入進进上中內内後后前裡里外等到至不又再還还"
    "就才更佔占"
)


def read(passage: Passage, match: re.Match[str], floor: int, joined: bool) -> Figure | None:
    """Return the figure of a match of ``pattern``; None if it is none.

    Parameters
    ----------
    passage
        What is read.
    match
        The match.
    floor
        Where the figure before it ends.
    joined
        Whether it may be the second end of a range, so that a dash before it is no sign.
    """
    written = match.lastgroup or ""
    if written not in _WRITTEN:
        return None if written == "skipped" else worded(passage, match, floor)
    text, simplified, alone = passage
    raw = match[written]
    start, end = match.span(written)
    after = tail(text, end, written in _DIGITS, simplified)
    said = NOTHING if joined else look_back(text, start, floor, simplified)
    if len(raw) == 4 or after.kind == "decade":
        dated = _dated(passage, Span(start, end), raw, said, after)
        if dated is not None or after.kind == "decade":
            return dated
    high = None
    if written == "plain" and raw.isdecimal() and len(raw) < _LONG:
        low = Number(int(raw), 0, 0)
    else:
        numeral = ends(raw, after.power if after.magnitude else 0)
        if numeral is None:
            return None
        low, high = numeral
    figure = _figure(passage, Span(start, end), low, high, said, after)
    if figure is None or alone or (after.kind in _SURE and written in _DIGITS):
        return figure
    return _in_sentence(text, figure, raw, written, said)


def _dated(passage: Passage, number: Span, raw: str, said: Before, after: Tail) -> Figure | None:
    """Return the year or decade that a number names; None if it is neither."""
    named = positional(raw)
    if after.kind == "decade":
        numeral = ends(raw, 0) if named is None else Ends(Number(named, 0, 0))
        return None if numeral is None else decade(number, numeral.low.mantissa, said, after)
    if named is None or after.magnitude:
        return None
    return year(passage, number, named, said, after)


def _figure(
    passage: Passage, number: Span, low: Number, high: Number | None, said: Before, after: Tail
) -> Figure | None:
    """Return the figure of a number; None if it dates, names or numbers something."""
    text, kind, unit, power = passage.text, after.kind, after.unit, after.power
    if kind == "none" or (said.context == "name" and not passage.alone):
        return None
    start, end = number
    kept, end = end + after.noun, end + after.length
    currency = said.currency or after.currency or None
    if after.letter:
        meant = _letter(text, after, end, money=said.currency is not None or kind == "currency")
        if meant is None:
            return None
        power, kind, unit = power + meant[0], meant[1] or kind, meant[2] or unit
    countable = power == 0 and low.exponent == 0 and not low.scaled
    ordinal = countable and (kind == "ordinal" or said.context == "ordinal")
    if said.currency is not None:
        unit, kind = None if currency else text[start - 1], "currency"
    elif said.context == "month" and countable and kind in _DAYS and low.mantissa <= 31:
        return None
    elif not kind and not ordinal:
        counted = noun(text, end)
        if counted is not None:
            kept, end, unit = counted
            kind = "noun"
        elif not after.length and _GLUED.match(text, end):
            return None
    if after.digit:
        low = _with_digit(low, after.digit)
    mantissa, exponent, place, _ = low
    amount = decimal(-mantissa if said.negative else mantissa, exponent + power)
    step = power_of_ten(place + power)
    if after.half:
        amount, step = amount + Fraction(1, 2), Fraction(1, 2)
    return Figure(
        start - said.length,
        end,
        number,
        amount,
        None if high is None else decimal(high.mantissa, high.exponent + power),
        step,
        _comparator(said, after) if high is None else "between",
        unit,
        currency,
        kind in _SHARES,
        ordinal or (countable and (kind in _COUNTED or said.context == "top")),
        ordinal,
        power,
        kind,
        said.context,
        start - said.outer,
        kept,
    )


def _with_digit(number: Number, character: str) -> Number:
    """Return 三成五 in tenths: 3.5."""
    digit = max(0, "零一二三四五六七八九".find(character)) or 5
    return Number(number.mantissa * 10 + digit, number.exponent - 1, number.place - 1)


def _comparator(said: Before, after: Tail) -> Comparator:
    """Return the comparator before a number, or the one after it if that says more."""
    if said.comparator is None or said.comparator == "equal":
        return after.comparator or "equal"
    return said.comparator


def _letter(text: str, after: Tail, end: int, *, money: bool) -> tuple[int, str, str | None] | None:
    """Return power, kind and unit of a letter: $5m, 300k users, 20m; None if it is a name."""
    power = lexicon().magnitudes[after.letter]
    if money or (after.letter in "mk" and noun(text, end) is not None):
        return power, "", None
    if after.letter == "m" and not after.unit:
        return 0, "measure", "m"
    return (power, "", None) if after.letter == "k" else None


def _in_sentence(text: str, figure: Figure, raw: str, written: str, said: Before) -> Figure | None:
    """Return a figure of running text, marked if it is one only in a range; None for a word."""
    if figure.high is not None and figure.low == 2 and not (figure.kind or figure.power):
        return None  # several, of nothing that is named
    if (
        figure.comparator != "equal"
        or said.comparator is not None
        or figure.ordinal
        or said.context in ("top", "only")
    ):
        return figure
    following = text[figure.end : figure.end + 1]
    inside = "\u3400" <= following <= "\u9fff" and following not in _IN_SENTENCE
    named = not (figure.kind or figure.currency or figure.power)
    if written in _DIGITS:
        return figure._replace(bare=True) if inside and named and raw.isdecimal() else figure
    if figure.low == 1 and figure.kind in _ARTICLE and not figure.power:
        return figure._replace(bare=True)
    if written == "english":
        return figure
    if raw[0] in "萬万億亿兆":
        return None
    return figure._replace(bare=True) if named and (len(raw) == 1 or inside) else figure
