"""Tables that are documents with versions: what cannot be, and what a reader should know.

Which version is in force when is told by ``spans``, what changed from one to the next by
``differences``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from steelyard.data.checks import DELIVERY, ROW
from steelyard.data.faults import SHOWN, clip, listed
from steelyard.data.spans import FIRST_DAY, LAST_DAY, STATED, VERSION, of_owner, places, spans
from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Table, Versions

__all__ = ["check_documents", "check_versions"]

_BESIDE = "_beside"


def check_documents(
    tables: Mapping[str, Table],
    frames: Mapping[str, pl.DataFrame],
    files: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Check every table that is a document with versions; see :func:`check_versions`.

    Parameters
    ----------
    tables
        The declared tables.
    frames
        Those that were read.
    files
        What to call their files in messages.

    Raises
    ------
    DataError
        With the rows of all documents that cannot be right.
    """
    findings: list[Finding] = []
    problems: list[Problem] = []
    for name, table in tables.items():
        if name in frames:
            try:
                findings += check_versions(frames[name], name, table, (files or {}).get(name, name))
            except DataError as error:
                problems += error.problems
    if problems:
        raise DataError(problems)
    return tuple(findings)


def check_versions(
    frame: pl.DataFrame, name: str, table: Table, file: str | None
) -> tuple[Finding, ...]:
    """Check that of each document one version at most is in force on a day.

    Parameters
    ----------
    frame
        The table as read.
    name
        Its name, for findings.
    table
        Its declaration; one without versions has nothing to check.
    file
        What to call its file in messages.

    Returns
    -------
    tuple of Finding
        ``changed-too-often``, a breach; ``gap-between-versions``, a note.

    Raises
    ------
    DataError
        Rows that do not say to which version they belong, rows of one version that do not agree
        on its days, a version that ends before it begins, two that are in force on one day. Where
        two rows do not go together, both are named.
    """
    versions = table.versions
    if versions is None or frame.is_empty():
        return ()
    problems = [*_unsaid(frame, versions, file), *_backwards(frame, versions, file)]
    problems = problems or [*_torn(frame, versions, file)]
    problems = problems or [*_together(frame, versions, file)]
    if problems:
        raise DataError(listed(problems, len(problems), file))
    found = spans(frame, versions)
    return (*_too_often(found, versions, name), *_gaps(found, versions, name))


def _owner(row: Mapping[str, Any], versions: Versions) -> str:
    """Return whose document a row belongs to, nothing where there is one document."""
    return ", ".join(clip(row[name]) for name in versions.of)


def _too_often(found: pl.DataFrame, versions: Versions, name: str) -> Iterator[Finding]:
    """Yield a breach for each owner and calendar year with more versions than allowed."""
    if versions.changes_a_year is None:
        return
    most, year = versions.changes_a_year, pl.col(FIRST_DAY).dt.year().alias("year")
    last = [pl.col(name).drop_nulls().last() for name in places(found)]
    counted = found.group_by(*versions.of, year, maintain_order=True).agg(
        pl.len().alias("count"), pl.col(FIRST_DAY), *last
    )
    for row in counted.filter(pl.col("count") > most).iter_rows(named=True):
        said = message(
            "{count} versions begin in {year}: {days}; at most {most} may in a year.",
            count=row["count"],
            year=row["year"],
            days=", ".join(map(str, row[FIRST_DAY])),
            most=most,
        )
        yield _finding("changed-too-often", said, row, versions, name)


def _gaps(found: pl.DataFrame, versions: Versions, name: str) -> Iterator[Finding]:
    """Yield notes of days between two versions on which none is in force."""
    ended = of_owner(pl.col(LAST_DAY).shift(1), versions)
    gaps = found.with_columns(ended.alias(_BESIDE)).filter(
        (pl.col(FIRST_DAY) - pl.col(_BESIDE)).dt.total_days() > 1
    )
    for row in gaps.head(SHOWN).iter_rows(named=True):
        said = message(
            "No version is in force from {first} to {last}.",
            first=row[_BESIDE] + timedelta(days=1),
            last=row[FIRST_DAY] - timedelta(days=1),
        )
        yield _finding("gap-between-versions", said, row, versions, name)
    if gaps.height > SHOWN:
        said = message("There are {count} more gaps between versions.", count=gaps.height - SHOWN)
        yield Finding("gap-between-versions", said, "note", name, column=versions.from_)


