"""How the page's script is told of an aggregation or a normalisation: a name and its numbers.

The formulas stand in ``kernel.js``, after those of ``steelyard.steps``; tests hold the two against
each other.
"""

from __future__ import annotations

from typing import Any

from steelyard.scheme.aggregate import (
    AggregateSpec,
    MazziottaPareto,
    OrderedWeighted,
    Power,
)
from steelyard.scheme.normalise import (
    Bands,
    Borda,
    Deduction,
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

__all__ = ["aggregation", "renormalisation"]


def aggregation(spec: AggregateSpec) -> dict[str, Any]:
    """Return an aggregation as the script reads it.

    Examples
    --------
    >>> aggregation(Power(exponent=0.5))
    {'method': 'power', 'coverage': 0.0, 'exponent': 0.5}
    """
    told: dict[str, Any] = {"method": spec.method, "coverage": spec.coverage}
    match spec:
        case Power(exponent=exponent):
            return told | {"exponent": exponent}
        case OrderedWeighted(weights=weights):
            return told | {"places": list(weights)}
        case MazziottaPareto(penalty=penalty):
            return told | {"sign": -1 if penalty == "negative" else 1}
        case _:
            return told


def renormalisation(spec: Normalise) -> dict[str, Any] | None:
    """Return how a criterion's score is normalised again; None where the script does not know it.

    A criterion's score has no direction: more is better.

    Examples
    --------
    >>> renormalisation(ZScore(mean=100, deviation=10))
    {'method': 'z_score', 'mean': 100.0, 'deviation': 10.0}
    >>> renormalisation(Identity()) is not None
    True
    """
    told = _relative(spec) if spec.relative else _absolute(spec)
    return None if told is None else {"method": spec.method, **told}


def _relative(spec: Normalise) -> dict[str, Any] | None:
    """Return the numbers of a method that compares units."""
    match spec:
        case MinMax():
            return {"span": list(spec.range), "clip": spec.clip}
        case ZScore():
            return {"mean": spec.mean, "deviation": spec.deviation}
        case Rank() | PercentileRank():
            return {"ties": spec.ties}
        case Borda():
            return {"ties": spec.ties, "span": None if spec.range is None else [*spec.range]}
        case _:
            return None


def _absolute(spec: Normalise) -> dict[str, Any] | None:
    """Return the numbers of a method that does not."""
    match spec:
        case Identity():
            return {}
        case Scaled():
            return {"from": list(spec.from_), "span": list(spec.range)}
        case Goalposts():
            posts, log = [spec.lower, spec.upper], spec.scale == "log"
            return {"posts": posts, "span": [*spec.span], "log": log, "clip": spec.clip}
        case Proportional():
            return {"zero": spec.zero_at, "full": spec.full_at, "span": [*spec.span]}
        case Deduction():
            return {"start": spec.full, "each": spec.each, "least": spec.least}
        case Bands():
            bands = [[band.kind, band.threshold, band.gives] for band in spec.bands]
            return {"bands": bands, "otherwise": spec.otherwise}
        case _:
            return None
