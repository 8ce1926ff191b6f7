"""Claims as one system: values, what ties them to each other, and what the words say of each.

Formulas, queries and names are taken for true, and so is that claims of one quantity and scope are
about one value. What the words of claims say may be false, all of it or any part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from steelyard.claims.agreement import shared_values
from steelyard.claims.evidence import Evidence
from steelyard.claims.extents import truths
from steelyard.claims.formula import Comparison, Expression, Sum, names
from steelyard.claims.interval import EVERYTHING, Interval
from steelyard.claims.narrowing import Network, Relation
from steelyard.claims.substitution import renamed

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
    groups = _Groups(value_of.values())
    for name, formula in usable.items():
        relations = _relations(value_of[name], formula)
        groups.join([one for relation in relations for one in relation.names])
    members: dict[str, list[str]] = {}
    for name in known:
        if known[name].interval is not None or name in usable:
            members.setdefault(groups.of(_anchor(name, usable, value_of)), []).append(name)
    return tuple(_system(group, known, usable, value_of, allowed) for group in members.values())


def _anchor(
    name: str, usable: Mapping[str, Expression | Comparison], value_of: Mapping[str, str]
) -> str:
    """Return a value that a claim is about: of a comparison, one that it compares."""
    formula = usable.get(name)
    if isinstance(formula, Comparison):
        for relation in _relations(name, formula):
            if relation.names:
                return relation.names[0]
    return value_of[name]


def _relations(value: str, formula: Expression | Comparison) -> list[Relation]:
    if not isinstance(formula, Comparison):
        return [Relation.equation(value, formula)]
    sides = zip(formula.parts[:-1], formula.parts[1:], formula.signs, strict=True)
    return [
        Relation(Sum((left, right), (False, True)), truths(sign)) for left, right, sign in sides
    ]


def _system(
    members: list[str],
    known: Mapping[str, Evidence],
    usable: Mapping[str, Expression | Comparison],
    value_of: Mapping[str, str],
    allowed: Mapping[str, Interval],
) -> System:
    relations, owners = list[Relation](), dict[int, str]()
    values: dict[str, None] = {}
    given: dict[str, Interval] = {}
    computed = set[str]()
    for name in members:
        formula, value = usable.get(name), value_of[name]
        if formula is not None:
            for relation in _relations(value, formula):
                if isinstance(formula, Comparison):
                    owners[len(relations)] = name
                relations.append(relation)
                values |= dict.fromkeys(relation.names)
        if not isinstance(formula, Comparison):
            values[value] = None
        found = known[name].found
        if formula is not None:
            computed.add(value)
        elif found is not None:
            met = given.get(value, EVERYTHING).meet(found)
            given[value] = found if met is None else met  # of two queries that differ, one
    said = {name: (value_of[name], allowed[name]) for name in members if name in allowed}
    figures = {
        value_of[name]: figure
        for name in reversed(members)
        if (figure := known[name].figure) is not None and not known[name].truths
    }
    return System(
        Network(relations, owners),
        {value: given.get(value, EVERYTHING) for value in values},
        said,
        tuple(name for name in members if name in said or name in owners.values()),
        figures,
        tuple(sorted(values, key=lambda value: value in computed)),
    )


class _Groups:
    """Names in groups that are joined: union and find."""

    def __init__(self, names: Iterable[str]) -> None:
        self._above = {name: name for name in names}

    def of(self, name: str) -> str:
        """Return the name that stands for a name's group."""
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name

    def join(self, names: list[str]) -> None:
        """Put the groups of names together."""
        for name in names[1:]:
            self._above[self.of(name)] = self.of(names[0])
