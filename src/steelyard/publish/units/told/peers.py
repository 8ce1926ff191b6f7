"""The peers of a unit beside it: ranks, scores and the criteria of the first level."""

from __future__ import annotations

import math
from typing import Any

from steelyard.i18n import Message, _, message
from steelyard.publish.units.shared import Telling

__all__ = ["beside"]

_MOST_CRITERIA = 5


def beside(telling: Telling) -> dict[str, Any] | None:
    """Return the peers of a unit, itself first; None where it has none."""
    found, home = telling.unit.peers, telling.home
    if not found.rows:
        return None
    shown = telling.outline.first[:_MOST_CRITERIA]
    rows = [
        telling.link(row)
        | {
            "score": _known(home.score[row]),
            "scores": [_known(score) for score in home.first[row, : len(shown)]],
            "distance": distance,
        }
        for row, distance in zip(
            (telling.unit.row, *found.rows), (None, *found.distances), strict=True
        )
    ]
    return {
        "chosen": str(_chosen(telling)),
        "measure": telling.outline.measure,
        "score_decimals": home.decimals,
        "criteria": [
            {
                "node": telling.outline.nodes[at].name,
                "title": telling.outline.nodes[at].title,
                "decimals": home.score_places[at],
            }
            for at in shown
        ],
        "rows": rows,
    }


def _chosen(telling: Telling) -> Message | str:
    group = telling.outline.peers
    if not telling.outline.nodes:
        if telling.unit.peers.grouped and group is not None:
            return message(
                "The nearest in rank of the same group ({group}).", group=_group(telling, group)
            )
        return _("The nearest in rank.")
    if telling.unit.peers.grouped and group is not None:
        return message(
            "Of the same group ({group}), those whose indicators' scores are most like its own: "
            "the smallest mean distance in standard deviations of the list.",
            group=_group(telling, group),
        )
    return _(
        "Of the whole list, those whose indicators' scores are most like its own: the smallest "
        "mean distance in standard deviations of the list."
    )


def _group(telling: Telling, group: int) -> str:
    column, title = telling.outline.groups[group]
    value = telling.unit.groups[group][0] or ""
    return f"{title}: {telling.outline.labels[column].get(value, value)}"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
