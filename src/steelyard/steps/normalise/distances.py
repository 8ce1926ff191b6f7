"""Figures beside a reference: as a ratio, a difference or a share of the way to it.

The reference is one figure per column, whoever it belongs to; Handbook (2008), step 5.4, with
the variants of its table 15.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.scheme.normalise import (
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
)
from steelyard.steps.normalise.linear import line

__all__ = ["Compared", "difference", "form", "range_share", "ratio"]

Flags = NDArray[np.bool_]


Compared = FractionOfMaximum | DistanceToMaximum | DistanceToReference | DistanceToTarget
"""The methods that compare with a reference."""


def form(spec: Compared) -> Literal["ratio", "difference", "range_share"]:
    """Return how a method compares."""
    match spec:
        case FractionOfMaximum():
            return "ratio"
        case DistanceToReference():
            return spec.as_
        case _:
            return "range_share"


def ratio(values: Matrix, reference: Vector, directions: Vector, constant: Flags) -> Matrix:
    """Ratio to the reference r, 1 at the reference.

    More is better: x/r; less is better: r/x. COINr's ``n_fracmax`` computes x/min for the
    latter, by which the worst unit scores highest. A ratio needs r > 0; where less is better
    r = 0 will do, but then x > 0. Otherwise the order would be turned round, so the score is
    missing, except that in a constant column figures equal to r score 1.

    Parameters
    ----------
    values
        (units, columns).
    reference, directions
        (columns,).
    constant
        (columns,) whether the figures learned are all equal.
    """
    usable = (reference > 0) | (directions < 0) & (reference == 0)
    against = np.where(usable, reference, np.nan)
    scores = values / np.where(directions > 0, against, 1.0)
    down = np.flatnonzero(directions < 0)
    if len(down):
        figures = np.where(values[:, down] > 0, values[:, down], np.nan)
        scores[:, down] = np.where(values[:, down] == against[down], 1.0, against[down] / figures)
    return _where_equal(scores, values, reference, constant & ~usable, 1.0)


def difference(values: Matrix, reference: Vector, directions: Vector, constant: Flags) -> Matrix:
    """Difference from the reference r in shares of it, 0 at the reference.

    More is better: (x − r)/|r|; less is better: (r − x)/|r|. Missing where r = 0, except that
    in a constant column figures equal to r score 0. Parameters as for :func:`ratio`.
    """
    usable = reference != 0
    width = np.where(usable, np.abs(reference) * directions, np.nan)
    scores = line(values, reference, width)
    return _where_equal(scores, values, reference, constant & ~usable, 0.0)


def _where_equal(
    scores: Matrix, values: Matrix, reference: Vector, columns: Flags, score: float
) -> Matrix:
    """Put ``score`` in the flagged columns where a figure is the reference, else missing."""
    at = np.flatnonzero(columns)
    if len(at):
        scores[:, at] = np.where(values[:, at] == reference[at], score, np.nan)
    return scores


def range_share(values: Matrix, worst: Vector, goal: Vector, directions: Vector) -> Matrix:
    """Share of the way from the worst figure to a goal g, a reference or a target: 0 and 1.

    More is better: (x − min)/(g − min); less is better: (max − x)/(max − g). This is COINr's
    ``n_dist2ref`` and ``n_dist2targ``, and with the best figure as g its ``n_dist2max``.
    Where even the worst unit has reached the goal there is no way to measure: a figure that
    has reached it scores 1, any other (of a unit that is placed later) is missing.

    Parameters
    ----------
    values
        (units, columns).
    worst, goal, directions
        (columns,).
    """
    ahead = (goal - worst) * directions > 0
    scores = line(values, worst, np.where(ahead, goal - worst, np.nan))
    at = np.flatnonzero(~ahead)
    if len(at):
        reached = values[:, at] * directions[at] >= goal[at] * directions[at]
        scores[:, at] = np.where(reached, 1.0, np.nan)
    return scores
