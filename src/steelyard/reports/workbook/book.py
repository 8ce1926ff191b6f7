"""The workbook of an edition: which sheets it has, and the file.

The same edition in the same language gives the same bytes. Sheets are made only for
what the edition has.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from steelyard.errors import Problem, UsageError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import message
from steelyard.reports.workbook import (
    admitted,
    crowding,
    estimates,
    exchange,
    futures,
    live,
    method,
    placed,
    results,
    rows,
    statements,
    totals,
)
from steelyard.reports.workbook.cards import cards
from steelyard.reports.workbook.cover import cover, title_of_cover
from steelyard.reports.workbook.look import Look
from steelyard.reports.workbook.names import sheet_name
from steelyard.reports.workbook.sheet import Sheet
from steelyard.reports.workbook.source import Source
from steelyard.reports.workbook.writing import MOST_ROWS, write_sheet

__all__ = ["sheets_of", "write_workbook"]

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""A fixed time, so that two runs give the same bytes."""
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_MAKERS: tuple[Callable[[Source], Iterator[Sheet]], ...] = (
    results.sheets,
    live.sheets,
    rows.sheets,
    admitted.sheets,
    totals.sheets,
    crowding.sheets,
    placed.sheets,
    futures.sheets,
    estimates.sheets,
    exchange.sheets,
    statements.sheets,
    method.sheets,
    statements.findings,
)


def sheets_of(edition: Edition, units: Sequence[str] = ()) -> tuple[Sheet, ...]:
    """Return the sheets of an edition's workbook, the cover first, in the current language.

    Parameters
    ----------
    edition
        The edition.
    units
        The units that have a scorecard of their own: keys, or titles that are unambiguous.

    Raises
    ------
    UsageError
        If the edition has no such unit.
    EditionError
        If scorecards are asked for and the edition was written without its inputs.
    """
    source = Source.of(edition)
    ranking, *others = (tuple(make(source)) for make in _MAKERS)
    found = [*ranking, *cards(source, units), *(sheet for sheets in others for sheet in sheets)]
    named = _named(found)
    return (cover(source, named), *named)


def _named(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets with names that differ from each other and from that of the cover."""
    taken, named = [sheet_name(title_of_cover())], []
    for sheet in sheets:
        taken.append(sheet_name(sheet.title, taken))
        named.append(replace(sheet, name=taken[-1]))
    return named


def write_workbook(
    edition: Edition, out: Path, units: Sequence[str] = (), *, most: int = MOST_ROWS
) -> Path:
    """Write an edition as a workbook for people, in the current language.

    Parameters
    ----------
    edition
        The edition.
    out
        The file; one that stands there is replaced when the new one is complete.
    units
        The units that have a scorecard of their own: keys, or titles that are unambiguous.
    most
        How many rows of a table are written; a last line says how many more there are.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If ``out`` is a folder or does not end in ``.xlsx``, or the edition has no such unit.
    EditionError
        If scorecards are asked for and the edition was written without its inputs.
    """
    if out.suffix.lower() != ".xlsx" or out.is_dir():
        text = message("The workbook is a file that ends in .xlsx, not {out}.", out=str(out))
        raise UsageError(Problem(text, field="--out"))
    sheets = sheets_of(edition, units)
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{out.stem}-", suffix=".xlsx", dir=out.parent)
    os.close(handle)
    beside = Path(name)
    try:
        _write(sheets, beside, most)
        beside.chmod(0o644)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return out


def _write(sheets: Sequence[Sheet], path: Path, most: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, _SETTINGS) as workbook:
        workbook.set_properties({"created": _CREATED, "title": sheets[0].title})
        look = Look(workbook)
        for sheet in sheets:
            write_sheet(workbook.add_worksheet(sheet.name), sheet, look, most)
