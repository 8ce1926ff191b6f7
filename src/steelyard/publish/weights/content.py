"""What the page of weights shows, as plain data: the tree with its published weights, the lists."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from steelyard.publish.numbers import places_for
from steelyard.publish.source import Source
from steelyard.publish.weights.data import files_of_periods, given_weights
from steelyard.publish.weights.plan import Plan
from steelyard.publish.weights.wording import REASONS
from steelyard.scheme.weigh import Factor, Pca

__all__ = ["content_of", "greatest"]

_OPEN_UP_TO = 16
"""Up to so many sliders all criteria stand open at first."""


def content_of(source: Source, plan: Plan) -> dict[str, Any]:
    """Return the content of the page in the current language."""
    weights = _published(source)
    given = given_weights(source, plan, plan.periods[0])
    raw = {
        part: weight
        for name, criterion in plan.criteria.items()
        for part, weight in zip(criterion.parts, given[name], strict=True)
    }
    largest = {name: greatest(own) for name, own in given.items()}
    return {
        "units": source.ranking.height,
        "lists": list(_lists(source, plan)),
        "places": places_for(source.ranking["score"].to_list()),
        "interval": _has_intervals(source),
        "derived": any(isinstance(one.weighing, Pca | Factor) for one in plan.criteria.values()),
        "about": {name: source.node_title(name) for name in plan.criteria},
        "tree": _branch(source, plan, plan.root, raw, largest, weights),
        "weights": list(_rows(source, plan, weights)),
    }


def _has_intervals(source: Source) -> bool:
    ranking = source.ranking
    return "rank_p05" in ranking.columns and not ranking["rank_p05"].is_null().all()


def greatest(weights: list[float]) -> float:
    """Return the weight at the end of a slider: a round number, twice the largest or more.

    Examples
    --------
    >>> greatest([1.0, 2.0, 3.0]), greatest([1.0] * 5), greatest([0.25, 0.75]), greatest([0.0])
    (10.0, 4.0, 2.0, 1.0)
    """
    wanted = max(2.0 * max(weights), 4.0 * sum(weights) / len(weights))
    if wanted <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(one for one in (1, 2, 4, 5, 10) if one * power >= wanted * (1 - 1e-9))
    return float(step * power)


def _published(source: Source) -> Mapping[str, tuple[float | None, float]]:
    """Return each node's weight within its parent and in the whole, as the edition has them."""
    frame = source.table("weights")
    assert frame is not None
    rows = frame.select("node", "weight", "effective_weight").iter_rows()
    return {name: (within, whole) for name, within, whole in rows}


def _lists(source: Source, plan: Plan) -> Iterator[dict[str, Any]]:
    for file, lists in zip(files_of_periods(plan), plan.periods, strict=True):
        for at, one in enumerate(lists):
            title = source.list_title(one)
            yield {"title": title, "address": one.address, "file": file, "at": at}


def _branch(
    source: Source,
    plan: Plan,
    name: str,
    raw: Mapping[str, float],
    largest: Mapping[str, float],
    weights: Mapping[str, tuple[float | None, float]],
) -> dict[str, Any]:
    """Return a node with what its slider needs, and its parts.

    Of a criterion none of whose parts can be moved, only those that lead on to sliders are shown.
    """
    node, criterion = source.nodes[name], plan.criteria.get(name)
    parts = () if criterion is None else criterion.parts
    moves = not plan.movable.isdisjoint(parts)
    reason = plan.reasons.get(name)
    return {
        "name": name,
        "number": list(source.nodes).index(name),
        "title": source.node_title(name),
        "weight": raw.get(name),
        "whole": weights[name][1],
        "slider": name in plan.movable,
        "most": largest.get(source.parents.get(name, ""), 1.0),
        "fixed": node.fixed or node.points is not None,
        "note": None if reason is None or reason == "set" else str(REASONS[reason]),
        "resets": moves,
        "open": len(plan.movable) <= _OPEN_UP_TO,
        "parts": [
            _branch(source, plan, part, raw, largest, weights)
            for part in parts
            if moves or part in plan.criteria
        ],
    }


def _rows(
    source: Source, plan: Plan, weights: Mapping[str, tuple[float | None, float]]
) -> Iterator[dict[str, Any]]:
    """Yield each node of the tree with its published weight, parents first."""
    levels: dict[str, int] = {}
    for name in source.nodes:
        parent = source.parents.get(name)
        levels[name] = 0 if parent is None else levels[parent] + 1
        within, whole = weights[name]
        reason = plan.reasons.get(name)
        yield {
            "name": name,
            "title": source.node_title(name),
            "parent": parent,
            "level": levels[name],
            "within": within,
            "whole": whole,
            "movable": name in plan.movable,
            "note": None if reason is None else str(REASONS[reason]),
        }
