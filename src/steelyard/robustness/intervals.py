"""Tables of what the replications counted: intervals, acceptability, neighbours, weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.layout import Layout
from steelyard.robustness.running import default_threads
from steelyard.robustness.tally import EXACT_UNITS, Tally

__all__ = [
    "Found",
    "acceptability_frame",
    "central_frame",
    "neighbours_frame",
    "shifts_frame",
    "units_frame",
]

_CLASSES = 20
_RANKS = ("rank_mean", "rank_median", "rank_p05", "rank_p95", "rank_min", "rank_max")
_SCORES = ("score_mean", "score_median", "score_p05", "score_p95", "score_min", "score_max")


@dataclass(frozen=True)
class Found:
    """What was counted for one list.

    Parameters
    ----------
    period
        Its period, None without periods.
    places
        (units,) the rows of its units in the evaluation.
    tally
        The counts.
    score_sum
        (units,) the sums of the scores.
    central
        For each unit that was ever first, how often, and the sum of the weights of those
        replications; (1 + nodes,).
    kept
        (units, kept replications) the scores of the first replications: of all of them
        where ``exact``.
    exact
        Whether quantiles of scores come from all scores, not from bins.
    layout
        Which node each weight is of.
    """

    period: float | None
    places: NDArray[np.intp]
    tally: Tally
    score_sum: Vector
    central: Mapping[int, Vector]
    kept: Matrix
    exact: bool
    layout: Layout

    @property
    def known(self) -> Vector:
        """In how many replications each unit had a rank; (units,)."""
        return np.rint(self.tally.ranked * self.tally.added)

    def scores(self) -> dict[str, Vector]:
        """Return mean, median, 5%, 95%, least and greatest score of each unit."""
        tally = self.tally
        shares = np.array([0.5, 0.05, 0.95])
        if self.exact:
            found = quantiles(self.kept, shares, tally.spec.compiled)
        else:
            found = tally.score_quantiles(shares)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.score_sum / self.known
        columns = (mean, *found.T, tally.min_score, tally.max_score)
        return dict(zip(_SCORES, columns, strict=True))

    def ranks(self) -> dict[str, Vector]:
        """Return mean, median, 5%, 95%, best and worst rank of each unit."""
        tally = self.tally
        ends = tally.rank_quantiles(np.array([0.05, 0.95]))
        columns = (tally.mean_rank, tally.median_rank, *ends.T, tally.min_rank, tally.max_rank)
        ranked = self.known > 0
        return {
            name: np.where(ranked, column, np.nan)
            for name, column in zip(_RANKS, columns, strict=True)
        }

    def groups(self, level: float) -> Vector:
        """Return the group of each unit, NaN where there are too many units or too few scores.

        From the best down, a unit starts a group if the first of the group above is
        above it with a probability of at least ``level``; so no member can be told apart
        from the first of its group, and groups do not chain.
        """
        groups = np.full(len(self.places), np.nan)
        nominal = self.tally.spec.nominal
        ranked = self.tally.order[: int((~np.isnan(nominal)).sum())]
        if not self.kept.size or len(self.places) > EXACT_UNITS:
            return groups
        leader, group = None, 0
        for unit in ranked.tolist():
            if leader is None or self._above(leader, unit) >= level:
                leader, group = unit, group + 1
            groups[unit] = group
        return groups

    def _above(self, one: int, other: int) -> float:
        """Return how likely one unit is above another; ties count half."""
        spec = self.tally.spec
        if spec.compiled:
            from steelyard.robustness.selection_kernels import compare

            above, below, known = compare(self.kept[one], self.kept[other], spec.tolerance)
        else:
            above, below, known = _compared(self.kept[one], self.kept[other], spec.tolerance)
        lead = above - below if spec.descending else below - above
        return 0.5 + lead / (2.0 * known) if known else 0.5


def _compared(first: Vector, second: Vector, tolerance: float) -> tuple[int, int, int]:
    """Return how often the first is above and below the second, and both are there."""
    apart = first - second
    near = np.maximum(np.abs(first), np.abs(second)) * tolerance
    missing = np.count_nonzero(np.isnan(apart))
    above, below = np.count_nonzero(apart > near), np.count_nonzero(apart < -near)
    return int(above), int(below), len(apart) - int(missing)


def quantiles(scores: Matrix, shares: Vector, compiled: bool = False) -> Matrix:
    """Return quantiles of each unit's scores, the missing left out.

    Parameters
    ----------
    scores
        (units, replications).
    shares
        (shares,) from 0 to 1.
    compiled
        Whether to select them by a compiled kernel instead of sorting.

    Returns
    -------
    (units, shares), between two scores on the straight line (type 7 of Hyndman & Fan 1996).
    """
    if compiled:
        from steelyard.robustness.selection_kernels import select

        selected = np.empty((len(scores), len(shares)))
        rows = np.array_split(np.arange(len(scores)), default_threads())
        with ThreadPoolExecutor(len(rows)) as pool:
            stretches = [slice(own[0], own[-1] + 1) for own in rows if own.size]
            done = [pool.submit(select, scores[s], shares, selected[s]) for s in stretches]
            for one in done:
                one.result()
        return selected
    ordered = np.sort(scores, axis=1)
    last = np.maximum((~np.isnan(ordered)).sum(axis=1) - 1, 0)
    at = last[:, None] * shares
    below = np.floor(at).astype(np.intp)
    above = np.minimum(below + 1, last[:, None])
    low = np.take_along_axis(ordered, below, axis=1)
    high = np.take_along_axis(ordered, above, axis=1)
    found: Matrix = low + (at - below) * (high - low)
    return found


def _keys(evaluation: Evaluation) -> list[str]:
    units = evaluation.scheme.units
    return [name for name in (units.key, units.period) if name is not None]


def _over(
    evaluation: Evaluation, found: Sequence[Found], columns: list[Mapping[str, Vector]]
) -> dict[str, Vector]:
    """Return columns over all units from those of each list."""
    joined: dict[str, Vector] = {}
    for one, part in zip(found, columns, strict=True):
        for name, values in part.items():
            whole = joined.setdefault(name, np.full(len(evaluation.score), np.nan))
            whole[one.places] = values
    return joined


def units_frame(
    evaluation: Evaluation, found: Sequence[Found], top: Sequence[int], level: float
) -> pl.DataFrame:
    """Return a row per unit, in the order of the input; nulls where nothing was assessed."""
    blank = np.full(len(evaluation.score), np.nan)
    columns: dict[str, Vector] = {"rank": evaluation.ranks}
    columns |= dict.fromkeys(_RANKS, blank) | {"score": evaluation.score}
    columns |= dict.fromkeys(_SCORES, blank) | {"ranked": blank}
    columns |= dict.fromkeys((f"top_{k}" for k in _stated(evaluation, top)), blank)
    columns |= {"group": blank}
    parts: list[Mapping[str, Vector]] = []
    for one in found:
        shares = {f"top_{k}": one.tally.top_share(k) for k in one.tally.spec.top}
        ranked = {"ranked": one.tally.ranked}
        parts.append(one.ranks() | one.scores() | ranked | shares | {"group": one.groups(level)})
    columns |= _over(evaluation, found, parts)
    series = [pl.Series(name, values, nan_to_null=True) for name, values in columns.items()]
    series[-1] = series[-1].cast(pl.Int64)
    return evaluation.kept_frame.select(_keys(evaluation)).hstack(series)


def _stated(evaluation: Evaluation, top: Sequence[int]) -> list[int]:
    return [k for k in top if k <= len(evaluation.score)]


def acceptability_frame(evaluation: Evaluation, found: Sequence[Found]) -> pl.DataFrame:
    """Return how likely each rank, or bin of ranks, is; rows that are possible only."""
    frames = []
    keys = evaluation.kept_frame.select(_keys(evaluation))
    for one in found:
        share = one.tally.acceptability()
        unit, at = np.nonzero(share)
        width = one.tally.bin_width
        frames.append(
            keys[one.places[unit]].with_columns(
                pl.Series("rank_from", at * width + 1),
                pl.Series("rank_to", np.minimum((at + 1) * width, len(one.places))),
                pl.Series("probability", share[unit, at]),
            )
        )
    empty = keys.clear().with_columns(
        pl.lit(0).cast(pl.Int64).alias("rank_from"),
        pl.lit(0).cast(pl.Int64).alias("rank_to"),
        pl.lit(0.0).alias("probability"),
    )
    return pl.concat([empty, *frames])


def neighbours_frame(evaluation: Evaluation, found: Sequence[Found]) -> pl.DataFrame:
    """Return for each two neighbours in the ranking how likely the upper is really above."""
    units = evaluation.scheme.units
    keys = evaluation.kept_frame[units.key]
    frames = []
    for one in found:
        order = one.tally.order[: len(one.tally.neighbour_share) + 1]
        rows = one.places[order]
        frame = pl.DataFrame(
            {
                "rank": pl.Series(evaluation.ranks[rows[:-1]]),
                "above": keys[rows[:-1]],
                "below": keys[rows[1:]],
                "probability": pl.Series(one.tally.neighbour_share).fill_nan(None),
            }
        )
        if units.period is not None:
            period = evaluation.kept_frame[units.period][rows[:-1]]
            frame = frame.select(period, pl.all())
        frames.append(frame)
    if not frames:
        frame = pl.DataFrame(
            schema={
                "rank": pl.Float64,
                "above": keys.dtype,
                "below": keys.dtype,
                "probability": pl.Float64,
            }
        )
        if units.period is not None:
            frame = frame.select(evaluation.kept_frame[units.period].clear(), pl.all())
        return frame
    return pl.concat(frames)


def central_frame(evaluation: Evaluation, found: Sequence[Found]) -> pl.DataFrame:
    """Return for each unit that is ever first its share and the mean weights; best first."""
    keys = evaluation.kept_frame.select(_keys(evaluation))
    names = found[0].layout.names if found else ()
    frames = []
    for one in found:
        units = list(one.central)
        sums = np.array([one.central[unit] for unit in units]).reshape(len(units), 1 + len(names))
        times = sums[:, 0]
        means = sums[:, 1:] / times[:, None]
        frame = keys[one.places[units]].with_columns(
            pl.Series("first", times / max(1, one.tally.added)),
            *(pl.Series(name, means[:, at]) for at, name in enumerate(names)),
        )
        frames.append(frame.sort("first", descending=True, maintain_order=True))
    if not frames:
        return keys.clear().with_columns(pl.lit(0.0).alias("first")).clear()
    return pl.concat(frames)


def shifts_frame(evaluation: Evaluation, shift: Matrix) -> pl.DataFrame:
    """Return the distribution of the mean absolute rank shift, all lists together."""
    schema = {"shift_from": pl.Float64, "shift_to": pl.Float64, "share": pl.Float64}
    known = shift[~np.isnan(shift)]
    if not known.size:
        return pl.DataFrame(schema=schema)
    highest = float(known.max())
    counts, edges = np.histogram(known, bins=_CLASSES, range=(0.0, highest if highest > 0 else 1.0))
    return pl.DataFrame(
        {"shift_from": edges[:-1], "shift_to": edges[1:], "share": counts / known.size},
        schema=schema,
    )
