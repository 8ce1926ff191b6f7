"""The words that figures are read by: tables beside this module, and patterns made of them.

What a word does to a figure stands in its table; how words and digits make a figure is left to
``pattern`` and ``reading``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

__all__ = ["LATIN", "alternatives", "border", "spellings", "table", "words"]

LATIN = "A-Za-zÀ-ɏ"
"""Latin letters, for a class of characters."""

_FOLDER = Path(__file__).parent
_Branches: TypeAlias = "dict[str, _Branches | str]"
_END = ""


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a vocabulary, by its name without ending."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def words(name: str, column: str, *values: str) -> tuple[str, ...]:
    """Return the words of a vocabulary that have one of some values in a column."""
    return tuple(row["word"] for row in table(name) if row[column] in values)


def spellings(word: str) -> tuple[str, ...]:
    """Return how an English word is written: small, at the start of a sentence, in capitals.

    Words of two letters are not varied: mw is not MW.

    >>> spellings("more than"), spellings("USD")
    (('more than', 'More than', 'MORE THAN'), ('USD',))
    """
    if len(word) <= 2 or not (word.islower() and word.isascii()):
        return (word,)
    return tuple(dict.fromkeys((word, word[0].upper() + word[1:], word.upper())))


def border(word: str) -> str:
    """Return the pattern of what must follow a word: after Latin letters, none of them."""
    if word[-1].isascii() and word[-1].isalnum():
        return rf"(?![{LATIN}0-9²³/]|-[a-z])" if len(word) <= 2 else rf"(?![{LATIN}]|-[a-z])"
    return ""


def alternatives(known: Iterable[str] | Mapping[str, str], *, backwards: bool = False) -> str:
    """Return a pattern that matches the longest of some words, branching letter by letter.

    Parameters
    ----------
    known
        The words; or words and for each a pattern that must match after it.
    backwards
        Whether the pattern is for a text that was turned around.

    Examples
    --------
    >>> alternatives(["萬", "萬億", "億"])
    '(?:萬億?|億)'
    """
    conditions = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    root: _Branches = {}
    for word, condition in conditions.items():
        node = root
        for letter in reversed(word) if backwards else word:
            below = node.setdefault(letter, {})
            assert isinstance(below, dict)
            node = below
        node[_END] = condition
    return _branching(root)


def _branching(node: _Branches) -> str:
    ways = [
        re.escape(letter) + _branching(below)
        for letter, below in node.items()
        if isinstance(below, dict)
    ]
    end = node.get(_END)
    if isinstance(end, str):
        if not ways:
            return end
        if not end:
            joined = "|".join(ways)
            return f"{joined}?" if len(joined) == 1 else f"(?:{joined})?"
        ways.append(end)
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
