"""How many rows a table of a delivery has and what its amounts add up to, right or wrong.

What is refused is counted as well, so that nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from steelyard.data import units as measures
from steelyard.data.columns import Printed, read_columns
from steelyard.data.headers import Matches
from steelyard.data.layout import without_blank_rows
from steelyard.data.page import Page
from steelyard.data.table import choose
from steelyard.data.values import Reading, as_text
from steelyard.errors import DataError
from steelyard.scheme.inputs import Column, Table

__all__ = ["Count", "added", "count", "roughly", "total"]


_Figure = TypeVar("_Figure", int, float)


@dataclass(frozen=True)
class Count:
    """What a table of a delivery holds.

    Parameters
    ----------
    rows
        How many; None if the file cannot be read.
    amount
        The sum of the table's amount; None if it has none, or one is not known.
    keys
        What identifies its rows, where that is one column.
    """

    rows: int | None
    amount: float | None = None
    keys: tuple[str, ...] = ()


def total(values: pl.Series) -> float | None:
    """Return the sum of amounts, None where one of them is not known."""
    return None if values.null_count() else float(values.cast(pl.Float64).sum())


def count(frame: pl.DataFrame, table: Table) -> Count:
    """Count a table that was read."""
    amount = None if table.amount is None else total(frame[table.amount])
    keys = tuple(as_text(frame[table.key[0]]).drop_nulls()) if len(table.key) == 1 else ()
    return Count(frame.height, amount, keys)


def roughly(pages: Sequence[Page], name: str, table: Table, units: Mapping[str, str]) -> Count:
    """Count a table that cannot be taken as it is, as far as it can be read."""
    try:
        page, header, matches = choose(pages, name, table)
        width = len(page.head[header]) if page.head else 0
        body, _skipped = without_blank_rows(page.body(header, tuple(range(width))))
    except DataError:
        return Count(None)
    key = table.key[0] if len(table.key) == 1 else None
    readings = _readings(page, body.cells, matches, table, units)
    amount = readings.get(table.amount or "")
    keys = () if key is None or key not in readings else readings[key].values.drop_nulls()
    return Count(
        len(body.rows),
        None if amount is None or amount.faults.count else total(amount.values),
        tuple(as_text(keys)) if isinstance(keys, pl.Series) else (),
    )


def _readings(
    page: Page, cells: pl.DataFrame, matches: Matches, table: Table, units: Mapping[str, str]
) -> dict[str, Reading]:
    """Read the columns with the amount and the key, whatever their figures are worth."""
    wanted = {table.amount, *(table.key if len(table.key) == 1 else ())}
    printed: dict[str, Printed] = {}
    for name in wanted:
        found = matches.get(name or "", ())
        if name is None or len(found) != 1:
            continue
        unit, declared = units.get(name, found[0].unit), table.columns[name].unit
        try:
            factor = measures.ratio(unit or "1", declared or unit or "1") if unit else None
        except DataError:
            continue
        column = cells[str(found[0].at)]
        printed[name] = Printed(column, unit, factor) if factor else Printed(column)
    loose: dict[str, Column] = {
        name: table.columns[name].model_copy(update={"range": None, "choices": None})
        for name in printed
    }
    return read_columns(printed, loose, decimal_comma=page.decimal_comma, typed=page.typed)


def added(counts: Mapping[str, Sequence[Count]]) -> dict[str, Count]:
    """Return the counts of each table over its files."""
    return {
        name: Count(
            _sum([one.rows for one in found]),
            _sum([one.amount for one in found]),
            tuple(key for one in found for key in one.keys),
        )
        for name, found in counts.items()
    }


def _sum(figures: Sequence[_Figure | None]) -> _Figure | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None
