"""Derived figures computed: layer by layer, in a locked database, joined by key.

What the figures mean is in ``rows`` and ``related``, their order in ``graph``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from steelyard.data.sql import Database
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import ColumnType
from steelyard.steps.derive.exchanged import exchanged
from steelyard.steps.derive.graph import Plan, plan
from steelyard.steps.derive.notes import Noter
from steelyard.steps.derive.query import ROW, check_column, compile_figures, numbered
from steelyard.steps.derive.rows import PERIOD
from steelyard.steps.derive.select import values_by_key
from steelyard.steps.derive.structure import Structure
from steelyard.steps.derive.valuation_notes import valuation_findings

__all__ = ["derive"]

_DTYPES: Mapping[ColumnType, pl.DataType] = {
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "text": pl.String(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
_Result = tuple[list[pl.Series], list[Finding]]


def derive(
    tables: Mapping[str, pl.DataFrame],
    figures: Mapping[str, Figure],
    structure: Structure,
    only: Collection[str] | None = None,
    *,
    quiet: bool = False,
    made: Plan | None = None,
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Add derived figures to tables.

    Parameters
    ----------
    tables
        The frames by name. A table or column that is declared and not there is unknown. A
        figure that is there already is taken as it stands.
    figures
        The derived figures by name.
    structure
        How the tables hang together.
    only
        The figures to compute, even if they are there, with those that they need; all that are
        not there if absent.
    quiet
        Whether nobody reads the findings, so that those that take long are not looked for.
    made
        The plan of the figures, for who has it already.

    Returns
    -------
    tables
        New frames; figures follow the columns in the order of their declaration.
    findings
        What is unknown, infinite, or does not match.

    Raises
    ------
    SchemeError
        If the figures do not fit the tables or need each other in a circle.
    QueryError
        If SQL is refused or fails.
    DataError
        If a lookup finds several rows.
    """
    there = [name for name, table in _places(figures, structure) if _has(tables, table, name)]
    wanted = [name for name in figures if name not in there] if only is None else only
    if not wanted:
        return dict(tables), []
    made = made or plan(figures, structure)
    frames, findings = dict(tables), list[Finding]()
    with Database({}) as database:
        calculator = _Calculator(made, database, quiet)
        for layer in made.layers(made.closure(wanted, there)):
            for table, names in _by_table(made, layer, frames).items():
                columns, found = calculator.compute(table, names, frames)
                frames[table] = frames[table].with_columns(columns)
                calculator.learn(table, columns)
                findings += found
    order = list(figures)
    findings.sort(key=lambda finding: order.index(finding.column or ""))
    return _in_order(tables, frames, order), findings


def _places(figures: Mapping[str, Figure], structure: Structure) -> Iterator[tuple[str, str]]:
    return ((name, figure.on or structure.units) for name, figure in figures.items())


def _has(tables: Mapping[str, pl.DataFrame], table: str, column: str) -> bool:
    return table in tables and column in tables[table].columns


def _by_table(
    made: Plan, names: Sequence[str], frames: Mapping[str, pl.DataFrame]
) -> dict[str, list[str]]:
    """Return figures by their table, without those of tables that are not there."""
    found: dict[str, list[str]] = {}
    for name in names:
        if made.table_of(name) in frames:
            found.setdefault(made.table_of(name), []).append(name)
    return found


def _in_order(
    before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], order: Sequence[str]
) -> dict[str, pl.DataFrame]:
    """Return the frames with their new columns in the order of the declaration."""
    return {
        table: frame.select(
            *before[table].columns,
            *(name for name in order if name in set(frame.columns) - set(before[table].columns)),
        )
        for table, frame in after.items()
    }


