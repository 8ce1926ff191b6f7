"""Who delivered, what is missing, what came twice: deliveries held against what was expected.

What became of each row is settled when the data are read (``steelyard.data.reception``);
here it is told, and held against the units that ought to be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.data.checks import DELIVERY
from steelyard.data.dataset import Dataset
from steelyard.data.values import as_text
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Scheme

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["HEADINGS", "STATUS", "expected", "findings_of", "resources", "summary"]

HEADINGS: Mapping[str, Message] = {
    "delivery": message("Delivery"),
    "table": message("Table"),
    "status": message("Status"),
    "rows": message("Rows"),
    "kept": message("Kept"),
    "double": message("Double"),
    "refused": message("Refused"),
    "amount": message("Amount"),
    "amount_kept": message("Amount kept"),
    "amount_double": message("Amount that came twice"),
    "amount_refused": message("Amount refused"),
    "problems": message("Problems"),
    "unit": message("Unit"),
}
"""What the columns of these tables are called."""

STATUS: Mapping[str, Message] = {
    "accepted": message("accepted"),
    "refused": message("refused"),
    "absent": message("absent"),
    "delivered": message("delivered"),
    "missing": message("missing"),
    "unexpected": message("not expected"),
}
"""What may be said of a delivery's table, or of a unit."""


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the account of the deliveries, and the units expected, where there are any."""
    titles = {name: heading.render("en") for name, heading in HEADINGS.items()}
    deliveries = evaluation.data.deliveries
    if deliveries is not None:
        yield Resource(
            "reconciliation",
            "data/reconciliation.csv",
            deliveries.drop("refused_keys"),
            "Who delivered: what became of each table of each delivery.",
            ("delivery", "table"),
            titles=titles,
        )
    units = expected(evaluation.scheme, evaluation.data)
    if units is not None:
        yield Resource(
            "expected",
            "data/expected.csv",
            units,
            "The units that were expected, or delivered, and whether they are there.",
            ("unit",),
            titles=titles,
        )


def expected(scheme: Scheme, data: Dataset) -> pl.DataFrame | None:
    """Return the units that were expected or delivered.

    Parameters
    ----------
    scheme, data
        What is evaluated on what.

    Returns
    -------
    pl.DataFrame or None
        ``unit``; ``status``: delivered, refused (it came, but its row was refused), missing, or
        unexpected; ``delivery``, which may be several for a refused one. None where the scheme
        expects no units, or the table that lists them was not given.
    """
    known = _listed(scheme, data)
    if known is None:
        return None
    frame = data.tables[scheme.units.table]
    by = pl.col(DELIVERY) if DELIVERY in frame.columns else pl.lit(None, pl.String)
    there = frame.select(as_text(frame[scheme.units.key]).alias("unit"), by.alias("delivery"))
    there = there.unique("unit", keep="first", maintain_order=True)
    refused = _refused(scheme, data)
    marks = [
        (there, "delivered"),
        (refused, "refused"),
        (known.to_frame().with_columns(pl.lit(None, pl.String).alias("delivery")), "missing"),
    ]
    found = pl.concat(frame.with_columns(pl.lit(status).alias("status")) for frame, status in marks)
    found = found.unique("unit", keep="first", maintain_order=True)
    other = ~pl.col("unit").is_in(known.implode()) & (pl.col("status") == "delivered")
    status = pl.when(other).then(pl.lit("unexpected")).otherwise(pl.col("status"))
    return found.select("unit", status.alias("status"), "delivery").sort("unit")


def _listed(scheme: Scheme, data: Dataset) -> pl.Series | None:
    """Return the units that ought to be there, as text; None where nobody said which."""
    table, _dot, column = (scheme.units.expected or "").partition(".")
    if table not in data.tables or data.tables[table].is_empty():
        return None
    return as_text(data.tables[table][column]).drop_nulls().unique().sort().alias("unit")


def _refused(scheme: Scheme, data: Dataset) -> pl.DataFrame:
    """Return the units whose rows were refused, with the deliveries that they came with."""
    if data.deliveries is None:
        return pl.DataFrame(schema={"unit": pl.String, "delivery": pl.String})
    return (
        data.deliveries.filter(pl.col("table") == scheme.units.table)
        .select(pl.col("refused_keys").alias("unit"), "delivery")
        .explode("unit", empty_as_null=False)
        .group_by("unit", maintain_order=True)
        .agg(pl.col("delivery").unique(maintain_order=True).str.join(", "))
    )


def findings_of(scheme: Scheme, data: Dataset) -> list[Finding]:
    """Return what the reconciliation found: units missing or not expected, deliveries refused."""
    return [*_of_deliveries(data), *_of_units(scheme, data)]


def _of_units(scheme: Scheme, data: Dataset) -> Iterator[Finding]:
    units = expected(scheme, data)
    place = scheme.units.expected
    if units is None:
        if place is not None:
            said = message(
                "Whether units are missing cannot be told: {place} lists none.", place=place
            )
            yield Finding("expected-not-checked", said)
        return
    for unit, status, delivery in units.iter_rows():
        if status == "missing":
            said = message(
                "“{unit}” is expected ({place}), and nobody delivered it.", unit=unit, place=place
            )
            yield Finding("not-delivered", said, "warning", unit=unit)
        elif status == "refused":
            said = message("“{unit}” was delivered, but refused.", unit=unit)
            yield Finding("unit-refused", said, "warning", unit=unit, delivery=delivery)
        elif status == "unexpected":
            said = message(
                "“{unit}” was delivered, but is not expected ({place}).", unit=unit, place=place
            )
            yield Finding("not-expected", said, "warning", unit=unit, delivery=delivery)


def _of_deliveries(data: Dataset) -> Iterator[Finding]:
    if data.deliveries is None:
        return
    refused = data.deliveries.filter(pl.col("status") == "refused")
    for name in _refused_deliveries(data):
        rows = refused.filter(pl.col("delivery") == name)["rows"]
        wrong = [f for f in data.findings if f.delivery == name and f.code == "delivery-problem"]
        said = (
            message(
                "The delivery was refused as a whole; problems: {count}. It cannot be read, so its "
                "rows are not counted.",
                count=len(wrong),
            )
            if rows.null_count()
            else message(
                "The delivery was refused as a whole, with {rows} rows; problems: {count}.",
                rows=rows.sum(),
                count=len(wrong),
            )
        )
        yield Finding("delivery-refused", said, "warning", delivery=name)
    for found in _by_delivery(data):
        if found["rows"] == 0:
            said = message("The delivery holds no row.")
            yield Finding("delivery-empty", said, "warning", delivery=found["delivery"])
    for row in data.deliveries.filter(pl.col("double") > 0).iter_rows(named=True):
        said = message(
            "Rows that another delivery holds alike were counted once: {count}.",
            count=row["double"],
        )
        yield Finding("double", said, table=row["table"], delivery=row["delivery"])


def _refused_deliveries(data: Dataset) -> list[str]:
    """Return the deliveries of which nothing was taken."""
    if data.deliveries is None:
        return []
    whole = data.deliveries.group_by("delivery", maintain_order=True).agg(
        (pl.col("status") == "accepted").any().alias("taken")
    )
    return whole.filter(~pl.col("taken"))["delivery"].to_list()


def summary(scheme: Scheme, data: Dataset) -> dict[str, Any] | None:
    """Return the reconciliation for programs; None where there is nothing to reconcile.

    Returns
    -------
    dict or None
        ``deliveries``: a row per delivery with its status, rows and first problem;
        ``tables``: the account by delivery and table; ``units``: those missing, refused and
        not expected, None where none are expected.
    """
    units = expected(scheme, data)
    if data.deliveries is None and units is None:
        return None
    return {
        "deliveries": _by_delivery(data),
        "tables": []
        if data.deliveries is None
        else data.deliveries.drop("refused_keys").to_dicts(),
        "units": None
        if units is None
        else {
            status: units.filter(pl.col("status") == status)["unit"].to_list()
            for status in ("missing", "refused", "unexpected")
        },
    }


def _by_delivery(data: Dataset) -> list[dict[str, Any]]:
    """Return a row per delivery: its status, its rows, its first problem in this language."""
    if data.deliveries is None:
        return []
    refused = set(_refused_deliveries(data))
    first: dict[str | None, str] = {}
    for finding in data.findings:
        if finding.code == "delivery-problem":
            first.setdefault(finding.delivery, _placed(finding))
    counts = data.deliveries.group_by("delivery", maintain_order=True).agg(
        pl.when(pl.col("rows").is_null().any())
        .then(None)
        .otherwise(pl.col("rows").sum())
        .alias("rows"),
        *(pl.col(name).sum() for name in ("kept", "double", "refused")),
    )
    return [
        {
            "delivery": row["delivery"],
            "status": "refused" if row["delivery"] in refused else "accepted",
            **{name: row[name] for name in ("rows", "kept", "double", "refused")},
            "problem": first.get(row["delivery"]),
        }
        for row in counts.iter_rows(named=True)
    ]


def _placed(finding: Finding) -> str:
    """Return a finding with where it is."""
    place = ":".join(str(part) for part in (finding.table, finding.row) if part is not None)
    return ": ".join(filter(None, (place, finding.column, str(finding.message))))
