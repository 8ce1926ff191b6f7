"""The two sheets of a COIN Tool workbook that hold an index, cell by cell.

Cells are found by where they stand from the first indicator's code and from the codes of the
aggregates; no label is read but for the headers of the units, so texts and language may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from steelyard.data.page import Page
from steelyard.drafts.index import Aggregate, Indicator, UnitColumn
from steelyard.drafts.raw import RawTable
from steelyard.drafts.units import guess_unit, without_unit
from steelyard.errors import DataError, Problem
from steelyard.i18n import Message, message

__all__ = ["DATABASE", "FRAMEWORK", "INDICATOR", "Database", "Framework", "Grid"]

DATABASE, FRAMEWORK = "Database", "Framework"
INDICATOR = re.compile(r"Ind\.\d+", re.IGNORECASE)
"""The code of an indicator."""

_NONE = ("", "n/a", "NA", "--")

# Rows of the sheet Database, counted from the row of the indicators' codes, which is the header.
_NAME_ROW = -1
_LEVELS = (-2, -3, -4, -5)
_UPPER, _LOWER, _DIRECTION, _WEIGHT = -6, -7, -8, -9
# Columns: code and name of the units from the first indicator's; in Framework from the codes'.
_UNIT = (-2, -3)
_WEIGHT_AFTER, _NAME_AFTER = 2, 5


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet as text."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]

    def cell(self, row: int, column: int) -> str:
        """Return a cell without surrounding spaces; empty outside the sheet."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return ""
        return self.rows[row][column].strip()


@dataclass(frozen=True)
class Database:
    """The sheet Database.

    Parameters
    ----------
    grid, file
        Its cells, and what to call it in messages.
    header, first
        Row and column of the first indicator's code.
    """

    grid: Grid
    file: str
    header: int
    first: int

    @property
    def codes(self) -> dict[int, str]:
        """The column of each indicator, and its code."""
        row = self.grid.rows[self.header]
        cells = {at: self.grid.cell(self.header, at) for at in range(self.first, len(row))}
        return {at: cell for at, cell in cells.items() if INDICATOR.fullmatch(cell)}

    def above(self, offset: int, column: int) -> str:
        """Return what stands above an indicator's code, ``offset`` rows from it."""
        return self.grid.cell(self.header + offset, column)

    def refuse_gaps(self) -> None:
        """Refuse a sheet in which a whole row above the codes is missing, or a cell is wrong."""
        if self.header + _WEIGHT < 0:
            said = message(
                "Rows are missing above the indicator codes of row {row}: weights, directions, "
                "goalposts, the four levels and the names take nine.",
                row=self.header + 1,
            )
            raise DataError(Problem(said, file=self.file))
        problems = list(self._wrong())
        if problems:
            raise DataError(problems)

    def _wrong(self) -> Iterator[Problem]:
        for offset, check, said in (
            (_WEIGHT, _is_weight, message("Expected weights here, a number from 0 upwards.")),
            (_DIRECTION, _is_direction, message("Expected directions here, 1 or -1.")),
            (_LEVELS[-1], bool, message("Expected the code of the index here.")),
            (_NAME_ROW, bool, message("Expected the names of the indicators here.")),
        ):
            wrong = [code for at, code in self.codes.items() if not check(self.above(offset, at))]
            if wrong:
                yield Problem(said, self.file, self.header + offset + 1, field=", ".join(wrong))

    def used_levels(self) -> list[int]:
        """Return the rows of levels that divide the indicators, from the indicators up.

        A level with one code for all is not used, except the index.
        """
        return [
            offset
            for offset in _LEVELS
            if offset == _LEVELS[-1] or len({self.above(offset, at) for at in self.codes}) > 1
        ]

    def chain(self, column: int) -> list[str]:
        """Return the codes of the aggregates above an indicator, the nearest first."""
        return [code for offset in self.used_levels() if (code := self.above(offset, column))]

    def parents(self) -> dict[str, set[str | None]]:
        """Return what each aggregate is part of; more than one would be a contradiction."""
        found: dict[str, set[str | None]] = {}
        for at in self.codes:
            chain = self.chain(at)
            for code, parent in zip(chain, [*chain[1:], None], strict=True):
                found.setdefault(code, set()).add(parent)
        return found

    def lone(self) -> list[str]:
        """Return the codes of aggregates that all indicators are under, but for the index."""
        unused = [offset for offset in _LEVELS if offset not in self.used_levels()]
        codes = {self.above(offset, at): None for offset in unused for at in self.codes}
        return [code for code in codes if code]

    def indicators(self) -> Iterator[Indicator]:
        """Yield the indicators, once :meth:`refuse_gaps` has let the sheet pass."""
        for at, code in self.codes.items():
            yield Indicator(
                code=code,
                title=without_unit(name := self.above(_NAME_ROW, at)),
                weight=float(self.above(_WEIGHT, at)),
                parent=next(iter(self.chain(at)), None),
                direction=1 if float(self.above(_DIRECTION, at)) == 1 else -1,
                unit=unit.unit if (unit := guess_unit(name)) else None,
                goalposts=(_figure(self.above(_LOWER, at)), _figure(self.above(_UPPER, at))),
            )

    def unit_columns(self) -> Iterator[UnitColumn]:
        """Yield code and name of the units, under a header to be written where there is none."""
        code, name = (self.grid.cell(self.header, self.first + at) for at in _UNIT)
        yield UnitColumn("key", code or "code", code or "code")
        yield UnitColumn("title", name or "name", name or "name")

    def remarks(self) -> list[Message]:
        """Return what to do where the units' columns have no header to read them by."""
        columns = zip(_UNIT, ("C", "B"), self.unit_columns(), strict=True)
        return [
            message(
                "The cell {cell} is empty: write “{header}” into it, so that the column can be "
                "read.",
                cell=f"{letter}{self.header + 1}",
                header=column.code,
            )
            for at, letter, column in columns
            if not self.grid.cell(self.header, self.first + at)
        ]

    def table(self, page: Page, path: Path) -> RawTable:
        """Return the indicators' columns."""
        at = tuple(self.codes)
        body = page.body(self.header, at)
        filled = [row for row in range(len(body.rows)) if self._is_unit(row)]
        return RawTable(
            file=str(path),
            stem=path.stem,
            sheet=DATABASE,
            others=(),
            headers=tuple(self.codes.values()),
            doubled=(),
            cells=tuple(column.gather(filled) for column in body.cells),
            rows=tuple(body.rows.gather(filled).to_list()),
        )

    def _is_unit(self, row: int) -> bool:
        return bool(self.grid.cell(self.header + 1 + row, self.first + _UNIT[0]))


