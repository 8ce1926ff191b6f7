"""Which plans another single plan beats, or equals and somewhere beats, in every scenario.

A dominated plan is dominated by one that is not; only those are compared with. Strict: more in
every scenario. Weak: never less, and more in some.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.rank import TOLERANCE
from steelyard.steps.scenarios.rules import Booleans

__all__ = ["Dominance", "dominance"]


@dataclass(frozen=True)
class Dominance:
    """Who dominates whom.

    Parameters
    ----------
    by
        (plans,) the dominator's place, of several the one with the greatest merit; −1 where
        there is none.
    strict
        (plans,) whether a plan is worth more in every scenario.
    """

    by: NDArray[np.intp]
    strict: Booleans

    @property
    def front(self) -> NDArray[np.intp]:
        """The places of the plans that no plan dominates."""
        return np.flatnonzero(self.by < 0)


def dominance(gain: Matrix, merit: Vector, tolerance: float = TOLERANCE) -> Dominance:
    """Return by which single plan each plan is dominated.

    Parameters
    ----------
    gain
        (plans, scenarios), complete; more is better.
    merit
        (plans,) which of several dominators is named: the one with most of it, a strict one
        before others.
    tolerance
        Relative difference up to which gains are the same.

    Examples
    --------
    >>> gain = np.array([[3.0, 3.0], [2.0, 1.0], [3.0, 1.0], [0.0, 5.0]])
    >>> found = dominance(gain, gain.sum(axis=1))
    >>> found.by.tolist(), found.strict.tolist()
    ([-1, 0, 0, -1], [False, True, False, False])
    """
    count, scenarios = gain.shape
    by = np.full(count, -1, dtype=np.intp)
    strict = np.zeros(count, dtype=np.bool_)
    # Who dominates adds up to more, so those that could dominate a plan come before it.
    order = np.argsort(-gain.sum(axis=1), kind="stable")
    front = np.empty((count, scenarios))
    places = np.empty(count, dtype=np.intp)
    size = 0
    for plan in order.tolist():
        more, less = _apart(front[:size], gain[plan], tolerance)
        above = np.flatnonzero(~less.any(axis=1) & more.any(axis=1))
        if len(above):
            wholly = more[above].all(axis=1)
            strict[plan] = bool(wholly.any())
            named = places[above[wholly]] if strict[plan] else places[above]
            by[plan] = named[np.argmax(merit[named])]
        else:
            front[size], places[size] = gain[plan], plan
            size += 1
    return Dominance(by, strict)


def _apart(front: Matrix, own: Vector, tolerance: float) -> tuple[Booleans, Booleans]:
    """Return where the plans of the front are worth more than a plan, and where less."""
    near = tolerance * np.maximum(np.abs(front), np.abs(own))
    return front - own > near, own - front > near
