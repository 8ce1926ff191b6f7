"""Two lists into pairs: decisions first, then equal names, then the best of what is alike.

Entries are compared in the order of their names and not of the list, so that another order of
the rows gives the same pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.names.assignment import assign
from steelyard.names.candidates import candidates
from steelyard.names.decisions import Decisions, Pair, ordered
from steelyard.names.parts import Parts, has_han
from steelyard.names.reasons import Reason
from steelyard.names.score import CERTAIN, UNSURE, Likeness, compare_faces

__all__ = ["Entry", "Link", "Pairing", "pair"]

Verdict = Literal["same", "unsure"]

_AS_LIKE = 0.02
_TRIED = 50


@dataclass(frozen=True)
class Entry:
    """An entry of a list, or an enterprise with the names that it has in several.

    Parameters
    ----------
    names
        As printed.
    faces
        What they consist of.
    """

    names: tuple[str, ...]
    faces: tuple[Parts, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What is equal for names that mean the same."""
        keys = [f"key {parts.key}" for parts in self.faces]
        return tuple(dict.fromkeys([*keys, *(f"compact {parts.compact}" for parts in self.faces)]))

    @property
    def order(self) -> tuple[str, tuple[str, ...]]:
        """What entries are put in order by."""
        return self.faces[0].normal, self.names


@dataclass(frozen=True)
class Link:
    """Two entries that are the same enterprise, or may be: positions in the two lists."""

    left: int
    right: int
    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pairing:
    """What came of pairing two lists: links in the order of the first, and what to tell."""

    links: tuple[Link, ...]
    findings: tuple[Finding, ...] = ()


def pair(
    left: Sequence[Entry],
    right: Sequence[Entry],
    decisions: Decisions | None = None,
    certain: float = CERTAIN,
) -> Pairing:
    """Return which entries of two lists are the same enterprise, each in one pair at most.

    Parameters
    ----------
    left, right
        The entries.
    decisions
        What a person decided: pairs that are the same whatever the score, and pairs that are not
        proposed again.
    certain
        The score from which on two names are taken for the same.

    Returns
    -------
    Pairing
        Pairs that are the same; then, of what is left, pairs to ask a person about.
    """
    orders = [sorted(range(len(side)), key=lambda at: side[at].order) for side in (left, right)]
    work = _Work(
        [left[at] for at in orders[0]], [right[at] for at in orders[1]], decisions or Decisions()
    )
    work.take_decided()
    for key in (_raw, _normal):
        work.take_equal(key)
    work.take_meaning()
    work.take_alike(certain)
    links = [
        Link(orders[0][link.left], orders[1][link.right], link.score, link.verdict, link.reasons)
        for link in work.links
    ]
    return Pairing(
        tuple(sorted(links, key=lambda link: (link.left, link.right))), tuple(work.findings)
    )


def _raw(entry: Entry) -> tuple[str, ...]:
    return entry.names


def _normal(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts.normal for parts in entry.faces))


