"""What the values of a group column are called, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from steelyard.evaluation.descriptions import describe, unit_in_words
from steelyard.i18n import _
from steelyard.publish.groups.tally import Tally
from steelyard.publish.maps.places import Places, is_code, place_name, recognised
from steelyard.publish.source import Source
from steelyard.scheme.base import Text

__all__ = ["column_title", "filtered", "named", "places_of", "titled"]


def titled(source: Source, name: str) -> tuple[str, str]:
    """Return what a column is called and measured in, in the current language."""
    title, unit, _about = describe(source.scheme, name)
    text = title.render() if isinstance(title, Text) else title
    return text, str(unit_in_words(unit)) if unit else ""


def column_title(source: Source, column: str) -> str:
    """Return what a group column is called in the current language."""
    return titled(source, column)[0]


def places_of(source: Source, column: str, values: list[str]) -> Places | None:
    """Return the places that values of a column mean; None where they are not places.

    Values are looked up by themselves and, where the scheme has a name for a code, by that.
    """
    titles = describe(source.scheme, column)[0]
    about = " ".join(
        [column, *(titles.translations.values() if isinstance(titles, Text) else [titles])]
    )
    return recognised(values, about)


def named(source: Source, tally: Tally) -> Mapping[str | None, str]:
    """Return what the groups are called: the scheme's name, a place's for its code, the value."""
    values = [row["value"] for row in tally.stated]
    places = places_of(source, tally.column, values)
    found: dict[str | None, str] = {None: _("Not stated")}
    for value in values:
        label = source.label(tally.column, value)
        if label == value and places is not None and value in places.codes and is_code(value):
            label = place_name(places.kind, places.codes[value])
        found[value] = label
    return found


def filtered(address: str | None, column: str, value: str | None) -> str | None:
    """Return the way to the units of a group in the ranking; None where no page shows them.

    Examples
    --------
    >>> filtered("ranking", "country", "R&D = 研發")
    'ranking.html#country=R%26D%20%3D%20%E7%A0%94%E7%99%BC'
    """
    if address is None or value is None:
        return None
    return f"{address}.html#{quote(column, safe='')}={quote(value, safe='')}"
