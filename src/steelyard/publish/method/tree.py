"""The tree of criteria: as an outline, as a table, and node by node with formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.steps import settings
from steelyard.i18n import message
from steelyard.publish.method.ranked import unit_said
from steelyard.publish.method.steps import treatments
from steelyard.publish.method.telling import Telling, anchor, text_of
from steelyard.publish.method.words.aggregating import aggregated, coverage
from steelyard.publish.method.words.imputing import imputed
from steelyard.publish.method.words.normalising import normalised
from steelyard.publish.method.words.treating import treated
from steelyard.publish.method.words.weighing import weighed
from steelyard.reports.methods import rule_in_words
from steelyard.reports.words import shown
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Geometric,
    Harmonic,
    Maximum,
    Minimum,
    Sum,
)
from steelyard.scheme.normalise import Identity, Normalise
from steelyard.scheme.steps import NormaliseStep
from steelyard.scheme.tree import Node

__all__ = ["equation", "nodes"]

_MOST_TERMS = 8
"""An equation with more terms than this is told by its formula only."""


def nodes(telling: Telling) -> list[dict[str, Any]]:
    """Return every node of the tree, parents before their parts, with all that makes its score."""
    tree = telling.source.scheme.tree
    if tree is None:
        return []
    walk = tree.walk(telling.source.scheme.root)
    return [_node(telling, name, node, depth) for name, node, depth in walk]


def _node(telling: Telling, name: str, node: Node, depth: int) -> dict[str, Any]:
    weighing = telling.weights.get(name, {})
    source, inherited = telling.cited(name)
    table = telling.source.scheme.units.table
    applies = None if node.applies is None else telling.words.where(table, node.applies)
    about = node.about
    if about is None and not node.parts:
        about = describe(telling.source.scheme, node.indicator or name)[2]
    return {
        **telling.node(name),
        "kind": "criterion" if node.parts else "indicator",
        "depth": depth,
        "parent": telling.parents.get(name),
        "about": text_of(about),
        "weight": weighing.get("weight"),
        "effective_weight": weighing.get("effective_weight"),
        "points": node.points,
        "fixed": node.fixed,
        "scored": name in telling.source.nodes,
        "applies": None if applies is None else str(applies),
        "source": source,
        "source_inherited": inherited,
        **(_criterion(telling, name, node) if node.parts else _indicator(telling, name, node)),
    }


def _criterion(telling: Telling, name: str, node: Node) -> dict[str, Any]:
    """Return how a criterion combines its parts."""
    scheme = telling.source.scheme
    spec = _aggregation(telling, node)
    again = node.normalise
    if again is not None and node.points is not None:
        again = again.with_points(node.points)
    return {
        "short": str(rule_in_words(scheme, name)),
        "parts": list(node.parts or {}),
        "method": spec.method,
        "told": aggregated(spec).plain(),
        "equation": equation(telling, name),
        "coverage": str(coverage(spec)),
        "weighing": None if node.weigh is None else weighed(node.weigh).plain(),
        "again": None if again is None else normalised(again).plain(),
    }


def _aggregation(telling: Telling, node: Node) -> AggregateSpec:
    if node.aggregate is not None:
        return node.aggregate
    return Sum() if node.points is not None else telling.source.scheme.aggregate


def _indicator(telling: Telling, name: str, node: Node) -> dict[str, Any]:
    """Return what an indicator measures and how it becomes a score."""
    scheme = telling.source.scheme
    of = node.indicator or name
    title, unit, _about = describe(scheme, of)
    up = node.direction == "up"
    return {
        "short": str(rule_in_words(scheme, name, unit)),
        "figure": {
            "name": of,
            "title": text_of(title),
            "anchor": anchor("figure", of) if of in scheme.derived else None,
            "differs": of in scheme.derived or of != name,
        },
        "unit": unit_said(unit),
        "direction": node.direction,
        "direction_words": str(message("more is better") if up else message("less is better")),
        "told": normalised(_normalisation(telling, name), unit, up=up).plain(),
        "impute": None if node.impute is None else _imputed(telling, node, unit),
        "treat": None
        if node.treat is None
        else {**treated(node.treat).plain(), "methods": treatments(node.treat)},
    }


def _imputed(telling: Telling, node: Node, unit: str | None) -> dict[str, Any] | None:
    if node.impute is None:
        return None
    table = telling.source.scheme.units.table
    return imputed(node.impute, unit, lambda name: telling.words.column(table, name)).plain()


def _normalisation(telling: Telling, name: str) -> Normalise:
    """Return how an indicator is normalised: its own way, or that of the last such step."""
    scheme = telling.source.scheme
    found = [step for step in scheme.steps if isinstance(step, NormaliseStep)]
    if not found:
        return Identity()
    spec: Normalise = settings(scheme.indicators(), (name,), "normalise", found[-1].normalise)[name]
    return spec


def equation(telling: Telling, name: str) -> str | None:
    """Return a criterion's score written out with its parts; None where that says no more.

    Parameters
    ----------
    telling
        What is told.
    name
        The criterion.
    """
    node = telling.source.scheme.nodes()[name]
    parts = [part for part in node.parts or {} if telling.weights.get(part, {}).get("weight")]
    if not parts or len(parts) > _MOST_TERMS:
        return None
    titles = [str(telling.title(part)) for part in parts]
    weights = [float(telling.weights[part]["weight"]) for part in parts]
    right = _written(_aggregation(telling, node), titles, weights)
    return None if right is None else f"{telling.title(name)} = {right}"


def _written(spec: AggregateSpec, titles: Sequence[str], weights: Sequence[float]) -> str | None:
    count = len(titles)
    same = max(weights) - min(weights) < 1e-9
    weighted = [f"{shown(weight)} × {title}" for title, weight in zip(titles, weights, strict=True)]
    match spec:
        case Sum():
            return " + ".join(titles)
        case Arithmetic():
            if count == 1:
                return titles[0]
            return f"({' + '.join(titles)}) ÷ {count}" if same else " + ".join(weighted)
        case Geometric():
            if same:
                return f"({' × '.join(titles)})^(1/{count})"
            raised = zip(titles, weights, strict=True)
            return " × ".join(f"{title}^{shown(weight)}" for title, weight in raised)
        case Harmonic():
            inverse = zip(titles, weights, strict=True)
            return f"1 ÷ ({' + '.join(f'{shown(w)} ÷ {title}' for title, w in inverse)})"
        case Minimum() | Maximum():
            return f"{'min' if isinstance(spec, Minimum) else 'max'}({', '.join(titles)})"
    return None
