"""A text cut into paragraphs and pieces, each piece under the same claims from end to end.

Claims may overlap or lie within each other. A piece shows one of them, the one that matters most;
the others have their notes where they end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from steelyard.claims.page.places import Mark
from steelyard.claims.report.report import Entry
from steelyard.claims.report.words import KINDS
from steelyard.claims.visible import visible

__all__ = ["Paragraph", "Piece", "paragraphs"]

Paragraph = tuple["Piece", ...]
_ORDER = {kind: at for at, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph.

    Parameters
    ----------
    text
        What stands there, safe to look at.
    entry
        The claim that it shows; None where there is none.
    ends
        The claims whose figures end here, the one that it shows first.
    """

    text: str
    entry: Entry | None = None
    ends: tuple[Entry, ...] = ()


def paragraphs(text: str, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """Return the lines of a text that are not blank, cut into pieces.

    Parameters
    ----------
    text
        The text.
    marks
        What is marked in it, sorted by where it starts.
    """
    return tuple(_paragraphs(text, marks))


def _paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[Paragraph]:
    start, first = 0, 0
    open_marks: list[Mark] = []
    for line in text.split("\n"):
        end = start + len(line)
        after = first
        while after < len(marks) and marks[after].span.start <= end:
            after += 1
        here = [*open_marks, *marks[first:after]]
        if line.strip() or any(mark.span.end <= end for mark in here):
            yield tuple(_pieces(text, start, end, here))
        open_marks = [mark for mark in here if mark.span.end > end]
        start, first = end + 1, after


def _pieces(text: str, start: int, end: int, here: Sequence[Mark]) -> Iterator[Piece]:
    """Yield the pieces of a line, between every two places where a mark begins or ends."""
    places = {start, end}
    for mark in here:
        places |= {min(max(mark.span.start, start), end), min(max(mark.span.end, start), end)}
    edges = sorted(places)
    waiting = list(here)
    covering: list[Mark] = []
    for left, right in pairwise(edges):
        covering += [mark for mark in waiting if mark.span.start <= left]
        waiting = [mark for mark in waiting if mark.span.start > left]
        yield _piece(text[left:right], right, covering)
        covering = [mark for mark in covering if mark.span.end > right]


def _piece(text: str, end: int, covering: Sequence[Mark]) -> Piece:
    shown = visible(text.rstrip("\r"))
    if not covering:
        return Piece(shown)
    ordered = sorted(covering, key=_what_matters)
    ends = tuple(mark.entry for mark in ordered if mark.span.end <= end)
    return Piece(shown, ordered[0].entry, ends)


def _what_matters(mark: Mark) -> tuple[int, int, int]:
    """Order marks by verdict, then the shorter first."""
    start, end = mark.span
    return _ORDER[mark.entry.kind], end - start, mark.entry.number
