"""What claims together leave possible: intervals narrowed through formulas, forwards and backwards.

A formula that must give a certain value tells something of each of its parts; that is carried from
formula to formula until nothing changes. Only what cannot be is taken away, so where nothing is
left, the claims cannot all be true. That something is left proves nothing; see ``witnesses``.

Source: F. Benhamou, F. Goualard, L. Granvilliers, J.-F. Puget, Revising hull and box consistency,
ICLP 1999 (the procedure HC4-revise).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from steelyard.claims.formulas.computing import Box, UndefinedError, natural
from steelyard.claims.formulas.extents import extent
from steelyard.claims.formulas.formula import Expression, Name, Sum, names, repeated
from steelyard.claims.formulas.projection import EmptyError, Projection, met
from steelyard.claims.interval import EVERYTHING, Interval

__all__ = ["Narrowed", "Network", "Relation", "Work"]

_ZERO = Interval.point(0)
_MOST_BITS, _KEPT_BITS, _MOST_POWER = 512, 256, 1000
_MOST_TIMES = 40
"""How often a relation is looked at in one narrowing; some go on shrinking without end."""
_COPIED = 200
"""How many intervals are copied in the time in which a relation is looked at."""
_COSTLY = 20
"""How much more it takes to look at a relation in which a name repeats."""
_WORTHWHILE = Fraction(1, 1000)
"""By what share of its width an interval must shrink for others to be looked at again."""


@dataclass(frozen=True)
class Relation:
    """An expression whose value must lie in one of some intervals.

    Parameters
    ----------
    expression
        The expression: for ``x = a / b`` it is ``a / b - x``.
    targets
        Where it must lie: at 0 for an equation.
    gives
        The name that an equation gives the value of; None for what is no equation.
    """

    expression: Expression
    targets: tuple[Interval, ...]
    gives: str | None = None

    @classmethod
    def equation(cls, name: str, formula: Expression) -> Relation:
        """Return that a name has the value of a formula."""
        return cls(Sum((formula, Name(name)), (False, True)), (_ZERO,), name)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it."""
        return names(self.expression)

    @cached_property
    def cost(self) -> int:
        """How much work it is to look at it."""
        return (1 + len(self.names) // 3) * (_COSTLY if self.repeats else 1)

    @cached_property
    def repeats(self) -> bool:
        """Whether a name occurs more than once."""
        return bool(repeated(self.expression))


class Work:
    """How much may still be done: a count of relations looked at, the same on every machine."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, amount: int = 1) -> None:
        """Count what is done."""
        self._left -= amount

    @property
    def left(self) -> int:
        """How much may still be done."""
        return max(self._left, 0)

    @property
    def is_done(self) -> bool:
        """Whether no more may be done."""
        return self._left <= 0


@dataclass(frozen=True)
class Narrowed:
    """What narrowing leaves.

    Parameters
    ----------
    box
        What is left; None if nothing is.
    blamed
        Whose intervals, and which relations, that follows from; empty if something is left.
    """

    box: dict[str, Interval] | None
    blamed: frozenset[str] = frozenset()


class Network:
    """Relations between names, for narrowing boxes.

    Parameters
    ----------
    relations
        The relations.
    owners
        Who stands behind a relation that may be left out, by its number.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import read_formula
    >>> network = Network([Relation.equation("total", read_formula("part + rest"))])
    >>> box = {"total": Interval.point(10), "part": Interval.above(Fraction(4)), "rest": Interval()}
    >>> print(network.narrow(box, Work(100)).box["rest"])
    (−∞, 6)
    """

    def __init__(
        self, relations: Sequence[Relation], owners: Mapping[int, str] | None = None
    ) -> None:
        self.relations = tuple(relations)
        self.owners = dict(owners or {})
        self._of: dict[str, list[int]] = {}
        for at, relation in enumerate(self.relations):
            for name in relation.names:
                self._of.setdefault(name, []).append(at)

    def narrow(
        self,
        box: Box,
        work: Work,
        *,
        changed: Iterable[str] | None = None,
        because: Mapping[str, frozenset[str]] | None = None,
        without: frozenset[str] = frozenset(),
        idle: frozenset[int] = frozenset(),
    ) -> Narrowed:
        """Return a box within a box that holds all that satisfies the relations.

        Parameters
        ----------
        box
            An interval for each name.
        work
            What may be done; where it ends, the box is as narrow as it is by then.
        changed
            The names by which the box differs from one that was narrowed; all if absent.
        because
            Who is to blame for the interval of a name.
        without
            The owners whose relations are left out.
        idle
            The numbers of other relations to leave out.
        """
        found, blame = dict(box), dict(because or {})
        work.spend(len(box) // _COPIED)
        queue = deque(at for at in self._touched(changed, without) if at not in idle)
        waiting, times = set(queue), [0] * len(self.relations)
        while queue and not work.is_done:
            at = queue.popleft()
            waiting.discard(at)
            relation = self.relations[at]
            work.spend(relation.cost)
            times[at] += 1
            blamed = frozenset().union(
                *(blame[name] for name in relation.names if name in blame),
                {self.owners[at]} if at in self.owners else (),
            )
            try:
                news = _revised(relation, found)
            except EmptyError:
                return Narrowed(None, blamed)
            for name, interval in news.items():
                worthwhile = _is_worthwhile(found[name], interval)
                found[name], blame[name] = interval, blamed
                if worthwhile:
                    fresh = [
                        one
                        for one in self._touched((name,), without)
                        if one != at
                        and one not in waiting
                        and one not in idle
                        and times[one] < _MOST_TIMES
                    ]
                    queue.extend(fresh)
                    waiting.update(fresh)
        return Narrowed(found)

    def _touched(self, names: Iterable[str] | None, without: frozenset[str]) -> list[int]:
        """Return the numbers of the relations that names occur in."""
        numbers = (
            range(len(self.relations))
            if names is None
            else sorted({at for name in names for at in self._of.get(name, ())})
        )
        return [at for at in numbers if self.owners.get(at) not in without]

    def idle(self, box: Box, without: frozenset[str] = frozenset()) -> frozenset[int]:
        """Return the equations that can tell nothing: whatever they give is free to be it.

        Of what they give nothing is known in the box, and no other relation asks for it but such
        as can tell nothing themselves.
        """
        active = self._touched(None, without)
        uses: dict[str, int] = {}
        giving: dict[str, int] = {}
        for at in active:
            relation = self.relations[at]
            for name in relation.names:
                uses[name] = uses.get(name, 0) + 1
            if relation.gives is not None:
                giving[relation.gives] = at
        free = [name for name in giving if uses[name] == 1 and box[name] == EVERYTHING]
        found = set[int]()
        while free:
            at = giving[free.pop()]
            found.add(at)
            for name in self.relations[at].names:
                uses[name] -= 1
                is_free = uses[name] == 1 and box[name] == EVERYTHING
                if is_free and name in giving and giving[name] not in found:
                    free.append(name)
        return frozenset(found)

    def satisfied(self, values: Mapping[str, Fraction], without: frozenset[str]) -> bool:
        """Return whether values satisfy all relations but those of some owners."""
        box = {name: Interval.point(value) for name, value in values.items()}
        for at in self._touched(None, without):
            relation = self.relations[at]
            try:
                value = natural(relation.expression, {name: box[name] for name in relation.names})
            except UndefinedError:
                return False
            if not (value.is_point and any(t.contains(value) for t in relation.targets)):
                return False
        return True


def _revised(relation: Relation, box: Box) -> dict[str, Interval]:
    """Return the intervals of a relation's names that become narrower.

    Raises
    ------
    EmptyError
        If the relation holds nowhere in the box.
    """
    inner = {name: box[name] for name in relation.names}
    try:
        tree = Projection.of(relation.expression, inner)
        value = tree.value
        if relation.repeats:
            value = met(value, extent(relation.expression, inner))
    except UndefinedError:
        return {}  # where a formula has no value, it says nothing of its parts
    kept = [piece for target in relation.targets if (piece := value.meet(target)) is not None]
    if not kept:
        raise EmptyError
    if len(kept) > 1:
        return {}
    found = dict(inner)
    with suppress(UndefinedError):  # figures of thousands of digits
        tree.project(kept[0], found)
    return {name: _loosened(new) for name, new in found.items() if new != inner[name]}


def _is_worthwhile(old: Interval, new: Interval) -> bool:
    """Return whether an interval shrank so much that others should be looked at again."""
    if new.is_point or (old.low is None, old.high is None) != (new.low is None, new.high is None):
        return True
    moved = _moved(old.low, new.low) + _moved(old.high, new.high)
    if old.low is None or old.high is None:
        end = old.low or old.high or Fraction(1)
        return moved > _WORTHWHILE * max(abs(end), Fraction(1))
    return moved > _WORTHWHILE * (old.high - old.low)


def _moved(old: Fraction | None, new: Fraction | None) -> Fraction:
    return Fraction(0) if old is None or new is None else abs(new - old)


def _loosened(interval: Interval) -> Interval:
    """Return an interval with shorter bounds, a little wider, where they have grown long."""
    low, high = interval.low, interval.high
    if low is not None and _is_long(low):
        below = _above(-low)
        low = None if below is None else -below
    if high is not None and _is_long(high):
        high = _above(high)
    if low is interval.low and high is interval.high:
        return interval
    return Interval(
        low,
        high,
        interval.low_inside and low == interval.low,
        interval.high_inside and high == interval.high,
    )


def _is_long(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS


def _above(value: Fraction) -> Fraction | None:
    """Return a number of few digits not below a value; None for infinity, 0 among the smallest."""
    size = value.numerator.bit_length() - value.denominator.bit_length()
    if size > _MOST_POWER:
        return None if value > 0 else -Fraction(2 ** (_MOST_POWER - 1))
    if size < -_MOST_POWER:
        return Fraction(1, 2**_MOST_POWER) if value > 0 else Fraction(0)
    shift = _KEPT_BITS - size
    unit = Fraction(1, 2**shift) if shift >= 0 else Fraction(2**-shift)
    return math.ceil(value / unit) * unit
