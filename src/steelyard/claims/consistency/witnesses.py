"""Whether statements can all be true: shown by values that satisfy them, or by there being none.

Narrowing may leave a box in which nothing is. Values are therefore tried, the printed ones first;
where that fails, the box is cut in two and each half narrowed. Both ends are proofs; the work is
bounded, and beyond the bound the answer is that nobody knows.

Source: the branch-and-prune scheme of P. Van Hentenryck, D. McAllester, D. Kapur, Solving
polynomial systems using a branch and prune approach, SIAM Journal on Numerical Analysis 34
(1997), 797-827.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from steelyard.claims.consistency.narrowing import Network, Work
from steelyard.claims.formulas.computing import Box
from steelyard.claims.interval import Interval

__all__ = ["satisfiable"]

_MOST_HALVES = 32


def satisfiable(
    network: Network,
    box: Box,
    figures: Mapping[str, Fraction],
    order: Sequence[str],
    work: Work,
    *,
    without: frozenset[str] = frozenset(),
) -> bool | None:
    """Return whether some values in a box satisfy a network; None if that is not known.

    Parameters
    ----------
    network
        The relations.
    box
        A box that was narrowed.
    figures
        The values to try first.
    order
        The names in the order in which values are given to them.
    work
        What may be done.
    without
        The owners whose relations are left out.
    """
    boxes, halves = [box], 0
    while boxes and not work.is_done:
        at = boxes.pop()
        if _tried(network, at, figures, order, work, without):
            return True
        parts = _halves(at, order)
        if not parts or halves >= _MOST_HALVES:
            return None
        halves += 1
        for name, part in parts:
            narrowed = network.narrow({**at, name: part}, work, changed=(name,), without=without)
            if narrowed.box is not None:
                boxes.append(narrowed.box)
    return None if boxes else False


def _tried(
    network: Network,
    box: Box,
    figures: Mapping[str, Fraction],
    order: Sequence[str],
    work: Work,
    without: frozenset[str],
) -> bool:
    """Return whether values are found, one name after the other."""
    at = dict(box)
    for name in order:
        if at[name].is_point:
            continue
        for value in _candidates(at[name], figures.get(name)):
            fixed = {**at, name: Interval.point(value)}
            narrowed = network.narrow(fixed, work, changed=(name,), without=without)
            if narrowed.box is not None:
                at = narrowed.box
                break
        else:
            return False
        if work.is_done:
            return False
    values = {name: interval.low for name, interval in at.items() if interval.is_point}
    known = {name: value for name, value in values.items() if value is not None}
    return len(known) == len(at) and network.satisfied(known, without)


def _candidates(interval: Interval, figure: Fraction | None) -> list[Fraction]:
    """Return values to try: the figure, the middle, the ends."""
    tries = [figure, interval.some(), interval.low, interval.high]
    found = [value for value in tries if value is not None and value in interval]
    return list(dict.fromkeys(found))


def _halves(box: Box, order: Sequence[str]) -> list[tuple[str, Interval]]:
    """Return the two halves of the widest interval."""
    wide = [name for name in order if not box[name].is_point]
    if not wide:
        return []
    name = max(wide, key=lambda one: (_width(box[one]), one))
    middle = box[name].some()
    sides = (Interval.below(middle, inside=True), Interval.above(middle))
    return [(name, part) for side in sides if (part := box[name].meet(side)) is not None]


def _width(interval: Interval) -> tuple[bool, Fraction]:
    if interval.low is None or interval.high is None:
        return True, Fraction(0)
    size = max(abs(interval.low), abs(interval.high))
    return False, (interval.high - interval.low) / size
