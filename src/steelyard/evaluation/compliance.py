"""Rows held against the rules of a scheme, before anything is scored.

First the rows that a rule refuses or sets aside, judged on the tables as they were read; then,
on what is left, the rows that break a rule and are scored all the same. What a breach does to a
score is left to the vetoes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.checks import DELIVERY, ROW
from steelyard.data.dataset import Dataset
from steelyard.errors import DataError, Problem
from steelyard.evaluation.figures import figures_of, rule_column
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import LANGUAGES, Message, message
from steelyard.scheme.base import Text
from steelyard.scheme.rules import RowRule
from steelyard.scheme.scheme import Scheme
from steelyard.steps.derive import derive, structure_of

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = [
    "BREACHES",
    "HEADINGS",
    "REFERS",
    "SET_ASIDE",
    "Judged",
    "Sifted",
    "broken_by",
    "judge",
    "resources",
    "sift",
    "unit_column",
]

REFERS = "refers"
"""Why a row was set aside that itself breaks no rule: it refers to one that was."""
MOST_TOLD = 1_000
"""Rows of one rule that are a finding each; the table of breaches has all."""

_ROWS = pl.Schema(
    {
        "table": pl.String,
        "row": pl.Int64,
        "delivery": pl.String,
        "unit": pl.String,
        "period": pl.String,
        "record": pl.String,
        "amount": pl.Float64,
    }
)
_HOW = [("rule", pl.String()), ("severity", pl.String()), ("then", pl.String())]
BREACHES = pl.Schema([*_HOW, *_ROWS.items()])
SET_ASIDE = pl.Schema([*_HOW[:1], *_ROWS.items()])


HEADINGS: Mapping[str, Message] = {
    "rule": message("Rule"),
    "severity": message("Severity"),
    "then": message("What follows"),
    "table": message("Table"),
    "row": message("Row of the file"),
    "delivery": message("Delivery"),
    "unit": message("Unit"),
    "period": message("Period"),
    "record": message("Record"),
    "amount": message("Amount"),
}
"""What the columns of breaches and of rows set aside are called."""


@dataclass(frozen=True)
class Sifted:
    """What is left of the tables when rows were set aside.

    Parameters
    ----------
    kept
        The tables without those rows.
    aside
        A row for each row set aside; see ``SET_ASIDE``.
    findings
        One for each of them, and for rows of which nobody can tell.
    """

    kept: Dataset
    aside: pl.DataFrame
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What breaks a rule and stays.

    Parameters
    ----------
    frames
        The tables with the figures that the rules needed.
    derived
        The names of those figures.
    notes
        What deriving them found.
    breaches
        A row for each row that breaks a rule; see ``BREACHES``.
    findings
        One for each of them, and for rows of which nobody can tell.
    """

    frames: Mapping[str, pl.DataFrame]
    derived: frozenset[str]
    notes: tuple[Finding, ...]
    breaches: pl.DataFrame
    findings: tuple[Finding, ...] = ()


def sift(scheme: Scheme, data: Dataset) -> Sifted:
    """Refuse or set aside the rows that a rule says so of.

    Parameters
    ----------
    scheme
        The scheme with its rules.
    data
        The tables as read.

    Raises
    ------
    DataError
        With every row that breaks a rule which refuses.
    """
    rules = _rules(scheme, data, ("refuse", "set_aside"))
    nothing = pl.DataFrame(schema=SET_ASIDE)
    if not rules:
        return Sifted(data, nothing)
    frames, _found = derive(
        data.tables, figures_of(scheme), structure_of(scheme), [rule_column(name) for name in rules]
    )
    _refuse(scheme, rules, frames)
    chosen = {name: rule for name, rule in rules.items() if rule.then == "set_aside"}
    out = _broken_rows(scheme, chosen, frames)
    gone: dict[str, NDArray[np.bool_]] = {}
    for table in dict.fromkeys(_table(scheme, rule) for rule in chosen.values()):
        columns = [rule_column(n) for n, rule in chosen.items() if _table(scheme, rule) == table]
        held = [frames[table][column].fill_null(value=False).to_numpy() for column in columns]
        gone[table] = reduce(np.logical_or, held)
    followers = _follow(scheme, data.tables, gone)
    aside = [frame.select(SET_ASIDE.names()) for frame in out.values()]
    aside += [
        _rows_of(scheme, table, data.tables[table].filter(pl.Series(rows)), None)
        .with_columns(rule=pl.lit(REFERS))
        .select(SET_ASIDE.names())
        for table, rows in followers.items()
    ]
    kept = {
        table: frame.filter(pl.Series(~gone[table]))
        if table in gone and gone[table].any()
        else frame
        for table, frame in data.tables.items()
    }
    findings = [
        *_undecided(scheme, chosen, frames),
        *(f for name, frame in out.items() for f in _told(scheme, chosen[name], frame)),
        *_told_followers(scheme, aside[len(out) :]),
    ]
    return Sifted(replace(data, tables=kept), pl.concat([nothing, *aside]), tuple(findings))


