"""How the sums over a whole list changed, and by whom: those on both lists, who came, who left.

The growth of a list is not the growth of its units: the list also changes by who is on it, and
last year's figures may have been restated, or converted at another rate, in the later edition. Both
growths are told, and which is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from steelyard.data import units as measurement
from steelyard.evaluation.descriptions import unit_in_words
from steelyard.evaluation.edition import Edition
from steelyard.i18n import Message, message
from steelyard.robustness.comparison.groups import GroupTable, in_points, sums_of
from steelyard.scheme.base import Text
from steelyard.scheme.measures import Measure

__all__ = ["ListSum", "amount", "list_sums", "places_of", "totals_in_words"]

_MOST = 5
"""So many sums are told in sentences; the tables have all."""


@dataclass(frozen=True)
class ListSum:
    """A sum over the list in two editions.

    Parameters
    ----------
    figure, title, unit
        The figure that is added up, what its sum is called, and its unit of measurement.
    found
        ``before``, ``after``, ``change`` and its parts; ``units`` has the counts.
    own
        The growth of the same units by last year's figures in the later edition itself, in per
        cent, as its table of measures has it; None without such a measure.
    """

    figure: str
    title: Text | str
    unit: str | None
    found: Mapping[str, Any]
    own: float | None

    @property
    def growth(self) -> float | None:
        """The growth of the list in per cent; None from nothing, or from below it."""
        before, after = self.found["before"], self.found["after"]
        return 100.0 * (after / before - 1.0) if before > 0 else None

    @property
    def heading(self) -> str:
        """What it is called, with its unit, in the current language."""
        text = self.title.render() if isinstance(self.title, Text) else self.title
        return f"{text} ({unit_in_words(self.unit)})" if self.unit else text

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "figure": self.figure,
            "title": self.heading,
            **self.found,
            "growth": self.growth,
            "growth_of_the_same": self.own,
        }


def list_sums(
    previous: Edition, edition: Edition, tables: Sequence[GroupTable]
) -> tuple[ListSum, ...]:
    """Return the sums of the tables over the units, each figure once, over the whole lists."""
    named: dict[str, Measure] = {}
    for one in tables:
        if one.units is None:
            continue
        for name, measure in one.measures.items():
            figure, then = measure.sum, previous.scheme.tables[one.name].measures[name].sum
            if figure is not None and figure == then:
                named.setdefault(figure, measure)
    found = []
    for figure, measure in named.items():
        scale = _scale(previous, tables, figure, measure.unit)
        parts = sums_of(previous, edition, figure, scale)
        if parts:
            title = measure.title or figure
            own = _own(edition, tables, figure)
            found.append(ListSum(figure, title, measure.unit, parts, own))
    return tuple(found)


def _scale(previous: Edition, tables: Sequence[GroupTable], figure: str, unit: str | None) -> float:
    """Return what one unit of measurement of the earlier sum is in that of the later."""
    for one in tables:
        for measure in previous.scheme.tables[one.name].measures.values():
            if measure.sum == figure and measure.unit is not None and unit is not None:
                return float(measurement.ratio(measure.unit, unit))
    return 1.0


def _own(edition: Edition, tables: Sequence[GroupTable], figure: str) -> float | None:
    """Return the growth of a figure that a table of the later edition has for all its units."""
    for one in tables:
        for name, measure in one.table.measures.items():
            declared = measure.growth
            if declared is None or declared.of != figure or not in_points(measure):
                continue
            frame = edition.table(f"tables/{one.name}")
            if frame.height and (one.table.total or not one.table.by) and one.by == one.table.by:
                value: float | None = frame[name].cast(pl.Float64)[-1]
                return value
    return None


def places_of(values: Sequence[float | None]) -> int:
    """Return how many decimals amounts of one kind are told with: four digits of the largest."""
    known = [abs(value) for value in values if value is not None]
    if not known or all(float(value).is_integer() for value in known):
        return 0
    largest = max(known)
    return 0 if largest >= 10_000 else 1 if largest >= 100 else 2 if largest >= 10 else 3


def amount(value: float, places: int, *, sign: bool = False) -> str:
    """Return an amount, with its sign where it is a change.

    >>> amount(-1234.5, 1), amount(7.0, 0, sign=True), amount(-0.0, 0, sign=True)
    ('−1,234.5', '+7', '0')
    """
    text = f"{value:{'+' if sign else ''},.{places}f}"
    if not text.strip("+-0.,"):
        return text.lstrip("+-")
    return text.replace("-", "−")


def totals_in_words(sums: Sequence[ListSum]) -> Iterator[Message]:
    """Yield how the sums over the list changed, and by whom; which growth is which."""
    for one in sums[:_MOST]:
        yield from _of_one(one)
    if any(one.own is not None for one in sums[:_MOST]):
        yield message(
            "The growth of the list also comes from who is on it, and holds what the two editions "
            "published against each other; the growth of the same units holds this year against "
            "last year within the later edition."
        )


def _of_one(one: ListSum) -> Iterator[Message]:
    found, counts = one.found, one.found["units"]
    places = places_of([found["before"], found["after"]])
    gaps = {
        "figure": one.heading,
        "before": amount(found["before"], places),
        "after": amount(found["after"], places),
    }
    yield (
        message("{figure}, sum of the list: {before} before, {after} now.", **gaps)
        if one.growth is None
        else message(
            "{figure}, sum of the list: {before} before, {after} now, {growth}%.",
            **gaps,
            growth=amount(one.growth, 1, sign=True),
        )
    )
    yield message(
        "Its change of {change}: {stayed} from the {both} on both lists, {entered} from the {came} "
        "that entered, {left} from the {gone} that left.",
        change=amount(found["change"], places, sign=True),
        stayed=amount(found["stayed"], places, sign=True),
        both=f"{counts['stayed']:,}",
        entered=amount(found["entered"], places, sign=True),
        came=f"{counts['entered']:,}",
        left=amount(-found["left"], places, sign=True),
        gone=f"{counts['left']:,}",
    )
    if found["known"]:
        yield message(
            "Besides, {known} from figures of those on both lists that only one edition knows.",
            known=amount(found["known"], places, sign=True),
        )
    if one.own is not None:
        yield message(
            "Growth of the same units, from last year’s figures in the later edition: {growth}%.",
            growth=amount(one.own, 1, sign=True),
        )