@dataclass
class _Work:
    """What is taken so far; entries are in the order of their names."""

    left: Sequence[Entry]
    right: Sequence[Entry]
    decisions: Decisions
    links: list[Link] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    used_left: set[int] = field(default_factory=set)
    used_right: set[int] = field(default_factory=set)

    @cached_property
    def rejected(self) -> frozenset[Pair]:
        return frozenset(self.decisions.different)

    def _allowed(self, left: int, right: int) -> bool:
        return not self.rejected or not any(
            ordered(one, two) in self.rejected
            for one in self.left[left].names
            for two in self.right[right].names
        )

    def _free(self) -> tuple[list[int], list[int]]:
        return (
            [at for at in range(len(self.left)) if at not in self.used_left],
            [at for at in range(len(self.right)) if at not in self.used_right],
        )

    def _take(self, left: int, right: int, likeness: Likeness, verdict: Verdict) -> None:
        self.links.append(Link(left, right, likeness.score, verdict, likeness.reasons))
        self.used_left.add(left)
        self.used_right.add(right)

    def take_decided(self) -> None:
        """Take the pairs that a person accepted; those that contradict each other are told."""
        places = [_by_name(self.left), _by_name(self.right)]
        found = dict.fromkeys(
            (places[0][one], places[1][two], one, two)
            for pair in self.decisions.same
            for one, two in (pair, pair[::-1])
            if one in places[0] and two in places[1]
        )
        counts = Counter(("left", left) for left, *_rest in found)
        counts.update(("right", right) for _left, right, *_rest in found)
        for left, right, one, two in found:
            if counts["left", left] > 1 or counts["right", right] > 1:
                self.findings.append(_not_one_to_one(one, two))
            elif self._allowed(left, right):
                self._take(left, right, Likeness(1.0, (Reason("decided"),)), "same")
            else:
                self.findings.append(_against_another(one, two))

    def take_equal(self, key: Callable[[Entry], Iterable[str]]) -> None:
        """Take entries with a text in common, in the order of their names."""
        self._take_by(key, tried=1)

    def take_meaning(self) -> None:
        """Take entries whose names mean the same part by part."""
        self._take_by(lambda entry: entry.keys, tried=_TRIED)

    def _take_by(self, key: Callable[[Entry], Iterable[str]], tried: int) -> None:
        free_left, free_right = self._free()
        waiting: dict[str, list[int]] = {}
        for at in reversed(free_right):
            for text in key(self.right[at]):
                waiting.setdefault(text, []).append(at)
        for at in free_left:
            there = (text for text in key(self.left[at]) if text in waiting)
            options = dict.fromkeys(
                other for text in there for other in self._next(waiting[text], tried)
            )
            best = min(options, key=lambda other: self._distance(at, other), default=None)
            for other in [] if best is None else [best, *options]:
                likeness = compare_faces(self.left[at].faces, self.right[other].faces)
                if likeness.score == 1.0 and self._allowed(at, other):
                    exact = set(self.left[at].names) & set(self.right[other].names)
                    why = (Reason("exact"),) if exact else likeness.reasons
                    self._take(at, other, Likeness(1.0, why), "same")
                    break

    def _next(self, waiting: list[int], tried: int) -> Iterator[int]:
        """Yield the first entries that still wait, and forget those before that do not."""
        while waiting and waiting[-1] in self.used_right:
            waiting.pop()
        rest = (at for at in reversed(waiting) if at not in self.used_right)
        return (at for at, _count in zip(rest, range(tried), strict=False))

    def _distance(self, left: int, right: int) -> tuple[bool, int, int]:
        one, two = self.left[left].faces[0].normal, self.right[right].faces[0].normal
        return has_han(one) != has_han(two), abs(len(one) - len(two)), right

    def take_alike(self, certain: float) -> None:
        """Take the best of what is alike: what is certain, then what is to be asked about."""
        free = self._free()
        pairs = candidates(
            [self.left[at].faces for at in free[0]], [self.right[at].faces for at in free[1]]
        )
        found: dict[tuple[int, int], Likeness] = {}
        for one, two in pairs.tolist():
            left, right = free[0][one], free[1][two]
            likeness = compare_faces(self.left[left].faces, self.right[right].faces)
            if likeness.score >= UNSURE and self._allowed(left, right):
                found[left, right] = likeness
        sure = [ends for ends, likeness in found.items() if likeness.score >= certain]
        taken = self._assigned(sure, found)
        rivals = self._rivals(taken, found)
        for ends in taken:
            if ends in rivals:
                reasons = (*found[ends].reasons, Reason("ambiguous", rivals[ends]))
                self._take(*ends, found[ends]._replace(reasons=reasons), "unsure")
            else:
                self._take(*ends, found[ends], "same")
        rest = [
            ends
            for ends in found
            if ends[0] not in self.used_left and ends[1] not in self.used_right
        ]
        for ends in self._assigned(rest, found):
            self._take(*ends, found[ends], "unsure")

    def _assigned(
        self, edges: Sequence[tuple[int, int]], found: dict[tuple[int, int], Likeness]
    ) -> list[tuple[int, int]]:
        taken, greedy = assign(edges, [found[ends].score for ends in edges])
        if greedy:
            said = message(
                "Groups of names too large to be assigned optimally: {count}; there the best "
                "scores were taken first.",
                count=greedy,
            )
            self.findings.append(Finding("assigned-greedily", said, "warning"))
        return [edges[at] for at in taken]

    def _rivals(
        self, taken: Sequence[tuple[int, int]], found: dict[tuple[int, int], Likeness]
    ) -> dict[tuple[int, int], str]:
        """Return the taken pairs of which one end is as like an entry that is left over."""
        lefts, rights = dict(taken), {right: left for left, right in taken}
        rivals: dict[tuple[int, int], str] = {}
        for (left, right), likeness in found.items():
            if left in lefts and right not in rights:
                ends, other = (left, lefts[left]), self.right[right].names[0]
            elif right in rights and left not in lefts:
                ends, other = (rights[right], right), self.left[left].names[0]
            else:
                continue
            if likeness.score >= found[ends].score - _AS_LIKE:
                rivals.setdefault(ends, other)
        return rivals


def _by_name(entries: Sequence[Entry]) -> dict[str, int]:
    """Return the first entry of each name, spaces made plain."""
    found: dict[str, int] = {}
    for at, entry in enumerate(entries):
        for name in entry.names:
            found.setdefault(" ".join(name.split()), at)
    return found


def _not_one_to_one(one: str, two: str) -> Finding:
    said = message(
        "“{one}” and “{two}” are decided to be the same, and one of them is decided to be the "
        "same as another entry of the same list; this is left open.",
        one=one,
        two=two,
    )
    return Finding("decisions-contradict", said, "warning")


def _against_another(one: str, two: str) -> Finding:
    said = message(
        "“{one}” and “{two}” are decided to be the same, but other names of them to be "
        "different; this is left open.",
        one=one,
        two=two,
    )
    return Finding("decisions-contradict", said, "warning")
