"""Ages: from the year of a founding to the year that the age is said of.

Only where both years stand there, or where an age is more than any year of the article allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage, Year
from steelyard.claims.proposals.terms import Term, agree
from steelyard.claims.proposals.ties import Tie

__all__ = ["ages"]

_SO_FAR = re.compile(rf"{words('so_far')}[^,，；;。]{{0,20}}\Z", re.IGNORECASE)
_APART = re.compile(r"[,，。;；:：\d]")
_FAR = 160
_LATEST = 2035
_OLDEST = 300


def ages(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of ages to the years that they are counted from and to."""
    known = sorted({year.value for year in passage.years if year.value <= _LATEST})
    for figure in passage.figures:
        if len(known) > 1 and _is_age(figure):
            yield from _of(passage, figure, known[-1])


def _is_age(figure: Figure) -> bool:
    if figure.printed.currency or figure.share or figure.value > _OLDEST:
        return False
    whole = figure.printed.text + figure.rest[:24]
    if has(whole, "anniversary"):
        return True
    return figure.thing == "year" and _SO_FAR.search(figure.clause) is not None


def _of(passage: Passage, age: Figure, latest: int) -> Iterator[Tie]:
    start = max(age.quantity.start - _FAR, age.quantity.sentence.start - _FAR, 0)
    founded = [
        year
        for year in passage.years_within(start, age.quantity.start)
        if _is_founding(passage, year) and "\n" not in passage.text[year.end : age.quantity.start]
    ]
    if len(founded) != 1:
        return
    begin = founded[0]
    said = [
        year
        for year in passage.years_within(begin.end, age.quantity.sentence.end)
        if year.value > begin.value
    ]
    if len(said) == 1:
        term = Term.number(said[0].value) - Term.number(begin.value)
        yield Tie("age", age, (), agree(age.printed, term), True, term.formula)
        return
    # The article is of its latest year or the one after; only an age that neither allows is wrong.
    terms = [Term.number(latest + more) - Term.number(begin.value) for more in (0, 1)]
    holding = [term for term in terms if agree(age.printed, term)]
    if holding:
        yield Tie("age", age, (), True, False, holding[0].formula)
    elif age.value > latest + 1 - begin.value:
        yield Tie("age", age, (), False, True, terms[-1].formula)


def _is_founding(passage: Passage, year: Year) -> bool:
    """Return whether a year is that of a founding: "founded in 1976", 2004 年落戶."""
    before = passage.text[max(0, year.start - 40) : year.start]
    after = passage.text[year.end : year.end + 6]
    return has(_APART.split(before)[-1], "founded") or (
        not after.isascii() and has(after, "founded")
    )
