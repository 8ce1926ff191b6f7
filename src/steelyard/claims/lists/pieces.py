"""Cut the words of an entry into pieces: text between separators, and what stands in brackets.

Brackets within brackets, of any width, belong to the outermost. Which separators cut, and which
piece is which cell, is left to ``steelyard.claims.lists.shape``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Piece", "cut", "separators_in"]

_TOKEN = re.compile(
    r"(?P<open>[(（\[［【〔])"
    r"|(?P<close>[)）\]］】〕])"
    r"|(?P<comma>(?<![0-9０-９])[,，]|[,，](?![0-9０-９]{3}(?![0-9０-９])))"
    r"|(?P<enumeration>、)"
    r"|(?P<semicolon>[;；])"
    r"|(?P<bar>[|｜])"
    r"|(?P<colon>[:：](?![0-9]))"
    r"|(?P<slash>[/／])"
    "|(?P<dash>[ \t\u3000]{1,4}[-–—－~～][ \t\u3000]{1,4}|[—–―─]{1,3}|(?<=\\S)[…⋯]{1,4}|[.·]{4,40})"
    "|(?P<space>[ \t\u3000\u00a0\r\n]+)"
)


class Piece(NamedTuple):
    """A piece of an entry.

    Parameters
    ----------
    bracketed
        Whether it stands in brackets.
    start, end
        Its words, without brackets and space around.
    outer_start, outer_end
        The same with its brackets.
    """

    bracketed: bool
    start: int
    end: int
    outer_start: int
    outer_end: int


class _Cut(NamedTuple):
    """Where a separator or an outermost bracket group stands, and its kind."""

    kind: str
    start: int
    end: int


def separators_in(text: str, start: int, end: int) -> dict[str, int]:
    """Return how often each kind of separator stands outside of brackets, between words."""
    found = dict[str, int]()
    cuts = list(_cuts(text, start, end))
    for number, one in enumerate(cuts):
        if one.kind == "bracket" or not text[start : one.start].strip():
            continue
        if number + 1 == len(cuts) and not text[one.end : end].strip():
            continue
        found[one.kind] = found.get(one.kind, 0) + 1
    return found


def cut(text: str, start: int, end: int, separators: frozenset[str]) -> list[Piece]:
    """Return the pieces of ``text[start:end]``.

    Parameters
    ----------
    text
        The text.
    start, end
        Where the entry stands.
    separators
        The kinds of separators that cut.

    Examples
    --------
    >>> text = "甲(電腦(含手機)),深圳"
    >>> [text[one.start : one.end] for one in cut(text, 0, len(text), frozenset({"comma"}))]
    ['甲', '電腦(含手機)', '深圳']
    """
    pieces = list[Piece]()
    begin, after_separator = start, False
    for one in _cuts(text, start, end):
        if one.kind != "bracket" and one.kind not in separators:
            continue
        piece = _trimmed(text, begin, one.start)
        if piece is not None:
            pieces.append(piece)
        elif after_separator and one.kind not in ("bracket", "space", "gap", "line"):
            pieces.append(Piece(False, one.start, one.start, one.start, one.start))
        after_separator = one.kind != "bracket"
        if one.kind == "bracket":
            inner = _trimmed(text, one.start + 1, one.end - 1)
            if inner is not None:
                pieces.append(Piece(True, inner.start, inner.end, one.start, one.end))
        begin = one.end
    last = _trimmed(text, begin, end)
    if last is not None:
        pieces.append(last)
    return pieces


def _cuts(text: str, start: int, end: int) -> Iterator[_Cut]:
    """Yield separators and bracket groups outside of brackets; an unclosed bracket is text."""
    waiting = list[_Cut]()
    depth, opened = 0, start
    for match in _TOKEN.finditer(text, start, end):
        kind = str(match.lastgroup)
        if kind == "open":
            if not depth:
                opened = match.start()
            depth += 1
        elif kind == "close":
            if depth == 1:
                waiting.clear()
                yield _Cut("bracket", opened, match.end())
            depth = max(depth - 1, 0)
        else:
            one = _Cut(_spaced(match[0]) if kind == "space" else kind, *match.span())
            if depth:
                waiting.append(one)
            else:
                yield one
    yield from waiting


def _spaced(space: str) -> str:
    """Return the kind of a stretch of space."""
    if "\n" in space:
        return "line"
    return "gap" if len(space) > 1 or space in "\t\u3000" else "space"


def _trimmed(text: str, start: int, end: int) -> Piece | None:
    """Return a piece without the space around it; None where nothing else is."""
    words = text[start:end]
    inside = words.strip()
    if not inside:
        return None
    start += len(words) - len(words.lstrip())
    end = start + len(inside)
    return Piece(False, start, end, start, end)
