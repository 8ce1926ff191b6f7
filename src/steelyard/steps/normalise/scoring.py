"""Scoring a block by a method and what was learned: from declarations to pure functions.

Each method becomes one row-wise function, which the engine runs on blocks of rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.scheme.normalise import (
    AboveBelowMean,
    Bands,
    Borda,
    Categorical,
    Deduction,
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    Identity,
    MinMax,
    Normalise,
    PercentileRank,
    Proportional,
    Rank,
    Scaled,
    ZScore,
)
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.normalise import classes, distances, linear, ranks

__all__ = ["apply"]

Kernel = Callable[[Matrix], Matrix]


def apply(block: Block, spec: Normalise, calibration: Calibration, engine: Engine) -> Block:
    """Score a block, also of units that were not among those learned from.

    Parameters
    ----------
    block
        The units to score, with the columns that were learned.
    spec
        The method.
    calibration
        What :func:`learn` returned.
    engine
        Where the blocks run.
    """
    kernel = _kernel(spec, calibration, block.directions)
    return block.with_values(engine.map(block.values, kernel))


def _kernel(spec: Normalise, calibration: Calibration, directions: Vector) -> Kernel:
    """Return the row-wise function that scores figures with what was learned."""
    learned = {
        name: array.astype(np.float64)
        for name, array in calibration.parameters.items()
        if name != "constant"
    }
    match spec:
        case Rank() | PercentileRank() | Borda():
            return _rank_kernel(spec, calibration.tables["values"], directions)
        case FractionOfMaximum() | DistanceToMaximum() | DistanceToReference() | DistanceToTarget():
            constant = calibration.parameters["constant"].astype(np.bool_)
            return _reference_kernel(spec, learned, constant, directions)
        case MinMax() | ZScore() | AboveBelowMean() | Categorical():
            return _learned_kernel(spec, learned, directions)
        case _:
            return _absolute_kernel(spec, directions)


def _rank_kernel(spec: Rank | PercentileRank | Borda, table: Matrix, directions: Vector) -> Kernel:
    order = ranks.from_worst(table, directions)

    def score(values: Matrix) -> Matrix:
        match spec:
            case Rank():
                return ranks.rank(values, order, directions, spec.ties)
            case PercentileRank():
                return ranks.percentile_rank(values, order, directions, spec.ties)
            case Borda():
                return ranks.borda(values, order, directions, spec.ties, spec.range)

    return score


def _reference_kernel(
    spec: distances.Compared,
    learned: dict[str, Vector],
    constant: NDArray[np.bool_],
    directions: Vector,
) -> Kernel:
    reference = learned["reference"]

    def score(values: Matrix) -> Matrix:
        match distances.form(spec):
            case "ratio":
                return distances.ratio(values, reference, directions, constant)
            case "difference":
                return distances.difference(values, reference, directions, constant)
            case "range_share":
                return distances.range_share(values, learned["worst"], reference, directions)

    if isinstance(spec, DistanceToReference | DistanceToTarget) and spec.cap:
        at_reference = 0.0 if distances.form(spec) == "difference" else 1.0
        return lambda values: np.minimum(score(values), at_reference)
    return score


def _learned_kernel(
    spec: MinMax | ZScore | AboveBelowMean | Categorical,
    learned: dict[str, Vector],
    directions: Vector,
) -> Kernel:
    def score(values: Matrix) -> Matrix:
        match spec:
            case MinMax():
                least, greatest = learned["least"], learned["greatest"]
                return linear.min_max(
                    values, least, greatest, directions, spec.range, clip=spec.clip
                )
            case ZScore():
                mean, deviation = learned["mean"], learned["deviation"]
                return linear.z_score(
                    values, mean, deviation, directions, spec.mean, spec.deviation
                )
            case AboveBelowMean():
                return classes.above_below_mean(values, learned["mean"], directions, spec.threshold)
            case Categorical():
                return classes.categorical(values, learned["thresholds"], directions, spec.scores)

    return score


def _absolute_kernel(
    spec: Scaled | Goalposts | Bands | Proportional | Deduction | Identity, directions: Vector
) -> Kernel:
    def score(values: Matrix) -> Matrix:
        match spec:
            case Scaled():
                return linear.scaled(values, spec.from_, directions, spec.range)
            case Goalposts():
                return linear.goalposts(
                    values,
                    (spec.lower, spec.upper),
                    directions,
                    spec.span,
                    log=spec.scale == "log",
                    clip=spec.clip,
                )
            case Proportional():
                return linear.proportional(values, spec.zero_at, spec.full_at, spec.span)
            case Deduction():
                return linear.deduction(values, spec.full, spec.each, spec.least)
            case Bands():
                return classes.bands(values, spec.bands, spec.otherwise)
            case Identity():
                return linear.line(values, 0.0, directions)

    return score
