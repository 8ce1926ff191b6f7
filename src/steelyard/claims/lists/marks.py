"""Where a text may print a rank: ``8、``, ``(8)``, ``第八名``, ``No. 8``, ``8th``, ``⑧``.

Every mark is found by regular expressions in linear time and judged by nobody here: which of
them are ranks of one list is left to ``steelyard.claims.lists.chains``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from steelyard.claims.lists.numerals import HAN_DIGITS, rank_of

__all__ = ["STRONG", "Mark", "Reading", "marks"]

STRONG = frozenset({"place", "number", "hash", "top"})
"""Styles that say themselves that a rank follows."""

_DIGIT = "[0-9０-９]"
# The whole of a run of digits; the look-behind makes a long run be looked at once, and not again
# from each of its digits. The digit comes first, so that the search leaps from digit to digit.
_RUN = rf"({_DIGIT}(?<!{_DIGIT}{_DIGIT}){_DIGIT}*+)"
_GAP = "[ \\t\u3000\u00a0]"
_NUMERAL = f"(?:{_DIGIT}{{1,5}}|[{HAN_DIGITS}]{{1,7}})"
# A rank in bold ends with asterisks.
_AFTER = rf"(?:\*\*|__)?{_GAP}{{0,4}}"
_CLOSED = f"[:：、.．)）]?{_AFTER}"
_OPEN = "(（"

_FOLLOWED = re.compile(
    rf"{_RUN} ?(?:(、)|([.．])|([:：])|([)）])|((?:st|nd|rd|th)\b(?: place)?[:：,，.]?)){_AFTER}"
)
_FOLLOWED_STYLES = ("comma", "dot", "colon", "closing", "th")
_OTHERS = (
    ("place", re.compile(f"第{_GAP}?({_NUMERAL}){_GAP}?[名位]{_GAP}?[:：、,，.．]?{_AFTER}")),
    (
        "number",
        re.compile(
            rf"[NnＮ](?:(?<![A-Za-z].)[Ooº]|(?<=[NＮ])[oº])(?:[.．]{_GAP}?|{_GAP})({_DIGIT}{{1,5}}){_CLOSED}"
        ),
    ),
    ("hash", re.compile(f"[#＃№]{_GAP}?({_DIGIT}{{1,5}}){_CLOSED}")),
    (
        "top",
        re.compile(rf"[Tt](?:(?<![A-Za-z].)[Oo][Pp]|(?<=T)op){_GAP}?({_DIGIT}{{1,5}}){_CLOSED}"),
    ),
    ("bracketed", re.compile(f"[(（]{_GAP}?({_NUMERAL}){_GAP}?[)）][:：、.．]?{_AFTER}")),
    ("ringed", re.compile(f"([①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾⑴-⒇⒈-⒛])[:：、.．]?{_AFTER}")),
    ("numeral", re.compile(f"([一二三四五六七八九十][{HAN_DIGITS}]{{0,6}})、{_AFTER}")),
    (
        "bare",
        re.compile(
            rf"(?m)^{_GAP}{{0,8}}=?({_DIGIT}{{1,5}})=?{_GAP}{{1,8}}(?:[-–—|]{_GAP}{{1,4}})?(?=\S)"
        ),
    ),
)
_BULLET = re.compile(rf"(?m)^{_GAP}{{0,8}}[•●○◆◇■□▪‣*＊\-–—·・]{_GAP}{{0,4}}(?=[^\s\-*=_.·・])")
_BEFORE_MARK = "= \t\u3000\u00a0•●○◆◇■□▪‣*＊-–—·・>_"
_FARTHEST_BEFORE = 12
_LONGEST_RANK = 5
_MOST_DIGITS = 20
_POINTS = ".．:："


class Reading(NamedTuple):
    """A rank that a mark can be read as: its number, of how many digits, what speaks against it."""

    value: int
    digits: int
    cost: float


class Mark(NamedTuple):
    """A place in a text that may print a rank.

    Parameters
    ----------
    start, end
        The mark with what belongs to it; what is ranked follows at ``end``.
    number_end
        Where its number ends.
    digits
        The number in digits, of which the last ones may be the rank: ``12009、``.
    printed
        How many characters the number takes.
    first
        Whether it begins its line.
    whole
        How its digits can be read: 1 as one number or as one that follows another, 0 only as
        one number, -1 not as one number.
    thousands
        Whether they follow the comma of a figure: of ``1,2009、`` the rank is the 9.
    doubtful
        Whether a digit follows ``.`` or ``:``, as in 8.5 and 8:30.
    """

    start: int
    end: int
    number_end: int
    digits: str
    printed: int
    first: bool
    whole: int = 0
    thousands: bool = False
    doubtful: bool = False

    @property
    def latest(self) -> int:
        """Where it begins at the latest, if only its last digit is the rank."""
        return self.start if self.whole == 0 else self.number_end - 1

    def readings(self) -> list[Reading]:
        """Return the ranks that it can be read as, the whole of its digits first."""
        doubt = (0.1 if self.first else 0.5) if self.doubtful else 0.0
        size = len(self.digits)
        found = list[Reading]()
        if self.whole >= 0 and size <= _LONGEST_RANK and int(self.digits):
            found.append(Reading(int(self.digits), self.printed, doubt + 0.3 * self.thousands))
        if self.whole == 0 or self.doubtful:
            return found
        for some in range(min(size - 1, _LONGEST_RANK), 0, -1):
            if self.digits[-some] != "0":
                cost = 0.05 if self.thousands and some == size - 3 else 0.2
                found.append(Reading(int(self.digits[-some:]), some, doubt + cost))
        return found

    def reading(self, value: int) -> Reading | None:
        """Return how it is read as a rank that is expected; None where it cannot be."""
        expected = str(value)
        if not self.digits.endswith(expected):
            return None
        doubt = (0.1 if self.first else 0.5) if self.doubtful else 0.0
        size, some = len(self.digits), len(expected)
        if size == some or int(self.digits) == value:
            if self.whole < 0 or size > _LONGEST_RANK:
                return None
            return Reading(value, self.printed, doubt + 0.3 * self.thousands)
        if self.whole == 0 or self.doubtful:
            return None
        return Reading(value, some, 0.05 if self.thousands and some == size - 3 else 0.2)


def marks(text: str) -> dict[str, list[Mark]]:
    """Return the marks of a text by style, each in the order of the text.

    Marks that nothing follows but the next are left out: 第1、2、3名.
    """
    found: dict[str, list[Mark]] = {style: [] for style in _FOLLOWED_STYLES}
    for match in _FOLLOWED.finditer(text):
        mark = _followed(text, match)
        if mark is not None:
            found[_FOLLOWED_STYLES[(match.lastindex or 2) - 2]].append(mark)
    for style, pattern in _OTHERS:
        found[style] = list(_simple(text, pattern))
    found["bullet"] = list(_bullets(text))
    for style, some in found.items():
        found[style] = _with_words(some)
    for style in ("dot", "colon"):
        found[style] = _without_decimals(found[style])
    return {style: some for style, some in found.items() if len(some) > 1}


def _with_words(found: list[Mark]) -> list[Mark]:
    """Leave out marks that only another follows, unless they count on: “No. 7” may be a name."""
    kept, at = list[Mark](), 0
    while at < len(found):
        mark = found[at]
        at += 1
        if at < len(found) and mark.end >= found[at].latest:
            if not kept or mark.reading(int(kept[-1].digits) + 1) is None:
                continue
            at += 1
        kept.append(mark)
    return kept


def _followed(text: str, match: re.Match[str]) -> Mark | None:
    """Return the mark of digits that something follows."""
    start, number_end = match.span(1)
    end = match.end()
    style = match.lastindex
    before = text[start - 1] if start else "\n"
    if style == 5 and before in _OPEN:
        return None  # (8) is a style of its own
    size = number_end - start
    whole, thousands = 1, False
    if before in ".．,，" and text[start - 2 : start - 1].isdecimal():
        # The decimals of 12.59、 are no rank by themselves; after the thousands of 1,2009、 one may
        # follow.
        whole = 1 if before in ",，" else -1
        thousands = whole > 0 and size > 3
        if whole < 0 and size == 1:
            return None
    if size > _MOST_DIGITS:
        start = number_end - _MOST_DIGITS
    digits = text[start:number_end]
    if not digits.isascii():
        digits = "".join(str(int(digit)) for digit in digits)
    first = before == "\n" or (before in _BEFORE_MARK and _begins_line(text, start))
    doubtful = style in (3, 4) and text[end : end + 1].isdecimal() and text[end - 1] in _POINTS
    return Mark(start, end, number_end, digits, len(digits), first, whole, thousands, doubtful)


def _without_decimals(found: list[Mark]) -> list[Mark]:
    """Leave out 8.5 and 8:30 within a line unless 7 or 9 is a rank beside: a name may be 360."""
    sure = [mark for mark in found if not mark.doubtful]
    if len(sure) == len(found):
        return found
    starts = [mark.start for mark in sure]
    kept = list[Mark]()
    for mark in found:
        if mark.doubtful and not mark.first:
            at = bisect_right(starts, mark.start)
            beside = [near.digits for near in sure[max(at - 1, 0) : at + 1]]
            if kept and kept[-1].doubtful:
                beside.append(kept[-1].digits)
            value = int(mark.digits)
            if not any(near.endswith((str(value - 1), str(value + 1))) for near in beside):
                continue
        kept.append(mark)
    return kept


def _simple(text: str, pattern: re.Pattern[str]) -> Iterator[Mark]:
    """Yield the marks of a style whose number can be read in one way."""
    for match in pattern.finditer(text):
        value = rank_of(match[1])
        if value:
            start, end = match.span()
            number, number_end = match.span(1)
            first = _begins_line(text, start)
            yield Mark(start, end, number_end, str(value), number_end - number, first)


def _bullets(text: str) -> Iterator[Mark]:
    """Yield the bulleted lines, numbered in their order; they print no rank."""
    for number, match in enumerate(_BULLET.finditer(text), start=1):
        start, end = match.span()
        yield Mark(start, end, end, str(number), 0, True)


def _begins_line(text: str, start: int) -> bool:
    """Return whether nothing but space and bullets stands before a mark in its line."""
    for at in range(start - 1, max(start - _FARTHEST_BEFORE, -1), -1):
        if text[at] in "\n\r":
            return True
        if text[at] not in _BEFORE_MARK:
            return False
    return start <= _FARTHEST_BEFORE
