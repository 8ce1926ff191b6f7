"""What a derived figure uses: the columns and figures that it reads, and what they must hold.

Declarations tell it by themselves, SQL by its references. Whether the names exist is checked in
``graph``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steelyard.scheme.derived import (
    Comparison,
    Condition,
    Count,
    Difference,
    Figure,
    Growth,
    Listed,
    Lookup,
    Mean,
    Previous,
    Ratio,
    Where,
)
from steelyard.scheme.inputs import ColumnType
from steelyard.steps.derive.related import place
from steelyard.steps.derive.structure import Structure

__all__ = ["AMOUNTS", "Use", "uses"]

AMOUNTS: frozenset[ColumnType] = frozenset({"number", "integer", "boolean"})
"""What can be computed with; true counts as 1."""
_ANY: frozenset[ColumnType] = AMOUNTS | {"text", "date"}


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
            yield Use(own, getattr(declared, part), f"{kind}.{part}", AMOUNTS)
    elif kind == "total":
        for at, name in enumerate(declared):
            yield Use(own, name, f"total.{at}", AMOUNTS)
    elif isinstance(declared, Previous):
        yield Use(own, declared.of, "previous.of", _into(figure.type))
    elif kind == "condition":
        yield from _conditions(own, declared, "condition")
    elif isinstance(declared, Lookup):
        yield from _lookup(own, declared, figure.type)
        yield from _asked(own, place(declared.of)[0], declared.day, structure, kind)
    elif isinstance(declared, Listed):
        yield from _matched(own, declared.in_, declared.match, kind)
        yield from _asked(own, declared.in_, declared.day, structure, kind)
    elif kind != "sql":
        yield from _related(figure)


def _into(wanted: ColumnType) -> frozenset[ColumnType]:
    """Return the types that become another without loss."""
    return AMOUNTS if wanted == "number" else frozenset({wanted})


def _lookup(own: str, lookup: Lookup, wanted: ColumnType) -> Iterator[Use]:
    table, name = place(lookup.of)
    yield Use(table, name, "lookup.of", _into(wanted))
    yield from _matched(own, table, lookup.match or {}, "lookup")


def _matched(own: str, table: str, match: Mapping[str, str], path: str) -> Iterator[Use]:
    for here, there in match.items():
        yield Use(own, here, f"{path}.match.{here}")
        yield Use(table, there, f"{path}.match.{here}")


def _asked(own: str, table: str, day: str | None, structure: Structure, path: str) -> Iterator[Use]:
    """Yield the day on which a table is asked, and what says which version is in force then."""
    if day is None:
        return
    yield Use(own, day, f"{path}.day", frozenset({"date"}))
    versions = structure.tables[table].versions if table in structure.tables else None
    if versions is not None:
        dates = [name for name in (versions.from_, versions.until) if name is not None]
        yield from (Use(table, name, f"{path}.day") for name in (*versions.of, *dates))


def _related(figure: Figure) -> Iterator[Use]:
    kind, declared = figure.kind, figure.declaration
    if isinstance(declared, Count):
        table = declared.of
    else:
        table, name = place(declared.of)
        extreme = kind in ("minimum", "maximum")
        yield Use(table, name, f"{kind}.of", _into(figure.type) if extreme else AMOUNTS)
    if isinstance(declared, Mean) and declared.weighted_by is not None:
        yield Use(table, declared.weighted_by, f"{kind}.weighted_by", AMOUNTS)
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
