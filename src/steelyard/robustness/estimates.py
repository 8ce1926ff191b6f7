"""How sure each method's value is, in money, and how sure it is that methods disagree.

The replications are those of the ranking, draw by draw: all methods of a unit are computed of the
same drawn royalty, rate or strength, so that their ratio and the ranks by each method are told
of one and the same draw. Weights and other choices about a score do not reach figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.estimates import MEDIAN, descending, method_title
from steelyard.evaluation.estimates_inputs import values_of
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.measured import titled
from steelyard.i18n import Message, message
from steelyard.robustness.amounts import Amounts, Sums
from steelyard.robustness.draws import seed_of
from steelyard.robustness.figure_draws import FigureDraws
from steelyard.robustness.ranked_amounts import RankedAmounts
from steelyard.robustness.running import Span, run_blocks, spans
from steelyard.robustness.uncertainty import (
    COMPILED_FROM,
    KEPT_SCORES,
    block_size,
    score_ranges,
)
from steelyard.scheme.estimates import Estimates
from steelyard.steps.spread import Spread, spread

__all__ = ["EstimatesUncertainty", "estimates_uncertainty"]

_SHARES = np.array([0.05, 0.5, 0.95])

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class EstimatesUncertainty:
    """What the replications found of estimates.

    Parameters
    ----------
    by_method
        A row per estimate, unit and method, the median of the methods as one more.
    apart
        A row per estimate and unit: how sure it is that the methods disagree.
    reasons
        What was not assessed, and why.
    """

    by_method: pl.DataFrame
    apart: pl.DataFrame
    reasons: tuple[Message, ...]


def estimates_uncertainty(
    evaluation: Evaluation,
    *,
    replications: int,
    seed: int = 0,
    threads: int | None = None,
    compiled: bool | None = None,
    progress: Callable[[float], None] | None = None,
) -> EstimatesUncertainty | None:
    """Replicate the methods of estimates under the errors that the scheme declares of figures.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    replications, seed, threads, compiled, progress
        As those of :func:`~steelyard.robustness.uncertainty.uncertainty`, whose replications
        these are.

    Returns
    -------
    EstimatesUncertainty or None
        None where the scheme declares no estimates, or no assumptions of its own.

    Raises
    ------
    UsageError
        If the seed is out of range.
    SchemeError, DataError
        If the assumptions cannot be used on these data.
    Interrupted
        If the user interrupts.
    """
    scheme = evaluation.scheme
    if not scheme.estimates or scheme.assumptions is None:
        return None
    seed_of(seed)
    methods = [name for one in scheme.estimates.values() for name in one.of]
    drawing = FigureDraws.of(evaluation, methods, seed)
    found, reasons = [], list[Message]()
    many = len(evaluation.index) * replications >= COMPILED_FROM if compiled is None else compiled
    for name, declared in scheme.estimates.items():
        varies = drawing.varying.varying_figures(declared.of)
        reasons += _still(evaluation, name, declared, varies)
        if varies:
            run = _Run(evaluation, name, declared, tuple(varies), drawing, replications, many)
            found.append(run.found(threads, progress))
    by_method, apart = zip(*found, strict=True) if found else ((), ())
    return EstimatesUncertainty(
        pl.concat(by_method) if by_method else pl.DataFrame(),
        pl.concat(apart) if apart else pl.DataFrame(),
        tuple(reasons),
    )


def _still(
    evaluation: Evaluation, name: str, declared: Estimates, varies: Sequence[str]
) -> Iterator[Message]:
    """Yield why an estimate, or a method of it, has no interval."""
    title = titled(declared.title or name)
    if not varies:
        yield message(
            "How uncertain “{estimate}” is was not assessed: no figure that its methods rest on "
            "has an error in the scheme's assumptions.",
            estimate=title,
        )
        return
    for method in declared.of:
        if method not in varies:
            told = method_title(evaluation.scheme, method)
            yield message(
                "“{estimate}” by “{method}” has no interval: no figure that it rests on has an "
                "error in the scheme's assumptions.",
                estimate=title,
                method=told if isinstance(told, Message) else titled(told),
            )


@dataclass(frozen=True)
class _Block:
    """What one block gives, to be joined in order: sums, and counts of disagreement."""

    series: tuple[Sums, ...]
    ratio: Sums
    told: Counts
    beyond: Counts


class _Run:
    """The replications of one estimate."""

    def __init__(
        self,
        evaluation: Evaluation,
        name: str,
        declared: Estimates,
        varies: tuple[str, ...],
        drawing: FigureDraws,
        replications: int,
        compiled: bool,
    ) -> None:
        self.evaluation = evaluation
        self.name = name
        self.declared = declared
        self.varies = varies
        self.drawing = drawing
        self.replications = replications
        self.compiled = compiled
        self.values = values_of(evaluation, declared)
        self.nominal = spread(self.values)
        self.exact = len(self.values) * replications <= KEPT_SCORES

    def found(
        self, threads: int | None, progress: Callable[[float], None] | None
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Run all blocks and return the tables."""
        units, model = len(self.values), self.drawing.model
        size = block_size(model)
        series, ratio = self._prepared(Span(0, min(size, self.replications)))
        sums = [_nothing(units) for _one in series]
        of_ratio = _nothing(units)
        told, beyond = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)

        def join(block: _Block) -> None:
            nonlocal of_ratio, told, beyond
            for at, own in enumerate(block.series):
                sums[at] = sums[at].plus(own)
            of_ratio = of_ratio.plus(block.ratio)
            told, beyond = told + block.told, beyond + block.beyond

        blocks = spans(self.replications, size)
        run_blocks(lambda block: self._run(block, series, ratio), join, blocks, threads, progress)
        by_method = self._by_method(series, sums)
        return by_method, self._apart(ratio, told, beyond)

    def _prepared(self, first: Span) -> tuple[list[RankedAmounts], Amounts]:
        """Return what is to be counted, of large data in bins that a first block tells."""
        nominal = [*self.values.T, self.nominal.median]
        drawn: list[Matrix | None] = [None] * len(nominal)
        ranges: tuple[Vector, ...] = ()
        if not self.exact:
            shape, methods = (first.count, len(self.values)), self._drawn(first)
            found = self._spread(methods)
            drawn = [*methods, found.median.reshape(shape)]
            ranges = score_ranges(found.ratio.reshape(shape))
        series = [
            RankedAmounts(
                self.evaluation,
                one,
                each,
                replications=self.replications,
                descending=descending(self.evaluation.scheme, self.declared),
                compiled=self.compiled,
            )
            for one, each in zip(nominal, drawn, strict=True)
        ]
        return series, Amounts(self.nominal.ratio, self.replications, *ranges)

    def _drawn(self, block: Span) -> list[Matrix]:
        """Return the drawn values of each method; (replications, units) each."""
        found = self.drawing.varying.figures(self.drawing.uniforms(block), self.varies)
        shape = (block.count, len(self.values))
        return [
            found.get(method, np.broadcast_to(self.values[:, at], shape))
            for at, method in enumerate(self.declared.of)
        ]

    def _spread(self, drawn: Sequence[Matrix]) -> Spread:
        """Return how far apart methods are; (replications · units,)."""
        return spread(np.stack([one.ravel() for one in drawn], axis=1))

    def _run(self, block: Span, series: Sequence[RankedAmounts], ratio: Amounts) -> _Block:
        drawn = self._drawn(block)
        found = self._spread(drawn)
        shape = (block.count, len(self.values))
        values = [*drawn, found.median.reshape(shape)]
        told = ~np.isnan(found.size).reshape(shape)
        beyond = found.beyond(self.declared.disagree).reshape(shape)
        return _Block(
            tuple(one.add(block.first, own) for one, own in zip(series, values, strict=True)),
            ratio.add(block.first, found.ratio.reshape(shape)),
            told.sum(axis=0),
            (told & beyond).sum(axis=0),
        )

    def _by_method(self, series: Sequence[RankedAmounts], sums: Sequence[Sums]) -> pl.DataFrame:
        """Return a row per unit and method; nulls for methods of which nothing varies."""
        frames = []
        for method, one, own in zip((*self.declared.of, MEDIAN), series, sums, strict=True):
            columns = one.columns(own)
            if method != MEDIAN and method not in self.varies:
                columns = dict.fromkeys(columns, np.full(len(one.nominal), np.nan))
            told = _numbers({"value": one.nominal} | columns)
            frames.append(self._keys().with_columns(pl.lit(method).alias("method"), *told))
        return pl.concat(frames)

    def _apart(self, ratio: Amounts, told: Counts, beyond: Counts) -> pl.DataFrame:
        """Return a row per unit: how sure it is that its methods disagree."""
        low, middle, high = ratio.quantiles(_SHARES).T
        with np.errstate(invalid="ignore", divide="ignore"):
            probability = np.where(told > 0, beyond / told, np.nan)
        columns = {
            "ratio": self.nominal.ratio,
            "ratio_p05": low,
            "ratio_median": middle,
            "ratio_p95": high,
            "disagree_probability": probability,
            "known": told / self.replications,
        }
        return self._keys().with_columns(_numbers(columns))

    def _keys(self) -> pl.DataFrame:
        units = self.evaluation.scheme.units
        period = [] if units.period is None else [pl.col(units.period).alias("period")]
        return self.evaluation.kept_frame.select(
            pl.lit(self.name).alias("estimate"), pl.col(units.key).alias("unit"), *period
        )


def _nothing(units: int) -> Sums:
    return Sums(np.zeros(units), np.zeros(units), np.zeros(units))


def _numbers(columns: Mapping[str, Vector]) -> list[pl.Series]:
    return [pl.Series(name, values).fill_nan(None) for name, values in columns.items()]
