"""An amount of each unit and the rank by it, over replications: what one method says, and how sure.

The counts of ranks are those of :mod:`steelyard.robustness.tally`, the amounts those of
:mod:`steelyard.robustness.amounts`; both take a fixed room.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.amounts import Amounts, Sums
from steelyard.robustness.lists import admitted_only, lists_of
from steelyard.robustness.tally import Tally, TallySpec
from steelyard.robustness.uncertainty import score_ranges

__all__ = ["RankedAmounts"]

_SHARES = np.array([0.05, 0.5, 0.95])


class RankedAmounts:
    """One method, or the median of all, over the replications; several threads may add blocks.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    nominal
        (units,) the amounts without any error.
    first
        (replications, units) a first block, which tells where amounts lie; None where all are kept.
    replications
        How many there will be.
    descending
        Whether the highest is first.
    compiled
        Whether to rank by compiled kernels; it does not show in the result.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        nominal: Vector,
        first: Matrix | None,
        *,
        replications: int,
        descending: bool,
        compiled: bool,
    ) -> None:
        self.evaluation, self.nominal, self.replications = evaluation, nominal, replications
        self.lists = [places for _period, places in lists_of(evaluation)]
        ranges = () if first is None else score_ranges(first)
        self.amounts = Amounts(nominal, replications, *ranges)
        rule = evaluation.scheme.rank
        listed = admitted_only(evaluation, nominal[None])[0]
        self.tallies = [
            Tally(
                TallySpec(
                    nominal=listed[places],
                    replications=replications,
                    ties="dense" if rule.ties == "dense" else "competition",
                    tolerance=rule.tolerance,
                    descending=descending,
                    compiled=compiled,
                )
            )
            for places in self.lists
        ]

    def add(self, first: int, values: Matrix) -> Sums:
        """Add a block of replications, of which the first has this place among all."""
        listed = admitted_only(self.evaluation, values)
        for places, tally in zip(self.lists, self.tallies, strict=True):
            tally.add(listed if len(self.lists) == 1 else np.ascontiguousarray(listed[:, places]))
        return self.amounts.add(first, values)

    def columns(self, sums: Sums) -> dict[str, Vector]:
        """Return mean, deviation, median and 5–95% of the amounts, and of the ranks; (units,)."""
        low, middle, high = self.amounts.quantiles(_SHARES).T
        return {
            "value_mean": self.amounts.mean(sums),
            "value_deviation": self.amounts.deviation(sums),
            "value_p05": low,
            "value_median": middle,
            "value_p95": high,
            "known": sums.known / self.replications,
            **self._ranks(),
        }

    def _ranks(self) -> Mapping[str, Vector]:
        found = {
            name: np.full(len(self.nominal), np.nan)
            for name in ("rank_p05", "rank_median", "rank_p95")
        }
        for places, tally in zip(self.lists, self.tallies, strict=True):
            low, high = tally.rank_quantiles(np.array([0.05, 0.95])).T
            ranked = tally.ranked > 0
            for column, ranks in zip(found.values(), (low, tally.median_rank, high), strict=True):
                column[places] = np.where(ranked, ranks, np.nan)
        return found
