"""A folder of files sorted: tables given once, deliveries of several suppliers, and the rest.

A file is what its name or the names of its sheets say. Hidden and temporary files are
left out; what is nothing is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from steelyard.data.given import Delivered, Given
from steelyard.data.page import Limits
from steelyard.data.sheets import called, is_called
from steelyard.data.workbook import sheet_names, sheet_pages
from steelyard.errors import DataError, UsageError
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Table

__all__ = ["ENDINGS", "WORKBOOKS", "Folders", "given_twice", "visible"]

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".json", *WORKBOOKS)
_LEFT_OUT = ("thumbs.db", "desktop.ini", "__macosx")


def visible(folder: Path) -> list[Path]:
    """Return what stands in a folder by name, but for hidden and temporary files."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~$")) and path.name.casefold() not in _LEFT_OUT
    ]


@dataclass(frozen=True)
class Folders:
    """Sorts files for the tables of a scheme.

    Parameters
    ----------
    tables
        The declared tables by name.
    delivered
        Those that each of several suppliers delivers.
    """

    tables: Mapping[str, Table]
    delivered: frozenset[str]

    @cached_property
    def _known(self) -> dict[str, str]:
        return called(self.tables)

    def sort(self, folder: Path) -> Given:
        """Return what a folder holds.

        Raises
        ------
        UsageError
            A table that is given once stands in two files.
        """
        paths = visible(folder)
        found = _Sorted({}, [], [])
        plain = all(path.is_file() and self.named(path) for path in paths)
        for path in paths:
            self._place(path, found, plain=plain or not self.delivered)
        return Given.of(found.files, found.deliveries, self.delivered, found.strays)

    def named(self, path: Path) -> str | None:
        """Return the table that a file is called after."""
        if path.suffix.lower() not in ENDINGS:
            return None
        return path.stem if path.stem in self.tables else is_called(path.stem, self._known)

    def holds(self, path: Path) -> dict[str, str] | None:
        """Return the sheet of each table in a workbook; None if it cannot be opened."""
        if path.suffix.lower() not in WORKBOOKS:
            return {}
        names = sheet_names(path)
        if names is None:
            return None
        return {
            table: name for name in names if (table := is_called(name, self._known)) is not None
        }

    def given_once(self, path: Path, files: dict[str, Path], holds: Collection[str]) -> None:
        """Put a file under the tables that it holds.

        Raises
        ------
        UsageError
            One of them is given already, and neither is empty.
        """
        for table in holds:
            if table in files and not self._is_empty(files[table], table):
                if self._is_empty(path, table):
                    continue
                raise given_twice(table, files[table], path)
            files[table] = path

    def _is_empty(self, path: Path, table: str) -> bool:
        """Return whether a workbook's sheet of a table has at most a row of headers."""
        sheet = (self.holds(path) or {}).get(table)
        if sheet is None:
            return False
        try:
            (page,) = sheet_pages(path.read_bytes(), str(path), sheet, Limits())
            return sum(any(cells) for cells in page.head) <= 1
        except DataError:
            return False

    def _place(self, path: Path, found: _Sorted, *, plain: bool) -> None:
        if path.is_dir():
            self._place_folder(path, found)
            return
        named = self.named(path)
        holds = {} if named and plain else self.holds(path)
        if named and (holds is None or len(holds) < 2):
            self.given_once(path, found.files, [named])
        elif self._is_delivery(holds):
            found.deliveries.append(Delivered(path.name, {path.name: path}))
        elif holds:
            self.given_once(path, found.files, holds)
        else:
            found.strays.append(_stray(path))

    def _is_delivery(self, holds: Mapping[str, str] | None) -> bool:
        """Return whether a workbook is a supplier's; one that cannot be opened may well be."""
        return bool(self.delivered if holds is None else self.delivered & holds.keys())

    def _place_folder(self, folder: Path, found: _Sorted) -> None:
        files = {f"{folder.name}/{path.name}": path for path in visible(folder) if path.is_file()}
        if self.delivered and any(p.suffix.lower() in ENDINGS for p in files.values()):
            found.deliveries.append(Delivered(folder.name, files))
        else:
            found.strays.append(_stray(folder))


@dataclass(frozen=True)
class _Sorted:
    """What was sorted up to now."""

    files: dict[str, Path]
    deliveries: list[Delivered]
    strays: list[Finding]


def given_twice(table: str, first: Path, second: Path) -> UsageError:
    """Return the error for a table that two files hold."""
    return UsageError(
        message(
            "The table “{table}” is given twice: {first} and {second}.",
            table=table,
            first=str(first),
            second=str(second),
        )
    )


def _stray(path: Path) -> Finding:
    said, readable = _left_out(path), path.is_dir() or path.suffix.lower() in ENDINGS
    return Finding("file-ignored", said, "warning" if readable else "note")


def _left_out(path: Path) -> Message:
    if path.is_dir():
        return message("The folder “{name}” was left out: it holds no table.", name=path.name)
    if path.suffix.lower() in WORKBOOKS:
        return message(
            "The workbook “{name}” was left out: neither it nor a sheet of it is called after a "
            "table.",
            name=path.name,
        )
    return message("The file “{name}” was left out: it is called after no table.", name=path.name)
