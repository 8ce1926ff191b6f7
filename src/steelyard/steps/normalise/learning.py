"""What a relative method takes from the data: extremes, moments, sorted figures, a reference.

What is learned is all that scoring needs, so that a unit can be scored without the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.errors import DataError, Problem, nearest
from steelyard.i18n import message
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
from steelyard.steps import summary
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.normalise import classes, ranks
from steelyard.steps.normalise.distances import Compared, form

__all__ = ["constant_columns", "learn"]


def learn(block: Block, spec: Normalise, engine: Engine) -> Calibration:
    """Learn what ``spec`` depends on; nothing for an absolute method.

    Parameters
    ----------
    block
        The units that are compared; all columns follow the same spec.
    spec
        The method.
    engine
        Where the passes run.

    Returns
    -------
    Calibration
        Parameters with one entry per column: ``constant`` (whether all units get the same
        score) and what the method needs, in the unit of the figures. Methods by rank also have the
        table ``values``, the figures of each column ascending.

    Raises
    ------
    DataError
        If the unit that is the reference is not in the block.
    """
    match spec:
        case Scaled() | Goalposts() | Bands() | Proportional() | Deduction() | Identity():
            return Calibration()
        case Rank() | PercentileRank() | Borda():
            return _learn_order(block, engine, distinct=spec.ties == "dense")
        case Categorical():
            return _learn_classes(block, spec, engine)
        case MinMax():
            least, greatest = summary.extremes(block.values, engine)
            return _calibration(least == greatest, least=least, greatest=greatest)
        case ZScore() | AboveBelowMean():
            found = summary.moments(block.values, engine)
            constant = (found.count > 0) & (found.squares == 0)
            return _calibration(constant, mean=found.mean, deviation=found.deviation)
        case FractionOfMaximum() | DistanceToMaximum() | DistanceToReference() | DistanceToTarget():
            return _learn_reference(block, spec, engine)


def constant_columns(calibration: Calibration) -> tuple[int, ...]:
    """Return the places of the columns in which all units get the same score.

    Their figures are equal, or all have reached the reference or the target. The scores are
    defined: the middle of the range for min–max, percentile ranks and Borda counts, the mean
    for z-scores, that of the reference for distances and ratios, 0 for above and below the
    mean, the highest class for classes. An absolute method learns nothing and has none.
    """
    return tuple(int(at) for at in np.flatnonzero(calibration.parameters.get("constant", [])))


def _calibration(constant: NDArray[np.bool_], **parameters: Vector) -> Calibration:
    return Calibration({"constant": constant, **parameters})


def _learn_order(block: Block, engine: Engine, *, distinct: bool) -> Calibration:
    table = ranks.sorted_columns(block.values, engine, distinct=distinct)
    return Calibration({"constant": _equal(table)}, {"values": table})


def _learn_classes(block: Block, spec: Categorical, engine: Engine) -> Calibration:
    table = ranks.sorted_columns(block.values, engine)
    order = ranks.from_worst(table, block.directions)
    find = classes.rank_thresholds if spec.by == "rank" else classes.percentile_thresholds
    return _calibration(_equal(table), thresholds=find(order, block.directions, spec.quantiles))


def _equal(table: Matrix) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = table[0] == np.fmax.reduce(table, axis=0)
    return equal


def _learn_reference(block: Block, spec: Compared, engine: Engine) -> Calibration:
    least, greatest = summary.extremes(block.values, engine)
    worst, best = summary.worst_and_best(least, greatest, block.directions)
    match spec:
        case DistanceToTarget():
            reference = np.full(len(worst), spec.target)
        case DistanceToReference(reference="mean"):
            reference = summary.moments(block.values, engine).mean
        case DistanceToReference(reference="worst"):
            reference = worst
        case DistanceToReference(unit=str(unit)):
            reference = _unit_values(block, unit)
        case _:
            reference = best
    if form(spec) != "range_share":
        return _calibration(least == greatest, reference=reference)
    reached = (reference - worst) * block.directions <= 0
    return _calibration(reached, worst=worst, reference=reference)


def _unit_values(block: Block, unit: str) -> Vector:
    """Return the figures of a unit, of its latest period if it has several."""
    rows = np.flatnonzero(block.units == unit)
    if len(rows) == 0:
        raise DataError(
            Problem(
                message("The reference unit “{unit}” is not among the units.", unit=unit),
                nearest=nearest(unit, [str(key) for key in block.units]),
            )
        )
    latest = 0 if block.periods is None else int(np.argmax(block.periods[rows]))
    figures: Vector = block.values[rows[latest]].copy()
    return figures