@dataclass(frozen=True)
class Framework:
    """The sheet Framework.

    Parameters
    ----------
    grid, file
        Its cells, and what to call it in messages.
    database
        The sheet that says which aggregates there are and how they hang together.
    """

    grid: Grid
    file: str
    database: Database

    def aggregates(self) -> tuple[Aggregate, ...]:
        """Return the aggregates in the order of the sheet.

        Raises
        ------
        DataError
            The sheet does not have one of them or no weight for it, or one hangs on two others.
        """
        column, parents = self._code_column(), self.database.parents()
        rows = self._rows(column)
        problems = [*self._contradictions(parents), *self._gaps(column, rows, parents)]
        if problems:
            raise DataError(problems)
        return tuple(
            Aggregate(
                code,
                self._name(rows[code], column) or code,
                _figure(self.grid.cell(rows[code], column + _WEIGHT_AFTER)) or 0.0,
                next(iter(parents[code])),
            )
            for code in sorted(parents, key=rows.__getitem__)
        )

    def remarks(self) -> list[Message]:
        """Tell of levels that were left out though their aggregate has a name."""
        column = self._code_column()
        rows = self._rows(column)
        lone = [code for code in self.database.lone() if self._name(rows.get(code, -1), column)]
        if not lone:
            return []
        said = message(
            "All indicators are under {codes}, so these levels were left out; are they needed?",
            codes=", ".join(lone),
        )
        return [said]

    def _rows(self, column: int) -> dict[str, int]:
        return {self.grid.cell(row, column): row for row in range(len(self.grid.rows))}

    def _name(self, row: int, column: int) -> str | None:
        name = self.grid.cell(row, column + _NAME_AFTER)
        return None if name in _NONE else name

    def _code_column(self) -> int:
        """Return the column with the most of the aggregates' codes, the first of equals."""
        wanted = self.database.parents().keys()
        width = max((len(row) for row in self.grid.rows), default=0)
        found = [len(wanted & self._rows(column).keys()) for column in range(width)]
        return found.index(max(found)) if found else 0

    def _contradictions(self, parents: Mapping[str, set[str | None]]) -> Iterator[Problem]:
        for code, above in parents.items():
            if len(above) > 1:
                said = message(
                    "“{code}” is part of several aggregates: {parents}.",
                    code=code,
                    parents=", ".join(sorted(parent or "–" for parent in above)),
                )
                yield Problem(said, self.database.file)

    def _gaps(
        self, column: int, rows: Mapping[str, int], parents: Mapping[str, set[str | None]]
    ) -> Iterator[Problem]:
        for code, above in parents.items():
            if code not in rows:
                said = message(
                    "The aggregate “{code}” of the sheet {sheet} is not here.",
                    code=code,
                    sheet=DATABASE,
                )
                yield Problem(said, self.file)
            elif None not in above and not _is_weight(
                self.grid.cell(rows[code], column + _WEIGHT_AFTER)
            ):
                said = message("Expected a weight here, a number from 0 upwards.")
                yield Problem(said, self.file, rows[code] + 1, field=code)


def _is_weight(text: str) -> bool:
    weight = _figure(text)
    return weight is not None and weight >= 0


def _is_direction(text: str) -> bool:
    return _figure(text) in (1, -1)


def _figure(text: str) -> float | None:
    """Return the finite number that a cell says, None if it says none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
