"""Figures, conditions and amounts in the words of the scheme, in whichever language is asked for.

A sentence is kept with its titles in all languages, so that a report which was made once
can be read in each. What is said about which unit is left to the reports.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

from steelyard.evaluation.labels import Labels
from steelyard.evaluation.measured import shown, titled, with_unit
from steelyard.i18n import Message, message
from steelyard.reports.valuation_words import valued
from steelyard.scheme.base import Declaration, Text
from steelyard.scheme.derived import Comparison, Condition, Figure, Where
from steelyard.scheme.inputs import Column
from steelyard.scheme.scheme import Scheme

__all__ = ["Vocabulary", "joined", "plain", "shown", "titled", "with_unit"]


@dataclass(frozen=True)
class _Joined(Message):
    """Several messages one after the other, with what stands between two of them."""

    parts: tuple[Message, ...] = ()
    between: Message = field(default_factory=lambda: message(", "))

    def render(self, tag: str | None = None) -> str:
        return self.between.render(tag).join(part.render(tag) for part in self.parts)


def joined(parts: Sequence[Message], between: Message) -> Message:
    """Return messages as one, with ``between`` between every two."""
    return parts[0] if len(parts) == 1 else _Joined("", {}, tuple(parts), between)


def plain(value: object) -> object:
    """Return a result as what JSON knows: messages as sentences in the current language."""
    match value:
        case Message() | Text():
            return value.render()
        case Declaration():
            return value.model_dump(mode="json", by_alias=True)
        case float():
            return value if math.isfinite(value) else None
        case None | bool() | int() | str():
            return value
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return str(value)


@dataclass(frozen=True)
class Vocabulary:
    """What tables, columns, figures and conditions of a scheme are called.

    Parameters
    ----------
    scheme
        The scheme.
    labels
        What codes are called that refer to another table.
    """

    scheme: Scheme
    labels: Labels = field(default_factory=dict)

    def table(self, name: str) -> Message:
        """Return the title of an input table."""
        return titled(self.scheme.inputs[name].title or name)

    def column(self, table: str, name: str) -> Message:
        """Return the title of a column or figure of a table."""
        declared = self.declared(table, name)
        return titled((declared.title if declared is not None else None) or name)

    def unit(self, table: str, name: str) -> str | None:
        """Return the unit of measurement of a column or figure of a table."""
        declared = self.declared(table, name)
        return None if declared is None else declared.unit

    def declared(self, table: str, name: str) -> Column | Figure | None:
        """Return what the scheme declares about a column or figure of a table."""
        figure = self.scheme.derived.get(name)
        if figure is not None and (figure.on or self.scheme.units.table) == table:
            return figure
        return self.scheme.inputs[table].columns.get(name) if table in self.scheme.inputs else None

    def where(self, table: str, where: Where) -> Message | None:
        """Return conditions in words; None where there are none."""
        parts = [
            part for name, asked in where.items() for part in self._conditions(table, name, asked)
        ]
        return joined(parts, message(" and ")) if parts else None

    def _conditions(self, table: str, name: str, asked: Condition) -> Iterator[Message]:
        column = self.column(table, name)
        if not isinstance(asked, Comparison):
            yield self._among(table, name, asked)
            return
        limits = {
            "at_least": message("{column} at least {value}"),
            "above": message("{column} more than {value}"),
            "at_most": message("{column} at most {value}"),
            "below": message("{column} less than {value}"),
        }
        for bound, text in limits.items():
            limit = getattr(asked, bound)
            if limit is not None:
                value = self._value(table, name, limit)
                yield Message(text.template, {"column": column, "value": value})
        if asked.not_ is not None:
            values = asked.not_ if isinstance(asked.not_, tuple) else (asked.not_,)
            yield message(
                "{column} not {values}", column=column, values=self._values(table, name, values)
            )
        if asked.missing is True:
            yield message("{column} not given", column=column)
        elif asked.missing is False:
            yield message("{column} given", column=column)

    def _among(self, table: str, name: str, asked: object) -> Message:
        column = self.column(table, name)
        if asked is True:
            return column
        if asked is False:
            return message("not {column}", column=column)
        values = asked if isinstance(asked, tuple) else (asked,)
        return message(
            "{column}: {values}", column=column, values=self._values(table, name, values)
        )

    def _values(self, table: str, name: str, values: Sequence[object]) -> Message:
        return joined([self._value(table, name, value) for value in values], message(" or "))

    def _value(self, table: str, name: str, value: object) -> Message:
        if isinstance(value, bool):
            return message("yes") if value else message("no")
        if isinstance(value, int | float):
            return with_unit(shown(value), self.unit(table, name))
        return self.value(table, name, str(value))

    def value(self, table: str, name: str, code: str) -> Message:
        """Return what a code in a column of a table is called; one without a name stays."""
        declared = self.declared(table, name)
        if isinstance(declared, Figure) and declared.kind == "lookup":
            other, _dot, column = declared.declaration.of.partition(".")
            return self.value(other, column, code)
        labels = declared.labels if isinstance(declared, Column) else {}
        return titled((labels or self.labels.get(name, {})).get(code, code))

    def figure(self, name: str) -> Message | None:
        """Return how a derived figure of the units is declared, in words; None for a column."""
        figure = self.scheme.derived.get(name)
        if figure is None:
            return None
        own, told = figure.on or self.scheme.units.table, figure.declaration
        match figure.kind:
            case "ratio":
                text = message(
                    "{of} ÷ {to}", of=self.column(own, told.of), to=self.column(own, told.to)
                )
            case "growth":
                text = message(
                    "growth of {of} since {since}",
                    of=self.column(own, told.of),
                    since=self.column(own, told.since),
                )
            case "difference":
                text = message(
                    "{of} − {less}", of=self.column(own, told.of), less=self.column(own, told.less)
                )
            case "total":
                text = joined([self.column(own, part) for part in told], message(" + "))
            case "previous":
                text = message(
                    "{of}, {periods} periods before",
                    of=self.column(own, told.of),
                    periods=told.periods,
                )
            case "condition":
                text = self.where(own, told) or message("always")
            case "exchange":
                text = message(
                    "what one unit of the currency in “{currency}” was worth in {to} on the day in "
                    "“{day}”",
                    currency=self.column(own, told.from_),
                    to=told.to,
                    day=self.column(own, told.day),
                )
            case "listed":
                text = message("on the list “{table}”", table=self.table(told.in_))
            case "sql":
                text = message("written in SQL")
            case _:
                said = valued(figure, own, self.column, self.table, joined)
                text = self._related(figure) if said is None else said
        return text

    def _related(self, figure: Figure) -> Message:
        """Return a figure over the rows of another table in words."""
        told = figure.declaration
        if figure.kind == "count":
            text, table = message("number of rows in “{table}”", table=self.table(told.of)), told.of
        else:
            table, _, column = told.of.partition(".")
            kinds = {
                "sum": message("sum of {column} in “{table}”"),
                "mean": message("mean of {column} in “{table}”"),
                "median": message("median of {column} in “{table}”"),
                "minimum": message("least {column} in “{table}”"),
                "maximum": message("greatest {column} in “{table}”"),
                "share": message("share of {column} in “{table}”"),
                "lookup": message("{column} in “{table}”"),
            }
            values = {"column": self.column(table, column), "table": self.table(table)}
            text = Message(kinds[figure.kind].template, values)
            weight = getattr(told, "weighted_by", None)
            if weight is not None:
                text = message(
                    "{figure}, weighted by {weight}", figure=text, weight=self.column(table, weight)
                )
        where = self.where(table, getattr(told, "where", {}))
        return text if where is None else message("{figure} with {where}", figure=text, where=where)
