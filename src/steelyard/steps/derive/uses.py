"""What a derived figure uses: the columns and figures that it reads, and what they must hold.

Declarations tell it by themselves, SQL by its references. Whether the names exist is checked in
``graph``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steelyard.scheme.derived import (
    Comparison,
    Condition,
    Count,
    Difference,
    Figure,
    Growth,
    Lookup,
    Mean,
    Previous,
    Ratio,
    Where,
)
from steelyard.scheme.inputs import ColumnType
from steelyard.steps.derive.related import place
from steelyard.steps.derive.structure import Structure

__all__ = ["Use", "uses"]

# What can be computed with; true counts as 1.
_AMOUNTS: frozenset[ColumnType] = frozenset({"number", "integer", "boolean"})
_ANY: frozenset[ColumnType] = _AMOUNTS | {"text", "date"}


@dataclass(frozen=True)
class Use:
    """A column that a figure reads.

    Parameters
    ----------
    table, column
        Which.
    path
        Where in the figure's declaration it is named: ``ratio.to``.
    accepts
        What it may hold.
    values
        What it is compared with.
    """

    table: str
    column: str
    path: str
    accepts: frozenset[ColumnType] = _ANY
    values: tuple[object, ...] = ()


def uses(figure: Figure, structure: Structure) -> Iterator[Use]:
    """Yield what a declared figure reads; a figure in SQL yields nothing here."""
    own, kind, declared = figure.on or structure.units, figure.kind, figure.declaration
    if isinstance(declared, Ratio | Growth | Difference):
        for part in (name for name in type(declared).model_fields if name != "times"):
            yield Use(own, getattr(declared, part), f"{kind}.{part}", _AMOUNTS)
    elif kind == "total":
        for at, name in enumerate(declared):
            yield Use(own, name, f"total.{at}", _AMOUNTS)
    elif isinstance(declared, Previous):
        yield Use(own, declared.of, "previous.of", _into(figure.type))
    elif kind == "condition":
        yield from _conditions(own, declared, "condition")
    elif isinstance(declared, Lookup):
        yield from _lookup(own, declared, figure.type)
    elif kind != "sql":
        yield from _related(figure)


def _into(wanted: ColumnType) -> frozenset[ColumnType]:
    """Return the types that become another without loss."""
    return _AMOUNTS if wanted == "number" else frozenset({wanted})


def _lookup(own: str, lookup: Lookup, wanted: ColumnType) -> Iterator[Use]:
    table, name = place(lookup.of)
    yield Use(table, name, "lookup.of", _into(wanted))
    for here, there in (lookup.match or {}).items():
        yield Use(own, here, f"lookup.match.{here}")
        yield Use(table, there, f"lookup.match.{here}")


def _related(figure: Figure) -> Iterator[Use]:
    kind, declared = figure.kind, figure.declaration
    if isinstance(declared, Count):
        table = declared.of
    else:
        table, name = place(declared.of)
        extreme = kind in ("minimum", "maximum")
        yield Use(table, name, f"{kind}.of", _into(figure.type) if extreme else _AMOUNTS)
    if isinstance(declared, Mean) and declared.weighted_by is not None:
        yield Use(table, declared.weighted_by, f"{kind}.weighted_by", _AMOUNTS)
    yield from _conditions(table, declared.where, f"{kind}.where")


def _conditions(table: str, where: Where, path: str) -> Iterator[Use]:
    for name, asked in where.items():
        yield Use(table, name, f"{path}.{name}", values=tuple(_values(asked)))


def _values(asked: Condition) -> Iterator[object]:
    """Yield the values that a condition compares with."""
    if isinstance(asked, Comparison):
        for part in (asked.at_least, asked.above, asked.at_most, asked.below, asked.not_):
            if part is not None:
                yield from _values(part)
    elif isinstance(asked, tuple):
        yield from asked
    else:
        yield asked
