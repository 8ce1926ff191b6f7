"""Counts against the lists of the article: its entries, its cities, and the entries of each city.

A list is held against a count only if it is whole: it is ranked from 1 without a gap, or the
article gives its length. What a column is, its own values say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from steelyard.claims.found import FoundList
from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage
from steelyard.claims.proposals.ties import Tie

__all__ = ["Listing", "listed", "listings"]

_FEWEST_ROWS = 3
_FAR = 3_000
_HAS = re.compile(rf"(?:{words('sort')})*\s*(?:{words('has')})?[^\w]*\Z", re.IGNORECASE)
_SITS = re.compile(r"\s*(?:\w+ ){0,2}(?:are|is|come|comes|sit|sits) (?:in|from) ", re.IGNORECASE)
_OF_THE = re.compile(r"\bof (?:the|these|those|its)\Z", re.IGNORECASE)
_OF_ALL = re.compile(rf"{words('spread')}[^,，。]{{0,6}}\Z", re.IGNORECASE)
_PLACE = re.compile(words("place"), re.IGNORECASE)
_PLACES = {"city", "country", "province"}
_ENTRIES = {"company", "brand", "bank", "shop", "fund", "product", "plant", "project", "person"}
# How many characters of the line before a list may announce it.
_OPENING = 60


@dataclass(frozen=True)
class Listing:
    """A list of the article as a table: its name, its frame's columns and values."""

    name: str
    found: FoundList

    @cached_property
    def values(self) -> dict[str, Counter[str]]:
        """How often each value stands in each column."""
        frame = self.found.frame()
        return {
            column: Counter(value for value in frame[column].to_list() if value)
            for column in frame.columns
        }

    @property
    def rows(self) -> int:
        """How many entries it has."""
        return len(self.found.rows)

    @cached_property
    def ranked(self) -> bool:
        """Whether its ranks go from 1 without a gap."""
        if "rank" not in self.found.columns:
            return False
        ranks = self.found.frame()["rank"].to_list()
        numbers = [int(m[0]) for rank in ranks if rank and (m := re.search(r"\d{1,6}", rank))]
        return numbers == list(range(1, self.rows + 1))


def listings(passage: Passage) -> tuple[Listing, ...]:
    """Return the lists of a passage that are long enough to hold counts against."""
    kept = [one for one in passage.lists if len(one.rows) >= _FEWEST_ROWS]
    return tuple(Listing(f"list{n}", one) for n, one in enumerate(kept, start=1))


def listed(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of counts to the lists of a passage."""
    for listing in listings(passage):
        near = passage.figures_within(listing.found.start - _FAR, listing.found.end + _FAR)
        whole = _is_whole(passage, listing, near)
        for figure in near:
            exact = figure.count and figure.printed.comparator == "equal"
            if exact and figure.role in {"plain", "total"}:
                yield from _of(figure, listing, whole=whole)


def _is_whole(passage: Passage, listing: Listing, near: Sequence[Figure]) -> bool:
    """Return whether a list has all of what the figures near it speak of, and not the first few."""
    start = listing.found.start
    lines = passage.text[max(0, start - _FAR) : start].rstrip().splitlines()
    opening = lines[-1][-_OPENING:] if lines else ""
    if has(opening, "extract"):
        return False
    stated = [one for one in near if one.count and one.printed.exact]
    larger = any(one.value > listing.rows and _is_entries(one) for one in stated)
    if larger and has(opening, "part_of_list"):
        return False
    return listing.ranked or any(one.value == listing.rows for one in stated)


def _is_entries(figure: Figure) -> bool:
    return figure.thing in _ENTRIES or _speaks_of_list(figure)


def _of(figure: Figure, listing: Listing, *, whole: bool) -> Iterator[Tie]:
    place = _place_column(listing)
    of_value = _value(figure, listing)
    if of_value is not None:
        column, value, count = of_value
        agrees = figure.value == count
        if agrees or (whole and figure.value <= listing.rows):
            condition = f"{_identifier(column)} = {_literal(value)}"
            query = f"SELECT count(*) FROM {listing.name} WHERE {condition}"
            yield Tie("listed_value", figure, (), agrees, whole, query=query)
        return
    if figure.thing in _PLACES and place is not None:
        yield from _distinct(figure, listing, place, whole=whole)
        return
    if _speaks_of_list(figure):
        agrees = figure.value == listing.rows
        close = abs(figure.value - listing.rows) <= max(2, listing.rows // 10)
        if agrees or (listing.ranked and close):
            query = f"SELECT count(*) FROM {listing.name}"
            yield Tie("listed_entries", figure, (), agrees, True, query=query)


def _distinct(figure: Figure, listing: Listing, column: str, *, whole: bool) -> Iterator[Tie]:
    distinct = len(listing.values[column])
    filled = sum(listing.values[column].values()) == listing.rows
    of_all = _OF_ALL.search(figure.clause) is not None
    agrees = figure.value == distinct
    # 33 countries are not held against 22 cities, nor a list of 22 cities against 212 of the world.
    close = 4 * abs(figure.value - distinct) <= distinct
    close = close and figure.value <= listing.rows
    if agrees or (whole and filled and of_all and close):
        query = f"SELECT count(DISTINCT {_identifier(column)}) FROM {listing.name}"
        yield Tie("listed_places", figure, (), agrees, of_all, query=query)


def _place_column(listing: Listing) -> str | None:
    return next((name for name in listing.found.columns if _PLACE.search(name)), None)


def _value(figure: Figure, listing: Listing) -> tuple[str, str, int] | None:
    """Return the value of the list that a count is of: the words right before or after it."""
    before = re.split(r"[、]|\b(?:and|while)\b", figure.clause)[-1].strip()
    if _OF_THE.search(before):
        return None
    ending = _HAS.search(before)
    named = before[: ending.start()] if ending else before
    sits = _SITS.match(figure.rest)
    seat = figure.rest[sits.end() :] if sits else ""
    for column, values in listing.values.items():
        if column in {"rank", "name"} or len(values) == listing.rows > _FEWEST_ROWS:
            continue
        for value in values:
            if len(value) > 1 and (named.endswith(value) or _begins(seat, value)):
                return column, value, values[value]
    return None


def _begins(text: str, value: str) -> bool:
    """Return whether a text begins with a value as a word of its own."""
    return text.startswith(value) and not text[len(value) : len(value) + 1].isalnum()


def _speaks_of_list(figure: Figure) -> bool:
    near = figure.clause[-24:] + figure.printed.text + figure.rest[:24]
    return has(near, "complete")


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
