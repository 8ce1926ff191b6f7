"""Ranking lists in running text: one entry a line, or run together without any separator.

Ranks are found by ``marks`` and ``chains``, entries cut by ``entries``, ``shape`` and ``cells``;
here they are put together, held against what a list looks like, and named.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from steelyard.claims.found import FoundList, Span
from steelyard.claims.lists.cells import Read, cells_of
from steelyard.claims.lists.chains import Link, chains
from steelyard.claims.lists.entries import (
    Entry,
    Layout,
    entries_of,
    layout_of,
    possible_ends,
    trimmed_end,
)
from steelyard.claims.lists.glued import with_figures, without_full_stop
from steelyard.claims.lists.headings import heading_before, unique
from steelyard.claims.lists.likeness import Candidate, is_announced, is_list
from steelyard.claims.lists.marks import marks
from steelyard.claims.lists.shape import Shape, shape_of
from steelyard.claims.lists.words import around, finding
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["rankings"]

_SAMPLE = 60
_MOST_TOLD = 5


class _Scored(NamedTuple):
    """A list with how much speaks for it, to choose among lists that overlap."""

    found: FoundList
    score: float


def rankings(text: str, walls: Sequence[int] = ()) -> list[FoundList]:
    """Return the ranking lists of a text, in its order; none overlaps another.

    Parameters
    ----------
    text
        The text.
    walls
        Where lists may not go on: the beginnings of tables, in order.
    """
    scored = list[_Scored]()
    for style, found in marks(text).items():
        parts = [part for chain in chains(found) for part in _within_walls(chain, walls)]
        ends = sorted([*walls, *(part[0].start for part in parts)])
        for part in parts:
            scored += _read(text, style, part, _wall(ends, part[-1].mark.start, len(text)))
    scored.sort(key=lambda one: (-one.score, one.found.start))
    kept = list[FoundList]()
    covered = bytearray(len(text) + 1)
    for one in scored:
        start, end = one.found.start, one.found.end
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            kept.append(one.found)
    return sorted(kept, key=lambda one: one.start)


def _within_walls(chain: Sequence[Link], walls: Sequence[int]) -> Iterator[Sequence[Link]]:
    """Yield the parts of a chain between tables."""
    first = 0
    for at in range(1, len(chain)):
        before, here = chain[at - 1].mark.start, chain[at].mark.start
        if bisect_right(walls, before) != bisect_right(walls, here):
            yield chain[first:at]
            first = at
    yield chain[first:]


def _wall(walls: Sequence[int], start: int, length: int) -> int:
    at = bisect_right(walls, start)
    return walls[at] if at < len(walls) else length


def _read(
    text: str, style: str, chain: Sequence[Link], wall: int, *, whole: bool = False
) -> Iterator[_Scored]:
    """Yield the list that a chain of ranks is, or its parts if another list begins within it."""
    if len(chain) < 2:
        return
    entries = entries_of(text, chain, wall)
    layout = layout_of(text, chain, entries)
    mains = _mains(text, entries, layout)
    shape = shape_of(text, mains, layout.height > 1)
    candidate = Candidate(text, style, chain, layout, shape, mains)
    if not is_list(candidate):
        return
    read = cells_of(text, entries, shape, layout)
    if not whole:
        parts = list(_parts(text, chain, entries, read))
        if len(parts) > 1:
            for first, last in parts:
                end = entries[last].start if last < len(chain) else wall
                yield from _read(text, style, chain[first:last], end, whole=True)
            return
    if _mostly_left_over(mains, read):
        return
    score = sum(end - entry.begin for entry, end in zip(entries, read.ends, strict=True))
    yield _Scored(
        _put_together(text, chain, entries, shape, read),
        score * shape.share * (1 if entries[0].rank else 0.5),
    )


def _mains(text: str, entries: Sequence[Entry], layout: Layout) -> list[Span]:
    """Return where the words of some entries stand, without lines that may not belong to them."""
    step = max(len(entries) // _SAMPLE, 1)
    some = [*entries[:-1][::step], *([entries[-1]] if len(entries) < 4 else [])]
    mains = list[Span]()
    for entry in some:
        end = entry.end
        if entry is entries[-1] or (layout.lines and layout.height == 1):
            end = (
                possible_ends(text, entry)[0] if entry is entries[-1] else _first_line(text, entry)
            )
        mains.append(Span(entry.begin, end))
    return mains


def _first_line(text: str, entry: Entry) -> int:
    line = text.find("\n", entry.begin, entry.end)
    return trimmed_end(text, entry.begin, line) if line > 0 else entry.end


def _parts(
    text: str, chain: Sequence[Link], entries: Sequence[Entry], read: Read
) -> Iterator[tuple[int, int]]:
    """Yield the parts of a chain where another list is announced between entries of it."""
    first = 0
    left = {span.start for span in read.left_over}
    for at in range(1, len(chain)):
        step = abs(chain[at].reading.value - chain[at - 1].reading.value)
        if step <= 1 or at - first < 3 or len(chain) - at < 3:
            continue
        begin, end = read.ends[at - 1], entries[at].start
        between = text[begin:end].strip()
        if len(between) > 2 and left and (is_announced(between) or between[-1:] in ":："):
            yield first, at
            first = at
    yield first, len(chain)


def _mostly_left_over(mains: Sequence[Span], read: Read) -> bool:
    """Return whether more stands between the entries than in them: headings, not a list."""
    left = sum(end - start for start, end in read.left_over)
    inside = sum(cell.end - cell.start for row in read.rows for cell in row if cell is not None)
    return left > 3 * inside or len(read.left_over) > 1.5 * len(read.rows)


def _put_together(
    text: str, chain: Sequence[Link], entries: Sequence[Entry], shape: Shape, read: Read
) -> FoundList:
    ranked = entries[0].rank is not None
    rows = without_full_stop(read.rows)
    if ranked:
        rows = tuple((entry.rank, *cells) for entry, cells in zip(entries, rows, strict=True))
    start, named = entries[0].start, _named(shape, ranked)
    columns = heading_before(text, start, len(named), ranked) or named
    figured = None if shape.bracketed[0] else with_figures(rows, int(ranked))
    if figured is not None:
        rows = figured
        widened = unique([*columns[: ranked + 1], "figure", *columns[ranked + 1 :]])
        columns = heading_before(text, start, len(widened), ranked) or widened
    findings = sorted(
        [*read.findings, *_of_ranks(text, chain, entries)],
        key=lambda one: (one.row is None, one.row or 0),
    )
    return FoundList(
        "ranking",
        columns,
        rows,
        start,
        read.ends[-1],
        read.left_over,
        tuple(findings),
    )


def _named(shape: Shape, ranked: bool) -> tuple[str, ...]:
    """Return the names of columns that the text does not name."""
    names = ["rank"] if ranked else []
    for at, (bracketed, figure) in enumerate(zip(shape.bracketed, shape.figures, strict=True)):
        after_bracket = at and shape.bracketed[at - 1]
        if at == 0 and not bracketed:
            names.append("name")
        elif bracketed and "detail" not in names:
            names.append("detail")
        elif after_bracket and not figure and not bracketed and "place" not in names:
            names.append("place")
        else:
            names.append(f"field_{len(names) + 1}")
    return tuple(names)


def _of_ranks(text: str, chain: Sequence[Link], entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield what is odd in the ranks of a list."""
    if entries[0].rank is None:
        return
    values = [link.reading.value for link in chain]
    sign = 1 if values[-1] >= values[0] else -1
    gaps, ties = list[int](), list[int]()
    for row, (before, after) in enumerate(pairwise(values), start=1):
        step = (after - before) * sign
        if step > 1 and not (row > 1 and (before - values[row - 2]) * sign < 0):
            gaps.append(row)
        elif step == 0:
            ties.append(row)
        elif step < 0:
            words = around(text, entries[row].start, entries[row].begin)
            said = message(
                "Rank {after} stands after {before}, out of order: “{words}”.",
                before=before,
                after=after,
                words=words,
            )
            yield finding("rank-out-of-order", said, row + 1)
    yield from _gaps(text, entries, values, gaps)
    yield from _ties(text, entries, values, ties)
    yield from _splits(text, chain, entries, sign)


