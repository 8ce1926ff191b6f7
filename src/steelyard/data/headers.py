"""Which column of a file is which declared column, and in which unit it is printed.

A header matches exactly, else but for width, case and spaces, else but for a
unit in brackets: 金額（萬元） is the column 金額 with its figures in 萬元. Names and
declared headers go before titles, which match in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from steelyard.data import units
from steelyard.data.page import Page
from steelyard.errors import Problem, nearest
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Column, Header, Table

__all__ = [
    "Match",
    "Matches",
    "doubled_columns",
    "find_header",
    "fold",
    "match_headers",
    "missing_columns",
]

_BRACKETS = re.compile(
    r"^(?P<name>.*\S)\s*[(\[（［【](?P<unit>[^()\[\]（）［］【】]+)[)\]）］】]$", re.DOTALL
)
_AROUND_BRACKETS = re.compile(r"\s*([()\[\]])\s*")


@dataclass(frozen=True)
class Match:
    """A column of a file that is a declared column.

    Parameters
    ----------
    at
        Its position in the file, from 0.
    header
        Its header as printed.
    unit
        The unit of its figures as far as the file or the declaration of the header tells.
    """

    at: int
    header: str
    unit: str | None = None


Matches = Mapping[str, tuple[Match, ...]]
"""For each declared column the columns of the file that match it, one if all is well."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a header but for width, case and spaces.

    >>> fold("Ｒ＆Ｄ （€ Million）") == fold("r&d(€ million)")
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _AROUND_BRACKETS.sub(r"\1", plain)


def find_header(page: Page, table: Table) -> tuple[int, Matches]:
    """Return the first row with all required headers, else the row with the most headers."""
    best: tuple[int, Matches] = (0, {})
    required = {name for name, column in table.columns.items() if column.required}
    known = _known(table)
    for row, cells in enumerate(page.head):
        matches = _matched(cells, table, known)
        if required and required <= matches.keys():
            return row, matches
        if len(matches) > len(best[1]) or (not best[1] and not any(page.head[best[0]])):
            best = (row, matches)
    return best


def match_headers(cells: Sequence[str], table: Table) -> Matches:
    """Return the declared columns that a row of headers names."""
    return _matched(cells, table, _known(table))


_Names = Mapping[str, tuple[str, ...]]


def _matched(cells: Sequence[str], table: Table, known: Sequence[_Names]) -> Matches:
    printed = {at: cell.strip() for at, cell in enumerate(cells) if cell.strip()}
    if not printed:
        return {}
    found = _named(printed, {name: set(texts) for name, texts in known[0].items()})
    for names in known:
        rest = {at: fold(cell) for at, cell in _without(printed, found).items()}
        forms = {n: {fold(text) for text in texts} for n, texts in names.items() if n not in found}
        found |= _named(rest, forms)
    matches = {
        name: tuple(
            Match(at, printed[at], _unit(printed[at], table.columns[name])) for at in places
        )
        for name, places in found.items()
    }
    for names in known:
        taken = {name: [match.at for match in found] for name, found in matches.items()}
        others = {name: column for name, column in table.columns.items() if name not in matches}
        matches |= _in_other_units(_without(printed, taken), others, names)
    return matches


def _known(table: Table) -> tuple[_Names, _Names]:
    """Return by column its names, with declared headers, and its titles in every language.

    A title that is another column's name, header or title as well says nothing.
    """
    names = {name: _names(name, column) for name, column in table.columns.items()}
    titles = {
        name: tuple(dict.fromkeys(column.title.translations.values())) if column.title else ()
        for name, column in table.columns.items()
    }
    meant: dict[str, set[str]] = {}
    for name, texts in names.items():
        for text in (*texts, *titles[name]):
            meant.setdefault(fold(text), set()).add(name)
    alone = {
        name: tuple(text for text in texts if len(meant[fold(text)]) == 1)
        for name, texts in titles.items()
    }
    return names, alone


def _names(name: str, column: Column) -> tuple[str, ...]:
    return (name, *(h.header if isinstance(h, Header) else h for h in column.headers))


