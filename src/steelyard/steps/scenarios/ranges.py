"""For which probability of one scenario is a plan best, the others keeping their proportions?

The expected gain of a plan is then a line in that probability, and the best plan is the upper
envelope of all lines: each plan has one range, or none. Clemen & Reilly 2013, Making Hard
Decisions, chapter 5 (one-way sensitivity to a probability).
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.steps.scenarios.rules import expected

__all__ = ["best_between", "probability_ranges"]

_NEAR = 1e-11
"""Share of the largest gain by which a line may lie below the envelope and still count as on it."""


def probability_ranges(gain: Matrix, probabilities: Vector, scenario: int) -> Matrix:
    """Return from which to which probability of a scenario each plan has the best expectation.

    Parameters
    ----------
    gain
        (plans, scenarios), complete.
    probabilities
        (scenarios,), adding up to 1.
    scenario
        Which of them.

    Returns
    -------
    (plans, 2) least and greatest probability, NaN for a plan that is best at none; all NaN
    where the other scenarios have no probability, so that they have no proportions.

    Examples
    --------
    >>> gain = np.array([[10.0, 0.0], [4.0, 3.0], [0.0, 4.0]])
    >>> probability_ranges(gain, np.array([0.5, 0.5]), 0).round(3).tolist()
    [[0.333, 1.0], [0.2, 0.333], [0.0, 0.2]]
    """
    others = np.delete(probabilities, scenario)
    total = float(others.sum())
    if not total > 0 or not len(gain):
        return np.full((len(gain), 2), np.nan)
    rest = expected(np.delete(gain, scenario, axis=1), others / total)
    return best_between(rest, gain[:, scenario])


def best_between(at_zero: Vector, at_one: Vector) -> Matrix:
    """Return where between 0 and 1 each of several lines is the highest.

    Parameters
    ----------
    at_zero, at_one
        (lines,) the values at 0 and at 1.

    Returns
    -------
    (lines, 2) the ends of each line's part of the upper envelope; NaN for a line below it.
    """
    corners = _corners(at_zero, at_one)
    near = _NEAR * max(float(np.abs(at_zero).max()), float(np.abs(at_one).max()))
    found = np.full((len(at_zero), 2), np.nan)
    for corner in corners.tolist():
        value = at_zero + corner * (at_one - at_zero)
        touches = value.max() - value <= near
        found[touches & np.isnan(found[:, 0]), 0] = corner
        found[touches, 1] = corner
    return found


def _corners(at_zero: Vector, at_one: Vector) -> Vector:
    """Return where the upper envelope bends between 0 and 1, with both ends.

    From the line that is highest at 0, go each time to the line that meets it first; among
    those that meet it there, the steepest. Each corner is one pass over the lines.
    """
    slopes = at_one - at_zero
    corners, at = [0.0], 0.0
    line = int(np.lexsort((slopes, at_zero))[-1])
    while True:
        steeper = np.flatnonzero(slopes > slopes[line])
        if not len(steeper):
            break
        meets = (at_zero[line] - at_zero[steeper]) / (slopes[steeper] - slopes[line])
        first = max(float(meets.min()), at)
        if first >= 1.0:
            break
        there = steeper[meets <= first]
        line = int(there[np.argmax(slopes[there])])
        at = first
        corners.append(at)
    return np.unique([*corners, 1.0])
