"""The shape that most entries of a list share, and how an entry is fitted to it.

A shape says which separators cut an entry and what its pieces are: text, or what stands in
brackets. An entry of other pieces is fitted at the least cost; where several ways cost the same,
that is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from steelyard.claims.found import Span
from steelyard.claims.lists.pieces import Piece, cut, separators_in

__all__ = ["Fit", "Shape", "fit", "follows_a_comma", "shape_of"]

_MOST_PIECES = 16
_USUAL = 0.5
_FIGURE = re.compile(
    r"[^\w(（]{0,3}[A-Z]{0,3}[$€£¥￥]? ?[+\-−]?[0-9０-９][0-9０-９,，.．]*\s?[^\W\d]{0,6}[%％‰]?"
)
_HAN = re.compile(r"[\u3400-\u9fff]")

_EMPTY = 1.0
_MERGED = 1.0
_BRACKET_KEPT = 0.6
_BRACKET_ELSEWHERE = 0.9
_JOINED = 0.1
_NO_FIGURE = 0.7
_FIGURE_IN_TEXT = 0.3


class Shape(NamedTuple):
    """What most entries look like.

    Parameters
    ----------
    separators
        The kinds of separators that cut.
    bracketed
        For each cell after the rank, whether it stands in brackets.
    figures
        For each cell, whether it is a figure in most entries.
    share
        The share of entries that look so.
    """

    separators: frozenset[str]
    bracketed: tuple[bool, ...]
    figures: tuple[bool, ...]
    share: float


class Fit(NamedTuple):
    """How an entry fits: its cells, the cost of it, and in how many ways at that cost."""

    cells: tuple[Span | None, ...]
    cost: float
    ways: int


def shape_of(text: str, entries: Sequence[Span], lines: bool) -> Shape:
    """Return the shape that most of some entries share.

    Parameters
    ----------
    text
        The text.
    entries
        Where the words of each entry stand; at least one.
    lines
        Whether every entry takes several lines.
    """
    counts = Counter[str]()
    for start, end in entries:
        counts.update(separators_in(text, start, end).keys())
    usual = {
        kind
        for kind, count in counts.items()
        if count >= _USUAL * len(entries) and kind not in ("space", "line")
    }
    separators = frozenset(usual | {"line"} if lines else usual)
    found = _most(text, entries, separators)
    if len(found.bracketed) == 1 and counts["space"] >= 0.8 * len(entries):
        spaced = _most(text, entries, frozenset({"space"}))
        han = sum(bool(_HAN.search(text, *entry)) for entry in entries)
        if spaced.share >= 0.6 and han >= 0.8 * len(entries):
            return spaced
    return found


def _most(text: str, entries: Sequence[Span], separators: frozenset[str]) -> Shape:
    """Return the shape that most entries have if these separators cut."""
    cuts = [cut(text, *entry, separators) for entry in entries]
    kinds = Counter(tuple(piece.bracketed for piece in pieces) for pieces in cuts)
    bracketed, count = max(kinds.items(), key=lambda item: (item[1], len(item[0])))
    alike = [pieces for pieces in cuts if tuple(piece.bracketed for piece in pieces) == bracketed]
    figures = tuple(
        sum(_is_figure(text, pieces[at]) for pieces in alike) >= 0.8 * len(alike)
        for at in range(len(bracketed))
    )
    return Shape(separators, bracketed, figures, count / len(entries))


def fit(text: str, start: int, end: int, shape: Shape) -> Fit:
    """Fit the words of an entry into the cells of a shape.

    Parameters
    ----------
    text
        The text.
    start, end
        Where the entry's words stand.
    shape
        What most entries look like.

    Returns
    -------
    Fit
        The cells; the cost is 0 where the entry is of the shape.
    """
    pieces = cut(text, start, end, shape.separators)
    if tuple(piece.bracketed for piece in pieces) == shape.bracketed:
        cells = tuple(Span(one.start, one.end) if one.end > one.start else None for one in pieces)
        return Fit(cells, 0.0, 1)
    if not pieces:
        return Fit((None,) * len(shape.bracketed), len(shape.bracketed) * _EMPTY, 1)
    if len(pieces) > _MOST_PIECES:
        pieces = [*pieces[: _MOST_PIECES - 1], _joined(pieces[_MOST_PIECES - 1 :])]
    return _aligned(text, pieces, shape)


def _joined(pieces: Sequence[Piece]) -> Piece:
    """Return one piece of text from several."""
    first, last = pieces[0], pieces[-1]
    return Piece(False, first.outer_start, last.outer_end, first.outer_start, last.outer_end)


class _Way(NamedTuple):
    """The best way to fit the first pieces into the first cells."""

    cost: float
    ways: int
    begin: int


def _aligned(text: str, pieces: Sequence[Piece], shape: Shape) -> Fit:
    """Return the cheapest way to give each cell some neighbouring pieces, or none."""
    width, count = len(shape.bracketed), len(pieces)
    table: list[list[_Way | None]] = [[_Way(0.0, 1, 0), *[None] * count]]
    for cell in range(width):
        row = list[_Way | None]()
        for end in range(count + 1):
            row.append(_cheapest(text, pieces, shape, cell, end, table[-1]))
        table.append(row)
    last = table[-1][count]
    if last is None:
        # A bracket that no cell takes: all of it is the name.
        whole = _joined(pieces)
        empty: tuple[Span | None, ...] = (None,) * (width - 1)
        return Fit((Span(whole.start, whole.end), *empty), width * _EMPTY + 1, 1)
    cells, end = list[Span | None](), count
    for cell in range(width, 0, -1):
        way = table[cell][end]
        assert way is not None
        cells.append(_cell(pieces[way.begin : end], shape.bracketed[cell - 1]))
        end = way.begin
    return Fit(tuple(reversed(cells)), last.cost, last.ways)


def _cheapest(
    text: str,
    pieces: Sequence[Piece],
    shape: Shape,
    cell: int,
    end: int,
    before: Sequence[_Way | None],
) -> _Way | None:
    """Return the best way to end a cell before a piece."""
    best: _Way | None = None
    for begin in range(end + 1):
        way = before[begin]
        cost = _cost(text, pieces[begin:end], shape, cell) if way is not None else None
        if way is None or cost is None:
            continue
        total = way.cost + cost
        if best is None or total < best.cost - 1e-9:
            best = _Way(total, way.ways, begin)
        elif total < best.cost + 1e-9:
            best = best._replace(ways=best.ways + way.ways)
    return best


def _cost(text: str, pieces: Sequence[Piece], shape: Shape, cell: int) -> float | None:
    """Return what it costs to make a cell of some pieces; None if it cannot be."""
    if not pieces:
        return _EMPTY if cell else None
    if shape.bracketed[cell]:
        return 0.0 if len(pieces) == 1 and pieces[0].bracketed else None
    if pieces[0].bracketed and cell:
        return None
    cost = 0.0
    for one, other in pairwise(pieces):
        if other.bracketed or one.bracketed:
            cost += _BRACKET_KEPT if cell == 0 else _BRACKET_ELSEWHERE
        elif follows_a_comma(text[other.start : other.end]):
            cost += _JOINED
        else:
            cost += _MERGED
    if cell:
        figure = len(pieces) == 1 and _is_figure(text, pieces[0])
        if shape.figures[cell] and not figure:
            cost += _NO_FIGURE
        elif figure and not shape.figures[cell]:
            cost += _FIGURE_IN_TEXT
    return cost


def _cell(pieces: Sequence[Piece], bracketed: bool) -> Span | None:
    if not pieces:
        return None
    if bracketed:
        return Span(pieces[0].start, pieces[0].end)
    span = Span(pieces[0].outer_start, pieces[-1].outer_end)
    return span if span.end > span.start else None


def _is_figure(text: str, piece: Piece) -> bool:
    return _FIGURE.fullmatch(text, piece.start, piece.end) is not None


def follows_a_comma(words: str) -> bool:
    """Return whether words are of those that follow a comma without beginning a cell."""
    return words.casefold().rstrip(".") in _joining()


@cache
def _joining() -> frozenset[str]:
    """Return what follows a comma without beginning a cell: Inc., Ltd., D.C."""
    lines = (Path(__file__).parent / "joined.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold().rstrip(".") for line in lines[1:])
