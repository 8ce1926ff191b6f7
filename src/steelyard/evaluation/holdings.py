"""What units hold, by field and by thing held, within the groups in which they compete.

Rows without a unit that stayed, and rows whose amount is missing or not positive, are left out.
Units whose group is not known (national funds have no province) make up a group of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.engines import Matrix
from steelyard.scheme.scheme import Homogeneity
from steelyard.steps.derive import structure_of
from steelyard.steps.groups import Groups
from steelyard.steps.totals import group_totals

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Group", "Holdings"]

LABELS = ("period", "group")


@dataclass(frozen=True)
class Group:
    """The units that compete with each other.

    Parameters
    ----------
    period, label
        What they have in common; None where there are no periods, or the group is not known.
    units
        A row per unit with its key ``unit`` and the ``amount`` that it holds, the largest first.
    fields
        The fields that any of them holds, in order.
    amounts
        (units, fields) what each holds of each.
    """

    period: str | None
    label: str | None
    units: pl.DataFrame
    fields: list[str]
    amounts: Matrix


@dataclass(frozen=True)
class Holdings:
    """What the units of an evaluation hold.

    Parameters
    ----------
    units
        A row per unit: ``place``, ``period``, ``group``, ``unit``.
    rows
        A row per row of the table that counts: ``place`` of the unit, ``field``, ``holding``,
        ``amount``.
    """

    units: pl.DataFrame
    rows: pl.DataFrame

    @classmethod
    def of(cls, evaluation: Evaluation, declared: Homogeneity) -> Holdings:
        """Return what the units of an evaluation hold, as declared."""
        units, places = _units(evaluation, declared)
        return cls(units, _rows(evaluation, declared, places))

    @cached_property
    def by_field(self) -> pl.DataFrame:
        """What each unit holds of each field: labels, ``unit``, ``field``, ``amount``."""
        return self._totals(self.rows.filter(pl.col("field").is_not_null()), "field")

    @cached_property
    def of_several(self) -> pl.DataFrame:
        """What each unit holds of each thing that other units hold as well."""
        rows = self.rows.filter(_maybe_of_several(self.rows))
        found = self._totals(rows, "holding")
        return found.filter(pl.col("unit").n_unique().over("period", "holding") > 1)

    @cached_property
    def wholes(self) -> pl.DataFrame:
        """What each unit holds in all: ``place``, ``whole``."""
        places = self.rows["place"].to_numpy().astype(np.intp)
        found = group_totals(self.rows["amount"].to_numpy(), places, self.units.height)
        return self.units.select("place", whole=pl.Series(found).fill_nan(None))

    @cached_property
    def without_field(self) -> pl.DataFrame:
        """What each group holds that is in no field: labels, ``amount_without_field``."""
        outside = self.rows.filter(pl.col("field").is_null()).join(self.units, on="place")
        found = _summed(outside, list(LABELS)).rename({"amount": "amount_without_field"})
        # An empty label is that of a missing one; a cell that is read is never an empty text.
        return found.with_columns(pl.col(LABELS).replace({"": None}))

    def _totals(self, rows: pl.DataFrame, what: str) -> pl.DataFrame:
        """Return the exact sums by unit and field or holding, with the unit's labels."""
        names = rows[what].unique().sort()
        codes = rows[what].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.intp)
        keys = rows["place"].to_numpy().astype(np.intp) * max(len(names), 1) + codes
        found, numbers = np.unique(keys, return_inverse=True)
        place, code = np.divmod(found, max(len(names), 1))
        totals = group_totals(rows["amount"].to_numpy(), numbers, len(found))
        held = pl.DataFrame({"place": place, what: names.gather(code), "amount": totals})
        held = held.with_columns(pl.col("place").cast(self.units.schema["place"]))
        return held.join(self.units, on="place", how="left", maintain_order="left")

    def groups(self) -> Iterator[Group]:
        """Yield the groups by period and label, that of unknown label last."""
        nothing = self.by_field.clear()
        cells = self.by_field.partition_by(LABELS, as_dict=True)
        members = self.units.partition_by(LABELS, as_dict=True, maintain_order=True)
        for labels in sorted(members, key=_in_order):
            period, label = labels
            yield _group(period, label, members[labels], cells.get(labels, nothing))


