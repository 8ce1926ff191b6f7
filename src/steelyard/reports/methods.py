"""How indicators are scored and parts become one score, in words, for every method there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.evaluation.steps import settings
from steelyard.i18n import Message, message
from steelyard.reports.words import joined, shown, with_unit
from steelyard.scheme.aggregate import AggregateSpec
from steelyard.scheme.normalise import (
    Band,
    Bands,
    Categorical,
    Deduction,
    DistanceToTarget,
    Goalposts,
    MinMax,
    Proportional,
    Scaled,
    ZScore,
)
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import NormaliseStep
from steelyard.scheme.tree import Node

__all__ = ["aggregation_in_words", "rule_in_words", "scoring_in_words"]

_SCORED: Mapping[str, Message] = {
    "rank": message("the place counted from the worst"),
    "percentile_rank": message("the share of the other units that it is above"),
    "borda": message("the number of units that it is above"),
    "fraction_of_maximum": message("the share of the best unit's figure"),
    "distance_to_maximum": message("the share of the way from the worst unit to the best"),
    "distance_to_reference": message("compared with a reference"),
    "above_below_mean": message("above, about or below the mean"),
    "identity": message("the figure as it is"),
}
_AGGREGATED: Mapping[str, Message] = {
    "sum": message("the sum of the parts"),
    "arithmetic": message("the weighted mean of the parts"),
    "geometric": message("the weighted geometric mean of the parts"),
    "harmonic": message("the weighted harmonic mean of the parts"),
    "power": message("a weighted power mean of the parts"),
    "median": message("the median of the parts"),
    "minimum": message("the worst of the parts"),
    "maximum": message("the best of the parts"),
    "mazziotta_pareto": message("the mean of the parts with a penalty for imbalance"),
    "ordered_weighted": message("the mean of the parts, weighted by their order"),
    "copeland": message("wins less losses against the other units, part by part"),
    "outranking": message("the order that agrees best with comparisons part by part"),
}


def rule_in_words(scheme: Scheme, name: str, unit: str | None = None) -> Message:
    """Return how a node of the tree gets its score.

    Parameters
    ----------
    scheme, name
        The scheme, and a node of its tree.
    unit
        The unit of measurement of an indicator's figure.
    """
    node = scheme.nodes()[name]
    if node.parts:
        return aggregation_in_words(_aggregation(scheme, node))
    steps = [step for step in scheme.steps if isinstance(step, NormaliseStep)]
    if not steps:
        return _SCORED["identity"]
    specs = settings(scheme.indicators(), (name,), "normalise", steps[-1].normalise)
    return scoring_in_words(specs[name], unit)


def _aggregation(scheme: Scheme, node: Node) -> Any:
    if node.aggregate is not None:
        return node.aggregate
    return "sum" if node.points is not None else scheme.aggregate


def aggregation_in_words(spec: AggregateSpec | str) -> Message:
    """Return how parts become one score."""
    return _AGGREGATED[spec if isinstance(spec, str) else spec.method]


def scoring_in_words(spec: Any, unit: str | None = None) -> Message:
    """Return how a figure becomes a score, by the settings of a normalisation.

    Examples
    --------
    >>> points = Proportional(method="proportional", full_at=100, range=(0, 10))
    >>> print(scoring_in_words(points, "%"))
    in proportion: 0 at 0%, 10 at 100%
    """
    match spec:
        case Bands():
            return _bands(spec, unit)
        case Proportional() | Goalposts() | Scaled():
            return _between(spec, unit)
        case Deduction():
            return message(
                "{start} less {each} for each one, not below {least}",
                start=shown(spec.full),
                each=shown(spec.each),
                least=shown(spec.least),
            )
    return _among_units(spec, unit)


def _among_units(spec: Any, unit: str | None) -> Message:
    """Return how a figure becomes a score beside those of the other units."""
    match spec:
        case MinMax():
            return message(
                "from {least} for the worst unit to {most} for the best",
                least=shown(spec.range[0]),
                most=shown(spec.range[1]),
            )
        case ZScore():
            return message("the distance from the mean in standard deviations")
        case Categorical():
            scores = ", ".join(shown(score) for score in spec.scores)
            return message("{scores} by quantiles of all figures", scores=scores)
        case DistanceToTarget():
            target = with_unit(shown(spec.target), unit)
            return message("the share of the way from the worst unit to {target}", target=target)
    return _SCORED[spec.method]


def _between(spec: Proportional | Goalposts | Scaled, unit: str | None) -> Message:
    """Return what two fixed figures score; between them it goes in proportion."""
    text = message("from {least} at {lower} to {most} at {upper}")
    if isinstance(spec, Scaled):
        (lower, upper), (least, most) = spec.from_, spec.range
    elif isinstance(spec, Proportional):
        (lower, upper), (least, most) = (spec.zero_at, spec.full_at), spec.span
        text = message("in proportion: {least} at {lower}, {most} at {upper}")
    else:
        (lower, upper), (least, most) = (spec.lower, spec.upper), spec.span
        if spec.scale == "log":
            text = message("by logarithms from {least} at {lower} to {most} at {upper}")
    ends = {"lower": with_unit(shown(lower), unit), "upper": with_unit(shown(upper), unit)}
    return Message(text.template, {"least": shown(least), "most": shown(most), **ends})


def _bands(spec: Bands, unit: str | None) -> Message:
    steps = [_band(band, unit) for band in spec.bands]
    last = message("otherwise {points}", points=shown(spec.otherwise))
    return joined([*steps, last], message("; "))


def _band(band: Band, unit: str | None) -> Message:
    texts = {
        "at_least": message("at least {value}: {points}"),
        "above": message("more than {value}: {points}"),
        "at_most": message("at most {value}: {points}"),
        "below": message("less than {value}: {points}"),
    }
    values = {"value": with_unit(shown(band.threshold), unit), "points": shown(band.gives)}
    return Message(texts[band.kind].template, values)
