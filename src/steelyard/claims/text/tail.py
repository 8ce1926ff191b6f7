"""What follows a number: magnitude, unit, currency, per cent sign, and words like 多 and 以上."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from steelyard.claims.printed import Comparator
from steelyard.claims.text.lexicon import lexicon
from steelyard.claims.text.vocabulary import LATIN, alternatives, border, spellings, table, words

__all__ = ["NO_TAIL", "Tail", "closing", "tail"]

_SPACE = "[ \u00a0\u3000]?+"
_SHARES = {"percent": -2, "points": -2, "permille": -3, "basis": -4}
_TENTHS = "一二三四五六七八九"
_NOT_TENTHS = "為为立功員员果績绩交分人品就熟都效型像語语了份本長长"


class Tail(NamedTuple):
    """What follows a number.

    Parameters
    ----------
    length
        How many characters it takes.
    noun
        How many of them stand before a noun that is also what the figure is about.
    power
        The power of ten of magnitude and per cent sign.
    magnitude
        Whether there is a magnitude.
    letter
        A letter that may be a magnitude or a unit: $5m, 5m.
    kind, unit, currency
        As of a figure; the currency is empty for a word that several have.
    comparator
        What 多, 以上, "or more" say.
    digit
        The digit after 成: 三成五.
    half
        Whether half of the unit is added: 兩年半.
    """

    length: int
    noun: int
    power: int
    magnitude: bool
    letter: str
    kind: str
    unit: str | None
    currency: str | None
    comparator: Comparator | None
    digit: str
    half: bool


NO_TAIL = Tail(0, 0, 0, False, "", "", None, None, None, "", False)


def tail(text: str, at: int, digits: bool, simplified: bool) -> Tail:
    """Return what follows a number.

    Parameters
    ----------
    text
        The text.
    at
        Where the number ends.
    digits
        Whether the number is in digits: some units are too common as words after a numeral.
    simplified
        Whether 元 is the yuan.

    Examples
    --------
    >>> after = tail("逾3億多美元的", 2, digits=True, simplified=False)
    >>> after.power, after.currency, after.comparator, after.length
    (8, 'USD', 'odd', 4)
    """
    found = _pattern().match(text, at)
    assert found is not None
    end = found.end()
    return _tail(text[at:end], digits, simplified) if end > at else NO_TAIL


@lru_cache(maxsize=8192)
def _tail(text: str, digits: bool, simplified: bool) -> Tail:
    """Return what the words after a number say."""
    found = _pattern().fullmatch(text)
    assert found is not None
    between, magnitude, letter, odd, unit, more, after = found.groups()
    known = lexicon()
    kind = _kind(unit, digits)
    length = found.end()
    if unit is not None and not kind:
        length = max(0, *(found.end(name) for name in ("between", "magnitude", "letter", "odd")))
        unit = more = after = None
    power = 0 if magnitude is None else known.magnitudes[magnitude]
    currency = None
    if kind == "currency":
        currency = known.currencies[unit] or ("CNY" if simplified and unit in _YUAN else "")
        unit = None if currency else unit
    digit = unit[1:] if kind == "tenth" and unit is not None else ""
    half = more == "半" or (kind == "time" and "半" in (unit or ""))
    comparator: Comparator | None = "odd" if kind == "time" and "多" in (unit or "") else None
    for word in (between, odd, more, after):
        if comparator is None and word is not None and word != "半":
            comparator = known.comparators[word]
    return Tail(
        length=length,
        noun=found.start("unit") if kind == "noun" else length,
        power=power + _SHARES.get(kind, -1 if kind == "tenth" else 0),
        magnitude=magnitude is not None,
        letter=letter or "",
        kind=kind,
        unit=None if kind in _UNNAMED else _without_more(unit, kind),
        currency=currency,
        comparator=comparator,
        digit=digit,
        half=half,
    )


def _without_more(unit: str | None, kind: str) -> str | None:
    """Return 個月 of 個多月 and 年 of 年半."""
    return unit.translate(_MORE) if unit and kind == "time" else unit


_MORE = str.maketrans("", "", "多半")
_UNNAMED = frozenset(("percent", "permille", "tenth", "ordinal"))
_YUAN = ("元", "圆", "块钱", "块")
# Pieces too: 三塊 is more often three pieces, and 5塊電池 five batteries.
_PIECES = ("塊", "块")
_AFTER_MONEY = "多餘余左上以出的到至一每不就也都還还起就"


def _kind(unit: str | None, digits: bool) -> str:
    """Return what kind of unit a word is; empty for none after such a number."""
    if unit is None:
        return ""
    if unit.startswith("成"):
        return "tenth"
    known = lexicon()
    if unit in known.currencies:
        return "" if unit in _PIECES and not digits else "currency"
    if unit in known.after_digits and not digits:
        return ""
    return known.units[unit]


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of what follows a number.

    Its groups, in order: ``between`` number and magnitude (多), ``magnitude``, ``letter``,
    ``odd`` before the unit, ``unit``, ``more`` after it, ``after`` (以上).
    """
    between = alternatives({word: border(word) for word in _placed("between")})
    magnitudes = alternatives(
        {form: border(form) for row in table("magnitudes") for form in spellings(row["word"])}
    )
    letters = "".join(row["letter"] for row in table("letters"))
    return re.compile(
        rf"(?P<between>{between})?"
        rf"(?:[ \u00a0\u3000-]?+(?P<magnitude>{magnitudes})"
        rf"|(?P<letter>[{letters}])(?![{LATIN}0-9²³/]))?"
        r"(?P<odd>[多餘余幾几]|[+＋](?![0-9]))?"
        rf"(?:(?:{_SPACE}|-(?=[a-z]))(?P<unit>{_units()}))?"
        # In 比…6,500台多800台 the 多 belongs to the difference.
        r"(?P<more>[多餘余](?![0-9０-９])|半|[+＋](?![0-9]))?"
        rf"(?:[ ]?+(?P<after>{_after()}))?"
    )


def _after() -> str:
    return alternatives({word: border(word) for word in _placed("after")})


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(f"[ ]?({_after()})")


def closing(text: str, at: int) -> tuple[int, Comparator | None]:
    """Return where the words after a figure in words end, and what they say: 一半以上.

    >>> closing("一半以上", 2)
    (4, 'at_least')
    """
    found = _closing().match(text, at)
    return (at, None) if found is None else (found.end(), lexicon().comparators[found[1]])


def _placed(place: str) -> list[str]:
    return [form for word in words("comparators", "place", place) for form in spellings(word)]


def _units() -> str:
    """Return the pattern of units and of currencies after a number."""
    names = [row["word"] for row in table("units")]
    names += words("currencies", "place", "after", "both")
    known = {form: border(form) for name in names for form in spellings(name)}
    for word in ("s", "’s", "'s", "x"):
        known[word] = rf"(?![{LATIN}0-9])"
    for word in ("st", "nd", "rd", "th"):
        known[word] = rf"(?![{LATIN}0-9-]|[ ]centur)"
    for word in _PIECES:
        known[word] = f"(?:(?![\u3400-\u9fff])|(?=[{_AFTER_MONEY}]))"
    known["成"] = f"(?:[{_TENTHS}半](?![線线級级成]))?(?![{_NOT_TENTHS}])"
    return alternatives(known)
