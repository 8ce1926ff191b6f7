"""Which weights a reader may move, and which scores must be computed again when one moves.

A criterion that a page cannot compute, and one under which nothing can be moved, enters with its
published scores like an indicator. What a rule sets stays; so a page never shows a figure that
the evaluation would not give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import polars as pl

from steelyard.evaluation.admission import ADMISSION
from steelyard.evaluation.criterion import Criterion, criterion_of
from steelyard.publish.source import PublishedList, Source
from steelyard.publish.weights.methods import renormalisation
from steelyard.scheme.aggregate import Copeland, Maximum, Minimum, Outranking, Sum
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

__all__ = ["MOST_COMPARISONS", "Plan", "Reason", "plan_of", "row_key"]

MOST_COMPARISONS = 4_000_000
"""Comparisons of parts, units² × parts, that a page makes within a frame."""

Reason = Literal["set", "added", "extreme", "outranking", "many", "normalisation", "elsewhere"]
"""Why the weights of a criterion's parts cannot be moved.

A rule sets them; the parts are added up, or one of them alone counts, so weights do not enter;
the ranking that the comparisons support most is searched for; there are too many units to compare
every two; the score is normalised in a way that the page does not know, or by what was learned
in another period. A criterion below one that a page cannot compute shares its reason.
"""


@dataclass(frozen=True)
class Plan:
    """What can be moved and what follows from it.

    Parameters
    ----------
    root
        The name of the tree's root.
    criteria
        The criteria that the page computes, parents before their parts.
    movable
        The nodes that have a slider.
    reasons
        For criteria whose parts have none, why.
    periods
        The lists by period, the last first, as one file holds them.
    """

    root: str
    criteria: Mapping[str, Criterion]
    movable: frozenset[str]
    reasons: Mapping[str, Reason]
    periods: tuple[tuple[PublishedList, ...], ...] = field(default=())

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The nodes that enter with their published scores."""
        parts = [part for criterion in self.criteria.values() for part in criterion.parts]
        return tuple(part for part in parts if part not in self.criteria)


def plan_of(source: Source) -> Plan | None:
    """Return what can be moved in an edition; None where nothing can.

    Nothing can be moved where another figure than the score ranks, where fewer than two units
    have a rank, where rules set all weights, and where the edition does not tell which units a
    veto struck or to which a criterion does not apply.
    """
    scheme = source.scheme
    if scheme.tree is None or not scheme.rank.by_score or scheme.root not in source.nodes:
        return None
    periods = _periods(source)
    if max((one.ranked for lists in periods for one in lists), default=0) < 2:
        return None
    if _untold(source) or not _keys_told(source):
        return None
    most = max(sum(one.frame.height for one in lists) for lists in periods)
    reasons = dict(_reasons(scheme, source.nodes, most))
    known = _criteria(scheme, source.nodes)
    movable = {
        part
        for name, criterion in known.items()
        if name not in reasons
        for part in _free(source.nodes, criterion)
    }
    needed = _above(source.parents, movable)
    if not movable:
        return None
    criteria = {name: criterion for name, criterion in known.items() if name in needed}
    return Plan(scheme.root, criteria, frozenset(movable), reasons, periods)


def _periods(source: Source) -> tuple[tuple[PublishedList, ...], ...]:
    """Return the lists of each period together, in their order."""
    found: dict[str | None, list[PublishedList]] = {}
    for one in source.lists:
        found.setdefault(one.period, []).append(one)
    return tuple(tuple(lists) for lists in found.values())


def _untold(source: Source) -> bool:
    """Return whether the edition leaves open what is not in the tree's arithmetic."""
    struck = any(veto.enabled for veto in source.scheme.vetoes.values())
    conditional = any(node.applies for node in source.scheme.nodes().values())
    needed = {
        "vetoes": struck,
        "left_out": conditional,
        ADMISSION: source.scheme.admission is not None,
    }
    return any(asked and name not in source.files for name, asked in needed.items())


def _keys_told(source: Source) -> bool:
    """Return whether each row of the ranking can be found among the scores by its key."""
    key = row_key(source.scheme)
    rows = source.ranking.select(pl.col(key).cast(pl.String))
    return rows.drop_nulls().n_unique() == rows.height


def row_key(scheme: Scheme) -> list[str]:
    """Return the columns that tell the rows of the edition's tables apart."""
    return [name for name in (scheme.units.key, scheme.units.period) if name is not None]


def _criteria(scheme: Scheme, nodes: Mapping[str, Node]) -> dict[str, Criterion]:
    found = {name: criterion_of(scheme, name, node, nodes) for name, node in nodes.items()}
    return {name: criterion for name, criterion in found.items() if criterion is not None}


def _reasons(scheme: Scheme, nodes: Mapping[str, Node], units: int) -> Iterator[tuple[str, Reason]]:
    """Yield each criterion whose parts cannot be moved with the reason, parents first."""
    barred: dict[str, Reason] = {}
    for name, criterion in _criteria(scheme, nodes).items():
        obstacle = barred.get(name) or _obstacle(scheme, criterion, units)
        if obstacle is not None:
            barred |= dict.fromkeys(criterion.parts, obstacle)
        reason = obstacle or _without_weights(nodes, criterion)
        if reason is not None:
            yield name, reason


def _obstacle(scheme: Scheme, criterion: Criterion, units: int) -> Reason | None:
    """Return why a page cannot compute a criterion's score, None if it can."""
    aggregation, again = criterion.aggregation, criterion.normalisation
    if isinstance(aggregation, Outranking):
        return "outranking"
    if isinstance(aggregation, Copeland) and units**2 * len(criterion.parts) > MOST_COMPARISONS:
        return "many"
    if again is not None and renormalisation(again) is None:
        return "normalisation"
    relative = aggregation.relative or (again is not None and again.relative)
    if not relative:
        return None
    if scheme.units.period is not None and scheme.calibrate != "each":
        return "elsewhere"
    # Whether units below the coverage are learned from depends there on rows that an edition
    # does not keep: those to which no condition applied.
    conditional = any(node.applies for node in scheme.nodes().values())
    return "normalisation" if conditional and aggregation.coverage > 0 else None


def _without_weights(nodes: Mapping[str, Node], criterion: Criterion) -> Reason | None:
    """Return why weights of a criterion that can be computed have no sliders."""
    if len(criterion.parts) < 2:
        return None
    if not _free(nodes, criterion):
        return "set"
    match criterion.aggregation:
        case Sum():
            return "added"
        case Minimum() | Maximum():
            return "extreme"
        case _:
            return None


def _free(nodes: Mapping[str, Node], criterion: Criterion) -> tuple[str, ...]:
    """Return the parts whose weights no rule sets; one alone has nothing to share."""
    free = [
        part for part in criterion.parts if not nodes[part].fixed and nodes[part].points is None
    ]
    return tuple(free) if len(free) > 1 else ()


def _above(parents: Mapping[str, str], movable: set[str]) -> set[str]:
    """Return every criterion above a node that can be moved."""
    found: set[str] = set()
    for name in movable:
        at = parents.get(name)
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return found
