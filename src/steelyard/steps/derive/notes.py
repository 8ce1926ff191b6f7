"""What a reader should know about derived figures: the findings of ``run``.

In the units' table each unit has its own finding; in other tables, which may have millions of
rows, a figure has one with the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from steelyard.errors import DataError, Problem
from steelyard.findings import Finding, Severity
from steelyard.i18n import Message, message
from steelyard.scheme.derived import Figure, Lookup, Mean
from steelyard.steps.derive.listed import asked_day
from steelyard.steps.derive.query import links_of, other_table
from steelyard.steps.derive.related import place
from steelyard.steps.derive.structure import Structure

__all__ = ["Noter"]


@dataclass(frozen=True)
class Noter:
    """Makes the findings of one figure.

    Parameters
    ----------
    name, figure
        The figure.
    table, frame
        The table that gets it.
    structure
        How the tables hang together.
    """

    name: str
    figure: Figure
    table: str
    frame: pl.DataFrame = field(repr=False, compare=False)
    structure: Structure = field(repr=False, compare=False)

    def gaps(self, counts: pl.Series) -> Iterator[Finding]:
        """Yield findings for amounts that the other table's rows lack."""
        declared = self.figure.declaration
        columns = [place(declared.of)[1]]
        if isinstance(declared, Mean) and declared.weighted_by is not None:
            columns.append(declared.weighted_by)
        gaps = {"other": other_table(self.figure), "columns": ", ".join(columns)}
        if self.figure.kind in ("sum", "share"):
            text = message(
                "“{figure}” is missing: among the rows of “{other}” that count, {count} lack "
                "{columns}."
            )
            yield from self.of_rows("incomplete-sum", "warning", text, counts, gaps)
        else:
            text = message("“{figure}” leaves out {count} rows of “{other}” that lack {columns}.")
            yield from self.of_rows("incomplete", "note", text, counts, gaps)

    def undecided(self, counts: pl.Series) -> Iterator[Finding]:
        """Yield findings for rows of which the conditions cannot be told."""
        text = message(
            "“{figure}” does not count {count} rows of “{other}”: a cell that its conditions need "
            "is missing."
        )
        gaps = {"other": other_table(self.figure)}
        yield from self.of_rows("undecided", "warning", text, counts, gaps)

    def matches(self, counts: pl.Series) -> Iterator[Finding]:
        """Yield a finding for rows without a match; refuse rows with several.

        Raises
        ------
        DataError
            If more than one row of the other table matches.
        """
        lookup, other = self.figure.declaration, other_table(self.figure)
        assert isinstance(lookup, Lookup)
        several = (counts > 1).arg_true()
        if len(several):
            here = [link.here for link in links_of(self.table, self.figure, self.structure)]
            asked = dict.fromkeys([*here, *([lookup.day] if lookup.day else [])])
            values = ", ".join(map(str, self.frame.select(list(asked)).row(several[0])))
            text = message(
                "{values} stands in {count} rows of “{other}”; “{figure}” needs one.",
                values=values,
                count=counts[several[0]],
                other=other,
                figure=self.name,
            )
            raise DataError(Problem(text, field=f"derived.{self.name}"))
        none = int((counts == 0).sum())
        if none:
            text = message(
                "“{figure}” is missing in {count} rows of “{table}” that match none of “{other}”."
            )
            if lookup.day is not None:
                text = message(
                    "“{figure}” is missing in {count} rows of “{table}” that match none of "
                    "“{other}” in force on the day in “{day}”."
                )
            gaps = {"figure": self.name, "count": none, "table": self.table, "other": other}
            filled = Message(text.template, {**gaps, "day": lookup.day})
            yield Finding("no-match", filled, "warning", self.table, column=self.name)

    def unversioned(self, counts: pl.Series) -> Iterator[Finding]:
        """Yield a finding for rows on whose day no version of a list was in force."""
        none = int(counts.sum())
        if none:
            text = message(
                "“{figure}” is missing in {count} rows of “{table}”: no version of “{other}” was "
                "in force on the day in “{day}”.",
                figure=self.name,
                count=none,
                table=self.table,
                other=other_table(self.figure),
                day=asked_day(self.figure),
            )
            yield Finding("no-version", text, "warning", self.table, column=self.name)

    def infinite(self, infinite: pl.Series) -> Iterator[Finding]:
        """Yield findings for results that are no finite number."""
        text = message("“{figure}” is not finite in {count} rows of “{table}”: taken as missing.")
        gaps = {"table": self.table}
        yield from self.of_rows("infinite", "warning", text, infinite.cast(pl.Int64), gaps)

    def absent(self, tables: list[str]) -> Finding:
        """Return the finding that tables which the figure needs are not there."""
        text = message(
            "“{figure}” is missing: {tables} was not given.",
            figure=self.name,
            tables=", ".join(tables),
        )
        return Finding("absent-table", text, "warning", self.table, column=self.name)

    def unmatched(self, count: int) -> Finding:
        """Return the finding that a SELECT returned rows for no row of the table."""
        text = message(
            "The SELECT of “{figure}” returned {count} rows that belong to none of “{table}”.",
            figure=self.name,
            count=count,
            table=self.table,
        )
        return Finding("unmatched-rows", text, "warning", self.table, column=self.name)

    def uneven_periods(self) -> Iterator[Finding]:
        """Yield a finding if periods that are numbers are not evenly spaced."""
        periods = self.frame[self.structure.period or ""].drop_nulls().unique().sort()
        if periods.dtype.is_numeric() and periods.diff().drop_nulls().n_unique() > 1:
            text = message(
                "“{figure}” goes back over periods that are not evenly spaced: {periods}.",
                figure=self.name,
                periods=", ".join(f"{period:g}" for period in periods),
            )
            yield Finding("uneven-periods", text, "warning", self.table, column=self.name)

    def of_rows(
        self,
        code: str,
        severity: Severity,
        text: Message,
        counts: pl.Series,
        gaps: Mapping[str, object],
    ) -> Iterator[Finding]:
        """Yield a finding per row with a count, or one for all of a table without units.

        Parameters
        ----------
        code, severity
            Of the finding.
        text
            Its sentence; ``figure`` and ``count`` are filled in here.
        counts
            (rows,) how many times it is so, 0 where it is not.
        gaps
            What else fills the sentence.
        """
        gaps = {**gaps, "figure": self.name}
        if self.table != self.structure.units:
            total = int(counts.sum())
            if total:
                filled = Message(text.template, {**gaps, "count": total})
                yield Finding(code, filled, severity, self.table, column=self.name)
            return
        rows = (counts > 0).arg_true()
        period = self.structure.period_of(self.table)
        units = self.frame[self.structure.key].gather(rows).to_list()
        periods = [None] * len(rows) if period is None else self.frame[period].gather(rows)
        for unit, when, count in zip(units, periods, counts.gather(rows), strict=True):
            said = Message(text.template, {**gaps, "count": count})
            if period is not None:
                said = message("{period}: {finding}", period=when, finding=said)
            yield Finding(code, said, severity, self.table, column=self.name, unit=str(unit))
