"""Scores beside the other units: places, percentile ranks, references and targets.

In formulas x is the figure, r its place from the worst, c the figure of the reference.
"""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import amount, digits
from steelyard.publish.method.formula import Formula, between, figure, minus, name, over, size
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.lines import MAX, MIN, X, score_is, share_of_way, way
from steelyard.scheme.normalise import (
    Borda,
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    PercentileRank,
    Rank,
    Ties,
)

__all__ = ["by_places", "compared"]

_N, _PLACE, _REFERENCE = name("n"), name("r"), name("c")
_ONE = figure(1)
_TIES: Mapping[Ties, Message] = {
    "competition": message("Equal figures get the least of the places that they take together."),
    "average": message("Equal figures get the mean of the places that they take together."),
    "dense": message("Equal figures count once and get one place."),
    "maximum": message("Equal figures get the greatest of the places that they take together."),
}
_PLACES = message("r is the place counted from the worst, n the number of units.")
_REACHED = message(
    "If even the worst unit has reached it, all that have get 1, and others no score."
)


def by_places(spec: Rank | PercentileRank | Borda) -> Told:
    """Return how a method is told that scores by places."""
    ties = _TIES[spec.ties]
    above = minus(_PLACE, _ONE)
    others = over(above, minus(_N, _ONE))
    lone = message("If all figures are equal, every unit gets {middle}.", middle=digits(0.5))
    match spec:
        case Rank():
            words = message("The place counted from the worst; the best of n units scores n.")
            return Told(words, score_is(_PLACE), (_PLACES, ties))
        case PercentileRank():
            words = message("The percentile rank: the share of the other units that it is above.")
            return Told(words, score_is(others), (_PLACES, ties, lone))
    if spec.range is None:
        words = message("The Borda count: the number of units that it is above.")
        return Told(words, score_is(above), (_PLACES, ties))
    low, high = spec.range
    words = message(
        "The Borda count, spread over a range: {least} above none, {most} above all others.",
        least=digits(low),
        most=digits(high),
    )
    return Told(words, score_is(between(others, low, high)), (_PLACES, ties))


def compared(
    spec: FractionOfMaximum | DistanceToMaximum | DistanceToReference | DistanceToTarget,
    unit: str | None,
    up: bool,
) -> Told:
    """Return how a method is told that compares with one figure."""
    worst = MIN if up else MAX
    match spec:
        case FractionOfMaximum():
            words = message("The share of the best unit's figure; the best scores 1.")
            return Told(words, score_is(over(X, MAX) if up else over(MIN, X)))
        case DistanceToMaximum():
            words = message("The share of the way from the worst unit to the best, from 0 to 1.")
            return Told(words, score_is(way(MIN, MAX, up)))
        case DistanceToReference():
            return _to_reference(spec, worst, up)
    target = figure(spec.target)
    words = message(
        "The share of the way from the worst unit to the target of {target}, which scores 1.",
        target=amount(spec.target, unit),
    )
    ahead = share_of_way(worst, target) if up else over(minus(worst, X), minus(worst, target))
    better = message("Units that are better than the target get 1.")
    return Told(words, score_is(ahead), (better, _REACHED) if spec.cap else (_REACHED,))


def _to_reference(spec: DistanceToReference, worst: Formula, up: bool) -> Told:
    references = {
        "mean": message("the mean of all units"),
        "best": message("the best unit"),
        "worst": message("the worst unit"),
        None: message("the unit “{unit}”", unit=spec.unit),
    }
    of = references[spec.reference]
    match spec.as_:
        case "ratio":
            words = message("The ratio to {reference}, which scores 1.", reference=of)
            formula = over(X, _REFERENCE) if up else over(_REFERENCE, X)
        case "difference":
            words = message(
                "By which share of its figure it is better than {reference}, which scores 0.",
                reference=of,
            )
            gap = minus(X, _REFERENCE) if up else minus(_REFERENCE, X)
            formula = over(gap, size(_REFERENCE))
        case "range_share":
            words = message(
                "The share of the way from the worst unit to {reference}, which scores 1.",
                reference=of,
            )
            formula = (
                share_of_way(worst, _REFERENCE)
                if up
                else over(minus(worst, X), minus(worst, _REFERENCE))
            )
    notes = [message("c is the figure of the reference.")]
    if spec.as_ == "range_share":
        notes.append(_REACHED)
    elif spec.as_ == "ratio":
        notes.append(message("The reference must be above 0, else there is no score."))
    if spec.cap:
        notes.append(message("Units that are better than the reference get its score."))
    return Told(words, score_is(formula), tuple(notes))
