"""Figures in words: 三分之一, a quarter, half of it, twice, tens of thousands, second in a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from steelyard.claims.found import Span
from steelyard.claims.text.figure import Figure, Passage, decimal, fraction_step, power_of_ten
from steelyard.claims.text.lexicon import lexicon
from steelyard.claims.text.look_back import Before, look_back, look_back_over_owner
from steelyard.claims.text.numerals import chinese, digits, english
from steelyard.claims.text.tail import closing

__all__ = ["worded"]

_OF = re.compile(r" (?:of|the|its|their|all|that|our|his|her)(?![A-Za-z])")
_COUNTED = re.compile(" of | (?:US )?dollars| people")
_RANKED = re.compile(
    r" (?:in the (?:world|country|list|ranking|table|field|region|city|nation|province)"
    r"|among |of the [0-9]|place|largest|biggest|highest|worldwide|globally|nationwide|overall"
    r"|behind |after |by (?:number|count|size|value|output|revenue|sales)|with [0-9])"
    r"|-(?:largest|biggest|highest)(?![A-Za-z])"
)
_IS = re.compile(r"(?<![A-Za-z])(?:is|was|are|were|came|comes|ranks|ranked|finished)[ ]$")
_ENDS = re.compile(r"[,.;)]|[ ]?$")
_IS_REACH = 12
_Reading = Callable[[Passage, re.Match[str], Before], Figure | None]


def worded(passage: Passage, match: re.Match[str], floor: int) -> Figure | None:
    """Return the figure of a match of ``pattern`` that is in words; None if it is none.

    Parameters
    ----------
    passage
        What is read.
    match
        The match.
    floor
        Where the figure before it ends.
    """
    said = look_back(passage.text, match.start(), floor, passage.simplified)
    if match.lastgroup in ("share", "half") and passage.text[match.start() - 1] == "的":
        said = look_back_over_owner(passage.text, match.start(), floor)
    return _READINGS[match.lastgroup or ""](passage, match, said)


def _figure(
    match: re.Match[str],
    said: Before,
    low: Fraction,
    step: Fraction,
    *,
    percent: bool = False,
    unit: str | None = None,
    kind: str = "share",
) -> Figure:
    """Return a figure of all the words of a match."""
    end, after = closing(match.string, match.end())
    comparator = said.comparator if said.comparator not in (None, "equal") else after
    return Figure(
        match.start() - (0 if said.context == "ordinal" else said.length),
        end,
        Span(*match.span()),
        -low if said.negative else low,
        None,
        step,
        comparator or "equal",
        unit,
        percent=percent,
        kind=kind,
        context=said.context,
        outer=match.start() - said.outer,
        kept=end,
    )


def _share(_passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return 百分之十五點六, or 三分之一."""
    whole, part = match["whole"], match["share"]
    below = digits(whole) if whole.isdecimal() else chinese(whole)
    above = digits(part) or chinese(part)
    if below is None or above is None or not below.mantissa:
        return None
    place = len(str(below.mantissa)) - 1
    if place > 1 and below.mantissa == 10**place:
        share = above.times(-place)
        low = decimal(share.mantissa, share.exponent)
        return _figure(match, said, low, power_of_ten(share.place), percent=True)
    low = decimal(above.mantissa, above.exponent) / below.mantissa
    if not 0 < low < 1:
        return None
    return _figure(match, said, low, fraction_step(below.mantissa))


def _half(_passage: Passage, match: re.Match[str], said: Before) -> Figure:
    """Return 一半, 過半."""
    return _figure(match, said, Fraction(1, 2), fraction_step(2))


