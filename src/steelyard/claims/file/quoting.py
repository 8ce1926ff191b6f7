"""Words found again in the text that they were taken from.

Space does not count, nor whether a sign has half or full width: a quotation that was broken into
lines, or typed on another keyboard, is still the same words.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache

from steelyard.claims.found import Span

__all__ = ["Quotable", "fold_words", "quotable"]


def fold_words(text: str) -> str:
    """Return words without space, every sign in its plain width.

    >>> fold_words("１５．６ ％")
    '15.6%'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


class Quotable:
    """A text in which words can be found.

    Parameters
    ----------
    text
        The text.

    Examples
    --------
    >>> Quotable("佔全球 １５．６％，").find("全球15.6%")
    Span(start=1, end=9)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        """The folded text, and for each of its characters where it stands in the text."""
        pieces, places = list[str](), list[int]()
        for at, character in enumerate(self._text):
            piece = character if character.isascii() else unicodedata.normalize("NFKC", character)
            for sign in piece:
                if not sign.isspace():
                    pieces.append(sign)
                    places.append(at)
        return "".join(pieces), places

    def find(self, words: str) -> Span | None:
        """Return where words stand first; None if nowhere."""
        wanted = fold_words(words)
        folded, places = self._folded
        start = folded.find(wanted) if wanted else -1
        if start < 0:
            return None
        return Span(places[start], places[start + len(wanted) - 1] + 1)


@lru_cache(maxsize=8)
def quotable(text: str) -> Quotable:
    """Return a text in which words can be found; what makes it fast is kept for the next time."""
    return Quotable(text)
