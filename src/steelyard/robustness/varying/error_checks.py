"""What can be wrong with the errors of figures: no such column, or cells that no error has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from steelyard.data.checks import ROW
from steelyard.errors import DataError, Problem, SchemeError, nearest
from steelyard.i18n import Message, message
from steelyard.robustness.varying.course import Course
from steelyard.robustness.varying.errors import OPEN, ColumnError
from steelyard.scheme.assumptions import Error, Errors
from steelyard.scheme.scheme import Scheme

__all__ = ["check_cells", "check_names", "errors_of"]

_NUMBERS = ("number", "integer")


def errors_of(
    name: str,
    declared: Errors,
    scheme: Scheme,
    course: Course,
    start: int,
    file: str | None = None,
) -> list[ColumnError]:
    """Return the errors of an assumption, checked against the scheme and the data.

    Parameters
    ----------
    name, declared
        The assumption.
    scheme
        The scheme that it is an assumption of.
    course
        The nominal way through the steps.
    start
        The first of the uniforms that is free: each column takes one for each row.
    file
        The file of the units' table, for messages.

    Raises
    ------
    SchemeError, DataError
        See :func:`check_names` and :func:`check_cells`.
    """
    count, known = course.frame.height, scheme.table.columns
    found = []
    for at, (column, error) in enumerate(declared.data.items()):
        check_names(name, column, error, scheme)
        cells = slice(start + at * count, start + (at + 1) * count)
        within = known[column].range if column in known else None
        told = tuple(course.as_read(each) for each in _named(error))
        one = ColumnError(name, column, error, cells, within or OPEN, told)
        check_cells(one, course.frame, scheme.units.key, file)
        found.append(one)
    return found


def _named(error: Error) -> tuple[str, ...]:
    """Return the columns in which a table tells the error of each cell."""
    single = (error.standard_error,) if isinstance(error.standard_error, str) else ()
    return (*single, *(error.between or ()))


def check_names(assumption: str, column: str, error: Error, scheme: Scheme) -> None:
    """Check that a column can have an error, and that the columns that tell it are known.

    Raises
    ------
    SchemeError
        With everything that is wrong.
    """
    known = _numeric(scheme)
    field = f"assumptions.{assumption}.data.{column}"
    problems = []
    if column in (scheme.units.key, scheme.units.period):
        text = message("“{column}” tells rows apart; it cannot have an error.", column=column)
        problems.append(Problem(text, field=field))
    for name in (column, *_named(error)):
        if name not in known:
            text = message(
                "“{column}” is neither a column of numbers of the units' table nor a number "
                "derived for it.",
                column=name,
            )
            problems.append(Problem(text, field=field, nearest=nearest(name, known)))
    if problems:
        raise SchemeError(problems)


def _numeric(scheme: Scheme) -> list[str]:
    """Return the columns and figures of the units' table that hold numbers."""
    table = scheme.units.table
    columns = [name for name, column in scheme.table.columns.items() if column.type in _NUMBERS]
    return columns + [
        name
        for name, figure in scheme.derived.items()
        if (figure.on or table) == table and figure.type in _NUMBERS
    ]


def check_cells(error: ColumnError, frame: pl.DataFrame, key: str, file: str | None = None) -> None:
    """Check what a table tells of the errors of its cells.

    Parameters
    ----------
    error
        The error.
    frame
        The units' table as read.
    key
        Its column with the units.
    file
        The table's file, for messages.

    Raises
    ------
    DataError
        With every unit whose standard error is negative or whose bounds are out of order.
    """
    units = frame[key].cast(pl.String)
    problems = [
        Problem(text, file, field=error.column, line=_line(frame, row))
        for row, text in _refused(error, units)
    ]
    if problems:
        raise DataError(problems)


def _refused(error: ColumnError, units: pl.Series) -> Iterator[tuple[int, Message]]:
    columns = _named(error.error)
    if error.error.between is not None:
        lower, upper = error.told
        for row in np.flatnonzero(lower > upper).tolist():
            text = message(
                "The bounds of “{unit}” are out of order: {lower:g} in “{first}” is above "
                "{upper:g} in “{second}”.",
                unit=units[row],
                lower=float(lower[row]),
                first=columns[0],
                upper=float(upper[row]),
                second=columns[1],
            )
            yield row, text
    elif columns:
        for row in np.flatnonzero(error.told[0] < 0).tolist():
            text = message(
                "The standard error of “{unit}” in “{column}” is {figure:g}, below 0.",
                unit=units[row],
                column=columns[0],
                figure=float(error.told[0][row]),
            )
            yield row, text


def _line(frame: pl.DataFrame, row: int) -> int | None:
    return int(frame[ROW][row]) if ROW in frame.columns else None
