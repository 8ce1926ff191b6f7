"""A unit by each method, told: values with intervals, ranks, what parts the methods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from steelyard.evaluation.estimates_read import ByMethod
from steelyard.evaluation.estimates_told import ratio
from steelyard.i18n import message
from steelyard.publish.numbers import percent, places_for
from steelyard.publish.units.estimates import Estimated
from steelyard.publish.units.shared import Telling

__all__ = ["estimates"]

Row = dict[str, Any]


def estimates(telling: Telling) -> Sequence[Row]:
    """Return what each method gives for the unit; none where nothing is estimated."""
    return [_estimate(one) for one in telling.unit.estimates]


def _estimate(one: Estimated) -> Row:
    methods = [method for _title, method in one.methods]
    places = places_for([method.value for method in methods])
    ends = _ends(methods)
    sentences = [one.spread, *([] if one.driver is None else [one.driver])]
    return {
        "name": one.name,
        "title": str(one.title),
        "unit": None if one.unit is None else str(one.unit),
        "decimals": places,
        "sentences": [*(str(said) for said in sentences), *_sure(one)],
        "ratio": one.ratio,
        "ratio_interval": None if one.ratio_low is None else [one.ratio_low, one.ratio_high],
        "disagree": one.disagree,
        "probability": one.probability,
        "methods": [
            {
                "method": method.method,
                "title": str(title),
                "value": method.value,
                "interval": None if method.low is None else [method.low, method.high],
                "rank": method.rank,
                "rank_interval": None
                if method.rank_low is None
                else [method.rank_low, method.rank_high],
                "at": None if ends is None else _at(method, *ends),
            }
            for title, method in one.methods
        ],
        "inputs": [
            {
                "title": str(each.title),
                "own": str(each.own),
                "typical": str(each.typical),
                "ratio": each.ratio,
                "ratio_words": ratio(each.ratio),
                "drives": each.drives,
            }
            for each in one.inputs
        ],
    }


def _sure(one: Estimated) -> list[str]:
    """Say how sure it is that the methods disagree, where that was assessed."""
    if one.probability is None:
        return []
    if one.ratio_low is None:
        text = message(
            "They disagree in {share} of the replications.", share=percent(one.probability, 0)
        )
        return [str(text)]
    text = message(
        "They disagree in {share} of the replications; in nine of ten the factor lies between "
        "{low} and {high}.",
        share=percent(one.probability, 0),
        low=ratio(one.ratio_low),
        high=ratio(one.ratio_high),
    )
    return [str(text)]


def _ends(methods: Sequence[ByMethod]) -> tuple[float, float] | None:
    """Return the logarithms between which all that is above 0 lies; None where nothing does."""
    known = [
        x for one in methods for x in (one.value, one.low, one.high) if x is not None and x > 0
    ]
    if not known or min(known) == max(known):
        return None
    return math.log(min(known)), math.log(max(known))


def _at(method: ByMethod, first: float, last: float) -> Row | None:
    """Return where a value and its interval stand on a line of money, from 0 to 100."""
    if method.value is None or method.value <= 0:
        return None

    def place(value: float) -> float:
        return round(100.0 * (math.log(value) - first) / (last - first), 1)

    middle = place(method.value)
    if method.low is None or method.high is None or method.low <= 0:
        return {"low": middle, "middle": middle, "high": middle}
    return {"low": place(method.low), "middle": middle, "high": place(method.high)}
