"""Which marks are the ranks of one list: the chain that counts on best.

Dynamic programming over the marks of one style. A mark may follow one of the few marks before it,
and pays where it does not count on by one; so a chain is found in time linear in the marks. What
stands between the marks is left to ``steelyard.claims.lists.entries``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from steelyard.claims.lists.marks import Mark, Reading

__all__ = ["Link", "chains"]

_BACK = 4
_FARTHEST = 4000
_FAR = 800

_TIE = 0.35
_UP = tuple(0.15 + 0.08 * bits for bits in range(64))
_BACKWARD = 0.9
_TURNED = 0.4
_SPLIT = 0.25
_SKIPPED = 0.3
_SKIPPED_DOUBTFUL = 0.05
_OTHER_PLACE = 0.2
_FAR_AWAY = 0.3
_KEPT = 3
_HOPELESS = 1.2
_SMALL_JUMP = 40
_DIGITS = 5


class Link(NamedTuple):
    """A mark of a chain, and how its rank is read."""

    mark: Mark
    reading: Reading

    @property
    def start(self) -> int:
        """Where the entry begins: with the mark, or within digits that another cell ends with."""
        mark, reading = self
        whole = reading.digits == mark.printed
        return mark.start if whole else mark.number_end - reading.digits


class _State(NamedTuple):
    """The best chain that ends with a reading of a mark."""

    mark: int
    reading: Reading
    score: float
    before: int
    up: bool


def chains(found: Sequence[Mark]) -> list[list[Link]]:
    """Return the chains of at least two marks, in the order of the text.

    Parameters
    ----------
    found
        The marks of one style, in the order of the text.
    """
    states = _states(found)
    used = bytearray(len(states))
    taken = bytearray(len(found))
    result = list[list[Link]]()
    for last in sorted(range(len(states)), key=lambda at: -states[at].score):
        if used[last]:
            continue
        path = list[_State]()
        at = last
        while at >= 0 and not used[at]:
            used[at] = 1
            path.append(states[at])
            at = states[at].before
        path.reverse()
        # A chain may not reach into the middle of one that is better.
        free = [state for state in path if not taken[state.mark]]
        if len(free) < 2 or any(taken[free[0].mark : free[-1].mark + 1]):
            continue
        taken[free[0].mark : free[-1].mark + 1] = b"\1" * (free[-1].mark + 1 - free[0].mark)
        for part in _lists(free):
            result.append([Link(found[one.mark], one.reading) for one in part])
    return sorted(
        (chain for chain in result if len(chain) > 1), key=lambda chain: chain[0].mark.start
    )


def _states(found: Sequence[Mark]) -> list[_State]:
    """Return the best chains ending at each mark, in both directions."""
    states = list[_State]()
    begins = [0]
    for number, mark in enumerate(found):
        counted = _counted_on(states, begins, found, number)
        if counted is not None:
            states.append(counted)
        else:
            before = list(_before(states, begins, found, number))
            ending = list[_State]()
            for reading in mark.readings():
                split = reading.digits < mark.printed
                ending += _best(before, number, reading, _SPLIT if split else 0.0)
            ending.sort(key=_score, reverse=True)
            states += [one for one in ending[:_KEPT] if one.score > ending[0].score - _HOPELESS]
        begins.append(len(states))
    return states


def _score(state: _State) -> float:
    return state.score


def _counted_on(
    states: Sequence[_State], begins: Sequence[int], found: Sequence[Mark], number: int
) -> _State | None:
    """Return the only chain worth keeping where a mark counts on from the mark before.

    Most do, and nothing is better than that; nor, where that cannot be, than skipping a little.
    """
    if not number or begins[-1] == begins[-2]:
        return None
    mark, other = found[number], found[number - 1]
    near = states[begins[-2]]
    if (
        not near.up
        or mark.first != other.first
        or mark.start - other.start > _FAR
        or (near.before < 0 and mark.whole)
    ):
        return None
    last = near.reading.value
    reading, jump = mark.reading(last + 1), 0.0
    if reading is None and near.before >= 0 and mark.whole >= 0 and not mark.doubtful:
        whole = int(mark.digits[-_DIGITS:])
        if last + 1 < whole <= last + _SMALL_JUMP:
            reading, jump = mark.reading(whole), _UP[(whole - last).bit_length()]
    if reading is None or mark.number_end - reading.digits < other.end:
        return None
    cost = reading.cost + jump
    return _State(number, reading, near.score + 1 - cost, begins[-2], True)


def _before(
    states: Sequence[_State], begins: Sequence[int], found: Sequence[Mark], number: int
) -> Iterator[tuple[int, int, float, float]]:
    """Yield the chains that a mark may follow: which, the last rank, the score going up and down.

    The score is that of the longer chain, without what the step costs.
    """
    mark = found[number]
    skipped = 0.0
    for back in range(number - 1, max(number - 1 - _BACK, -1), -1):
        other = found[back]
        distance = mark.start - other.start
        if distance > _FARTHEST:
            return
        apart = skipped
        if distance > _FAR:
            apart += _FAR_AWAY
        if mark.first != other.first:
            apart += _OTHER_PLACE
        for at in range(begins[back], begins[back + 1]):
            state = states[at]
            turned = _TURNED if state.before >= 0 else 0.0
            score = state.score + 1 - apart
            if state.up:
                yield at, state.reading.value, score, score - turned
            else:
                yield at, state.reading.value, score - turned, score
        skipped += _SKIPPED_DOUBTFUL if other.doubtful else _SKIPPED


def _best(
    before: Sequence[tuple[int, int, float, float]], number: int, reading: Reading, split: float
) -> tuple[_State, _State]:
    """Return the best chains that end with this reading, upwards and downwards.

    Digits that are split between a cell and a rank cost ``split`` unless the rank counts on.
    """
    value, own = reading.value, reading.cost + split
    up = down = 1.0
    up_at = down_at = -1
    for at, last, rising, falling in before:
        higher, lower = rising, falling
        step = value - last
        if step > 0:
            higher += split if step == 1 else -_UP[step.bit_length()]
            lower -= _BACKWARD
        elif step < 0:
            higher -= _BACKWARD
            lower += split if step == -1 else -_UP[(-step).bit_length()]
        else:
            higher -= _TIE
            lower -= _TIE
        if higher > up:
            up, up_at = higher, at
        if lower > down:
            down, down_at = lower, at
    return (
        _State(number, reading, up - own, up_at, True),
        _State(number, reading, down - own, down_at, False),
    )


def _lists(path: Sequence[_State]) -> Iterator[Sequence[_State]]:
    """Yield the lists that stand one after the other: each begins where the ranks begin anew."""
    first = 0
    for at in range(1, len(path)):
        if at > first and _begins_anew(path, first, at):
            # Where counting turns round, the rank before may be the first of the new direction.
            turned = path[at].up != path[at - 1].up and at - first >= 2
            begin = at - 1 if turned and not _counts(path[at - 2], path[at - 1]) else at
            yield path[first:begin]
            first = begin
    yield path[first:]


def _counts(one: _State, other: _State) -> bool:
    """Return whether a rank is the next to another, upwards or downwards."""
    return abs(one.reading.value - other.reading.value) == 1


def _begins_anew(path: Sequence[_State], first: int, at: int) -> bool:
    """Return whether a step is the beginning of another list, not a rank that is misprinted."""
    before, here = path[at - 1], path[at]
    if at - first >= 2 and here.up != before.up:
        return True
    sign = 1 if here.up else -1
    if (here.reading.value - before.reading.value) * sign >= 0:
        return False
    if at + 1 < len(path) and (path[at + 1].reading.value - before.reading.value) * sign >= 0:
        return False  # one rank too low, and the next goes on from where the last was
    return not (  # one rank too high before
        at - 2 >= first and (here.reading.value - path[at - 2].reading.value) * sign > 0
    )
