"""A file and a declared table to a typed frame: each column found, read, converted, checked.

Whatever was done to the figures on the way is a finding; whatever cannot be
right is an error with its row and column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import polars as pl

from steelyard.data import units as measures
from steelyard.data.checks import DELIVERY, ROW, check_keys
from steelyard.data.columns import Printed, blank, read_columns
from steelyard.data.faults import listed
from steelyard.data.files import Opened, open_file
from steelyard.data.headers import (
    Match,
    Matches,
    doubled_columns,
    find_header,
    missing_columns,
)
from steelyard.data.layout import about_layout, without_blank_rows
from steelyard.data.page import Limits, Page
from steelyard.data.sheets import called, is_called
from steelyard.data.values import Reading
from steelyard.errors import DataError, Problem, UsageError, nearest
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Table

__all__ = ["Read", "Source", "choose", "read_file", "read_opened", "read_page", "read_table"]


@dataclass(frozen=True)
class Source:
    """The file that a table was read from.

    Parameters
    ----------
    file
        Its name, without folder.
    sha256
        Of its bytes.
    encoding
        Of a text file.
    sheet
        Of a workbook.
    bundled
        Whether it comes with the scheme: reference data, which are no one's.
    """

    file: str
    sha256: str
    encoding: str | None = None
    sheet: str | None = None
    bundled: bool = False


@dataclass(frozen=True)
class Read:
    """A table as read: typed columns, what there is to say, and where it came from."""

    frame: pl.DataFrame
    findings: tuple[Finding, ...]
    source: Source | None = None


def read_table(
    path: Path,
    name: str,
    table: Table,
    *,
    encoding: str | None = None,
    units: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> tuple[pl.DataFrame, list[Finding]]:
    """Read a file as a declared table.

    Parameters
    ----------
    path
        CSV (comma, semicolon, tab or bar), XLSX, XLS, XLSB, ODS, Parquet or JSON records.
    name
        The table's name.
    table
        What the scheme declares about it.
    encoding
        The encoding of a text file; recognised if absent.
    units
        The unit of the file's figures by column, where neither the file nor the scheme tells.
    limits
        How large the file may be.

    Returns
    -------
    frame : pl.DataFrame
        The declared columns in their order, typed, null for missing, and ``_row``, the number
        of the row in the file.
    findings : list of Finding

    Raises
    ------
    DataError
        The file cannot be read or holds what cannot be right; with rows and columns.
    UsageError
        ``units`` names a column that is not declared.
    """
    read = read_file(path, name, table, encoding=encoding, units=units, limits=limits)
    return read.frame, list(read.findings)


def read_file(
    path: Path,
    name: str,
    table: Table,
    *,
    encoding: str | None = None,
    units: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Read:
    """Read a file as a declared table, and say where from; see :func:`read_table`."""
    opened = open_file(path, name, sheet=table.sheet, encoding=encoding, limits=limits or Limits())
    return read_opened(opened, name, table, file=str(path), source=path.name, units=units)


def read_opened(
    opened: Opened,
    name: str,
    table: Table,
    *,
    file: str,
    source: str,
    units: Mapping[str, str] | None = None,
) -> Read:
    """Read an open file as a declared table; see :func:`read_table`.

    ``file`` is what to call it in messages, ``source`` what to remember it by.
    """
    page, header, matches = choose(opened.pages, name, table)
    several = page.sheet is not None and len(opened.pages) > 1
    task = _Task(name, table, f"{file}[{page.sheet}]" if several else file, units or {})
    frame, findings = task.read(page, header, matches)
    told = tuple(replace(finding, table=name) for finding in opened.findings)
    return Read(
        frame,
        (*told, *findings),
        Source(source, opened.sha256, opened.encoding, page.sheet),
    )


def read_page(
    page: Page, name: str, table: Table, *, file: str, units: Mapping[str, str] | None = None
) -> Read:
    """Read one page as a declared table; see :func:`read_table`."""
    header, matches = find_header(page, table)
    frame, findings = _Task(name, table, file, units or {}).read(page, header, matches)
    return Read(frame, findings)


def choose(pages: Sequence[Page], name: str, table: Table) -> tuple[Page, int, Matches]:
    """Return the sheet called like the table, else the first page with all required columns.

    If none has all of them, it is the one with the most.
    """
    known = called({name: table})
    own = next((page for page in pages if page.sheet and is_called(page.sheet, known)), None)
    if own is not None:
        return own, *find_header(own, table)
    required = {name for name, column in table.columns.items() if column.required}
    tried: list[tuple[Page, int, Matches]] = []
    for page in pages:
        header, matches = find_header(page, table)
        tried.append((page, header, matches))
        if required and required <= matches.keys():
            return tried[-1]
    return max(tried, key=lambda choice: len(choice[2]))


@dataclass(frozen=True)
class _Task:
    """What a page is read as, and what to call it in messages."""

    name: str
    table: Table
    file: str
    units: Mapping[str, str]

    def read(
        self, page: Page, header: int, matches: Matches
    ) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
        headers = page.head[header] if page.head else ()
        found = self._found(matches, headers, header + 1)
        factors = {name: self._factor(name, match, header + 1) for name, match in found.items()}
        body = page.body(header, tuple(sorted({match.at for match in found.values()})))
        rows, skipped = without_blank_rows(body)
        printed = {
            name: Printed(self._flat(rows.cells[str(match.at)], name), self._unit(name, match), by)
            for (name, match), by in zip(found.items(), factors.values(), strict=True)
        }
        columns = self.table.columns
        readings = read_columns(
            printed, columns, decimal_comma=page.decimal_comma, typed=page.typed
        )
        self._refuse_faults(readings, found, rows.rows)
        values = [
            (readings[name].values if name in readings else blank(column, len(rows.rows))).rename(
                name
            )
            for name, column in columns.items()
        ]
        delivery = [] if rows.delivery is None else [rows.delivery.rename(DELIVERY)]
        frame = pl.DataFrame([*values, rows.rows.cast(pl.Int64).rename(ROW), *delivery])
        check_keys(frame, self.table.key, self.file)
        layout = about_layout(self.table, header, headers, found, skipped)
        told = [replace(finding, table=self.name) for finding in layout]
        return frame, (*told, *self._about_columns(readings))

    def _found(self, matches: Matches, headers: Sequence[str], row: int) -> dict[str, Match]:
        """Return the one column of the file that each declared column is."""
        for column in self.units:
            if column not in self.table.columns:
                said = message(
                    "A unit is given for “{column}”, which is no column of the table “{table}”.",
                    column=column,
                    table=self.name,
                )
                raise UsageError(Problem(said, nearest=nearest(column, tuple(self.table.columns))))
        problems = missing_columns(matches, self.table, headers, self.file)
        problems += doubled_columns(matches, self.file, row)
        if problems:
            raise DataError(problems)
        return {name: matches[name][0] for name in self.table.columns if name in matches}

    def _unit(self, name: str, match: Match) -> str | None:
        return self.units.get(name, match.unit)

    def _factor(self, name: str, match: Match, row: int) -> Fraction:
        unit, declared = self._unit(name, match), self.table.columns[name].unit
        if unit is None or declared is None:
            return Fraction(1)
        try:
            return measures.ratio(unit, declared)
        except DataError as error:
            raise DataError(
                replace(
                    problem,
                    file=self.file,
                    line=row,
                    column=match.at + 1,
                    field=_field(name, match),
                )
                for problem in error.problems
            ) from None

    def _flat(self, cells: pl.Series, name: str) -> pl.Series:
        if cells.dtype.is_nested() or cells.dtype in (pl.Binary, pl.Object):
            said = message("The column holds lists or bytes; a cell of a table holds one value.")
            raise DataError(Problem(said, self.file, field=name))
        return cells

    def _refuse_faults(
        self, readings: Mapping[str, Reading], found: Mapping[str, Match], rows: pl.Series
    ) -> None:
        faults = [
            (fault.at, found[name].at, name, fault)
            for name, reading in readings.items()
            for fault in reading.faults.first
        ]
        problems = [
            Problem(
                fault.message,
                self.file,
                int(rows[at]),
                column + 1,
                _field(name, found[name]),
                fault.nearest,
            )
            for at, column, name, fault in sorted(faults, key=lambda fault: fault[:3])
        ]
        if problems:
            count = sum(reading.faults.count for reading in readings.values())
            raise DataError(listed(problems, count, self.file))

    def _about_columns(self, readings: Mapping[str, Reading]) -> list[Finding]:
        return [
            replace(finding, table=self.name, column=name)
            for name, reading in readings.items()
            for finding in reading.findings
        ]


def _field(name: str, match: Match) -> str:
    """Return a column's name, with the header under which the file prints it."""
    printed = " ".join(match.header.split())
    return name if printed == name else f"{name} ({printed})"
