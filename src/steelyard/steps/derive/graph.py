"""The order of derived figures: each waits for the figures that it uses.

What single figures have wrong is found in ``check``; here it is told all at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from steelyard.data.sql_text import Form
from steelyard.errors import Problem, QueryError, SchemeError
from steelyard.i18n import message
from steelyard.scheme.derived import Figure
from steelyard.steps.derive.check import Known, check
from steelyard.steps.derive.structure import Structure

__all__ = ["Plan", "plan"]


@dataclass(frozen=True)
class Plan:
    """What each figure reads.

    Parameters
    ----------
    figures
        The derived figures by name.
    structure
        How the tables hang together.
    reads
        The columns and figures that each figure reads: table and name.
    tables
        The tables that each figure reads.
    forms
        For a figure in SQL, whether it is a SELECT or an expression.
    """

    figures: Mapping[str, Figure]
    structure: Structure
    reads: Mapping[str, frozenset[tuple[str, str]]]
    tables: Mapping[str, frozenset[str]]
    forms: Mapping[str, Form] = field(default_factory=dict)

    def table_of(self, name: str) -> str:
        """Return the table that gets a figure."""
        return self.figures[name].on or self.structure.units

    def needs(self, name: str) -> list[str]:
        """Return the figures that a figure waits for, as declared."""
        return [
            other for other in self.figures if (self.table_of(other), other) in self.reads[name]
        ]

    def closure(self, names: Collection[str], there: Collection[str] = ()) -> list[str]:
        """Return the named figures and what they need, but for what is ``there``, as declared."""
        found: set[str] = set()
        open_names = list(names)
        while open_names:
            name = open_names.pop()
            if name not in found:
                found.add(name)
                open_names += [other for other in self.needs(name) if other not in there]
        return [name for name in self.figures if name in found]

    def layers(self, names: Collection[str]) -> Iterator[list[str]]:
        """Yield groups of figures; those of a group need only those of earlier groups."""
        sorter = TopologicalSorter(
            {name: [other for other in self.needs(name) if other in names] for name in names}
        )
        sorter.prepare()
        while sorter.is_active():
            ready = set(sorter.get_ready())
            yield [name for name in self.figures if name in ready]
            sorter.done(*ready)


def plan(figures: Mapping[str, Figure], structure: Structure) -> Plan:
    """Return what each figure reads.

    Raises
    ------
    SchemeError
        With every unknown name, unfit value, missing link, and circle.
    QueryError
        If only texts in SQL are wrong or refused.
    """
    known = Known.of(figures, structure)
    found = {name: check(name, known) for name in figures}
    problems = [problem for checked in found.values() for problem in checked.problems]
    refused = [problem for checked in found.values() for problem in checked.refused]
    if problems:
        raise SchemeError([*problems, *refused])
    if refused:
        raise QueryError(refused)
    made = Plan(
        figures,
        structure,
        {name: frozenset((u.table, u.column) for u in f.uses) for name, f in found.items()},
        {name: found[name].tables for name in figures},
        {name: f.form for name, f in found.items() if f.form is not None},
    )
    _refuse_circles(made)
    return made


def _refuse_circles(made: Plan) -> None:
    try:
        list(made.layers(made.figures))
    except CycleError as error:
        circle = _from_first(list(reversed(error.args[1][1:])), list(made.figures))
        text = message(
            "The figures need each other in a circle: {circle}.", circle=" → ".join(circle)
        )
        raise SchemeError(Problem(text, field=f"derived.{circle[0]}")) from None


def _from_first(circle: Sequence[str], order: Sequence[str]) -> list[str]:
    """Turn a circle so that it begins and ends with the name declared first."""
    start = min(range(len(circle)), key=lambda at: order.index(circle[at]))
    return [*circle[start:], *circle[:start], circle[start]]
