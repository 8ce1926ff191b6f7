"""Workbooks to fill in, written: a sheet per table with notes, drop-down lists and rules.

The same scheme in the same language gives the same bytes. A workbook may be
written with rows in it, of what is known already or of a sample.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import polars as pl

from steelyard.errors import Problem, UsageError
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import book, books
from steelyard.templates.layout import Layout, lay_out
from steelyard.templates.lists import write_lists
from steelyard.templates.look import Look
from steelyard.templates.readme import write_read_me
from steelyard.templates.tables import write_table

__all__ = ["Rows", "write_templates", "write_workbook", "write_workbooks"]

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""A fixed time, so that two runs give the same bytes."""
_SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Rows = Mapping[str, pl.DataFrame]
"""What is filled in, by table."""


def write_templates(scheme: Scheme, folder: Path) -> tuple[Path, ...]:
    """Write an empty workbook for each supplier of a scheme, in the current language.

    Parameters
    ----------
    scheme
        The scheme.
    folder
        Where they are written; it is made if it does not exist.

    Returns
    -------
    tuple of Path
        The files, in the order of the suppliers.

    Raises
    ------
    UsageError
        One of the files exists already, or the folder is a file; nothing is written then.
    """
    every = books(scheme)
    files = [folder / f"{one.name}.xlsx" for one in every]
    _refuse_overwriting(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    for one, file in zip(every, files, strict=True):
        _keep(file, _workbook(lay_out(scheme, one), {}, None))
    return tuple(files)


def write_workbook(
    path: Path,
    scheme: Scheme,
    supplier: str | None,
    rows: Rows | None = None,
    *,
    notice: Message | str | None = None,
) -> None:
    """Write the workbook of one supplier, with rows in it if there are any.

    Values are written as people would: choices by their labels, in the current language.

    Parameters
    ----------
    path
        The file, which must not exist.
    scheme
        The scheme.
    supplier
        A name from the scheme's suppliers; None for the tables that nobody is named for.
    rows
        What is filled in, by table: frames with the scheme's columns, typed as
        ``steelyard.data`` reads them, finite, null for an empty cell. Other columns, and the
        tables of others, are left out.
    notice
        What is said at the top of the first sheet: that the figures are made up.

    Raises
    ------
    UsageError
        The file exists already, or the scheme has no such supplier.

    Examples
    --------
    >>> import tempfile
    >>> from steelyard.scheme.scheme import Scheme
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(Path(folder) / "hdi.xlsx", Scheme.load("hdi"), None)
    ...     [path.name for path in Path(folder).iterdir()]
    ['hdi.xlsx']
    """
    write_workbooks(scheme, supplier, {path: rows or {}}, notice=notice)


def write_workbooks(
    scheme: Scheme,
    supplier: str | None,
    rows: Mapping[Path, Rows],
    *,
    notice: Message | str | None = None,
) -> None:
    """Write the workbooks of several suppliers of a kind: the rows of each by its file.

    As :func:`write_workbook`, but what they have in common is laid out once.
    """
    layout = lay_out(scheme, book(scheme, supplier))
    said = None if notice is None else str(notice)
    for path, own in rows.items():
        _keep(path, _workbook(layout, own, said))


def _refuse_overwriting(folder: Path, files: list[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(Problem(message("This is a file, not a folder."), str(folder)))
    there = [_exists(file) for file in files if file.exists()]
    if there:
        raise UsageError(there)


def _exists(file: Path) -> Problem:
    said = message("The file exists already; it is not overwritten. Name another folder.")
    return Problem(said, str(file))


def _keep(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(_exists(path)) from None


def _workbook(layout: Layout, rows: Rows, notice: str | None) -> bytes:
    """Return the bytes of a workbook."""
    from xlsxwriter.workbook import Workbook

    content = BytesIO()
    with Workbook(content, _SETTINGS) as workbook:
        workbook.set_properties({"created": _CREATED, "title": layout.scheme.title.render()})
        look = Look.of(workbook)
        write_read_me(workbook.add_worksheet(layout.read_me), layout, look, notice)
        for name, sheet in layout.sheets.items():
            write_table(workbook.add_worksheet(sheet), layout, name, look, rows.get(name))
        if layout.lists.columns:
            write_lists(workbook.add_worksheet(layout.lists.sheet), layout.lists, look)
    return content.getvalue()
