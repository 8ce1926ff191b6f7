"""How sure the ranks of a list are, unit by unit: intervals, chances, ranks that came out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.publish.units.members import Members

__all__ = ["Sureness", "sureness"]

MOST_FELLOWS = 8
"""So many others of a group are named."""
MOST_BARS = 60
"""More ranks than these are put together for the picture."""


@dataclass(frozen=True)
class Sureness:
    """How sure the rank of one unit is.

    Parameters
    ----------
    low, middle, high
        The ranks that 5%, half and 95% of the replications do not exceed.
    best, worst
        The best and the worst rank of all replications.
    ranked
        The share of the replications in which the unit has a rank.
    among
        For numbers of first places, the probability to be among them.
    group
        The number of the group of units that cannot be told apart; None where nobody looked.
    together, fellows
        How many units that group has, and the rows of those others in it that stand nearest.
    above, below
        The row of the neighbour in the ranking and the probability that the upper of the two is
        really above; None at the ends.
    distribution
        (bars, 3) first rank, last rank, probability.
    """

    low: float
    middle: float
    high: float
    best: float
    worst: float
    ranked: float
    among: tuple[tuple[int, float], ...]
    group: int | None
    together: int
    fellows: tuple[int, ...]
    above: tuple[int, float] | None
    below: tuple[int, float] | None
    distribution: NDArray[np.float64]


def sureness(members: Members) -> tuple[Sureness | None, ...]:
    """Return how sure the rank of each unit of a list is; None where it was not assessed."""
    rows = members.rows("uncertainty")
    if rows is None:
        return (None,) * len(members)
    groups = _groups(rows["group"])
    distributions = _distributions(members)
    neighbours = _neighbours(members)
    columns = {int(name[4:]): name for name in rows.columns if name.startswith("top_")}
    found: list[Sureness | None] = []
    for at, row in enumerate(rows.iter_rows(named=True)):
        if row["rank_median"] is None:
            found.append(None)
            continue
        found.append(
            Sureness(
                low=row["rank_p05"],
                middle=row["rank_median"],
                high=row["rank_p95"],
                best=row["rank_min"],
                worst=row["rank_max"],
                ranked=row["ranked"],
                among=tuple((k, row[name]) for k, name in columns.items() if row[name] is not None),
                group=row["group"],
                together=len(groups.get(row["group"], ())),
                fellows=_around(groups.get(row["group"], ()), at),
                above=neighbours.get((at - 1, at)),
                below=neighbours.get((at, at + 1)),
                distribution=distributions.get(at, np.empty((0, 3))),
            )
        )
    return tuple(found)


def _groups(groups: pl.Series) -> Mapping[int | None, Sequence[int]]:
    """Return the rows of each group, ascending."""
    found: dict[int | None, list[int]] = {}
    for at, group in enumerate(groups.to_list()):
        if group is not None:
            found.setdefault(group, []).append(at)
    return found


def _around(rows: Sequence[int], own: int) -> tuple[int, ...]:
    """Return the rows of a group that are nearest to one of them, without itself."""
    if not rows:
        return ()
    at = bisect_left(rows, own)
    start = max(0, min(at - MOST_FELLOWS // 2, len(rows) - MOST_FELLOWS - 1))
    return tuple(row for row in rows[start : start + MOST_FELLOWS + 1] if row != own)


def _neighbours(members: Members) -> Mapping[tuple[int, int], tuple[int, float]]:
    """Return for two rows that follow each other how likely the upper is really above.

    The row that is told is that of the upper.
    """
    frame = _of_period(members, "neighbours")
    if frame is None:
        return {}
    places = {key: at for at, key in enumerate(members.keys)}
    found = {}
    columns = frame.select(pl.col("above", "below").cast(pl.String), "probability")
    for above, below, probability in columns.iter_rows():
        if above in places and below in places and probability is not None:
            pair = places[above], places[below]
            found[pair] = (pair[0], float(probability))
    return found


def _of_period(members: Members, table: str) -> pl.DataFrame | None:
    frame, period = members.source.table(table), members.source.scheme.units.period
    if frame is None or period is None:
        return frame
    return frame.filter(pl.col(period).cast(pl.String) == members.one.period)


def _distributions(members: Members) -> Mapping[int, NDArray[np.float64]]:
    """Return for each row how likely each rank is."""
    frame = _of_period(members, "acceptability")
    if frame is None:
        return {}
    key = members.source.scheme.units.key
    places = pl.DataFrame({"_key": members.keys, "_at": range(len(members))})
    rows = (
        frame.select(
            pl.col(key).cast(pl.String).alias("_key"), "rank_from", "rank_to", "probability"
        )
        .join(places, on="_key")
        .sort("_at", "rank_from")
    )
    values = rows.select("rank_from", "rank_to", "probability").cast(pl.Float64).to_numpy()
    at = rows["_at"].to_numpy()
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    parts = np.split(values, starts[1:]) if len(starts) else []
    return {int(at[start]): _together(part) for start, part in zip(starts, parts, strict=True)}


def _together(bars: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put neighbouring ranks together until there are few enough, each bar equally many ranks."""
    first, last = bars[0, 0], bars[-1, 1]
    width = int(-(-(last - first + 1) // MOST_BARS))
    if len(bars) <= MOST_BARS or width <= 1:
        return bars
    number = ((bars[:, 0] - first) // width).astype(np.intp)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    low = first + number[starts] * width
    high = np.minimum(low + width - 1, last)
    return np.column_stack([low, high, np.add.reduceat(bars[:, 2], starts)])
