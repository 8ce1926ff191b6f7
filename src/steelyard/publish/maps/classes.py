"""The few shades of a map: what each of them stands for.

Counts of units by place differ by powers of ten, so their classes grow; scores do not, so theirs
are equally wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.publish.numbers import number

__all__ = ["Classes", "classes_of_amounts", "classes_of_counts"]

_MOST = 5
_SERIES = ((1, 2, 5), (1, 3), (1,))
"""Beginnings of classes within a power of ten, fine to coarse."""


@dataclass(frozen=True)
class Classes:
    """Classes from low to high.

    Parameters
    ----------
    starts
        Where each begins; it ends where the next begins.
    labels
        What each is called.
    """

    starts: tuple[float, ...]
    labels: tuple[str, ...]

    def label(self, value: float) -> str:
        """Return the class of a value."""
        at = sum(start <= value for start in self.starts)
        return self.labels[max(at - 1, 0)]


def classes_of_counts(counts: Sequence[int]) -> Classes:
    """Return at most five classes of counts of 1 and more.

    Examples
    --------
    >>> classes_of_counts([1, 3, 3]).labels, classes_of_counts([1, 40]).labels
    (('1', '2', '3'), ('1', '2–4', '5–9', '10–19', '20+'))
    >>> classes_of_counts([7]).labels, classes_of_counts([2, 2000]).labels
    (('7',), ('1–9', '10–99', '100–999', '1,000+'))
    """
    most, least = max(counts), min(counts)
    if most - least < _MOST:
        exact = tuple(range(least, most + 1))
        return Classes(exact, tuple(f"{one:,}" for one in exact))
    for series in _SERIES:
        every = [first * 10**power for power in range(len(str(most))) for first in series]
        starts = [
            one for one, end in zip(every, [*every[1:], math.inf], strict=True) if end > least
        ]
        starts = [one for one in starts if one <= most]
        if len(starts) <= _MOST:
            break
    ends = [start - 1 for start in starts[1:]]
    labels = [
        f"{start:,}" if start == end else f"{start:,}–{end:,}"
        for start, end in zip(starts, ends, strict=False)
    ]
    return Classes(tuple(starts), (*labels, f"{starts[-1]:,}+"))


def classes_of_amounts(amounts: Sequence[float]) -> Classes:
    """Return at most five classes of amounts, equally wide, with round bounds.

    Examples
    --------
    >>> classes_of_amounts([42.0, 61.0, 88.0]).labels
    ('40–50', '50–60', '60–70', '70–80', '80–90')
    >>> classes_of_amounts([3.0, 3.0]).labels
    ('3',)
    """
    least, most = min(amounts), max(amounts)
    if most == least:
        return Classes((least,), (number(least),))
    power = 10.0 ** math.floor(math.log10((most - least) / _MOST))
    step = next(
        size * power
        for size in (1, 2, 2.5, 5, 10, 20)
        if math.floor(most / (size * power)) - math.floor(least / (size * power)) < _MOST
    )
    first, last = math.floor(least / step), math.floor(most / step)
    starts = tuple(step * at for at in range(first, last + 1))
    places = next(at for at in range(12) if math.isclose(round(step, at), step))
    labels = tuple(f"{number(start, places)}–{number(start + step, places)}" for start in starts)
    return Classes(starts, labels)
