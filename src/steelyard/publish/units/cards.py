"""What stands in rows of a unit: breaches, rows set aside, rows behind figures, the next points.

Breaches and what people state of themselves are tables of the edition; the rows and what more
points would take are found again from its inputs. Sentences are kept as messages, to be read in
any language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.evaluation.compliance import REFERS
from steelyard.evaluation.labels import labels_of
from steelyard.evaluation.self_assessment import SELF_ASSESSMENT
from steelyard.i18n import Message, message
from steelyard.publish.source import Source
from steelyard.reports.compliance import cited
from steelyard.reports.needed import needed_by
from steelyard.reports.rows import RowsBehind, rows_behind
from steelyard.reports.subject import Common, Subject, subject_of
from steelyard.reports.words import Vocabulary, joined, shown, titled, with_unit
from steelyard.scheme.tree import Citation

__all__ = ["Behind", "Broken", "Card", "Cards", "Stated", "Step"]

_MOST_ROWS = 3
"""How many rows behind a figure are shown; all are counted."""
_MOST_BROKEN = 20
_GRAVITY = {"breach": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Broken:
    """A row that breaks a rule, or was set aside.

    Parameters
    ----------
    severity
        ``breach``, ``warning`` or ``note``; None for a row set aside.
    rule, source, certainty
        The rule, where it comes from, and how sure that is.
    row
        Where the row stands and what it is called.
    amount
        What is at stake, with its unit of measurement.
    """

    severity: str | None
    rule: Message
    source: Message | None
    certainty: str | None
    row: Message
    amount: Message | None


@dataclass(frozen=True)
class Step:
    """What more points of an indicator would take.

    Parameters
    ----------
    node
        The indicator.
    sentence
        What must be reached, and what it gives; or why it cannot be told.
    changes, together
        What brings it: each by itself, or all ``together``.
    reason
        Why no change can be told.
    """

    node: str
    sentence: Message
    changes: tuple[Message, ...]
    together: bool
    reason: Message | None


@dataclass(frozen=True)
class Behind:
    """A figure made of rows: how it is declared, and the rows."""

    title: Message
    declared: Message
    rows: tuple[RowsBehind, ...]


@dataclass(frozen=True)
class Stated:
    """What a unit's own people state of a node, and that less what was computed."""

    own: float | None
    difference: float | None


