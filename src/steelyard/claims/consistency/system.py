"""Claims as one system: values, what ties them to each other, and what the words say of each.

Formulas, queries and names are taken for true, and so is that claims of one quantity and scope are
about one value. What the words of claims say may be false, all of it or any part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steelyard.claims.consistency.agreement import shared_values
from steelyard.claims.consistency.narrowing import Network, Relation
from steelyard.claims.evidence import Evidence
from steelyard.claims.formulas.extents import truths
from steelyard.claims.formulas.formula import (
    Comparison,
    Expression,
    Name,
    Number,
    Product,
    Sum,
    names,
)
from steelyard.claims.formulas.linear import Linear
from steelyard.claims.formulas.substitution import renamed
from steelyard.claims.interval import EVERYTHING, Interval

__all__ = ["System", "systems"]


@dataclass(frozen=True)
class System:
    """Claims that hang together.

    Parameters
    ----------
    network
        What ties their values; a comparison is owned by the claim that makes it.
    given
        What data say of each value.
    said
        What the words of each claim say: of which value, and what it is.
    claims
        The claims that say something, in the order of the file.
    figures
        A printed figure for each value that has one.
    order
        The values, those first that no formula gives.
    """

    network: Network
    given: Mapping[str, Interval]
    said: Mapping[str, tuple[str, Interval]]
    claims: tuple[str, ...]
    figures: Mapping[str, Fraction]
    order: tuple[str, ...]


def systems(
    known: Mapping[str, Evidence],
    formulas: Mapping[str, Expression | Comparison],
    allowed: Mapping[str, Interval],
) -> tuple[System, ...]:
    """Return the systems that claims fall into, those that share no value apart.

    Parameters
    ----------
    known
        What is known of each claim.
    formulas
        Their formulas.
    allowed
        What the words of each claim say that has a figure.
    """
    value_of = shared_values(known)
    usable = {
        name: renamed(formula, {one: value_of[one] for one in names(formula) if one in value_of})
        for name, formula in formulas.items()
        if name in known and known[name].missing is None
    }
    relations = {name: _relations(value_of[name], one) for name, one in usable.items()}
    groups = _Groups()
    for found in relations.values():
        groups.join([one for relation in found for one in relation.names])
    members: dict[str, list[str]] = {}
    for name in known:
        if known[name].interval is not None or name in usable:
            members.setdefault(groups.of(_anchor(name, relations, value_of)), []).append(name)
    return tuple(_system(group, known, relations, value_of, allowed) for group in members.values())


def _anchor(
    name: str, relations: Mapping[str, Sequence[Relation]], value_of: Mapping[str, str]
) -> str:
    """Return a value that a claim is about: of a comparison, one that it compares."""
    first = next((one.names for one in relations.get(name, ()) if one.names), ())
    return value_of[name] if value_of[name] in first or not first else first[0]


def _relations(value: str, formula: Expression | Comparison) -> list[Relation]:
    if not isinstance(formula, Comparison):
        return [Relation.equation(value, formula)]
    sides = zip(formula.parts[:-1], formula.parts[1:], formula.signs, strict=True)
    return [one for left, right, sign in sides for one in _compared(left, right, truths(sign))]


def _compared(left: Expression, right: Expression, targets: tuple[Interval, ...]) -> list[Relation]:
    """Return that the difference of two sides lies in a target.

    Where it is linear, it gets a value of its own, which comparisons of the same difference
    share, so that ``a < b`` and ``b < a`` are seen to exclude each other.
    """
    difference = Sum((left, right), (False, True))
    linear = Linear.of(difference)
    leading = (
        next((name for name in sorted(linear.by) if linear.by[name]), None) if linear else None
    )
    if linear is None or leading is None:
        return [Relation(difference, targets)]
    scale = linear.by[leading]
    by = {name: weight / scale for name, weight in sorted(linear.by.items()) if weight}
    shared = " ".join(f"{weight} {name}" for name, weight in by.items())  # no claim is called so
    moved = tuple(
        (one - Interval.point(linear.alone)) * Interval.point(1 / scale) for one in targets
    )
    terms = tuple(
        Product((Number(weight, str(weight)), Name(name)), (False, False))
        for name, weight in by.items()
    )
    return [
        Relation.equation(shared, Sum(terms, (False,) * len(terms))),
        Relation(Name(shared), moved),
    ]


def _system(
    members: list[str],
    known: Mapping[str, Evidence],
    relations: Mapping[str, Sequence[Relation]],
    value_of: Mapping[str, str],
    allowed: Mapping[str, Interval],
) -> System:
    tied: dict[Relation, None] = {}
    owned = list[tuple[Relation, str]]()
    for name in members:
        for relation in relations.get(name, ()):
            if relation.gives is None:
                owned.append((relation, name))
            else:
                tied[relation] = None
    network = Network(
        [*tied, *(relation for relation, _ in owned)],
        {len(tied) + at: owner for at, (_, owner) in enumerate(owned)},
    )
    given = _given(members, known, relations, value_of)
    values = dict.fromkeys(
        [*given, *(one for relation in network.relations for one in relation.names)]
    )
    said = {name: (value_of[name], allowed[name]) for name in members if name in allowed}
    figures = {
        value_of[name]: figure
        for name in reversed(members)
        if known[name].truths is None and (figure := known[name].figure) is not None
    }
    owners = set(network.owners.values())
    computed = {relation.gives for relation in tied}
    return System(
        network,
        {value: given.get(value, EVERYTHING) for value in values},
        said,
        tuple(name for name in members if name in said or name in owners),
        figures,
        tuple(sorted(values, key=lambda value: value in computed)),
    )


def _given(
    members: Sequence[str],
    known: Mapping[str, Evidence],
    relations: Mapping[str, Sequence[Relation]],
    value_of: Mapping[str, str],
) -> dict[str, Interval]:
    """Return what queries and names say of the values of claims."""
    given: dict[str, Interval] = {}
    for name in members:
        value, found = value_of[name], known[name].found
        if known[name].truths is None:
            given.setdefault(value, EVERYTHING)
            if found is not None and name not in relations:
                given[value] = given[value].meet(found) or found  # of two that differ, the last
    return given


class _Groups:
    """Names in groups that are joined: union and find."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the name that stands for a name's group."""
        self._above.setdefault(name, name)
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name

    def join(self, names: list[str]) -> None:
        """Put the groups of names together."""
        for name in names[1:]:
            self._above[self.of(name)] = self.of(names[0])
