"""The tables that a scheme is evaluated on, read and checked.

A dataset knows what was done to its figures on the way in and from which
files, to the byte, they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from steelyard.data.checks import DELIVERY, ROW, check_references
from steelyard.data.given import Given
from steelyard.data.page import FramePage, Limits
from steelyard.data.records import numbered
from steelyard.data.table import Read, Source, read_file, read_page
from steelyard.data.versions import check_documents
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
        The declared columns of each, null for missing, and ``_row``, the row in the file; in
        tables put together from deliveries also ``_delivery``.
    findings
        What a reader of the data should know.
    sources
        The file of each table; none for tables given as frames.
    deliveries
        What came with each delivery and what became of it, where tables were put together from
        several; see :mod:`steelyard.data.deliveries`.
    """

    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    deliveries: pl.DataFrame | None = None

    @classmethod
    def read(
        cls,
        tables: Mapping[str, Table],
        files: Mapping[str, Path] | Given,
        *,
        beside: Dataset | None = None,
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
            A file for each of them; those that are not required, or come with the scheme, may
            lack one. Or all that was handed in, with deliveries of several suppliers.
        beside
            Tables to take where no file is given, before those that come with the scheme.
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
            A file cannot be read or holds what cannot be right; every delivery is refused.
        """
        given = files if isinstance(files, Given) else Given(files)
        there = {} if beside is None else _read_before(beside, given.files)
        _check_names(tables, given.files, [*there, *(given.delivered if given.deliveries else ())])
        for named in (encodings or {}, units or {}):
            _check_known(tables, named)
        read = {
            name: read_file(
                Path(given.files[name]),
                name,
                table,
                encoding=(encodings or {}).get(name),
                units=(units or {}).get(name),
                limits=limits,
            )
            for name, table in tables.items()
            if name in given.files
        }
        read = _in_order(tables, {**_bundled(tables, {*read, *there}, limits), **there, **read})
        names = {name: str(file) for name, file in given.files.items()}
        if not given.deliveries:
            return cls._checked(tables, read, names, given.findings)
        from steelyard.data.deliveries import Receiver
        from steelyard.data.reception import receive

        receiver = Receiver(
            tables,
            given.delivered,
            {name: table.frame for name, table in read.items()},
            encodings or {},
            units or {},
            limits or Limits(),
        )
        received = receive(given, receiver, read)
        data = cls._checked(tables, received.reads(read), names, given.findings)
        return replace(
            data,
            findings=(*data.findings, *received.findings),
            sources={**data.sources, **received.sources},
            deliveries=received.account,
        )

    @classmethod
    def from_frames(
        cls, tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame]
    ) -> Dataset:
        """Take frames as tables, checked like files; tables that come with the scheme are read.

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
        read = _in_order(tables, {**_bundled(tables, read, None), **read})
        return cls._checked(tables, read, {})

    @classmethod
    def _checked(
        cls,
        tables: Mapping[str, Table],
        read: Mapping[str, Read],
        files: Mapping[str, str],
        findings: Iterable[Finding] = (),
    ) -> Dataset:
        frames = {name: table.frame for name, table in read.items()}
        found = [*findings, *(finding for table in read.values() for finding in table.findings)]
        found += check_references(tables, frames, files)
        found += check_documents(tables, frames, files)
        sources = {name: table.source for name, table in read.items() if table.source}
        return cls(frames, tuple(found), sources)


def _page(frame: pl.DataFrame) -> FramePage:
    page = (
        FramePage(frame.drop(ROW, DELIVERY, strict=False), frame[ROW])
        if ROW in frame.columns
        else numbered(frame.drop(DELIVERY, strict=False))
    )
    return replace(page, delivery=frame[DELIVERY]) if DELIVERY in frame.columns else page


def _in_order(tables: Mapping[str, Table], read: Mapping[str, Read]) -> dict[str, Read]:
    return {name: read[name] for name in tables if name in read}


def _bundled(
    tables: Mapping[str, Table], given: Collection[str], limits: Limits | None
) -> dict[str, Read]:
    """Read the tables that come with the scheme, but for those that are given."""
    paths = {name: table.bundled for name, table in tables.items() if name not in given}
    found = {
        name: read_file(path, name, tables[name], limits=limits)
        for name, path in paths.items()
        if path is not None
    }
    return {
        name: replace(read, source=read.source and replace(read.source, bundled=True))
        for name, read in found.items()
    }


def _read_before(data: Dataset, given: Collection[str]) -> dict[str, Read]:
    """Return tables of a dataset as they were read, but for those that are given."""
    return {
        name: Read(
            frame,
            tuple(finding for finding in data.findings if finding.table == name),
            data.sources.get(name),
        )
        for name, frame in data.tables.items()
        if name not in given
    }


def _check_names(
    tables: Mapping[str, Table], given: Mapping[str, object], others: Collection[str] = ()
) -> None:
    _check_known(tables, given)
    absent = [
        name
        for name, table in tables.items()
        if table.required and name not in {*given, *others} and table.bundled is None
    ]
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
