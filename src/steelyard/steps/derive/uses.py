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
    Exchange,
    Figure,
    Growth,
    Listed,
    Lookup,
    Mean,
    PresentValue,
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
_YEARS: frozenset[ColumnType] = frozenset({"number", "integer"})


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
    elif kind in ("total", "product", "weighted_mean", "curve", "regret"):
        yield from _amounts(own, figure)
    elif isinstance(declared, PresentValue):
        yield from _valued(own, declared)
    elif isinstance(declared, Previous):
        yield Use(own, declared.of, "previous.of", _into(figure.type))
    elif kind == "condition":
        yield from _conditions(own, declared, "condition")
    elif isinstance(declared, Exchange):
        yield Use(own, declared.from_, "exchange.from", frozenset({"text"}))
        yield Use(own, declared.day, "exchange.day", frozenset({"date", "integer"}))
    elif isinstance(declared, Lookup | Listed):
        yield from _looked_up(own, figure, structure)
    elif kind != "sql":
        yield from _related(figure)


def _amounts(own: str, figure: Figure) -> Iterator[Use]:
    """Yield the amounts of the same table, one by one or in a list."""
    kind, declared = figure.kind, figure.declaration
    if kind == "weighted_mean":
        yield from (Use(own, name, f"{kind}.{name}", AMOUNTS) for name in declared)
    elif kind in ("curve", "regret"):
        yield Use(own, declared.of, f"{kind}.of", AMOUNTS)
    else:
        path, names = (kind, declared) if kind == "total" else (f"{kind}.of", declared.of)
        yield from (Use(own, name, f"{path}.{at}", AMOUNTS) for at, name in enumerate(names))
    for at, name in enumerate(declared.within if kind == "regret" else ()):
        yield Use(own, name, f"{kind}.within.{at}")


def _looked_up(own: str, figure: Figure, structure: Structure) -> Iterator[Use]:
    declared = figure.declaration
    if isinstance(declared, Lookup):
        yield from _lookup(own, declared, figure.type)
        yield from _asked(own, place(declared.of)[0], declared.day, structure, figure.kind)
    else:
        yield from _matched(own, declared.in_, declared.match, figure.kind)
        yield from _asked(own, declared.in_, declared.day, structure, figure.kind)


def _valued(own: str, declared: PresentValue) -> Iterator[Use]:
    table, flow = place(declared.of)
    yield Use(table, flow, "present_value.of", AMOUNTS)
    yield Use(table, declared.year, "present_value.year", _YEARS)
    yield Use(own, declared.since, "present_value.since", _YEARS)
    for part in ("rate", "growth"):
        name = getattr(declared, part)
        if name is not None:
            yield Use(own, name, f"present_value.{part}", AMOUNTS)


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
