"""Scores in steps: bands of points, classes by quantiles, above and below the mean."""

from __future__ import annotations

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import amount, share
from steelyard.publish.method.told import Told
from steelyard.scheme.normalise import AboveBelowMean, Band, Bands, Categorical

__all__ = ["in_steps"]


def in_steps(spec: AboveBelowMean | Categorical | Bands, unit: str | None, up: bool) -> Told:
    """Return how a method is told that scores in steps."""
    match spec:
        case Bands():
            last = (message("otherwise"), amount(spec.otherwise))
            steps = (*(_band(band, unit) for band in spec.bands), last)
            return Told(message("By bands: the first that holds gives the score."), None, (), steps)
        case Categorical():
            return _classes(spec)
    limit = share(spec.threshold)
    words = message("1 for a unit well above the mean, −1 for one well below it, 0 between.")
    if not up:
        words = message("1 for a unit well below the mean, −1 for one well above it, 0 between.")
    note = message("A figure within {share} of the mean is about the mean.", share=limit)
    return Told(words, None, (note,))


def _band(band: Band, unit: str | None) -> tuple[Message, Message]:
    texts = {
        "at_least": message("at least {value}"),
        "above": message("more than {value}"),
        "at_most": message("at most {value}"),
        "below": message("less than {value}"),
    }
    bound = Message(texts[band.kind].template, {"value": amount(band.threshold, unit)})
    return bound, amount(band.gives)


def _classes(spec: Categorical) -> Told:
    """Return classes from the best down, as readers look for them."""
    bounds = [*spec.quantiles[::-1], None]
    steps = tuple(
        (
            message("the others")
            if bound is None
            else message("among the best {share}", share=share(1 - bound)),
            amount(score),
        )
        for bound, score in zip(bounds, spec.scores[::-1], strict=True)
    )
    how = (
        message("A unit is past a quantile if that share of all units have no better figure.")
        if spec.by == "percentile"
        else message("A unit is among the best if its rank is; the best unit always is.")
    )
    words = message("By classes: the units are divided by quantiles of their figures.")
    return Told(words, None, (how,), steps)
