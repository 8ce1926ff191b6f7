"""From the computed points and the decisions on them to the final result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from steelyard.engines import Vector
from steelyard.evaluation.rescore import rescore
from steelyard.record.entry import Entry
from steelyard.record.standing import Standing
from steelyard.scheme.scheme import Scheme

__all__ = ["in_force", "open_objections", "outcome"]


def outcome(standing: Standing, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the final result: what the decisions make of the computed points.

    Parameters
    ----------
    standing
        What was computed.
    entries
        The record up to now.

    Returns
    -------
    ``units``, for each key the computed and the final total, the ranks of both, and the numbers
    of the decisions in force; ``points``, for units with decisions every node whose points they
    change, before and after; ``open``, the numbers of objections that nobody answered.
    """
    decided = in_force(standing.scheme, entries)
    given = _given(standing, decided)
    scores: Mapping[str, Vector] = {}
    if standing.computed is not None:
        scores = rescore(standing.computed, given) if given else standing.computed.scores
    total = scores.get(standing.scheme.root, standing.total)
    before = standing.ranks().to_dicts()
    after = standing.ranks(total if given else None).to_dicts()
    numbers: dict[str, list[int]] = {}
    for entry in decided:
        numbers.setdefault(entry.units[0], []).append(entry.number)
    units = {
        key: {
            "computed": _plain(standing.total[at]),
            "final": _plain(total[at]),
            **{f"computed_{name}": _plain(rank) for name, rank in before[at].items()},
            **{name: _plain(rank) for name, rank in after[at].items()},
            "decisions": numbers.get(key, []),
        }
        for at, key in enumerate(standing.keys)
    }
    return {
        "units": units,
        "points": _changed(standing, decided, scores),
        "open": [entry.number for entry in open_objections(standing.scheme, entries)],
    }


def in_force(scheme: Scheme, entries: Sequence[Entry]) -> list[Entry]:
    """Return the decisions that count: the last on each criterion, and none below another."""
    last = {
        (entry.units[0], entry.decision.criterion): entry
        for entry in entries
        if entry.kind == "decision"
    }
    return sorted(
        (
            entry
            for (unit, node), entry in last.items()
            if not any((unit, above) in last for above in _above(scheme, node))
        ),
        key=lambda entry: entry.number,
    )


def open_objections(scheme: Scheme, entries: Sequence[Entry]) -> list[Entry]:
    """Return the objections with neither an answer nor a later decision on what they are about.

    That is a decision on the same unit that names the objection, or is on the criterion objected
    to, one above or one below; on any criterion, where the objection names none.
    """
    return [
        entry
        for entry in entries
        if entry.kind == "objection"
        and not any(
            later.number > entry.number and _settles(scheme, later, entry) for later in entries
        )
    ]


def _settles(scheme: Scheme, later: Entry, objection: Entry) -> bool:
    if later.kind == "answer":
        return later.answer.answers == objection.number
    if later.kind != "decision" or later.units != objection.units:
        return False
    decided, criterion = later.decision.criterion, objection.objection.criterion
    return (
        later.decision.answers == objection.number
        or criterion in (None, decided)
        or criterion in _above(scheme, decided)
        or decided in _above(scheme, str(criterion))
    )


def _above(scheme: Scheme, node: str) -> Iterator[str]:
    """Yield the criteria that a node is part of, the nearest first."""
    parents = {part: name for name, n in scheme.nodes().items() for part in n.parts or {}}
    while node in parents:
        node = parents[node]
        yield node


def _given(standing: Standing, decided: Sequence[Entry]) -> dict[str, Vector]:
    """Return the decided points of each node; (units,), NaN where none are."""
    given: dict[str, Vector] = {}
    for entry in decided:
        points = given.setdefault(
            entry.decision.criterion, np.full(len(standing.keys), np.nan, dtype=np.float64)
        )
        points[standing.keys.index(entry.units[0])] = entry.decision.points
    return given


def _changed(
    standing: Standing, decided: Sequence[Entry], scores: Mapping[str, Vector]
) -> dict[str, dict[str, Any]]:
    """Return for each unit with decisions the nodes whose points they change."""
    if standing.computed is None:
        return {}
    changed = {}
    for key in dict.fromkeys(entry.units[0] for entry in decided):
        at = standing.keys.index(key)
        pairs = {
            name: (before[at], scores[name][at])
            for name, before in standing.computed.scores.items()
        }
        changed[key] = {
            name: {"computed": _plain(before), "final": _plain(after)}
            for name, (before, after) in pairs.items()
            if before != after and not (np.isnan(before) and np.isnan(after))
        }
    return changed


def _plain(value: float | None) -> float | None:
    """Return a number as JSON has it, None for missing."""
    if value is None or np.isnan(value):
        return None
    return value if isinstance(value, int) else float(value)