def judge(scheme: Scheme, data: Dataset, tables: Collection[str] | None = None) -> Judged:
    """Find the rows that break a rule and are scored all the same.

    Parameters
    ----------
    scheme
        The scheme with its rules.
    data
        The tables without the rows set aside.
    tables
        Only rules on these tables; on all if absent.
    """
    rules = {
        name: rule
        for name, rule in _rules(scheme, data, ("report",)).items()
        if tables is None or _table(scheme, rule) in tables
    }
    nothing = pl.DataFrame(schema=BREACHES)
    if not rules:
        return Judged(data.tables, frozenset(), (), nothing)
    frames, found = derive(
        data.tables, figures_of(scheme), structure_of(scheme), [rule_column(name) for name in rules]
    )
    told = {name: rule for name, rule in rules.items() if rule.severity != "note"}
    broken = _broken_rows(scheme, told, frames)
    findings = [
        *_undecided(scheme, rules, frames),
        *_noted(scheme, rules, frames),
        *(f for name, frame in broken.items() for f in _told(scheme, rules[name], frame)),
    ]
    there = frozenset(
        name
        for name, figure in scheme.derived.items()
        if name in frames.get(figure.on or scheme.units.table, pl.DataFrame()).columns
    )
    columns = {rule_column(name) for name in rules}
    return Judged(
        {
            table: frame.select(name for name in frame.columns if name not in columns)
            for table, frame in frames.items()
        },
        there,
        tuple(finding for finding in found if not (finding.column or "").startswith("rule:")),
        pl.concat([nothing, *broken.values()]),
        tuple(findings),
    )


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the breaches and the rows set aside, where the scheme has rules."""
    titles = {name: heading.render("en") for name, heading in HEADINGS.items()}
    if evaluation.scheme.rules:
        yield Resource(
            "breaches",
            "data/breaches.csv",
            evaluation.breaches,
            "The rows that break a rule and are scored all the same.",
            titles=titles,
        )
        yield Resource(
            "set-aside",
            "data/set_aside.csv",
            evaluation.aside,
            "The rows that were set aside, and those that refer to one of them.",
            titles=titles,
        )


def broken_by(
    breaches: pl.DataFrame, rules: Sequence[str], units: pl.Series, periods: pl.Series | None
) -> NDArray[np.bool_]:
    """Return which units break one of some rules, or have a row that does.

    Parameters
    ----------
    breaches
        The table of breaches.
    rules
        The names of the rules.
    units, periods
        (units,) their keys, and their periods where there are any.
    """
    named = breaches.filter(pl.col("rule").is_in(list(rules)))
    rows = pl.DataFrame({"unit": units.cast(pl.String)})
    on = ["unit"]
    if periods is not None:
        rows, on = rows.with_columns(period=periods.cast(pl.String)), ["unit", "period"]
    marks = named.select(on).unique().with_columns(broken=pl.lit(value=True))
    joined = rows.join(marks, on=on, how="left", maintain_order="left")
    return joined["broken"].fill_null(value=False).to_numpy()


def _rules(scheme: Scheme, data: Dataset, then: Collection[str]) -> dict[str, RowRule]:
    """Return the rules in force on tables that are there."""
    return {
        name: rule
        for name, rule in scheme.rules.items()
        if rule.enabled and rule.then in then and _table(scheme, rule) in data.tables
    }


def _table(scheme: Scheme, rule: RowRule) -> str:
    return rule.on or scheme.units.table


def _broken_rows(
    scheme: Scheme, rules: Mapping[str, RowRule], frames: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Return for each rule the rows that break it; see ``BREACHES``."""
    return {
        name: _rows_of(
            scheme,
            _table(scheme, rule),
            frames[_table(scheme, rule)].filter(pl.col(rule_column(name))),
            rule.amount,
        )
        .with_columns(rule=pl.lit(name), severity=pl.lit(rule.severity), then=pl.lit(rule.then))
        .select(BREACHES.names())
        for name, rule in rules.items()
    }


