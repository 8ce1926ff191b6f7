"""How many are on a list: no more than it has places, and of one country always as many.

A list is known by its length (百強, top 100), its members by words for being on it (上榜, on the
list). Two counts of one country's members are one quantity if nothing else is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from steelyard.claims.proposals.cues import cue, has
from steelyard.claims.proposals.passage import Figure, Passage, alike, without_things
from steelyard.claims.proposals.places import places, without_places
from steelyard.claims.proposals.runs import Run, runs
from steelyard.claims.proposals.terms import Term
from steelyard.claims.proposals.ties import Tie

__all__ = ["members", "members_twice"]

_TOP = re.compile(r"\btop\s*\Z", re.IGNORECASE)
_SHORTEST_LIST = 10
_PARAGRAPHS = 2
_LETTER = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]", re.IGNORECASE)


def members(passage: Passage) -> Iterator[Tie]:
    """Yield the lists of a stated length that have more members than places."""
    lengths = [figure for figure in passage.figures if _is_length(figure)]
    if not lengths:
        return
    longest = max(lengths, key=lambda figure: figure.value)
    for run in runs(passage):
        first = run.items[0]
        beside = 0 <= first.paragraph - longest.paragraph <= _PARAGRAPHS
        if beside and _on_list(passage, run):
            total = Term.sum([item.term for item in run.items])
            if sum(item.value for item in run.items) > longest.value:
                formula = f"{total.formula} <= {longest.name}"
                inputs = (*run.items, longest)
                yield Tie("members", longest, inputs, False, True, formula, printed=False)


def _is_length(figure: Figure) -> bool:
    if not figure.count or figure.value < _SHORTEST_LIST:
        return False
    return figure.printed.unit in {"強", "强"} or _TOP.search(figure.clause) is not None


def _on_list(passage: Passage, run: Run) -> bool:
    """Return whether the figures of an enumeration are of members, one for each place."""
    start = run.items[0].quantity.sentence.start
    opening = passage.text[start : run.items[-1].quantity.end]
    return has(opening, "on_list") and all(len(places(label)) == 1 for label in run.labels)


class _Count(NamedTuple):
    """A count of members of one place."""

    figure: Figure
    place: str
    years: tuple[int, ...]
    scope: bool


def members_twice(passage: Passage) -> Iterator[Tie]:
    """Yield the counts of one place's members that stand in the text twice."""
    seen: dict[tuple[str, tuple[int, ...], bool], _Count] = {}
    for figure in passage.figures:
        count = _count(passage, figure)
        if count is None:
            continue
        key = (count.place, count.years, count.scope)
        earlier = seen.setdefault(key, count).figure
        if earlier is figure or earlier.paragraph == figure.paragraph:
            continue
        if alike(earlier, figure) and figure.value and earlier.value:
            agrees = earlier.interval.meet(figure.interval) is not None
            yield Tie("repeated", earlier, (figure,), agrees, True)


def _count(passage: Passage, figure: Figure) -> _Count | None:
    if not figure.count or figure.was or figure.role not in {"plain", "total"}:
        return None
    noun = figure.printed.text if figure.printed.text.isascii() else ""
    around = f"{figure.clause} {noun} {figure.rest}"
    # What a semicolon sets apart is one sentence still.
    start = min(one.quantity.sentence.start for one in (figure, *passage.near(figure)))
    end = figure.quantity.sentence.end
    sentence = passage.text[start:end]
    found = places(around)
    if len(found) != 1 or not has(sentence, "on_list"):
        return None
    left = cue("on_list", "empty", "has", "report").sub(" ", without_things(without_places(around)))
    if _LETTER.search(left):
        return None
    years = tuple(sorted({year.value for year in passage.years_within(start, end)}))
    scope = has(sentence, "with_regions") or has(sentence, "without_regions")
    return _Count(figure, next(iter(found)), years, scope)