class _Calculator:
    """Computes the figures of one layer and table after the other in a database."""

    def __init__(self, made: Plan, database: Database, quiet: bool) -> None:
        self._plan = made
        self._quiet = quiet
        self._database = database
        self._registered: set[str] = set()

    def compute(
        self, table: str, names: Sequence[str], frames: Mapping[str, pl.DataFrame]
    ) -> _Result:
        """Return figures of a table that do not need each other, and their findings."""
        noters = [
            Noter(name, self._plan.figures[name], table, frames[table], self._plan.structure)
            for name in names
        ]
        ready = [noter for noter in noters if self._plan.tables[noter.name] <= frames.keys()]
        self._register(ready, frames)
        by_day = [noter for noter in ready if noter.figure.kind == "exchange"]
        others = [noter for noter in ready if noter.name not in self._plan.forms]
        declared = [noter for noter in others if noter not in by_day]
        results = [self._declared(table, declared)] if declared else []
        results += [exchanged(noter) for noter in by_day]
        results += [self._in_sql(noter) for noter in ready if noter.name in self._plan.forms]
        results += [self._absent(noter, frames) for noter in noters if noter not in ready]
        return (
            [column for columns, _ in results for column in columns],
            [finding for _, findings in results for finding in findings],
        )

    def learn(self, table: str, columns: Sequence[pl.Series]) -> None:
        """Hand new figures to the database, where it has their table already."""
        if table in self._registered:
            frame = pl.DataFrame(columns)
            self._database.extend(table, frame)
            self._database.extend(numbered(table), frame)

    def _register(self, noters: Sequence[Noter], frames: Mapping[str, pl.DataFrame]) -> None:
        """Hand the tables that figures read to the database, the first time that one does."""
        structure = self._plan.structure
        for table in sorted({each for noter in noters for each in self._plan.tables[noter.name]}):
            if table not in self._registered:
                self._registered.add(table)
                complete = _complete(frames[table], structure, table)
                self._database.register(table, complete)
                self._database.register(numbered(table), _numbered(complete, structure, table))

    def _declared(self, table: str, noters: Sequence[Noter]) -> _Result:
        """Compute declared figures in one query."""
        figures = {noter.name: noter.figure for noter in noters}
        sql = compile_figures(table, figures, self._plan.structure, quiet=self._quiet)
        field = ", ".join(f"derived.{name}" for name in figures)
        found = _by_row(self._database.query(sql, field=field))
        results = [_finite(found[noter.name], noter) for noter in noters]
        checked = [finding for noter in noters for finding in _checked(found, noter)]
        return [column for column, _ in results], [
            *checked,
            *(finding for _, findings in results for finding in findings),
        ]

    def _in_sql(self, noter: Noter) -> _Result:
        """Compute a figure whose SQL the scheme gives."""
        field, findings = f"derived.{noter.name}.sql", list[Finding]()
        if self._plan.forms[noter.name] == "expression":
            sql = compile_figures(noter.table, {noter.name: noter.figure}, noter.structure)
            column = _by_row(self._database.query(sql, field=field))[noter.name]
        else:
            result = self._database.query(noter.figure.declaration, field=field)
            column, findings = values_by_key(result, noter, _DTYPES[noter.figure.type])
        column, infinite = _finite(column, noter)
        return [column], [*findings, *infinite]

    def _absent(self, noter: Noter, frames: Mapping[str, pl.DataFrame]) -> _Result:
        """Return an unknown figure, because a table that it reads was not given."""
        dtype = _DTYPES[noter.figure.type]
        column = pl.Series(noter.name, [None], dtype).new_from_index(0, noter.frame.height)
        return [column], [noter.absent(sorted(self._plan.tables[noter.name] - frames.keys()))]


def _checked(found: pl.DataFrame, noter: Noter) -> Iterator[Finding]:
    """Yield the findings of the checks that stand beside a figure."""
    notes = {
        "gaps": noter.gaps,
        "undecided": noter.undecided,
        "matches": noter.matches,
        "unversioned": noter.unversioned,
    }
    for check, findings in notes.items():
        if check_column(noter.name, check) in found.columns:
            yield from findings(found[check_column(noter.name, check)])
    if noter.figure.kind == "previous":
        yield from noter.uneven_periods()
    if noter.figure.kind == "present_value":
        yield from valuation_findings(found, noter)


def _complete(frame: pl.DataFrame, structure: Structure, table: str) -> pl.DataFrame:
    """Return a table with every declared column; those that are not there are missing."""
    declared = structure.tables[table].columns
    typed = [
        pl.col(name).cast(_DTYPES[column.type])
        for name, column in declared.items()
        if name in frame.columns and frame.schema[name] == pl.Null
    ]
    absent = [
        pl.lit(None, _DTYPES[column.type]).alias(name)
        for name, column in declared.items()
        if name not in frame.columns
    ]
    return frame.with_columns(*typed, *absent)


def _numbered(frame: pl.DataFrame, structure: Structure, table: str) -> pl.DataFrame:
    period = structure.period_of(table)
    ranks = [] if period is None else [pl.col(period).rank("dense").cast(pl.Int64).alias(PERIOD)]
    return frame.with_columns(ranks).with_row_index(ROW)


def _by_row(found: pl.DataFrame) -> pl.DataFrame:
    """Return results in the order of the rows that they belong to; each row has one."""
    return found if found[ROW].is_sorted() else found.sort(ROW)


def _finite(column: pl.Series, noter: Noter) -> tuple[pl.Series, list[Finding]]:
    """Return a column without infinite figures, and findings for them."""
    if column.dtype != pl.Float64:
        return column, []
    infinite = (~column.is_finite()).fill_null(value=False)
    if not infinite.any():
        return column, []
    return column.set(infinite, None), list(noter.infinite(infinite))
