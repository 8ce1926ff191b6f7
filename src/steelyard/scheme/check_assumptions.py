"""What must hold between a scheme's assumptions and the rest of it.

Each rule is a function that yields what is wrong and where, as in ``check``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from steelyard.errors import nearest
from steelyard.i18n import Message, message
from steelyard.scheme.aggregate import OrderedWeighted, Outranking
from steelyard.scheme.assumptions import (
    Aggregations,
    Assumption,
    Errors,
    Imputations,
    Imputed,
    LeaveOut,
    Normalisations,
    Rule,
    Treatments,
    Weights,
    WeightSets,
)
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

__all__ = ["check_assumptions"]

Complaint = tuple[Sequence[str | int], Message, bool, str | None]
_Stepwise = Normalisations | Imputations | Treatments


def check_assumptions(scheme: Scheme, figures: Mapping[str, str]) -> Iterator[Complaint]:
    """Yield everything that is wrong with the assumptions.

    Parameters
    ----------
    scheme
        The scheme.
    figures
        The type of each column and figure of the units' table.
    """
    for name, one in (scheme.assumptions or {}).items():
        where = ("assumptions", name)
        if isinstance(one, Weights):
            yield from _weights(scheme, where, one)
        elif isinstance(one, Aggregations):
            yield from _aggregations(scheme, where, one)
        elif isinstance(one, _Stepwise):
            yield from _alternatives(scheme, where, one)
        elif isinstance(one, Imputed):
            if not _has_step(scheme, "impute"):
                yield _no_step(where, "imputed", "impute")
        elif isinstance(one, LeaveOut):
            yield from _left_out(scheme, where, one)
        elif isinstance(one, Errors):
            yield from _errors(where, one, figures)
        elif isinstance(one, Rule):
            yield from _rule(scheme, where, one)
    yield from _twice(scheme)


def _unknown(
    where: Sequence[str | int], kind: Message, name: str, known: Collection[str]
) -> Complaint:
    text = message("There is no {kind} “{name}”.", kind=kind, name=name)
    return where, text, False, nearest(name, list(known))


def _criteria(scheme: Scheme) -> dict[str, Node]:
    return {name: node for name, node in scheme.nodes().items() if node.parts}


def _no_tree(where: Sequence[str | int]) -> Complaint:
    return where, message("There is no tree, so there is nothing to vary."), True, None


def _weights(scheme: Scheme, where: tuple[str, str], one: Weights) -> Iterator[Complaint]:
    criteria = _criteria(scheme)
    if not criteria:
        yield _no_tree(where)
        return
    for at, name in enumerate(one.of or ()):
        if name not in criteria:
            yield _unknown((*where, "of", at), message("criterion"), name, criteria)
        elif len(_free(criteria[name])) < 2:
            text = message(
                "“{name}” has fewer than two parts whose weights are not fixed, so none can vary.",
                name=name,
            )
            yield (*where, "of", at), text, False, None
    if isinstance(one.weights, WeightSets):
        yield from _sets(scheme, where, one, one.weights)


def _free(criterion: Node) -> list[str]:
    return [name for name, part in (criterion.parts or {}).items() if not part.fixed]


def _sets(
    scheme: Scheme, where: tuple[str, str], one: Weights, method: WeightSets
) -> Iterator[Complaint]:
    varied = {name: node for name, node in _criteria(scheme).items() if name in (one.of or (name,))}
    free = {part: name for name, node in varied.items() for part in _free(node)}
    for at, choice in enumerate(method.sets):
        place = (*where, "weights", "sets", at, "weights")
        totals = {
            name: sum(_own_weight(node, part) for part in _free(node) if part not in choice.weights)
            for name, node in varied.items()
            if any(part in choice.weights for part in _free(node))
        }
        for name, weight in choice.weights.items():
            if name not in scheme.nodes():
                kind = message("criterion or indicator")
                text = message("There is no {kind} “{name}”.", kind=kind, name=name)
                yield (*place, name), text, True, nearest(name, list(free))
            elif name not in free:
                text = message(
                    "The weight of “{name}” is fixed or not among those that vary.", name=name
                )
                yield (*place, name), text, True, None
            else:
                totals[free[name]] += weight
        for criterion, total in totals.items():
            if total == 0:
                text = message("The weights of the parts of “{name}” are all 0.", name=criterion)
                yield place, text, True, None


def _own_weight(criterion: Node, name: str) -> float:
    part = (criterion.parts or {})[name]
    if part.points is not None:
        return part.points
    return 1.0 if part.weight is None else part.weight


def _aggregations(scheme: Scheme, where: tuple[str, str], one: Aggregations) -> Iterator[Complaint]:
    criteria = _criteria(scheme)
    if not criteria:
        yield _no_tree(where)
        return
    for at, name in enumerate(one.of or ()):
        if name not in criteria:
            yield _unknown((*where, "of", at), message("criterion"), name, criteria)
    meant = [
        node
        for name, node in criteria.items()
        if (name in one.of if one.of else node.aggregate is None and node.points is None)
    ]
    if not meant and one.of is None:
        yield (
            (*where, "aggregate"),
            message("No criterion follows the scheme's aggregation; name some in “of”."),
            True,
            None,
        )
    for at, choice in enumerate(one.aggregate):
        for node in meant:
            text = _misfit(choice.use, len(node.parts or {}))
            if text is not None:
                yield (*where, "aggregate", at), text, False, None
                break


def _misfit(spec: object, parts: int) -> Message | None:
    if isinstance(spec, OrderedWeighted) and len(spec.weights) != parts:
        return message(
            "Needs a weight for each of the {parts} parts, has {weights}.",
            parts=parts,
            weights=len(spec.weights),
        )
    if isinstance(spec, Outranking) and parts < 2:
        return message("Outranking needs at least two parts.")
    return None


def _has_step(scheme: Scheme, key: str) -> bool:
    return any(key in type(step).model_fields for step in scheme.steps)


def _no_step(where: tuple[str, str], key: str, step: str) -> Complaint:
    text = message("The list of steps has no “{step}”, so this would do nothing.", step=step)
    return (*where, key), text, True, None


def _key(one: _Stepwise) -> str:
    if isinstance(one, Normalisations):
        return "normalise"
    return "impute" if isinstance(one, Imputations) else "treat"


def _alternatives(scheme: Scheme, where: tuple[str, str], one: _Stepwise) -> Iterator[Complaint]:
    key = _key(one)
    if not _has_step(scheme, key):
        yield _no_step(where, key, key)
    indicators = scheme.indicators()
    for at, name in enumerate(one.of or ()):
        if name not in indicators:
            yield _unknown((*where, "of", at), message("indicator"), name, indicators)
    follow = [name for name, node in indicators.items() if getattr(node, key) is None]
    if one.of is None and indicators and not follow:
        text = message("No indicator follows the step “{step}”; name some in “of”.", step=key)
        yield (*where, key), text, True, None
    if isinstance(one, Imputations):
        yield from _imputations(scheme, where, one)


def _imputations(scheme: Scheme, where: tuple[str, str], one: Imputations) -> Iterator[Complaint]:
    for at, choice in enumerate(one.impute):
        for group in getattr(choice.use, "by", ()):
            if group not in scheme.units.groups:
                yield _unknown(
                    (*where, "impute", at), message("group column"), group, scheme.units.groups
                )
        if choice.use.across_periods and scheme.units.period is None:
            text = message(
                "“{method}” needs periods, and the units have none.", method=choice.use.method
            )
            yield (*where, "impute", at), text, False, None


def _left_out(scheme: Scheme, where: tuple[str, str], one: LeaveOut) -> Iterator[Complaint]:
    nodes = scheme.nodes()
    if scheme.tree is None:
        yield _no_tree(where)
        return
    if isinstance(one.leave_out.nodes, str):
        return
    for at, name in enumerate(one.leave_out.nodes):
        place = (*where, "leave_out", "nodes", at)
        if name not in nodes:
            yield _unknown(place, message("criterion or indicator"), name, nodes)
        elif name == scheme.root:
            yield place, message("Without the root there is nothing to rank."), False, None


def _errors(where: tuple[str, str], one: Errors, figures: Mapping[str, str]) -> Iterator[Complaint]:
    known = [name for name, type_ in figures.items() if type_ in ("number", "integer")]
    for name, error in one.data.items():
        place = (*where, "data", name)
        if name not in known:
            text = message("There is no {kind} “{name}”.", kind=message("number"), name=name)
            yield place, text, True, nearest(name, known)
        named = [error.standard_error] if isinstance(error.standard_error, str) else []
        for column in (*named, *(error.between or ())):
            if column not in known:
                yield _unknown(place, message("number"), column, known)


def _rule(scheme: Scheme, where: tuple[str, str], one: Rule) -> Iterator[Complaint]:
    nodes, rule = scheme.nodes(), one.rule
    node = nodes.get(rule.node)
    if node is None:
        yield _unknown(
            (*where, "rule", "node"), message("criterion or indicator"), rule.node, nodes
        )
    elif rule.setting == "points":
        if node.points is None:
            text = message("“{name}” has no points.", name=rule.node)
            yield (*where, "rule", "node"), text, False, None
        elif rule.between[0] <= 0:
            yield (*where, "rule", "between"), message("Points are above 0."), False, None
    elif node.parts:
        text = message("“{name}” is a criterion; only its points can vary.", name=rule.node)
        yield (*where, "rule", "setting"), text, False, None


def _twice(scheme: Scheme) -> Iterator[Complaint]:
    """Two assumptions must not set the same thing, or the later would undo the earlier."""
    taken: dict[tuple[str, str], str] = {}
    for name, one in (scheme.assumptions or {}).items():
        for what in _sets_what(scheme, one):
            if what in taken:
                text = message(
                    "“{first}” varies this already ({what}).", first=taken[what], what=what[1]
                )
                yield ("assumptions", name), text, True, None
                break
        else:
            taken |= dict.fromkeys(_sets_what(scheme, one), name)


def _sets_what(scheme: Scheme, one: Assumption) -> list[tuple[str, str]]:
    """Return what an assumption sets, each as a kind and a name."""
    criteria = _criteria(scheme)
    if isinstance(one, Weights):
        names = one.of or [name for name, node in criteria.items() if len(_free(node)) > 1]
        return [("weights", name) for name in names]
    if isinstance(one, Aggregations):
        follow = [n for n, node in criteria.items() if node.aggregate is None and not node.points]
        return [("aggregate", name) for name in one.of or follow]
    if isinstance(one, _Stepwise):
        key = _key(one)
        follow = [n for n, node in scheme.indicators().items() if getattr(node, key) is None]
        return [(key, name) for name in one.of or follow]
    if isinstance(one, Errors):
        return [("data", name) for name in one.data]
    if isinstance(one, Rule):
        return [("rule", f"{one.rule.node}.{one.rule.setting}")]
    return [("imputed", "")] if isinstance(one, Imputed) else []
