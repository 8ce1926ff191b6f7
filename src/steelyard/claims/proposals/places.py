"""The countries and places that words speak of, by one name each: China, Chinese, 中國 and 中企.

Read from ``places.csv``; only the commonest stand there, and a place that is not known ties
nothing.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

__all__ = ["places", "without_places"]

_FILE = Path(__file__).with_name("places.csv")


@cache
def _known() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the places by their words, and the pattern of the words, longest first."""
    names: dict[str, str] = {}
    with _FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for column in ("en", "zh-Hant", "zh-Hans"):
                for word in filter(None, row[column].split("|")):
                    names[word] = row["place"]
    every = sorted(names, key=lambda word: (-len(word), word))
    parts = [rf"(?<!\w){re.escape(w)}(?!\w)" if w.isascii() else re.escape(w) for w in every]
    return names, re.compile("|".join(parts))


def places(text: str) -> frozenset[str]:
    """Return the places that a text names.

    Examples
    --------
    >>> sorted(places("上榜的中國企業")), sorted(places("Chinese and German firms"))
    (['China'], ['China', 'Germany'])
    """
    names, pattern = _known()
    return frozenset(names[found] for found in pattern.findall(text))


def without_places(text: str) -> str:
    """Return a text without the places that it names."""
    return _known()[1].sub(" ", text)
