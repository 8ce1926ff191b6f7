"""The tables that a scheme is evaluated on, read and checked.

A dataset knows what was done to its figures on the way in and from which
files, to the byte, they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from steelyard.data.checks import ROW, check_references
from steelyard.data.page import FramePage, Limits
from steelyard.data.records import numbered
from steelyard.data.table import Read, Source, read_file, read_page
from steelyard.errors import Problem, UsageError, nearest
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Table

__all__ = ["Dataset", "Source"]


@dataclass(frozen=True)
class Dataset:
    """Typed tables by name.

    Parameters
    ----------
    tables
        The declared columns of each, null for missing, and ``_row``, the row in the file.
    findings
        What a reader of the data should know.
    sources
        The file of each table; none for tables given as frames.
    """

    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        tables: Mapping[str, Table],
        files: Mapping[str, Path],
        *,
        encodings: Mapping[str, str] | None = None,
        units: Mapping[str, Mapping[str, str]] | None = None,
        limits: Limits | None = None,
    ) -> Dataset:
        """Read each table from its file.

        Parameters
        ----------
        tables
            The declared tables by name.
        files
            A file for each of them; those that are not required may lack one.
        encodings
            Of text files, by table; recognised where absent.
        units
            Of figures, by table and column, where neither file nor scheme tells.
        limits
            How large a file may be.

        Raises
        ------
        UsageError
            A required table has no file, or a name is not that of a table.
        DataError
            A file cannot be read or holds what cannot be right.
        """
        _check_names(tables, files)
        for given in (encodings or {}, units or {}):
            _check_known(tables, given)
        read = {
            name: read_file(
                Path(files[name]),
                name,
                table,
                encoding=(encodings or {}).get(name),
                units=(units or {}).get(name),
                limits=limits,
            )
            for name, table in tables.items()
            if name in files
        }
        return cls._checked(tables, read, {name: str(file) for name, file in files.items()})

    @classmethod
    def from_frames(
        cls, tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame]
    ) -> Dataset:
        """Take frames as tables, checked like files.

        Rows are counted from 1, or by the column ``_row`` where there is one.

        Raises
        ------
        UsageError
            A required table is not given, or a name is not that of a table.
        DataError
            A frame holds what cannot be right.
        """
        _check_names(tables, frames)
        read = {
            name: read_page(_page(frames[name]), name, table, file=name)
            for name, table in tables.items()
            if name in frames
        }
        return cls._checked(tables, read, {})

    @classmethod
    def _checked(
        cls, tables: Mapping[str, Table], read: Mapping[str, Read], files: Mapping[str, str]
    ) -> Dataset:
        frames = {name: table.frame for name, table in read.items()}
        findings = [finding for table in read.values() for finding in table.findings]
        findings += check_references(tables, frames, files)
        sources = {name: table.source for name, table in read.items() if table.source}
        return cls(frames, tuple(findings), sources)


def _page(frame: pl.DataFrame) -> FramePage:
    return FramePage(frame.drop(ROW), frame[ROW]) if ROW in frame.columns else numbered(frame)


def _check_names(tables: Mapping[str, Table], given: Mapping[str, object]) -> None:
    _check_known(tables, given)
    absent = [name for name, table in tables.items() if table.required and name not in given]
    if absent:
        said = message(
            "No file was given for {absent}. The scheme takes the tables {tables}.",
            absent=", ".join(absent),
            tables=", ".join(tables),
        )
        raise UsageError(said)


def _check_known(tables: Mapping[str, Table], given: Mapping[str, object]) -> None:
    problems = [
        Problem(
            message(
                "The scheme has no table “{name}”; its tables are {tables}.",
                name=name,
                tables=", ".join(tables),
            ),
            nearest=nearest(name, tuple(tables)),
        )
        for name in given
        if name not in tables
    ]
    if problems:
        raise UsageError(problems)
