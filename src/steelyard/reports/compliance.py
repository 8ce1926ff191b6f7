"""What rows of one unit break, and which were set aside: rule, document, place and amount."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from steelyard.evaluation.compliance import REFERS
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.tree import Citation

__all__ = ["Breach", "breaches_of", "cited", "set_aside_of"]


@dataclass(frozen=True)
class Breach:
    """A row that breaks a rule.

    Parameters
    ----------
    rule, title
        The rule.
    severity
        ``breach``, ``warning`` or ``note``; None for a row set aside with the one it refers to.
    source, certainty
        The document and the place in it, and how sure the rule is.
    table, row, delivery, record
        Where the row stands, and what it is called.
    amount, unit
        What is at stake.
    """

    rule: str
    title: Message
    severity: str | None
    source: Message | None
    certainty: str | None
    table: Message
    row: int | None
    delivery: str | None
    record: str | None
    amount: float | None
    unit: str | None


def cited(words: Vocabulary, source: Citation | None) -> Message | None:
    """Return the document and the place in it that something comes from."""
    if source is None:
        return None
    publication = words.scheme.sources[source.ref]
    document = titled(publication.number or publication.title)
    if source.at is None:
        return document
    return message("{document}, {place}", document=document, place=source.at)


def breaches_of(evaluation: Evaluation, words: Vocabulary, chosen: pl.Expr) -> tuple[Breach, ...]:
    """Return the breaches in the chosen rows of the table of breaches, the gravest first."""
    order = {"breach": 0, "warning": 1, "note": 2}
    rows = evaluation.breaches.filter(chosen).to_dicts()
    return tuple(
        _breach(words, row) for row in sorted(rows, key=lambda row: order[str(row["severity"])])
    )


def set_aside_of(evaluation: Evaluation, words: Vocabulary, chosen: pl.Expr) -> tuple[Breach, ...]:
    """Return the rows set aside, of the chosen rows of that table."""
    return tuple(_breach(words, row) for row in evaluation.aside.filter(chosen).to_dicts())


def _breach(words: Vocabulary, row: dict[str, object]) -> Breach:
    name, table = str(row["rule"]), str(row["table"])
    rule = words.scheme.rules.get(name)
    amount = (rule.amount if rule is not None else None) or words.scheme.inputs[table].amount
    if rule is None:
        assert name == REFERS
        title = message("Refers to a row that was set aside")
    else:
        title = titled(rule.title)
    source = None if rule is None else rule.source
    return Breach(
        rule=name,
        title=title,
        severity=None if rule is None else rule.severity,
        source=cited(words, source),
        certainty=None if source is None else source.certainty,
        table=words.table(table),
        row=_whole(row["row"]),
        delivery=_text(row["delivery"]),
        record=_text(row["record"]),
        amount=_number(row["amount"]),
        unit=None if amount is None else words.unit(table, amount),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
