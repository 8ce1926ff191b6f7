"""The least sets of claims that must be wrong for the rest to hold.

Narrowing shows which claims cannot all be true; what is taken away must have one of each such
conflict. Conflicts are looked for until what is left can be true: the least sets that hit all of
them are then the least there are. Contradictions that share no claim are told apart.

Source: R. Reiter, A theory of diagnosis from first principles, Artificial Intelligence 32 (1987),
57-95; U. Junker, QuickXplain, AAAI 2004, for making a conflict small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steelyard.claims.consistency.hitting import Hitting, connected, least_hitting_sets
from steelyard.claims.consistency.narrowing import Narrowed, Work
from steelyard.claims.consistency.system import System
from steelyard.claims.consistency.witnesses import satisfiable
from steelyard.claims.formulas.computing import Box
from steelyard.claims.outcome import Repair

__all__ = ["Repairs", "repairs"]

_MOST_CHOICES, _MOST_CONFLICTS = 20, 200
_MOST_WORK, _MOST_PER_SYSTEM = 60_000, 20_000
_LEAST_WORK, _WORK_PER_PART = 10_000, 50


@dataclass(frozen=True)
class Repairs:
    """The least sets of claims that must be wrong, for each contradiction.

    Parameters
    ----------
    of
        The contradictions, in the order of their systems.
    complete
        Whether all systems were looked at to the end.
    """

    of: tuple[Repair, ...]
    complete: bool


def repairs(systems: Sequence[System], most: int = _MOST_WORK) -> Repairs:
    """Return the least sets of claims that must be wrong, for each contradiction of systems.

    Parameters
    ----------
    systems
        Claims that hang together, each for itself.
    most
        How many relations may be looked at in all.
    """
    found, complete, left = list[Repair](), True, most
    for system in systems:
        parts = len(system.claims) + len(system.network.relations)
        own = min(left, _MOST_PER_SYSTEM, _LEAST_WORK + _WORK_PER_PART * parts)
        work = Work(own)
        search = _Search(system, work)
        found += search.repairs()
        left -= own - work.left
        complete = complete and not search.cut_short
    return Repairs(tuple(found), complete)


class _Search:
    """Conflicts found so far, and the oracle that finds more."""

    def __init__(self, system: System, work: Work) -> None:
        self._system = system
        self._work = work
        self._conflicts: list[frozenset[str]] = []
        self._sure: dict[frozenset[str], bool] = {}
        self.cut_short = False
        nobody = frozenset(system.claims)
        idle = system.network.idle(system.given, nobody)
        self._base = system.network.narrow(system.given, work, without=nobody, idle=idle).box

    def repairs(self) -> tuple[Repair, ...]:
        """Return a repair for each group of conflicts that share claims."""
        if self._base is None:  # data and formulas exclude each other: no claim is to blame
            return ()
        while not self._work.is_done and len(self._conflicts) < _MOST_CONFLICTS:
            groups = list(connected(self._conflicts))
            choices = [least_hitting_sets(group, _MOST_CHOICES) for group in groups]
            first = frozenset[str]().union(*(one.sets[0] for one in choices))
            answers = self._answers(choices, first)
            if answers is not None and not (groups and self._work.is_done):
                return tuple(
                    self._repair(group, one, sure)
                    for group, one, sure in zip(groups, choices, answers, strict=True)
                )
        self.cut_short = True
        groups = list(connected(self._conflicts))
        return tuple(
            self._repair(group, least_hitting_sets(group, _MOST_CHOICES), sure=False)
            for group in groups
        )

    def _answers(self, choices: Sequence[Hitting], first: frozenset[str]) -> list[bool] | None:
        """Return of each group whether its choices surely mend it; None if a conflict was found.

        Each choice is tried with the first choices of the other groups.
        """
        sure = self._mended(first)
        if sure is None:
            return None
        answers = []
        for one in choices:
            fine = sure
            for choice in one.sets[1:]:
                mended = self._mended((first - one.sets[0]) | choice)
                if mended is None:
                    return None
                fine = fine and mended
            answers.append(fine)
        return answers

    def _mended(self, removed: frozenset[str]) -> bool | None:
        """Return whether the rest can surely be true; None if it cannot, with the conflict kept."""
        if removed in self._sure:
            return self._sure[removed]
        left = [name for name in self._system.claims if name not in removed]
        narrowed = self._narrowed(left)
        if narrowed.box is None:
            self._conflicts.append(self._small([name for name in left if name in narrowed.blamed]))
            return None
        known = self._known(left, narrowed.box)
        if known is False:
            self._conflicts.append(self._thinned(left))
            return None
        self._sure[removed] = known is True
        return known is True

    def _known(self, left: Sequence[str], box: Box) -> bool | None:
        """Return whether claims can be true together, shown by values or by there being none."""
        system = self._system
        return satisfiable(
            system.network,
            box,
            system.figures,
            system.order,
            self._work,
            without=self._without(left),
        )

    def _thinned(self, conflict: Sequence[str]) -> frozenset[str]:
        """Return a part of a conflict that only cutting boxes shows, one claim after the other."""
        left = list(conflict)
        for name in conflict:
            fewer = [one for one in left if one != name]
            narrowed = self._narrowed(fewer)
            if narrowed.box is None or self._known(fewer, narrowed.box) is False:
                left = fewer
        return frozenset(left)

    def _narrowed(self, kept: Iterable[str]) -> Narrowed:
        """Return what claims leave of the values, with formulas and data."""
        assert self._base is not None
        names = list(kept)
        self._work.spend(len(names) // 4)
        box = dict(self._base)
        blame: dict[str, frozenset[str]] = {}
        for name in names:
            if name not in self._system.said:
                continue
            value, interval = self._system.said[name]
            met = box[value].meet(interval)
            if met == box[value]:
                continue
            blame[value] = blame.get(value, frozenset()) | {name}
            if met is None:
                return Narrowed(None, blame[value])
            box[value] = met
        without = self._without(names)
        owned = {
            value
            for at, owner in self._system.network.owners.items()
            if owner not in without
            for value in self._system.network.relations[at].names
        }
        return self._system.network.narrow(
            box,
            self._work,
            changed=sorted({*blame, *owned}),
            because=blame,
            without=without,
            idle=self._system.network.idle(box, without),
        )

    def _without(self, kept: Iterable[str]) -> frozenset[str]:
        return frozenset(self._system.network.owners.values()).difference(kept)

    def _small(self, conflict: Sequence[str]) -> frozenset[str]:
        """Return a part of a conflict that is one, and of which no part is, as far as is seen."""
        if self._narrowed(conflict).box is not None:
            return frozenset(conflict)  # in another order it does not show; it is one all the same
        return frozenset(self._least((), (), conflict))

    def _least(
        self, kept: Sequence[str], added: Sequence[str], left: Sequence[str]
    ) -> Sequence[str]:
        """Return the members of ``left`` that make a conflict with ``kept`` (QuickXplain)."""
        if added and self._narrowed(kept).box is None:
            return ()
        if len(left) == 1:
            return left
        middle = len(left) // 2
        first, second = left[:middle], left[middle:]
        of_second = self._least((*kept, *first), first, second)
        of_first = self._least((*kept, *of_second), of_second, first)
        return (*of_first, *of_second)

    def _repair(self, group: Sequence[frozenset[str]], found: Hitting, sure: bool) -> Repair:
        involved = frozenset[str]().union(*group)
        order = self._system.claims
        return Repair(
            tuple(name for name in order if name in involved),
            tuple(
                sorted(
                    (tuple(name for name in order if name in one) for one in found.sets),
                    key=lambda choice: [order.index(name) for name in choice],
                )
            ),
            found.complete and sure,
        )
