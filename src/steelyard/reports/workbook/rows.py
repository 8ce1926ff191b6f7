"""The sheets of what became of rows: breaches, rows set aside, what is left out, who delivered.

Rules and criteria stand by their titles, with the place that they come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from steelyard.evaluation import account, compliance, left_out, reconciliation
from steelyard.i18n import Message, _, message
from steelyard.reports.compliance import cited
from steelyard.reports.workbook.columns import columns_of, filled, told
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import CERTAINTY, SEVERITY, Source

__all__ = ["sheet_of", "sheets"]

_THEN: Mapping[str, Message] = {
    "report": message("reported"),
    "set_aside": message("set aside"),
    "refuse": message("refused"),
}
_WHY: Mapping[str, Message] = {
    "inapplicable": message("does not apply"),
    "missing": message("not known"),
}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each of these tables that has rows."""
    about = _("Rows that break a rule and are scored all the same.")
    yield from _by_rule(source, "breaches", _("Breaches"), about)
    about = _("Rows that are not scored, and those that refer to one of them.")
    yield from _by_rule(source, "set_aside", _("Set aside"), about)
    yield from _left_out(source)
    yield from _expected(source)
    about = _("What became of each table of each delivery.")
    yield from _by_table(source, "reconciliation", _("Deliveries"), about, reconciliation.HEADINGS)
    about = _("What became of the rows of each table, and of their amount.")
    yield from _by_table(source, "account", _("Account"), about, account.HEADINGS)


def _by_rule(source: Source, name: str, title: str, about: str) -> Iterator[Sheet]:
    frame = source.edition.table(name) if source.file(name) else None
    if frame is None or frame.is_empty():
        return
    rules = source.scheme.rules
    titles: dict[str, object] = {rule: one.title.render() for rule, one in rules.items()}
    titles[compliance.REFERS] = message("Refers to a row that was set aside")
    sources = {rule: cited(source.words, one.source) or "" for rule, one in rules.items()}
    certainty = {
        rule: CERTAINTY[one.source.certainty] if one.source else "" for rule, one in rules.items()
    }
    unknown: dict[str, object] = {compliance.REFERS: ""}
    said = frame.with_columns(
        told(frame["rule"], titles).alias("rule"),
        told(frame["rule"], sources | unknown).alias("from"),
        told(frame["rule"], certainty | unknown).alias("certainty"),
        source.tables(frame["table"]),
    )
    for column, words in (("severity", SEVERITY), ("then", _THEN)):
        if column in said.columns:
            said = said.with_columns(told(said[column], words))
    yield sheet_of(source, said, name, title, about, compliance.HEADINGS)


def _left_out(source: Source) -> Iterator[Sheet]:
    frame = source.table("left_out")
    if frame is None or frame.is_empty():
        return
    said = frame.with_columns(told(frame["node"], source.nodes), told(frame["why"], _WHY))
    about = _("Criteria that are not in a unit's score, and why.")
    yield sheet_of(source, said, "left_out", _("Left out"), about, left_out.HEADINGS)


def _expected(source: Source) -> Iterator[Sheet]:
    frame = source.table("expected")
    if frame is None or frame.is_empty():
        return
    said = frame.with_columns(told(frame["status"], reconciliation.STATUS))
    about = _("The units that ought to be there, and whether they are.")
    yield sheet_of(source, said, "expected", _("Expected"), about, reconciliation.HEADINGS)


def _by_table(
    source: Source, name: str, title: str, about: str, heads: Mapping[str, Message]
) -> Iterator[Sheet]:
    frame = source.edition.table(name) if source.file(name) else None
    if frame is None or frame.is_empty():
        return
    said = frame.with_columns(source.tables(frame["table"]))
    if "status" in said.columns:
        said = said.with_columns(told(said["status"], reconciliation.STATUS))
    if "amount" in said.columns and said["amount"].dtype == pl.String:
        said = said.with_columns(source.columns(frame["table"], frame["amount"]))
    yield sheet_of(source, said, name, title, about, heads)


def sheet_of(
    source: Source,
    frame: pl.DataFrame,
    name: str,
    title: str,
    about: str,
    heads: Mapping[str, Message],
) -> Sheet:
    """Return a sheet of rows; columns in which nothing stands are left out."""
    key = source.scheme.units.key
    frame = source.with_title(frame, "unit" if "unit" in frame.columns else key)
    frame = filled(frame)
    said = {column: str(text) for column, text in heads.items()}
    said |= {"from": _("Where the rule comes from"), "certainty": _("How sure it is")}
    columns = columns_of(frame, said | source.unit_heads, labels=source.named_numbers)
    return Sheet(title, about, (Table(columns, source.file(name) or name, frozen=1),))
