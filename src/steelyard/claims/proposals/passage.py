"""An article as its figures in order, each with the words around it that decide what it is.

Years are taken out of the figures and kept as the times that figures are of; the cells of lists are
left to the relations that look at lists. Which figures belong together is left to those too.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from steelyard.claims.extraction import Extraction
from steelyard.claims.found import FoundList, Quantity
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.proposals.roles import Role, Was, role_of, was_of
from steelyard.claims.proposals.terms import TOLERANCE, Term

__all__ = ["REACH", "Figure", "Passage", "Year", "alike", "without_things"]

# How many figures to either side may belong to a figure, and how many characters of words.
REACH = 12
ROOM = 90

_YEAR = re.compile(r"(?<![\d$€£¥])(?<!\d[.,])(?:1[89]|20)\d\d(?!\d|[.,]\d|%|-)")
_BREAK = re.compile(r"[，,；;：:。.!?！？()（）\[\]“”\"—–、]+(?=\s|\D|$)")
_YUAN = "元"
# What is called 元 where nobody says which.
_YUANS = {"CNY", "TWD", "HKD", "MOP"}
_GOES_ON = ("；", ";")
_FEWEST_LETTERS = 2
_NOUN_ROOM = 10


@dataclass(frozen=True)
class Year:
    """A year that the text names, and where."""

    value: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure with what stands around it.

    Parameters
    ----------
    index
        Its number among the figures, from 0; its claim is named after it.
    quantity
        The figure as found.
    lead, tail
        The words since the figure before and up to the figure after, inside the sentence.
    before
        All words of the sentence before it, figures too, as far as they are kept.
    thing
        What is counted, by its name in ``things.csv``; None if the text does not say.
    measure
        The word that counts it, as printed.
    sentence, paragraph
        Numbers of sentence and paragraph, from 0.
    """

    index: int
    quantity: Quantity
    lead: str
    tail: str
    before: str
    thing: str | None
    measure: str | None
    sentence: int
    paragraph: int

    @property
    def name(self) -> str:
        """The name of its claim."""
        return f"f{self.index + 1}"

    @property
    def printed(self) -> Printed:
        """The figure as printed."""
        return self.quantity.printed

    @property
    def value(self) -> Fraction:
        """The printed number."""
        return self.quantity.printed.value

    @cached_property
    def share(self) -> bool:
        """Whether it is printed as a share: 15.6%, six tenths, a quarter."""
        printed = self.printed
        fraction = 0 < printed.value < 1 and not (printed.unit or printed.currency)
        return self.thing != "point" and (printed.percent or fraction)

    @cached_property
    def money(self) -> str | None:
        """The currency of an amount of money; 元 for one whose currency nobody says."""
        return self.printed.currency or (_YUAN if self.printed.unit == _YUAN else None)

    @cached_property
    def count(self) -> bool:
        """Whether it is a whole number of things."""
        printed = self.printed
        whole = printed.value.denominator == 1 and printed.upper is None
        return whole and not (printed.percent or self.money or self.quantity.ordinal)

    @cached_property
    def amount(self) -> bool:
        """Whether it is an amount that can be added up: money, things, measures."""
        return not (
            self.share or self.printed.percent or self.quantity.ordinal or self.thing == "times"
        )

    @cached_property
    def counted(self) -> bool:
        """Whether it was counted: a whole number of things, or a bare one (Denmark with 51)."""
        printed = self.printed
        bare = printed.step == 1 and not (printed.unit or printed.currency or printed.percent)
        return printed.exact or (bare and printed.value.denominator == 1)

    @cached_property
    def role(self) -> Role:
        """What the words beside it make of it."""
        return role_of(self)

    @cached_property
    def was(self) -> Was:
        """Whether it is an older figure that another is held against."""
        return was_of(self)

    @cached_property
    def interval(self) -> Interval:
        """The values that the words allow."""
        return replace(self.printed, exact=self.counted).interval(TOLERANCE)

    @property
    def term(self) -> Term:
        """The figure for arithmetic."""
        return Term.of(self.name, self.interval)

    @cached_property
    def clause(self) -> str:
        """The words before it in its own clause."""
        return _BREAK.split(self.lead)[-1]

    @cached_property
    def subject(self) -> str:
        """The words before it in its own clause, figures among them."""
        return _BREAK.split(self.before)[-1]

    @cached_property
    def rest(self) -> str:
        """The words after it in its own clause."""
        return _BREAK.split(self.tail, maxsplit=1)[0]


def alike(one: Figure, other: Figure) -> bool:
    """Return whether two figures count the same kind of thing, or amounts of one currency."""
    if one.share != other.share or one.quantity.ordinal != other.quantity.ordinal:
        return False
    first, second = one.money, other.money
    if first and second:
        return first == second or (_YUAN in {first, second} and bool(_YUANS & {first, second}))
    if first or second:
        bare = other if first else one
        return not (bare.thing or bare.measure or bare.counted)
    if one.thing and other.thing:
        return one.thing == other.thing
    if one.measure and other.measure:
        return one.measure == other.measure
    return True


