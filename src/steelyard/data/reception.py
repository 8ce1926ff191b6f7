"""All that was handed in, received: deliveries read, put together and accounted for.

What becomes of each table of each delivery is one row of the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from steelyard.data.checks import DELIVERY
from steelyard.data.counts import Count, count, total
from steelyard.data.deliveries import Delivery, Receiver
from steelyard.data.given import Given
from steelyard.data.merging import FATE, Merged, merge
from steelyard.data.table import Read, Source
from steelyard.data.values import as_text
from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Table

__all__ = ["ACCOUNT", "Reception", "receive"]

ACCOUNT = pl.Schema(
    {
        "delivery": pl.String(),
        "table": pl.String(),
        "status": pl.String(),
        "rows": pl.Int64(),
        "kept": pl.Int64(),
        "double": pl.Int64(),
        "refused": pl.Int64(),
        "amount": pl.Float64(),
        "amount_kept": pl.Float64(),
        "amount_double": pl.Float64(),
        "amount_refused": pl.Float64(),
        "refused_keys": pl.List(pl.String()),
        "problems": pl.String(),
    }
)
"""The columns of the account of deliveries, a row per delivery and table.

``status`` is accepted, refused or absent; ``refused_keys`` are the keys of refused rows, where
a table has one column as its key; ``problems`` are the first of them, in English.
"""

_PROBLEMS = 3
_FATES = ("kept", "double", "refused")


@dataclass(frozen=True)
class Reception:
    """What came of all deliveries.

    Parameters
    ----------
    frames
        The tables put together, and those given once.
    findings
        What a reader should know.
    sources
        The files of the deliveries.
    account
        A row per delivery and table; see :data:`ACCOUNT`.
    """

    frames: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    account: pl.DataFrame

    def reads(self, before: Mapping[str, Read]) -> dict[str, Read]:
        """Return the tables as if each had been read from one file."""
        return {
            name: replace(before[name], frame=frame) if name in before else Read(frame, ())
            for name, frame in self.frames.items()
        }


def receive(given: Given, receiver: Receiver, shared: Mapping[str, Read]) -> Reception:
    """Read all deliveries and put them together.

    Raises
    ------
    DataError
        Every delivery is refused; with the problems of all.
    """
    deliveries = [receiver.receive(delivered) for delivered in given.deliveries]
    taken = [delivery for delivery in deliveries if not delivery.refused]
    if not taken:
        raise DataError(problem for each in deliveries for _table, problem in each.problems)
    merged = merge(receiver.tables, taken, {name: read.frame for name, read in shared.items()})
    findings = [
        *(finding for delivery in deliveries for finding in delivery.findings),
        *(found for each in deliveries for found in _of_problems(each)),
        *merged.findings,
    ]
    parts = {
        name: frame.partition_by(DELIVERY, as_dict=True)
        for name, frame in merged.frames.items()
        if DELIVERY in frame.columns
    }
    rows = [
        *(row for delivery in deliveries for row in _rows(delivery, parts, receiver.tables)),
        *_rows_given_once(shared, merged, receiver.tables),
    ]
    return Reception(
        merged.kept(),
        tuple(findings),
        {source.file: source for delivery in deliveries for source in delivery.sources},
        pl.DataFrame(rows, schema=ACCOUNT),
    )


def _of_problems(delivery: Delivery) -> Iterator[Finding]:
    """Yield what is wrong with a delivery as findings."""
    for table, problem in delivery.problems:
        column = None if problem.field is None else problem.field.partition(" (")[0]
        yield Finding(
            "delivery-problem",
            _what(problem),
            "warning",
            table=table,
            row=problem.line,
            column=column,
            delivery=delivery.name,
        )


def _what(problem: Problem) -> Message:
    """Return what is wrong, with the nearest name that is known."""
    if problem.nearest is None:
        return problem.message
    return message(
        "{problem} Did you mean “{name}”?", problem=problem.message, name=problem.nearest
    )


_Parts = Mapping[str, Mapping[tuple[object, ...], pl.DataFrame]]
"""The rows of each table by delivery."""


def _rows(
    delivery: Delivery, parts: _Parts, tables: Mapping[str, Table]
) -> Iterator[dict[str, object]]:
    """Yield the account of a delivery."""
    for name in delivery.tables:
        row = {"delivery": delivery.name, "table": name}
        said = _in_english(p for table, p in delivery.problems if table in (name, None))
        if name not in delivery.counts:
            yield {**row, "status": "absent", **_nothing(tables[name]), "problems": said}
        elif delivery.refused:
            refused = _all_refused(delivery.counts[name], tables[name])
            yield {**row, "status": "refused", **refused, "problems": said}
        else:
            rows = parts[name].get((delivery.name,), delivery.frames[name].clear())
            found = _fates(rows, delivery.counts[name], tables[name])
            yield {**row, "status": "accepted", **found}


def _rows_given_once(
    shared: Mapping[str, Read], merged: Merged, tables: Mapping[str, Table]
) -> Iterator[dict[str, object]]:
    """Yield the account of the tables that are given once, for all; not of reference data."""
    for name, read in shared.items():
        if read.source is not None and not read.source.bundled:
            found = _fates(merged.frames[name], count(read.frame, tables[name]), tables[name])
            yield {"delivery": read.source.file, "table": name, "status": "accepted", **found}


def _fates(rows: pl.DataFrame, counted: Count, table: Table) -> dict[str, object]:
    """Return how many rows were kept, are copies or were refused, and their amounts."""
    parts = _by_fate(rows)
    amounts = {
        f"amount_{fate}": None if table.amount is None else total(part[table.amount])
        for fate, part in parts.items()
    }
    keys = as_text(parts["refused"][table.key[0]]).to_list() if len(table.key) == 1 else []
    return {
        "rows": counted.rows,
        "amount": counted.amount,
        **{fate: part.height for fate, part in parts.items()},
        **amounts,
        "refused_keys": keys,
    }


def _by_fate(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    if rows.is_empty() or (rows[FATE] == "kept").all():
        return {fate: rows if fate == "kept" else rows.clear() for fate in _FATES}
    return {fate: rows.filter(pl.col(FATE) == fate) for fate in _FATES}


def _all_refused(counted: Count, table: Table) -> dict[str, object]:
    return {
        **_nothing(table),
        "rows": counted.rows,
        "refused": counted.rows,
        "amount": counted.amount,
        "amount_refused": counted.amount,
        "refused_keys": list(counted.keys),
    }


def _nothing(table: Table) -> dict[str, object]:
    amounts = ("amount", *(f"amount_{fate}" for fate in _FATES))
    return {
        "rows": 0,
        **dict.fromkeys(_FATES, 0),
        **dict.fromkeys(amounts, None if table.amount is None else 0.0),
        "refused_keys": [],
    }


def _in_english(problems: Iterable[Problem]) -> str | None:
    """Return the first problems as text, the same whatever the language of the moment is."""
    found = list(problems)
    texts = [_said(problem) for problem in found[:_PROBLEMS]]
    return "\n".join([*texts, *(["…"] if len(found) > _PROBLEMS else [])]) or None


def _said(problem: Problem) -> str:
    places = (problem.file, problem.line, problem.column)
    position = ":".join(str(place) for place in places if place is not None)
    return ": ".join(filter(None, (position, problem.field, _what(problem).render("en"))))
