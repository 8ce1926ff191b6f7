"""What the checks between the parts of a scheme share: complaints, and what names there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from steelyard.errors import nearest
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

__all__ = ["Complaint", "available", "dangling", "types_of", "unknown", "walk"]

Complaint = tuple[Sequence[str | int], Message, bool, str | None]
"""Where, what, whether it is the key (not the value) that is wrong, and the nearest name."""


def unknown(
    where: Sequence[str | int], kind: Message, name: str, known: Collection[str], key: bool = False
) -> Complaint:
    """Return the complaint about a name that is not there."""
    text = message("There is no {kind} “{name}”.", kind=kind, name=name)
    return where, text, key, nearest(name, list(known))


def types_of(scheme: Scheme, table: str) -> dict[str, str]:
    """Return the type of each column and figure of a table."""
    found: dict[str, str] = {
        name: column.type for name, column in scheme.inputs[table].columns.items()
    }
    for name, figure in scheme.derived.items():
        if (figure.on or scheme.units.table) == table:
            found[name] = figure.type
    return found


def available(scheme: Scheme) -> dict[str, str]:
    """Return the type of each column and figure of the units' table."""
    found: dict[str, str] = {name: c.type for name, c in scheme.table.columns.items()}
    for name, figure in scheme.derived.items():
        if figure.on in (None, scheme.units.table):
            found[name] = figure.type
    return found


def dangling(scheme: Scheme, where: Sequence[str | int], reference: str) -> Iterator[Complaint]:
    """Yield a complaint where TABLE.COLUMN is no column."""
    table, _, column = reference.partition(".")
    if table not in scheme.inputs:
        yield unknown(where, message("input table"), table, scheme.inputs)
    elif column not in scheme.inputs[table].columns:
        yield unknown(
            where,
            message("column"),
            reference,
            [f"{table}.{known}" for known in scheme.inputs[table].columns],
        )


def walk(
    path: tuple[str, ...], name: str, node: Node
) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """Yield path, name and node of a node and all below, parents first."""
    yield path, name, node
    for part, below in (node.parts or {}).items():
        yield from walk((*path, "parts", part), part, below)