@dataclass(frozen=True)
class Passage:
    """An article for those who look for ties.

    Parameters
    ----------
    text
        The article.
    figures
        Its figures in order, without years and without what stands in lists.
    years
        The years that it names, in order.
    lists
        Its lists.
    """

    text: str
    figures: tuple[Figure, ...]
    years: tuple[Year, ...]
    lists: tuple[FoundList, ...]

    @classmethod
    def of(cls, extraction: Extraction) -> Passage:
        """Return the passage of what was extracted from an article."""
        text = extraction.article.text
        years = tuple(Year(int(m[0]), m.start(), m.end()) for m in _YEAR.finditer(text))
        lists = tuple(sorted(extraction.lists, key=lambda one: one.start))
        kept = _kept(extraction.quantities, years, lists)
        return cls(text, tuple(_figures(text, kept)), years, lists)

    def previous(self, figure: Figure, reach: int = REACH) -> Iterator[Figure]:
        """Yield the figures before one, nearest first, as far as they may belong to it."""
        for index in range(figure.index - 1, max(figure.index - reach, 0) - 1, -1):
            yield self.figures[index]

    def following(self, figure: Figure) -> Iterator[Figure]:
        """Yield the figures after one, nearest first, as far as they may belong to it."""
        last = min(figure.index + REACH, len(self.figures) - 1)
        for index in range(figure.index + 1, last + 1):
            yield self.figures[index]

    def near(self, figure: Figure) -> list[Figure]:
        """Return the figures around one in its sentence, in the order of the text."""
        around = [*reversed(list(self.previous(figure))), *self.following(figure)]
        return [one for one in around if one.sentence == figure.sentence]

    def next(self, figure: Figure) -> Figure | None:
        """Return the figure after one in its sentence."""
        for one in self.following(figure):
            return one if one.sentence == figure.sentence else None
        return None

    def last(self, figure: Figure) -> Figure | None:
        """Return the figure before one in its sentence."""
        for one in self.previous(figure):
            return one if one.sentence == figure.sentence else None
        return None

    def between(self, one: Figure, other: Figure) -> str:
        """Return the words from the end of a figure to the beginning of a later one."""
        return self.text[one.quantity.end : other.quantity.start]

    def figures_within(self, start: int, end: int) -> tuple[Figure, ...]:
        """Return the figures that stand in a stretch of the text."""
        first = bisect_left(self.figures, start, key=lambda one: one.quantity.start)
        last = bisect_right(self.figures, end, key=lambda one: one.quantity.start)
        return self.figures[first:last]

    def years_within(self, start: int, end: int) -> tuple[Year, ...]:
        """Return the years that a stretch of the text names."""
        first = bisect_left(self.years, start, key=lambda year: year.start)
        last = bisect_right(self.years, end, key=lambda year: year.end)
        return self.years[first:last]


def _kept(
    quantities: tuple[Quantity, ...], years: tuple[Year, ...], lists: tuple[FoundList, ...]
) -> list[Quantity]:
    """Return the quantities that are no years and stand in no list."""
    starts = {year.start for year in years}
    kept: list[Quantity] = []
    place = 0
    for quantity in sorted(quantities, key=lambda one: (one.start, one.end)):
        while place < len(lists) and lists[place].end <= quantity.start:
            place += 1
        inside = place < len(lists) and lists[place].start <= quantity.start
        if inside or (kept and quantity.start < kept[-1].end):
            continue
        if quantity.number.start in starts and _is_year(quantity.printed):
            continue
        kept.append(quantity)
    return kept


def _is_year(printed: Printed) -> bool:
    plain = printed.currency is None and not printed.percent and printed.value.denominator == 1
    return plain and printed.unit in {None, "year", "年", "年度"} and 1800 <= printed.value < 2100


def _figures(text: str, quantities: list[Quantity]) -> Iterator[Figure]:
    lines = [found.start() for found in re.finditer(r"\n(?=[^\n]*\S)", text)]
    sentence = seen = -1
    line = 0
    for index, quantity in enumerate(quantities):
        start, end = quantity.sentence
        if start != seen:
            # What a semicolon sets apart is one sentence still.
            goes_on = sentence >= 0 and text[max(0, start - 4) : start].rstrip()[-1:] in _GOES_ON
            sentence, seen = sentence + (not goes_on), start
        before = quantities[index - 1] if index else None
        after = quantities[index + 1] if index + 1 < len(quantities) else None
        while line < len(lines) and lines[line] < quantity.start:
            line += 1
        left = max(start, before.end if before else 0, quantity.start - ROOM)
        right = min(end, after.start if after else end, quantity.end + ROOM)
        tail = text[quantity.end : max(right, quantity.end)]
        measure = quantity.printed.unit
        yield Figure(
            index,
            quantity,
            text[min(left, quantity.start) : quantity.start],
            tail,
            text[max(start, quantity.start - ROOM) : quantity.start],
            _thing(quantity.printed, tail),
            measure,
            sentence,
            line,
        )


@cache
def _vocabulary() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the names of things by their words, and the pattern of the Chinese ones."""
    file = Path(__file__).with_name("things.csv")
    names: dict[str, str] = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for column in ("en", "zh-Hant", "zh-Hans"):
                for word in row[column].split("|"):
                    names.setdefault(word.lower(), row["thing"])
    chinese = sorted((w for w in names if not w.isascii()), key=lambda w: (-len(w), w))
    return names, re.compile("|".join(map(re.escape, chinese)))


def _thing(printed: Printed, tail: str) -> str | None:
    """Return what is counted: by the word that measures it, or the noun right after that."""
    if printed.currency or (printed.percent and printed.unit is None):
        return None
    names, chinese = _vocabulary()
    measure = (printed.unit or "").lower().strip()
    if measure.isascii() and measure:
        noun = measure.split()[-1]
        return names.get(measure) or names.get(noun) or noun.removesuffix("s")
    found = chinese.match(tail.lstrip()[:_NOUN_ROOM])
    if found and len(found[0]) >= _FEWEST_LETTERS:
        return names[found[0]]
    return names.get(measure)


def without_things(text: str) -> str:
    """Return a text without the words for what is counted: companies, 企業."""
    names, chinese = _vocabulary()
    kept = re.sub(r"[A-Za-z]+", lambda word: "" if word[0].lower() in names else word[0], text)
    return chinese.sub(" ", kept)
