"""The columns of a table from cells to checked values in the scheme's units.

Which column of the file is which, and where its rows are, is settled before;
here it only matters what a cell says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from steelyard.data import units
from steelyard.data.checks import check_choices, check_range
from steelyard.data.labels import coded
from steelyard.data.numbers import Figures, Style, figures, file_style, read_figures, whole
from steelyard.data.values import Reading, read_booleans, read_dates, read_text
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Column

__all__ = ["Printed", "blank", "read_columns"]

_TYPES: Mapping[str, type[pl.DataType]] = {
    "text": pl.String,
    "number": pl.Float64,
    "integer": pl.Int64,
    "date": pl.Date,
    "boolean": pl.Boolean,
}


@dataclass(frozen=True)
class Printed:
    """A column as a file prints it.

    Parameters
    ----------
    cells
        What stands in it.
    unit
        The unit of its figures, None if nobody told.
    factor
        What they are multiplied by to be in the unit that the scheme computes in.
    """

    cells: pl.Series
    unit: str | None = None
    factor: Fraction = Fraction(1)


def blank(column: Column, rows: int) -> pl.Series:
    """Return a column without any value."""
    return pl.Series([None] * rows, dtype=_TYPES[column.type])


def read_columns(
    printed: Mapping[str, Printed],
    columns: Mapping[str, Column],
    *,
    decimal_comma: bool,
    typed: bool,
) -> dict[str, Reading]:
    """Return what each column holds.

    Parameters
    ----------
    printed
        The columns found in the file, by declared name.
    columns
        What is declared about them.
    decimal_comma
        Whether the file comes from where the comma separates decimals.
    typed
        Whether it keeps numbers apart from text.
    """
    printed = {
        name: replace(column, cells=coded(column.cells, columns[name]))
        for name, column in printed.items()
    }
    half_read = {
        name: figures(column.cells, columns[name].missing, typed=typed)
        for name, column in printed.items()
        if columns[name].type in ("number", "integer")
    }
    style = file_style(tuple(half_read.values()))
    readings = {
        name: _numbers(half_read[name], column, columns[name], style, decimal_comma)
        if name in half_read
        else _others(column.cells, columns[name])
        for name, column in printed.items()
    }
    return {name: _checked(reading, columns[name]) for name, reading in readings.items()}


def _others(cells: pl.Series, column: Column) -> Reading:
    if column.type == "date":
        return read_dates(cells, column.missing)
    if column.type == "boolean":
        return read_booleans(cells, column.missing)
    return read_text(cells, column.missing, column.choices or ())


def _numbers(
    half_read: Figures, printed: Printed, column: Column, style: Style | None, decimal_comma: bool
) -> Reading:
    reading = read_figures(half_read, printed.unit, style, decimal_comma=decimal_comma)
    if printed.factor != 1:
        reading = replace(reading, values=units.convert(reading.values, printed.factor))
    reading = replace(reading, findings=(*_about_unit(printed, column), *reading.findings))
    if column.type == "number":
        return reading
    integers = whole(reading.values, half_read.cells if printed.factor == 1 else None)
    return replace(reading, values=integers.values, faults=reading.faults + integers.faults)


def _about_unit(printed: Printed, column: Column) -> tuple[Finding, ...]:
    if printed.factor != 1:
        said = message(
            "Figures in {source} were converted to {target} ({operation}).",
            source=printed.unit,
            target=column.unit,
            operation=units.operation(printed.factor),
        )
        return (Finding("converted", said),)
    if printed.unit is not None and column.unit is None:
        said = message(
            "The file gives figures in {source}; the scheme names no unit, so they were taken as "
            "they are.",
            source=printed.unit,
        )
        return (Finding("unit-not-declared", said),)
    return ()


def _checked(reading: Reading, column: Column) -> Reading:
    faults = check_range(reading.values, column) + check_choices(reading.values, column)
    return replace(reading, faults=reading.faults + faults)
