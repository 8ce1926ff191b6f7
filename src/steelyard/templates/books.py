"""Which workbooks a scheme asks for, and which tables stand in each.

A supplier gets one workbook with all of its tables; how a workbook looks is left
to ``workbook``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import message
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme, Supplier

__all__ = ["Book", "book", "books"]

_REST = "tables"


@dataclass(frozen=True)
class Book:
    """A workbook to fill in.

    Parameters
    ----------
    name
        Of its file, without ending: the supplier's, or the scheme's where nobody is named.
    tables
        The tables that stand in it, a sheet each.
    supplier
        Who fills it in; None where the scheme does not say.
    """

    name: str
    tables: Mapping[str, Table]
    supplier: Supplier | None = None


def books(scheme: Scheme) -> tuple[Book, ...]:
    """Return the workbooks of a scheme: one per supplier, and one for what nobody is named for.

    Reference tables, which come with the scheme, are in none unless somebody supplies them.
    """
    named = [
        Book(name, tables, supplier)
        for name, supplier in scheme.suppliers.items()
        if (tables := {n: t for n, t in scheme.inputs.items() if t.supplier == name})
    ]
    rest = {n: t for n, t in scheme.inputs.items() if t.supplier is None and t.file is None}
    if rest:
        named.append(Book(_rest(scheme), rest))
    return tuple(named)


def _rest(scheme: Scheme) -> str:
    return scheme.scheme if not scheme.suppliers or _REST in scheme.suppliers else _REST


def book(scheme: Scheme, supplier: str | None) -> Book:
    """Return the workbook of a supplier; None stands for the tables that nobody is named for.

    Raises
    ------
    UsageError
        The scheme has no such workbook.
    """
    name = _rest(scheme) if supplier is None else supplier
    found = {book.name: book for book in books(scheme)}
    if name not in found:
        said = message(
            "The scheme has no workbook “{name}”; its workbooks are {known}.",
            name=name,
            known=", ".join(found) or "–",
        )
        raise UsageError(Problem(said, nearest=nearest(name, tuple(found))))
    return found[name]
