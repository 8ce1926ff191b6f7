"""Rank-biased overlap: how alike two rankings are that need not hold the same items.

Webber, Moffat & Zobel (2010), A similarity measure for indefinite rankings, ACM Transactions on
Information Systems 28(4), 20, https://doi.org/10.1145/1852102.1852106: RBO extrapolated,
equation 32. How many of the items are the same enterprises is left to ``match``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

__all__ = ["PERSISTENCE", "rank_biased_overlap"]

PERSISTENCE = 0.9
"""The weight of each depth against the one before: the first ten ranks have 86% of it."""


def rank_biased_overlap(
    one: Sequence[tuple[Hashable, float]],
    two: Sequence[tuple[Hashable, float]],
    persistence: float = PERSISTENCE,
) -> float:
    """Return the extrapolated rank-biased overlap of two rankings.

    Parameters
    ----------
    one, two
        Items, each once, with their ranks; smaller is better. Only the order of the ranks counts:
        a list of the 8th, 9th and 11th is one of the first three.
    persistence
        Between 0 and 1, exclusive; the larger, the deeper ranks count.

    Returns
    -------
    float
        1 for identical rankings, 0 for disjoint ones. Tied items stand at the best rank of
        theirs, and the agreement at a depth is twice the common items by the items of both there,
        as the paper has it for ties; without ties this is its equation 32.

    Examples
    --------
    >>> rank_biased_overlap([("a", 1), ("b", 2)], [("a", 1), ("b", 2)])
    1.0
    >>> rank_biased_overlap([("a", 1), ("b", 2)], [("c", 1), ("d", 2)])
    0.0
    """
    if not 0 < persistence < 1:
        raise ValueError("persistence must lie between 0 and 1")
    short, long = sorted((_depths(one), _depths(two)), key=len)
    if not short:
        return 1.0 if not long else 0.0
    at_short, at_long = _entering(short), _entering(long)
    common, sizes = _overlaps(short, long), (0, 0)
    sums, power, agreement = 0.0, 1.0, 0.0
    for depth in range(1, len(long) + 1):
        power *= persistence
        sizes = (sizes[0] + at_short.get(depth, 0), sizes[1] + at_long.get(depth, 0))
        overlap = float(common[depth])
        if depth > len(short):
            # What the shorter ranking would hold here is taken to agree as it did to its end.
            beyond = depth - len(short)
            overlap += common[len(short)] * beyond / len(short)
            agreement = 2 * overlap / (depth + sizes[1])
        else:
            agreement = 2 * overlap / (sizes[0] + sizes[1])
        sums += power * agreement
    found = (1 - persistence) / persistence * sums + power * agreement
    return min(max(found, 0.0), 1.0)


def _depths(items: Sequence[tuple[Hashable, float]]) -> dict[Hashable, int]:
    """Return the depth of each item, from 1; tied ones have the best of theirs."""
    ranks = sorted(rank for _item, rank in items)
    first: dict[float, int] = {}
    for depth, rank in enumerate(ranks, 1):
        first.setdefault(rank, depth)
    return {item: first[rank] for item, rank in items}


def _entering(depths: dict[Hashable, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for depth in depths.values():
        counts[depth] = counts.get(depth, 0) + 1
    return counts


def _overlaps(short: dict[Hashable, int], long: dict[Hashable, int]) -> list[int]:
    """Return how many items both have at each depth, from 0."""
    entering = [0] * (len(long) + 2)
    for item, depth in short.items():
        if item in long:
            entering[max(depth, long[item])] += 1
    total, found = 0, []
    for count in entering:
        total += count
        found.append(total)
    return found
