"""The words that tie figures to each other: read from ``cues.csv`` and made into patterns.

A cue is a kind of tie (a share, a growth, a mean) with the words that mark it in English and in
both scripts of Chinese. Where a cue must stand is left to the modules of the relations.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

__all__ = ["cue", "ends_with", "has", "starts_with", "words"]

_FILE = Path(__file__).with_name("cues.csv")


@cache
def _table() -> dict[str, str]:
    """Return the alternatives of each cue, longest first, so that the longest is found."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["cue"]: _alternatives(row) for row in csv.DictReader(file)}


def _alternatives(row: dict[str, str]) -> str:
    english = [_whole(word) for word in _split(row["en"])]
    chinese = [re.escape(word) for word in _split(row["zh-Hant"]) + _split(row["zh-Hans"])]
    every = sorted(dict.fromkeys(english + chinese), key=lambda word: (-len(word), word))
    return "|".join(every) or r"(?!)"


def _whole(word: str) -> str:
    """Return the pattern of an English word that is no part of a longer one."""
    before = r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"


def _split(cell: str) -> list[str]:
    return [word for word in cell.split("|") if word]


def words(*kinds: str) -> str:
    """Return a part of a pattern that matches any word of some cues."""
    table = _table()
    return "(?:" + "|".join(table[kind] for kind in kinds) + ")"


@cache
def cue(*kinds: str) -> re.Pattern[str]:
    """Return the pattern of the words of some cues.

    Examples
    --------
    >>> cue("share").search("78個，佔").group()
    '佔'
    """
    return re.compile(words(*kinds), re.IGNORECASE)


def has(text: str, *kinds: str) -> bool:
    """Return whether a word of some cues stands in a text."""
    return cue(*kinds).search(text) is not None


@cache
def _ending(kinds: tuple[str, ...], room: int) -> re.Pattern[str]:
    return re.compile(rf"{words(*kinds)}[^，,；;。:：]{{0,{room}}}\Z", re.IGNORECASE)


@cache
def _beginning(kinds: tuple[str, ...], room: int) -> re.Pattern[str]:
    return re.compile(rf"[^，,；;。:：]{{0,{room}}}?{words(*kinds)}", re.IGNORECASE)


def ends_with(text: str, *kinds: str, room: int = 0) -> bool:
    """Return whether a text ends with a cue, at most ``room`` characters of its clause after it."""
    return _ending(kinds, room).search(text) is not None


def starts_with(text: str, *kinds: str, room: int = 0) -> bool:
    """Return whether a text begins with a cue, with at most ``room`` characters before it."""
    return _beginning(kinds, room).match(text) is not None
