"""Figures of one row as SQL: one pure function per kind, from declaration to text.

The texts are what runs, so a figure can be explained by what it was computed with. Figures over
the rows of other tables are in ``related``, whole queries in ``query``.
"""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.data.sql import literal, quote
from steelyard.scheme.derived import (
    Comparison,
    Condition,
    Difference,
    Growth,
    Previous,
    Ratio,
    Where,
)

__all__ = [
    "PERIOD",
    "amount",
    "column",
    "compile_condition",
    "compile_difference",
    "compile_growth",
    "compile_previous",
    "compile_ratio",
    "compile_total",
    "times",
]

PERIOD = "#period"
"""The number of the period among those that the table has, from 1."""

_COMPARISONS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}


def column(table: str, name: str) -> str:
    """Return a column of a table."""
    return f"{quote(table)}.{quote(name)}"


def amount(table: str, name: str) -> str:
    """Return a column of a table as an amount; true counts as 1."""
    return f"CAST({column(table, name)} AS DOUBLE)"


def times(factor: float) -> str:
    """Return a factor, nothing where it is 1."""
    return "" if factor == 1 else f"{literal(factor)} * "


def compile_ratio(ratio: Ratio, table: str) -> str:
    """Return times · of / to, null where ``to`` is 0."""
    of, to = amount(table, ratio.of), amount(table, ratio.to)
    return f"{times(ratio.times)}{of} / nullif({to}, 0)"


def compile_growth(growth: Growth, table: str) -> str:
    """Return times · (of / since − 1), null where ``since`` is 0."""
    of, since = amount(table, growth.of), amount(table, growth.since)
    return f"{times(growth.times)}({of} / nullif({since}, 0) - 1)"


def compile_difference(difference: Difference, table: str) -> str:
    """Return of − less."""
    return f"{amount(table, difference.of)} - {amount(table, difference.less)}"


def compile_total(total: tuple[str, ...], table: str) -> str:
    """Return the sum of columns, null if one is."""
    return " + ".join(amount(table, name) for name in total)


def compile_previous(previous: Previous, table: str, key: tuple[str, ...]) -> str:
    """Return the value that the same key has some periods before, null without that period."""
    back = f"{previous.periods} PRECEDING"
    keys = ", ".join(column(table, name) for name in key)
    period = column(table, PERIOD)
    return (
        f"CASE WHEN {period} IS NOT NULL THEN any_value({column(table, previous.of)}) OVER "
        f"(PARTITION BY {keys} ORDER BY {period} RANGE BETWEEN {back} AND {back}) END"
    )


def compile_condition(where: Where, table: str) -> str:
    """Return whether a row satisfies all conditions, null where that cannot be told."""
    return " AND ".join(
        part for name, asked in where.items() for part in _conditions(column(table, name), asked)
    )


def _conditions(cell: str, asked: Condition) -> Iterator[str]:
    if not isinstance(asked, Comparison):
        yield _among(cell, asked)
        return
    for name, sign in _COMPARISONS.items():
        limit = getattr(asked, name)
        if limit is not None:
            yield f"{cell} {sign} {literal(limit)}"
    if asked.not_ is not None:
        yield f"NOT ({_among(cell, asked.not_)})"
    if asked.missing is not None:
        yield f"{cell} IS {'' if asked.missing else 'NOT '}NULL"


def _among(cell: str, values: object) -> str:
    if not isinstance(values, tuple):
        return f"{cell} = {literal(values)}"
    return f"{cell} IN ({', '.join(literal(value) for value in values)})"
