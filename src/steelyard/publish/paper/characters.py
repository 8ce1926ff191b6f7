"""Texts as they can be printed: whatever stands in a name comes out as letters on paper.

A name may hold control characters, marks that turn the direction of what follows, or letters
that no font of the machine has. Each of these stands on paper by its number, ``[U+202E]``, so
that nothing is left out and nothing is an empty box.

Source: Unicode Standard Annex #9, Bidirectional Algorithm; ISO 14289-1 (PDF/UA), 7.21.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["breakable", "missing", "of_picture", "printable", "strings", "translated"]

_SPACES = re.compile(r"[\s\u0085\u2028\u2029]+")
_FIRST_ISOLATE, _POP = "\u2068", "\u2069"
_INVISIBLE = {"\u00ad", "\u200b", "\ufeff", "\ufffe"}
_TURNS = {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI"}
"""What changes the direction of the text that follows, by its bidirectional class.

What keeps the direction of a name to itself (first strong isolate and its end) does not.
"""
_RIGHT_TO_LEFT = {"R", "AL"}
_LONG = re.compile(r"[^\s\u200b-\u200f\u2e80-\uffef]{25,}")
_PIECE = 20
_WRITTEN = re.compile(r">([^<]+)<")
_MARKS = ("Mn", "Mc", "Me")


def printable(text: str, lacking: frozenset[str] = frozenset()) -> str:
    r"""Return a text as it can be printed.

    Parameters
    ----------
    text
        Any text.
    lacking
        Characters that no font has.

    Examples
    --------
    >>> printable("a\tb\n c"), printable("\u202eevil"), printable("\x07")
    ('a b c', '[U+202E]evil', '[U+0007]')
    >>> printable("🦀🦀 & co", frozenset("🦀"))
    '[U+1F980 U+1F980] & co'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _SPACES.sub(" ", text).strip()
    told = "".join(_told(text, lacking))
    if any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in told):
        # What is written from the right must not turn what stands beside it.
        return f"{_FIRST_ISOLATE}{told}{_POP}"
    return told


def _told(text: str, lacking: frozenset[str]) -> Iterator[str]:
    """Yield the text in pieces, with numbers for what cannot be printed."""
    numbers: list[str] = []
    for one in text:
        if one in _INVISIBLE:
            continue
        if _cannot(one) or one in lacking:
            numbers.append(f"U+{ord(one):04X}")
            continue
        if numbers:
            yield f"[{' '.join(numbers)}]"
            numbers = []
        yield one
    if numbers:
        yield f"[{' '.join(numbers)}]"


def _cannot(one: str) -> bool:
    """Return whether a character is none that has a form: a control, half a pair, unassigned."""
    return unicodedata.bidirectional(one) in _TURNS or unicodedata.category(one) in (
        "Cc",
        "Cs",
        "Cn",
    )


def breakable(text: str) -> str:
    """Return a text of which very long words may be broken across lines.

    Examples
    --------
    >>> breakable("x" * 30).count(chr(0x200B)), breakable("a word") == "a word"
    (1, True)
    """
    return _LONG.sub(_broken, text)


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    return "\u200b".join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def of_picture(svg: str, change: Callable[[str], str]) -> str:
    """Return a picture with the texts in it changed.

    Examples
    --------
    >>> of_picture('<svg a="x"><text>x &amp; y</text></svg>', lambda text: text.replace("x", "z"))
    '<svg a="x"><text>z &amp; y</text></svg>'
    """
    return _WRITTEN.sub(lambda found: f">{change(found[1])}<", svg)


def strings(value: Any) -> Iterator[str]:
    """Yield every text of plain data."""
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from strings(one)
        case Sequence():
            for one in value:
                yield from strings(one)


def translated(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain data with every text changed."""
    match value:
        case str():
            return change(value)
        case Mapping():
            return {name: translated(one, change) for name, one in value.items()}
        case Sequence():
            return [translated(one, change) for one in value]
    return value


def missing(characters: Sequence[str], shown: Callable[[str], bool]) -> frozenset[str]:
    """Return the characters that no font has.

    Parameters
    ----------
    characters
        Single characters; those near each other in Unicode should stand near each other, since
        a font lacks whole blocks.
    shown
        Whether all characters of a text can be shown.

    Examples
    --------
    >>> sorted(missing("abcdefgh", lambda text: not set("dh") & set(text)))
    ['d', 'h']
    """
    found: set[str] = set()
    open_ = [list(characters)] if characters else []
    while open_:
        group = open_.pop()
        if shown(" ".join(_alone(one) for one in group)):
            continue
        if len(group) == 1:
            found.add(group[0])
            continue
        half = len(group) // 2
        open_ += [group[:half], group[half:]]
    return frozenset(found)


def _alone(one: str) -> str:
    """Return a character as it can stand by itself: a combining mark on a letter."""
    return f"a{one}" if unicodedata.category(one) in _MARKS else one
