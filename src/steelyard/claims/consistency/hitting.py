"""Least sets that have a member of each of some sets: what to take away so that no conflict stays.

Source: R. Reiter, A theory of diagnosis from first principles, Artificial Intelligence 32 (1987),
57-95: a diagnosis is a minimal hitting set of the conflicts; here those of least size, by a tree
that is searched deeper and deeper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Hitting", "connected", "least_hitting_sets"]

_MOST_NODES = 20_000


@dataclass(frozen=True)
class Hitting:
    """The least hitting sets of a family of sets.

    Parameters
    ----------
    sets
        The sets, in the order in which their members come first in the family.
    complete
        Whether they are surely the least, and all.
    """

    sets: tuple[frozenset[str], ...]
    complete: bool


def least_hitting_sets(family: Sequence[frozenset[str]], most: int) -> Hitting:
    """Return the sets of least size that share a member with each set of a family.

    Parameters
    ----------
    family
        The sets, none of them empty.
    most
        How many to return at most.

    Examples
    --------
    >>> found = least_hitting_sets([frozenset("ab"), frozenset("bc")], 20)
    >>> [sorted(one) for one in found.sets]
    [['b']]
    """
    search = _Search(sorted(map(sorted, family)), most)
    for size in range(len(family) + 1):
        search.deepen(size)
        if search.found or search.cut:
            break
    if not search.found:  # cut short: one of each set is a hitting set, if not a least one
        return Hitting((_greedy(family),), False)
    return Hitting(tuple(search.found), not search.cut)


def _greedy(family: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return a small hitting set: again and again the member of most sets that are left."""
    chosen, left = set[str](), list(family)
    while left:
        counts: dict[str, int] = {}
        for one in left:
            for member in sorted(one):
                counts[member] = counts.get(member, 0) + 1
        best = max(counts, key=lambda member: counts[member])
        chosen.add(best)
        left = [one for one in left if best not in one]
    return frozenset(chosen)


class _Search:
    """A tree of choices; each node adds a member of the first set that is not yet hit."""

    def __init__(self, family: Sequence[Sequence[str]], most: int) -> None:
        self._family = family
        self._most = most
        self._nodes = 0
        self.found: list[frozenset[str]] = []
        self.cut = False

    def deepen(self, size: int) -> None:
        """Find all hitting sets of a size."""
        seen = set[frozenset[str]]()
        stack = [frozenset[str]()]
        while stack and not self.cut:
            chosen = stack.pop()
            if chosen in seen:
                continue
            seen.add(chosen)
            self._nodes += 1
            missed = next((one for one in self._family if chosen.isdisjoint(one)), None)
            if missed is None:
                self.found.append(chosen)
                self.cut = len(self.found) >= self._most
            elif len(chosen) < size:
                stack += [chosen | {member} for member in reversed(missed)]
            if self._nodes > _MOST_NODES:
                self.cut = True


def connected(family: Sequence[frozenset[str]]) -> Iterator[tuple[frozenset[str], ...]]:
    """Yield the sets of a family in groups, between which no member is shared.

    >>> groups = connected([frozenset("ab"), frozenset("cd"), frozenset("be")])
    >>> [[sorted(one) for one in group] for group in groups]
    [[['a', 'b'], ['b', 'e']], [['c', 'd']]]
    """
    groups: list[tuple[set[str], list[frozenset[str]]]] = []
    for one in family:
        members, sets = set(one), [one]
        for group in [group for group in groups if group[0] & one]:
            groups.remove(group)
            members |= group[0]
            sets = [*group[1], *sets]
        groups.append((members, sets))
    order = {one: at for at, one in reversed(list(enumerate(family)))}
    for _, sets in sorted(groups, key=lambda group: min(order[one] for one in group[1])):
        yield tuple(sorted(sets, key=order.__getitem__))
