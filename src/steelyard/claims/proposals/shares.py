"""Shares: 15.6% is a part over a whole of the same thing or currency.

Words that bind: "A of the B", "of B, A (P%)", "P% of the B", B 中 A 佔 P, 佔 B 的 P, 佔總值的 P.
Without them a whole is only taken if the share comes out right, or if it does for its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from steelyard.claims.proposals.cues import cue
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.terms import agree, narrow
from steelyard.claims.proposals.ties import Tie, tie
from steelyard.claims.proposals.wholes import (
    CLAUSE_MARK,
    Whole,
    explicit,
    letters,
    most,
    of_another,
    wholes,
)

__all__ = ["shares"]

_OR = re.compile(r"\s*(?:[,，]\s*)?(?:[(（]|\bor\b|即|約|约)[^,，;；。]{0,8}\Z", re.IGNORECASE)
_FARTHEST_PART = 300
_MOST_PARTS = 3
_FEWEST_LETTERS = 2
_NEIGHBOURS = 4
_WIDEST = Fraction(1, 20)


class _Reading(NamedTuple):
    """One way to read a share: its part, whether words bind that, and its whole."""

    share: Figure
    part: Figure
    part_bound: bool
    whole: Whole

    @property
    def possible(self) -> bool:
        """Whether the share can come out right."""
        return agree(self.share.printed, self.part.term / self.whole.figure.term)

    @property
    def right(self) -> bool:
        """Whether the share comes out right, and not because one of the figures is vague."""
        found = (self.part.term / self.whole.figure.term).interval
        said = self.share.interval
        clear = narrow(found, _WIDEST) and narrow(said, 3 * _WIDEST)
        return clear and said.meet(found) is not None


def shares(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of the shares of a passage to their parts and wholes."""
    found = [
        list(_readings(passage, figure))
        for figure in passage.figures
        if figure.share and figure.role in {"share", "plain"}
    ]
    for place, readings in enumerate(found):
        around = found[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
        neighbours = [one for one in around if one is not readings]
        for reading in readings:
            right, wrong = _beside(reading, neighbours)
            bound = reading.whole.bound or right > 1 or (right == 1 and reading.whole.hinted)
            # Where other shares do not come out right with it either, it is not their whole.
            doubtful = wrong > 0 and right == 0
            yield from _tied(reading, passage, bound=bound and reading.part_bound and not doubtful)


def _tied(reading: _Reading, passage: Passage, *, bound: bool) -> Iterator[Tie]:
    share, part, whole = reading.share, reading.part, reading.whole.figure
    bound = bound and not _of_a_share(passage, share, part, whole)
    bound = bound and share.role == "share"
    found = tie("share", share, part.term / whole.term, (part, whole), bound=bound)
    if found:
        yield found


def _of_a_share(passage: Passage, share: Figure, part: Figure, whole: Figure) -> bool:
    """Return whether a part is among what is only given as a share: 40% of all, of them a third."""
    before = passage.figures[part.index - 1] if part.index else None
    if before is None or not before.share or before.paragraph != part.paragraph:
        return False
    # "About a third" is of what was spoken of last; a share in per cent is more often of all.
    return before.index > whole.index and not share.printed.percent


def _beside(reading: _Reading, neighbours: Sequence[Sequence[_Reading]]) -> tuple[int, int]:
    """Return how many of the shares around come out right with the same whole, how many do not."""
    right = wrong = 0
    for readings in neighbours:
        for one in readings:
            beside = one.share.paragraph == reading.share.paragraph
            same = one.whole.figure is reading.whole.figure and one.part is not reading.part
            if beside and same and one.part_bound:
                right += one.right
                wrong += one.whole.bound and not one.possible
    return right, wrong


def _readings(passage: Passage, share: Figure) -> Iterator[_Reading]:
    for part, part_bound in islice(_parts(passage, share), _MOST_PARTS):
        for whole in wholes(passage, share, part):
            yield _Reading(share, part, part_bound, whole)


def _parts(passage: Passage, share: Figure) -> Iterator[tuple[Figure, bool]]:
    """Yield what may be the part: the amount just before the share, or after it ("25%, or 12")."""
    whole = explicit(passage, share)
    after = passage.next(share)
    other = after is not None and after is not whole and after.amount
    if after and other and _OR.match(passage.between(share, after)):
        yield after, True
        return
    bound = True
    for figure in passage.previous(share):
        if figure is whole or not figure.amount or of_another(passage, figure):
            continue
        gap = passage.between(figure, share)
        if len(gap) > _FARTHEST_PART or figure.paragraph != share.paragraph:
            return
        if figure.sentence != share.sentence and not (bound and whole):
            return
        if figure.role in {"difference", "mean", "day"} or figure.was == "bound":
            continue
        if whole and not alike(figure, whole):
            continue
        near = figure.sentence == share.sentence and len(CLAUSE_MARK.findall(gap)) <= 2
        yield figure, bound and near and _is_subject(share, figure)
        bound = False


def _is_subject(share: Figure, part: Figure) -> bool:
    """Return whether what the clause of a share says to be a share is the part.

    In 海外收入佔遊戲收入的 27% it is the revenue abroad, whatever figure stands before.
    """
    found = cue("share").search(share.clause)
    if found is None:
        return True
    said = letters(share.clause[: found.start()])
    if len(said) < _FEWEST_LETTERS:
        return True
    return most(said, part.subject + part.rest[:20])
