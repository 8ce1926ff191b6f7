"""A file to a list of names: which column has the names, and which the ranks.

Files are read like all tables of Steelyard; here only the two columns are found, by headings in
``headings.csv`` if they are not named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

from steelyard.data.files import open_file
from steelyard.data.numbers import figures
from steelyard.data.page import Limits
from steelyard.data.values import as_text
from steelyard.drafts.raw import RawTable, raw_table
from steelyard.errors import DataError, Problem, UsageError, nearest
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.names.listed import ROW, NamedList
from steelyard.names.normal import normal
from steelyard.names.tables import rows_of

__all__ = ["labels_of", "read_list"]


def labels_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what to call the lists of files: their names without endings, all different.

    >>> labels_of([Path("2025/brands.csv"), Path("2026/brands.csv")])
    ('brands', 'brands-2')
    """
    found: list[str] = []
    for path in paths:
        label, number = path.stem, 1
        while label in found:
            number += 1
            label = f"{path.stem}-{number}"
        found.append(label)
    return tuple(found)


def read_list(
    path: Path, label: str | None = None, *, name: str | None = None, rank: str | None = None
) -> NamedList:
    """Return the list of names in a file.

    Parameters
    ----------
    path
        CSV, a workbook, Parquet or JSON records; of several sheets the largest is read.
    label
        What to call the list; the file's name without its ending if absent.
    name, rank
        The columns of the names and the ranks; found by their headings if absent. Without a rank
        column, ranks are not compared.

    Raises
    ------
    DataError
        The file cannot be read, or has no names in it.
    UsageError
        It has no such column.
    """
    called = path.stem if label is None else label
    opened = open_file(path, called, limits=Limits())
    table = raw_table(path, opened.pages)
    columns = {head: cells for head, cells in zip(table.headers, table.cells, strict=True) if head}
    told = [replace(finding, table=called) for finding in opened.findings]
    names = _chosen(table, name)
    if names is None:
        names = _by_heading(columns, "name")
    if names is None:
        names = _first_text(columns)
        if names is None:
            said = message(
                "No column of the file has texts; its columns are {columns}.",
                columns=", ".join(columns) or "–",
            )
            raise DataError(Problem(said, str(path)))
        told.append(_guessed(names, called))
    ranks = _chosen(table, rank) or _by_heading(
        {head: cells for head, cells in columns.items() if head != names}, "rank"
    )
    frame = pl.DataFrame(
        {
            "name": columns[names],
            **({} if ranks is None else {"rank": columns[ranks]}),
            ROW: pl.Series(table.rows, dtype=pl.Int64),
        }
    )
    try:
        listed = NamedList.of_frame(frame, called, rank=None if ranks is None else "rank")
    except DataError as error:
        raise DataError(
            replace(problem, file=str(path), field=names) for problem in error.problems
        ) from None
    return replace(listed, findings=(*told, *listed.findings))


def _chosen(table: RawTable, column: str | None) -> str | None:
    """Return the header that a column was named by, but for width, case and script."""
    if column is None:
        return None
    if column in table.headers and column:
        return column
    folded = {normal(head): head for head in reversed(table.headers) if head}
    if column.strip() and normal(column) in folded:
        return folded[normal(column)]
    if column in table.doubled:
        said = message("Several columns of the file are called “{column}”.", column=column)
        raise UsageError(Problem(said, table.file))
    heads = [head for head in table.headers if head]
    said = message(
        "The file has no column “{column}”; its columns are {columns}.",
        column=column,
        columns=", ".join(heads) or "–",
    )
    raise UsageError(Problem(said, table.file, nearest=nearest(column, heads)))


def _by_heading(columns: Mapping[str, pl.Series], role: str) -> str | None:
    """Return the first column whose header is known for a role, the commonest headings first."""
    folded = {normal(head): head for head in reversed(list(columns))}
    return next((folded[known] for known in _headings()[role] if known in folded), None)


@cache
def _headings() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_of("headings.csv"):
        found[row["role"]] = (*found.get(row["role"], ()), normal(row["heading"]))
    return found


def _first_text(columns: Mapping[str, pl.Series]) -> str | None:
    """Return the first column that has texts, and not only figures."""
    for head, cells in columns.items():
        if cells.dtype.is_nested() or cells.dtype in (pl.Binary, pl.Object):
            continue
        texts = as_text(cells).drop_nulls().str.strip_chars()
        texts = texts.filter(texts != "")
        if len(texts) and 2 * figures(texts).values.null_count() > len(texts):
            return head
    return None


def _guessed(column: str, label: str) -> Finding:
    said = message(
        "No heading is known for names; they are taken from the column “{column}”.", column=column
    )
    return Finding("name-column-guessed", said, table=label, column=column)
