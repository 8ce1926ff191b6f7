"""Why a unit stands where it stands: node by node, down to the raw values.

The effect of a node is what the unit's total would lose if the node's score were
the list's median instead; it is computed with the edition's own calibrations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from steelyard.engines.local import LocalEngine
from steelyard.errors import Problem, UsageError, nearest
from steelyard.evaluation import admission
from steelyard.evaluation.criterion import Criterion, criterion_of
from steelyard.evaluation.descriptions import describe, heading
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.estimates_read import Valued, estimates_of
from steelyard.i18n import message
from steelyard.scheme.base import Text
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node
from steelyard.steps.calibration import Calibration

__all__ = ["Bound", "Explained", "Explanation", "explain"]

NAMED = 5
"""How many strengths and weaknesses are named."""
SHARED = 0.5
"""An indicator on which more than this share of the units has the same value names nobody."""
_SAME = 1e-9
"""Relative difference up to which a score is the one that its parts give."""


@dataclass(frozen=True)
class Explained:
    """One node of the tree, for one unit.

    Parameters
    ----------
    node, title, depth, parent
        Where it stands.
    score, median, rank
        The unit's score, the list's median score, and the unit's rank by this node alone.
    effect
        The root's score less what it would be if this node's were the median; None
        where the score is missing, a veto decides above it, or the aggregation is not
        defined for one unit.
    weight
        Weight within the parent.
    raw, figure, unit, imputed, treated
        For an indicator: the figure before any step, its name and unit of
        measurement, whether the figure was imputed, and its value after
        treatment where that changed it.
    """

    node: str
    title: str
    depth: int
    parent: str | None
    score: float | None
    median: float | None
    rank: int | None
    effect: float | None
    weight: float | None
    raw: float | None = None
    figure: str | None = None
    unit: str | None = None
    imputed: bool = False
    treated: float | None = None


@dataclass(frozen=True)
class Bound:
    """A threshold for the list, and how far a unit is from it.

    Parameters
    ----------
    threshold, title, unit
        The figure that is bound, what it is called, its unit of measurement.
    figure, kind, bound
        The unit's figure, and what it must reach: ``at_least`` or ``at_most``.
    met
        Whether it does; None where the figure is not known.
    distance, distance_percent
        What is lacking, 0 where the bound is met, and the same as a share of the bound.
    sentence
        The same in the current language.
    """

    threshold: str
    title: str
    unit: str | None
    figure: float | None
    kind: str
    bound: float
    met: bool | None
    distance: float | None
    distance_percent: float | None
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """Why one unit stands where it stands.

    Parameters
    ----------
    key, rank, score, of
        The unit, its rank and score, and the number of units ranked.
    measure
        What the score is called where a figure ranks and not a score.
    nodes
        Every node of the tree, parents before their parts.
    strengths, weaknesses
        The five indicators on which the unit ranks best and worst. An indicator
        is named only if no more than half of the units share the unit's value,
        and a strength only in the better half of the list, a weakness only in the worse.
    admission
        Its admission to the list, in the current language; None where everybody is admitted.
    thresholds
        What must be reached for that, and how far the unit is from it.
    estimates
        What each method gives where several estimate the same, and what parts them.
    """

    key: str
    rank: float | None
    score: float | None
    of: int
    measure: str | None
    nodes: tuple[Explained, ...]
    strengths: tuple[Explained, ...]
    weaknesses: tuple[Explained, ...]
    admission: str | None = None
    thresholds: tuple[Bound, ...] = ()
    estimates: tuple[Valued, ...] = ()


def explain(edition: Edition | str | Path, unit: str, period: str | None = None) -> Explanation:
    """Explain a unit of an edition.

    Parameters
    ----------
    edition
        An edition, or its folder.
    unit
        The unit's key, or its title where that is unambiguous.
    period
        The period; the last one that the unit has if absent.

    Raises
    ------
    UsageError
        If the edition has no such unit or period.
    """
    edition = edition if isinstance(edition, Edition) else Edition.open(edition)
    return _Explainer(edition, *_find(edition, unit, period)).explanation()


def _find(edition: Edition, unit: str, period: str | None) -> tuple[str, str | None]:
    """Return the key and the period of the unit that was asked for."""
    units, ranking = edition.scheme.units, edition.ranking
    keys = ranking[units.key].cast(pl.String).to_list()
    if unit not in keys and units.title is not None:
        titles = ranking[units.title].cast(pl.String).to_list()
        titled = {key for key, title in zip(keys, titles, strict=True) if title == unit}
        unit = titled.pop() if len(titled) == 1 else unit
    if unit not in keys:
        text = message("The edition has no unit “{unit}”.", unit=unit)
        raise UsageError(Problem(text, nearest=nearest(unit, keys)))
    if units.period is None:
        return unit, None
    rows = ranking.filter(pl.col(units.key).cast(pl.String) == unit)
    known = rows[units.period].sort().cast(pl.String).to_list()
    if period is not None and period not in known:
        text = message(
            "“{unit}” is not ranked in {period}; its periods are {known}.",
            unit=unit,
            period=period,
            known=", ".join(known),
        )
        raise UsageError(text)
    return unit, known[-1] if period is None else period


def _text(title: Text | str) -> str:
    return title.render() if isinstance(title, Text) else title


class _Explainer:
    """The frames of one period of an edition, and the row of one unit in them."""

    def __init__(self, edition: Edition, unit: str, period: str | None) -> None:
        self.edition = edition
        self.scheme: Scheme = edition.scheme
        self.unit = unit
        self.period = period
        self.nodes: Mapping[str, Node] = self.scheme.nodes()
        self.parents = {
            part: name for name, node in self.nodes.items() for part in node.parts or {}
        }
        self.ranking = self._of_list(self._of_period(edition.ranking))
        self.scores = self._of_period(edition.scores) if self.nodes else pl.DataFrame()
        if self.nodes:
            key = self.scheme.units.key
            self.scores = self.scores.filter(pl.col(key).is_in(self.ranking[key].implode()))
        self.own = self._row(self.scores) if self.nodes else {}
        present = [name for name in self.nodes if name in self.scores.columns]
        self.medians = {name: self.scores[name].median() for name in present}

    def explanation(self) -> Explanation:
        ranking, row = self.ranking, self._row(self.ranking)
        nodes = tuple(self._node(name) for name in self.nodes if name in self.scores.columns)
        leaves = [node for node in nodes if not self.nodes[node.node].parts]
        telling = [leaf for leaf in leaves if self._tells(leaf)]
        half = ranking.height / 2
        best = sorted(telling, key=lambda leaf: leaf.rank or 0)
        score = row.get("score")
        return Explanation(
            key=self.unit,
            rank=row["rank"],
            score=score if isinstance(score, int | float) else None,
            of=ranking["rank"].count(),
            measure=self._measure(),
            nodes=nodes,
            strengths=tuple(x for x in best if (x.rank or 0) <= half)[:NAMED],
            weaknesses=tuple(x for x in reversed(best) if (x.rank or 0) > half)[:NAMED],
            admission=self._admission(),
            thresholds=tuple(self._bound(row) for row in self._thresholds),
            estimates=estimates_of(self.edition, self.unit).get((self.unit, self.period), ()),
        )

    @cached_property
    def _thresholds(self) -> list[dict[str, Any]]:
        """The unit's rows of the table of admission; none without thresholds."""
        if self.scheme.admission is None:
            return []
        key = pl.col(self.scheme.units.key).cast(pl.String)
        rows = self._of_period(self.edition.table(admission.ADMISSION))
        return rows.filter(key == self.unit).to_dicts()

    def _admission(self) -> str | None:
        if not self._thresholds:
            return None
        return str(admission.status_in_words(self._thresholds[0], len(self._thresholds)))

    def _bound(self, row: Mapping[str, Any]) -> Bound:
        name = row["threshold"]
        return Bound(
            threshold=name,
            title=str(admission.threshold_title(self.scheme, name)),
            unit=describe(self.scheme, name)[1],
            figure=row["figure"],
            kind=row["kind"],
            bound=row["bound"],
            met=row["met"],
            distance=row["distance"],
            distance_percent=row["distance_percent"],
            sentence=str(
                admission.distance_in_words(
                    self.scheme, name, row["kind"], row["bound"], row["distance"]
                )
            ),
        )

    def _measure(self) -> str | None:
        figure = self.scheme.rank.figure
        return None if figure is None else heading(self.scheme, figure)

    def _of_period(self, frame: pl.DataFrame) -> pl.DataFrame:
        column = self.scheme.units.period
        if column is None or self.period is None:
            return frame
        return frame.filter(pl.col(column).cast(pl.String) == self.period)

    def _of_list(self, ranking: pl.DataFrame) -> pl.DataFrame:
        """Return the units that are ranked against this one."""
        own = self._row(ranking)
        for name in self.scheme.rank.within:
            ranking = ranking.filter(pl.col(name).eq_missing(pl.lit(own[name])))
        return ranking

    def _row(self, frame: pl.DataFrame) -> dict[str, float | None]:
        key = self.scheme.units.key
        rows = frame.filter(pl.col(key).cast(pl.String) == self.unit)
        return rows.row(0, named=True) if rows.height else dict.fromkeys(frame.columns)

    def _node(self, name: str) -> Explained:
        node, score = self.nodes[name], self.own.get(name)
        depth, above = 0, self.parents.get(name)
        while above is not None:
            depth, above = depth + 1, self.parents.get(above)
        values = self.scores[name]
        rank = None if score is None else 1 + int((values > score).sum())
        found = Explained(
            node=name,
            title=node.title.render() if node.title else name,
            depth=depth,
            parent=self.parents.get(name),
            score=score,
            median=self.medians[name],  # type: ignore[arg-type]
            rank=rank,
            effect=self._effect(name),
            weight=self._weight(name),
        )
        return found if node.parts else self._with_figures(found, node)

    def _with_figures(self, found: Explained, node: Node) -> Explained:
        name = found.node
        figure = node.indicator or name
        title, unit, _about = describe(self.scheme, figure)
        raw = self._stage("raw", name)
        imputed = self._stage("imputed", name)
        treated = self._stage("treated", name)
        known = imputed if imputed is not None else raw
        return replace(
            found,
            title=node.title.render() if node.title else _text(title),
            raw=raw,
            figure=figure,
            unit=unit,
            imputed=raw is None and imputed is not None,
            treated=treated if treated is not None and treated != known else None,
        )

    def _stage(self, stage: str, column: str) -> float | None:
        if f"data/{stage}.parquet" not in self.edition.manifest["files"]:
            return None
        frame = self._of_period(self.edition.table(stage))
        return self._row(frame).get(column) if column in frame.columns else None

    def _weight(self, name: str) -> float | None:
        parent = self.parents.get(name)
        if parent is None:
            return None
        weights = self._calibration(f"{parent}.weigh")
        present = [part for part in self.nodes[parent].parts or {} if part in self.scores.columns]
        values = weights.parameters["weights"]
        return float(values[present.index(name)] / values.sum())

    def _calibration(self, place: str) -> Calibration:
        """Return what was learned at a place, for this period or for all."""
        known = self.edition.calibrations
        label = "" if self.period is None else f"@{float(self.period):g}"
        return known[place + label] if place + label in known else known[place]

    def _effect(self, name: str) -> float | None:
        """Return the root's score less what it would be with the median in this node's place."""
        root, median = self.own.get(self.scheme.root), self.medians[name]
        if root is None or self.own.get(name) is None or median is None:
            return None
        if name == self.scheme.root:
            return float(root) - float(median)  # type: ignore[arg-type]
        changed = {name: float(median)}  # type: ignore[arg-type]
        at = name
        while (parent := self.parents.get(at)) is not None:
            if self._vetoed(parent):
                return None
            changed[parent] = self._aggregated(parent, changed)
            at = parent
        effect = float(root) - changed[self.scheme.root]
        return None if np.isnan(effect) else effect

    def _vetoed(self, name: str) -> bool:
        """Return whether a criterion's score is not what its parts give: a veto changed it."""
        score = self.own.get(name)
        if score is None or self._criterion(name).aggregation.relative:
            return False
        return not abs(self._aggregated(name, {}) - score) <= _SAME * max(1.0, abs(score))

    def _criterion(self, name: str) -> Criterion:
        """Return a criterion that combines whatever parts there are.

        One that has a score has parts enough, of those that apply, and a median in the place of
        a known part leaves them as many.
        """
        criterion = criterion_of(self.scheme, name, self.nodes[name], self.scores.columns)
        assert criterion is not None
        return criterion.of_any_coverage()

    def _aggregated(self, name: str, changed: Mapping[str, float]) -> float:
        """Return a criterion's score with some of its parts changed, NaN where it has none."""
        if self.own.get(name) is None:
            return np.nan
        criterion = self._criterion(name)
        values = [changed.get(part, self.own.get(part)) for part in criterion.parts]
        parts = np.array([[np.nan if value is None else value for value in values]])
        engine = LocalEngine(threads=1)
        learned = criterion.learn(parts, "", lambda place, _learn: self._calibration(place), engine)
        return float(criterion.score(parts, learned, engine)[0])

    def _tells(self, leaf: Explained) -> bool:
        """Return whether an indicator tells this unit from most others."""
        if leaf.score is None:
            return False
        values = self.scores[leaf.node].drop_nulls()
        return int((values == leaf.score).sum()) <= max(1, SHARED * len(values))
