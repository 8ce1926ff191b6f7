"""From the indicators' scores up the tree to the root, and vetoes on the way.

Criteria that look at one unit at a time are computed together, a block of rows
after the other, so that a block is in the processor's cache for all of them;
criteria that learn from other units wait for all units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.evaluation.calibrations import Calibrator
from steelyard.evaluation.criterion import Criterion, Learned, criterion_of
from steelyard.evaluation.steps import Learning
from steelyard.scheme.scheme import Scheme, Veto
from steelyard.steps import aggregate
from steelyard.steps.block import Block

__all__ = ["Scores", "climb", "strike"]


@dataclass(frozen=True)
class Scores:
    """The scores of every node that could be computed.

    Parameters
    ----------
    columns
        (units,) scores by node, NaN for missing; parents before their parts.
    weights
        For each criterion the weights of its parts, adding up to 1; with periods
        that learn by themselves those of the last.
    undefined
        For each criterion the units whose parts are there but have no score
        under its aggregation (a geometric mean of a negative).
    reweighed
        For each criterion the units that have a score although a part is missing.
    inapplicable
        For nodes that do not apply to all units, the units to which they do not.
    """

    columns: Mapping[str, Vector]
    weights: Mapping[str, Mapping[str, float]]
    undefined: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    reweighed: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    inapplicable: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    def of_listed(self, root: str, listed: NDArray[np.bool_]) -> Scores:
        """Return the scores without a total for the units that are not on the list; (units,)."""
        if root not in self.columns:
            return self
        total = np.where(listed, self.columns[root], np.nan)
        reweighed = {
            name: mask & listed if name == root else mask for name, mask in self.reweighed.items()
        }
        return replace(
            self,
            columns={**self.columns, root: total},
            reweighed={name: mask for name, mask in reweighed.items() if mask.any()},
        )


def climb(
    scheme: Scheme,
    block: Block,
    learning: Learning,
    calibrate: Calibrator,
    engine: Engine,
    struck: Mapping[str, NDArray[np.bool_]],
    without: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Scores:
    """Compute every node's score from the normalised block.

    Parameters
    ----------
    block
        The indicators' scores, a column per indicator that was not screened out.
    struck
        (units,) for each veto in force, whether its condition holds.
    without
        (units,) for nodes with a condition, the units to which they do not apply.

    Returns
    -------
    The scores. A criterion all of whose indicators were screened out has none.
    """
    climber = _Climber(block, learning, calibrate, engine, dict(without or {}))
    for name, node in reversed(list(scheme.nodes().items())):
        criterion = criterion_of(scheme, name, node, climber.there)
        if criterion is not None:
            climber.add(criterion)
        climber.leave_out(name)
        vetoes = list(_vetoes(scheme, name)) if name in climber.there else []
        if vetoes:
            climber.settle()
        for veto_name, veto in vetoes:
            climber.columns[name] = strike(climber.columns[name], veto, struck[veto_name])
            climber.struck.add(name)
    climber.settle()
    columns = {name: climber.columns[name] for name in scheme.nodes() if name in climber.columns}
    return Scores(
        columns,
        climber.weights(),
        dict(climber.undefined()),
        dict(climber.reweighed()),
        {name: mask for name, mask in climber.without.items() if mask.any()},
    )


def _vetoes(scheme: Scheme, node: str) -> Iterator[tuple[str, Veto]]:
    for name, veto in scheme.vetoes.items():
        if veto.enabled and (veto.node or scheme.root) == node:
            yield name, veto


def strike(scores: Vector, veto: Veto, held: NDArray[np.bool_]) -> Vector:
    """Return the scores after a veto, cap or deduction; (units,) in and out."""
    amount = 0.0 if veto.score is None else veto.score
    match veto.effect:
        case "unranked":
            changed = np.full_like(scores, np.nan)
        case "zero":
            changed = np.where(np.isnan(scores), scores, 0.0)
        case "cap":
            changed = np.minimum(scores, amount)
        case "deduct":
            changed = np.maximum(scores - amount, np.minimum(scores, 0.0))
    return np.where(held, changed, scores)


class _Climber:
    """The columns that are there so far, and the criteria that wait to be computed together."""

    def __init__(
        self,
        block: Block,
        learning: Learning,
        calibrate: Calibrator,
        engine: Engine,
        without: dict[str, NDArray[np.bool_]],
    ) -> None:
        self.block = block
        self.without = without
        self.columns = {name: block.values[:, at] for at, name in enumerate(block.columns)}
        self.there = set(block.columns)
        self.struck: set[str] = set()
        self._shares = list(learning.parts(block, None))
        self._calibrate = calibrate
        self._engine = engine
        self._waiting: list[tuple[Criterion, Learned]] = []
        self._done: list[tuple[Criterion, Learned]] = []

    def add(self, criterion: Criterion) -> None:
        """Compute a criterion, or let it wait for others that look at one unit at a time."""
        self.there.add(criterion.name)
        if any(part in self.without for part in criterion.parts):
            self._add_where_it_applies(criterion)
            return
        if len(self._shares) == 1 and not criterion.learns:
            nobody = np.empty((0, len(criterion.parts)))
            label = self._shares[0][0]
            learned = criterion.learn(nobody, label, self._calibrate, self._engine)
            self._waiting.append((criterion, learned))
            return
        self.settle()
        parts = np.column_stack([self.columns[part] for part in criterion.parts])
        scores = np.full(len(parts), np.nan)
        for label, rows, taught in self._shares:
            learned = criterion.learn(parts[taught], label, self._calibrate, self._engine)
            scores[rows] = criterion.score(parts[rows], learned, self._engine)
            self._done.append((criterion, learned))
        self.columns[criterion.name] = scores

    def _add_where_it_applies(self, criterion: Criterion) -> None:
        """Compute a criterion of which parts do not apply to every unit.

        Coverage is then the share of the weight of the parts that apply.
        """
        self.settle()
        parts = np.column_stack([self.columns[part] for part in criterion.parts])
        nowhere = np.zeros(len(parts), dtype=np.bool_)
        applies = ~np.column_stack([self.without.get(part, nowhere) for part in criterion.parts])
        scores = np.full(len(parts), np.nan)
        for label, rows, taught in self._shares:
            some = criterion.of_any_coverage()
            learned = some.learn(parts[taught], label, self._calibrate, self._engine)
            found = some.score(parts[rows], learned, self._engine)
            below = aggregate.below_coverage(
                parts[rows], learned.weights, criterion.aggregation.coverage, applies[rows]
            )
            scores[rows] = np.where(below, np.nan, found)
            self._done.append((criterion, learned))
        self.columns[criterion.name] = scores
        none = ~applies.any(axis=1)
        if none.any():
            self.without[criterion.name] = self.without.get(criterion.name, nowhere) | none

    def leave_out(self, name: str) -> None:
        """Take a node's score from the units to which the node does not apply."""
        if name in self.without and name in self.there:
            self.settle()
            self.columns[name] = np.where(self.without[name], np.nan, self.columns[name])
            self.struck.add(name)

    def settle(self) -> None:
        """Compute the criteria that wait, all of them block after block."""
        if not self._waiting:
            return
        names = [criterion.name for criterion, _learned in self._waiting]
        needed = dict.fromkeys(p for c, _learned in self._waiting for p in c.parts)
        base = [name for name in needed if name not in names]
        values = self._beside(base)
        waiting = list(self._waiting)
        scores = self._engine.map(values, lambda rows: _together(rows, base, waiting))
        self.columns |= {name: scores[:, at] for at, name in enumerate(names)}
        self._done += self._waiting
        self._waiting = []

    def _beside(self, names: list[str]) -> Matrix:
        """Return columns side by side: the block itself where they are all of it."""
        columns = self.block.columns
        if set(names) == set(columns) and not self.struck.intersection(columns):
            names[:] = columns
            return self.block.values
        return np.column_stack([self.columns[name] for name in names])

    def weights(self) -> dict[str, dict[str, float]]:
        """Return the weights of each criterion's parts, adding up to 1."""
        return {
            criterion.name: dict(
                zip(
                    criterion.parts, (learned.weights / learned.weights.sum()).tolist(), strict=True
                )
            )
            for criterion, learned in self._done
        }

    def undefined(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Yield the criteria that have units which their aggregation cannot combine."""
        for criterion, learned in self._done:
            if not criterion.aggregation.positive:
                continue
            parts = np.column_stack([self.columns[part] for part in criterion.parts])
            mask = aggregate.undefined(parts, learned.weights, criterion.aggregation)
            if mask.any():
                yield criterion.name, mask

    def reweighed(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Yield the criteria that have units with a score and without some part."""
        # A sum is NaN where any figure is: one pass tells which columns have gaps.
        gaps = {name for name, column in self.columns.items() if np.isnan(column.sum())}
        for criterion in {criterion.name: criterion for criterion, _ in self._done}.values():
            lacking = [
                np.isnan(self.columns[part]) & ~self.without.get(part, np.False_)
                for part in criterion.parts
                if part in gaps
            ]
            if lacking:
                some = np.column_stack(lacking).any(axis=1)
                mask = some & ~np.isnan(self.columns[criterion.name])
                if mask.any():
                    yield criterion.name, mask


def _shares(weights: Vector) -> list[float]:
    shares: list[float] = (weights / weights.sum()).tolist()
    return shares


def _together(
    rows: Matrix, base: Sequence[str], criteria: Sequence[tuple[Criterion, Learned]]
) -> Matrix:
    """Compute criteria for a block of rows, parts before parents; (rows, criteria)."""
    here = LocalEngine(threads=1)
    at = {name: place for place, name in enumerate(base)}
    scores = np.empty((len(rows), len(criteria)), order="F")
    done: dict[str, int] = {}
    for place, (criterion, learned) in enumerate(criteria):
        spots = [at.get(part, -1) for part in criterion.parts]
        if spots[0] >= 0 and spots == list(range(spots[0], spots[0] + len(spots))):
            parts = rows[:, spots[0] : spots[0] + len(spots)]
        else:
            parts = np.column_stack(
                [
                    scores[:, done[part]] if part in done else rows[:, at[part]]
                    for part in criterion.parts
                ]
            )
        scores[:, place] = criterion.score_rows(parts, learned, here)
        done[criterion.name] = place
    return scores
