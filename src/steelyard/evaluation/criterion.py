"""One criterion of the tree: how the scores of its parts become its own.

Learning and scoring are apart here as they are in the steps, so that a unit can
be scored by what was learned from others, and a score explained.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.evaluation.calibrations import Calibrator
from steelyard.scheme.aggregate import AggregateSpec, Sum
from steelyard.scheme.normalise import Normalise
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node
from steelyard.scheme.weigh import Factor, Pca, WeighSpec
from steelyard.steps import aggregate, normalise, weigh
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

__all__ = ["Criterion", "Learned", "criterion_of"]


@dataclass(frozen=True)
class Learned:
    """What a criterion learned.

    Parameters
    ----------
    weights
        (parts,) as given or derived, on any scale.
    aggregation, normalisation
        Calibrations; none of the second where the score is not normalised again.
    """

    weights: Vector
    aggregation: Calibration
    normalisation: Calibration | None


@dataclass(frozen=True)
class Criterion:
    """A criterion, with the settings that the scheme leaves to it.

    Parameters
    ----------
    name
        Its name in the tree.
    parts
        The names of its parts that have scores; others were screened out.
    given, leaves
        (parts,) the weights or points in the scheme, and how many indicators are below.
    """

    name: str
    parts: tuple[str, ...]
    given: Vector
    leaves: Vector
    weighing: WeighSpec
    aggregation: AggregateSpec
    normalisation: Normalise | None

    @property
    def learns(self) -> bool:
        """Whether its score depends on other units than the one that is scored."""
        return (
            self.aggregation.relative
            or isinstance(self.weighing, Pca | Factor)
            or (self.normalisation is not None and self.normalisation.relative)
        )

    def of_any_coverage(self) -> Criterion:
        """Return the criterion that combines whatever parts there are."""
        return replace(self, aggregation=self.aggregation.model_copy(update={"coverage": 0.0}))

    def learn(self, parts: Matrix, label: str, calibrate: Calibrator, engine: Engine) -> Learned:
        """Learn from units, or take what was learned.

        Parameters
        ----------
        parts
            (units, parts) the parts' scores of the units to learn from.
        label
            Where the calibration is filed, beside the criterion's name.
        calibrate
            Learns, or plays back.
        """
        weighed = calibrate(
            f"{self.name}.weigh{label}",
            lambda: weigh.learn(parts, self.given, self.leaves, self.weighing, self.parts, engine),
        )
        weights = np.asarray(weighed.parameters["weights"], dtype=np.float64)
        aggregated = calibrate(
            f"{self.name}.aggregate{label}",
            lambda: aggregate.learn(parts, weights, self.aggregation, engine),
        )
        spec = self.normalisation
        if spec is None:
            return Learned(weights, aggregated, None)

        def of_scores() -> Calibration:
            scores = aggregate.apply(parts, weights, self.aggregation, aggregated, engine)
            return normalise.learn(self._block(scores), spec, engine)

        return Learned(weights, aggregated, calibrate(f"{self.name}.normalise{label}", of_scores))

    def score(self, parts: Matrix, learned: Learned, engine: Engine) -> Vector:
        """Return the score of each unit; (units, parts) in, (units,) out."""
        return engine.map(parts, lambda rows: self.score_rows(rows, learned, engine))

    def score_rows(self, parts: Matrix, learned: Learned, engine: Engine) -> Vector:
        """Return the score of each unit of a block of rows."""
        scores = aggregate.score_rows(parts, learned.weights, self.aggregation, learned.aggregation)
        if self.normalisation is None or learned.normalisation is None:
            return scores
        block = self._block(scores)
        return normalise.apply(block, self.normalisation, learned.normalisation, engine).values[
            :, 0
        ]

    def _block(self, scores: Vector) -> Block:
        units = np.full(len(scores), "", dtype=np.str_)
        return Block(scores[:, None], (self.name,), np.ones(1), units)


def criterion_of(scheme: Scheme, name: str, node: Node, there: Collection[str]) -> Criterion | None:
    """Return the criterion of a node, None for an indicator or where no part is there."""
    parts = tuple(part for part in node.parts if part in there) if node.parts else ()
    if not parts:
        return None
    below = [(node.parts or {})[part] for part in parts]
    spec = node.normalise
    if spec is not None and node.points is not None:
        spec = spec.with_points(node.points)
    return Criterion(
        name=name,
        parts=parts,
        given=np.array([_given(part) for part in below]),
        leaves=np.array([float(part.size) for part in below]),
        weighing=node.weigh or scheme.weigh,
        aggregation=_aggregation(scheme, node),
        normalisation=spec,
    )


def _given(node: Node) -> float:
    if node.points is not None:
        return node.points
    return 1.0 if node.weight is None else node.weight


def _aggregation(scheme: Scheme, node: Node) -> AggregateSpec:
    """Return how a criterion aggregates: as it says, by points, or as the scheme says."""
    if node.aggregate is not None:
        return node.aggregate
    return Sum() if node.points is not None else scheme.aggregate
