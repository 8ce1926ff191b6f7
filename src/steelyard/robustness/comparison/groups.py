"""The tables of measures by group of two editions side by side, and who moved between groups.

Compared are tables that both schemes declare under one name with the same groups, and of them the
measures that have one name and are of one kind. With periods the last of each edition counts, in
tables that are by the period. What is published is taken from the editions as it is; who came
and left is told of tables over the units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from steelyard.data import units as measurement
from steelyard.evaluation.edition import Edition
from steelyard.i18n import Message, message
from steelyard.robustness.comparison.movement import PARTS, Movement
from steelyard.robustness.comparison.roster import roster
from steelyard.robustness.comparison.standing import period_of
from steelyard.scheme.measures import Measure, MeasureTable

__all__ = ["COUNTED", "GROWING", "TOTAL", "GroupTable", "group_tables", "in_points", "sums_of"]

TOTAL = "#total"
"""The column that marks the row of all units."""
COUNTED = ("before", "stayed", "entered", "left", "moved_in", "moved_out", "after")
"""What is counted of a group's units, in the order in which it adds up."""
GROWING = ("count", "sum", "mean", "median")
"""Kinds of measures whose growth in per cent says something."""
_MEASURE, _VALUE = "#measure", "#value"
_PER_CENT = 100.0
_RESERVED = frozenset({"measure", "change", "growth", *COUNTED, *PARTS})
_NOTHING = ("count", "sum", "share")
"""Kinds of measures that are 0 for a group without any row."""


@dataclass(frozen=True)
class GroupTable:
    """A table of measures by group in two editions.

    Parameters
    ----------
    name, table
        Its name, and its declaration in the later scheme.
    by, labels
        Its group columns, without the period, and what the frames call their labels.
    measures
        The measures that are compared, as the later scheme declares them.
    values
        A row per group and measure: the labels as texts, ``#total``, ``measure``, ``before``,
        ``after``, ``change`` and ``growth`` in per cent (null where it says nothing). Groups stand
        as in the later edition, then those that are gone, the row of all units last.
    units
        A row per group: how many units it had, which stayed, entered, left, moved in and out, and
        how many it has; None for a table over other rows, or where the groups are not known.
    sums
        A row per group and sum: ``measure``, ``before``, ``after``, ``change`` and its parts; see
        :mod:`~steelyard.robustness.comparison.movement`.
    notes
        What a reader of it should know.
    """

    name: str
    table: MeasureTable
    by: tuple[str, ...]
    labels: tuple[str, ...]
    measures: Mapping[str, Measure]
    values: pl.DataFrame
    units: pl.DataFrame | None
    sums: pl.DataFrame | None
    notes: tuple[Message, ...] = ()

    @property
    def title(self) -> str:
        """What it is called, in the current language."""
        return self.name if self.table.title is None else self.table.title.render()

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "table": self.name,
            "title": self.title,
            "by": list(self.by),
            "values": self._rows(self.values),
            "units": None if self.units is None else self._rows(self.units),
            "sums": None if self.sums is None else self._rows(self.sums),
            "notes": [str(note) for note in self.notes],
        }

    def _rows(self, frame: pl.DataFrame) -> list[dict[str, Any]]:
        """Return rows with their labels by group column: none in the row of all units."""
        named = dict(zip(self.labels, self.by, strict=True))
        return [
            {
                "group": None
                if row[TOTAL]
                else {by: row[name] or None for name, by in named.items()},
                **{name: row[name] for name in row if name not in (TOTAL, *named)},
            }
            for row in frame.iter_rows(named=True)
        ]


def in_points(measure: Measure) -> bool:
    """Return whether a measure is in per cent, so that its change is in percentage points."""
    if measure.unit is not None:
        return measure.unit == "%"
    return getattr(measure.declaration, "times", None) == _PER_CENT


def group_tables(
    previous: Edition, edition: Edition
) -> tuple[tuple[GroupTable, ...], tuple[Message, ...]]:
    """Return the tables of two editions side by side, and what could not be compared."""
    found, notes = [], []
    for name, table in edition.scheme.tables.items():
        before = previous.scheme.tables.get(name)
        if before is None or not all(_there(one, name) for one in (previous, edition)):
            continue
        if before.by != table.by or _on(previous, before) != _on(edition, table):
            text = message(
                "The table “{table}” is grouped otherwise in the two editions.", table=name
            )
            notes.append(text)
            continue
        one = _Pair(name, previous, edition, before, table).compared()
        if one is not None:
            found.append(one)
    return tuple(found), tuple(notes)


def _there(edition: Edition, name: str) -> bool:
    return f"data/tables/{name}.csv" in edition.manifest["files"]


def _on(edition: Edition, table: MeasureTable) -> str:
    return table.on or edition.scheme.units.table


