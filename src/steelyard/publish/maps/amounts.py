"""A map as a figure of a page: values of a column become places, places become shapes.

Several values may mean one place (“U.S.”, “USA”): counts add up. What is not known as a place, or
has no shape, is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from steelyard.i18n import _
from steelyard.publish.figures.figure import Figure
from steelyard.publish.maps.choropleth import Shaded, choropleth, shapes_of
from steelyard.publish.maps.classes import Classes
from steelyard.publish.maps.places import Places, place_name

__all__ = ["Amount", "Map", "map_of"]

_FIRST = 5
"""How many places the text of a map names."""


@dataclass(frozen=True)
class Amount:
    """A value of a column with its amount.

    Parameters
    ----------
    value
        The value.
    amount
        What its place is shaded by.
    facts
        What is shown of it under the pointer, by what each is called.
    """

    value: str
    amount: float
    facts: dict[str, str]


@dataclass(frozen=True)
class Map:
    """A map and what is not on it.

    Parameters
    ----------
    figure
        The map.
    unknown
        Values that are not known as places.
    shapeless
        Names of places that the package has no shape of.
    """

    figure: Figure
    unknown: tuple[str, ...]
    shapeless: tuple[str, ...]


def map_of(
    places: Places,
    amounts: Sequence[Amount],
    classes: Callable[[Sequence[float]], Classes],
    *,
    name: str,
    title: str,
    legend: str,
    none: str,
    shown: Callable[[float], str],
) -> Map | None:
    """Return a map of amounts; None where no place has a shape.

    Parameters
    ----------
    places
        The places that values mean.
    amounts
        The amounts by value; those of one place are added up.
    classes
        What makes classes of amounts.
    name, title
        Of the figure.
    legend, none
        What the shades mean, and what a place without an amount is called.
    shown
        Writes an amount for readers.
    """
    known = _by_place(places, amounts)
    there = shapes_of(places.kind)
    drawn = [place for place in known if place.code in there]
    if not drawn:
        return None
    made = classes([place.amount for place in drawn])
    wide, narrow = (
        choropleth(places.kind, drawn, made, title=title, legend=legend, none=none, narrow=slim)
        for slim in (False, True)
    )
    data = pl.DataFrame(
        [{"code": place.code, "place": place.name, "amount": place.amount} for place in drawn]
    )
    text = _text(places, drawn, title, shown)
    shapeless = tuple(place.name for place in known if place.code not in there)
    return Map(Figure(name, wide, title, text, data, narrow), places.unknown, shapeless)


def _by_place(places: Places, amounts: Sequence[Amount]) -> list[Shaded]:
    """Return places with their amounts, the greatest first."""
    found: dict[str, Shaded] = {}
    for one in amounts:
        code = places.codes.get(one.value)
        if code is None:
            continue
        before = found.get(code)
        total = one.amount + (before.amount if before else 0.0)
        facts: dict[str, str] = one.facts if before is None else _both(before.facts, one.facts)
        found[code] = Shaded(code, place_name(places.kind, code), total, facts)
    return sorted(found.values(), key=lambda place: (-place.amount, place.code))


def _both(first: Any, second: Any) -> dict[str, str]:
    return {name: _(", ").join([text, second[name]]) for name, text in first.items()}


def _text(
    places: Places, drawn: Sequence[Shaded], title: str, shown: Callable[[float], str]
) -> str:
    first = [f"{place.name} {shown(place.amount)}" for place in drawn[:_FIRST]]
    sentence = (
        _("{title}, on a map of the world with {count} places shaded. The most: {first}.")
        if places.kind == "countries"
        else _("{title}, on a map of China with {count} provinces shaded. The most: {first}.")
    )
    return sentence.format(title=title, count=len(drawn), first=_(", ").join(first))
