"""What sheets and columns of a workbook are called, so that the reader finds them again.

A column is headed by its title with the unit in brackets. Each heading is held
against the reader itself, and gives way to a plainer one where it is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from steelyard.data.headers import Match, match_headers
from steelyard.data.sheets import called, is_called
from steelyard.data.units import convertible, ratio
from steelyard.evaluation.descriptions import unit_in_words
from steelyard.scheme.inputs import Column, Table
from steelyard.scheme.scheme import Scheme

__all__ = ["cut", "free_name", "headings", "sheet_name", "sheet_names", "title"]

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = {"history"}


def title(name: str, declared: Table | Column) -> str:
    """Return what readers call a table or a column, in the current language."""
    return declared.title.render() if declared.title else name


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters as spreadsheet programs count them, in UTF-16.

    >>> cut("桿秤 steelyard", 5), cut("𠀋𠀋", 3)
    ('桿秤 st', '𠀋')
    """
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def sheet_names(scheme: Scheme, names: Iterable[str]) -> dict[str, str]:
    """Return the sheet of each of the named tables, in the current language.

    It is what the scheme says, else the table's title; its name where the reader would take
    the title for another table's.
    """
    known = called(scheme.inputs)
    taken: dict[str, str] = {}
    for name in names:
        table = scheme.inputs[name]
        wanted = sheet_name(table.sheet or title(name, table), taken.values())
        found = wanted if is_called(wanted, known) == name else sheet_name(name, taken.values())
        taken[name] = found
    return taken


def free_name(scheme: Scheme, wanted: str, taken: Iterable[str]) -> str:
    """Return a name for a sheet that holds no table, which the reader takes for none."""
    titles = [
        text
        for table in scheme.inputs.values()
        for text in (table.title.translations.values() if table.title else ())
    ]
    return sheet_name(wanted, (*scheme.inputs, *titles, *taken))


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that a spreadsheet program takes and that no other sheet has.

    >>> sheet_name("R&D: in/out", ["Funds"]), sheet_name("Funds", ["FUNDS"])
    ('R&D- in-out', 'Funds 2')
    """
    used = {name.casefold() for name in taken} | _RESERVED
    plain = _fitting(wanted) or "–"
    found, number = plain, 1
    while found.casefold() in used:
        number += 1
        found = f"{cut(plain, _LONGEST - len(str(number)) - 1)} {number}"
    return found


def _fitting(text: str) -> str:
    """Return a text without what is forbidden in the name of a sheet, cut to the longest."""
    return cut(_FORBIDDEN.sub("-", " ".join(text.split())), _LONGEST).strip(" '")


def headings(table: Table) -> dict[str, str]:
    """Return the heading of each column, in the current language."""
    candidates = {name: _candidates(name, column) for name, column in table.columns.items()}
    while True:
        chosen = {name: texts[0] for name, texts in candidates.items()}
        matches = match_headers(tuple(chosen.values()), table)
        lost = [
            name
            for at, (name, column) in enumerate(table.columns.items())
            if len(candidates[name]) > 1 and not _is_found(matches.get(name, ()), at, column)
        ]
        if not lost:
            return chosen
        candidates |= {name: candidates[name][1:] for name in lost}


def _candidates(name: str, column: Column) -> Sequence[str]:
    """Return what a column may be headed, the best first."""
    named = title(name, column)
    if column.unit is None:
        return list(dict.fromkeys((named, name)))
    said = f"{named} ({unit_in_words(column.unit)})"
    united = [f"{text} ({column.unit})" for text in (named, name)]
    return list(dict.fromkeys((said, united[0], named, united[1], name)))


def _is_found(matches: Sequence[Match], at: int, column: Column) -> bool:
    if len(matches) != 1 or matches[0].at != at:
        return False
    return column.unit is None or _is_same(matches[0].unit, column.unit)


def _is_same(printed: str | None, declared: str) -> bool:
    """Return whether a unit that is printed is the declared one, perhaps by another word."""
    if printed is None or printed == declared:
        return printed == declared
    return convertible(printed, declared) and ratio(printed, declared) == 1
