"""Compiled ranking of replications: buckets by value, then an exact look at what is near.

A score is scaled to the range of its replication and becomes an integer, a key, whose
last bits are the unit's place. The key's first bits choose one of two to four buckets
per unit; one counting pass and an insertion into what is then nearly sorted order the
keys. Scores that crowd into few buckets are sorted by radix instead. Keys round
differences that the rule of ties sees: in a replication where two are near, the scores
themselves decide.

Measured on one core in nanoseconds a score, for weights within a quarter of equal ones:

=============================  ====  =====  ======  =======
Units                          16    51     2,000   100,000
=============================  ====  =====  ======  =======
this, ties and all             12    8.6    7.2     11
buckets alone                  9.7   7.6    8.4     11
radix sort by six digits       286   98     14      16
counting pairs                 3.4   7.0    208
the same, float32, 64 at once  2.2   4.2    159
insertion, nominal order       7.7   14     47
insertion, previous order      9.3   15     59
=============================  ====  =====  ======  =======

All but the first are without the rule of ties. Counting pairs is faster for few units, by
some milliseconds in all for 10,000 replications; it stays out. Four to eight buckets per
unit gained nothing; a pass without branches before the insertion gains 1 ns.
Where many scores tie, or are skewed by several orders of magnitude, a score takes 15 to
40 ns: the radix sort and the exact look.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.compilation import compiled, compiled_for_complete
from steelyard.robustness.radix import order_by_radix

__all__ = ["rank_rows"]

Integers = NDArray[np.int64]
Ranks = NDArray[np.int32]
Rule = tuple[float, bool, int]
"""Tolerance, whether ranks are dense, the rank up to which units are counted."""

_CROWD = 64
"""Scores in one bucket above which a replication is sorted by radix."""
_WHOLE = 4503599627370496.0
"""2 to the 52nd: floats from here on are whole numbers, which their last bits spell."""
_WHOLE_BITS = 4841369599423283200
"""The bits of that float, read as an integer."""
_KEY_BITS = 62
"""Bits of a key, so that differences of keys are integers too."""
_SCALED_BITS = 51
"""The most bits of a scaled score."""
_SLACK = 5
"""More than by what rounding can change the difference of two scaled scores, in units."""


@compiled
def rank_rows(
    scores: Matrix,
    places: Integers,
    descending: bool,
    tolerance: float,
    dense: bool,
    most: int,
    ranks: Ranks,
    within: Integers,
) -> None:
    """Rank the units of each replication.

    Parameters
    ----------
    scores
        (replications, units), NaN for missing.
    places
        (units,), the column of ``ranks`` that is a unit's, each once.
    descending, tolerance, dense
        The rule: see :func:`steelyard.robustness.ranking.ranks`.
    most
        A rank, at least 1.
    ranks
        (replications, units), written; 0 for missing.
    within
        (replications,), written: the number of units with a rank of at most ``most``.
    """
    units = scores.shape[1]
    place_bits = 0
    while (1 << place_bits) < units:
        place_bits += 1
    rule = (tolerance, dense, most)
    counts = np.empty((2 << place_bits) + 1, dtype=np.int32)
    room = np.empty((3, units), dtype=np.int64)
    merits, present = np.empty(units), np.empty(units, dtype=np.int64)
    for replication in range(len(scores)):
        values, to = scores[replication], places
        if not descending or _has_missing(values):
            ranks[replication] = 0
            count = _take_present(values, places, descending, merits, present)
            values, to = merits[:count], present[:count]
        within[replication] = _rank_row(
            values, to, rule, place_bits, counts, room, ranks[replication]
        )


@compiled
def _rank_row(
    values: Vector,
    places: Integers,
    rule: Rule,
    place_bits: int,
    counts: Ranks,
    room: Integers,
    ranks: Ranks,
) -> int:
    if len(values) == 0:
        return 0
    worst, best = _ends(values)
    scaled_bits = min(_KEY_BITS - place_bits, _SCALED_BITS)
    scale = ((1 << scaled_bits) - 2) / (best - worst) if best > worst else np.inf
    mask = (1 << place_bits) - 1
    ordered = room[2]
    # Infinite for equal values, 0 or missing for infinite ones.
    if 0.0 < scale < np.inf and _order_by_buckets(
        values, places, best, scale, place_bits, scaled_bits, counts, room
    ):
        tolerance, _, most = rule
        far = min(tolerance * max(abs(best), abs(worst)) * scale, 1 << scaled_bits)
        if _least_gap(ordered, len(values)) > (np.int64(far) + _SLACK) << place_bits:
            for position in range(len(values)):
                ranks[ordered[position] & mask] = position + 1
            return min(most, len(values))
    else:
        order_by_radix(values, places, ordered)
    return _rank_exactly(values, places, rule, mask, room, ranks)


@compiled
def _has_missing(values: Vector) -> bool:
    missing = 0
    for value in values:
        missing += value != value  # noqa: PLR0124  # true of NaN alone
    return missing > 0


@compiled
def _take_present(
    values: Vector, places: Integers, descending: bool, merits: Vector, present: Integers
) -> int:
    count = 0
    for unit in range(len(values)):
        if not np.isnan(values[unit]):
            merits[count] = values[unit] if descending else -values[unit]
            present[count] = places[unit]
            count += 1
    return count


@compiled_for_complete
def _ends(values: Vector) -> tuple[float, float]:
    lowest = highest = values[0]
    for value in values:
        lowest = min(lowest, value)
        highest = max(highest, value)
    return lowest, highest


@compiled
def _order_by_buckets(
    values: Vector,
    places: Integers,
    best: float,
    scale: float,
    place_bits: int,
    scaled_bits: int,
    counts: Ranks,
    room: Integers,
) -> bool:
    """Write keys, best first, to the last row of the room; return False where scores crowd."""
    scaled, keys, ordered = room[0].view(np.float64), room[1], room[2]
    count = len(values)
    for at in range(count):
        scaled[at] = (best - values[at]) * scale + _WHOLE
    bits = room[0]
    for at in range(count):
        keys[at] = ((bits[at] - _WHOLE_BITS) << place_bits) | places[at]
    # Twice as many buckets as places: what is left of a key are its last bits but one.
    shift = scaled_bits - 1
    counts[:] = 0
    for at in range(count):
        counts[(keys[at] >> shift) + 1] += 1
    if _largest(counts) > _CROWD:
        return False
    _to_buckets(keys, count, shift, counts, ordered)
    _insert(ordered, count, (1 << place_bits) - 1)
    return True


@compiled
def _largest(counts: Ranks) -> int:
    largest = counts[0]
    for count in counts:
        largest = max(largest, count)
    return int(largest)


@compiled
def _to_buckets(keys: Integers, count: int, shift: int, starts: Ranks, ordered: Integers) -> None:
    total = np.int32(0)
    for bucket in range(len(starts)):
        total += starts[bucket]
        starts[bucket] = total
    for at in range(count):
        bucket = keys[at] >> shift
        to = starts[bucket]
        starts[bucket] = to + 1
        ordered[to] = keys[at]


@compiled
def _insert(ordered: Integers, count: int, mask: int) -> None:
    # One pass without branches leaves few keys for the insertion to move.
    highest = ordered[0]
    for position in range(1, count):
        key = ordered[position]
        ordered[position - 1] = min(highest, key)
        highest = max(highest, key)
    ordered[count - 1] = highest
    for position in range(1, count):
        key = ordered[position]
        to = position
        # Keys that differ only in their places stay: many equal scores cost nothing.
        while to > 0 and ordered[to - 1] > key | mask:
            ordered[to] = ordered[to - 1]
            to -= 1
        ordered[to] = key


@compiled
def _least_gap(ordered: Integers, count: int) -> int:
    least = np.int64(1) << 62
    for position in range(1, count):
        least = min(least, ordered[position] - ordered[position - 1])
    return int(least)


@compiled
def _rank_exactly(
    values: Vector, places: Integers, rule: Rule, mask: int, room: Integers, ranks: Ranks
) -> int:
    """Rank units whose order is right but for rounding, by the rule of ``steps.rank``."""
    tolerance, dense, most = rule
    by_place, merits, ordered = room[0].view(np.float64), room[1].view(np.float64), room[2]
    count = len(values)
    for at in range(count):
        by_place[places[at]] = values[at]
    for position in range(count):
        merits[position] = by_place[ordered[position] & mask]
    _settle(merits, ordered, count)
    within, groups, start = 0, 0, 0
    while start < count:
        end = start + 1
        while end < count and not _apart(merits[end - 1], merits[end], tolerance):
            end += 1
        # Neighbours may be near all along a run whose ends are apart; only those are walked.
        walked = _apart(merits[start], merits[end - 1], tolerance)
        leader = start
        for position in range(start, end):
            if position == start or (
                walked and _apart(merits[leader], merits[position], tolerance)
            ):
                leader = position
                groups += 1
            rank = groups if dense else leader + 1
            ranks[ordered[position] & mask] = rank
            within += rank <= most
        start = end
    return within


@compiled
def _settle(merits: Vector, ordered: Integers, count: int) -> None:
    for position in range(1, count):
        merit, key = merits[position], ordered[position]
        to = position
        while to > 0 and merits[to - 1] < merit:
            merits[to], ordered[to] = merits[to - 1], ordered[to - 1]
            to -= 1
        merits[to], ordered[to] = merit, key


@compiled
def _apart(better: float, worse: float, tolerance: float) -> bool:
    return better - worse > tolerance * max(abs(better), abs(worse))
