"""Years and decades: 2024年, in 2024, 2026年1月15日, the 1990s, 九十年代.

The figure is the year; month and day, quarter and half-year are part of its words and not figures.
"""

from __future__ import annotations

import re
from fractions import Fraction

from steelyard.claims.found import Span
from steelyard.claims.text.figure import Figure, Passage
from steelyard.claims.text.look_back import Before
from steelyard.claims.text.nouns import noun
from steelyard.claims.text.tail import Tail

__all__ = ["decade", "positional", "year"]

_DATE = re.compile(
    r"(?:第?[一二三四1-4]季度?|[上下]半年|[底初末]"
    r"|(?:[0-9０-９]{1,2}|十[一二]?|[一二三四五六七八九])月份?"
    r"(?:(?:[0-9０-９]{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日號号])?)"
)
_POSITIONAL = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_ONE = Fraction(1)


def positional(text: str) -> int | None:
    """Return the year that four digits name, in any writing; None if they are not four digits.

    >>> positional("二〇二四"), positional("2024"), positional("二十四年")
    (2024, 2024, None)
    """
    plain = text.translate(_POSITIONAL)
    return int(plain) if len(plain) == 4 and plain.isdecimal() else None


def year(passage: Passage, number: Span, worth: int, said: Before, after: Tail) -> Figure | None:
    """Return the year that four digits are, with its date; None if they are none.

    Without 年 they are one from 1800 to 2100, if nothing is counted or compared.
    """
    text, end = passage.text, number.end
    unit = after.unit
    if unit in ("年", "年度"):
        if not 1000 <= worth <= 2999:
            return None
        end += text[end : end + 2].index("年") + len(unit)
        following = _DATE.match(text, end)
        end = end if following is None else following.end()
        unit = "年"
    else:
        if not 1800 <= worth <= 2100 or after.length or said.currency is not None or said.negative:
            return None
        if said.comparator is not None or said.context in ("ordinal", "only"):
            return None
        if said.context not in ("date", "month") and noun(text, end) is not None:
            return None
        unit = "year"
    return _figure(number, end, worth, None, unit, said)


def decade(number: Span, worth: int, said: Before, after: Tail) -> Figure | None:
    """Return the ten years of 1990s, 1990年代 or 九十年代; None if they are none."""
    if worth % 10 or after.magnitude or after.letter:
        return None
    if worth < 100:
        if after.unit != "年代":
            return None
        worth += 1900 if worth >= 30 else 2000
    if not 1000 <= worth <= 2990:
        return None
    unit = "年" if after.unit == "年代" else "year"
    return _figure(number, number.end + after.length, worth, worth + 9, unit, said)


def _figure(
    number: Span, end: int, first: int, last: int | None, unit: str, said: Before
) -> Figure:
    return Figure(
        number.start,
        end,
        number,
        Fraction(first),
        None if last is None else Fraction(last),
        _ONE,
        "equal" if last is None else "between",
        unit,
        exact=True,
        kind="year",
        context=said.context,
        outer=number.start - said.outer,
        kept=end,
    )