def _in_order(labels: tuple[object, ...]) -> list[tuple[bool, str]]:
    return [(label is None, str(label)) for label in labels]


def _group(
    period: str | None, label: str | None, units: pl.DataFrame, cells: pl.DataFrame
) -> Group:
    held = _summed(cells, ["place"])
    ordered = (
        units.join(held, on="place", how="left", maintain_order="left")
        .with_columns(pl.col("amount").fill_null(0.0))
        .sort(["amount", "unit"], descending=[True, False])
    )
    fields = cells["field"].unique().sort()
    row = pl.DataFrame({"place": ordered["place"]}).with_row_index("row")
    column = pl.DataFrame({"field": fields}).with_row_index("column")
    found = cells.join(row, on="place").join(column, on="field")
    amounts = np.zeros((ordered.height, len(fields)))
    amounts[found["row"].to_numpy(), found["column"].to_numpy()] = found["amount"].to_numpy()
    return Group(period, label, ordered.select("unit", "amount"), fields.to_list(), amounts)


def _maybe_of_several(rows: pl.DataFrame) -> pl.Series:
    """Return which rows may hold what another unit holds: none that does is left out.

    Millions of names are not compared but thrown into buckets; where a bucket has rows of one unit
    only, nobody else holds what they do.
    """
    size = 1 << min(max(4 * rows.height, 1).bit_length(), 24)
    buckets = (rows["holding"].hash() & (size - 1)).to_numpy()
    places = rows["place"].to_numpy()
    first = np.full(size, np.iinfo(places.dtype).max, dtype=places.dtype)
    last = np.zeros(size, dtype=places.dtype)
    np.minimum.at(first, buckets, places)
    np.maximum.at(last, buckets, places)
    several = first[buckets] < last[buckets]
    return pl.Series(several, dtype=pl.Boolean) & rows["holding"].is_not_null()


def _summed(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return the exact sums of the amounts, a row for each combination of labels."""
    groups = Groups.of(rows, by)
    return groups.labels.with_columns(
        pl.Series("amount", groups.totals(rows["amount"].to_numpy()), dtype=pl.Float64)
    )


def _units(evaluation: Evaluation, declared: Homogeneity) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the units with their labels, and by which columns of the other table they are found.

    Where the other table has no periods, a unit stands with its last group.
    """
    scheme = evaluation.scheme
    table = declared.of.partition(".")[0]
    links = structure_of(scheme).links(scheme.units.table, table)
    joined = {link.here: link.there for link in links}
    period = scheme.units.period if scheme.units.period in joined else None
    frame = evaluation.kept_frame
    if scheme.units.period is not None and period is None:
        frame = frame.sort(scheme.units.period, maintain_order=True)
        frame = frame.unique(scheme.units.key, keep="last", maintain_order=True)
    text = pl.String
    units = frame.select(
        period=pl.lit(None, text) if period is None else pl.col(period).cast(text),
        group=pl.col(declared.within).cast(text),
        unit=pl.col(scheme.units.key).cast(text),
    ).with_row_index("place")
    return units, frame.select(
        pl.col(here).cast(text).alias(there) for here, there in joined.items()
    ).with_row_index("place")


def _rows(evaluation: Evaluation, declared: Homogeneity, places: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that count, each with the place of its unit."""
    table, _, column = declared.of.partition(".")
    frame = evaluation.frames.get(table, pl.DataFrame())
    links = [name for name in places.columns if name != "place"]
    wanted = {
        "field": (declared.by, pl.String),
        "holding": (declared.holding, pl.String),
        "amount": (column, pl.Float64),
    }
    rows = frame.select(
        *(_or_missing(frame, name, pl.String).alias(f"to {name}") for name in links),
        *(_or_missing(frame, name, kind).alias(new) for new, (name, kind) in wanted.items()),
    )
    on = [f"to {name}" for name in links]
    placed = places.rename({name: f"to {name}" for name in links})
    return rows.filter(pl.col("amount") > 0).join(placed, on=on).select("place", *wanted)


def _or_missing(frame: pl.DataFrame, name: str | None, kind: type[pl.DataType]) -> pl.Expr:
    known = name is not None and name in frame.columns
    return pl.col(str(name)).cast(kind) if known else pl.lit(None, kind)