@dataclass(frozen=True)
class Card:
    """What stands in rows of one unit.

    Parameters
    ----------
    broken, aside
        The first of its rows that break rules, and that were set aside.
    more_broken, more_aside
        How many more there are.
    steps, behind
        What more points would take, and what is behind the figures.
    """

    broken: tuple[Broken, ...] = ()
    more_broken: int = 0
    aside: tuple[Broken, ...] = ()
    more_aside: int = 0
    steps: tuple[Step, ...] = ()
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True)
class Cards:
    """The cards of an edition's units.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    @property
    def scored(self) -> bool:
        """Whether the scheme gives points, so that rows and next points are told."""
        tree = self.source.scheme.tree
        return tree is not None and tree.points is not None

    @property
    def possible(self) -> bool:
        """Whether rows can be told: the edition has its inputs."""
        return self.source.evaluation is not None

    def of(self, key: str, period: str | None) -> Card:
        """Return the card of a unit in its last period."""
        broken = self._rows("breaches", key, period)
        broken.sort(key=lambda row: _GRAVITY.get(str(row["severity"]), 3))
        aside = self._rows("set_aside", key, period)
        steps, behind = self._scored(key, period)
        return Card(
            tuple(self._broken(row) for row in broken[:_MOST_BROKEN]),
            max(0, len(broken) - _MOST_BROKEN),
            tuple(self._broken(row) for row in aside[:_MOST_BROKEN]),
            max(0, len(aside) - _MOST_BROKEN),
            steps,
            behind,
        )

    def stated(self, key: str) -> Mapping[str, Stated]:
        """Return what a unit's own people state of nodes."""
        return self._stated.get(key, {})

    @cached_property
    def words(self) -> Vocabulary:
        """What tables, columns and rules are called."""
        evaluation = self.source.evaluation if self.scored else None
        if evaluation is None:
            return Vocabulary(self.source.scheme, self.source.labels)
        return Vocabulary(self.source.scheme, labels_of(self.source.scheme, evaluation.kept.tables))

    def _rows(self, table: str, key: str, period: str | None) -> list[dict[str, Any]]:
        rows = self._tables[table].get(key, [])
        return [row for row in rows if period is None or row["period"] in (None, period)]

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, list[dict[str, Any]]]]:
        """The rows of breaches and of what was set aside, by unit."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {"breaches": {}, "set_aside": {}}
        for table, by_unit in found.items():
            frame = self.source.table(table)
            if frame is not None:
                for row in frame.cast({"unit": pl.String, "period": pl.String}).to_dicts():
                    by_unit.setdefault(row["unit"], []).append(row)
        return found

    @cached_property
    def _stated(self) -> Mapping[str, Mapping[str, Stated]]:
        frame = self.source.table(SELF_ASSESSMENT)
        found: dict[str, dict[str, Stated]] = {}
        if frame is not None:
            key = pl.col(self.source.scheme.units.key).cast(pl.String)
            for unit, node, own, less in frame.select(
                key, "criterion", "own", "difference"
            ).iter_rows():
                found.setdefault(unit, {}).setdefault(node, Stated(own, less))
        return found

    def _broken(self, row: Mapping[str, Any]) -> Broken:
        scheme, name, table = self.source.scheme, str(row["rule"]), str(row["table"])
        rule = scheme.rules.get(name)
        amount = (rule.amount if rule is not None else None) or scheme.inputs[table].amount
        unit = None if amount is None else self.words.unit(table, amount)
        told = message("Refers to a row that was set aside") if name == REFERS else titled(name)
        source: Citation | None = None if rule is None else rule.source
        return Broken(
            severity=row.get("severity"),
            rule=told if rule is None else titled(rule.title),
            source=cited(self.words, source),
            certainty=None if source is None else source.certainty,
            row=joined(list(self._place(row)), message(", ")),
            amount=None if row["amount"] is None else with_unit(shown(row["amount"]), unit),
        )

    def _place(self, row: Mapping[str, Any]) -> Iterator[Message]:
        yield self.words.table(str(row["table"]))
        for part in ("record", "delivery"):
            if row[part] is not None:
                yield titled(str(row[part]))
        if row["row"] is not None:
            yield message("row {row}", row=row["row"])

    def _scored(self, key: str, period: str | None) -> tuple[tuple[Step, ...], tuple[Behind, ...]]:
        if not self.scored or self._common is None:
            return (), ()
        subject = subject_of(self._common.evaluation, key, period, common=self._common)
        return tuple(self._steps(subject)), tuple(self._behind(subject))

    @cached_property
    def _common(self) -> Common | None:
        evaluation = self.source.evaluation
        return None if evaluation is None else Common(evaluation)

    def _steps(self, subject: Subject) -> Iterator[Step]:
        for found in needed_by(subject):
            told = found.needed is not None
            yield Step(
                found.node,
                found.sentence,
                tuple(change.sentence for change in found.changes),
                found.together,
                found.reason if told else None,
            )

    def _behind(self, subject: Subject) -> Iterator[Behind]:
        scheme = self.source.scheme
        nodes = scheme.indicators().items()
        figures = dict.fromkeys(node.indicator or name for name, node in nodes)
        for figure in figures:
            declared = self.words.figure(figure)
            rows: Sequence[RowsBehind] = ()
            if declared is not None:
                rows = rows_behind(subject, self.words, figure, _MOST_ROWS)
            if declared is not None and rows:
                yield Behind(self.words.column(scheme.units.table, figure), declared, tuple(rows))
