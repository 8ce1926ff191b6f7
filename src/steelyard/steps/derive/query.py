"""All declared figures of one table and layer as one SELECT.

Rows come back with their number; figures over the rows of one other table share one GROUP BY.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from steelyard.data.sql import quote
from steelyard.scheme.derived import LINKED_KINDS, Figure, Listed, Lookup
from steelyard.scheme.inputs import ColumnType
from steelyard.scheme.valuation import PresentValue
from steelyard.steps.derive.listed import InForce, asked_day, compile_listed, in_force
from steelyard.steps.derive.related import Related, compile_related, place
from steelyard.steps.derive.rows import (
    column,
    compile_condition,
    compile_difference,
    compile_growth,
    compile_previous,
    compile_ratio,
    compile_total,
)
from steelyard.steps.derive.structure import Link, Structure
from steelyard.steps.derive.valuation import (
    compile_curve,
    compile_present_value,
    compile_product,
    compile_regret,
    compile_weighted_mean,
    present_value_checks,
)

__all__ = [
    "ROW",
    "check_column",
    "compile_figure",
    "compile_figures",
    "links_of",
    "numbered",
    "other_table",
]

ROW = "#row"
"""The number of the row, by which results come back; no column of a scheme is so called."""
_ROWS = "#rows"

_IN_ROW: Mapping[str, Callable[..., str]] = {
    "ratio": compile_ratio,
    "growth": compile_growth,
    "difference": compile_difference,
    "total": compile_total,
    "product": compile_product,
    "weighted_mean": compile_weighted_mean,
    "curve": compile_curve,
    "regret": compile_regret,
    "condition": compile_condition,
    "sql": lambda text, _table: f"({text}\n)",
}
_SQL_TYPES: Mapping[ColumnType, str] = {
    "number": "DOUBLE",
    "integer": "BIGINT",
    "text": "VARCHAR",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


class _Way(NamedTuple):
    """How rows find those of another table: by which columns, and as of which day."""

    other: str
    links: tuple[Link, ...]
    day: str | None

    def asked(self, alias: str, table: str, structure: Structure) -> InForce | None:
        """Return the version that is asked, None where there are no versions."""
        return in_force(table, self.other, self.day, structure, f"{alias} in force")


def numbered(table: str) -> str:
    """Return the name under which a table stands with the numbers of its rows and periods."""
    return f"{table}#"


def check_column(figure: str, check: str) -> str:
    """Return the column of a result that holds a check of a figure."""
    return f"{figure}#{check}"


def compile_figure(name: str, figure: Figure, structure: Structure) -> str:
    """Return the SQL that computes a figure, for those who want to know how it was computed."""
    return compile_figures(figure.on or structure.units, {name: figure}, structure)


def compile_figures(
    table: str, figures: Mapping[str, Figure], structure: Structure, *, quiet: bool = False
) -> str:
    """Return one SELECT for figures of a table that do not need each other.

    Its columns are the number of the row, each figure, and the checks of each; ``quiet`` leaves
    out checks that take as long as the figure and only say why one is missing.
    """
    groups = _groups(table, figures, structure)
    joined: dict[str, list[str]] = {}
    joins = []
    for number, (way, members) in enumerate(groups.items(), start=1):
        alias = f"#{number}"
        asked = way.asked(alias, table, structure)
        joins += [asked.join(way.links)] if asked else []
        joins.append(_join(alias, table, way, asked, members))
        for name, related in members.items():
            if figures[name].kind == "listed":
                joined[name] = _listed(alias, name, figures[name], table, way, asked)
            elif figures[name].kind == "present_value":
                joined[name] = _valued(alias, name, figures[name], table, quiet=quiet)
            else:
                joined[name] = _joined(alias, name, figures[name], related)
    columns = [f"{column(table, ROW)} AS {quote(ROW)}"]
    for name, figure in figures.items():
        own = joined.get(name) or [_named(_in_row(figure, table, structure), name, figure)]
        columns += own
    source = f"FROM {quote(numbered(table))} AS {quote(table)}"
    return "\n".join(["SELECT", ",\n".join(f"  {c}" for c in columns), source, *joins])


def links_of(table: str, figure: Figure, structure: Structure) -> tuple[Link, ...]:
    """Return how rows of a table find those of the other table that a figure needs."""
    declared = figure.declaration
    if isinstance(declared, PresentValue):
        links = structure.links(table, other_table(figure))
        # Flows of coming years are not those of the row's own period.
        own_period = (structure.period, declared.year)
        return tuple(link for link in links if (link.here, link.there) != own_period)
    if not isinstance(declared, Lookup | Listed):
        return structure.links(table, other_table(figure))
    if declared.match is not None:
        return tuple(Link(here, there) for here, there in declared.match.items())
    back = structure.links(other_table(figure), table)
    return tuple(Link(link.there, link.here) for link in back)


def other_table(figure: Figure) -> str:
    """Return the table over whose rows a figure is."""
    declared = figure.declaration
    if isinstance(declared, Listed):
        return declared.in_
    of: str = declared.of
    return of if figure.kind == "count" else place(of)[0]


def _groups(
    table: str, figures: Mapping[str, Figure], structure: Structure
) -> dict[_Way, dict[str, Related]]:
    """Return the figures over other tables, by table and by how it is joined."""
    groups: dict[_Way, dict[str, Related]] = {}
    for name, figure in figures.items():
        if figure.kind in (*LINKED_KINDS, "lookup", "listed"):
            links = links_of(table, figure, structure)
            way = _Way(other_table(figure), links, asked_day(figure))
            groups.setdefault(way, {})[name] = compile_related(figure)
    return groups


def _join(
    alias: str,
    table: str,
    way: _Way,
    asked: InForce | None,
    members: Mapping[str, Related],
) -> str:
    """Return the summary of another table's rows, joined to the rows they belong to."""
    keys = [column(way.other, link.there) for link in way.links]
    values = [column(table, link.here) for link in way.links]
    if asked is not None:
        keys.append(asked.first_day_there)
        values.append(asked.first_day)
    columns = [f"{key} AS {quote(f'#{at}')}" for at, key in enumerate(keys)]
    columns.append(f"count(*) AS {quote(_ROWS)}")
    for name, related in members.items():
        columns.append(f"{related.value} AS {quote(name)}")
        columns += [
            f"{check} AS {quote(check_column(name, kind))}"
            for kind, check in related.checks.items()
        ]
    on = " AND ".join(f"{value} = {column(alias, f'#{at}')}" for at, value in enumerate(values))
    select = ",\n".join(f"    {c}" for c in columns)
    groups = ", ".join(keys)
    return (
        f"LEFT JOIN (\n  SELECT\n{select}\n  FROM {quote(way.other)}\n  GROUP BY {groups}\n"
        f") AS {quote(alias)} ON {on}"
    )


