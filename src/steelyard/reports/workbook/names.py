"""Names of sheets: what a spreadsheet program lets a sheet be called."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["sheet_name"]

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = "history"


def sheet_name(title: str, taken: Collection[str] = ()) -> str:
    """Return a name for a sheet: at most 31 signs, all of them allowed, different from others.

    Parameters
    ----------
    title
        What the sheet is called.
    taken
        The names of the other sheets; capitals make no difference.

    Examples
    --------
    >>> sheet_name("Points: 2024/25"), sheet_name("Ranking", ["ranking"])
    ('Points 2024 25', 'Ranking (2)')
    """
    spaced = " ".join(_FORBIDDEN.sub(" ", title).split())
    clean = spaced.strip("' ") or "–"
    if clean.lower() == _RESERVED:
        clean += " –"
    known = {name.lower() for name in taken}
    number, name = 1, _cut(clean, "")
    while name.lower() in known:
        number += 1
        name = _cut(clean, f" ({number})")
    return name


def _cut(text: str, end: str) -> str:
    """Return a text and its end in 31 signs, as spreadsheet programs count: in UTF-16."""
    room = _LONGEST - len(end)
    while len(text.encode("utf-16-le")) // 2 > room:
        text = text[:-1]
    return text.rstrip("' ") + end
