"""What moves a figure: the columns and rows behind it, and how it follows an amount of them.

Each declared kind of figure is a function of the amount; a figure of a figure is the
function of a function. What is not a function of one amount is said to be so, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from steelyard.i18n import Message, message
from steelyard.reports.lever import How, Lever, UntoldError
from steelyard.reports.rational import Rational
from steelyard.reports.subject import Subject
from steelyard.reports.valuation_levers import FOLLOWED, follow, levers_of
from steelyard.scheme.derived import Comparison, Condition, Figure, Where
from steelyard.scheme.inputs import Column
from steelyard.steps.derive.graph import Plan

__all__ = ["Lever", "Levers", "UntoldError", "implies"]


@dataclass(frozen=True)
class Levers:
    """The levers of one unit's figures."""

    subject: Subject

    @property
    def _units(self) -> str:
        return self.subject.scheme.units.table

    def figure(self, name: str) -> Figure | None:
        """Return the declaration of a derived figure of the units; None for a column."""
        found = self.subject.scheme.derived.get(name)
        return found if found is not None and (found.on or self._units) == self._units else None

    def of(self, name: str, *, up: bool) -> Iterator[Lever]:
        """Yield what would raise a figure, or lower it.

        Raises
        ------
        UntoldError
            If it is written in SQL.
        """
        figure = self.figure(name)
        if figure is None:
            yield from self._column(name, up=up)
            return
        told = figure.declaration
        match figure.kind:
            case "ratio" | "growth":
                base = self.known(told.to if figure.kind == "ratio" else told.since)
                yield from self.of(told.of, up=up == (base * told.times > 0))
            case "difference":
                yield from self.of(told.of, up=up)
                yield from self.of(told.less, up=not up)
            case "total":
                for part in told:
                    yield from self.of(part, up=up)
            case "sum" | "share" | "count":
                yield from self._rows(name, figure, up=up)
            case "sql":
                raise UntoldError(
                    message(
                        "“{figure}” is written in SQL, so what it would take cannot be told.",
                        figure=figure.title or name,
                    )
                )
            case kind if kind in FOLLOWED:
                yield from levers_of(self, name, figure, up=up)
            case "previous" | "exchange":
                return  # what was, and what money is worth, no unit can change
            case _:
                yield self._itself(name, up=up, integral=False)

    def _column(self, name: str, *, up: bool) -> Iterator[Lever]:
        column = self.subject.scheme.table.columns.get(name)
        if column is not None and column.type in ("number", "integer", "boolean"):
            yield self._itself(name, up=up, integral=column.type == "integer")

    def _itself(self, name: str, *, up: bool, integral: bool) -> Lever:
        derived = self.figure(name)
        least, greatest = self._range(name)
        now = self.subject.number(name)
        limit = greatest if up else least
        most = None if limit is None or now is None else abs(limit - now)
        how: How = "reach" if derived is not None else "add" if up else "reduce"
        return Lever(how, self._units, name, (), integral, most, up)

    def _range(self, name: str) -> tuple[float | None, float | None]:
        """Return what a figure cannot be below and above, as far as it is declared."""
        figure = self.figure(name)
        if figure is None:
            column: Column | None = self.subject.scheme.table.columns[name]
        elif figure.kind in ("condition", "listed"):
            return 0.0, 1.0
        elif figure.kind in ("mean", "median", "minimum", "maximum", "lookup"):
            table, _, behind = figure.declaration.of.partition(".")
            column = self.subject.scheme.inputs[table].columns.get(behind)
        else:
            return None, None
        if column is None:
            return None, None
        if column.type == "boolean":
            return 0.0, 1.0
        return column.range or (None, None)

    def _rows(self, name: str, figure: Figure, *, up: bool) -> Iterator[Lever]:
        """Yield the levers over the rows of another table."""
        told = figure.declaration
        where = tuple(told.where.items())
        if figure.kind == "count":
            counted = float(self.known(name))
            yield Lever(
                "add" if up else "reduce", told.of, None, where, True, None if up else counted
            )
            return
        table, _, column = told.of.partition(".")
        inside, outside, _whole = self._amounts(name, table, column)
        integral = self._integral(table, column)
        yield Lever(
            "add" if up else "reduce", table, column, where, integral, None if up else inside
        )
        if up and where and column == self.subject.scheme.inputs[table].amount:
            yield Lever("move", table, column, where, integral, outside, figure=name)

    def _integral(self, table: str, column: str) -> bool:
        declared = self.subject.scheme.inputs[table].columns.get(column)
        return declared is not None and declared.type in ("integer", "boolean")

    def _amounts(self, name: str, table: str, column: str) -> tuple[float, float, float]:
        """Return the sum of the rows that satisfy a figure's conditions, do not, and of all."""
        rows = self.subject.rows(table)
        if column not in rows.columns:
            raise UntoldError(message("The table “{table}” was not given.", table=table))
        amounts = rows[column].cast(pl.Float64)
        counts = self.subject.counted(name)
        inside, outside = amounts.filter(counts), amounts.filter(~counts)
        return float(inside.sum()), float(outside.sum()), float(amounts.sum())

    def known(self, name: str) -> float:
        """Return a figure of the unit.

        Raises
        ------
        UntoldError
            If it is not known.
        """
        value = self.subject.number(name)
        if value is None:
            raise UntoldError(message("“{figure}” is not known.", figure=self.title(name)))
        return value

    def title(self, name: str) -> object:
        """Return what a figure is called."""
        figure = self.figure(name)
        column = self.subject.scheme.table.columns.get(name)
        declared = figure or column
        return (declared.title if declared is not None else None) or name

    def follow(self, name: str, lever: Lever) -> Rational:
        """Return a figure as a function of the amount by which a lever is changed.

        Raises
        ------
        UntoldError
            If the amount does not settle the figure: the same rows are in it in another way.
        """
        if lever.table == self._units and lever.column == name:
            return Rational.line(self.known(name), lever.sign)
        figure = self.figure(name)
        if figure is None or not self._touches(name, lever):
            return Rational.line(self.known(name))
        told = figure.declaration
        match figure.kind:
            case "ratio":
                below = self.follow(told.to, lever)
                return (self.follow(told.of, lever) / below).scaled(told.times)
            case "growth":
                grown = self.follow(told.of, lever) / self.follow(told.since, lever)
                return (grown - Rational.line(1.0)).scaled(told.times)
            case "difference":
                return self.follow(told.of, lever) - self.follow(told.less, lever)
            case "total":
                first, *rest = (self.follow(part, lever) for part in told)
                return sum(rest, first)
            case kind if kind in FOLLOWED:
                return follow(self, name, figure, lever)
            case "curve":
                raise UntoldError(
                    message(
                        "“{figure}” is read from a table of points, so it does not follow a single "
                        "amount.",
                        figure=self.title(name),
                    )
                )
            case _:
                return self._follow_rows(name, figure, lever)

    def _follow_rows(self, name: str, figure: Figure, lever: Lever) -> Rational:
        """Return a figure over the rows of another table as a function of the amount."""
        told = figure.declaration
        if lever.how == "each":
            raise UntoldError(self.not_unique(name))
        if figure.kind == "sum" or (figure.kind == "count" and lever.column is None):
            return Rational.line(self.known(name), self._slope(name, told.of, told.where, lever))
        if figure.kind != "share":
            raise UntoldError(self.not_unique(name))
        table, _, column = told.of.partition(".")
        inside, _outside, whole = self._amounts(name, table, column)
        above = Rational.line(inside, self._slope(name, told.of, told.where, lever))
        below = Rational.line(whole, self._slope(name, told.of, {}, lever))
        return (above / below).scaled(told.times)

    def _touches(self, name: str, lever: Lever) -> bool:
        """Return whether a figure reads, by way of others, what the lever changes."""
        figures = self.subject.scheme.derived
        for each in self._plan.closure([name]):
            if self._plan.table_of(each) == lever.table and each == lever.column:
                return True
            tables = {table for table, _ in self._plan.reads[each]} | self._plan.tables[each]
            if lever.table == self._units:
                if (self._units, lever.column) in self._plan.reads[each]:
                    return True
            elif lever.table in tables and figures[each].kind != "lookup":
                return True
        return False

    @cached_property
    def _plan(self) -> Plan:
        return self.subject.common.plan

    def _slope(self, name: str, of: str, where: Where, lever: Lever) -> float:
        """Return by how much a sum over rows follows one more of a lever's amount."""
        table, _, column = of.partition(".")
        if table != lever.table or (column or None) != lever.column:
            if table == lever.table and (lever.column is None or not column):
                raise UntoldError(self.not_unique(name))
            return 0.0
        implied = implies(lever.conditions, where)
        if implied is None:
            raise UntoldError(self.not_unique(name))
        if lever.how == "move":
            return float(implied) - float(self._holds_outside(name, where, lever))
        return lever.sign if implied else 0.0

    def _holds_outside(self, name: str, where: Where, lever: Lever) -> bool:
        """Return whether the rows that an amount is moved from are among those that count."""
        if not where or lever.figure is None:
            return True
        counts = self.subject.counted(name)
        outside = counts.filter(~self.subject.counted(lever.figure)).fill_null(value=False)
        if outside.any() != outside.all():
            raise UntoldError(self.not_unique(name))
        return bool(outside.any())

    def not_unique(self, name: str) -> Message:
        """Return that a figure follows from several amounts of the same rows."""
        return message(
            "“{figure}” follows from several amounts of the same rows, so no single one can be "
            "told.",
            figure=self.title(name),
        )


