"""Prose whose lines were broken to fit a page or a mail, with the breaks taken out.

A line end inside a paragraph is then a space, or nothing beside a Chinese character, and figures
and sentences go on over it. Positions are turned back into those of the text as read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from steelyard.claims.found import Span

__all__ = ["Unwrapped", "unwrapped"]

_LINE = re.compile(r"[^\r\n]++")
_LINE_END = re.compile(r"\r?\n|\r")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]"
)
_NARROWEST, _WIDEST = 40, 160
_FULL = 0.75
"""What part of the widest line a line and the next word must fill, that it was broken there."""
_ENDS = re.compile(r"[。！？!?；;：:…][」』”’\"）)]*+$")
_LAID_OUT = re.compile(r"[\t|]|\S {3}|\S\u3000{2}")
_MARK = re.compile(
    r"[-*+•·‧●○■□◆◇▪▸►#<>※★☆]"
    r"|第?[0-9０-９]{1,3}(?:[.．](?![0-9０-９])|[、）)：:名位])"
    r"|[(（\[【](?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[)）\]】]"
    r"|[一二三四五六七八九十]{1,3}[、.．：:]|[A-Za-z][.)）] |[ivxIVX]{1,4}[.)）] "
    r"|No\. ?[0-9]{1,3}\b"
)
_NUMBER = re.compile(r"([0-9]{1,3})(?=\s)")
_FIRST_WORD = re.compile(r"[!-~À-ɏ‘-”]++")


@dataclass(frozen=True)
class Unwrapped:
    """A text without the line ends that only break its lines.

    Parameters
    ----------
    text
        The text.
    starts, origins
        Where its pieces begin, in it and in the text as read.
    """

    text: str
    starts: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of it stands in the text as read."""
        if len(self.starts) == 1:  # nothing was taken out
            return Span(start, end)
        if start == end:
            return Span(self._origin(start), self._origin(start))
        return Span(self._origin(start), self._origin(end - 1) + 1)

    def _origin(self, at: int) -> int:
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]


class _Line(NamedTuple):
    """A line that is not blank: where its words stand, how deep they are set in, how wide."""

    start: int
    end: int
    indent: int
    width: int


def unwrapped(text: str) -> Unwrapped:
    r"""Return a text without the line ends that only break its lines.

    A line end stays where the line is short or leaves room for the word that follows, where it
    ends a sentence, and before a blank line, an indented one, or one that begins with the mark of
    a list or a table.

    >>> text = "In the year that ended in March, sales came to 84\nbillion USD, a fifth more."
    >>> without = unwrapped(text)
    >>> without.text[47:61], without.span(47, 61)
    ('84 billion USD', Span(start=47, end=61))
    """
    pieces, starts, origins = list[str](), [0], [0]
    at = length = 0
    for before, after in _breaks(text):
        sign = "" if _is_joined(text[before - 1], text[after]) else " "
        pieces += [text[at:before], sign]
        length += before - at + len(sign)
        starts.append(length)
        origins.append(after)
        at = after
    if not pieces:
        return Unwrapped(text)
    return Unwrapped("".join([*pieces, text[at:]]), starts, origins)


def _is_joined(last: str, first: str) -> bool:
    """Return whether nothing stands between two signs when no line end does."""
    return last == "-" or _WIDE.match(last) is not None or _WIDE.match(first) is not None


def _breaks(text: str) -> Iterator[Span]:
    """Yield the stretches of space around the line ends that only break lines."""
    if "\n" not in text and "\r" not in text:
        return
    for block in _blocks(text):
        widest = max(line.width for line in block)
        if not _NARROWEST <= widest <= _WIDEST:
            continue
        for line, following in pairwise(block):
            if _is_broken(text, line, following, widest):
                yield Span(line.end, following.start)


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Yield the lines that follow each other without a blank one between."""
    block, end = list[_Line](), 0
    for found in _LINE.finditer(text):
        line = _line(text, *found.span())
        adjoining = line is not None and _LINE_END.fullmatch(text, end, found.start()) is not None
        if block and not adjoining:
            yield block
            block = []
        if line is not None:
            block.append(line)
        end = found.end()
    if block:
        yield block


def _line(text: str, start: int, end: int) -> _Line | None:
    if end - start > 2 * _WIDEST:  # of no prose that was broken into lines
        return _Line(start, end, 0, end - start)
    words = text[start:end]
    bare = words.strip()
    if not bare:
        return None
    indent = len(words) - len(words.lstrip())
    width = len(bare) + (0 if bare.isascii() else len(_WIDE.findall(bare)))
    return _Line(start + indent, start + indent + len(bare), indent, width)


def _is_broken(text: str, line: _Line, following: _Line, widest: int) -> bool:
    """Return whether a line ends only because the page is no wider."""
    if line.width < _NARROWEST or following.indent > line.indent:
        return False
    word = _FIRST_WORD.match(text, following.start, following.end)
    needed = 1 + (len(word[0]) if word is not None else 1)
    if line.width + needed < _FULL * widest:
        return False
    words, after = text[line.start : line.end], text[following.start : following.end]
    if _ENDS.search(words[-8:]) or _MARK.match(after):
        return False
    if _LAID_OUT.search(words) or _LAID_OUT.search(after):
        return False
    return not _is_counted(words, after)


def _is_counted(words: str, after: str) -> bool:
    """Return whether two lines begin with a number and the next one, as entries of a list do."""
    one, other = _NUMBER.match(words), _NUMBER.match(after)
    return one is not None and other is not None and int(other[1]) == int(one[1]) + 1
