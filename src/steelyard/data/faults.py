"""Cells that are wrong: how many there are, and the first of them to show.

A file with a million wrong cells has one thing wrong with it, so a few are
listed and the rest are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.errors import Problem
from steelyard.i18n import Message, message

__all__ = ["NO_FAULTS", "SHOWN", "Fault", "Faults", "clip", "find", "listed"]

SHOWN = 20
"""Problems listed before the rest are only counted."""


@dataclass(frozen=True)
class Fault:
    """A wrong cell of a column: its position among the rows read, and why it is wrong."""

    at: int
    message: Message
    nearest: str | None = None


@dataclass(frozen=True)
class Faults:
    """The first wrong cells and the number of all."""

    first: tuple[Fault, ...] = ()
    count: int = 0

    def __add__(self, other: Faults) -> Faults:
        first = sorted((*self.first, *other.first), key=lambda fault: fault.at)
        return Faults(tuple(first[:SHOWN]), self.count + other.count)


NO_FAULTS = Faults()
"""No wrong cell."""


def find(wrong: pl.Series, say: Callable[[int], Message | Fault]) -> Faults:
    """Return the cells marked in ``wrong``; ``say`` tells what is wrong at a position."""
    if not wrong.any():
        return NO_FAULTS
    positions = wrong.arg_true()
    said = ((int(at), say(int(at))) for at in positions.head(SHOWN))
    first = tuple(it if isinstance(it, Fault) else Fault(at, it) for at, it in said)
    return Faults(first, len(positions))


def listed(problems: Sequence[Problem], count: int, file: str | None) -> tuple[Problem, ...]:
    """Return the first problems, and one that tells how many of ``count`` are not shown."""
    shown = tuple(problems[:SHOWN])
    if count <= len(shown):
        return shown
    said = message("There are {count} more problems like these.", count=count - len(shown))
    return (*shown, Problem(said, file=file))


def clip(text: object, length: int = 60) -> str:
    """Return a cell's text short enough for a message.

    >>> clip("a" * 80, length=5)
    'aaaa…'
    """
    line = " ".join(str(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"
