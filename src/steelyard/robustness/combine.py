"""Aggregations of many replications at once: parts and weights in, scores out.

The formulas are those of :mod:`steelyard.steps.aggregate`; here the weights differ
from replication to replication. Parts that are the same in all replications go
through matrix products, parts that are not are added up one after the other.
What has no such form is aggregated replication by replication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.robustness.copeland import copeland_scores
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    Maximum,
    MazziottaPareto,
    Minimum,
    Power,
    Sum,
)
from steelyard.steps import aggregate

__all__ = ["Rows", "Transform", "combine", "transform_of"]

Rows = NDArray[np.bool_]

_ROUNDING = 1e-12
_HERE = LocalEngine(threads=1)


def combine(
    parts: Sequence[Matrix | Vector],
    weights: Matrix,
    nominal: Vector,
    spec: AggregateSpec,
    shares: Sequence[tuple[Rows, Rows]],
) -> Matrix:
    """Return a criterion's scores in each replication.

    Parameters
    ----------
    parts
        For each part its scores: (units,) where they are the same in all
        replications, else (replications, units); NaN for missing.
    weights
        (parts, replications), adding up to 1; a part with weight 0 is left out.
    nominal
        (parts,) the scheme's weights: against them a sum scales the points.
    spec
        The aggregation.
    shares
        Pairs of masks over the units: which are scored, by comparison with which. Only what
        compares units with each other looks at them.

    Returns
    -------
    (replications, units), NaN where the score is missing or not defined.
    """
    match spec:
        case Arithmetic():
            return _mean(parts, weights, spec.coverage)
        case Sum():
            return _sum(parts, weights, nominal, spec.coverage)
        case Geometric() | Harmonic() | Power():
            return _transformed(parts, weights, spec.coverage, _of(spec))
        case MazziottaPareto():
            return _penalised(parts, weights, spec.coverage, spec.penalty == "negative")
        case Minimum() | Maximum() if spec.coverage == 0 and bool((weights > 0).all()):
            return _extreme(
                parts, weights.shape[1], np.fmin if spec.method == "minimum" else np.fmax
            )
        case Copeland() if len(shares) == 1 and bool(np.all(shares[0])):
            return copeland_scores(parts, weights, spec.coverage)
        case _:
            return _one_by_one(parts, weights, spec, shares)


def _mean(parts: Sequence[Matrix | Vector], weights: Matrix, coverage: float) -> Matrix:
    """Return Σ w·x / Σ w over the parts present."""
    total, known = _sums(parts, weights)
    if known is None:
        empty = weights.sum(axis=0) <= 0
        if empty.any():
            total[empty] = np.nan
        return total
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Matrix = total / known
    means[_uncovered(known, coverage)] = np.nan
    return means


def _sum(
    parts: Sequence[Matrix | Vector], weights: Matrix, nominal: Vector, coverage: float
) -> Matrix:
    """Return Σ x·w/w₀: points scaled as their weight is, and up where parts are missing."""
    known = _sums(parts, weights)[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        factors = np.where(nominal[:, None] > 0, weights / nominal[:, None], 0.0)
        total = _sums(parts, factors)[0]
        if known is not None:
            total = total / known
            total[_uncovered(known, coverage)] = np.nan
    total[weights.sum(axis=0) <= 0] = np.nan
    return total


def _uncovered(known: Matrix, coverage: float) -> Rows:
    return (known < coverage * (1 - _ROUNDING)) | (known <= _ROUNDING)


def _sums(parts: Sequence[Matrix | Vector], weights: Matrix) -> tuple[Matrix, Matrix | None]:
    """Return Σ w·x and, where a part is missing for some unit, Σ w over the parts present."""
    gaps = [at for at, part in enumerate(parts) if np.isnan(part.sum())]
    if not gaps:
        return _weighted(parts, weights), None
    missing = {at: np.isnan(parts[at]) for at in gaps}
    filled = [
        np.where(missing[at], 0.0, part) if at in missing else part for at, part in enumerate(parts)
    ]
    known = _weighted([(~missing[at]).astype(np.float64) for at in gaps], weights[gaps])
    whole = [at for at in range(len(parts)) if at not in missing]
    known += weights[whole].sum(axis=0)[:, None]
    return _weighted(filled, weights), known


def _weighted(parts: Sequence[Matrix | Vector], weights: Matrix) -> Matrix:
    """Return Σ w·x; (replications, units)."""
    fixed = [at for at, part in enumerate(parts) if part.ndim == 1]
    total: Matrix = np.zeros((weights.shape[1], parts[0].shape[-1]))
    if fixed:
        total = weights[fixed].T @ np.stack([parts[at] for at in fixed])
    for at, part in enumerate(parts):
        if part.ndim == 2:
            total += weights[at][:, None] * part
    return total


@dataclass(frozen=True)
class Transform:
    """A mean of transformed parts, and back: g⁻¹(Σ w·g(x)).

    Parameters
    ----------
    forward, back
        g and its inverse.
    outside
        Where g is not defined.
    """

    forward: Callable[[Matrix], Matrix]
    back: Callable[[Matrix], Matrix]
    outside: Callable[[Matrix], Rows]


_LOGARITHM = Transform(np.log, np.exp, lambda x: x <= 0)
_INVERSE = Transform(np.reciprocal, np.reciprocal, lambda x: x <= 0)


def transform_of(spec: AggregateSpec) -> Transform | None:
    """Return the transform of a mean of transformed parts, None for sums and plain means.

    Raises
    ------
    LookupError
        If the aggregation is none of these.
    """
    match spec:
        case Arithmetic() | Sum():
            return None
        case Geometric() | Harmonic() | Power():
            return _of(spec)
        case _:
            raise LookupError(spec.method)


def _of(spec: Geometric | Harmonic | Power) -> Transform:
    if isinstance(spec, Harmonic):
        return _INVERSE
    exponent = spec.exponent if isinstance(spec, Power) else 0.0
    return _LOGARITHM if exponent == 0 else _power(exponent)


@cache
def _power(exponent: float) -> Transform:
    return Transform(
        lambda x: x**exponent,
        lambda x: x ** (1.0 / exponent),
        (lambda x: x < 0) if exponent > 0 else (lambda x: x <= 0),
    )


def _transformed(
    parts: Sequence[Matrix | Vector], weights: Matrix, coverage: float, transform: Transform
) -> Matrix:
    outside = [transform.outside(part) for part in parts]
    with np.errstate(invalid="ignore", divide="ignore"):
        # Where the transform is not defined a part stands as 1, and is struck out below.
        inside = [
            transform.forward(np.where(bad, 1.0, part) if bad.any() else part)
            for part, bad in zip(parts, outside, strict=True)
        ]
        means = transform.back(_mean(inside, weights, coverage))
    if any(bad.any() for bad in outside):
        struck = _sums([bad.astype(np.float64) for bad in outside], weights)[0]
        means[struck > 0] = np.nan
    return means


def _penalised(
    parts: Sequence[Matrix | Vector], weights: Matrix, coverage: float, negative: bool
) -> Matrix:
    """Return M ± S²/M (Mazziotta & Pareto 2013), S² = Σ w·x² − M² around the parts' middle."""
    there = [float(np.nanmean(part)) for part in parts if not np.isnan(part).all()]
    middle = sum(there) / max(1, len(there))
    moved = [part - middle for part in parts]
    mean = _mean(parts, weights, coverage)
    squares = _mean([part**2 for part in moved], weights, coverage)
    variance = np.maximum(squares - (mean - middle) ** 2, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(mean > 0, mean + (-variance if negative else variance) / mean, np.nan)


def _extreme(parts: Sequence[Matrix | Vector], count: int, choose: np.ufunc) -> Matrix:
    found = parts[0]
    for part in parts[1:]:
        found = choose(found, part)
    return np.broadcast_to(found, (count, found.shape[-1])).copy()


def _one_by_one(
    parts: Sequence[Matrix | Vector],
    weights: Matrix,
    spec: AggregateSpec,
    shares: Sequence[tuple[Rows, Rows]],
) -> Matrix:
    """Aggregate each replication by itself, units that are compared with each other together."""
    count, units = weights.shape[1], parts[0].shape[-1]
    scores = np.full((count, units), np.nan)
    beside = np.empty((units, len(parts)), order="F")
    for replication in range(count):
        for at, part in enumerate(parts):
            beside[:, at] = part if part.ndim == 1 else part[replication]
        weight = weights[:, replication]
        for rows, taught in shares:
            learned = aggregate.learn(beside[taught], weight, spec, _HERE)
            scores[replication, rows] = aggregate.score_rows(beside[rows], weight, spec, learned)
    return scores
