"""From the indicators' scores up the tree to the root: weigh, aggregate, normalise again, veto.

Every node becomes one column of scores; a criterion needs only the columns of
its own parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.evaluation.calibrations import Calibrator
from steelyard.evaluation.steps import Learning
from steelyard.scheme.aggregate import AggregateSpec, Sum
from steelyard.scheme.scheme import Scheme, Veto
from steelyard.scheme.tree import Node
from steelyard.steps import aggregate, normalise, weigh
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

__all__ = ["Scores", "aggregation_of", "climb", "strike"]


@dataclass(frozen=True)
class Scores:
    """The scores of every node that could be computed.

    Parameters
    ----------
    columns
        (units,) scores by node, NaN for missing; parts before their parents.
    weights
        For each criterion the weights of its parts, adding up to 1, by the
        calibration's label (empty without periods or groups).
    undefined
        For each criterion the units whose parts are there but have no score
        under its aggregation (a geometric mean of a negative).
    """

    columns: Mapping[str, Vector]
    weights: Mapping[str, Mapping[str, float]]
    undefined: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)


def aggregation_of(scheme: Scheme, node: Node) -> AggregateSpec:
    """Return how a criterion aggregates: as it says, by points, or as the scheme says."""
    if node.aggregate is not None:
        return node.aggregate
    return Sum() if node.points is not None else scheme.aggregate


def climb(
    scheme: Scheme,
    block: Block,
    learning: Learning,
    calibrate: Calibrator,
    engine: Engine,
    struck: Mapping[str, NDArray[np.bool_]],
) -> Scores:
    """Compute every node's score from the normalised block.

    Parameters
    ----------
    block
        The indicators' scores, a column per indicator that was not screened out.
    struck
        (units,) for each veto in force, whether its condition holds.

    Returns
    -------
    The scores. A criterion all of whose indicators were screened out has none.
    """
    columns = {name: block.values[:, at] for at, name in enumerate(block.columns)}
    weights: dict[str, Mapping[str, float]] = {}
    undefined: dict[str, NDArray[np.bool_]] = {}
    for name, node in reversed(list(scheme.nodes().items())):
        if node.parts:
            parts = {part: columns[part] for part in node.parts if part in columns}
            if not parts:
                continue
            climber = _Climber(scheme, name, node, block, learning, calibrate, engine)
            columns[name], weights[name], mask = climber.score(parts)
            if mask.any():
                undefined[name] = mask
        if name in columns:
            for veto_name, veto in _vetoes(scheme, name):
                columns[name] = strike(columns[name], veto, struck[veto_name])
    ordered = {name: columns[name] for name in scheme.nodes() if name in columns}
    return Scores(ordered, weights, undefined)


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


def _given(node: Node) -> float:
    if node.points is not None:
        return node.points
    return 1.0 if node.weight is None else node.weight


@dataclass(frozen=True)
class _Climber:
    """One criterion, from its parts' scores to its own."""

    scheme: Scheme
    name: str
    node: Node
    block: Block
    learning: Learning
    calibrate: Calibrator
    engine: Engine

    def score(
        self, parts: Mapping[str, Vector]
    ) -> tuple[Vector, Mapping[str, float], NDArray[np.bool_]]:
        matrix = self._matrix(parts)
        spec = aggregation_of(self.scheme, self.node)
        scores = np.empty(len(matrix))
        weights = np.ones(len(parts))
        for label, rows, taught in self.learning.parts(self.block, None):
            every = bool(rows.all())
            own = matrix if every else matrix[rows]
            taught_parts = matrix if taught.all() else matrix[taught]
            weights = self._weights(parts, taught_parts, label)
            calibration = self.calibrate(
                f"{self.name}.aggregate{label}",
                lambda t=taught_parts, w=weights: aggregate.learn(t, w, spec, self.engine),  # type: ignore[misc]
            )
            found = aggregate.apply(own, weights, spec, calibration, self.engine)
            found = self._normalised(found, taught[rows], label)
            if every:
                scores = found
            else:
                scores[rows] = found
        share = weights / weights.sum()
        undefined = aggregate.undefined(matrix, weights, spec)
        return scores, dict(zip(parts, share.tolist(), strict=True)), undefined

    def _matrix(self, parts: Mapping[str, Vector]) -> Matrix:
        """Return the parts side by side: a view where they are neighbours in the block."""
        at = [self.block.columns.index(p) for p in parts if p in self.block.columns]
        neighbours = len(at) == len(parts) and at == list(range(at[0], at[0] + len(at)))
        views = all(np.shares_memory(c, self.block.values) for c in parts.values())
        if neighbours and views:
            return self.block.values[:, at[0] : at[0] + len(at)]
        return np.column_stack(list(parts.values()))

    def _weights(self, parts: Mapping[str, Vector], taught: Matrix, label: str) -> Vector:
        spec = self.node.weigh or self.scheme.weigh
        nodes = [self.node.parts[part] for part in parts]  # type: ignore[index]
        given = np.array([_given(node) for node in nodes])
        leaves = np.array([float(sum(1 for _ in node.leaves(""))) for node in nodes])
        calibration = self.calibrate(
            f"{self.name}.weigh{label}",
            lambda: weigh.learn(taught, given, leaves, spec, list(parts), self.engine),
        )
        return np.asarray(calibration.parameters["weights"], dtype=np.float64)

    def _normalised(self, scores: Vector, taught: NDArray[np.bool_], label: str) -> Vector:
        """Normalise the criterion's score again, where the scheme says so."""
        spec = self.node.normalise
        if spec is None:
            return scores
        if self.node.points is not None:
            spec = spec.with_points(self.node.points)
        column = Block(
            scores[:, None], (self.name,), np.ones(1), np.full(len(scores), "", dtype=np.str_)
        )

        def learn() -> Calibration:
            return normalise.learn(column.rows(taught), spec, self.engine)

        calibration = self.calibrate(f"{self.name}.normalise{label}", learn)
        return normalise.apply(column, spec, calibration, self.engine).values[:, 0]
