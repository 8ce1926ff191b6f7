"""Which assumption causes how much of the uncertainty: Sobol' indices of an evaluation.

Outputs are the mean absolute rank shift against the nominal ranking, and the rank
and score of units. The indices themselves are in ``sobol`` and ``shapley``.
Saisana, Saltelli & Tarantola 2005, https://doi.org/10.1111/j.1467-985X.2005.00350.x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix
from steelyard.errors import Problem, UsageError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message
from steelyard.robustness.draws import seed_of, uniforms
from steelyard.robustness.lists import lists_of, nominal_ranks
from steelyard.robustness.model import Model
from steelyard.robustness.ranking import ranks
from steelyard.robustness.running import Span, run_blocks, spans
from steelyard.robustness.shapley import closed_indices, shapley_from_subsets
from steelyard.robustness.sobol import Indices, Sobol, pick_and_freeze

__all__ = ["SAMPLES", "Sensitivity", "mean_rank_shifts", "sensitivity"]

SAMPLES = 4096
"""Base samples unless told otherwise; the model runs (assumptions + 2) times as often."""
_MOST_UNITS = 500
_MOST_SHAPLEY = 8
_FIGURES = 1 << 19
_A, _B = 1, 2
"""The streams of the two base samples; the replications have stream 0."""


@dataclass(frozen=True)
class Sensitivity:
    """What sensitivity analysis found.

    Parameters
    ----------
    frame
        A row per output and assumption: ``output`` (``mean_rank_shift``, ``rank``,
        ``score``), the unit (null for the first), ``assumption``, ``first`` and ``total``,
        its first-order and total index, with the ends of their bootstrap intervals, and
        ``shapley``, its Shapley effect on the mean rank shift, which add up to 1.
    dependence
        The units whose rank depends most on one assumption alone, a row per unit, the
        most dependent first: the assumption, its indices, and ``rank_deviation``, the standard
        deviation of the unit's rank.
    samples, seed
        The base sample and its seed.
    reasons
        Why something is not assessed.
    """

    frame: pl.DataFrame
    dependence: pl.DataFrame
    samples: int
    seed: int
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Outputs:
    """Which numbers of a replication the indices are of.

    Parameters
    ----------
    lists
        The units of each list; each has a mean rank shift.
    units
        The units whose rank and score are outputs.
    """

    lists: tuple[tuple[float | None, NDArray[np.intp]], ...]
    units: NDArray[np.intp]
    nominal: NDArray[np.int32]


def sensitivity(
    evaluation: Evaluation,
    *,
    samples: int = SAMPLES,
    bootstraps: int = 200,
    seed: int = 0,
    level: float = 0.9,
    units: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Sensitivity:
    """Attribute the uncertainty of ranks and scores to the assumptions.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    samples
        Base samples N; the model runs N·(assumptions + 2) times.
    bootstraps, level
        How many resamples give the intervals, and their level.
    seed
        The seed of the samples.
    units
        Keys of the units whose rank and score are looked at; absent: all, of more than 500
        the first 500 of the ranking.
    threads
        How many blocks are run at once; one per processor if absent. It does not show in
        the result.
    progress
        Called with the share that is done.

    Returns
    -------
    Sensitivity
        Empty, with the reasons, where nothing varies.

    Raises
    ------
    UsageError
        If there are no samples, or a unit is not on the list.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> found = sensitivity(evaluation, samples=64).frame
    >>> found.filter(output="mean_rank_shift")["shapley"].to_list()
    [1.0]
    """
    if samples < 1:
        text = message("Must be at least {ge:g}, is {input}.", ge=1, input=samples)
        raise UsageError(Problem(text, field="--sensitivity"))
    model = Model.of(evaluation)
    outputs = _outputs(evaluation, units)
    names = list(model.assumptions)
    if not names:
        empty = _frame(evaluation, outputs, names, None, None)
        return Sensitivity(
            empty,
            _dependence(evaluation, outputs, names, None),
            samples,
            seed_of(seed),
            model.reasons,
        )
    count = len(outputs.lists) + 2 * len(outputs.units)
    indices = Indices(len(names), count, samples, bootstraps, seed_of(seed), level)
    size = int(np.clip(_FIGURES // ((len(names) + 2) * max(1, len(evaluation.score))), 8, 512))

    def run(block: Span) -> tuple[Matrix, Matrix, NDArray[np.float64]]:
        a, b = (uniforms(seed, s, block.first, block.count, model.width) for s in (_A, _B))
        ways = [a, b]
        for name in names:
            group = model.groups[name]
            ways.append(pick_and_freeze(a, b, np.arange(group.start, group.stop)))
        found = _run(model, outputs, np.concatenate(ways))
        cube = found.reshape(len(ways), block.count, -1)
        return cube[0], cube[1], cube[2:]

    run_blocks(
        run,
        lambda found: indices.add(*found),
        spans(samples, size),
        threads,
        progress,
        samples=True,
    )
    result = indices.result()
    effects = _shapley(model, outputs, samples, seed)
    return Sensitivity(
        _frame(evaluation, outputs, names, result, effects),
        _dependence(evaluation, outputs, names, result),
        samples,
        seed,
        model.reasons,
    )


def _outputs(evaluation: Evaluation, units: Sequence[str] | None) -> _Outputs:
    ranked = np.flatnonzero(~np.isnan(evaluation.ranks))
    if units is not None:
        keys = evaluation.block.units.astype(str)
        unknown = sorted(set(units) - set(keys.tolist()))
        if unknown:
            raise UsageError(
                message("{unit} is not among the units that were evaluated.", unit=unknown[0])
            )
        chosen = np.flatnonzero(np.isin(keys, np.asarray(list(units), dtype=str)))
    else:
        chosen = np.sort(ranked[np.argsort(evaluation.ranks[ranked], kind="stable")][:_MOST_UNITS])
    nominal = np.nan_to_num(nominal_ranks(evaluation, evaluation.score)).astype(np.int32)
    return _Outputs(tuple(lists_of(evaluation)), chosen, nominal)


def _run(model: Model, outputs: _Outputs, rows: Matrix) -> Matrix:
    """Return the outputs of replications; (replications, outputs)."""
    scores = model.draw(rows).scores
    found = _ranked(model.evaluation, scores)
    chosen = found[:, outputs.units].astype(np.float64)
    chosen[chosen == 0] = np.nan
    return np.hstack([_shifts(found, outputs), chosen, scores[:, outputs.units]])


def mean_rank_shifts(evaluation: Evaluation, scores: Matrix) -> Matrix:
    """Return the mean absolute rank shift of each list against the nominal ranking.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    scores
        (replications, units).

    Returns
    -------
    (replications, lists), a list for each period.
    """
    return _shifts(_ranked(evaluation, scores), _outputs(evaluation, ()))


def _ranked(evaluation: Evaluation, scores: Matrix) -> NDArray[np.int32]:
    """Return the ranks of each replication, each list by itself, 0 for none."""
    rule = evaluation.scheme.rank
    found = np.zeros(scores.shape, dtype=np.int32)
    for _period, places in lists_of(evaluation):
        found[:, places] = ranks(
            scores[:, places],
            ties="dense" if rule.ties == "dense" else "competition",
            tolerance=rule.tolerance,
            descending=rule.order == "descending",
        )
    return found


def _shifts(found: NDArray[np.int32], outputs: _Outputs) -> Matrix:
    return np.stack(
        [
            _mean_shift(found[:, places], outputs.nominal[places])
            for _period, places in outputs.lists
        ],
        axis=1,
    ).reshape(len(found), len(outputs.lists))


def _mean_shift(found: NDArray[np.int32], nominal: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the mean |rank − nominal rank| over the units that have both; (replications,)."""
    both = (found > 0) & (nominal > 0)
    count = both.sum(axis=1)
    total = np.where(both, np.abs(found - nominal), 0).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _shapley(model: Model, outputs: _Outputs, samples: int, seed: int) -> Matrix | None:
    """Return the Shapley effects on the mean rank shifts; (assumptions, lists)."""
    names = list(model.assumptions)
    if len(names) > _MOST_SHAPLEY:
        return None
    shifts = _Outputs(outputs.lists, np.empty(0, np.intp), outputs.nominal)
    groups = [np.arange(g.start, g.stop) for g in model.groups.values()]
    # All subsets are run, so that a part of the base sample gives as many runs.
    rows = max(2, samples // 2 ** max(0, len(names) - 2))
    a, b = (uniforms(seed, stream, 0, rows, model.width) for stream in (_A, _B))
    worth = closed_indices(lambda rows: _run(model, shifts, rows), groups, a, b)
    return shapley_from_subsets(worth)


def _keys(evaluation: Evaluation, places: NDArray[np.intp]) -> pl.DataFrame:
    units = evaluation.scheme.units
    names = [name for name in (units.key, units.period) if name is not None]
    return evaluation.kept_frame.select(names)[places]


def _frame(
    evaluation: Evaluation,
    outputs: _Outputs,
    names: list[str],
    found: Sobol | None,
    effects: Matrix | None,
) -> pl.DataFrame:
    keys = _keys(evaluation, outputs.units)
    period = evaluation.scheme.units.period
    lists = keys.clear(len(outputs.lists)) if len(outputs.lists) else keys.clear()
    if period is not None:
        values = pl.Series(period, [p for p, _ in outputs.lists]).cast(keys.schema[period])
        lists = lists.with_columns(values)
    heads = pl.concat([lists, keys, keys])
    kinds = (
        ["mean_rank_shift"] * len(outputs.lists)
        + ["rank"] * len(outputs.units)
        + ["score"] * len(outputs.units)
    )
    frames = []
    for at, name in enumerate(names):
        columns = {
            field: np.full(len(kinds), np.nan) if found is None else getattr(found, field)[at]
            for field in ("first", "first_low", "first_high", "total", "total_low", "total_high")
        }
        shapley = np.full(len(kinds), np.nan)
        if effects is not None:
            shapley[: len(outputs.lists)] = effects[at]
        frames.append(
            heads.select(
                pl.Series("output", kinds), *(pl.col(n) for n in heads.columns)
            ).with_columns(
                pl.lit(name).alias("assumption"),
                *(pl.Series(field, values).fill_nan(None) for field, values in columns.items()),
                pl.Series("shapley", shapley).fill_nan(None),
                pl.Series("_at", np.arange(len(kinds))),
            )
        )
    if not frames:
        empty = heads.clear().select(pl.lit("").alias("output"), *heads.columns)
        numbers = [
            "first",
            "first_low",
            "first_high",
            "total",
            "total_low",
            "total_high",
            "shapley",
        ]
        return empty.with_columns(
            pl.lit("").alias("assumption"), *(pl.lit(0.0).alias(name) for name in numbers)
        ).clear()
    return pl.concat(frames).sort("_at", maintain_order=True).drop("_at")


def _dependence(
    evaluation: Evaluation, outputs: _Outputs, names: list[str], found: Sobol | None
) -> pl.DataFrame:
    keys = _keys(evaluation, outputs.units)
    places = np.arange(len(outputs.units))
    if found is None:
        keys, places = keys.clear(), places[:0]
    start = len(outputs.lists)
    at = start + places
    first = found.first[:, at] if found is not None else np.empty((0, 0))
    strongest = (
        np.argmax(np.nan_to_num(first, nan=-np.inf), axis=0) if len(at) else np.empty(0, np.intp)
    )
    total = found.total[strongest, at] if found is not None else np.empty(0)
    deviation = np.sqrt(found.variance[at]) if found is not None else np.empty(0)
    return (
        keys.with_columns(
            pl.Series("rank", evaluation.ranks[outputs.units[places]]).fill_nan(None),
            pl.Series("assumption", [names[one] for one in strongest], dtype=pl.String),
            pl.Series("first", first[strongest, places] if len(at) else [])
            .cast(pl.Float64)
            .fill_nan(None),
            pl.Series("total", total).cast(pl.Float64).fill_nan(None),
            pl.Series("rank_deviation", deviation).cast(pl.Float64).fill_nan(None),
        )
        .drop_nulls("first")
        .sort("first", "rank", descending=[True, False], maintain_order=True)
    )
