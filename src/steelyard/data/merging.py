"""Tables put together from deliveries: nothing counted twice, nothing lost.

A row that two deliveries hold alike is kept once. One that they hold differently is
refused with all rows that refer to it, since nobody can tell which is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.data.checks import DELIVERY, ROW, references, unknown
from steelyard.data.deliveries import Delivery
from steelyard.data.faults import SHOWN, clip
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Table

__all__ = ["FATE", "Merged", "merge"]

FATE = "_fate"
"""The column of a merged table that says what became of a row: kept, double or refused."""

_KEPT, _DOUBLE, _REFUSED = "kept", "double", "refused"
_COPY = "_copy"


@dataclass(frozen=True)
class Merged:
    """Tables put together.

    Parameters
    ----------
    frames
        All rows of the deliveries that were taken and of the tables given once, with their fate.
    findings
        Rows that were refused, and why.
    """

    frames: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]

    def kept(self) -> dict[str, pl.DataFrame]:
        """Return the tables with the rows that were kept."""
        return {
            name: frame.filter(pl.col(FATE) == _KEPT).drop(FATE)
            for name, frame in self.frames.items()
        }


def merge(
    tables: Mapping[str, Table],
    deliveries: Sequence[Delivery],
    shared: Mapping[str, pl.DataFrame],
) -> Merged:
    """Put deliveries together.

    Parameters
    ----------
    tables
        The declared tables by name.
    deliveries
        Those that were taken, in their order.
    shared
        The tables that are given once, for all.
    """
    frames: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = []
    for name, table in tables.items():
        parts = [
            delivery.frames[name].with_columns(pl.lit(delivery.name).alias(DELIVERY))
            for delivery in deliveries
            if name in delivery.frames
        ]
        if parts:
            frames[name] = _judged(pl.concat(parts), table)
            findings += _of_conflicts(frames[name], name, table)
        elif name in shared:
            frames[name] = shared[name].with_columns(pl.lit(_KEPT).alias(FATE))
    before = dict(frames)
    _refuse_dangling(tables, frames)
    for name, frame in frames.items():
        findings += _of_dangling(before[name], frame, name)
    return Merged(frames, tuple(findings))


def _judged(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return rows with their fate as far as their own table tells.

    Rows of a table without a key are the same if they are equal; the second of two
    equal rows in a delivery is another row, and a copy only of a second one elsewhere.
    """
    columns = list(table.columns)
    if not table.key:
        copy = pl.int_range(pl.len()).over(*columns, DELIVERY).alias(_COPY)
        frame = frame.with_columns(copy)
    key = list(table.key) or [*columns, _COPY]
    frame = frame.with_columns(pl.lit(_KEPT).alias(FATE))
    repeated = (pl.len() > 1).over(key)
    if frame.select(repeated.any()).item():
        alike = pl.struct(columns).n_unique().over(key) == 1
        first = pl.struct(key).is_first_distinct()
        fate = (
            pl.when(~repeated | (alike & first))
            .then(pl.lit(_KEPT))
            .when(alike)
            .then(pl.lit(_DOUBLE))
            .otherwise(pl.lit(_REFUSED))
        )
        frame = frame.with_columns(fate.alias(FATE))
    return frame.drop(_COPY, strict=False)


def _refuse_dangling(tables: Mapping[str, Table], frames: dict[str, pl.DataFrame]) -> None:
    """Refuse rows that refer to a row of a delivered table that is not there, and so on.

    A delivery was checked by itself; what it refers to may have been refused since, or
    be another supplier's to give.
    """
    links = [
        (name, column, *reference.split(".", 1))
        for name, column, reference in references(tables)
        if name in frames and DELIVERY in frames.get(reference.partition(".")[0], pl.DataFrame())
    ]
    pending = True
    while pending:
        pending = False
        for name, column, other, key in links:
            kept = pl.col(FATE) == _KEPT
            known = frames[other].filter(kept)[key]
            gone = unknown(frames[name][column], known) & (frames[name][FATE] == _KEPT)
            if gone.any():
                fate = pl.when(gone).then(pl.lit(_REFUSED)).otherwise(pl.col(FATE))
                frames[name] = frames[name].with_columns(fate.alias(FATE))
                pending = True


def _of_conflicts(frame: pl.DataFrame, name: str, table: Table) -> list[Finding]:
    """Return a finding for each key that deliveries hold with different figures."""
    wrong = frame.filter(pl.col(FATE) == _REFUSED)
    if wrong.is_empty():
        return []
    others = [column for column in table.columns if column not in table.key]
    groups = wrong.group_by(table.key, maintain_order=True).agg(
        pl.concat_str(DELIVERY, pl.lit(", "), ROW).alias("places"),
        pl.col(ROW).first().alias("row"),
        *((pl.col(column).n_unique() > 1).alias(f"differ:{column}") for column in others),
    )
    return [
        Finding(
            "double-different",
            message(
                "“{key}” is delivered {count} times, with a different {columns}: "
                "{places}. None of these rows was taken.",
                key=", ".join(clip(row[column]) for column in table.key),
                count=len(row["places"]),
                columns=", ".join(column for column in others if row[f"differ:{column}"]),
                places="; ".join(row["places"]),
            ),
            "warning",
            table=name,
            row=row["row"],
        )
        for row in groups.iter_rows(named=True)
    ]


def _of_dangling(before: pl.DataFrame, after: pl.DataFrame, name: str) -> list[Finding]:
    """Return a finding for each delivery with rows that refer to rows which are not there."""
    rows = after.filter((pl.Series(before[FATE]) == _KEPT) & (pl.col(FATE) == _REFUSED))
    if rows.is_empty():
        return []
    blank = pl.lit(None, pl.String).alias(DELIVERY)
    rows = rows if DELIVERY in rows.columns else rows.with_columns(blank)
    return [
        Finding(
            "refers-to-refused",
            message(
                "Rows that refer to rows which were refused, or which nobody delivered, were "
                "refused with them: {count} (rows {rows}).",
                count=len(numbers),
                rows=_some(numbers),
            ),
            "warning",
            table=name,
            row=numbers[0],
            delivery=delivery,
        )
        for delivery, numbers in rows.group_by(DELIVERY, maintain_order=True)
        .agg(pl.col(ROW))
        .iter_rows()
    ]


def _some(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:SHOWN]))
    return shown if len(rows) <= SHOWN else f"{shown}, …"
