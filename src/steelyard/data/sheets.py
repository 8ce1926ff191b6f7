"""Which table a sheet or a file is by what it is called: a table's name, or its title.

Titles count in every language, width, case and spaces do not; nor does what a
spreadsheet program refuses in the name of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from steelyard.data.headers import fold
from steelyard.scheme.inputs import Table

__all__ = ["called", "is_called"]

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31


def called(tables: Mapping[str, Table]) -> dict[str, str]:
    """Return the table for each text that one may be called by, in the form of :func:`is_called`.

    A title that two tables share, or that is another table's name, stands for neither.
    """
    named = {_form(text): name for name, table in tables.items() for text in _names(name, table)}
    titled: dict[str, set[str]] = {}
    for name, table in tables.items():
        for text in _titles(table):
            titled.setdefault(_form(text), set()).add(name)
    alone = {text: names.pop() for text, names in titled.items() if len(names) == 1}
    return {**alone, **named}


def is_called(text: str, known: Mapping[str, str]) -> str | None:
    """Return the table that a sheet or file is called after; see :func:`called`.

    >>> from steelyard.scheme.inputs import Table
    >>> funds = {"title": {"en": "Funds", "zh-Hans": "基金"}, "columns": {"fund": {}}}
    >>> known = called({"funds": Table.model_validate(funds)})
    >>> is_called("FUNDS ", known), is_called("基金", known), is_called("Notes", known)
    ('funds', 'funds', None)
    """
    return known.get(_form(text))


def _names(name: str, table: Table) -> tuple[str, ...]:
    return (name,) if table.sheet is None else (name, table.sheet)


def _titles(table: Table) -> tuple[str, ...]:
    return () if table.title is None else tuple(table.title.translations.values())


def _form(text: str) -> str:
    """Return a name but for what a sheet's name cannot hold: some signs, and more than 31."""
    plain = _FORBIDDEN.sub("-", " ".join(text.split())).encode("utf-16-le")[: 2 * _LONGEST]
    return fold(plain.decode("utf-16-le", "ignore").strip(" '"))
