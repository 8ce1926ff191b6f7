"""Aggregate: the parts of a criterion become one score.

The methods' formulas stand in the modules beside this one; here is what they
share: parts without weight are left out, and units with too few parts have no score.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    Maximum,
    MazziottaPareto,
    Median,
    Minimum,
    OrderedWeighted,
    Outranking,
    Power,
    Sum,
)
from steelyard.steps.aggregate import means, order
from steelyard.steps.aggregate.coverage import below_coverage
from steelyard.steps.aggregate.mazziotta_pareto import penalised_mean
from steelyard.steps.aggregate.outranking import MOST_UNITS, outrank
from steelyard.steps.aggregate.pairwise import copeland
from steelyard.steps.calibration import Calibration

__all__ = ["aggregate", "apply", "below_coverage", "learn", "score_rows", "undefined"]


def aggregate(parts: Matrix, weights: Vector, spec: AggregateSpec, engine: Engine) -> Vector:
    """Return the score of each unit from its parts: learn and apply on the same units.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), not negative, in any scale; a part with weight 0 is left out.
    spec
        The aggregation.
    engine
        Where it runs.

    Returns
    -------
    (units,), NaN where the score is missing or not defined.

    Examples
    --------
    >>> import numpy as np
    >>> from steelyard.engines.local import LocalEngine
    >>> parts = np.array([[1.0, 4.0], [np.nan, 9.0]])
    >>> aggregate(parts, np.ones(2), Geometric(), LocalEngine())
    array([2., 9.])
    """
    return apply(parts, weights, spec, learn(parts, weights, spec, engine), engine)


def learn(parts: Matrix, weights: Vector, spec: AggregateSpec, engine: Engine) -> Calibration:
    """Keep what scoring a unit needs of the others: nothing, unless the method is relative.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), not negative, in any scale.
    spec
        The aggregation.
    engine
        Where it runs.

    Returns
    -------
    Empty for methods that look at one unit at a time. Copeland: the table ``parts``
    of the units with enough parts. Outranking: besides it the table ``scores``,
    and ``exact``, whether no ranking has more support.

    Raises
    ------
    DataError
        If outranking is to compare more than 500 units.
    """
    if not spec.relative:
        return Calibration()
    compared = np.ascontiguousarray(parts[~below_coverage(parts, weights, spec.coverage)])
    if isinstance(spec, Copeland):
        return Calibration(tables={"parts": compared})
    if len(compared) > MOST_UNITS:
        raise DataError(
            message(
                "The aggregation “outranking” compares at most {most} units, there are {count}; "
                "“copeland” has no such limit.",
                most=MOST_UNITS,
                count=len(compared),
            )
        )
    standing = outrank(*_weighted(compared, weights), engine)
    return Calibration(
        parameters={"exact": np.array([standing.exact])},
        tables={"parts": compared, "scores": standing.scores[:, None]},
    )


def apply(
    parts: Matrix, weights: Vector, spec: AggregateSpec, calibration: Calibration, engine: Engine
) -> Vector:
    """Return the score of each unit, on the list or not.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), not negative, in any scale; a part with weight 0 is left out.
    spec
        The aggregation.
    calibration
        What :func:`learn` returned.
    engine
        Where it runs.

    Returns
    -------
    (units,), NaN where the score is missing or not defined. Copeland compares a unit
    with those on the list; outranking defines a score only for parts that stand on it.
    """
    return engine.map(parts, lambda rows: score_rows(rows, weights, spec, calibration))


def score_rows(
    parts: Matrix, weights: Vector, spec: AggregateSpec, calibration: Calibration
) -> Vector:
    """Return the score of each unit of a block of rows; see :func:`apply`."""
    if not (weights > 0).any():
        return np.full(len(parts), np.nan)
    scores = _scores(parts, weights, spec, calibration)
    if spec.coverage > 0:
        scores[below_coverage(parts, weights, spec.coverage)] = np.nan
    return scores


def undefined(parts: Matrix, weights: Vector, spec: AggregateSpec) -> NDArray[np.bool_]:
    """Return which units have enough parts, but such that the method cannot combine them.

    Geometric and harmonic means need parts above 0, power means parts not below
    0, the Mazziotta–Pareto index a mean above 0.

    Parameters
    ----------
    parts
        (units, parts), NaN for missing.
    weights
        (parts,), not negative, in any scale.
    spec
        The aggregation.

    Returns
    -------
    (units,), True where the score is NaN although the parts are there.
    """
    found, positive = _weighted(parts, weights)
    if not positive.size:
        return np.zeros(len(parts), dtype=np.bool_)
    match spec:
        case Geometric() | Harmonic():
            outside = order.minimum(found) <= 0
        case Power(exponent=exponent):
            lowest = order.minimum(found)
            outside = (lowest < 0) | ((lowest == 0) & (exponent <= 0))
        case MazziottaPareto():
            outside = means.arithmetic(found, positive) <= 0
        case _:
            return np.zeros(len(parts), dtype=np.bool_)
    return outside & ~below_coverage(parts, weights, spec.coverage)


def _weighted(parts: Matrix, weights: Vector) -> tuple[Matrix, Vector]:
    """Leave out the parts without weight."""
    chosen = weights > 0
    if chosen.all():
        return parts, weights
    return np.ascontiguousarray(parts[:, chosen]), weights[chosen]


def _scores(rows: Matrix, given: Vector, spec: AggregateSpec, calibration: Calibration) -> Vector:
    """Return the scores by the method, whatever the coverage."""
    parts, weights = _weighted(rows, given)
    match spec:
        case Sum():
            scores = means.total(parts, weights)
        case Arithmetic():
            scores = means.arithmetic(parts, weights)
        case Geometric():
            scores = means.geometric(parts, weights)
        case Harmonic():
            scores = means.harmonic(parts, weights)
        case Power():
            scores = means.power(parts, weights, spec.exponent)
        case Median():
            scores = order.median(parts, weights)
        case Minimum():
            scores = order.minimum(parts)
        case Maximum():
            scores = order.maximum(parts)
        case MazziottaPareto():
            scores = penalised_mean(parts, weights, -1 if spec.penalty == "negative" else 1)
        case OrderedWeighted():
            scores = order.ordered_weighted(parts, weights, np.array(spec.weights))
        case Copeland():
            published, _ = _weighted(calibration.tables["parts"], given)
            scores = copeland(parts, published, weights)
        case Outranking():
            published, _ = _weighted(calibration.tables["parts"], given)
            scores = _looked_up(parts, published, calibration.tables["scores"][:, 0])
    return scores


def _looked_up(parts: Matrix, published: Matrix, scores: Vector) -> Vector:
    """Return the score of the published unit with the same parts, NaN if there is none."""
    known = dict(zip(_keys(published), scores.tolist(), strict=True))
    return np.array([known.get(key, np.nan) for key in _keys(parts)])


def _keys(parts: Matrix) -> list[bytes]:
    """Return a key for each unit that is the same for the same parts."""
    # One NaN has many bit patterns and zero has two; a key knows one of each.
    uniform = np.where(np.isnan(parts), np.nan, parts + 0.0)
    return [row.tobytes() for row in uniform]
