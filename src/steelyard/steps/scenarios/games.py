"""Which plans are best under no probabilities, for many matrices together.

Nature chooses probabilities so that a plan falls behind as little as it can, the others a
mixture: a game of two, whose value is above 0 if and only if the mixture is ahead everywhere.
All games go through the simplex method together, pivot by pivot. Dantzig 1951, A proof of the
equivalence of the programming problem and the game problem; von Neumann & Morgenstern 1944.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.scenarios.mixtures import NEAR, mixtures
from steelyard.steps.scenarios.rules import Booleans, best_in_scenario, regrets

__all__ = ["game_values", "never_best"]

_FIGURES = 1 << 21
"""Figures of the tableaux that are worked on at once."""
_ROUNDING = 1e-12


def never_best(gain: Matrix) -> Booleans:
    """Return which plans are best under no probabilities, in each of several matrices.

    Parameters
    ----------
    gain
        (replications, plans, scenarios), complete; more is better.

    Returns
    -------
    (replications, plans).

    Examples
    --------
    >>> never_best(np.array([[[10.0, 0.0], [4.0, 4.0], [0.0, 10.0]]])).tolist()
    [[False, True, False]]
    """
    replications, plans, scenarios = gain.shape
    found = np.zeros((replications, plans), dtype=np.bool_)
    scale = regrets(gain).max(axis=(1, 2), initial=0.0)
    scaled = -regrets(gain) / np.where(scale > 0, scale, 1.0)[:, None, None]
    sure = best_in_scenario(gain).any(axis=2)
    # With equal probabilities the best is best under some.
    middle = scaled.sum(axis=2)
    sure |= middle >= middle.max(axis=1, keepdims=True, initial=-np.inf)
    which, plan = np.nonzero(~sure & (scale > 0)[:, None])
    step = max(1, _FIGURES // max(1, (plans + 1) * (scenarios + 1)))
    for first in range(0, len(which), step):
        rows, own = which[first : first + step], plan[first : first + step]
        ahead = scaled[rows] - scaled[rows, own][:, None, :]
        found[rows, own] = game_values(ahead) > NEAR
    return found


def game_values(ahead: Matrix) -> Vector:
    """Return the value of each of several games: how far ahead the best mixture is everywhere.

    Parameters
    ----------
    ahead
        (games, plans, scenarios) by how much each plan is ahead, between −1 and 1.

    Returns
    -------
    (games,): max over mixtures of min over scenarios of Σ share · ahead.

    Examples
    --------
    >>> game_values(np.array([[[0.6, -0.4], [-0.4, 0.6]], [[0.5, 0.25], [0.0, 0.0]]])).tolist()
    [0.1, 0.25]
    """
    # With all entries above 0 the game is max Σ x subject to (ahead + 2) x ≤ 1, x ≥ 0, whose
    # optimum is 1 / (value + 2); x = 0 is feasible, so there is no first phase.
    games, plans, scenarios = ahead.shape
    tableau = np.empty((games, plans + 1, scenarios + 1))
    tableau[:, :-1, :-1] = ahead + 2.0
    tableau[:, :-1, -1] = 1.0
    tableau[:, -1, :-1] = -1.0
    tableau[:, -1, -1] = 0.0
    open_games = np.arange(games)
    most = 20 * (plans + scenarios)
    for _pivot in range(most):
        cost = tableau[open_games, -1, :-1]
        going = cost.min(axis=1) < -_ROUNDING
        open_games = open_games[going]
        if not len(open_games):
            break
        tableau[open_games] = _pivoted(tableau[open_games], cost[going].argmin(axis=1))
    values: Vector = np.round(1.0 / tableau[:, -1, -1] - 2.0, 15)
    for game in open_games.tolist():
        values[game] = _one_by_one(ahead[game])
    return values


def _pivoted(tableau: Matrix, column: NDArray[np.intp]) -> Matrix:
    """Exchange in each tableau the variable of a column for that of the row that binds first."""
    games = np.arange(len(tableau))
    entering = tableau[games, :, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(
            entering[:, :-1] > _ROUNDING, tableau[:, :-1, -1] / entering[:, :-1], np.inf
        )
    row = ratio.argmin(axis=1)
    pivot = entering[games, row]
    leaving = tableau[games, row, :] / pivot[:, None]
    leaving[games, column] = 1.0 / pivot
    entering = entering.copy()
    entering[games, row] = 0.0
    found = tableau.copy()
    found[games, :, column] = 0.0
    found -= entering[:, :, None] * leaving[:, None, :]
    found[games, row, :] = leaving
    return found


def _one_by_one(ahead: Matrix) -> float:
    """Return the value of a game that turned in a circle, by the solver."""
    stay = np.vstack([ahead, np.zeros(ahead.shape[1])])
    found = mixtures(stay, np.arange(len(ahead)))
    own = found.get(len(ahead))
    return 0.0 if own is None else own.ahead
