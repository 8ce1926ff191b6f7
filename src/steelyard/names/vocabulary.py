"""What the words of names mean: brands, places, kinds of business, in Han and Latin spelling.

The tables are ``words.csv``, ``places.csv`` and ``transliterations.csv``. How a name is cut into
words is left to ``parts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal, NamedTuple

from steelyard.names.legal_forms import strip_forms
from steelyard.names.normal import normal_forms
from steelyard.names.tables import alternatives, rows_of

__all__ = ["DROPPED", "Kind", "Token", "Vocabulary", "vocabulary"]

Kind = Literal["brand", "proper", "number", "word", "place", "branch", "home", "sector", "light"]
"""What a part of a name is.

``brand`` and ``proper`` name one enterprise, known to the tables or not; ``word`` tells
enterprises of one kind apart (建設, 南方), ``place`` and ``number`` too; ``branch`` is a place
behind the name, ``home`` the 中國 in front; ``sector`` is a kind of business, ``light`` says
next to nothing (科技, international).
"""

DROPPED = "drop"


class Token(NamedTuple):
    """A part of a name.

    Parameters
    ----------
    meaning
        What is compared: the same for 銀行 and bank.
    kind
        How much it tells.
    text
        As it stands in the normal name.
    """

    meaning: str
    kind: str
    text: str


Meanings = tuple[tuple[str, str], ...]
Spellings = Mapping[str, tuple[Token, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """Words and what they mean.

    Parameters
    ----------
    han, latin
        Spellings, and for each its meanings with their kinds. Latin ones may be of several words.
    wholes
        Names that mean another only where they are all of a name (工行, ICBC), with its writing.
    """

    han: Spellings
    latin: Spellings
    wholes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def characters_from(self) -> Mapping[str, int]:
        """For the first character of each Han spelling, how many the longest has."""
        found: dict[str, int] = {}
        for text in self.han:
            found[text[0]] = max(found.get(text[0], 0), len(text))
        return found

    @cached_property
    def words_from(self) -> Mapping[str, int]:
        """For the first word of each Latin spelling, how many words the longest has."""
        found: dict[str, int] = {}
        for text in self.latin:
            first = text.partition(" ")[0]
            found[first] = max(found.get(first, 0), text.count(" ") + 1)
        return found


@cache
def vocabulary(brands: bool = True) -> Vocabulary:
    """Return what the tables say.

    Parameters
    ----------
    brands
        Whether with the brand spellings; without, to measure what they add.
    """
    han: dict[str, tuple[Token, ...]] = {}
    latin: dict[str, tuple[Token, ...]] = {}
    for row in rows_of("words.csv"):
        meanings = tuple((part, row["weight"]) for part in row["word"].split("+"))
        _enter(han, row["han"], meanings)
        _enter(latin, row["latin"], meanings)
    for row in rows_of("places.csv"):
        _enter(han, row["han"], ((row["place"], "place"),))
        _enter(latin, row["latin"], ((row["place"], "place"),))
    wholes: dict[str, str] = {}
    if brands:
        for row in rows_of("transliterations.csv"):
            meanings = ((f"={row['name']}", "brand"),)
            _enter(han, row["han"], meanings, form=True)
            _enter(latin, row["latin"], meanings, form=True)
            known = [*alternatives(row["han"]), *alternatives(row["latin"])]
            target = _cores([known[0] if known else row["name"]])[0]
            wholes.update(dict.fromkeys(_cores(alternatives(row["whole"])), target))
    return Vocabulary(han, latin, wholes)


def _cores(texts: Iterable[str]) -> list[str]:
    return [strip_forms(text).core for text in normal_forms(list(texts))]


def _enter(
    known: dict[str, tuple[Token, ...]], cell: str, meanings: Meanings, *, form: bool = False
) -> None:
    """Enter each spelling of a cell; of a brand also without its legal form."""
    for text in normal_forms(list(alternatives(cell))):
        known[text] = _tokens(text, meanings)
        core = strip_forms(text).core if form else text
        known.setdefault(core, _tokens(core, meanings))


def _tokens(text: str, meanings: Meanings) -> tuple[Token, ...]:
    return tuple(Token(meaning, kind, text) for meaning, kind in meanings)
