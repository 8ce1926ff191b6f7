"""The words of an entry: what stands after a rank, up to the next, and where it may end.

Which of the words are which cell is left to ``steelyard.claims.lists.cells``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from steelyard.claims.found import Cell
from steelyard.claims.lists.chains import Link

__all__ = [
    "SEPARATORS",
    "Entry",
    "Layout",
    "entries_of",
    "layout_of",
    "possible_ends",
    "trimmed_end",
]

SEPARATORS = (
    " \t\r\n\u3000\u00a0\ufeff\u200b"
    ",，、;；:：/／|｜-–—－―~～─.．。·•●○◆◇■□▪‣*＊_…⋯>="
    "()（）[]［］【】〔〕"
)
"""What may stand between cells and belongs to none."""

_TRAILING = " \t\r\n\u3000\u00a0\ufeff\u200b,，、;；|｜/／。"
_DECORATION = "=•●○◆◇■□▪‣*＊-–—·・>_#"
_STOP = re.compile(r"\n|[。！？](?=.)|(?:(?<=[a-z]{4})|(?<=[0-9%)）]))\.[ \t]{1,3}(?=[A-Z“\"])")
_PARAGRAPH = re.compile(r"\n[ \t\u3000\r]*\n")
_MOST_ENDS = 8
_FIRST, _MOST = 50, 0.6
_LONGEST_LAST = 400


class Entry(NamedTuple):
    """An entry of a list.

    Parameters
    ----------
    rank
        Its rank in plain digits, and where that is printed; None in a list without.
    start
        Where the entry begins, with its mark.
    begin, end
        Where its words stand.
    """

    rank: Cell | None
    start: int
    begin: int
    end: int


class Layout(NamedTuple):
    """How a list is laid out.

    Parameters
    ----------
    lines
        Whether most entries begin a line.
    height
        How many lines most entries take, if more than one belongs to them; else 1.
    """

    lines: bool
    height: int


def entries_of(text: str, chain: Sequence[Link], wall: int) -> list[Entry]:
    """Return the entries of a chain of ranks.

    Parameters
    ----------
    text
        The text.
    chain
        The ranks.
    wall
        Where the last entry ends at the latest.
    """
    begins = [link.start for link in chain]
    last = _last_end(text, chain[-1].mark.end, wall)
    found = list[Entry]()
    copula = _copula(text, chain)
    for at, link in enumerate(chain):
        mark, (value, printed, _cost) = link
        limit = begins[at + 1] if at + 1 < len(chain) else last
        rank = Cell(str(value), mark.number_end - printed, mark.number_end) if printed else None
        begin = mark.end
        if copula and text.startswith(copula, begin):
            begin += 1
        found.append(Entry(rank, begins[at], begin, trimmed_end(text, begin, limit)))
    return found


def _copula(text: str, chain: Sequence[Link]) -> str:
    """Return the “is” that most ranks are followed by; a single name may begin with it."""
    for word in "是為为":
        count = sum(text.startswith(word, link.mark.end) for link in chain[:_FIRST])
        if count > _MOST * min(len(chain), _FIRST):
            return word
    return ""


def _last_end(text: str, begin: int, wall: int) -> int:
    """Return how far the last entry may reach: to the end of its paragraph."""
    limit = min(wall, begin + _LONGEST_LAST)
    paragraph = _PARAGRAPH.search(text, begin, limit)
    return paragraph.start() if paragraph else limit


def trimmed_end(text: str, begin: int, end: int) -> int:
    """Return where words end without separators and the bullets of the next line."""
    while end > begin:
        if text[end - 1] in _TRAILING:
            end -= 1
            continue
        at = end
        while at > begin and text[at - 1] in _DECORATION + " \t\u3000":
            at -= 1
        if at == end or text[at - 1] != "\n":
            break
        end = at
    return end


def possible_ends(text: str, entry: Entry) -> list[int]:
    """Return where the words of an entry may end: at the end of a line or sentence, or at all."""
    ends = list[int]()
    for match in _STOP.finditer(text, entry.begin, entry.end):
        end = trimmed_end(text, entry.begin, match.start())
        if end > entry.begin and end not in ends[-1:]:
            ends.append(end)
        if len(ends) == _MOST_ENDS:
            break
    return ends if entry.end in ends[-1:] else [*ends, entry.end]


def layout_of(text: str, chain: Sequence[Link], entries: Sequence[Entry]) -> Layout:
    """Return how a list is laid out."""
    lines = sum(link.mark.first for link in chain) >= 0.7 * len(chain)
    if not lines:
        return Layout(False, 1)
    heights = Counter(
        sum(1 for line in text[entry.begin : entry.end].split("\n") if line.strip())
        for entry in entries[:-1][:200]
    )
    height, count = max(heights.items(), key=lambda item: (item[1], -item[0]))
    usual = height > 1 and count >= 0.6 * min(len(entries) - 1, 200)
    return Layout(True, height if usual and height <= 6 else 1)
