"""Words of a text: as cells, as findings show them, and those that lists are announced with."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

from steelyard.findings import Finding, Severity
from steelyard.i18n import Message

__all__ = ["around", "finding", "on_one_line", "vocabulary", "width"]

_SIDE = 12
_LONGEST = 60
_NOTES = frozenset(
    {"rank-gap", "rank-gaps", "rank-repeated", "line-joined", "nested-table", "merged-cells"}
)


def around(text: str, start: int, end: int) -> str:
    """Return words and a little of what stands on both sides, on one line.

    >>> around("The first is A, the second is B, the third is C.", 16, 30)
    '…first is A, the second is B, the third…'
    """
    if end - start > _LONGEST:
        words = text[start : start + _LONGEST // 2] + " … " + text[end - _LONGEST // 2 : end]
    else:
        words = text[start:end]
    before = text[max(start - _SIDE, 0) : start]
    after = text[end : end + _SIDE]
    opening = "…" if start > _SIDE else ""
    closing = "…" if end + _SIDE < len(text) else ""
    return opening + " ".join(f"{before}{words}{after}".split()) + closing


def finding(code: str, said: Message, row: int | None = None) -> Finding:
    """Return a finding of a list, yet without the list's name."""
    severity: Severity = "note" if code in _NOTES else "warning"
    return Finding(code, said, severity, row=row)


def width(words: str) -> int:
    """Return how wide words are in print, a Chinese character as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)


def on_one_line(words: str) -> str:
    """Return the words of a cell on one line; Chinese words are put together without a space."""
    if "\n" not in words:
        return words
    parts = [part.strip() for part in words.split("\n") if part.strip()]
    joined = parts[0] if parts else ""
    for part in parts[1:]:
        joined += part if width(joined[-1]) == 2 or width(part[0]) == 2 else f" {part}"
    return joined


@cache
def vocabulary(role: str) -> frozenset[str]:
    """Return the words of a role: ``rank`` and ``name`` head columns, ``cue`` announces a list."""
    path = Path(__file__).parent / "words.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(
            row["word"].casefold() for row in csv.DictReader(file) if row["role"] == role
        )
