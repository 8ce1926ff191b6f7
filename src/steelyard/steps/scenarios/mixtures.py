"""Which plans are best under no probabilities at all: a linear programme for each.

By the duality of linear programmes a plan is best under no probabilities if and only if some
mixture of plans is worth more in every scenario, ties on no side (strict domination by a
mixture). Pearce, D. G. 1984, Rationalizable strategic behavior and the problem of perfection,
lemma 3, https://doi.org/10.2307/1911197; Wald 1950. A plan that ties for best under some
probabilities is not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.steps.scenarios.rules import Booleans, regrets

if TYPE_CHECKING:
    import highspy

__all__ = ["NEAR", "Mixture", "mixtures"]

NEAR = 1e-9
"""Share of the greatest regret by which a mixture must be ahead in every scenario."""
_LEAST_SHARE = 1e-9
"""A smaller share of a mixture is an error of the solver."""


@dataclass(frozen=True)
class Mixture:
    """Plans that together are worth more than one plan in every scenario.

    Parameters
    ----------
    plans
        (parts,) their places.
    shares
        (parts,) how much of each, adding up to 1.
    ahead
        By how much the mixture is ahead of the plan in the scenario where it is so least: as much
        as a mixture can, which is the least expected regret of the plan under any probabilities.
    """

    plans: NDArray[np.intp]
    shares: Vector
    ahead: float


def mixtures(
    gain: Matrix, front: NDArray[np.intp], asked: Booleans | None = None
) -> dict[int, Mixture]:
    """Return for each plan that is best under no probabilities the mixture that beats it most.

    Parameters
    ----------
    gain
        (plans, scenarios), complete; more is better.
    front
        The places of the plans that no single plan dominates; a mixture needs no others.
    asked
        (plans,) of which plans it is not known; all if absent.

    Returns
    -------
    By place. A plan that is best under some probabilities, alone or in a tie, is not there.

    Examples
    --------
    >>> gain = np.array([[10.0, 0.0], [4.0, 4.0], [0.0, 10.0]])
    >>> found = mixtures(gain, np.array([0, 1, 2]))
    >>> sorted(found), found[1].shares.round(6).tolist(), round(found[1].ahead, 6)
    ([1], [0.5, 0.5], 1.0)
    """
    plans = np.arange(len(gain)) if asked is None else np.flatnonzero(asked)
    scale = float(regrets(gain).max(initial=0.0))
    if not len(plans) or not gain.shape[1] or scale <= 0:
        return {}
    # Regrets have the same differences as gains, and no large part that all plans share.
    scaled = -regrets(gain) / scale
    solver = _Solver(scaled[front])
    found = {}
    for plan in plans.tolist():
        shares = solver.best_mixture(scaled[plan])
        if shares is None:
            continue
        ahead = float((shares @ scaled[front] - scaled[plan]).min())
        # What the solver says is believed only as far as the sums bear it out.
        if ahead > NEAR:
            parts = np.flatnonzero(shares)
            found[plan] = Mixture(front[parts], shares[parts], ahead * scale)
    return found


class _Solver:
    """One programme for all plans: they differ in what the mixture has to beat.

    max t  subject to  Σ_k λ_k g_ks − t ≥ g_is for each scenario s,  Σ λ_k = 1,  λ ≥ 0, t ≥ 0.
    """

    def __init__(self, gain: Matrix) -> None:
        import highspy

        self._plans, self._scenarios = gain.shape
        self._infinity = highspy.kHighsInf
        self._optimal = highspy.HighsModelStatus.kOptimal
        # The package's own types leave out the constructor and some of its methods.
        made: Any = highspy.Highs
        self._highs = made()
        for option, value in (
            ("output_flag", False),
            # One thread and one method, so that the answer is the same every time.
            ("threads", 1),
            ("solver", "simplex"),
            ("presolve", "off"),
            ("primal_feasibility_tolerance", 1e-10),
            ("dual_feasibility_tolerance", 1e-10),
        ):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(_programme(highspy.HighsLp(), gain, self._infinity))
        self._rows = np.arange(self._scenarios, dtype=np.int32)
        self._open = np.full(self._scenarios, self._infinity)

    def best_mixture(self, own: Vector) -> Vector | None:
        """Return the shares of the mixture that is furthest ahead; None if none is ahead."""
        highs = self._highs
        highs.changeRowsBounds(self._scenarios, self._rows, own, self._open)
        highs.run()
        if highs.getModelStatus() != self._optimal:
            # Nothing dominates the plan, not even with t = 0: it is ahead of all mixtures.
            return None
        if highs.getInfo().objective_function_value <= NEAR:
            return None
        shares = np.array(highs.getSolution().col_value[: self._plans])
        shares[shares < _LEAST_SHARE] = 0.0
        found: Vector = shares / shares.sum()
        return found


def _programme(lp: highspy.HighsLp, gain: Matrix, infinity: float) -> highspy.HighsLp:
    """Fill in the programme: a column per plan and one for t, a row per scenario and one for Σ."""
    from highspy import MatrixFormat, ObjSense

    plans, scenarios = gain.shape
    lp.num_col_, lp.num_row_ = plans + 1, scenarios + 1
    lp.sense_ = ObjSense.kMaximize
    lp.col_cost_ = np.append(np.zeros(plans), 1.0)
    lp.col_lower_ = np.zeros(plans + 1)
    lp.col_upper_ = np.full(plans + 1, infinity)
    lp.row_lower_ = np.append(np.zeros(scenarios), 1.0)
    lp.row_upper_ = np.append(np.full(scenarios, infinity), 1.0)
    columns = np.vstack(
        [
            np.column_stack([gain, np.ones(plans)]),
            np.append(np.full(scenarios, -1.0), 0.0),
        ]
    )
    lp.a_matrix_.format_ = MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, columns.size + 1, scenarios + 1, dtype=np.int32)
    lp.a_matrix_.index_ = np.tile(np.arange(scenarios + 1, dtype=np.int32), plans + 1)
    lp.a_matrix_.value_ = columns.ravel()
    return lp
