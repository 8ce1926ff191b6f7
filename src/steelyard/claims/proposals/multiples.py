"""Multiples: "three times the 20 of", 18 萬輛的兩倍: one amount over another of the same kind.

Both amounts must stand in the sentence; a multiple of something that is printed elsewhere is left
to a person. Where it is not beside them, they must be the sentence's only two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.changes import older_by_year
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
_SO_MANY = re.compile(
    r"前者[^,，]{0,4}[後后]者|as (?:many|much|large|big)\b(?! (?:\w+ ){1,2}as\b)", re.IGNORECASE
)
_STOP = re.compile(r"[。;；!?！？\n]|\.\s")
_MULTIPLE = re.compile(r"倍|times|fold|twice|double|thrice|triple", re.IGNORECASE)


def multiples(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of multiples to the two amounts that they compare."""
    for figure in passage.figures:
        if not _is_multiple(figure) or figure.role == "growth":
            continue
        ties = list(_of(passage, figure))
        yield from ties or _between(passage, figure)


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


def _between(passage: Passage, multiple: Figure) -> Iterator[Tie]:
    """Tie a multiple to the only two amounts of its sentence: from 30 to 90, 90 and 30."""
    near = [one for one in passage.near(multiple) if one.amount and one.role != "difference"]
    if len(near) != 2 or not alike(*near) or _is_multiple(near[0]):
        return
    olds = [one for one in near if one.was == "bound"]
    olds = olds or older_by_year(passage, near, multiple)
    if len(olds) == 1:
        new = near[1] if near[0] is olds[0] else near[0]
        yield from _tied(passage, multiple, new, olds[0])
    elif not olds and near[1].index < multiple.index and _SO_MANY.search(_words(multiple)):
        yield from _tied(passage, multiple, near[0], near[1])


def _words(figure: Figure) -> str:
    return f"{figure.clause[-12:]} {figure.printed.text}{figure.rest[:40]}"


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
    first, last = sorted((amount, multiple), key=lambda one: one.index)
    gap = passage.between(first, last)
    bound = amount.sentence == multiple.sentence and len(gap) <= 80 and not _STOP.search(gap)
    found = tie("multiple", multiple, ratio, (amount, base), bound=bound)
    if found:
        yield found
