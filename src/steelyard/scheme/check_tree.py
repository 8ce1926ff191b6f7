"""What must hold in the tree: names, indicators, points and weights, and what strikes a node."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from steelyard.i18n import message
from steelyard.scheme.aggregate import OrderedWeighted, Outranking, Sum
from steelyard.scheme.complaints import Complaint, available, unknown, walk
from steelyard.scheme.normalise import Identity, Normalise
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import NormaliseStep
from steelyard.scheme.tree import Node

__all__ = ["check_tree", "check_vetoes"]

BESIDE_NODES = ("first", "nominal")
"""Columns that stand beside those of the nodes in the tables of the analysis."""


def check_tree(scheme: Scheme) -> Iterator[Complaint]:
    """Yield what is wrong with the tree of criteria."""
    yield from _criteria_named(scheme)
    if scheme.tree is None:
        return
    yield from _names_once(scheme)
    yield from _indicators(scheme)
    usual = _usual_normalisation(scheme)
    for path, name, node in walk(("tree",), scheme.root, scheme.tree):
        yield from _node(path, name, node, usual)
    yield from _applies(scheme)


def _criteria_named(scheme: Scheme) -> Iterator[Complaint]:
    """Weighted means that name a criterion; where it is there, its weights stand by now."""
    criteria = [name for name, node in scheme.nodes().items() if node.parts and name != scheme.root]
    for name, figure in scheme.derived.items():
        if isinstance(figure.weighted_mean, str):
            where = ("derived", name, "weighted_mean")
            yield unknown(where, message("criterion"), figure.weighted_mean, criteria)


def _applies(scheme: Scheme) -> Iterator[Complaint]:
    """Conditions under which a node applies are on figures of the unit."""
    if scheme.tree is None:
        return
    known = available(scheme)
    for path, _name, node in walk(("tree",), scheme.root, scheme.tree):
        for figure in node.applies or ():
            if figure not in known:
                yield unknown(
                    (*path, "applies", figure), message("column or figure"), figure, known, True
                )


def _names_once(scheme: Scheme) -> Iterator[Complaint]:
    assert scheme.tree is not None
    counts = Counter(name for name, _node, _depth in scheme.tree.walk(scheme.root))
    seen: set[str] = set()
    for path, name, _node in walk(("tree",), scheme.root, scheme.tree):
        if counts[name] > 1 and name in seen:
            yield (
                path,
                message("The name “{name}” stands twice in the tree.", name=name),
                True,
                None,
            )
        seen.add(name)
        if name in BESIDE_NODES:
            text = message(
                "“{name}” is a column of the analysis; give this one another name.", name=name
            )
            yield path, text, True, None
        if name in (scheme.units.key, scheme.units.period):
            text = message(
                "“{name}” is a column of the units already; give this one another name.", name=name
            )
            yield path, text, True, None


def _indicators(scheme: Scheme) -> Iterator[Complaint]:
    known = available(scheme)
    assert scheme.tree is not None
    for path, name, node in walk(("tree",), scheme.root, scheme.tree):
        if node.parts:
            continue
        figure = node.indicator or name
        where = (*path, "indicator") if node.indicator else path
        if figure not in known:
            yield unknown(where, message("column or figure"), figure, known, key=not node.indicator)
        elif known[figure] in ("text", "date"):
            yield (
                where,
                message(
                    "“{figure}” holds {type}; an indicator is a number.",
                    figure=figure,
                    type=message("texts") if known[figure] == "text" else message("dates"),
                ),
                not node.indicator,
                None,
            )


def _usual_normalisation(scheme: Scheme) -> Normalise:
    """Return how an indicator is normalised that has no way of its own."""
    found: Normalise = Identity()
    for step in scheme.steps:
        if isinstance(step, NormaliseStep):
            found = step.normalise
    return found


def _node(path: tuple[str, ...], name: str, node: Node, usual: Normalise) -> Iterator[Complaint]:
    if node.parts:
        yield from _weights(path, node)
        yield from _points(path, node)
    spec = node.normalise if node.parts else node.normalise or usual
    if spec is None or node.points is None or isinstance(spec, Identity):
        return
    spec = spec.with_points(node.points)
    most = spec.maximum()
    bounds = getattr(spec, "range", None)
    if most is None and bounds is not None:
        most = bounds[1]
    where = (*path, "normalise") if node.normalise is not None else (*path, "points")
    if most is None:
        text = message(
            "“{name}” has points, but “{method}” gives no points; bands, proportional, deduction "
            "and goalposts do.",
            name=name,
            method=spec.method,
        )
        yield where, text, True, None
    elif most > node.points * (1 + 1e-12):
        text = message(
            "“{name}” has {points:g} points, but this rule can give {most:g}.",
            name=name,
            points=node.points,
            most=most,
        )
        yield where, text, True, None


def _weights(path: tuple[str, ...], node: Node) -> Iterator[Complaint]:
    parts = node.parts or {}
    kinds = {part: (p.weight is not None, p.points is not None) for part, p in parts.items()}
    if any(w for w, _ in kinds.values()) and any(p for _, p in kinds.values()):
        yield (
            (*path, "parts"),
            message("Some parts have weights and others points; choose one."),
            True,
            None,
        )
    if all(part.weight == 0 for part in parts.values()):
        yield (*path, "parts"), message("All weights are 0."), True, None
    spec = node.aggregate
    if isinstance(spec, OrderedWeighted) and len(spec.weights) != len(parts):
        yield (
            (*path, "aggregate", "weights"),
            message(
                "Needs a weight for each of the {parts} parts, has {weights}.",
                parts=len(parts),
                weights=len(spec.weights),
            ),
            True,
            None,
        )
    if isinstance(spec, Outranking) and len(parts) < 2:
        yield (*path, "aggregate"), message("Outranking needs at least two parts."), True, None


def _points(path: tuple[str, ...], node: Node) -> Iterator[Complaint]:
    """Points of the parts of a sum add up to the node's; of other aggregations each equals it."""
    parts = {name: part.points for name, part in (node.parts or {}).items()}
    if node.points is None or node.normalise is not None or None in parts.values():
        if node.points is not None and node.normalise is None and None in parts.values():
            yield (
                (*path, "parts"),
                message("The parts of a criterion with points have points too."),
                True,
                None,
            )
        return
    if node.aggregate is None or isinstance(node.aggregate, Sum):
        total = math.fsum(points for points in parts.values() if points is not None)
        if not math.isclose(total, node.points, rel_tol=1e-9):
            yield (
                (*path, "points"),
                message(
                    "The points of the parts add up to {total:g}, not to {points:g}.",
                    total=total,
                    points=node.points,
                ),
                False,
                None,
            )
        return
    for name, points in parts.items():
        if points != node.points:
            yield (
                (*path, "parts", name, "points"),
                message(
                    "Under “{method}” each part has the points of the whole, {points:g}.",
                    method=node.aggregate.method,
                    points=node.points,
                ),
                False,
                None,
            )