def implies(given: Where, asked: Where) -> bool | None:
    """Return whether a row that satisfies some conditions satisfies others.

    None if that depends on the row.

    Examples
    --------
    >>> implies({"stage": ("seed", "early"), "small": True}, {"stage": ("seed", "early")})
    True
    >>> implies({"small": True}, {"small": False})
    False
    >>> implies({"small": True}, {"green": True}) is None
    True
    """
    found = [_implies(given.get(name), condition) for name, condition in asked.items()]
    if any(one is False for one in found):
        return False
    return True if all(found) else None


def _implies(given: Condition | None, asked: Condition) -> bool | None:
    if given is None:
        return None
    if given == asked:
        return True
    told, wanted = _values(given), _values(asked)
    if told is not None and wanted is not None:
        return True if told <= wanted else False if told.isdisjoint(wanted) else None
    if isinstance(asked, Comparison) and asked.model_fields_set == {"missing"}:
        there = told is not None or (isinstance(given, Comparison) and given.missing is not True)
        return asked.missing is False if there else asked.missing is True
    return None


def _values(condition: Condition) -> set[object] | None:
    """Return the values that a condition allows, None for a comparison."""
    if isinstance(condition, Comparison):
        return None
    values = condition if isinstance(condition, tuple) else (condition,)
    return {(type(value), value) for value in values}
