"""The workbook of the JRC's COIN Tool, in its edition of 2019, to an index.

Layout: COIN Tool User's Guide, EUR 29899 EN, doi:10.2760/523877, as COINr's
``import_coin_tool`` reads it; where in the sheets each cell is, is left to ``coin_tool_sheets``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from steelyard.data.page import Page
from steelyard.data.values import as_text
from steelyard.drafts.coin_tool_sheets import (
    DATABASE,
    FRAMEWORK,
    INDICATOR,
    Database,
    Framework,
    Grid,
)
from steelyard.drafts.columns import profiles
from steelyard.drafts.index import IndexOf
from steelyard.drafts.names import name_of
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = ["is_coin_tool", "read_coin_tool"]


def is_coin_tool(pages: Sequence[Page]) -> bool:
    """Return whether a workbook has the sheets Database and Framework, or such a Database."""
    sheets = {page.sheet for page in pages}
    if {DATABASE, FRAMEWORK} <= sheets:
        return True
    return any(
        page.sheet == DATABASE
        and any(INDICATOR.fullmatch(cell.strip()) for row in page.head for cell in row)
        for page in pages
    )


def read_coin_tool(pages: Sequence[Page], path: Path) -> IndexOf:
    """Return the index of a COIN Tool workbook.

    Raises
    ------
    DataError
        A row or a sheet is missing, or a cell is not what belongs there.
    """
    sheets = {page.sheet: page for page in pages}
    if FRAMEWORK not in sheets:
        said = message(
            "The workbook has the COIN Tool’s sheet {database} but no sheet {framework}, which "
            "names the pillars and the index.",
            database=DATABASE,
            framework=FRAMEWORK,
        )
        raise DataError(Problem(said, file=str(path)))
    database = Database(_grid(sheets[DATABASE]), f"{path}[{DATABASE}]", *_anchor(sheets, path))
    database.refuse_gaps()
    framework = Framework(_grid(sheets[FRAMEWORK]), f"{path}[{FRAMEWORK}]", database)
    columns = profiles(database.table(sheets[DATABASE], path))
    figures = [column for column in columns if INDICATOR.fullmatch(column.header)]
    return IndexOf(
        table=name_of(path.stem, "units"),
        indicators=tuple(database.indicators()),
        aggregates=framework.aggregates(),
        columns=tuple(database.unit_columns()),
        sheet=DATABASE,
        missing={c.header: tuple(t for t, _count in c.markers) for c in figures},
        gaps=sum(column.missing for column in figures),
        remarks=(*database.remarks(), *framework.remarks()),
    )


def _grid(page: Page) -> Grid:
    first = page.head[:1]
    if not first:
        return Grid(page.sheet or "", ())
    cells = page.body(0, tuple(range(len(first[0])))).cells
    texts = [as_text(column).fill_null("").to_list() for column in cells]
    return Grid(page.sheet or "", (*first, *zip(*texts, strict=True)))


def _anchor(sheets: Mapping[str | None, Page], path: Path) -> tuple[int, int]:
    """Return row and column of the first indicator's code."""
    for row, cells in enumerate(sheets[DATABASE].head):
        for column, cell in enumerate(cells):
            if INDICATOR.fullmatch(cell.strip()):
                return row, column
    said = message(
        "The sheet {sheet} has no indicator codes such as {code}; in the COIN Tool’s layout they "
        "stand in row 16, from column E on.",
        sheet=DATABASE,
        code="Ind.01",
    )
    raise DataError(Problem(said, file=str(path)))
