"""The rows behind an indicator: whose money, how much of it counts, and under which conditions.

They come from the tables that were evaluated, those of one unit; the largest are shown
and all are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from steelyard.data.checks import DELIVERY, ROW
from steelyard.i18n import Message, message
from steelyard.reports.subject import Subject
from steelyard.reports.words import Vocabulary
from steelyard.scheme.derived import LINKED_KINDS
from steelyard.steps.derive import structure_of
from steelyard.steps.derive.related import place
from steelyard.steps.derive.uses import uses

__all__ = ["RowBehind", "RowsBehind", "rows_behind"]


@dataclass(frozen=True)
class RowBehind:
    """A row behind a figure.

    Parameters
    ----------
    row, delivery
        Where it stands: the row of its file, and the delivery that it came with.
    record
        Its key, without the unit's.
    amount
        What it adds; None where it is missing, or rows are only counted.
    counts
        Whether it satisfies the conditions; None where that cannot be told.
    """

    row: int | None
    delivery: str | None
    record: str
    amount: float | None
    counts: bool | None


@dataclass(frozen=True)
class RowsBehind:
    """The unit's rows in another table, as one figure sees them.

    Parameters
    ----------
    figure, table
        The figure that is made of them, and their table.
    column, unit
        The amount, and its unit of measurement; None where rows are counted.
    conditions
        Which rows count, in words; None if all do.
    count, total
        How many rows the unit has, and the sum of their amounts where that means something.
    counted, counted_total
        How many of them satisfy the conditions, and the sum of theirs.
    rows
        The first of them: those that count first, the largest first.
    """

    figure: Message
    table: Message
    column: Message | None
    unit: str | None
    conditions: Message | None
    count: int
    total: float | None
    counted: int
    counted_total: float | None
    rows: tuple[RowBehind, ...]


def rows_behind(
    subject: Subject, words: Vocabulary, figure: str, most: int
) -> tuple[RowsBehind, ...]:
    """Return the rows behind a figure of the units, by way of the figures that it needs.

    Parameters
    ----------
    subject
        The unit.
    words
        What things are called.
    figure
        A figure of the units' table; a plain column has no rows.
    most
        How many rows are shown of each.
    """
    derived = subject.scheme.derived
    return tuple(
        _flows(subject, words, name, most)
        if derived[name].kind == "present_value"
        else _behind(subject, words, name, most)
        for name in dict.fromkeys(_over_rows(subject, figure))
    )


def _over_rows(subject: Subject, name: str) -> Iterator[str]:
    """Yield the figures over the rows of other tables that a figure is made of."""
    scheme = subject.scheme
    figure = scheme.derived.get(name)
    if figure is None or (figure.on or scheme.units.table) != scheme.units.table:
        return
    if figure.kind in LINKED_KINDS:
        yield name
        return
    for use in uses(figure, structure_of(scheme)):
        if use.table == scheme.units.table:
            yield from _over_rows(subject, use.column)


def _behind(subject: Subject, words: Vocabulary, name: str, most: int) -> RowsBehind:
    told = subject.scheme.derived[name].declaration
    table, _, column = str(told.of).partition(".")
    frame = subject.rows(table)
    amount = column or subject.scheme.inputs[table].amount
    # Amounts of a mean or a least value are not added up.
    added = amount if subject.scheme.derived[name].kind in ("sum", "share", "count") else None
    marked = _marked(subject, name, frame, amount)
    chosen = marked.filter(pl.col("counts"))
    order = pl.col("amount").abs()
    first = marked.sort(
        pl.col("counts").fill_null(value=False), order, descending=True, nulls_last=True
    )
    return RowsBehind(
        figure=words.column(subject.scheme.units.table, name),
        table=words.table(table),
        column=None if amount is None else words.column(table, amount),
        unit=None if amount is None else words.unit(table, amount),
        conditions=words.where(table, told.where),
        count=marked.height,
        total=_sum(marked, added),
        counted=chosen.height,
        counted_total=_sum(chosen, added),
        rows=tuple(RowBehind(**row) for row in first.head(most).to_dicts()),
    )


def _flows(subject: Subject, words: Vocabulary, name: str, most: int) -> RowsBehind:
    """Return the flows of a present value, those to come first, by their years."""
    told = subject.scheme.derived[name].declaration
    table, flow = place(told.of)
    frame, since = subject.flows(name), subject.number(told.since)
    there = {column: column in frame.columns for column in (ROW, DELIVERY, flow, told.year)}
    rows = frame.select(
        row=pl.col(ROW) if there[ROW] else pl.lit(None, pl.Int64),
        delivery=pl.col(DELIVERY) if there[DELIVERY] else pl.lit(None, pl.String),
        record=pl.col(told.year).cast(pl.String).fill_null("–") if there[told.year] else None,
        amount=pl.col(flow).cast(pl.Float64) if there[flow] else pl.lit(None, pl.Float64),
        counts="counts",
    ).sort(pl.col("counts").fill_null(value=False), descending=True, maintain_order=True)
    return RowsBehind(
        figure=words.column(subject.scheme.units.table, name),
        table=words.table(table),
        column=words.column(table, flow),
        unit=words.unit(table, flow),
        conditions=message(
            "in each year after {year}", year="–" if since is None else f"{since:g}"
        ),
        count=rows.height,
        total=None,  # flows of different years are not added up
        counted=int(rows["counts"].sum() or 0),
        counted_total=None,
        rows=tuple(RowBehind(**row) for row in rows.head(most).to_dicts()),
    )


def _sum(rows: pl.DataFrame, amount: str | None) -> float | None:
    """Return the sum of amounts; None where one is missing: the sum is not known."""
    if amount is None or rows["amount"].null_count():
        return None
    return float(rows["amount"].sum())


def _marked(subject: Subject, name: str, frame: pl.DataFrame, amount: str | None) -> pl.DataFrame:
    """Return rows with what a report shows of each."""
    scheme = subject.scheme
    told = scheme.derived[name].declaration
    table = str(told.of).partition(".")[0]
    own = {link.there for link in structure_of(scheme).links(scheme.units.table, table)}
    key = [column for column in scheme.inputs[table].key if column not in own]
    parts = [pl.col(column).cast(pl.String).fill_null("–") for column in key]
    there = set(frame.columns)
    return frame.with_columns(subject.counted(name).alias("#counts")).select(
        row=pl.col(ROW) if ROW in there else pl.lit(None, pl.Int64),
        delivery=pl.col(DELIVERY) if DELIVERY in there else pl.lit(None, pl.String),
        record=pl.concat_str(parts, separator="/") if parts else pl.lit("–"),
        amount=pl.lit(None, pl.Float64) if amount is None else pl.col(amount).cast(pl.Float64),
        counts=pl.col("#counts"),
    )
