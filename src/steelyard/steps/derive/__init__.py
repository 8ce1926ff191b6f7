"""Derived figures: ratios, growth, sums over other tables, lookups, SQL.

``derive`` adds them to the tables. How a kind is computed is in ``rows`` and ``related``, a
pure function each; ``check_derived`` finds what is wrong before there are data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from steelyard.scheme.derived import Figure, Where
from steelyard.steps.derive.graph import plan
from steelyard.steps.derive.query import compile_figure
from steelyard.steps.derive.run import derive
from steelyard.steps.derive.structure import Link, Structure, structure_of

__all__ = [
    "Link",
    "Structure",
    "check_derived",
    "compile_figure",
    "condition_figure",
    "derive",
    "sources_of",
    "structure_of",
]


def check_derived(figures: Mapping[str, Figure], structure: Structure) -> None:
    """Check derived figures without data.

    Raises
    ------
    SchemeError, QueryError
        With everything that is wrong.
    """
    plan(figures, structure)


def sources_of(
    figures: Mapping[str, Figure], structure: Structure, names: Collection[str]
) -> frozenset[str]:
    """Return the columns of the units' table that the named figures are derived from.

    Columns that figures need by way of other figures are among them.
    """
    made = plan(figures, structure)
    declared = structure.tables[structure.units].columns
    return frozenset(
        column
        for name in made.closure(names)
        for table, column in made.reads[name]
        if table == structure.units and column in declared
    )


def condition_figure(where: Where, table: str | None = None) -> Figure:
    """Return the figure that says whether a row satisfies conditions: true, false or unknown."""
    return Figure(condition=where, type="boolean", on=table)
