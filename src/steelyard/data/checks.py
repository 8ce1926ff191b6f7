"""What the figures of a table must be: in range, among the choices, with unique keys.

References from table to table are checked when all tables have been read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from steelyard.data.faults import NO_FAULTS, SHOWN, Fault, Faults, clip, find, listed
from steelyard.data.labels import spelled_out
from steelyard.data.values import FEW, as_text
from steelyard.errors import DataError, Problem, SchemeError, nearest
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Column, Table

__all__ = [
    "DELIVERY",
    "ROW",
    "check_choices",
    "check_keys",
    "check_range",
    "check_references",
    "dangling",
    "references",
    "unknown",
]

ROW = "_row"
"""The column of every table that holds the number of the row in its file."""

DELIVERY = "_delivery"
"""The column of a table put together from deliveries that holds the delivery of each row."""


def check_range(values: pl.Series, column: Column) -> Faults:
    """Return the figures that are outside the declared range."""
    if column.range is None or not values.dtype.is_numeric():
        return NO_FAULTS
    least, greatest = column.range
    lowest, highest = values.min(), values.max()
    if _within(lowest, least, greatest) and _within(highest, least, greatest):
        return NO_FAULTS
    below = values < least if least is not None else pl.repeat(False, len(values), eager=True)
    above = values > greatest if greatest is not None else below & False
    outside = (below | above).fill_null(False)
    return find(outside, lambda at: _outside(values[at], least, greatest))


def _within(value: object, least: float | None, greatest: float | None) -> bool:
    if not isinstance(value, int | float):
        return value is None
    return (least is None or value >= least) and (greatest is None or value <= greatest)


def _outside(value: float, least: float | None, greatest: float | None) -> Message:
    shown = f"{value:.15g}"
    if greatest is None:
        return message(
            "{value} is less than {least}, the least allowed.", value=shown, least=f"{least:.15g}"
        )
    if least is None:
        return message(
            "{value} is more than {greatest}, the most allowed.",
            value=shown,
            greatest=f"{greatest:.15g}",
        )
    return message(
        "{value} is outside the allowed range, {least} to {greatest}.",
        value=shown,
        least=f"{least:.15g}",
        greatest=f"{greatest:.15g}",
    )


def check_choices(values: pl.Series, column: Column) -> Faults:
    """Return the values that are not among the declared choices."""
    if column.choices is None or values.dtype == pl.Boolean:
        return NO_FAULTS
    few = len(values) <= FEW and values.dtype == pl.String
    if few and {*values} <= {*column.choices, None}:
        return NO_FAULTS
    known = pl.Series(tuple(column.choices), dtype=pl.String).cast(values.dtype, strict=False)
    other = (~values.is_in(known.implode())).fill_null(False)
    return find(other, lambda at: _unlisted(at, values[at], column))


def _unlisted(at: int, value: object, column: Column) -> Fault:
    said = message(
        "“{value}” is not one of the values allowed: {choices}.",
        value=clip(value),
        choices=spelled_out(column),
    )
    labels = [text for label in column.labels.values() for text in label.translations.values()]
    return Fault(at, said, nearest(str(value), (*(column.choices or ()), *labels)))


def check_keys(frame: pl.DataFrame, key: Sequence[str], file: str | None) -> None:
    """Refuse rows without a key, and rows that share one.

    Raises
    ------
    DataError
        With the numbers of both rows.
    """
    if not key:
        return
    problems = [
        Problem(message("The key is empty; every row needs one."), file, row, field=name)
        for name in key
        for row in frame.filter(pl.col(name).is_null())[ROW]
    ]
    if not problems and frame.select(pl.struct(key).n_unique()).item() < frame.height:
        first = pl.col(ROW).first().over(key).alias("first")
        repeated = frame.with_columns(first).filter(~pl.struct(key).is_first_distinct())
        problems = [
            _repeated(row, key, file)
            for row in repeated.select(*key, ROW, "first").iter_rows(named=True)
        ]
    if problems:
        raise DataError(listed(problems, len(problems), file))


def _repeated(row: Mapping[str, object], key: Sequence[str], file: str | None) -> Problem:
    said = message(
        "“{key}” stands in row {first} already; no two rows may have the same key.",
        key=", ".join(clip(row[name]) for name in key),
        first=row["first"],
    )
    return Problem(said, file, int(str(row[ROW])), field=", ".join(key))


def check_references(
    tables: Mapping[str, Table],
    frames: Mapping[str, pl.DataFrame],
    files: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Check that values which refer to another table are there.

    Parameters
    ----------
    tables
        The declared tables.
    frames
        Those that were read.
    files
        What to call their files in messages.

    Returns
    -------
    tuple of Finding
        References that could not be checked, since the other table was not given.

    Raises
    ------
    DataError
        With the rows whose value is not there.
    SchemeError
        A reference names no declared column.
    """
    problems: list[Problem] = []
    findings: list[Finding] = []
    for name, column, reference in references(tables):
        if name not in frames:
            continue
        other, _, key = reference.partition(".")
        if other not in frames:
            said = message(
                "Not checked against {reference}: the table was not given.", reference=reference
            )
            findings.append(Finding("reference-not-checked", said, table=name, column=column))
            continue
        file = (files or {}).get(name, name)
        problems += dangling(frames[name], column, frames[other][key], reference, file)
    if problems:
        raise DataError(listed(problems, len(problems), None))
    return tuple(findings)


def references(tables: Mapping[str, Table]) -> list[tuple[str, str, str]]:
    """Return the table, the column and what it refers to, for each column that refers.

    Raises
    ------
    SchemeError
        A reference names no declared column.
    """
    found = [
        (name, column, declared.references)
        for name, table in tables.items()
        for column, declared in table.columns.items()
        if declared.references is not None
    ]
    columns = [f"{name}.{column}" for name, table in tables.items() for column in table.columns]
    for name, column, reference in found:
        if reference not in columns:
            said = message("There is no column {reference} to refer to.", reference=reference)
            field = f"{name}.{column}"
            raise SchemeError(Problem(said, field=field, nearest=nearest(reference, columns)))
    return found


def unknown(values: pl.Series, known: pl.Series) -> pl.Series:
    """Return whether each value is not among the known ones; a missing one refers to nothing."""
    if values.dtype != known.dtype:
        values, known = as_text(values), as_text(known)
    return (~values.is_in(known.drop_nulls().unique().implode())).fill_null(False)


def dangling(
    frame: pl.DataFrame, column: str, known: pl.Series, reference: str, file: str
) -> list[Problem]:
    """Return a problem for each row whose value is not among the known ones."""
    wrong = frame.filter(unknown(frame[column], known))
    names = (
        [str(name) for name in as_text(known).drop_nulls().unique(maintain_order=True)]
        if len(wrong)
        else []
    )
    return [
        Problem(
            message("“{value}” is not in {reference}.", value=clip(value), reference=reference),
            file,
            row,
            field=column,
            nearest=nearest(str(value), names) if at < SHOWN else None,
        )
        for at, (value, row) in enumerate(wrong.select(column, ROW).iter_rows())
    ]