def _named(printed: Mapping[int, str], names: Mapping[str, set[str]]) -> dict[str, tuple[int, ...]]:
    found = {
        name: tuple(at for at, cell in printed.items() if cell in headers)
        for name, headers in names.items()
    }
    return {name: places for name, places in found.items() if places}


def _without(printed: Mapping[int, str], found: Mapping[str, Sequence[int]]) -> dict[int, str]:
    taken = {at for places in found.values() for at in places}
    return {at: cell for at, cell in printed.items() if at not in taken}


def _unit(printed: str, column: Column) -> str | None:
    """Return the unit declared for a header, else the one in its brackets, else the column's."""
    for header in column.headers:
        if isinstance(header, Header) and header.unit and fold(header.header) == fold(printed):
            return header.unit
    _name, unit = _split(printed)
    return unit if column.unit is not None and unit and units.known(unit) else column.unit


def _split(printed: str) -> tuple[str, str | None]:
    """Return a header's name and the unit in brackets after it; digits there are a footnote."""
    parts = _BRACKETS.match(printed)
    if parts is None or parts["unit"].strip().isdigit():
        return fold(printed), None
    return fold(parts["name"]), parts["unit"].strip()


def _in_other_units(
    printed: Mapping[int, str], columns: Mapping[str, Column], known: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Match, ...]]:
    """Return the columns whose header differs from a known one by a unit in brackets.

    Columns whose names differ only by what they measure (profit in euros, profit in %) are
    told apart by what can be converted to what.
    """
    split = {at: _split(cell) for at, cell in printed.items()}
    bases = {name: {_split(text)[0] for text in known[name]} for name in columns}
    alike = {
        name: tuple(at for at, (base, unit) in split.items() if unit and base in bases[name])
        for name in columns
    }
    matches: dict[str, tuple[Match, ...]] = {}
    for fits in (_fits, _is_unit):
        taken = {match.at for found in matches.values() for match in found}
        for name, places in alike.items():
            here = [(at, str(split[at][1])) for at in places if at not in taken]
            found = tuple(
                Match(at, printed[at], u) for at, u in here if fits(u, columns[name].unit)
            )
            if found and name not in matches:
                matches[name] = found
    return matches


def _fits(printed: str, declared: str | None) -> bool:
    return declared is not None and units.convertible(printed, declared)


def _is_unit(printed: str, declared: str | None) -> bool:
    return units.known(printed)


def missing_columns(
    matches: Matches, table: Table, headers: Sequence[str], file: str | None
) -> tuple[Problem, ...]:
    """Return a problem for each required column that is not in the file."""
    printed = [" ".join(header.split()) for header in headers if header.strip()]
    problems = [
        Problem(_absent(name, column), file, field=name, nearest=_nearest(name, column, printed))
        for name, column in table.columns.items()
        if column.required and name not in matches
    ]
    if problems:
        said = message("The headers of the file are {headers}.", headers=", ".join(printed) or "–")
        problems.append(Problem(said, file))
    return tuple(problems)


def doubled_columns(matches: Matches, file: str | None, row: int | None) -> tuple[Problem, ...]:
    """Return a problem for each declared column that several columns of the file match."""
    return tuple(
        Problem(
            message(
                "Several columns of the file are this one: {headers}. Rename all but one.",
                headers=", ".join(f"“{match.header}” ({match.at + 1})" for match in found),
            ),
            file,
            row,
            field=name,
        )
        for name, found in matches.items()
        if len(found) > 1
    )


def _absent(name: str, column: Column) -> Message:
    said = () if column.title is None else (column.title.render(),)
    others = list(dict.fromkeys(h for h in (*_names(name, column), *said) if h != name))
    if not others:
        return message("The file has no column “{column}”.", column=name)
    return message(
        "The file has no column “{column}”, nor one with the header {headers}.",
        column=name,
        headers=", ".join(f"“{header}”" for header in others),
    )


def _nearest(name: str, column: Column, printed: Sequence[str]) -> str | None:
    titles = () if column.title is None else column.title.translations.values()
    known = (*_names(name, column), *titles)
    return next(filter(None, (nearest(header, printed) for header in known)), None)
