"""What is kept of each unit's ranks and scores, of a fixed size whatever the replications.

A tally ranks blocks of replications and folds them into counts, tile by tile, so that
what is changed stays in the cache. Counts are integers and add up the same in any
order; sums of scores do not, and are handed back block by block. Drawing replications,
and putting blocks in order, are left to :mod:`steelyard.robustness.uncertainty`.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from types import ModuleType

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.robustness import counting
from steelyard.robustness.counted import Counted, Integers, Ranks
from steelyard.robustness.ranking import SharedTies, rank_block
from steelyard.robustness.summary import Summary
from steelyard.steps.rank import TOLERANCE

__all__ = ["EXACT_UNITS", "SCORE_BINS", "Added", "Tally", "TallySpec", "tile_rows"]

EXACT_UNITS = 4096
"""Units up to which each rank is counted by itself."""
RANK_BINS = 256
"""Bins of ranks of more units."""
SCORE_BINS = 256
"""Bins of the scores of each unit."""
_TILE = 524_288
"""Scores ranked before they are folded: so many that each count is fetched rarely."""
_TILE_ROWS = 64
"""Replications of a tile where the units are many."""
_TILE_LARGEST = 16_777_216
"""Scores of a tile where the units are very many."""


@dataclass(frozen=True)
class TallySpec:
    """What a tally counts.

    Parameters
    ----------
    nominal
        (units,), the nominal scores, NaN for missing, ranked by the rule of the replications.
    replications
        How many there will be in all, at most: it sets the width of the counts.
    top
        The k of the exact counts of being among the first k. Up to 4,096 units all are there.
    ties, tolerance, descending, compiled
        As in :func:`steelyard.robustness.ranking.ranks`.
    score_low, score_high
        (units,), the ranges of the bins of scores, none missing; scores are not binned without.
    """

    nominal: Vector
    replications: int
    top: tuple[int, ...] = ()
    ties: SharedTies = "competition"
    tolerance: float = TOLERANCE
    descending: bool = True
    score_low: Vector | None = None
    score_high: Vector | None = None
    compiled: bool = False


@dataclass(frozen=True)
class Added:
    """What one block of replications says by itself.

    Parameters
    ----------
    shift
        (replications,), the mean absolute distance of ranks from nominal ranks over the units
        that have both; NaN where none has.
    winner_replication, winner_unit
        The pairs of a replication of the block and a unit that is first in it.
    score_sum
        (units,), the sums of the scores that are there, to be added up in the order of blocks.
    """

    shift: Vector
    winner_replication: Integers
    winner_unit: Integers
    score_sum: Vector


class Tally(Summary):
    """Counts of the ranks and scores of one list of units; an accumulator.

    Several threads may add blocks to one tally: ranking runs side by side, folding in turn.

    Parameters
    ----------
    spec
        What is counted.

    Examples
    --------
    >>> import numpy as np
    >>> tally = Tally(TallySpec(nominal=np.array([3.0, 2.0, 1.0]), replications=2))
    >>> added = tally.add(np.array([[3.0, 2.0, 1.0], [2.0, 3.0, 1.0]]))
    >>> added.shift
    array([0.        , 0.66666667])
    >>> tally.mean_rank
    array([1.5, 1.5, 3. ])
    >>> tally.neighbour_share
    array([0.5, 1. ])
    """

    def __init__(self, spec: TallySpec) -> None:
        self.spec = spec
        units = len(spec.nominal)
        self.bin_width = 1 if units <= EXACT_UNITS else -(-units // RANK_BINS)
        self.added = 0
        unordered = np.arange(units)
        nominal = self._rank(spec.nominal[None], unordered)[0][0]
        self.order = np.argsort(np.where(nominal > 0, nominal, units + 1), kind="stable")
        self._places = np.empty(units, dtype=np.int64)
        self._places[self.order] = unordered
        self._nominal = nominal[self.order][: np.count_nonzero(nominal)]
        self.top = spec.top
        self.score_low, self.score_high = spec.score_low, spec.score_high
        self._bins_per_score = _bins_per_score(spec.score_low, spec.score_high)
        self.counted = Counted.nothing(
            units,
            replications=spec.replications,
            rank_bins=-(-units // self.bin_width),
            score_bins=0 if self.score_low is None else SCORE_BINS,
            pairs=max(len(self._nominal) - 1, 0),
            tops=len(spec.top),
            exact=self.bin_width == 1,
        )
        self._lock = Lock()

    def add(self, scores: Matrix) -> Added:
        """Rank a block of replications and fold it in.

        Parameters
        ----------
        scores
            (replications, units), NaN where a unit has no score in a replication.

        Returns
        -------
        What the block says by itself.

        Raises
        ------
        ValueError
            If there are more replications than were declared: counts would overflow.
        """
        with self._lock:
            self._announce(len(scores))
        units = scores.shape[1]
        score_sum = np.zeros(units)
        none = np.empty(0, dtype=np.int64)
        tiles = [(np.empty(0), none, none)]
        rows = tile_rows(units)
        for start in range(0, len(scores), rows):
            tile = scores[start : start + rows]
            shift, replications, winners = self._add_tile(tile, score_sum)
            tiles.append((shift, replications + start, winners))
        shift, replications, winners = (np.concatenate(part) for part in zip(*tiles, strict=True))
        return Added(shift, replications, winners, score_sum)

    def merge(self, other: Tally) -> None:
        """Add what another tally of the same units has counted; the order does not matter.

        Raises
        ------
        ValueError
            If there are more replications than were declared: counts would overflow.
        """
        self._announce(other.added)
        self.counted.merge(other.counted)

    def _announce(self, replications: int) -> None:
        if self.added + replications > self.spec.replications:
            raise ValueError(f"more than the {self.spec.replications} replications declared")
        self.added += replications

    def _rank(self, scores: Matrix, places: Integers) -> tuple[Ranks, Integers]:
        spec = self.spec
        return rank_block(
            scores,
            places,
            most=self._most,
            ties=spec.ties,
            tolerance=spec.tolerance,
            descending=spec.descending,
            compiled=spec.compiled,
        )

    @property
    def _most(self) -> int:
        """The last rank whose holders are looked up one by one."""
        return max(self.spec.top, default=1) if self.bin_width > 1 else 1

    def _add_tile(self, scores: Matrix, score_sum: Vector) -> tuple[Vector, Integers, Integers]:
        """Fold a tile in; return its shifts, and the replications and units of the winners."""
        fold = _fold(self.spec.compiled)
        ranks, within = self._rank(scores, self._places)
        replications, columns = fold.leaders(ranks, within, self._most)
        leading = ranks[replications, columns]
        counted = self.counted
        with self._lock:
            fold.count_ranks(counted.ranks, ranks, self.bin_width)
            fold.compare_neighbours(counted.above, counted.tied, counted.both, ranks)
            fold.add_scores(score_sum, counted.score_lowest, counted.score_highest, scores)
            if self.score_low is not None:
                fold.count_scores(counted.scores, scores, self.score_low, self._bins_per_score)
            if self.bin_width > 1:
                fold.extend_ranks(
                    counted.rank_sum, counted.rank_lowest, counted.rank_highest, ranks
                )
                for row, k in zip(counted.top, self.spec.top, strict=True):
                    np.add.at(row, columns[leading <= k], 1)
        first = leading == 1
        return fold.shifts(ranks, self._nominal), replications[first], self.order[columns[first]]


def _fold(compiled: bool) -> ModuleType:
    if not compiled:
        return counting
    from steelyard.robustness import counting_kernels

    return counting_kernels


def tile_rows(units: int) -> int:
    """Return how many replications are ranked and folded at once: a good size of a block.

    Examples
    --------
    >>> tile_rows(51), tile_rows(2_000), tile_rows(100_000), tile_rows(1_000_000)
    (10280, 262, 64, 16)
    """
    many = min(_TILE_ROWS, _TILE_LARGEST // max(units, 1))
    return max(_TILE // max(units, 1), many, 1)


def _bins_per_score(low: Vector | None, high: Vector | None) -> Vector:
    """Return bins over the length of the range, 0 where it has none, so that one bin holds all."""
    if low is None or high is None:
        return np.empty(0)
    with np.errstate(divide="ignore", over="ignore"):
        found = SCORE_BINS / (high - low)
    return np.where((high > low) & np.isfinite(found), found, 0.0)