def _rows_of(scheme: Scheme, table: str, rows: pl.DataFrame, amount: str | None) -> pl.DataFrame:
    """Return where rows stand, whose they are, what they are called and their amount."""
    unit = unit_column(scheme, table)
    period = structure_of(scheme).period_of(table)
    key = [name for name in scheme.inputs[table].key if name not in (unit, period)]
    amount = amount or scheme.inputs[table].amount
    blank = pl.lit(None)
    return rows.select(
        table=pl.lit(table),
        row=pl.col(ROW) if ROW in rows.columns else blank,
        delivery=pl.col(DELIVERY) if DELIVERY in rows.columns else blank,
        unit=blank if unit is None else pl.col(unit),
        period=blank if period is None else pl.col(period),
        record=pl.concat_str([pl.col(n).cast(pl.String) for n in key], separator="/")
        if key
        else blank,
        amount=blank if amount is None else pl.col(amount),
    ).cast(_ROWS)


def unit_column(scheme: Scheme, table: str) -> str | None:
    """Return the column of a table that says which unit a row belongs to; None if it has none."""
    if table == scheme.units.table:
        return scheme.units.key
    key = f"{scheme.units.table}.{scheme.units.key}"
    columns = scheme.inputs[table].columns.items()
    return next((name for name, column in columns if column.references == key), None)


def _follow(
    scheme: Scheme, tables: Mapping[str, pl.DataFrame], gone: dict[str, NDArray[np.bool_]]
) -> dict[str, NDArray[np.bool_]]:
    """Mark in ``gone`` the rows that refer to a row which is gone, and return those.

    A value that another row still has is there; then nothing refers to what is gone.
    """
    followers: dict[str, NDArray[np.bool_]] = {}
    pending = [table for table, rows in gone.items() if rows.any()]
    while pending:
        there = pending.pop()
        for table, column, target in _references_to(scheme, tables, there):
            lost = tables[there][target].filter(pl.Series(gone[there]))
            left = tables[there][target].filter(pl.Series(~gone[there]))
            values = lost.filter(~lost.is_in(left.implode())).drop_nulls().unique()
            refers = tables[table][column].is_in(values.implode()).fill_null(value=False)
            before = gone.get(table, np.zeros(tables[table].height, dtype=np.bool_))
            new = refers.to_numpy() & ~before
            if new.any():
                gone[table] = before | new
                followers[table] = followers.get(table, np.zeros_like(new)) | new
                pending.append(table)
    return followers


def _references_to(
    scheme: Scheme, tables: Mapping[str, pl.DataFrame], there: str
) -> Iterator[tuple[str, str, str]]:
    """Yield the table and column that refer to a table, and the column they refer to."""
    for table in tables:
        for name, column in scheme.inputs[table].columns.items():
            other, _, target = (column.references or "").partition(".")
            if other == there:
                yield table, name, target


def _refuse(
    scheme: Scheme, rules: Mapping[str, RowRule], frames: Mapping[str, pl.DataFrame]
) -> None:
    refused = {name: rule for name, rule in rules.items() if rule.then == "refuse"}
    problems = [
        Problem(said(row), _file(row), row["row"], field=row["table"])
        for name, frame in _broken_rows(scheme, refused, frames).items()
        for said in [_sentences(scheme, refused[name])]
        for row in frame.head(MOST_TOLD).iter_rows(named=True)
    ]
    if problems:
        raise DataError(problems)


def _file(row: Mapping[str, object]) -> str:
    delivery = row["delivery"]
    return str(row["table"]) if delivery is None else f"{delivery}[{row['table']}]"


def _sentences(scheme: Scheme, rule: RowRule) -> Callable[[Mapping[str, object]], Message]:
    """Return what says of a row what it has done: the record, the rule, the amount, the source."""
    source, unit = _source(scheme, rule), _unit_of_amount(scheme, rule)

    def sentence(row: Mapping[str, object]) -> Message:
        record, amount = row["record"], row["amount"]
        said = message("{rule}", rule=rule.title)
        if record is not None:
            said = message("{record}: {rule}", record=record, rule=rule.title)
        if amount is None:
            return (
                said if source is None else message("{what} ({source})", what=said, source=source)
            )
        if source is None:
            return message("{what}; {amount} {unit}", what=said, amount=_plain(amount), unit=unit)
        return message(
            "{what}; {amount} {unit} ({source})",
            what=said,
            amount=_plain(amount),
            unit=unit,
            source=source,
        )

    return sentence


