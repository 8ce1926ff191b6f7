"""The noun that a number counts in English: the first plural after it, over a few adjectives."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from steelyard.claims.text.vocabulary import words

__all__ = ["noun"]

_WORD = re.compile(r"[ \u00a0]([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*+)")
_REACH = 4
_NO_PLURAL = ("ss", "us", "is", "'s", "’s")


def noun(text: str, at: int) -> tuple[int, int, str] | None:
    """Return where the words that a number counts begin and end, and the noun; None if none.

    >>> noun("10 new models in 2026", 2)
    (3, 13, 'models')
    """
    end = at
    for _ in range(_REACH):
        found = _WORD.match(text, end)
        if found is None:
            return None
        word, end = found[1], found.end()
        kind = _kind(word)
        if kind == "stop":
            return None
        if kind == "plural":
            return at + 1, end, word
    return None


@lru_cache(maxsize=8192)
def _kind(word: str) -> str:
    """Return whether a word is a plural, or one that no noun phrase runs over."""
    lowered = word.lower()
    if lowered in _stops() and not (word.isupper() and len(word) > 1):  # US firms
        return "stop"
    plural = word[-1] == "s" and len(word) > 2 and not lowered.endswith(_NO_PLURAL)
    return "plural" if plural or lowered in _irregular() else ""


@cache
def _stops() -> frozenset[str]:
    return frozenset(words("english_words", "kind", "function", "verb"))


@cache
def _irregular() -> frozenset[str]:
    return frozenset(words("english_words", "kind", "plural"))