def _gaps(
    text: str, entries: Sequence[Entry], values: Sequence[int], gaps: Sequence[int]
) -> Iterator[Finding]:
    if len(gaps) > _MOST_TOLD or len(gaps) > 0.5 * len(values):
        said = message(
            "Ranks are left out {count} times, first between {before} and {after}: perhaps this "
            "is a part of a longer list.",
            count=len(gaps),
            before=values[gaps[0] - 1],
            after=values[gaps[0]],
        )
        yield finding("rank-gaps", said)
        return
    for row in gaps:
        said = message(
            "After rank {before} comes {after}: “{words}”.",
            before=values[row - 1],
            after=values[row],
            words=around(text, entries[row].start, entries[row].begin),
        )
        yield finding("rank-gap", said, row + 1)


def _ties(
    text: str, entries: Sequence[Entry], values: Sequence[int], ties: Sequence[int]
) -> Iterator[Finding]:
    if len(ties) > _MOST_TOLD:
        said = message(
            "{count} entries have the rank of the entry before, the first at rank {rank}.",
            count=len(ties),
            rank=values[ties[0]],
        )
        yield finding("rank-repeated", said)
        return
    for row in ties:
        said = message(
            "Rank {rank} stands twice: “{words}”.",
            rank=values[row],
            words=around(text, entries[row].start, entries[row].begin),
        )
        yield finding("rank-repeated", said, row + 1)


def _splits(
    text: str, chain: Sequence[Link], entries: Sequence[Entry], sign: int
) -> Iterator[Finding]:
    """Yield where digits before a mark could be split between cell and rank in another way."""
    for at, (mark, reading) in enumerate(chain):
        if mark.whole == 0 or mark.printed == 1 or at == 0:
            continue
        before = chain[at - 1].reading.value * sign
        if reading.value * sign == before + 1:
            continue  # it counts on
        limit = chain[at + 1].reading.value * sign if at + 1 < len(chain) else None
        others = [
            one.value
            for one in mark.readings()
            if one.digits != reading.digits
            and before <= one.value * sign
            and (limit is None or one.value * sign <= limit)
        ]
        if others:
            said = message(
                "The digits before an entry were read as rank {rank}; {others} is possible too: "
                "“{words}”.",
                rank=reading.value,
                others=", ".join(map(str, others)),
                words=around(text, mark.start, mark.end),
            )
            yield finding("rank-split", said, at + 1)
