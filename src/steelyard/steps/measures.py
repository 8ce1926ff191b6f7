"""Tables of measures by group: counts, sums, shares, growth, concentration.

A unit that lacks a figure is counted out of its measures; a group in which no unit has it has
no measure. Sums are exactly rounded, so the order of the rows changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.scheme.measures import Measure, MeasureShare, MeasureTable

__all__ = ["concentration", "growth", "herfindahl", "measure", "total"]

Rows = NDArray[np.intp]


def total(values: Vector) -> float:
    """Return the exactly rounded sum of the values that are not missing, NaN of none.

    >>> total(np.array([1.0, np.nan, 2.0]))
    3.0
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan
    try:
        return math.fsum(known.tolist())
    except OverflowError:
        return math.inf


def growth(now: Vector, then: Vector) -> float:
    """Return Σ now / Σ then − 1 over the units that have both; (units,) each.

    The growth of the sum, as the EU Industrial R&D Investment Scoreboard prints it: a mean of
    the units' own growth, weighted by where they started.
    """
    both = ~(np.isnan(now) | np.isnan(then))
    return _over(total(now[both]), total(then[both])) - 1.0


def concentration(values: Vector, top: int) -> float:
    """Return the share of the sum that the ``top`` largest values hold, the ratio CR-k.

    >>> concentration(np.array([50.0, 30.0, 20.0]), 2)
    0.8
    """
    known = np.sort(values[~np.isnan(values)])
    return _over(total(known[-top:]), total(known))


def herfindahl(values: Vector) -> float:
    """Return Σ share²: 1/n where n units hold the same, 1 where one holds all.

    Hirschman, A. O. (1964), The Paternity of an Index, American Economic Review 54(5), 761–762.

    >>> herfindahl(np.array([10.0, 10.0, 10.0, 10.0]))
    0.25
    """
    whole = total(values)
    return total((values / whole) ** 2) if whole else math.nan


def _over(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def measure(frame: pl.DataFrame, table: MeasureTable) -> pl.DataFrame:
    """Return a table of measures.

    Parameters
    ----------
    frame
        A row per unit, with the figures and the columns that make the groups.
    table
        What to measure.

    Returns
    -------
    DataFrame
        A row per group: its labels, then the measures; missing where one is not defined. Units
        without a label are a group of their own, with an empty label where labels are texts.
        With ``total`` the last row, whose labels are missing, is that of all units.

    Examples
    --------
    >>> units = pl.DataFrame({"region": ["A", "A", "B"], "sales": [1.0, 2.0, 1.0]})
    >>> table = {"by": ["region"], "measures": {"share": {"share": "sales"}}}
    >>> measure(units, MeasureTable.model_validate(table)).rows()
    [('A', 75.0), ('B', 25.0)]
    """
    units = _Units.of(frame, table)
    everything = _columns(units, table, [np.arange(frame.height)])
    if not table.by:
        return everything
    labels, groups = _groups(frame, table.by)
    rows = _in_order(labels.hstack(_columns(units, table, groups)), table)
    return pl.concat([rows, everything], how="diagonal") if table.total else rows


@dataclass(frozen=True)
class _Units:
    """What the measures of a group are made of.

    Parameters
    ----------
    figures
        (units,) each figure, NaN for missing.
    circles
        (units,) for the columns that a share is within, the number of the unit's circle: the
        units that are alike in them.
    wholes
        (circles,) for those columns and a figure, the sum over each circle.
    """

    figures: Mapping[str | None, Vector]
    circles: Mapping[tuple[str, ...], Rows]
    wholes: Mapping[tuple[tuple[str, ...], str | None], Vector]

    @classmethod
    def of(cls, frame: pl.DataFrame, table: MeasureTable) -> _Units:
        figures: dict[str | None, Vector] = {
            name: frame[name].cast(pl.Float64).fill_null(math.nan).to_numpy()
            for declared in table.measures.values()
            for place, name in declared.names()
            if "within" not in place
        }
        figures[None] = np.ones(frame.height)  # a share of the units
        circles, wholes = {}, {}
        for declared in table.measures.values():
            if declared.share is not None:
                within, name = declared.share.within, declared.share.of
                groups = _groups(frame, within)[1]
                circles[within] = _numbers(groups, frame.height)
                sums = [total(figures[name][rows]) for rows in groups]
                wholes[within, name] = np.array(sums, dtype=np.float64)
        return cls(figures, circles, wholes)

    def share(self, asked: MeasureShare, rows: Rows) -> float:
        """Return the rows' sum over that of the circles that they are in."""
        inside = np.unique(self.circles[asked.within][rows])
        whole = total(self.wholes[asked.within, asked.of][inside])
        return _over(total(self.figures[asked.of][rows]), whole)


def _numbers(groups: Sequence[Rows], height: int) -> Rows:
    """Return for each row the number of its group."""
    numbers = np.zeros(height, dtype=np.intp)
    for number, rows in enumerate(groups):
        numbers[rows] = number
    return numbers


def _groups(frame: pl.DataFrame, by: Sequence[str]) -> tuple[pl.DataFrame, list[Rows]]:
    """Return the labels of the groups, and the rows of each."""
    if not by:
        return pl.DataFrame(), [np.arange(frame.height)]
    labels = frame.select(by).with_columns(pl.col(pl.String).fill_null(""))
    found = labels.with_row_index("#row").group_by(by, maintain_order=True).agg("#row")
    return found.select(by), [rows.to_numpy().astype(np.intp) for rows in found["#row"]]


def _columns(units: _Units, table: MeasureTable, groups: Sequence[Rows]) -> pl.DataFrame:
    """Return a column per measure, a row per group."""
    return pl.DataFrame(
        [
            _column(name, declared, [_value(declared, units, rows) for rows in groups])
            for name, declared in table.measures.items()
        ]
    )


def _column(name: str, declared: Measure, values: Sequence[float]) -> pl.Series:
    if declared.kind == "count":
        return pl.Series(name, values, dtype=pl.Int64)
    known = [value if math.isfinite(value) else None for value in values]
    return pl.Series(name, known, dtype=pl.Float64)


def _value(declared: Measure, units: _Units, rows: Rows) -> float:
    """Return a measure of a group."""
    kind, asked = declared.kind, declared.declaration
    values = units.figures[asked if isinstance(asked, str) else asked.of][rows]
    known = values[~np.isnan(values)]
    if kind == "count":
        return len(known)
    if kind in _SIMPLE:
        return _SIMPLE[kind](known) if len(known) else math.nan
    if kind == "share":
        found = units.share(asked, rows)
    elif kind == "growth":
        found = growth(values, units.figures[asked.since][rows])
    else:
        found = concentration(known, asked.top) if kind == "concentration" else herfindahl(known)
    return float(asked.times * found)


_SIMPLE: Mapping[str, Callable[[Vector], float]] = {
    "sum": total,
    "mean": lambda known: total(known) / len(known),
    "median": lambda known: float(np.median(known)),
    "minimum": lambda known: float(known.min()),
    "maximum": lambda known: float(known.max()),
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
