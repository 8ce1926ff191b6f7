"""The sheets of what people state and should know: self-assessment, commitments, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from steelyard.i18n import Message, _, language, message
from steelyard.reports.workbook.columns import told
from steelyard.reports.workbook.rows import sheet_of
from steelyard.reports.workbook.sheet import Sheet
from steelyard.reports.workbook.source import SEVERITY, Source

__all__ = ["findings", "sheets"]

_ASSESSED: Mapping[str, Message] = {
    "criterion": message("Criterion"),
    "own": message("Own points"),
    "computed": message("Computed points"),
    "difference": message("Own points less computed"),
    "figure": message("Figure behind the computed points"),
    "rows": message("Rows that counted"),
    "row": message("Row of the statement"),
}
_FOUND: Mapping[str, Message] = {
    "severity": message("Severity"),
    "unit": message("Unit"),
    "message": message("Finding"),
    "table": message("Table"),
    "row": message("Row of the file"),
    "delivery": message("Delivery"),
    "column": message("Column"),
    "code": message("Kind"),
}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the points that units' own people state, and what they have committed to."""
    own = source.table("self_assessment")
    if own is not None and not own.is_empty():
        said = own.with_columns(told(own["criterion"], source.nodes))
        about = _("The points that units' own people state, beside the computed.")
        yield sheet_of(source, said, "self_assessment", _("Self-assessment"), about, _ASSESSED)
    committed = source.table("commitments")
    if committed is not None and not committed.is_empty() and source.scheme.record is not None:
        table = source.scheme.record.commitment or ""
        heads = {name: source.words.column(table, name) for name in committed.columns}
        heads |= {"row": _FOUND["row"], "delivery": _FOUND["delivery"]}
        about = _("Who has stated in writing that the data are true and complete.")
        yield sheet_of(source, committed, "commitments", _("Commitments"), about, heads)


def findings(source: Source) -> Iterator[Sheet]:
    """Yield what a reader of the data should know, the gravest first."""
    frame = source.edition.findings
    if frame.is_empty():
        return
    order = {severity: at for at, severity in enumerate(SEVERITY)}
    frame = (
        frame.with_columns(pl.col(f"message_{language()}").alias("message"))
        .sort(
            pl.col("severity").replace_strict(order, default=len(order), return_dtype=pl.Int64),
            maintain_order=True,
        )
        .select(name for name in _FOUND if name in [*frame.columns, "message"])
    )
    said = frame.with_columns(
        told(frame["severity"], SEVERITY),
        source.tables(frame["table"]),
        told(source.columns(frame["table"], frame["column"]), source.nodes),
    )
    about = _("What a reader of the data should know.")
    yield sheet_of(source, said, "findings", _("Findings"), about, _FOUND)
