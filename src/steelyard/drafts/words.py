"""What the words of a header say: whether more is better, whether it is a period, a rank, a code.

The words stand in ``words.csv``, in three languages; what follows from them is a
guess, and left to those who ask.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["direction", "is_missing_marker", "is_no_unit", "is_serial", "says", "words"]

Role = Literal["code", "name", "period", "rank"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_GAP = re.compile(r"[\W_]+")


def words(header: str) -> str:
    """Return a header's words in small letters, a space between them.

    >>> words("PubDebt_2020 (% of GDP)")
    'pub debt 2020 of gdp'
    """
    return _GAP.sub(" ", _HUMP.sub(" ", header)).strip().casefold()


def direction(header: str) -> Literal["up", "down"]:
    """Return the direction that a header suggests: ``down`` for what nobody wants more of.

    >>> direction("Unemployment rate"), direction("失業率"), direction("Debt reduction")
    ('down', 'down', 'up')
    """
    if any(_begins(header, word) for word in _roles()["up"]):
        return "up"
    return "down" if any(_begins(header, word) for word in _roles()["down"]) else "up"


def says(header: str, role: Role) -> bool:
    """Return whether a header has a word for a period, a rank, a code or a name.

    >>> [says(header, "period") for header in ("Accounting year", "Yearly growth", "会计年度")]
    [True, False, True]
    """
    return any(_contains(header, word) for word in _roles()[role])


def is_serial(header: str) -> bool:
    """Return whether a header is that of a running number: No., #, 序號."""
    bare = words(header) or header.strip()
    return bare in _roles()["serial"]


def is_missing_marker(text: str) -> bool:
    """Return whether a text in a column of figures is known to mean “no value”."""
    return text.strip().casefold() in _roles()["missing"]


def is_no_unit(text: str) -> bool:
    """Return whether a text in brackets means something else though it could be a unit: (min)."""
    return text.strip().casefold() in _roles()["no unit"]


def _begins(header: str, word: str) -> bool:
    """Whether a word of the header begins with ``word``; Chinese has no gaps to begin at."""
    return word in header if _HAN.search(word) else f" {word}" in f" {words(header)}"


def _contains(header: str, word: str) -> bool:
    return word in header if _HAN.search(word) else f" {word} " in f" {words(header)} "


@cache
def _roles() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["role"], []).extend(row["words"].casefold().split("|"))
    return found