def _joined(alias: str, name: str, figure: Figure, related: Related) -> list[str]:
    """Return a figure over another table's rows and its checks, as the outer columns."""
    value, rows = column(alias, name), column(alias, _ROWS)
    if related.without_rows != "NULL":
        value = f"CASE WHEN {rows} IS NULL THEN {related.without_rows} ELSE {value} END"
    columns = [_named(value, name, figure)]
    if figure.kind == "lookup":
        matches = f"CAST(coalesce({rows}, 0) AS INTEGER)"  # half the memory, in each row
        columns.append(f"{matches} AS {quote(check_column(name, 'matches'))}")
    for kind in related.checks:
        count = column(alias, check_column(name, kind))
        columns.append(f"coalesce({count}, 0) AS {quote(check_column(name, kind))}")
    return columns


def _valued(alias: str, name: str, figure: Figure, table: str, *, quiet: bool) -> list[str]:
    """Return what flows are worth, and what is wrong with them or with the rates."""
    flows, declared = column(alias, name), figure.declaration
    checks = {} if quiet else present_value_checks(declared, table, flows)
    return [
        _named(compile_present_value(declared, table, flows), name, figure),
        *(f"{check} AS {quote(check_column(name, kind))}" for kind, check in checks.items()),
    ]


def _listed(
    alias: str, name: str, figure: Figure, table: str, way: _Way, asked: InForce | None
) -> list[str]:
    """Return whether a row is on a list and, for one with versions, whether none could be asked."""
    value, missing = compile_listed(column(alias, _ROWS), table, way.links, asked)
    checks = [f"{missing} AS {quote(check_column(name, 'unversioned'))}"] if asked else []
    return [_named(value, name, figure), *checks]


def _in_row(figure: Figure, table: str, structure: Structure) -> str:
    declared = figure.declaration
    if figure.kind == "previous":
        return compile_previous(declared, table, structure.key_of(table))
    return _IN_ROW[figure.kind](declared, table)


def _named(value: str, name: str, figure: Figure) -> str:
    return f"CAST({value} AS {_SQL_TYPES[figure.type]}) AS {quote(name)}"
