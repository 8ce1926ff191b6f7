"""What each word of the tables does to a figure, ready to be looked up in every spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from steelyard.claims.printed import Comparator
from steelyard.claims.text.vocabulary import spellings, table

__all__ = ["Lexicon", "lexicon"]


@dataclass(frozen=True)
class Lexicon:
    """The tables by word.

    Parameters
    ----------
    units
        What kind of unit a word is.
    after_digits
        Units that only digits can have in front: 三節 may be anything, 3節 is a count.
    currencies
        The code of a currency, empty where the word is one of several.
    magnitudes
        The power of ten.
    comparators
        The comparator of a word, whatever its place.
    only_before
        Comparators that are one only before some characters: 過 before 百, 千, 萬.
    contexts
        What a word before a number makes of it.
    numbers
        The worth of an English number word.
    """

    units: dict[str, str]
    after_digits: frozenset[str]
    currencies: dict[str, str]
    magnitudes: dict[str, int]
    comparators: dict[str, Comparator]
    only_before: dict[str, str]
    contexts: dict[str, str]
    numbers: dict[str, int]


@cache
def lexicon() -> Lexicon:
    """Return the tables, read once."""
    comparators = {
        row["word"]: cast("Comparator", row["comparator"]) for row in _spelled("comparators")
    }
    magnitudes = {row["word"]: int(row["power"]) for row in _spelled("magnitudes")}
    magnitudes |= {row["letter"]: int(row["power"]) for row in table("letters")}
    return Lexicon(
        units={row["word"]: row["kind"] for row in _spelled("units")},
        after_digits=frozenset(
            row["word"] for row in _spelled("units") if row["after"] == "digits"
        ),
        currencies={row["word"]: row["code"] for row in _spelled("currencies")},
        magnitudes=magnitudes,
        comparators=comparators,
        only_before={
            row["word"]: row["only_before"] for row in table("comparators") if row["only_before"]
        },
        contexts={row["word"]: row["kind"] for row in _spelled("contexts")},
        numbers={row["word"]: int(row["value"]) for row in table("number_words")},
    )


def _spelled(name: str) -> list[dict[str, str]]:
    """Return the rows of a table, once for each way in which the word is written."""
    rows = table(name)
    return [{**row, "word": form} for row in rows for form in spellings(row["word"])]