def sums_of(previous: Edition, edition: Edition, figure: str, scale: float) -> dict[str, Any]:
    """Return how the sum of a figure over the list changed: a row of sums, with the counts.

    Returns
    -------
    dict
        ``before``, ``after``, ``change`` and its parts, and under ``units`` the counts; empty
        where an edition does not know the figure.
    """
    then, now = (roster(one, [figure]) for one in (previous, edition))
    if figure not in then.columns or figure not in now.columns:
        return {}
    movement = Movement.of(then, now, ())
    return {
        **movement.sums(figure, scale).row(0, named=True),
        "units": movement.counts().row(0, named=True),
    }


@dataclass(frozen=True)
class _Pair:
    """One table in both editions."""

    name: str
    previous: Edition
    edition: Edition
    before: MeasureTable
    table: MeasureTable

    def compared(self) -> GroupTable | None:
        """Return the two side by side; None where they have no measure in common."""
        scales = dict(self._scales())
        if not scales:
            return None
        values = self._values(scales)
        movement, notes = self._movement(scales)
        units = sums = None
        if movement is not None:
            units, sums = self._moved(movement, scales)
        if sums is not None:
            values = _with_exact_changes(values, sums, [*self._labels, TOTAL, "measure"])
        return GroupTable(
            name=self.name,
            table=self.table,
            by=self._by,
            labels=self._labels,
            measures={name: self.table.measures[name] for name in scales},
            values=values,
            units=units,
            sums=sums,
            notes=(*self._left_out(scales), *notes),
        )

    @property
    def _by(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.by if name != self.edition.scheme.units.period)

    @property
    def _labels(self) -> tuple[str, ...]:
        """The columns of labels: called like the group columns, but for what is called so here."""
        return tuple(f"{name}_" if name in _RESERVED else name for name in self._by)

    @property
    def _renamed(self) -> Mapping[str, str]:
        return dict(zip(self._by, self._labels, strict=True))

    @property
    def _by_period(self) -> bool:
        return self._by != self.table.by

    def _scales(self) -> Iterator[tuple[str, float]]:
        """Yield the measures that compare, each with what its earlier unit is in its later."""
        for name, measure in self.table.measures.items():
            then = self.before.measures.get(name)
            if then is None or then.kind != measure.kind:
                continue
            if then.unit == measure.unit or then.unit is None or measure.unit is None:
                yield name, 1.0
            elif measurement.convertible(then.unit, measure.unit):
                yield name, float(measurement.ratio(then.unit, measure.unit))

    def _left_out(self, scales: Mapping[str, float]) -> Iterator[Message]:
        """Yield the measures that have one name and do not compare."""
        for name in self.table.measures:
            if name in self.before.measures and name not in scales:
                yield message(
                    "“{measure}” is not compared: the editions compute or measure it otherwise.",
                    measure=name,
                )
        changed = [
            name
            for name in scales
            if self.table.measures[name].declaration != self.before.measures[name].declaration
        ]
        for name in changed:
            yield message("“{measure}” is computed otherwise in the two editions.", measure=name)

    def _published(self, edition: Edition, table: MeasureTable) -> pl.DataFrame:
        """Return a table as it was published, its labels as texts, the total marked."""
        frame = edition.table(f"tables/{self.name}")
        total = table.total and bool(table.by) and frame.height > 0
        last = pl.int_range(pl.len()) == pl.len() - 1 if total else pl.lit(value=False)
        frame = frame.with_columns(last.alias(TOTAL))
        if self._by_period:
            period = edition.scheme.units.period
            # The row of all units is of all periods.
            frame = frame.filter(~pl.col(TOTAL) & (pl.col(str(period)) == period_of(edition)))
        labels = [pl.col(name).cast(pl.String).fill_null("") for name in self._by]
        return frame.with_columns(labels).rename(self._renamed)

    def _values(self, scales: Mapping[str, float]) -> pl.DataFrame:
        then, now = (
            self._long(edition, table, scales)
            for edition, table in ((self.previous, self.before), (self.edition, self.table))
        )
        on = [*self._labels, TOTAL, "measure"]
        groups = pl.concat([now.select(on[:-1]), then.select(on[:-1])]).unique(maintain_order=True)
        order = pl.concat([groups.filter(~pl.col(TOTAL)), groups.filter(TOTAL)])
        names = pl.DataFrame({"measure": list(scales)}, schema={"measure": pl.String})
        found = order.join(names, how="cross", maintain_order="left_right")
        for frame, column in ((then, "before"), (now, "after")):
            one = frame.rename({_VALUE: column, _MEASURE: "measure"}).with_columns(
                pl.lit(value=True).alias("#there")
            )
            found = found.join(one, on=on, how="left", maintain_order="left", nulls_equal=True)
            found = found.with_columns(self._or_nothing(column)).drop("#there")
        scale = pl.col("measure").replace_strict(scales, return_dtype=pl.Float64)
        found = found.with_columns(before=pl.col("before") * scale)
        return found.with_columns(
            change=pl.col("after") - pl.col("before"), growth=self._growth(scales)
        )

    def _long(
        self, edition: Edition, table: MeasureTable, scales: Mapping[str, float]
    ) -> pl.DataFrame:
        frame = self._published(edition, table)
        return frame.with_columns(pl.col(name).cast(pl.Float64) for name in scales).unpivot(
            on=list(scales), index=[*self._labels, TOTAL], variable_name=_MEASURE, value_name=_VALUE
        )

    def _or_nothing(self, column: str) -> pl.Expr:
        """Return a column of values, 0 where a group has no row of which to count or add."""
        kinds = {name: self.table.measures[name].kind for name in self.table.measures}
        none = pl.col("measure").replace_strict(kinds, default="").is_in(_NOTHING)
        return (
            pl.when(pl.col("#there").is_null() & none)
            .then(0.0)
            .otherwise(pl.col(column))
            .alias(column)
        )

    def _growth(self, scales: Mapping[str, float]) -> pl.Expr:
        growing = [
            name
            for name in scales
            if self.table.measures[name].kind in GROWING
            and not in_points(self.table.measures[name])
        ]
        defined = pl.col("measure").is_in(growing) & (pl.col("before") > 0)
        return pl.when(defined).then(100.0 * (pl.col("after") / pl.col("before") - 1.0))

    def _movement(self, scales: Mapping[str, float]) -> tuple[Movement | None, tuple[Message, ...]]:
        """Return who came, left and moved in a table over the units."""
        units = self.edition.scheme.units
        if _on(self.edition, self.table) != units.table:
            return None, ()
        if units.period is not None and not self._by_period:
            return None, ()  # It is of all periods together, and lists are of one.
        figures = [self._figure(name) for name in scales]
        names = [*self._by, *(name for name in figures if name is not None)]
        sides = [roster(one, names) for one in (self.previous, self.edition)]
        lacking = [name for name in self._by if any(name not in side.columns for side in sides)]
        if lacking:
            return None, (
                message(
                    "Who came and left cannot be told by “{column}”: an edition was written "
                    "without its inputs.",
                    column=lacking[0],
                ),
            )
        known = [name for name in sides[0].columns if name in sides[1].columns]
        then, now = (side.select(known).rename(self._renamed) for side in sides)
        return Movement.of(then, now, self._labels), ()

    def _figure(self, measure: str) -> str | None:
        """Return the figure of which a measure is the sum in both editions; None if of none."""
        now, then = self.table.measures[measure].sum, self.before.measures[measure].sum
        return now if now == then else None

    def _moved(
        self, movement: Movement, scales: Mapping[str, float]
    ) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Return counts and sums by group, and of all units where the table has that row."""
        parts = [(movement, False)]
        if self.table.total and self._by and not self._by_period:
            parts.append((movement.whole(), True))
        units = pl.concat([_marked(one.counts(), total) for one, total in parts], how="diagonal")
        figures = {
            name: figure
            for name in scales
            if (figure := self._figure(name)) is not None and figure in movement.units.columns
        }
        sums = [
            _marked(one.sums(figure, scales[name]), total).with_columns(
                pl.lit(name).alias("measure")
            )
            for name, figure in figures.items()
            for one, total in parts
        ]
        columns = [*self._labels, TOTAL]
        found = pl.concat(sums, how="diagonal") if sums else None
        return (
            self._sorted(units).select(*columns, *COUNTED),
            None
            if found is None
            else self._sorted(found).select(
                *columns, "measure", "before", "after", "change", *PARTS
            ),
        )

    def _sorted(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return rows by group in the order of the later table, then of the earlier."""
        labelled = frame.with_columns(
            pl.lit("").alias(name) for name in self._labels if name not in frame.columns
        ).with_columns(pl.col(name).fill_null("") for name in self._labels)
        order = pl.concat(
            [
                self._published(edition, table).select(*self._labels, TOTAL)
                for edition, table in ((self.edition, self.table), (self.previous, self.before))
            ]
        ).unique(maintain_order=True)
        if not self._labels:
            return labelled
        placed = labelled.join(
            order.with_row_index("#order"),
            on=[*self._labels, TOTAL],
            how="left",
            maintain_order="left",
        )
        return placed.sort(TOTAL, "#order", nulls_last=True, maintain_order=True)


def _with_exact_changes(values: pl.DataFrame, sums: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Return values with the changes of sums as their parts add up to, to the last bit."""
    exact = sums.select(*on, pl.col("change").alias("#exact"))
    joined = values.join(exact, on=on, how="left", maintain_order="left")
    known = pl.when(pl.col("change").is_not_null()).then(pl.col("#exact"))
    return joined.with_columns(change=pl.coalesce(known, "change")).drop("#exact")


def _marked(frame: pl.DataFrame, total: bool) -> pl.DataFrame:
    return frame.with_columns(pl.lit(total).alias(TOTAL))