def _halved(passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return a half, or half a million."""
    counted = match["half_of"]
    if counted is not None:
        worth = lexicon().numbers[counted.lower()]
        step = Fraction(1) if worth == 12 else Fraction(worth, 10)
        return _figure(match, said, Fraction(worth, 2), step, kind="")
    followed = _OF.match(passage.text, match.end()) is not None
    if not passage.alone and (said.context == "part" or not (followed or said.comparator)):
        return None
    return _figure(match, said, Fraction(1, 2), fraction_step(2))


def _doubled(_passage: Passage, match: re.Match[str], said: Before) -> Figure:
    """Return how many times as much 翻一番 and 翻兩番 are."""
    count = chinese(match["doubled"][-2])
    times = Fraction(2 if count is None else 2**count.mantissa)
    return _figure(match, said, times, Fraction(1), unit="倍", kind="ratio")


def _times(_passage: Passage, match: re.Match[str], said: Before) -> Figure:
    """Return how many times as much "twice" and "tripled" are."""
    worth = lexicon().numbers[match["times"].lower()]
    return _figure(match, said, Fraction(worth), Fraction(1), unit="times", kind="ratio")


def _part(passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return two thirds, a quarter of it."""
    count, name = match["parts"].lower(), match["part"].lower()
    below = lexicon().numbers[name]
    number = english(count)
    above = 1 if count in ("a", "an") or number is None else number.mantissa
    if count in ("a", "an") and not (
        passage.alone or said.comparator or _OF.match(passage.text, match.end())
    ):
        return None
    one = not name.endswith("s")
    if one != (above == 1) or not 0 < above < below or said.context == "part":
        return None
    return _figure(match, said, Fraction(above, below), fraction_step(below))


def _among(_passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return one in five."""
    numbers = lexicon().numbers
    above, below = numbers[match["chosen"].lower()], numbers[match["among"].lower()]
    if not 0 < above < below:
        return None
    return _figure(match, said, Fraction(above, below), fraction_step(below))


def _plural(passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return tens of thousands, dozens: two of them or more."""
    if not (passage.alone or _COUNTED.match(passage.text, match.end())):
        return None
    worth = 1
    for word in match["plural"].lower().split():
        if word not in ("of", "several", "many"):
            worth *= 10 if word == "tens" else lexicon().numbers[word.removesuffix("s")]
    figure = _figure(match, said, Fraction(2 * worth), Fraction(worth), kind="")
    return figure._replace(comparator="at_least")


def _place(passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return the place that an ordinal names, where it is one in a ranking."""
    word = match["place"].lower()
    ranked = said.context == "ordinal"
    text, start, end = passage.text, match.start(), match.end()
    stated = _ENDS.match(text, end) and _IS.search(text[max(0, start - _IS_REACH) : start])
    if not (passage.alone or ranked or stated or _RANKED.match(text, end)):
        return None
    tens, _, ones = word.rpartition("-")
    numbers = lexicon().numbers
    worth = numbers[ones] + (numbers[tens] if tens else 0)
    figure = _figure(match, said, Fraction(worth), Fraction(1), kind="place")
    start = match.start() - (said.length if ranked else 0)
    return figure._replace(start=start, comparator="equal", exact=True, ordinal=True)


def _over(_passage: Passage, match: re.Match[str], said: Before) -> Figure | None:
    """Return a fraction in digits, or the year in which a year like 2024/25 begins."""
    above, below = int(match["over"]), int(match["under"])
    if len(match["over"]) == 4 and len(match["under"]) == 2 and 1800 <= above <= 2100:
        return _year(match, said, above)
    if not 0 < above < below <= 10:
        return None
    return _figure(match, said, Fraction(above, below), fraction_step(below))


def _date(_passage: Passage, match: re.Match[str], said: Before) -> Figure:
    """Return the year of a date in digits."""
    return _year(match, said, int(match["date"]))


def _year(match: re.Match[str], said: Before, worth: int) -> Figure:
    figure = _figure(match, said, Fraction(worth), Fraction(1), unit="year", kind="year")
    return figure._replace(start=match.start(), low=Fraction(worth), comparator="equal", exact=True)


_READINGS: dict[str, _Reading] = {
    "share": _share,
    "half": _half,
    "halved": _halved,
    "doubled": _doubled,
    "date": _date,
    "times": _times,
    "among": _among,
    "part": _part,
    "plural": _plural,
    "place": _place,
    "under": _over,
}
