"""A unit's place in the plane of two criteria, in a sentence."""

from __future__ import annotations

from steelyard.i18n import Message, _, message
from steelyard.publish.numbers import number, percent
from steelyard.publish.units.in_plane import InPlane
from steelyard.publish.units.shared import Telling
from steelyard.scheme.base import Text

__all__ = ["in_plane"]

_PLACES = 1


def in_plane(telling: Telling) -> dict[str, str] | None:
    """Return the name of the plane and the sentence; None where the scheme has no plane."""
    found = telling.unit.plane
    if found is None:
        return None
    title = _("Plane") if found.title is None else found.title.render()
    return {"title": title, "sentence": str(_sentence(found)), "address": "plane"}


def _sentence(found: InPlane) -> Message:
    x, y = (one.render() if isinstance(one, Text) else one for one in found.axes)
    if found.quadrant is None:
        lacking = x if found.place[0] is None else y
        return message(
            "No place in the plane and no quadrant: “{axis}” is not known.", axis=lacking
        )
    placed = message(
        "{quadrant}: {x} {at_x}, {y} {at_y}.",
        quadrant=found.quadrant.render(),
        x=x,
        at_x=number(found.place[0], _PLACES),
        y=y,
        at_y=number(found.place[1], _PLACES),
    )
    if found.probability is None:
        return placed
    if found.other is None:
        return message(
            "{placed} Probability of the quadrant: {share}.",
            placed=placed,
            share=percent(found.probability),
        )
    return message(
        "{placed} Probability of the quadrant: {share}; of the likeliest other, {other}: "
        "{other_share}.",
        placed=placed,
        share=percent(found.probability),
        other=found.other.render(),
        other_share=percent(found.other_probability),
    )
