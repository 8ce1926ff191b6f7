"""A draft from any table: every figure an indicator, all under one root, min–max and mean.

What the table does not tell is asked in the draft, above the line that answers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steelyard.drafts import questions as ask
from steelyard.drafts.columns import Profile
from steelyard.drafts.named import NamedTable, named_tables, reference, units_table
from steelyard.drafts.names import RESERVED, distinct, name_of
from steelyard.drafts.raw import RawTable
from steelyard.drafts.roles import Roles, guess_roles
from steelyard.drafts.units import without_unit
from steelyard.drafts.words import direction
from steelyard.drafts.write import Inline, asked, noted
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = ["draft_tables"]

_INTEGER: Mapping[str, object] = {"type": "integer"}


def draft_tables(
    raws: Sequence[RawTable], name: str
) -> tuple[dict[str, object], tuple[RawTable, ...]]:
    """Return a draft from the table of the units and tables that belong to it.

    Parameters
    ----------
    raws
        The tables, in any order.
    name
        What the scheme is called, in words.

    Returns
    -------
    The draft, and the tables in its order.

    Raises
    ------
    DataError
        No column identifies the units, or there is neither a figure nor a rank.
    """
    tables = named_tables(raws)
    units = units_table(tables)
    roles = guess_roles(units.columns, units.raw.file)
    if not roles.indicators and roles.rank is None:
        said = message(
            "The table has no column of figures and no rank, so there is nothing to rank by."
        )
        raise DataError(Problem(said, file=units.raw.file))
    others = [table for table in tables if table is not units]
    document: dict[str, object] = {
        "steelyard": 1,
        "scheme": name_of(name, "scheme"),
        "title": asked(name, message("What do readers call this ranking?")),
        "units": _units(units, roles),
        "inputs": {
            units.name: _input(units, roles),
            **{table.name: _child(table, units, roles) for table in others},
        },
    }
    document |= _scored(units, roles) if roles.indicators else _given(units, roles)
    return document, tuple(table.raw for table in (units, *others))


def _units(table: NamedTable, roles: Roles) -> dict[str, object]:
    units: dict[str, object] = {
        "table": table.name,
        "key": asked(table.name_of(roles.key), *ask.about_key(roles)),
    }
    if roles.title is not None:
        units["title"] = table.name_of(roles.title)
    if roles.groups:
        groups = tuple(table.names_of(roles.groups))
        units["groups"] = asked(groups, message("By which of these are units to be compared?"))
    if roles.period is not None:
        said = message("Every period is evaluated by itself; is this the period?")
        units["period"] = asked(table.name_of(roles.period), said)
    return units


def _input(table: NamedTable, roles: Roles) -> dict[str, object]:
    """Return the declaration of the units' table."""
    keys = (roles.key, roles.period)
    whole = {column.at for column in (*keys, roles.year, roles.rank) if column is not None}
    columns = {
        table.name_of(column): _declared(
            column, table, _INTEGER if column.at in whole and column.kind == "figures" else {}
        )
        for column in table.filled
    }
    return {
        **_sheet(table),
        "key": tuple(table.name_of(column) for column in keys if column is not None),
        "columns": asked(columns, *ask.about_columns(table, roles)),
    }


def _child(table: NamedTable, units: NamedTable, roles: Roles) -> dict[str, object]:
    """Return the declaration of a table whose rows belong to units."""
    place = f"{units.name}.{units.name_of(roles.key)}"
    key = reference(table, roles.key)
    columns = {
        table.name_of(column): _declared(
            column, table, {"references": place} if column is key else {}
        )
        for column in table.filled
    }
    return {**_sheet(table), "columns": noted(columns, *ask.about_child(table, key, place))}


def _sheet(table: NamedTable) -> dict[str, object]:
    if table.raw.sheet is None:
        return {}
    return {"sheet": asked(table.raw.sheet, *ask.about_sheet(table))}


def _declared(column: Profile, table: NamedTable, more: Mapping[str, object]) -> dict[str, object]:
    """Return the declaration of a column, with the questions about it."""
    name = table.name_of(column)
    declared: dict[str, object] = {"type": "number" if column.kind == "figures" else column.kind}
    declared |= more
    if (title := without_unit(column.header)) != name:
        declared["title"] = title
    if column.unit is not None:
        declared["unit"] = asked(column.unit.unit, *ask.about_unit(column))
    if column.header != name:
        declared["headers"] = (column.header,)
    if column.markers:
        texts = tuple(text for text, _count in column.markers)
        declared["missing"] = asked(texts, *ask.about_markers(column))
    return declared if len(declared) > 1 else Inline(declared)


def _given(table: NamedTable, roles: Roles) -> dict[str, object]:
    """Return a ranking that stands as it was given."""
    assert roles.rank is not None
    given = Inline(given=table.name_of(roles.rank))
    return {"steps": (), "rank": asked(given, message("Does this rank stand as it is?"))}


def _scored(table: NamedTable, roles: Roles) -> dict[str, object]:
    """Return steps, tree and rank rule for a score of all indicators."""
    (root,) = distinct(["index"], (*table.names.values(), *RESERVED))
    parts = {table.name_of(column): _indicator(column) for column in roles.indicators}
    grouping = message(
        "Which indicators belong together under a criterion, and what does each weigh? So far all "
        "weigh the same."
    )
    mean = message(
        "May a good part make up for a bad one? With “arithmetic” fully, with “geometric” less."
    )
    return {
        "steps": [noted({"normalise": "min_max"}, *ask.about_steps(table, roles))],
        "root": root,
        "tree": {"aggregate": asked("arithmetic", mean), "parts": asked(parts, grouping)},
        "rank": noted(Inline(by="score"), *ask.about_rank(table, roles)),
    }


def _indicator(column: Profile) -> object:
    guess = direction(column.header)
    return asked(Inline(direction=guess), *ask.about_indicator(column, guess))
