"""How a figure becomes a score: every normalisation in words, with its formula and settings.

In formulas x is the figure, s the score; the least and the greatest, the mean and the deviation
are those of all units that are compared. The formulas are those of ``steelyard.steps.normalise``.
"""

from __future__ import annotations

from typing import assert_never

from steelyard.i18n import message
from steelyard.publish.method.formula import negative
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.bands import in_steps
from steelyard.publish.method.words.comparisons import by_places, compared
from steelyard.publish.method.words.lines import X, in_points, on_a_line, score_is
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

__all__ = ["normalised"]

_TURNED = message("The figure with its sign changed is the score, since less is better.")


def normalised(spec: Normalise, unit: str | None = None, *, up: bool = True) -> Told:
    """Return how a normalisation is told.

    Parameters
    ----------
    spec
        The method with its settings, points filled in.
    unit
        The unit of measurement of the figure.
    up
        Whether more is better.

    Examples
    --------
    >>> told = normalised(Goalposts(lower=0, upper=994))
    >>> print(told.words)
    0 scores 0, 994 scores 1, and what lies between in proportion.
    >>> told.formula.text
    's = x / 994'
    """
    match spec:
        case MinMax() | ZScore() | Scaled() | Goalposts():
            return on_a_line(spec, unit, up)
        case Rank() | PercentileRank() | Borda():
            return by_places(spec)
        case FractionOfMaximum() | DistanceToMaximum() | DistanceToReference() | DistanceToTarget():
            return compared(spec, unit, up)
        case AboveBelowMean() | Categorical() | Bands():
            return in_steps(spec, unit, up)
        case Proportional() | Deduction():
            return in_points(spec, unit)
        case Identity():
            words = message("The figure is the score.") if up else _TURNED
            return Told(words, score_is(X if up else negative(X)))
    assert_never(spec)
