"""A unit's admission to the list, in words and figures."""

from __future__ import annotations

from typing import Any

from steelyard.i18n import Message, _, message
from steelyard.publish.numbers import number
from steelyard.publish.units.admission import Admission, Bound
from steelyard.publish.units.shared import Telling
from steelyard.reports.words import joined

__all__ = ["admission"]

Row = dict[str, Any]


def admission(telling: Telling) -> Row | None:
    """Return which thresholds the unit meets; None where the scheme has none."""
    found = telling.unit.admission
    if found is None:
        return None
    return {
        "status": found.status,
        "label": str(found.label),
        "met": found.met,
        "needed": found.needed,
        "of": len(found.bounds),
        "about": None if found.about is None else str(found.about),
        "sentences": [str(sentence) for sentence in _sentences(found)],
        "thresholds": [_threshold(one) for one in found.bounds],
    }


def _sentences(found: Admission) -> list[Message]:
    """Say whether it is admitted, and what the least is that would admit it."""
    counts = {"met": found.met, "of": len(found.bounds), "needed": found.needed}
    if found.status == "admitted":
        return [message("It is admitted: thresholds met {met} of {of}, needed {needed}.", **counts)]
    if found.status == "undecided":
        unknown = [one.title for one in found.bounds if one.met is None]
        return [
            message(
                "Whether it is admitted cannot be told, so it is not ranked: thresholds met {met} "
                "of {of}, needed {needed}; not known: {unknown}.",
                **counts,
                unknown=joined(unknown, message(", ")),
            )
        ]
    said = message("It is not admitted: thresholds met {met} of {of}, needed {needed}.", **counts)
    nearest, lacking = found.nearest, found.needed - found.met
    if len(nearest) < lacking:
        return [said]
    least = joined([one.sentence for one in nearest], message("; "))
    return [
        said,
        message(
            "The least that would admit it, everything else as it is: {thresholds}.",
            thresholds=least,
        ),
    ]


def _threshold(one: Bound) -> Row:
    labels = {True: _("met"), False: _("not met"), None: _("not known")}
    return {
        "threshold": one.threshold,
        "title": str(one.title),
        "value": one.value,
        "told": str(one.told),
        "kind": one.kind,
        "bound": one.bound,
        "wanted": str(one.wanted),
        "met": one.met,
        "label": labels[one.met],
        "distance": one.distance,
        "lacking": str(one.lacking),
        "distance_percent": one.percent,
        "sentence": str(one.sentence),
        "share": f"{number(one.percent, 1)}%" if one.percent else "",
    }
