"""Figures over the rows of another table as SQL: one pure function per kind.

The rule for what is unknown: unknown is missing, never 0.

- A count or a sum over no rows is 0: nothing was added.
- A sum, and so a share, is missing if a row that counts lacks its amount. What is unknown may
  be of any size; leaving it out would say that it is 0.
- A mean, median, minimum or maximum is that of the rows which have the value, as an estimate
  from what is known; none of them says that the rest is 0.
- A row for which the conditions cannot be told does not satisfy them.

Each of the last three leaves a finding, by the checks that stand beside the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from steelyard.scheme.derived import (
    Aggregate,
    Count,
    Figure,
    Listed,
    Lookup,
    Mean,
    PresentValue,
    Share,
    Where,
)
from steelyard.steps.derive.rows import amount, column, compile_condition, times
from steelyard.steps.derive.valuation import compile_flows

__all__ = [
    "Check",
    "Related",
    "compile_count",
    "compile_extreme",
    "compile_lookup",
    "compile_mean",
    "compile_median",
    "compile_related",
    "compile_share",
    "compile_sum",
    "place",
]

Check = Literal["gaps", "undecided"]


def place(of: str) -> tuple[str, str]:
    """Return table and column of ``TABLE.COLUMN``."""
    table, _, name = of.partition(".")
    return table, name


def _filter(where: Where, table: str, *also: str) -> str:
    conditions = [compile_condition(where, table)] if where else []
    text = " AND ".join([*conditions, *also])
    return f" FILTER (WHERE {text})" if text else ""


def compile_count(count: Count) -> str:
    """Return the number of rows that satisfy the conditions."""
    return f"count(*){_filter(count.where, count.of)}"


def compile_sum(aggregate: Aggregate) -> str:
    """Return the sum over the rows that satisfy the conditions, null if one lacks its amount."""
    table, name = place(aggregate.of)
    total = f"fsum({amount(table, name)}){_filter(aggregate.where, table)}"
    return f"CASE WHEN {_gaps(aggregate)} = 0 THEN coalesce({total}, 0) END"


def compile_mean(mean: Mean) -> str:
    """Return Σ w·x / Σ w over the rows that satisfy the conditions and have both."""
    table, name = place(mean.of)
    value, counted = amount(table, name), _filter(mean.where, table)
    if mean.weighted_by is None:
        return f"favg({value}){counted}"
    weight = amount(table, mean.weighted_by)
    known = _filter(mean.where, table, f"{column(table, name)} IS NOT NULL")
    return f"fsum({value} * {weight}){counted} / nullif(fsum({weight}){known}, 0)"


def compile_median(aggregate: Aggregate) -> str:
    """Return the median of the rows that satisfy the conditions and have the amount."""
    table, name = place(aggregate.of)
    return f"median({amount(table, name)}){_filter(aggregate.where, table)}"


def compile_extreme(aggregate: Aggregate, function: Literal["min", "max"]) -> str:
    """Return the least or greatest value of the rows that satisfy the conditions."""
    table, name = place(aggregate.of)
    return f"{function}({column(table, name)}){_filter(aggregate.where, table)}"


def compile_share(share: Share) -> str:
    """Return times · Σ of some rows / Σ of all, null if the whole is 0 or an amount is null."""
    table, name = place(share.of)
    value = amount(table, name)
    part = f"{times(share.times)}coalesce(fsum({value}){_filter(share.where, table)}, 0)"
    return f"CASE WHEN {_gaps(share)} = 0 THEN {part} / nullif(fsum({value}), 0) END"


def compile_lookup(lookup: Lookup) -> str:
    """Return the value of the matching row."""
    return f"any_value({column(*place(lookup.of))})"


def _gaps(declared: Aggregate | Share) -> str:
    """Return the number of rows that count and lack the amount or its weight."""
    table, name = place(declared.of)
    missing = f"{column(table, name)} IS NULL"
    weight = declared.weighted_by if isinstance(declared, Mean) else None
    if weight is not None:
        missing = f"({missing} OR {column(table, weight)} IS NULL)"
    where = {} if isinstance(declared, Share) else declared.where
    return f"count(*){_filter(where, table, missing)}"


def _undecided(where: Where, table: str) -> str:
    """Return the number of rows for which the conditions cannot be told."""
    return f"count(*) FILTER (WHERE ({compile_condition(where, table)}) IS NULL)"


@dataclass(frozen=True)
class Related:
    """A figure over the rows of another table.

    Parameters
    ----------
    table
        The other table.
    value
        Its value over the rows that belong together.
    without_rows
        Its value where there is no row.
    checks
        Numbers of rows that are worth a finding.
    """

    table: str
    value: str
    without_rows: str
    checks: Mapping[Check, str]


def compile_related(figure: Figure) -> Related:
    """Return a figure over another table's rows, with the checks that its kind needs."""
    declared = figure.declaration
    if isinstance(declared, Listed):
        return Related(declared.in_, "count(*) > 0", "FALSE", {})
    if isinstance(declared, Lookup):
        return Related(place(declared.of)[0], compile_lookup(declared), "NULL", {})
    if isinstance(declared, PresentValue):
        return Related(place(declared.of)[0], compile_flows(declared), "NULL", {})
    checks: dict[Check, str] = {}
    if isinstance(declared, Count):
        table, value = declared.of, compile_count(declared)
    else:
        table, value = place(declared.of)[0], _AGGREGATES[figure.kind](declared)
        checks["gaps"] = _gaps(declared)
    if declared.where:
        checks["undecided"] = _undecided(declared.where, table)
    return Related(table, value, "0" if figure.kind in ("count", "sum") else "NULL", checks)


_AGGREGATES: Mapping[str, Callable[..., str]] = {
    "sum": compile_sum,
    "mean": compile_mean,
    "median": compile_median,
    "minimum": lambda declared: compile_extreme(declared, "min"),
    "maximum": lambda declared: compile_extreme(declared, "max"),
    "share": compile_share,
}
