"""Where each unit stands in the plane of two criteria, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from steelyard.evaluation.plane import axis_title, quadrant_names
from steelyard.publish.plane.places import PROBABILITIES, places_of
from steelyard.publish.source import Source
from steelyard.scheme.base import Text
from steelyard.steps.plane import QUADRANTS

__all__ = ["InPlane", "Planes"]


@dataclass(frozen=True)
class InPlane:
    """A unit's place in the plane, free of language.

    Parameters
    ----------
    title
        What the plane is called; None where it has no title.
    axes
        What the axes are called, x first.
    place
        The scores on the axes; None for one that is missing.
    quadrant
        What its quadrant is called; None where it has none.
    probability
        The probability of that quadrant; None where nobody looked.
    other, other_probability
        The likeliest other quadrant, where it has been in one.
    """

    title: Text | None
    axes: tuple[Text | str, Text | str]
    place: tuple[float | None, float | None]
    quadrant: Text | None
    probability: float | None
    other: Text | None
    other_probability: float | None


@dataclass(frozen=True)
class Planes:
    """The places of the units of an edition.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    def of(self, key: str, period: str | None) -> InPlane | None:
        """Return the place of a unit; None where the scheme has no plane."""
        return self._places.get((key, period))

    @cached_property
    def _places(self) -> Mapping[tuple[str, str | None], InPlane]:
        declared = self.source.scheme.plane
        if declared is None:
            return {}
        names = quadrant_names(self.source.scheme)
        axes = axis_title(self.source.scheme, "x"), axis_title(self.source.scheme, "y")
        found: dict[tuple[str, str | None], InPlane] = {}
        for own in self.source.lists:
            frame = places_of(self.source, own)
            for row in () if frame is None else frame.iter_rows(named=True):
                code = row["quadrant"]
                others = [
                    (row.get(column) or 0.0, other)
                    for column, other in zip(PROBABILITIES, QUADRANTS, strict=True)
                    if other != code
                ]
                share, other = max(others, key=lambda one: one[0])
                likely = code is not None and share > 0
                found[row["unit"], own.period] = InPlane(
                    title=declared.title,
                    axes=axes,
                    place=(row["x"], row["y"]),
                    quadrant=None if code is None else names[code],
                    probability=row.get("quadrant_probability"),
                    other=names[other] if likely else None,
                    other_probability=share if likely else None,
                )
        return found
