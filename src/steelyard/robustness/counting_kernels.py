"""Fold a tile of replications into counts and sums, compiled.

The same names, arguments and results as :mod:`steelyard.robustness.counting`, where
they are described. Counting goes through a few columns at a time, for all replications
of the tile, so that what is counted stays in the nearest caches. Cells are found by
unsigned numbers: signed ones are first looked at for being negative, a third of the time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.compilation import compiled

__all__ = [
    "add_scores",
    "compare_neighbours",
    "count_ranks",
    "count_scores",
    "extend_ranks",
    "leaders",
    "shifts",
]

Counts = NDArray[np.unsignedinteger]
Integers = NDArray[np.int64]
Ranks = NDArray[np.int32]

_COLUMNS = 64
"""Units whose counts are changed together."""


@compiled
def count_ranks(counts: Counts, ranks: Ranks, width: int) -> None:
    """Count how often each unit has a rank in each bin."""
    replications, units = ranks.shape
    cells, stride = counts.reshape(-1), np.uint64(counts.shape[1])
    # A division by the width, exact for ranks and widths of up to 20 bits.
    factor = ((1 << 41) + width - 1) // width
    for first in range(0, units, _COLUMNS):
        last = min(first + _COLUMNS, units)
        for replication in range(replications):
            if width == 1:
                for unit in range(first, last):
                    cells[np.uint64(unit) * stride + np.uint64(ranks[replication, unit])] += 1
            else:
                for unit in range(first, last):
                    rank = np.int64(ranks[replication, unit]) + (width - 1)
                    cells[np.uint64(unit) * stride + np.uint64((rank * factor) >> 41)] += 1


@compiled
def extend_ranks(total: Integers, lowest: Ranks, highest: Ranks, ranks: Ranks) -> None:
    """Add ranks to totals, lowest and highest."""
    replications, units = ranks.shape
    for replication in range(replications):
        row = ranks[replication]
        for unit in range(units):
            rank = row[unit]
            total[unit] += rank
            highest[unit] = max(highest[unit], rank)
            lowest[unit] = rank if 0 < rank < lowest[unit] else lowest[unit]


@compiled
def compare_neighbours(above: Integers, tied: Integers, both: Integers, ranks: Ranks) -> None:
    """Count how often each unit is above, and ties with, the one in the next column."""
    for replication in range(len(ranks)):
        row = ranks[replication]
        for unit in range(len(both)):
            one, other = row[unit], row[unit + 1]
            ranked = (one > 0) & (other > 0)
            above[unit] += ranked & (one < other)
            tied[unit] += ranked & (one == other)
            both[unit] += ranked


@compiled
def shifts(ranks: Ranks, nominal: Ranks) -> Vector:
    """Return the mean distance of ranks from nominal ones over the units that have both."""
    found = np.empty(len(ranks))
    for replication in range(len(ranks)):
        row = ranks[replication]
        distance, ranked = 0, 0
        for unit in range(len(nominal)):
            distance += abs(row[unit] - nominal[unit]) if row[unit] > 0 else 0
            ranked += row[unit] > 0
        found[replication] = distance / ranked if ranked > 0 else np.nan
    return found


@compiled
def add_scores(total: Vector, lowest: Vector, highest: Vector, scores: Matrix) -> None:
    """Add scores to totals, lowest and highest."""
    replications, units = scores.shape
    for replication in range(replications):
        row = scores[replication]
        for unit in range(units):
            score = row[unit]
            total[unit] += 0.0 if np.isnan(score) else score
            # What is missing compares as false.
            lowest[unit] = min(lowest[unit], score)
            highest[unit] = max(highest[unit], score)


@compiled
def count_scores(counts: Counts, scores: Matrix, low: Vector, bins_per_score: Vector) -> None:
    """Count how often each unit's score lies in each bin of its range."""
    replications, units = scores.shape
    cells, stride = counts.reshape(-1), np.uint64(counts.shape[1])
    last = float(counts.shape[1] - 2)
    bins = np.empty(_COLUMNS, dtype=np.int32)
    for first in range(0, units, _COLUMNS):
        columns = min(_COLUMNS, units - first)
        for replication in range(replications):
            row = scores[replication, first : first + columns]
            for column in range(columns):
                unit = first + column
                at = min(last, max(0.0, (row[column] - low[unit]) * bins_per_score[unit]))
                bins[column] = 0 if np.isnan(row[column]) else np.int32(at) + np.int32(1)
            for column in range(columns):
                unit = first + column
                cells[np.uint64(unit) * stride + np.uint64(bins[column])] += 1


@compiled
def leaders(ranks: Ranks, within: Integers, most: int) -> tuple[Integers, Integers]:
    """Return the replications and the columns with a rank of at most ``most``, in order."""
    total = within.sum()
    replications, columns = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    found = 0
    for replication in range(len(ranks)):
        left = within[replication]
        unit = 0
        while left > 0:
            if 0 < ranks[replication, unit] <= most:
                replications[found], columns[found] = replication, unit
                found += 1
                left -= 1
            unit += 1
    return replications, columns
