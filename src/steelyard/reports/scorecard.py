"""The scorecard of a unit: points, the figures and rows behind each, and what it would take.

It says what was left out and what is missing, how sure each rule is, what the unit's rows
break, where its peers stand, and how its own statement differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.labels import labels_of
from steelyard.evaluation.self_assessment import resources as statements
from steelyard.i18n import Message
from steelyard.reports.changes import Needed
from steelyard.reports.compliance import Breach, breaches_of, cited, set_aside_of
from steelyard.reports.needed import needed_by
from steelyard.reports.rows import RowsBehind, rows_behind
from steelyard.reports.subject import Subject, evaluation_of, subject_of
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.tree import Citation, Node

__all__ = ["MOST_ROWS", "Figure", "Scorecard", "ScoredNode", "scorecard", "scorecard_of"]

MOST_ROWS = 50
"""How many rows behind a figure are shown unless it is asked otherwise."""


@dataclass(frozen=True)
class Figure:
    """The figure behind an indicator.

    Parameters
    ----------
    name, title, unit
        What it is, and its unit of measurement.
    value
        Before any step; None where it is missing.
    declared
        How it is computed, in words; None for a column as it was supplied.
    rows
        The rows of other tables behind it.
    """

    name: str
    title: Message
    unit: str | None
    value: float | None
    declared: Message | None
    rows: tuple[RowsBehind, ...]


@dataclass(frozen=True)
class ScoredNode:
    """A node of the tree, for one unit.

    Parameters
    ----------
    node, title, depth, parent
        Where it stands.
    score, of
        The unit's points or score, and the most there are; None where nothing limits it.
    median
        The median of the unit's peers.
    applies, scaled
        Whether it applies to the unit, and whether parts of it were left out and the rest
        stand for all of it.
    source, certainty, note
        Where the rule comes from, how sure that is (the nearest node above that says so), and
        how the source was read.
    figure
        What is behind an indicator.
    own, difference
        What the unit's own people state, and that less the computed points.
    needed
        What the next step would take; None at the maximum.
    """

    node: str
    title: Message
    depth: int
    parent: str | None
    score: float | None
    of: float | None
    median: float | None
    applies: bool
    scaled: bool
    source: Message | None
    certainty: str | None
    note: Message | None
    figure: Figure | None
    own: float | None
    difference: float | None
    needed: Needed | None


@dataclass(frozen=True)
class Scorecard:
    """What is to be said of one unit.

    Parameters
    ----------
    scheme, key, title, period
        Which scheme, and which unit.
    groups
        The titles and values of the unit's groups.
    rank, ranked, peers
        Its rank within its list, how many have a rank there, and how many units are on the list.
    within
        What makes the list: the groups that are ranked apart.
    score, of
        The total, and the most there is.
    nodes
        Every node of the tree, parents before their parts.
    breaches, set_aside
        The unit's rows that break a rule, and those that were not scored.
    """

    scheme: Message
    key: str
    title: str
    period: str | None
    groups: tuple[tuple[Message, Message], ...]
    rank: float | None
    ranked: int
    peers: int
    within: tuple[Message, ...]
    score: float | None
    of: float | None
    nodes: tuple[ScoredNode, ...]
    breaches: tuple[Breach, ...]
    set_aside: tuple[Breach, ...]

    @property
    def missing(self) -> tuple[ScoredNode, ...]:
        """The indicators that apply and of which the figure is not known."""
        left = {node.node for node in self.nodes if not node.applies}
        return tuple(
            node
            for node in self.nodes
            if node.figure is not None and node.score is None and node.node not in left
        )

    @property
    def left_out(self) -> tuple[ScoredNode, ...]:
        """The nodes that do not apply, without those below them."""
        left = {node.node for node in self.nodes if not node.applies}
        return tuple(node for node in self.nodes if node.node in left and node.parent not in left)

    @property
    def scaled(self) -> tuple[ScoredNode, ...]:
        """The criteria of which some parts stand for all."""
        return tuple(node for node in self.nodes if node.scaled)


def scorecard(
    source: Evaluation | Edition | str | Path,
    unit: str,
    period: str | None = None,
    *,
    rows: int = MOST_ROWS,
) -> Scorecard:
    """Return the scorecard of a unit.

    Parameters
    ----------
    source
        An evaluation, or an edition that carries its inputs.
    unit
        The unit's key, or its title where that is unambiguous.
    period
        The period; the last one that the unit has if absent.
    rows
        How many rows behind each figure are shown; all are counted.

    Raises
    ------
    UsageError
        If there is no such unit or period.
    EditionError
        If the edition was written without its inputs.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> scorecard(evaluation, "Finland").rank
    1.0
    """
    return scorecard_of(subject_of(evaluation_of(source), unit, period), rows=rows)


def scorecard_of(subject: Subject, *, rows: int = MOST_ROWS) -> Scorecard:
    """Return the scorecard of a unit that was found; see :func:`scorecard`."""
    return _Card(subject, rows).made()


@dataclass(frozen=True)
class _Card:
    """A scorecard in the making."""

    subject: Subject
    most: int

    @property
    def evaluation(self) -> Evaluation:
        return self.subject.evaluation

    @cached_property
    def words(self) -> Vocabulary:
        scheme = self.subject.scheme
        return Vocabulary(scheme, labels_of(scheme, self.evaluation.kept.tables))

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        return self.subject.scheme.nodes()

    @cached_property
    def parents(self) -> Mapping[str, str]:
        return {part: name for name, node in self.nodes.items() for part in node.parts or {}}

    @cached_property
    def needed(self) -> Mapping[str, Needed]:
        return {answer.node: answer for answer in needed_by(self.subject)}

    def made(self) -> Scorecard:
        subject, scheme = self.subject, self.subject.scheme
        units, rank = scheme.units, self.evaluation.ranks[subject.at]
        score = self.evaluation.score[subject.at]
        own = pl.col("unit") == subject.key
        if subject.period is not None:
            own &= pl.col("period").fill_null(subject.period) == subject.period
        return Scorecard(
            scheme=titled(scheme.title),
            key=subject.key,
            title=str(subject.row[units.title]) if units.title else subject.key,
            period=subject.period,
            groups=tuple((self.words.column(units.table, g), self._group(g)) for g in units.groups),
            rank=None if np.isnan(rank) else float(rank),
            ranked=int((~np.isnan(self.evaluation.ranks[subject.peers])).sum()),
            peers=len(subject.peers),
            within=tuple(self._group(name) for name in scheme.rank.within),
            score=None if np.isnan(score) else float(score),
            of=scheme.tree.points if scheme.tree is not None and scheme.rank.by_score else None,
            nodes=tuple(self._node(name) for name in self.nodes),
            breaches=breaches_of(self.evaluation, self.words, own),
            set_aside=set_aside_of(self.evaluation, self.words, own),
        )

    def _group(self, name: str) -> Message:
        """Return the unit's value of a group, by what the scheme calls it."""
        value = self.subject.row[name]
        if value is None:
            return titled("–")
        return self.words.value(self.subject.scheme.units.table, name, str(value))

    def _node(self, name: str) -> ScoredNode:
        node, subject = self.nodes[name], self.subject
        score, stated = subject.score(name), self._stated.get(name, (None, None))
        source = self._source(name)
        note = None if source is None or source.note is None else titled(source.note)
        figure = None if node.parts else self._figure(name, node)
        title = node.title or (name if figure is None else figure.title)
        return ScoredNode(
            node=name,
            title=title if isinstance(title, Message) else titled(title),
            depth=len(self._above(name)),
            parent=self.parents.get(name),
            score=score,
            of=node.points,
            median=self._median(name),
            applies=all(subject.applies(each) for each in (name, *self._above(name))),
            scaled=score is not None
            and any(subject.score(part) is None for part in node.parts or {}),
            source=cited(self.words, source),
            certainty=None if source is None else source.certainty,
            note=note,
            figure=figure,
            own=stated[0],
            difference=stated[1],
            needed=self.needed.get(name),
        )

    def _above(self, name: str) -> list[str]:
        found: list[str] = []
        while (parent := self.parents.get(found[-1] if found else name)) is not None:
            found.append(parent)
        return found

    def _source(self, name: str) -> Citation | None:
        """Return the source of a node, or of the nearest node above that has one."""
        sources = (self.nodes[each].source for each in (name, *self._above(name)))
        return next((source for source in sources if source is not None), None)

    def _median(self, name: str) -> float | None:
        scores = self.evaluation.node_scores.get(name)
        known = np.array([]) if scores is None else scores[self.subject.peers]
        known = known[~np.isnan(known)]
        return float(np.median(known)) if len(known) else None

    def _figure(self, name: str, node: Node) -> Figure:
        figure, units = node.indicator or name, self.subject.scheme.units.table
        return Figure(
            name=figure,
            title=self.words.column(units, figure),
            unit=self.words.unit(units, figure),
            value=self.subject.raw(name),
            declared=self.words.figure(figure),
            rows=rows_behind(self.subject, self.words, figure, self.most),
        )

    @cached_property
    def _stated(self) -> Mapping[str, tuple[float | None, float | None]]:
        """What the unit's own people state of each node, and by how much that differs."""
        found: dict[str, tuple[float | None, float | None]] = {}
        key = self.subject.scheme.units.key
        for resource in statements(self.evaluation):
            rows = resource.frame.filter(pl.col(key).cast(pl.String) == self.subject.key)
            for row in rows.to_dicts():
                found.setdefault(row["criterion"], (row["own"], row["difference"]))
        return found
