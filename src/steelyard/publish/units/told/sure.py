"""How sure the rank of a unit is: in words, then the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from steelyard.i18n import Message, _, message
from steelyard.publish.numbers import number, percent, rank
from steelyard.publish.units.shared import Telling, isolated
from steelyard.publish.units.sureness import Sureness

__all__ = ["sure"]

_FULL = 1.0
_LEVEL = 0.5
"""How likely one of two that always tie is above: a tie counts half for each."""
_WIDTH = 15
"""So many ranks the picture shows at least, that a few do not look like many."""


def sure(telling: Telling) -> dict[str, Any]:
    """Return how sure the rank is, or why nobody can say."""
    found, row = telling.unit.sure, telling.unit.row
    if found is None:
        return {"sentences": list(telling.outline.unsure) or [_none(telling)], "interval": None}
    return {
        "sentences": [str(sentence) for sentence in _sentences(telling, found)],
        "interval": {"low": found.low, "median": found.middle, "high": found.high},
        "best": found.best,
        "worst": found.worst,
        "of": telling.home.ranked,
        "among": [{"first": first, "probability": share} for first, share in found.among],
        "group": found.group,
        "together": found.together,
        "fellows": [telling.link(each) for each in found.fellows],
        "rank": telling.link(row)["rank"],
        "distribution": [list(bar) for bar in found.distribution.tolist()],
        "axis": _axis(found, telling.home.ranked),
        "peak": float(found.distribution[:, 2].max(initial=0.0)),
    }


def _none(telling: Telling) -> str:
    """Return why nothing is known of a rank where those of others were assessed."""
    if np.isnan(telling.home.ranks[telling.unit.row]):
        return _("It has no rank, so there is none to assess.")
    return _("It has a rank in none of the replications.")


def _axis(found: Sureness, ranked: int) -> list[float]:
    """Return the ranks from which to which the picture runs: those that came out, and not few."""
    first, last = float(found.distribution[0, 0]), float(found.distribution[-1, 1])
    lacking = max(0.0, _WIDTH - (last - first + 1))
    low = max(1.0, first - lacking // 2)
    high = max(last, min(float(ranked), low + max(_WIDTH, last - first + 1) - 1))
    return [max(1.0, min(low, high - _WIDTH + 1)), high]


def _sentences(telling: Telling, found: Sureness) -> Iterator[Message]:
    if found.low == found.high:
        yield message(
            "In at least nine of ten replications the rank is {rank}.", rank=rank(found.low)
        )
    else:
        yield message(
            "In at least nine of ten replications the rank lies between {low} and {high}, in at "
            "least half of them at {middle} or better.",
            low=rank(found.low),
            high=rank(found.high),
            middle=rank(found.middle),
        )
    if found.ranked < _FULL:
        yield message(
            "It has a rank in {share} of the replications only.", share=percent(found.ranked)
        )
    yield from _neighbours(telling, found)
    yield from _together(telling, found)


def _neighbours(telling: Telling, found: Sureness) -> Iterator[Message]:
    ranks, row = telling.home.ranks, telling.unit.row
    if found.above is not None:
        above, share = found.above
        name = isolated(telling.name(above))
        if ranks[above] == ranks[row] and share == _LEVEL:
            yield message("{name} has the same rank.", name=name)
        else:
            yield message(
                "{name}, just above, is ahead of it in {share} of the replications.",
                name=name,
                share=percent(share, 0),
            )
    if found.below is not None:
        share = found.below[1]
        name = isolated(telling.name(row + 1))
        if ranks[row + 1] == ranks[row] and share == _LEVEL:
            yield message("{name} has the same rank.", name=name)
        else:
            yield message(
                "It is ahead of {name}, just below, in {share} of the replications.",
                name=name,
                share=percent(share, 0),
            )


def _together(telling: Telling, found: Sureness) -> Iterator[Message]:
    if found.group is None or telling.shared.level is None:
        return
    level = percent(telling.shared.level, None)
    if found.together < 2:
        yield message(
            "It can be told apart from its neighbours: none shares its group at a probability of "
            "{level}.",
            level=level,
        )
        return
    yield message(
        "It is one of {count} whose order cannot be told: none of them stands apart from the "
        "first of the group with a probability of {level}.",
        count=number(found.together),
        level=level,
    )
