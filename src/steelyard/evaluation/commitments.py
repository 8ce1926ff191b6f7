"""Who has stated in writing that the data are true and complete, and who has not.

The evaluation takes note of the statements as they were delivered; it does not judge them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from steelyard.data.checks import DELIVERY, ROW
from steelyard.evaluation.compliance import unit_column
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["COMMITMENTS", "findings_of", "resources"]

COMMITMENTS = "commitments"


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of commitments as delivered, where the scheme names one."""
    table = _table(evaluation.scheme)
    if table is None:
        return
    declared = evaluation.scheme.inputs[table]
    yield Resource(
        COMMITMENTS,
        f"data/{COMMITMENTS}.csv",
        _frame(evaluation, table),
        "The commitments as delivered, with the row that each stands in.",
        declared.key,
        titles={"row": "Row", "delivery": "Delivery"},
    )


def findings_of(evaluation: Evaluation) -> list[Finding]:
    """Return a finding for each unit for which nobody has committed."""
    table = _table(evaluation.scheme)
    if table is None:
        return []
    column = str(unit_column(evaluation.scheme, table))
    committed = set(_frame(evaluation, table)[column].drop_nulls().cast(pl.String))
    keys = (
        evaluation.kept_frame[evaluation.scheme.units.key]
        .cast(pl.String)
        .unique(maintain_order=True)
    )
    return [
        Finding(
            "no-commitment",
            message("Nobody has stated that the data are true and complete."),
            "warning",
            table=table,
            unit=key,
        )
        for key in keys
        if key not in committed
    ]


def _table(scheme: Scheme) -> str | None:
    return scheme.record.commitment if scheme.record is not None else None


def _frame(evaluation: Evaluation, table: str) -> pl.DataFrame:
    """Return the declared columns of the rows as read; no rows where nothing was delivered."""
    names = list(evaluation.scheme.inputs[table].columns)
    found = evaluation.data.tables.get(table)
    if found is None:
        found = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    blank = pl.lit(None)
    return found.select(
        *names,
        (pl.col(ROW) if ROW in found.columns else blank).cast(pl.Int64).alias("row"),
        (pl.col(DELIVERY) if DELIVERY in found.columns else blank)
        .cast(pl.String)
        .alias("delivery"),
    )
