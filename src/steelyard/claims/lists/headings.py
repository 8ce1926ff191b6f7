"""The names of columns: from a line above a list, or the first row of a table.

A heading is known by its words (排名, Rank, Brand); nothing is guessed from what stands below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from steelyard.claims.lists.words import vocabulary

__all__ = ["heading_before", "is_heading", "unique"]

_BETWEEN = re.compile(r"[\s,，、|｜/／()（）\[\]【】:：;；\-–—]+")
_REACH = 200
_LONGEST = 24


def heading_before(text: str, start: int, count: int, ranked: bool) -> tuple[str, ...] | None:
    """Return the names of columns that stand directly before a list; None where none do.

    Parameters
    ----------
    text
        The text.
    start
        Where the list begins.
    count
        How many columns it has.
    ranked
        Whether the first is the rank.
    """
    line = text[max(start - _REACH, 0) : start].rstrip().rsplit("\n", 1)[-1]
    for words in (re.split(r"\t| {2,}|\u3000", line.strip()), _BETWEEN.split(line.strip())):
        names = [word.strip() for word in words if word.strip()]
        if len(names) > count and _is_rank(names[-count]):
            names = names[-count:]
        if len(names) == count and is_heading(names):
            return unique(names)
        if ranked and len(names) == count - 1 and _is_name(names[0]) and is_heading(names):
            return unique(["rank", *names])
    return None


def is_heading(cells: Sequence[str]) -> bool:
    """Return whether cells are the names of columns: short, and one is a word for rank or name."""
    return (
        len(cells) > 1
        and all(len(cell) <= _LONGEST for cell in cells)
        and any(_is_rank(cell) or _is_name(cell) for cell in cells)
    )


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which each stands once; an empty one is called after its place.

    >>> unique(["Rank", "", "Rank"])
    ('Rank', 'field_2', 'Rank_2')
    """
    taken, result = set[str](), list[str]()
    for at, name in enumerate(names, start=1):
        first = candidate = " ".join(name.split()) or f"field_{at}"
        number = 2
        while candidate in taken:
            candidate, number = f"{first}_{number}", number + 1
        taken.add(candidate)
        result.append(candidate)
    return tuple(result)


def _is_rank(word: str) -> bool:
    return word.casefold() in vocabulary("rank")


def _is_name(word: str) -> bool:
    return word.casefold() in vocabulary("name")
