"""Entries that are not quite of the shape of their list, looked at one by one.

Where the words of such an entry end is chosen so that it fits best, and what was unsure is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from steelyard.claims.found import Span
from steelyard.claims.lists.entries import Entry, Layout, possible_ends, trimmed_end
from steelyard.claims.lists.shape import Fit, Shape, fit
from steelyard.claims.lists.words import around
from steelyard.i18n import Message, message

__all__ = ["Looked", "Ruler", "last_entry", "odd_entry"]

_SENTENCE_END = re.compile(r"[。！？](?=.)|(?:(?<=[a-z]{4})|(?<=[0-9%)）]))\.[ \t]")
_LITTLE = 0.25
_MOST_LINES = 4


@dataclass(frozen=True)
class Ruler:
    """What an entry is held against.

    Parameters
    ----------
    text
        The text.
    shape, layout
        What most entries look like, and how they are laid out.
    longest
        How long a last cell may be.
    known, longest_known
        The last cells of the entries that are of the shape, and the length of the longest.
    foreign
        The separators that stand in none of these entries.
    """

    text: str
    shape: Shape
    layout: Layout
    longest: int = 60
    known: Collection[str] = ()
    longest_known: int = 0
    foreign: str = ""


@dataclass(frozen=True)
class Looked:
    """What was made of an entry: its cells, where it ends, and what is to be told of it."""

    cells: tuple[Span | None, ...]
    end: int
    said: tuple[tuple[str, Message], ...] = ()


def _fits_well(ruler: Ruler, fitted: Fit) -> bool:
    """Return whether an entry is of the shape but for an “Inc.” after a comma, and no sentence."""
    if fitted.cost > _LITTLE or fitted.ways > 1:
        return False
    last = fitted.cells[-1]
    if last is None:
        return True
    longest = last.end - last.start > ruler.longest
    return not longest and _SENTENCE_END.search(ruler.text, last.start, last.end) is None


def odd_entry(ruler: Ruler, entry: Entry) -> Looked:
    """Fit an entry that is not quite of the shape.

    Parameters
    ----------
    ruler
        What it is held against.
    entry
        The entry.
    """
    ends = possible_ends(ruler.text, entry)
    fits = [fit(ruler.text, entry.begin, end, ruler.shape) for end in ends]
    order = list(range(len(ends)))
    if not ruler.layout.lines:
        order.reverse()
    for at in order:
        if _fits_well(ruler, fits[at]):
            return Looked(fits[at].cells, ends[at], _joined(ruler, entry, ends[at]))
    known = _known_end(ruler, entry, fits)
    if known is not None:
        return known
    at = min(
        order,
        key=lambda one: (round(fits[one].cost, 6) + 0.9 * _lines(ruler, entry, ends[one]), one),
    )
    return _unlike(ruler, entry, fits[at], ends[at])


def last_entry(ruler: Ruler, entry: Entry) -> Looked:
    """Fit the last entry, of which nobody knows where it ends; see :func:`odd_entry`."""
    text = ruler.text
    ends = possible_ends(text, entry)
    end = ends[min(ruler.layout.height, len(ends)) - 1]
    whole = fit(text, entry.begin, end, ruler.shape)
    if whole.cost > _LITTLE and not ruler.layout.lines:
        longer = ((one, fit(text, entry.begin, one, ruler.shape)) for one in ends[:_MOST_LINES])
        end, whole = next((pair for pair in longer if _fits_well(ruler, pair[1])), (end, whole))
    if not ruler.layout.lines:
        foreign = next((at for at in range(entry.begin, end) if text[at] in ruler.foreign), end)
        shorter = _ended(ruler, entry, foreign) if foreign < end else None
        if shorter is not None:
            return shorter
    last = whole.cells[-1]
    strange = last is not None and last.end - last.start > ruler.longest_known + 2
    known = _known_end(ruler, entry, [whole]) if strange else None
    if known is not None:
        return known
    if _fits_well(ruler, whole):
        return Looked(whole.cells, end)
    for match in list(re.finditer("[,，;；：:]|[ \t\u3000]{2}", text[entry.begin : end]))[:12][
        ::-1
    ]:
        shorter = _ended(ruler, entry, entry.begin + match.start())
        if shorter is not None:
            return shorter
    return _unlike(ruler, entry, whole, end)


def _ended(ruler: Ruler, entry: Entry, limit: int) -> Looked | None:
    """Return the last entry as it is if it ends here; None if it is not of the shape then."""
    end = trimmed_end(ruler.text, entry.begin, limit)
    shorter = fit(ruler.text, entry.begin, end, ruler.shape)
    if not _fits_well(ruler, shorter):
        return None
    known = _known_end(ruler, entry, [shorter])
    if known is not None:
        return known
    words = around(ruler.text, end, end)
    said = message("The list was taken to end here: “{words}”.", words=words)
    return Looked(shorter.cells, end, (("list-end", said),))


def _known_end(ruler: Ruler, entry: Entry, fits: Sequence[Fit]) -> Looked | None:
    """End an entry after words that also end another, where what follows is too long for a cell."""
    text = ruler.text
    for one in fits:
        last = one.cells[-1]
        if one.cost or last is None or len(ruler.shape.bracketed) < 2 or ruler.shape.bracketed[-1]:
            continue
        if last.end - last.start <= ruler.longest_known + 2:
            continue
        for size in range(ruler.longest_known, 1, -1):
            if text[last.start : last.start + size] in ruler.known:
                short = Span(last.start, last.start + size)
                words = around(text, short.end, short.end)
                said = message("An entry was taken to end here: “{words}”.", words=words)
                return Looked((*one.cells[:-1], short), short.end, (("entry-end", said),))
    return None


def _unlike(ruler: Ruler, entry: Entry, fitted: Fit, end: int) -> Looked:
    """Return an entry with what is to be said of its being unlike the others."""
    words = around(ruler.text, entry.start, end)
    said = list(_joined(ruler, entry, end))
    if not any(fitted.cells):
        said.append(
            ("empty-entry", message("An entry has a rank and no words: “{words}”.", words=words))
        )
    elif fitted.ways > 1:
        said.append(
            (
                "ambiguous-split",
                message(
                    "The cells of an entry can be split in several ways: “{words}”.", words=words
                ),
            )
        )
    elif not _fits_well(ruler, fitted):
        said.append(
            (
                "entry-shape",
                message("An entry does not look like the others: “{words}”.", words=words),
            )
        )
    return Looked(fitted.cells, end, tuple(said))


def _lines(ruler: Ruler, entry: Entry, end: int) -> int:
    """Return by how many lines an entry is longer than others."""
    if not ruler.layout.lines:
        return 0
    return max(ruler.text.count("\n", entry.begin, end) + 1 - ruler.layout.height, 0)


def _joined(ruler: Ruler, entry: Entry, end: int) -> tuple[tuple[str, Message], ...]:
    """Say that an entry goes on in another line, where others do not."""
    if not _lines(ruler, entry, end):
        return ()
    words = around(ruler.text, entry.begin, end)
    said = message("An entry was taken to go on in the next line: “{words}”.", words=words)
    return (("line-joined", said),)