def _finding(
    code: str, said: Message, row: Mapping[str, Any], versions: Versions, name: str
) -> Finding:
    owner = _owner(row, versions)
    return Finding(
        code,
        message("{owner}: {what}", owner=owner, what=said) if owner else said,
        "breach" if code == "changed-too-often" else "note",
        name,
        row[ROW],
        versions.from_,
        delivery=row.get(DELIVERY),
    )


def _unsaid(frame: pl.DataFrame, versions: Versions, file: str | None) -> Iterator[Problem]:
    """Yield rows that do not say to which version they belong."""
    said = message("The cell is empty; every row says whose version it is, and from which day.")
    for column in dict.fromkeys([*versions.of, versions.version, versions.from_]):
        if column is not None:
            for row in frame.filter(pl.col(column).is_null()).iter_rows(named=True):
                yield _problem(said, row, file, column)


def _backwards(frame: pl.DataFrame, versions: Versions, file: str | None) -> Iterator[Problem]:
    """Yield rows whose version ends before it begins."""
    if versions.until is None:
        return
    wrong = frame.filter(pl.col(versions.until) < pl.col(versions.from_))
    for row in wrong.iter_rows(named=True):
        said = message(
            "The last day in force, {until}, is before the first, {first}.",
            until=row[versions.until],
            first=row[versions.from_],
        )
        yield _problem(said, row, file, versions.until)


def _torn(frame: pl.DataFrame, versions: Versions, file: str | None) -> Iterator[Problem]:
    """Yield rows that give other days than the first row of their version."""
    named, beside = [*versions.of, versions.version or versions.from_], places(frame)
    for column in (versions.from_, versions.until):
        if column is None or column in named:
            continue
        first = [pl.col(name).first().over(named).alias(f"#{name}") for name in (column, *beside)]
        other = pl.col(column).ne_missing(pl.col(f"#{column}"))
        for row in frame.with_columns(first).filter(other).iter_rows(named=True):
            said = message(
                "{here} here and {there} in {row}: all rows of “{version}” have the same day.",
                here=_shown(row[column]),
                there=_shown(row[f"#{column}"]),
                row=_row(row, row[f"#{ROW}"], row.get(f"#{DELIVERY}")),
                version=clip(row[named[-1]]),
            )
            yield _problem(said, row, file, column)


def _together(frame: pl.DataFrame, versions: Versions, file: str | None) -> Iterator[Problem]:
    """Yield versions that begin while an earlier one of the owner is stated to be in force."""
    earlier: list[Mapping[str, Any]] = []
    owner: list[object] = []
    for row in spans(frame, versions).iter_rows(named=True):
        if owner != [row[name] for name in versions.of]:
            owner, earlier = [row[name] for name in versions.of], []
        beside = [one for one in earlier if _ends(one) >= row[FIRST_DAY]]
        if beside:
            yield _problem(_twice(row, beside[-1]), row, file, versions.from_)
        earlier.append(row)


def _ends(row: Mapping[str, Any]) -> date:
    """Return the day until which a version is surely in force: the last stated, or its first."""
    found: date = row[STATED] or row[FIRST_DAY]
    return found


def _twice(row: Mapping[str, Any], other: Mapping[str, Any]) -> Message:
    """Return that a version begins while another is in force, or on the same day."""
    names = {
        "version": clip(row[VERSION]),
        "other": clip(other[VERSION]),
        "row": _row(row, other[ROW], other.get(DELIVERY)),
    }
    if other[FIRST_DAY] == row[FIRST_DAY]:
        return message(
            "“{version}” begins on {day}, as does “{other}” in {row}; on a day one version is "
            "in force.",
            **names,
            day=row[FIRST_DAY],
        )
    return message(
        "“{version}” begins on {day}, when “{other}” in {row} is still in force, until "
        "{until}; on a day one version is in force.",
        **names,
        day=row[FIRST_DAY],
        until=other[STATED],
    )


def _row(here: Mapping[str, Any], row: int, delivery: str | None) -> Message:
    """Return where another row stands; its file where it is not that of the row here."""
    if delivery is None or delivery == here.get(DELIVERY):
        return message("row {row}", row=row)
    return message("row {row} of {file}", row=row, file=delivery)


def _shown(day: date | None) -> Message | str:
    return message("an empty cell") if day is None else str(day)


def _problem(said: Message, row: Mapping[str, Any], file: str | None, column: str) -> Problem:
    return Problem(said, row.get(DELIVERY) or file, row[ROW], field=column)