def _plain(amount: object) -> str:
    return f"{float(str(amount)):,.10g}"


def _unit_of_amount(scheme: Scheme, rule: RowRule) -> str:
    table = scheme.inputs[_table(scheme, rule)]
    name = rule.amount or table.amount
    if name is None:
        return ""
    columns = table.columns
    return (columns[name].unit if name in columns else scheme.derived[name].unit) or ""


def _source(scheme: Scheme, rule: RowRule) -> Text | None:
    """Return the document and the place in it that a rule comes from, in every language."""
    if rule.source is None:
        return None
    publication = scheme.sources[rule.source.ref]
    document: object = publication.number or publication.title
    place = rule.source.at
    said = message("{document}, {place}", document=document, place=place)
    if place is None:
        said = message("{what}", what=document)
    return Text({tag: said.render(tag) for tag in LANGUAGES})


def _told(scheme: Scheme, rule: RowRule, broken: pl.DataFrame) -> Iterator[Finding]:
    """Yield a finding for each row that breaks a rule, and one for those beyond the most told."""
    column = rule.amount or scheme.inputs[_table(scheme, rule)].amount
    said = _sentences(scheme, rule)
    for row in broken.head(MOST_TOLD).iter_rows(named=True):
        why = said(row)
        aside = rule.then == "set_aside"
        yield Finding(
            "set-aside" if aside else "rule-broken",
            message("Set aside: {why}", why=why) if aside else why,
            rule.severity,
            table=row["table"],
            row=row["row"],
            column=column,
            unit=row["unit"],
            delivery=row["delivery"],
        )
    if broken.height > MOST_TOLD:
        yield _counted(scheme, rule, broken["amount"].slice(MOST_TOLD))


def _noted(
    scheme: Scheme, rules: Mapping[str, RowRule], frames: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    """Yield a finding for each rule of which the rows are only counted."""
    for name, rule in rules.items():
        if rule.severity != "note":
            continue
        table = _table(scheme, rule)
        amount = rule.amount or scheme.inputs[table].amount
        wanted = pl.lit(None, pl.Float64) if amount is None else pl.col(amount).cast(pl.Float64)
        rows = frames[table].filter(pl.col(rule_column(name)))
        if rows.height:
            yield _counted(scheme, rule, rows.with_columns(amount=wanted)["amount"])


def _counted(scheme: Scheme, rule: RowRule, amounts: pl.Series) -> Finding:
    """Return the finding that counts rows instead of naming them."""
    said = message("{rule}: {count} rows.", rule=rule.title, count=len(amounts))
    if amounts.null_count() < len(amounts):
        said = message(
            "{rule}: {count} rows, together {amount} {unit}.",
            rule=rule.title,
            count=len(amounts),
            amount=_plain(amounts.sum()),
            unit=_unit_of_amount(scheme, rule),
        )
    column = rule.amount or scheme.inputs[_table(scheme, rule)].amount
    return Finding("rule-broken", said, rule.severity, table=_table(scheme, rule), column=column)


def _told_followers(scheme: Scheme, asides: Sequence[pl.DataFrame]) -> Iterator[Finding]:
    for frame in asides:
        for unit, rows in frame.group_by("unit", maintain_order=True):
            yield Finding(
                "set-aside",
                message("Set aside with what they refer to: {count} rows.", count=rows.height),
                "warning",
                table=rows["table"][0],
                unit=None if unit[0] is None else str(unit[0]),
            )


def _undecided(
    scheme: Scheme, rules: Mapping[str, RowRule], frames: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    """Yield the rules of which rows cannot be told whether they break them."""
    for name, rule in rules.items():
        count = frames[_table(scheme, rule)][rule_column(name)].null_count()
        if count:
            yield Finding(
                "rule-undecided",
                message(
                    "{rule}: of {count} rows it cannot be told, since a figure is not known.",
                    rule=rule.title,
                    count=count,
                ),
                "note",
                table=_table(scheme, rule),
            )
