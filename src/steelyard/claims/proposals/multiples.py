"""Multiples: "three times the 20 of", 18 萬輛的兩倍: one amount over another of the same kind.

Both amounts must stand in the sentence; a multiple of something that is printed elsewhere is left
to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.cues import words
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.terms import Term, agree
from steelyard.claims.proposals.ties import Tie, tie

__all__ = ["multiples"]

_THEN = re.compile(
    r"\s*(?:(?:as|more|larger|bigger|higher|longer|the|of|than|many|much|large|big|high|long|size|amount"
    r"|that|its|their|number)\b\s*)*[^,，;；。:：]{0,40}\Z",
    re.IGNORECASE,
)
_GROWN = re.compile(rf"{words('up')}\s*\Z", re.IGNORECASE)
_OF = re.compile(r"[^,，;；。:：]{0,6}[的之]?\s*\Z")
_STOP = re.compile(r"[。;；!?！？\n]|\.\s")
_MULTIPLE = re.compile(r"倍|times|fold|twice|double|thrice|triple", re.IGNORECASE)


def multiples(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of multiples to the two amounts that they compare."""
    for figure in passage.figures:
        if _is_multiple(figure) and figure.role != "growth":
            yield from _of(passage, figure)


def _is_multiple(figure: Figure) -> bool:
    if figure.share or figure.quantity.ordinal or figure.printed.currency:
        return False
    return figure.thing == "times" or bool(_MULTIPLE.search(figure.printed.text))


def _of(passage: Passage, multiple: Figure) -> Iterator[Tie]:
    after, before = passage.next(multiple), passage.last(multiple)
    if after and after.amount and _THEN.match(passage.between(multiple, after)):
        first = next(
            (one for one in passage.previous(multiple) if one.amount and alike(one, after)), None
        )
        if first and first.sentence == multiple.sentence:
            yield from _tied(passage, multiple, first, after)
    elif before and before.amount and _OF.fullmatch(passage.between(before, multiple)):
        first = next(
            (one for one in passage.previous(before) if one.amount and alike(one, before)), None
        )
        if first and first.paragraph == multiple.paragraph:
            yield from _tied(passage, multiple, first, before)


def _tied(passage: Passage, multiple: Figure, amount: Figure, base: Figure) -> Iterator[Tie]:
    if base.value == 0 or amount.value == 0:
        return
    ratio = amount.term / base.term
    if _GROWN.search(multiple.clause):
        # 增長兩倍 is three times as much, and often meant as twice: neither is held against it.
        more = ratio - Term.number(1)
        ratio = more if agree(multiple.printed, more) else ratio
        if not agree(multiple.printed, ratio):
            return
    gap = passage.between(amount, multiple)
    bound = amount.sentence == multiple.sentence and len(gap) <= 80 and not _STOP.search(gap)
    found = tie("multiple", multiple, ratio, (amount, base), bound=bound)
    if found:
        yield found
