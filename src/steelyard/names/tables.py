"""The tables of words that stand beside these modules as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["alternatives", "rows_of"]


@cache
def rows_of(file: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table, by its file name."""
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))


def alternatives(cell: str) -> Iterator[str]:
    """Yield the texts of a cell that bars part.

    >>> list(alternatives("石油|oil"))
    ['石油', 'oil']
    """
    return (text.strip() for text in cell.split("|") if text.strip())
