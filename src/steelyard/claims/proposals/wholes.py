"""The whole of a share: what the words name, what the part is said to be among, or a total before.

Each candidate comes with whether words bind it, and whether they at least hint at it. Which part a
share has, and whether the arithmetic comes out right, is left to ``shares``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from steelyard.claims.proposals.cues import cue, has, words
from steelyard.claims.proposals.passage import REACH, Figure, Passage, alike

__all__ = ["CLAUSE_MARK", "Whole", "explicit", "letters", "most", "of_another", "wholes"]

# A comma inside 1,200 parts no clauses.
CLAUSE_MARK = re.compile(r"(?<!\d)[,，:：、]|[,，:：、](?!\d)")
_DETERMINERS = r"(?:its|the|all|their|total|those|these|about|some|our|his|her|a)"
_OF_WHOLE = re.compile(
    rf"\s*(?:of|的)\s*(?:{_DETERMINERS}\b\s*){{0,3}}[^,，;；。:：()（）]{{0,60}}\Z", re.IGNORECASE
)
_THE_WHOLES = re.compile(r"[^,，;；。:：()（）]{0,6}[的之]\s*\Z")
_OF_START = re.compile(
    rf"(?:^|[,，;；.:\s])(?:out )?of (?:{_DETERMINERS}|\w+'s)?\s*(?:total of\s*)?\Z", re.IGNORECASE
)
_A_OF_B = re.compile(
    rf"[^,，;；。:：()（）]{{0,24}}?\b(?:out )?of (?:{_DETERMINERS}\s)?\s*(?:total of\s*)?",
    re.IGNORECASE,
)
_AMIDST = re.compile(r"[^,，;；。]{0,10}中\s*(?:[,，]|共?有)")
_IS = re.compile(r"[是為为]")
_SENTENCE_BREAK = re.compile(r"[。;；]|[.!?]\s")
_OF_NOUN = re.compile(r"\s*of ([^,;.()]{3,40})")
_SHARE_OF = re.compile(rf"{words('share')}([^,，;；。]{{1,14}}?)的?\Z", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]")
_DULL = re.compile(words("dull", "share"), re.IGNORECASE)
# What is counted with these may be anything.
_ANY_MEASURE = {"個", "个", "項", "项", "件", "種", "种"}
_FARTHEST_NAMED = 40
_NEAREST_WHOLES = 6
_NEAR = 30


class Whole(NamedTuple):
    """What a part may be a part of, whether words bind it, and whether they at least hint at it."""

    figure: Figure
    bound: bool
    hinted: bool


def wholes(passage: Passage, share: Figure, part: Figure) -> Iterator[Whole]:
    """Yield what may be the whole of a part."""
    named_so = explicit(passage, share)
    if named_so:
        if _fits(part, named_so):
            yield Whole(named_so, True, True)
        return
    choice = _choice(passage, share, part)
    among = _among(passage, share, part)
    if among:
        sure = not choice.named or among in choice.named
        yield Whole(among, sure, True)
    alone = len({one.value for one in choice.larger}) == 1
    for one in choice.larger:
        if one is not among:
            bound = choice.binds(one) and (among is None or bool(choice.named))
            hinted = alone or one in (*choice.totals, *choice.named)
            yield Whole(one, bound, bound or (hinted and not choice.passed_over(one)))


@dataclass(frozen=True)
class _Choice:
    """The larger figures before a share, and what the words say about them.

    Parameters
    ----------
    share, part
        The share and its part.
    noun
        What the words say that it is a share of.
    larger
        What may be the whole, nearest first.
    named
        Those of them that the noun speaks of.
    totals
        Those of them that are called totals.
    """

    share: Figure
    part: Figure
    noun: str
    larger: tuple[Figure, ...]
    named: tuple[Figure, ...]
    totals: tuple[Figure, ...]

    def binds(self, whole: Figure) -> bool:
        """Return whether words bind the share to a whole."""
        if self.named:
            largest = has(self.noun, "whole") and whole is max(self.named, key=_value)
            sure = self.named == (whole,) or (largest and whole in self.totals)
            return sure and (whole.sentence == self.share.sentence or not has(self.noun, "own"))
        if not letters(self._noun_itself) and self._is_only():
            return True
        if letters(self._noun_itself) or self.passed_over(whole):
            return False
        spoken = has(self.noun or self.share.clause + self.share.rest[:30], "whole")
        largest = whole is max(self.larger, key=_value) and self._counts_the_same(whole)
        return spoken and (self.totals == (whole,) or largest)

    def passed_over(self, whole: Figure) -> bool:
        """Return whether a whole stands outside of the share's sentence, and another inside."""
        inside = any(one.sentence == self.share.sentence for one in self.larger)
        return inside and whole.sentence != self.share.sentence

    @property
    def _noun_itself(self) -> str:
        return _without_whole(self.noun)

    def _is_only(self) -> bool:
        """Return whether there is but one to think of: a total, or the same thing by its name."""
        if len({one.value for one in self.larger}) != 1:
            return False
        thing = self.part.thing
        named = thing is not None and all(one.thing == thing for one in self.larger)
        measure = self.part.measure
        if thing is None and measure and measure not in _ANY_MEASURE:
            named = all(one.measure == measure for one in self.larger)
        beside = any(one.paragraph == self.share.paragraph for one in self.larger)
        return beside and (named or len(self.larger) == len(self.totals))

    def _counts_the_same(self, whole: Figure) -> bool:
        thing = self.part.thing
        return whole in self.totals or (thing is not None and whole.thing == thing)


