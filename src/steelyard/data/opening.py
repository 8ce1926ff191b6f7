"""The files of a delivery opened, and the tables in them found by what sheets and files are called.

What is left out on the way is told: sheets called after no table, tables that are another
supplier's to give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from steelyard.data.files import Opened, open_file
from steelyard.data.folders import WORKBOOKS
from steelyard.data.given import Delivered
from steelyard.data.headers import fold
from steelyard.data.page import Limits, Page
from steelyard.data.sheets import called, is_called
from steelyard.data.table import Source
from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import LANGUAGES, _, message
from steelyard.scheme.inputs import Table

__all__ = ["Opener", "Opening", "Part", "Wrong"]

Wrong = tuple[str | None, Problem]
"""A table of a delivery, or None for the whole, and what is wrong with it."""


@dataclass(frozen=True)
class Part:
    """A table in a file of a delivery.

    Parameters
    ----------
    table
        Its name.
    opened
        The file, with no other sheet than the table's.
    file
        What to call it in messages.
    source
        What to remember it by.
    """

    table: str
    opened: Opened
    file: str
    source: str


@dataclass(frozen=True)
class Opening:
    """What is found in the files of a delivery.

    Parameters
    ----------
    parts
        The tables in them.
    problems
        What is wrong.
    findings
        What was left out.
    sources
        The files that can be read.
    """

    parts: tuple[Part, ...] = ()
    problems: tuple[Wrong, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()

    def __add__(self, other: Opening) -> Opening:
        return Opening(
            self.parts + other.parts,
            self.problems + other.problems,
            self.findings + other.findings,
            self.sources + other.sources,
        )


@dataclass(frozen=True)
class Opener:
    """Opens deliveries; see :class:`steelyard.data.deliveries.Receiver` for the fields."""

    tables: Mapping[str, Table]
    delivered: frozenset[str]
    encodings: Mapping[str, str]
    limits: Limits

    @cached_property
    def _known(self) -> dict[str, str]:
        return called(self.tables)

    @cached_property
    def _of_templates(self) -> frozenset[str]:
        """The sheets of templates that hold no table."""
        return frozenset(
            fold(text) for tag in LANGUAGES for text in (_("Read me", tag), _("Lists", tag))
        )

    def open(self, delivered: Delivered) -> Opening:
        """Open the files of a delivery and find the tables in them."""
        found = Opening()
        for name, path in delivered.files.items():
            found += self._open(name, path)
        if found.parts or found.problems:
            return found
        said = message("There is no table in it: no file or sheet is called after one.")
        return found + Opening(problems=((None, Problem(said, file=delivered.name)),))

    def _open(self, name: str, path: Path) -> Opening:
        table = path.stem if path.stem in self.tables else is_called(path.stem, self._known)
        is_workbook = path.suffix.lower() in WORKBOOKS
        if table is None and not is_workbook:
            return _left_out(name)
        encoding = self.encodings.get(table or "")
        try:
            opened = open_file(path, table or "", encoding=encoding, limits=self.limits)
        except DataError as error:
            return Opening(problems=tuple((table, replace(p, file=name)) for p in error.problems))
        source = Source(name, opened.sha256, opened.encoding)
        found = self._sheets(name, opened) if is_workbook else Opening()
        if not found.parts and table is not None:
            found += self._theirs(Part(table, opened, name, name), opened.pages[0])
        elif not found.parts and not found.findings:
            found += _left_out(name)
        return found + Opening(sources=(source,))

    def _sheets(self, name: str, opened: Opened) -> Opening:
        """Find the tables among the sheets of a workbook."""
        found = Opening()
        for page in opened.pages:
            file, table = f"{name}[{page.sheet}]", is_called(page.sheet or "", self._known)
            if table is not None:
                part = Part(table, replace(opened, pages=(page,)), file, name)
                found += self._theirs(part, page)
            elif fold(page.sheet or "") not in self._of_templates and _rows(page):
                said = message(
                    "The sheet {file} was left out: it is called after no table.", file=file
                )
                found += Opening(findings=(Finding("sheet-ignored", said, "warning"),))
        return found

    def _theirs(self, part: Part, page: Page) -> Opening:
        """Return a table that is the supplier's to give; tell of rows in another."""
        if part.table in self.delivered:
            return Opening(parts=(part,))
        if _rows(page) < 2:
            return Opening()
        said = message(
            "The table “{table}” in {file} was left out: it is not this supplier's to give.",
            table=part.table,
            file=part.file,
        )
        return Opening(findings=(Finding("not-theirs", said, "warning", table=part.table),))


def _rows(page: Page) -> int:
    """Return how many of the first rows of a page have something."""
    return sum(any(cells) for cells in page.head)


def _left_out(name: str) -> Opening:
    said = message("The file “{name}” was left out: it is called after no table.", name=name)
    return Opening(findings=(Finding("file-ignored", said, "warning"),))
