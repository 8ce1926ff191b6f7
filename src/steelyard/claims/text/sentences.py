"""Where the sentences of a text begin and end, in Chinese and English.

Which line ends are inside a sentence is left to ``wrapping``.
"""

from __future__ import annotations

import re
from functools import cache

from steelyard.claims.found import Span
from steelyard.claims.text.vocabulary import table
from steelyard.claims.text.wrapping import Unwrapped, unwrapped

__all__ = ["sentences", "sentences_of"]

_END = re.compile(
    r"[。！？!?；;]++[」』”’\"）)]*+|\.+(?=[\s」』”’\"）)]|$)[」』”’\"）)]*+|[\r\n]++"
)
_WORD = re.compile(r"[A-Za-z.]*$")
_LONGEST = 8


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in table("abbreviations"))


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text, without space around them.

    A point ends one before a space, unless an abbreviation or a single capital stands before it
    and no new sentence can be seen after it. A line end ends one where it does not only break a
    line of prose.

    >>> text = "U.S. firms lead. No. 8 is Co., Ltd.; 2.5% more"
    >>> [text[start:end] for start, end in sentences(text)]
    ['U.S. firms lead.', 'No. 8 is Co., Ltd.;', '2.5% more']
    """
    without = unwrapped(text)
    return tuple(without.span(*span) for span in sentences_of(without))


def sentences_of(without: Unwrapped) -> tuple[Span, ...]:
    """Return the sentences of a text without line breaks, by their positions in it."""
    text = without.text
    found: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and _abbreviated(text, end.start()):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    begin = start + len(part) - len(part.lstrip())
    stop = start + len(part.rstrip())
    if begin < stop:
        found.append(Span(begin, stop))


def _abbreviated(text: str, at: int) -> bool:
    word = _WORD.search(text[max(0, at - _LONGEST) : at])
    assert word is not None
    bare = word[0].lower().strip(".")
    if not bare:
        return False
    return bare in _abbreviations() or (len(bare) == 1 and word[0].isupper())
