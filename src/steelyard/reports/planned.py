"""Rows that are planned and not there yet: read like a file's, and put among an edition's.

A row whose key is there already takes the place of that row in the columns that it gives;
what it leaves out stays. Of a new row, what it leaves out is missing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from steelyard.data.checks import ROW, check_references
from steelyard.data.dataset import Dataset
from steelyard.data.delimited import delimited_pages
from steelyard.data.table import read_file, read_page
from steelyard.errors import DataError, Problem, UsageError, nearest
from steelyard.i18n import message
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme

__all__ = ["Origin", "Planned", "read_planned"]

_NAMED = re.compile(r"(?:^|[,，;；]\s*)([^\W\d][\w-]*)\s*=")


@dataclass(frozen=True)
class Origin:
    """Where a planned row was given: a file and its row, or a text on the command line."""

    file: str
    row: int | None


@dataclass(frozen=True)
class Planned:
    """Planned rows among the tables of an edition.

    Parameters
    ----------
    data
        The tables with the planned rows.
    rows
        By table the numbers of the planned rows, each with where it was given.
    replaced
        By table the numbers of those that took the place of a row.
    """

    data: Dataset
    rows: Mapping[str, Mapping[int, Origin]]
    replaced: Mapping[str, frozenset[int]]


def read_planned(
    scheme: Scheme, data: Dataset, files: Mapping[str, Path], texts: Sequence[str]
) -> Planned:
    """Read planned rows, and put them among the tables.

    Parameters
    ----------
    scheme
        The scheme, which declares the tables.
    data
        The tables of the edition.
    files
        Files with planned rows, by table; columns may be left out.
    texts
        Rows as text: ``investments: fund=F001, amount=1,200``.

    Raises
    ------
    UsageError
        If a text names no table or no columns of one, or nothing is planned.
    DataError
        If a value cannot be read or is not allowed, a key is missing, or a row refers to
        something that is not there.
    """
    given = [(table, _of_file(scheme, table, path), str(path)) for table, path in files.items()]
    for number, text in enumerate(texts, start=1):
        file = f"--row {number}" if len(texts) > 1 else "--row"
        table, cells = _parsed(scheme, text, file)
        given.append((table, _of_text(scheme, table, cells, file), file))
    if not given:
        raise UsageError(message("Nothing is planned; give a file or --row."))
    planned = Planned(data, {}, {})
    for table, frame, file in given:
        planned = _put(scheme, planned, table, frame, file)
    _check_references(scheme, planned)
    return planned


def _open(scheme: Scheme, name: str) -> Table:
    """Return a table of which rows may leave columns out."""
    table = scheme.inputs[name]
    columns = {
        column: declared.model_copy(update={"required": False})
        for column, declared in table.columns.items()
    }
    return table.model_copy(update={"columns": columns, "key": (), "sheet": None})


def _of_file(scheme: Scheme, name: str, path: Path) -> pl.DataFrame:
    return read_file(path, name, _open(scheme, name)).frame


def _of_text(
    scheme: Scheme, name: str, cells: Sequence[tuple[str, str]], file: str
) -> pl.DataFrame:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(zip(*cells, strict=True))
    # A row of one column needs no delimiter, and then any page reads it.
    page = next(
        page
        for page in delimited_pages(out.getvalue().encode(), file)
        if page.delimiter == "," or len(cells) == 1
    )
    try:
        frame = read_page(page, name, _open(scheme, name), file=file).frame
    except DataError as error:
        # Line and column would be those of a file that nobody sees.
        raise DataError(
            replace(problem, file=file, line=None, column=None) for problem in error.problems
        ) from None
    return frame.with_columns(pl.lit(None, pl.Int64).alias(ROW))


def _parsed(scheme: Scheme, text: str, file: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the table and the cells of a row as text; a comma inside a number stays in it."""
    name, colon, rest = text.partition(":")
    name = name.strip()
    if not colon:
        raise UsageError(
            Problem(
                message("“{text}” is not TABLE: COLUMN=VALUE, COLUMN=VALUE, ….", text=text), file
            )
        )
    if name not in scheme.inputs:
        said = message(
            "The scheme has no table “{table}”; its tables are {known}.",
            table=name,
            known=", ".join(scheme.inputs),
        )
        raise UsageError(Problem(said, file, nearest=nearest(name, list(scheme.inputs))))
    rest = rest.strip()
    found = list(_NAMED.finditer(rest))
    ends = [*(match.start() for match in found[1:]), len(rest)][: len(found)]
    cells = [
        (match[1], rest[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)
    ]
    _check_columns(scheme, name, [column for column, _value in cells], file)
    return name, cells


def _check_columns(scheme: Scheme, table: str, names: Sequence[str], file: str) -> None:
    known = list(scheme.inputs[table].columns)
    printed = [
        header if isinstance(header, str) else header.header
        for column in scheme.inputs[table].columns.values()
        for header in column.headers
    ]
    problems = [
        Problem(
            message("The table “{table}” has no column “{column}”.", table=table, column=name),
            file,
            nearest=nearest(name, known),
        )
        for name in names
        if name not in (*known, *printed)
    ]
    if not names:
        problems.append(
            Problem(message("The row says nothing; expected COLUMN=VALUE, COLUMN=VALUE, …."), file)
        )
    if problems:
        raise UsageError(problems)


def _put(scheme: Scheme, planned: Planned, table: str, frame: pl.DataFrame, file: str) -> Planned:
    """Return the tables with the rows of one file or text among them."""
    key = list(scheme.inputs[table].key)
    there = planned.data.tables.get(table, frame.clear())
    before = max(there[ROW].drop_nulls().to_list(), default=0)
    numbers = list(range(before + 1, before + 1 + frame.height))
    origins = {number: Origin(file, row) for number, row in zip(numbers, frame[ROW], strict=True)}
    frame = _keyed(scheme, table, frame.with_columns(pl.Series(ROW, numbers)), origins)
    known = there.select(column for column in there.columns if column in frame.columns)
    replaced = frozenset[int]()
    if key:
        former = known.rename({name: f"former:{name}" for name in known.columns if name not in key})
        joined = frame.join(former, on=key, how="left", maintain_order="left")
        replaced = frozenset(joined.filter(pl.col(f"former:{ROW}").is_not_null())[ROW])
        kept = [
            pl.coalesce(name, f"former:{name}").alias(name)
            for name in frame.columns
            if name not in (*key, ROW) and f"former:{name}" in joined.columns
        ]
        frame = joined.with_columns(kept).select(frame.columns)
        there = there.join(frame.select(key), on=key, how="anti", maintain_order="left")
    merged = pl.concat([there, frame], how="diagonal")
    return Planned(
        replace(planned.data, tables={**planned.data.tables, table: merged}),
        {**planned.rows, table: {**planned.rows.get(table, {}), **origins}},
        {**planned.replaced, table: planned.replaced.get(table, frozenset()) | replaced},
    )


def _keyed(
    scheme: Scheme, table: str, frame: pl.DataFrame, origins: Mapping[int, Origin]
) -> pl.DataFrame:
    """Name rows that bring no name, and refuse rows of nobody and rows given twice."""
    columns, key = scheme.inputs[table].columns, list(scheme.inputs[table].key)
    names = [
        name for name in key if columns[name].references is None and columns[name].type == "text"
    ]
    if names and table != scheme.units.table:
        own = pl.format("planned-{}", pl.col(ROW))
        frame = frame.with_columns(pl.col(names[-1]).fill_null(own))
    problems = [
        Problem(
            message("The key is empty; every row needs one."),
            origins[row].file,
            origins[row].row,
            field=name,
        )
        for name in key
        for row in frame.filter(pl.col(name).is_null())[ROW]
    ]
    if key and not problems:
        again = frame.filter(pl.struct(key).is_first_distinct().not_())
        problems = [
            Problem(
                message("This row is planned twice; no two rows may have the same key."),
                origins[row].file,
                origins[row].row,
                field=", ".join(key),
            )
            for row in again[ROW]
        ]
    if problems:
        raise DataError(problems)
    return frame


def _check_references(scheme: Scheme, planned: Planned) -> None:
    """Refuse planned rows that refer to something that is not there, where they were given."""
    problems: list[Problem] = []
    for name, origins in planned.rows.items():
        tables = {
            other: table if other == name else _referring_to_nothing(table)
            for other, table in scheme.inputs.items()
        }
        frame = planned.data.tables[name]
        own = frame.filter(pl.col(ROW).is_in(list(origins)))
        try:
            check_references(tables, {**planned.data.tables, name: own})
        except DataError as error:
            problems += [_placed(problem, origins, name) for problem in error.problems]
    if problems:
        raise DataError(problems)


def _referring_to_nothing(table: Table) -> Table:
    columns = {
        name: column.model_copy(update={"references": None})
        for name, column in table.columns.items()
    }
    return table.model_copy(update={"columns": columns})


def _placed(problem: Problem, origins: Mapping[int, Origin], table: str) -> Problem:
    """Return a problem with the place where the row was given."""
    if problem.file != table or problem.line is None or problem.line not in origins:
        return problem
    origin = origins[problem.line]
    return replace(problem, file=origin.file, line=origin.row)
