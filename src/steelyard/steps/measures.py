"""Tables of measures by group: counts, sums, shares, growth, concentration.

A row that lacks a figure is counted out of its measures; a group in which no row has it has
no measure. Sums are exactly rounded, so the order of the rows changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.scheme.measures import Concentration, Measure, MeasureShare, MeasureTable
from steelyard.steps.groups import Groups, quotient
from steelyard.steps.totals import group_totals

__all__ = ["concentration", "growth", "herfindahl", "measure"]


def growth(now: Vector, then: Vector, groups: Groups) -> Vector:
    """Return Σ now / Σ then − 1 over each group's rows that have both; (groups,).

    The growth of the sum, as the EU Industrial R&D Investment Scoreboard prints it: a mean of
    the units' own growth, weighted by where they started.
    """
    both = ~(np.isnan(now) | np.isnan(then))
    of, since = (groups.totals(np.where(both, part, np.nan)) for part in (now, then))
    return quotient(of, since) - 1.0


def concentration(values: Vector, top: int, groups: Groups) -> Vector:
    """Return the share of each group's sum that its ``top`` largest values hold, the ratio CR-k.

    >>> concentration(np.array([50.0, 30.0, 20.0]), 2, Groups.one(3))
    array([0.8])
    """
    known = np.flatnonzero(~np.isnan(values))
    ascending = known[np.lexsort((values[known], groups.numbers[known]))]
    ends = np.cumsum(groups.counts(values))[groups.numbers[ascending]]
    largest = ascending[ends - np.arange(len(ascending)) <= top]
    held = group_totals(values[largest], groups.numbers[largest], groups.count)
    return quotient(held, groups.totals(values))


def herfindahl(values: Vector, groups: Groups) -> Vector:
    """Return Σ share² in each group: 1/n where n rows hold the same, 1 where one holds all.

    Hirschman, A. O. (1964), The Paternity of an Index, American Economic Review 54(5), 761–762.

    >>> herfindahl(np.array([10.0, 10.0, 10.0, 10.0]), Groups.one(4))
    array([0.25])
    """
    wholes = groups.totals(values)
    return groups.totals(quotient(values, wholes[groups.numbers]) ** 2)


def measure(frame: pl.DataFrame, table: MeasureTable) -> pl.DataFrame:
    """Return a table of measures.

    Parameters
    ----------
    frame
        A row per unit, or per row of another table (its investments, say), with the figures and
        the columns that make the groups.
    table
        What to measure.

    Returns
    -------
    DataFrame
        A row per group: its labels, then the measures; missing where one is not defined. Rows
        without a label are a group of their own, with an empty label where labels are texts.
        With ``total`` the last row, whose labels are missing, is that of all rows.

    Examples
    --------
    >>> units = pl.DataFrame({"region": ["A", "A", "B"], "sales": [1.0, 2.0, 1.0]})
    >>> table = {"by": ["region"], "measures": {"share": {"share": "sales"}}}
    >>> measure(units, MeasureTable.model_validate(table)).rows()
    [('A', 75.0), ('B', 25.0)]
    """
    rows = _Rows.of(frame, table)
    everything = _columns(rows, table, Groups.one(frame.height))
    if not table.by:
        return everything
    groups = Groups.of(frame, table.by)
    found = _in_order(groups.labels.hstack(_columns(rows, table, groups)), table)
    return pl.concat([found, everything], how="diagonal") if table.total else found


@dataclass(frozen=True)
class _Rows:
    """What the measures are made of.

    Parameters
    ----------
    figures
        (rows,) each figure, NaN for missing; 1 for no figure, whose share is that of the rows.
    circles
        For the columns that a share is within, that a concentration is by or whose values are
        counted, the rows that are alike in them.
    """

    figures: Mapping[str | None, Vector]
    circles: Mapping[tuple[str, ...], Groups]

    @classmethod
    def of(cls, frame: pl.DataFrame, table: MeasureTable) -> _Rows:
        figures: dict[str | None, Vector] = {
            name: frame[name].cast(pl.Float64).fill_null(math.nan).to_numpy()
            for declared in table.measures.values()
            for _place, name in declared.names()
            if name not in declared.labels()
        }
        figures[None] = np.ones(frame.height)
        asked = {_circle(one) for one in table.measures.values()}
        return cls(figures, {columns: Groups.of(frame, columns) for columns in asked})

    def share(self, asked: MeasureShare, groups: Groups) -> Vector:
        """Return each group's sum over that of the circles that its rows are in; (groups,)."""
        values, circles = self.figures[asked.of], self.circles[asked.within]
        if circles.count == 1:
            return quotient(groups.totals(values), circles.totals(values).repeat(groups.count))
        pairs = np.unique(groups.numbers * circles.count + circles.numbers)
        group, circle = np.divmod(pairs, max(circles.count, 1))
        wholes = group_totals(circles.totals(values)[circle], group, groups.count)
        return quotient(groups.totals(values), wholes)

    def concentration(self, asked: Concentration, groups: Groups) -> Vector:
        """Return what the largest rows hold of each group, or the largest circles; (groups,)."""
        values, circles = self.figures[asked.of], self.circles[asked.by]
        if not asked.by:
            return concentration(values, asked.top, groups)
        known = self.labelled(asked.by)
        places = (groups.numbers * circles.count + circles.numbers)[known]
        pairs, where = np.unique(places, return_inverse=True)
        sums = group_totals(values[known], where, len(pairs))
        of_group = Groups(groups.labels, pairs // max(circles.count, 1), groups.count)
        # Rows without a label are part of the whole, and none of the largest.
        part = concentration(sums, asked.top, of_group) * of_group.totals(sums)
        return quotient(part, groups.totals(values))

    def labelled(self, columns: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which rows have all labels; (rows,)."""
        labels = self.circles[columns].labels.cast(pl.String).fill_null("")
        whole = labels.select(pl.all_horizontal(pl.all() != "")).to_series().to_numpy()
        known: NDArray[np.bool_] = whole[self.circles[columns].numbers]
        return known

    def distinct(self, column: str, groups: Groups) -> Vector:
        """Return how many circles each group has, without that of missing labels; (groups,)."""
        circles = self.circles[(column,)]
        known = self.labelled((column,))
        pairs = np.unique((groups.numbers * circles.count + circles.numbers)[known])
        return np.bincount(pairs // max(circles.count, 1), minlength=groups.count).astype(float)


def _circle(measure: Measure) -> tuple[str, ...]:
    """Return the columns by which a measure puts rows together, beside the table's groups."""
    told = measure.declaration
    if measure.kind == "distinct":
        return (told,)
    return tuple(getattr(told, "within", ())) or tuple(getattr(told, "by", ()))


def _columns(rows: _Rows, table: MeasureTable, groups: Groups) -> pl.DataFrame:
    """Return a column per measure, a row per group."""
    with np.errstate(over="ignore"):  # what is beyond all numbers is missing
        return pl.DataFrame(
            [
                _column(name, declared, _values(declared, rows, groups))
                for name, declared in table.measures.items()
            ]
        )


def _column(name: str, declared: Measure, values: Vector) -> pl.Series:
    if declared.kind in ("count", "distinct"):
        return pl.Series(name, values.astype(np.int64), dtype=pl.Int64)
    return pl.Series(name, np.where(np.isfinite(values), values, np.nan)).fill_nan(None)


def _values(declared: Measure, rows: _Rows, groups: Groups) -> Vector:
    """Return a measure of each group; (groups,)."""
    kind, asked = declared.kind, declared.declaration
    if kind == "distinct":
        return rows.distinct(asked, groups)
    values = rows.figures[asked if isinstance(asked, str) else asked.of]
    if kind in _SIMPLE:
        return _SIMPLE[kind](values, groups)
    if kind == "share":
        found = rows.share(asked, groups)
    elif kind == "growth":
        found = growth(values, rows.figures[asked.since], groups)
    elif kind == "concentration":
        found = rows.concentration(asked, groups)
    else:
        found = herfindahl(values, groups)
    times: float = asked.times
    return times * found


def _by_rank(statistic: Callable[[pl.Expr], pl.Expr]) -> Callable[[Vector, Groups], Vector]:
    """Return how a statistic that only looks at the order of values is found for each group."""

    def found(values: Vector, groups: Groups) -> Vector:
        frame = pl.DataFrame({"group": groups.numbers, "value": values}).fill_nan(None)
        each = frame.group_by("group").agg(statistic(pl.col("value")).fill_null(math.nan))
        answer = np.full(groups.count, math.nan)
        answer[each["group"].to_numpy()] = each["value"].to_numpy()
        return answer

    return found


_SIMPLE: Mapping[str, Callable[[Vector, Groups], Vector]] = {
    "count": lambda values, groups: groups.counts(values).astype(np.float64),
    "sum": lambda values, groups: groups.totals(values),
    "mean": lambda values, groups: quotient(
        groups.totals(values), groups.counts(values).astype(np.float64)
    ),
    "median": _by_rank(pl.Expr.median),
    "minimum": _by_rank(pl.Expr.min),
    "maximum": _by_rank(pl.Expr.max),
}


def _in_order(rows: pl.DataFrame, table: MeasureTable) -> pl.DataFrame:
    """Return the groups in the table's order; ties and the rest by their labels."""
    first = [] if table.order is None else [(table.order.by, table.order.descending)]
    keys = first + [(name, False) for name in table.by if name not in dict(first)]
    if not keys:
        return rows
    return rows.sort(
        [name for name, _ in keys],
        descending=[descending for _, descending in keys],
        nulls_last=True,
        maintain_order=True,
    )
