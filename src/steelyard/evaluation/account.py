"""What became of every row that was handed in: nothing is counted twice, nothing is lost.

For each table the rows and their amount that were scored, belong to a unit without a rank, were
set aside, refused, or came twice; they add up to what was delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from steelyard.evaluation.compliance import unit_column
from steelyard.evaluation.resource import Resource
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["FATES", "HEADINGS", "account", "resources"]

FATES = ("scored", "unranked", "set_aside", "refused", "double")
"""What may become of a row."""

HEADINGS: Mapping[str, Message] = {
    "table": message("Table"),
    "rows_delivered": message("Rows delivered"),
    "rows_scored": message("Rows scored"),
    "rows_unranked": message("Rows of units without a rank"),
    "rows_set_aside": message("Rows set aside"),
    "rows_refused": message("Rows refused"),
    "rows_double": message("Rows that came twice"),
    "amount": message("Amount"),
    "unit_of_amount": message("Unit of the amount"),
    "amount_delivered": message("Amount delivered"),
    "amount_scored": message("Amount scored"),
    "amount_unranked": message("Amount of units without a rank"),
    "amount_set_aside": message("Amount set aside"),
    "amount_refused": message("Amount refused"),
    "amount_double": message("Amount that came twice"),
}
"""What the columns of the account are called."""

_SCHEMA = pl.Schema(
    [
        ("table", pl.String()),
        ("rows_delivered", pl.Int64()),
        *((f"rows_{fate}", pl.Int64()) for fate in FATES),
        ("amount", pl.String()),
        ("unit_of_amount", pl.String()),
        ("amount_delivered", pl.Float64()),
        *((f"amount_{fate}", pl.Float64()) for fate in FATES),
    ]
)


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the account, where rows may be set aside or come in deliveries."""
    if evaluation.scheme.rules or evaluation.data.deliveries is not None:
        yield Resource(
            "account",
            "data/account.csv",
            account(evaluation),
            "What became of the rows of each table, and of their amount.",
            ("table",),
            titles={name: heading.render("en") for name, heading in HEADINGS.items()},
        )


def account(evaluation: Evaluation) -> pl.DataFrame:
    """Return what became of the rows of each table that was handed in.

    Amounts are null for tables without one, and where an amount is not known.
    """
    inputs = evaluation.scheme.inputs
    rows = [
        {"table": name, **_row(evaluation, name)}
        for name in inputs
        if name in evaluation.data.tables and inputs[name].file is None
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _row(evaluation: Evaluation, name: str) -> dict[str, object]:
    read, kept = evaluation.data.tables[name], evaluation.kept.tables[name]
    turned_away = _turned_away(evaluation, name)
    ranked = _ranked(evaluation, name, kept)
    parts = {"scored": kept.filter(ranked), "unranked": kept.filter(~ranked)}
    rows = {fate: frame.height for fate, frame in parts.items()}
    rows["set_aside"] = read.height - kept.height
    rows |= {fate: int(turned_away[f"rows_{fate}"] or 0) for fate in ("refused", "double")}
    found: dict[str, object] = {f"rows_{fate}": count for fate, count in rows.items()}
    found["rows_delivered"] = sum(rows.values())
    amount = evaluation.scheme.inputs[name].amount
    if amount is None:
        return found
    sums = {fate: _sum(frame[amount]) for fate, frame in parts.items()}
    sums["set_aside"] = _sum(_amounts_aside(evaluation, name))
    sums |= {fate: turned_away[f"amount_{fate}"] for fate in ("refused", "double")}
    known = [value for value in sums.values() if value is not None]
    found |= {f"amount_{fate}": value for fate, value in sums.items()}
    found |= {
        "amount": amount,
        "unit_of_amount": evaluation.scheme.inputs[name].columns[amount].unit,
        "amount_delivered": sum(known) if len(known) == len(sums) else None,
    }
    return found


def _amounts_aside(evaluation: Evaluation, name: str) -> pl.Series:
    """Return the amounts of the rows of a table that were set aside, each row once."""
    rows = evaluation.aside.filter(pl.col("table") == name)
    # Two files of one delivery may each have a row of that number, but not that record.
    place = ["row", "delivery", "unit", "period", "record"]
    return rows.unique(place, maintain_order=True)["amount"]


def _sum(values: pl.Series) -> float | None:
    """Return the sum of amounts, None where one is not known."""
    return None if values.null_count() else float(values.cast(pl.Float64).sum())


def _ranked(evaluation: Evaluation, name: str, rows: pl.DataFrame) -> pl.Series:
    """Return which rows belong to a unit that has a rank; those of no unit count as scored."""
    column = unit_column(evaluation.scheme, name)
    if column is None:
        return pl.repeat(value=True, n=rows.height, dtype=pl.Boolean, eager=True)
    units = evaluation.scheme.units
    period = [units.period] if units.period is not None and units.period in rows.columns else []
    ranking = evaluation.ranking.filter(pl.col("rank").is_not_null())
    marks = ranking.select(pl.col(units.key).alias(column), *period).unique()
    marks = marks.with_columns(_ranked=pl.lit(value=True))
    on = [column, *period]
    joined = rows.select(on).join(marks, on=on, how="left", maintain_order="left")
    return joined["_ranked"].fill_null(value=False)


def _turned_away(evaluation: Evaluation, name: str) -> Mapping[str, float | None]:
    """Return the rows and amounts of a table that were refused with their delivery, or doubles."""
    deliveries = evaluation.data.deliveries
    if deliveries is None:
        names = (f"{what}_{fate}" for what in ("rows", "amount") for fate in ("refused", "double"))
        return dict.fromkeys(names, 0.0)
    own = deliveries.filter(pl.col("table") == name)
    return {
        "rows_refused": float(own["refused"].sum()),
        "rows_double": float(own["double"].sum()),
        "amount_refused": _sum(own["amount_refused"]),
        "amount_double": _sum(own["amount_double"]),
    }
