"""Places in an order: second with 7, though another has 8.

A place is held against the counts that the paragraph enumerates. Of those who are not named nobody
knows, so that a place is only wrong if more are ahead than it says, or if the counts are all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.runs import Run, runs
from steelyard.claims.proposals.ties import Tie

__all__ = ["orders"]

_PLACED = re.compile(rf"\s*{words('placed')}")
# 第二期, 第三個, the third hall: the number of a thing, not its place in an order.
_SERIAL = re.compile(rf"\s*{words('serial')}", re.IGNORECASE)
_WITH = re.compile(r"\s*(?:with|at|on)\s*|\s*[,，]?\s*[(（有]\s*", re.IGNORECASE)
_NUMBERED = re.compile(rf"{words('serial')}\s*(?:no\.?|number|#)?\s*\Z", re.IGNORECASE)
# How far, in figures, a place may be from the enumeration that it is held against.
_REACH = 30
_FEWEST = 3
_LONGEST_GAP = 24


def orders(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of places to the counts of an enumeration."""
    known = list(runs(passage))
    place = 0
    for figure in passage.figures:
        if not figure.quantity.ordinal or figure.printed.upper is not None:
            continue
        if _is_serial(figure):
            continue
        while place < len(known) and known[place].items[-1].index < figure.index - _REACH:
            place += 1
        for run in known[place:]:
            if run.items[0].index > figure.index + _REACH:
                break
            if abs(run.items[0].paragraph - figure.paragraph) <= 1:
                yield from _of(passage, figure, run)


def _is_serial(figure: Figure) -> bool:
    """Return whether an ordinal numbers a phase, a hall or a quarter."""
    number = figure.quantity.number.end - figure.quantity.start
    after = figure.printed.text[number:] + figure.rest
    if _SERIAL.match(after):
        return True
    return figure.clause.isascii() and _NUMBERED.search(figure.clause) is not None


def _of(passage: Passage, order: Figure, run: Run) -> Iterator[Tie]:
    clause = order.clause + order.rest
    if has(clause, "by_another") or len(run.items) < _FEWEST:
        return
    own = _own(passage, order, run)
    if own is None:
        return
    ahead = sum(item.value > own.value for item in run.items)
    said = int(order.value)
    if ahead + 1 > said and not has(clause, "within"):
        yield _tie(order, own, run, ahead, agrees=False)
    elif ahead + 1 == said:
        yield _tie(order, own, run, ahead, agrees=True)
    elif said <= len(run.items) and _complete(passage, run):
        yield _tie(order, own, run, ahead, agrees=False)


def _own(passage: Passage, order: Figure, run: Run) -> Figure | None:
    """Return the count of the one whose place is given: its figure is repeated, or its name."""
    words = order.subject
    named = [
        item
        for item, label in zip(run.items, run.labels, strict=True)
        if len(label) > 1 and label in words and item.index < order.index
    ]
    last = passage.last(order)
    gap = passage.between(last, order) if last else ""
    joined = not re.search(r"[,，;；]", gap) or _PLACED.match(order.clause)
    if last and last.amount and len(gap) <= _LONGEST_GAP and joined:
        same = [item for item in run.items if item.value == last.value and alike(item, last)]
        if last not in run.items and len(same) == 1:
            return same[0]
        if last in run.items:
            return last
    after = passage.next(order)
    if after is not None and after in run.items and _WITH.fullmatch(passage.between(order, after)):
        return after
    return named[0] if len(named) == 1 and order.sentence != named[0].sentence else None


def _complete(passage: Passage, run: Run) -> bool:
    """Return whether the enumerated counts add up to a total that stands before them."""
    total = sum(item.value for item in run.items)
    first, after = run.items[0], passage.next(run.items[-1])
    if after and after.role == "reference" and after.value == len(run.items):
        return True
    return any(
        figure.amount and figure.value == total and alike(figure, first)
        for figure in passage.previous(first)
        if first.paragraph - figure.paragraph <= 1
    )


def _tie(order: Figure, own: Figure, run: Run, ahead: int, *, agrees: bool) -> Tie:
    rows = ", ".join(f"({_plain(item)})" for item in run.items)
    query = (
        f"SELECT 1 + count(*) FROM (VALUES {rows}) AS counts(figure) WHERE figure > {_plain(own)}"
    )
    distance = abs(order.index - own.index)
    return Tie("order", order, (own, *run.items), agrees, True, query=query, distance=distance)


def _plain(figure: Figure) -> str:
    value = figure.value
    return str(value.numerator) if value.denominator == 1 else format(float(value), ".15g")
