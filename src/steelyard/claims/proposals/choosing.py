"""Which ties are shown: those that agree first, and of these the surely meant before the near.

A contradiction is only proposed if words bind all of its figures and no other reading of the same
figure agrees: on a text never seen, a wrong alarm costs more than a missed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steelyard.claims.proposals.ties import Tie

__all__ = ["chosen"]

# Of one figure, as many relations that hold are shown.
_MOST_HOLDING = 2
# A figure may be read in another way within one of these; it is not excused by others.
_APART = frozenset({"listed_entries", "listed_value", "listed_places", "names", "repeated"})


def chosen(ties: Iterable[Tie]) -> Iterator[Tie]:
    """Yield the ties to show, in the order of their results in the text."""
    by_result: dict[int, list[Tie]] = {}
    for tie in ties:
        by_result.setdefault(tie.result.index, []).append(tie)
    for index in sorted(by_result):
        yield from _of_one(by_result[index])


def _of_one(ties: list[Tie]) -> Iterator[Tie]:
    holding = sorted((tie for tie in ties if tie.agrees), key=_order)
    kept: list[Tie] = []
    for tie in holding:
        if len(kept) < _MOST_HOLDING and tie.relation not in {one.relation for one in kept}:
            kept.append(tie)
    if any(tie.bound for tie in kept):
        kept = [tie for tie in kept if tie.bound]
    yield from kept
    against = [tie for tie in ties if not tie.agrees and tie.bound]
    excused = any(tie.relation not in _APART for tie in holding)
    for relation in dict.fromkeys(tie.relation for tie in against):
        same = [tie for tie in against if tie.relation == relation]
        if relation in _APART:
            if not any(tie.relation == relation for tie in holding):
                yield same[0]
        elif not excused and len({_figures(tie) for tie in same}) == 1:
            yield min(same, key=_order)


def _order(tie: Tie) -> tuple[bool, int]:
    return (not tie.bound, tie.distance)


def _figures(tie: Tie) -> tuple[object, ...]:
    """Return what a tie computes with: readings that differ only in where a figure stands agree."""
    return (*(figure.value for figure in tie.inputs), tie.inputs == () and tie.formula)
