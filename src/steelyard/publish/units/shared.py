"""What the pages of all units need, and how other units are named on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steelyard.publish.layout.page import Masthead
from steelyard.publish.units.outline import Outline
from steelyard.publish.units.unit import Home, Unit

__all__ = ["Shared", "Telling", "isolated"]


@dataclass(frozen=True)
class Shared:
    """What every unit's page needs.

    Parameters
    ----------
    out
        The site.
    mastheads, outlines
        The frame, and the titles of nodes, groups and lists, in each language.
    keys, titles, addresses
        (units,) what each unit is called, and where its page stands.
    homes
        The lists that are home to units.
    level
        With which probability units are told apart; None where that was not assessed.
    descending
        Whether the highest is first.
    points
        Whether the scheme gives points.
    inputs
        Whether the edition has its inputs, so that rows can be told.
    """

    out: Path
    mastheads: Mapping[str, Masthead]
    outlines: Mapping[str, Outline]
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    addresses: tuple[str, ...]
    homes: tuple[Home, ...]
    level: float | None
    descending: bool
    points: bool
    inputs: bool


@dataclass(frozen=True)
class Telling:
    """One unit, and what is needed to tell of it in one language.

    Parameters
    ----------
    unit
        What is known of it.
    shared, outline
        What all pages share, in all languages and in this one.
    """

    unit: Unit
    shared: Shared
    outline: Outline

    @property
    def home(self) -> Home:
        """The unit's list."""
        return self.shared.homes[self.unit.home]

    @property
    def title(self) -> str:
        """What the unit is called."""
        return self.shared.titles[self.unit.at]

    def link(self, row: int) -> dict[str, Any]:
        """Return the way to another unit of the list, by its row: key, title, address, rank."""
        at = int(self.home.units[row])
        rank = float(self.home.ranks[row])
        return {
            "key": self.shared.keys[at],
            "title": self.shared.titles[at],
            "address": f"units/{self.shared.addresses[at]}",
            "rank": None if math.isnan(rank) else rank,
        }

    def name(self, row: int) -> str:
        """Return what another unit of the list is called."""
        return self.shared.titles[int(self.home.units[row])]


def isolated(name: str) -> str:
    """Return a name between marks that keep its direction of writing to itself.

    Source: Unicode Standard Annex 9, first strong isolate and pop directional isolate.
    """
    return f"\u2068{name}\u2069"
