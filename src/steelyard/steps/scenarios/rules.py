"""Rules of decision: what a plan is worth when nobody knows which scenario will come.

A plan that lacks the gain of a scenario cannot be judged by any of them; its known gains still
count for what is the best of a scenario. Luce & Raiffa 1957, Games and Decisions, chapter 13.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.rank import TOLERANCE

__all__ = ["Booleans", "best_in_scenario", "equal_probabilities", "expected", "regrets"]

Booleans = NDArray[np.bool_]


def regrets(gain: Matrix) -> Matrix:
    """Return what each plan has less than the best plan of each scenario.

    Parameters
    ----------
    gain
        (…, plans, scenarios), NaN for missing; more is better.

    Returns
    -------
    (…, plans, scenarios), 0 for the best; NaN where the gain is missing.

    Savage, L. J. 1951, https://doi.org/10.2307/2280094.

    Examples
    --------
    >>> regrets(np.array([[3.0, 1.0], [2.0, 5.0]]))
    array([[0., 4.],
           [1., 0.]])
    """
    if gain.shape[-2] == 0:
        return gain.copy()
    found: Matrix = np.fmax.reduce(gain, axis=-2, keepdims=True) - gain
    return found


def expected(gain: Matrix, probabilities: Matrix) -> Matrix:
    """Return Σ probability · gain over the scenarios, added one after the other.

    Parameters
    ----------
    gain
        (…, plans, scenarios), NaN for missing.
    probabilities
        (…, scenarios), adding up to 1.

    Returns
    -------
    (…, plans), NaN where a gain or a probability is missing.

    Examples
    --------
    >>> expected(np.array([[3.0, 1.0], [2.0, 5.0]]), np.array([0.5, 0.5]))
    array([2. , 3.5])
    """
    # Not the BLAS: its last bit differs between one plan alone and the same among others.
    found = np.zeros(np.broadcast_shapes(gain.shape[:-1], (*probabilities.shape[:-1], 1)))
    for scenario in range(gain.shape[-1]):
        found += gain[..., scenario] * probabilities[..., scenario, None]
    return found if gain.shape[-1] else np.full(found.shape, np.nan)


def equal_probabilities(scenarios: int) -> Vector:
    """Return the same probability for each scenario: Laplace's rule of insufficient reason.

    Examples
    --------
    >>> equal_probabilities(4)
    array([0.25, 0.25, 0.25, 0.25])
    """
    return np.full(scenarios, 1.0 / max(scenarios, 1))


def best_in_scenario(gain: Matrix, tolerance: float = TOLERANCE) -> Booleans:
    """Return which plans are best in each scenario; those that tie all are.

    Parameters
    ----------
    gain
        (…, plans, scenarios), NaN for missing.
    tolerance
        Relative difference up to which gains tie.

    Examples
    --------
    >>> best_in_scenario(np.array([[3.0, 1.0], [3.0, 5.0]])).tolist()
    [[True, False], [True, True]]
    """
    if gain.shape[-2] == 0:
        return np.zeros(gain.shape, dtype=np.bool_)
    most = np.fmax.reduce(gain, axis=-2, keepdims=True)
    near: Booleans = most - gain <= tolerance * np.maximum(np.abs(most), np.abs(gain))
    return near