def _choice(passage: Passage, share: Figure, part: Figure) -> _Choice:
    noun = _noun(share)
    spoken = letters(_without_whole(noun))
    larger = tuple(
        one
        for one in _before(passage, share, named=bool(spoken))
        if _fits(part, one) and not _sibling(passage, one, share)
    )
    totals = tuple(one for one in larger if one.role == "total")
    return _Choice(share, part, noun, larger, _best(spoken, larger), totals)


def _without_whole(noun: str) -> str:
    """Return a noun without the words for a whole: of 總價值 價值 is left, of the list nothing."""
    return cue("whole").sub(" ", noun)


def _best(spoken: Sequence[str], figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the figures beside which most of the words stand, and no fewer than elsewhere."""
    hits = [_hits(spoken, one.subject + one.rest[:_NEAR]) for one in figures]
    highest = max(hits, default=0)
    if not spoken or 3 * highest < 2 * len(spoken):
        return ()
    return tuple(one for one, found in zip(figures, hits, strict=True) if found == highest)


def _sibling(passage: Passage, figure: Figure, share: Figure) -> bool:
    """Return whether a figure is a part itself, with a share of its own right after it."""
    after = passage.next(figure)
    if after is None or after is share or not after.share or after.role != "share":
        return False
    gap = passage.between(figure, after)
    return figure.sentence == share.sentence and len(CLAUSE_MARK.findall(gap)) <= 1


def _value(figure: Figure) -> Fraction:
    return figure.value


def _fits(part: Figure, whole: Figure) -> bool:
    return part is not whole and alike(part, whole) and whole.value > part.value > 0


def explicit(passage: Passage, share: Figure) -> Figure | None:
    """Return the whole that the words name: "8% of its 12", 佔 12 的 8%."""
    after = passage.next(share)
    if after and after.amount and _OF_WHOLE.match(passage.between(share, after)):
        return after
    before = passage.last(share)
    if before is None or not before.amount:
        return None
    said = has(before.subject, "share") or _IS.search(before.clause)
    return before if said and _THE_WHOLES.match(passage.between(before, share)) else None


def of_another(passage: Passage, figure: Figure) -> bool:
    """Return whether a figure is the B of "A of the B"."""
    last = passage.last(figure)
    if last is None or not last.amount or last.value >= figure.value:
        return False
    return alike(last, figure) and _A_OF_B.fullmatch(passage.between(last, figure)) is not None


def _among(passage: Passage, share: Figure, part: Figure) -> Figure | None:
    """Return the whole before: "of the 46, 31 (67%)", "840 people, of whom 504, or 60%"."""
    if has(part.lead[-_NEAR:], "of_which"):
        return _before_of_which(passage, part)
    steps = 0
    for figure in passage.previous(share):
        if figure.sentence != share.sentence or steps > _NEAREST_WHOLES:
            return None
        steps += 1
        if not _fits(part, figure):
            continue
        after = passage.next(figure)
        if of_another(passage, figure):
            return figure
        if after is None or after is share:
            continue
        gap = passage.between(figure, after)
        among = has(gap, "of_which") or _AMIDST.match(gap) is not None
        if (among and not _SENTENCE_BREAK.search(gap)) or _OF_START.search(figure.lead):
            return figure
    return None


def _before_of_which(passage: Passage, part: Figure) -> Figure | None:
    """Return what 其中 and "of which" point back to: in the sentence, or all of the one before."""
    fitting = [
        one
        for one in passage.previous(part)
        if part.sentence - one.sentence <= 1
        and one.paragraph == part.paragraph
        and _fits(part, one)
        and one.role not in {"mean", "day"}
        and one.was != "bound"
    ]
    inside = [one for one in fitting if one.sentence == part.sentence]
    if inside:
        return inside[0]
    return fitting[0] if len(fitting) == 1 else None


def _noun(share: Figure) -> str:
    """Return what the share is said to be of, in words."""
    if found := _OF_NOUN.match(share.rest):
        return found[1]
    found = _SHARE_OF.search(share.clause)
    return found[1] if found and not found[1].isascii() else ""


def letters(words_of: str) -> list[str]:
    """Return what tells in words what they speak of: English words, Chinese characters."""
    return _WORD.findall(_DULL.sub(" ", words_of.lower()))


def most(spoken: Sequence[str], text: str) -> bool:
    """Return whether most of the words or characters stand in a text."""
    return _hits(spoken, text) * 3 >= len(spoken) * 2


def _hits(spoken: Sequence[str], text: str) -> int:
    around = text.lower()
    return sum(word in around for word in spoken)


def _before(passage: Passage, share: Figure, *, named: bool) -> list[Figure]:
    """Return the amounts before a share that may be wholes; named ones may stand farther off."""
    found = []
    for figure in passage.previous(share, _FARTHEST_NAMED):
        kind = figure.role
        usual = kind not in {"difference", "mean", "day"} and figure.was != "bound"
        near = named or kind == "total" or share.index - figure.index <= REACH
        if figure.amount and usual and near:
            found.append(figure)
    return found
