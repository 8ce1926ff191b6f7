"""What is ranked and from which tables, the figures derived of them, the rules rows must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.telling import Telling, anchor, text_of
from steelyard.publish.method.words.figures import derived
from steelyard.publish.method.words.rules import SEVERITIES, ruled, vetoed
from steelyard.publish.plane.places import axis
from steelyard.reports.words import joined, titled
from steelyard.scheme.inputs import Column, Table

__all__ = ["beside", "figures", "rules", "subject", "suppliers", "tables", "unit_said", "vetoes"]


def unit_said(unit: str | None) -> str | None:
    """Return what a unit of measurement is called."""
    return None if unit is None else str(unit_in_words(unit))


def subject(telling: Telling) -> list[str]:
    """Return what is ranked, in sentences."""
    return [str(one) for one in _subject(telling)]


def _subject(telling: Telling) -> Iterator[Message]:
    units, words = telling.source.scheme.units, telling.words
    yield message(
        "Units of the list: {unit}. Each row of the table “{table}” is one; its key is “{key}”.",
        unit=units.singular or message("unit"),
        table=words.table(units.table),
        key=words.column(units.table, units.key),
    )
    if units.title is not None:
        yield message("Its name is “{title}”.", title=words.column(units.table, units.title))
    if units.period is not None:
        yield message(
            "It has a row for each period, “{period}”.",
            period=words.column(units.table, units.period),
        )
        yield _learning(telling)
    if units.groups:
        names = [words.column(units.table, name) for name in units.groups]
        yield message("Units are grouped by: {groups}.", groups=joined(names, message(", ")))
    if units.expected is not None:
        table, _dot, column = units.expected.partition(".")
        yield message(
            "“{column}” in “{table}” lists the units that ought to be there; one that is not is a "
            "finding.",
            column=words.column(table, column),
            table=words.table(table),
        )
    yield message(
        "Units in this edition: {count}; with a rank: {ranked}.",
        count=f"{len(telling.source.keys):,}",
        ranked=f"{telling.source.ranking.drop_nulls('rank')[units.key].n_unique():,}",
    )


def _learning(telling: Telling) -> Message:
    calibrate = telling.source.scheme.calibrate
    if calibrate == "each":
        return message("What steps learn from the data, they learn in each period by itself.")
    if calibrate == "all":
        return message("What steps learn from the data, they learn from all periods together.")
    return message("What steps learn from the data, they learn from {period}.", period=calibrate)


def suppliers(telling: Telling) -> list[dict[str, Any]]:
    """Return who fills in which tables."""
    scheme = telling.source.scheme
    return [
        {
            "name": name,
            "title": text_of(one.title),
            "about": text_of(one.about),
            "several": one.several,
            "tables": [
                str(telling.words.table(table))
                for table, declared in scheme.inputs.items()
                if declared.supplier == name
            ],
        }
        for name, one in scheme.suppliers.items()
    ]


def tables(telling: Telling) -> list[dict[str, Any]]:
    """Return every input table with its columns."""
    scheme = telling.source.scheme
    return [
        {
            "name": name,
            "anchor": anchor("table", name),
            "title": str(telling.words.table(name)),
            "about": text_of(table.about),
            "facts": [str(fact) for fact in _facts(telling, name, table)],
            "columns": [_column(telling, name, column) for column in table.columns],
        }
        for name, table in scheme.inputs.items()
    ]


def _facts(telling: Telling, name: str, table: Table) -> Iterator[Message]:
    """Say who supplies a table, what its key is, whether it is a document with versions."""
    words = telling.words
    if table.supplier is not None:
        title = titled(telling.source.scheme.suppliers[table.supplier].title)
        yield message("Supplied by: {supplier}.", supplier=title)
    if table.file is not None:
        yield message("It comes with the scheme.")
    if table.key:
        key = [words.column(name, column) for column in table.key]
        yield message("A row is identified by: {columns}.", columns=joined(key, message(", ")))
    if not table.required:
        yield message("The scheme can do without it.")
    if table.amount is not None:
        yield message(
            "What is accounted for is the sum of “{column}”.",
            column=words.column(name, table.amount),
        )
    yield from _versions(telling, name, table)


def _versions(telling: Telling, name: str, table: Table) -> Iterator[Message]:
    words, versions = telling.words, table.versions
    if versions is None:
        return
    if versions.of:
        owners = [words.column(name, column) for column in versions.of]
        yield message(
            "It is a document for each of: {columns}.", columns=joined(owners, message(", "))
        )
    yield message(
        "It has versions, each in force from “{column}”.",
        column=words.column(name, versions.from_),
    )
    if versions.until is None:
        yield message("A version is in force until the next begins.")
    else:
        yield message(
            "A version is in force until “{column}”, or until the next begins.",
            column=words.column(name, versions.until),
        )
    if versions.changes_a_year is not None:
        yield message(
            "Versions that may begin in a calendar year: {count}.", count=versions.changes_a_year
        )


def _column(telling: Telling, table: str, name: str) -> dict[str, Any]:
    column = telling.source.scheme.inputs[table].columns[name]
    return {
        "name": name,
        "title": str(telling.words.column(table, name)),
        "unit": unit_said(column.unit),
        "about": text_of(column.about),
        "allowed": str(allowed) if (allowed := _allowed(telling, column)) is not None else None,
    }


def _allowed(telling: Telling, column: Column) -> Message | None:
    """Return which values a column may hold, where that is bounded."""
    if column.references is not None:
        table, _dot, name = column.references.partition(".")
        return message(
            "one of “{column}” in “{table}”",
            column=telling.words.column(table, name),
            table=telling.words.table(table),
        )
    if column.choices is not None:
        labels = column.labels
        called = [titled(labels.get(code, code)) for code in column.choices]
        return joined(called, message(", "))
    if column.range is None:
        return None
    low, high = column.range
    if low is not None and high is not None:
        return message("{low} to {high}", low=_bound(column, low), high=_bound(column, high))
    if low is not None:
        return message("at least {value}", value=_bound(column, low))
    return None if high is None else message("at most {value}", value=_bound(column, high))


def _bound(column: Column, value: float) -> str:
    """Return a bound; four digits of what has no unit may be a year and stand together.

    Examples
    --------
    >>> _bound(Column(type="integer"), 1990), _bound(Column(type="integer", unit="ha"), 1990)
    ('1990', '1,990')
    """
    year = column.type == "integer" and column.unit is None and 1000 <= value < 10_000
    return f"{value:.0f}" if year else digits(value)


def figures(telling: Telling) -> list[dict[str, Any]]:
    """Return every derived figure with how it is computed."""
    scheme = telling.source.scheme
    return [
        {
            "name": name,
            "anchor": anchor("figure", name),
            "title": str(telling.words.column(figure.on or scheme.units.table, name)),
            "unit": unit_said(figure.unit),
            "about": text_of(figure.about),
            "table": str(telling.words.table(figure.on or scheme.units.table)),
            "sql": figure.sql,
            **derived(telling.words, name).plain(),
        }
        for name, figure in scheme.derived.items()
    ]


def rules(telling: Telling) -> list[dict[str, Any]]:
    """Return every rule that rows are held against, those out of force marked."""
    scheme = telling.source.scheme
    return [
        {
            "name": name,
            "anchor": anchor("rule", name),
            "title": text_of(rule.title),
            "about": text_of(rule.about),
            "table": str(telling.words.table(rule.on or scheme.units.table)),
            "severity": rule.severity,
            "severity_words": str(SEVERITIES[rule.severity]),
            "then": rule.then,
            "enabled": rule.enabled,
            "source": telling.citation(rule.source),
            **ruled(telling.words, rule).plain(),
        }
        for name, rule in scheme.rules.items()
    ]


def vetoes(telling: Telling) -> list[dict[str, Any]]:
    """Return every veto, cap and deduction, those out of force marked."""
    scheme = telling.source.scheme
    return [
        {
            "name": name,
            "anchor": anchor("veto", name),
            "title": text_of(veto.title) or name,
            "node": telling.node(veto.node or scheme.root) if scheme.tree is not None else None,
            "effect": veto.effect,
            "enabled": veto.enabled,
            "source": telling.citation(veto.source),
            **vetoed(telling.words, veto).plain(),
        }
        for name, veto in scheme.vetoes.items()
    ]


def beside(telling: Telling) -> Iterator[Message]:
    """Yield what is kept beside the scores: statements, the record, how alike units are."""
    scheme, words = telling.source.scheme, telling.words
    own = scheme.self_assessment
    if own is not None:
        yield message(
            "The units' own people state their points, by criterion, in “{table}”; they stand "
            "beside those computed and change none of them.",
            table=words.table(own.table),
        )
    if scheme.record is not None and scheme.record.commitment is not None:
        yield message(
            "That the data are true and complete is stated in writing in “{table}”.",
            table=words.table(scheme.record.commitment),
        )
    if scheme.record is not None:
        yield message("Decisions, objections and the final result are kept in a record.")
    plane = scheme.plane
    if plane is not None:
        yield message(
            "Beside the ranking each unit has a place in the plane of “{x}” and “{y}”, which is "
            "cut into four quadrants at {cut}.",
            x=axis(telling.source, "x"),
            y=axis(telling.source, "y"),
            cut=_cut(plane.cut),
        )
    alike = scheme.homogeneity
    if alike is not None:
        table, _dot, column = alike.of.partition(".")
        yield message(
            "How alike units are in what they hold is measured by “{amount}” in “{table}” by "
            "“{field}”, among the units of the same “{group}”.",
            amount=words.column(table, column),
            table=words.table(table),
            field=words.column(table, alike.by),
            group=words.column(scheme.units.table, alike.within),
        )
    yield from _estimates(telling)


def _estimates(telling: Telling) -> Iterator[Message]:
    """Yield what is estimated by several methods, and how it is told what parts them."""
    scheme, words = telling.source.scheme, telling.words
    for name, declared in scheme.estimates.items():
        methods = [words.column(scheme.units.table, one) for one in declared.of]
        yield message(
            "“{estimate}” is estimated by several methods: {methods}. They disagree where the "
            "highest is more than {factor} times the lowest.",
            estimate=titled(declared.title or name),
            methods=joined(methods, message(", ")),
            factor=digits(declared.disagree),
        )
        inputs = [words.column(scheme.units.table, one) for one in declared.inputs]
        if inputs and declared.within is not None:
            yield message(
                "What drives the difference is found by setting one input after the other to its "
                "median within “{group}” and deriving all figures again: {inputs}.",
                group=words.column(scheme.units.table, declared.within),
                inputs=joined(inputs, message(", ")),
            )
        elif inputs:
            yield message(
                "What drives the difference is found by setting one input after the other to the "
                "median of all units and deriving all figures again: {inputs}.",
                inputs=joined(inputs, message(", ")),
            )


def _cut(cut: str | tuple[float, float]) -> Message:
    """Say where a plane is cut."""
    if isinstance(cut, tuple):
        return message("the scores {x} and {y}", x=digits(cut[0]), y=digits(cut[1]))
    if cut == "mean":
        return message("the mean of the units that have both scores")
    return message("the median of the units that have both scores")