def check_vetoes(scheme: Scheme) -> Iterator[Complaint]:
    """Yield what is wrong with vetoes."""
    known, nodes = available(scheme), scheme.nodes()
    for name, veto in scheme.vetoes.items():
        where = ("vetoes", name)
        if scheme.tree is None:
            yield where, message("A veto strikes a node, but there is no tree."), True, None
            return
        if veto.node is not None and veto.node not in nodes:
            yield unknown((*where, "node"), message("criterion"), veto.node, nodes)
        if veto.effect in ("cap", "deduct") and veto.score is None:
            yield (
                (*where, "effect"),
                message("“score” is missing: how much “{effect}” takes.", effect=veto.effect),
                False,
                None,
            )
        for at, rule in enumerate(veto.breaks or ()):
            if rule not in scheme.rules:
                yield unknown((*where, "breaks", at), message("rule"), rule, scheme.rules)
            elif scheme.rules[rule].severity == "note" or scheme.rules[rule].then != "report":
                text = message(
                    "“{name}” does not report single rows, so nothing can follow from it.",
                    name=rule,
                )
                yield (*where, "breaks", at), text, False, None
        for figure in veto.when or ():
            if figure not in known:
                yield unknown(
                    (*where, "when", figure), message("column or figure"), figure, known, True
                )
