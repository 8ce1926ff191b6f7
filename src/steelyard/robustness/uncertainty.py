"""How sure each rank is: many replications under draws of the uncertain assumptions.

Blocks of replications are drawn, scored and folded into tallies of a fixed size;
what is made of the tallies is left to ``intervals``. OECD/JRC Handbook 2008,
step 7; Saisana, Saltelli & Tarantola 2005,
https://doi.org/10.1111/j.1467-985X.2005.00350.x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from steelyard.engines import Matrix, Vector
from steelyard.errors import Problem, UsageError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message
from steelyard.robustness import intervals
from steelyard.robustness.draws import seed_of, uniforms
from steelyard.robustness.intervals import Found
from steelyard.robustness.lists import lists_of
from steelyard.robustness.model import Model
from steelyard.robustness.running import Span, run_blocks, spans
from steelyard.robustness.tally import EXACT_UNITS, Added, Tally, TallySpec

__all__ = [
    "COMPILED_FROM",
    "LEVEL",
    "REPLICATIONS",
    "TOP",
    "Uncertainty",
    "block_size",
    "uncertainty",
]

REPLICATIONS = 10_000
"""Replications unless told otherwise."""
LEVEL = 0.95
"""The probability from which on one unit counts as really above another."""
TOP = (1, 3, 5, 10, 20, 50, 100)
"""The k for which the probability of being among the first k is stated."""
KEPT_SCORES = 1 << 22
"""Scores that are kept: all of small data, which then have exact quantiles."""
COMPILED_FROM = 20_000_000
"""Ranks from which on loading the kernels saves more than it takes."""
_FEW_UNITS = 256
_SMALL = 1 << 16
"""Figures of an array of a block, of few units."""
_DERIVED = 1 << 21
"""The same, where figures are derived again."""
_FIGURES = 1 << 19
"""Scores of a block of replications, of more."""


@dataclass(frozen=True)
class Uncertainty:
    """What the replications found.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    found
        For each list, that of a period or the only one, what was counted; none where
        nothing varies.
    shift
        (lists, replications) the mean absolute rank shift against the nominal ranking.
    replications, seed, level, top
        The settings.
    assumptions
        The names of the assumptions that varied.
    reasons
        Why all or something is not assessed.
    """

    evaluation: Evaluation
    found: tuple[Found, ...]
    shift: Matrix
    replications: int
    seed: int
    level: float
    top: tuple[int, ...]
    assumptions: tuple[str, ...]
    reasons: tuple[Message, ...]

    @property
    def assessed(self) -> bool:
        """Whether anything varied."""
        return bool(self.assumptions)

    @property
    def rank_bin(self) -> int:
        """The width of the bins in which ranks were counted; 1: exactly."""
        return max((found.tally.bin_width for found in self.found), default=1)

    @property
    def exact_scores(self) -> bool:
        """Whether quantiles of scores are exact, and not interpolated in 256 bins per unit."""
        return all(found.exact for found in self.found)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """A row per unit: nominal, mean and median rank and score, intervals, probabilities."""
        return intervals.units_frame(self.evaluation, self.found, self.top, self.level)

    @cached_property
    def acceptability(self) -> pl.DataFrame:
        """How likely each rank is for each unit (Lahdelma, Hokkanen & Salminen 1998)."""
        return intervals.acceptability_frame(self.evaluation, self.found)

    @cached_property
    def neighbours(self) -> pl.DataFrame:
        """For each two neighbours in the ranking, how likely the one above is really above."""
        return intervals.neighbours_frame(self.evaluation, self.found)

    @cached_property
    def central_weights(self) -> pl.DataFrame:
        """For each unit that is ever first, the mean weights of the replications in which it is."""
        return intervals.central_frame(self.evaluation, self.found)

    @cached_property
    def shifts(self) -> pl.DataFrame:
        """The distribution of the mean absolute rank shift, in 20 classes of equal width."""
        return intervals.shifts_frame(self.evaluation, self.shift)

    @property
    def mean_shift(self) -> float | None:
        """The mean absolute rank shift, over all replications and lists."""
        known = self.shift[~np.isnan(self.shift)]
        return float(known.mean()) if known.size else None

    def certain(self, k: int, probability: float = 1.0) -> int | None:
        """Return how many of the first k are there with a probability; of the last period.

        None where it was not assessed.
        """
        if not self.found or k not in self.top:
            return None
        found = self.found[-1]
        ranks = self.evaluation.ranks[found.places]
        share = found.tally.top_share(k)
        return int(((ranks <= k) & (share >= probability)).sum())


def uncertainty(
    evaluation: Evaluation,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    top: Sequence[int] = TOP,
    level: float = LEVEL,
    threads: int | None = None,
    compiled: bool | None = None,
    progress: Callable[[float], None] | None = None,
) -> Uncertainty:
    """Replicate an evaluation under draws of its scheme's assumptions.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    replications
        How many.
    seed
        The seed; the same seed gives the same bytes, whatever the number of threads.
    top
        The k for which the probability of being among the first k is stated; the length of the
        scheme's list is always among them.
    level
        The probability from which on one unit counts as really above another, for the
        groups of units that cannot be told apart.
    threads
        How many blocks are worked on at once; one per processor if absent.
    compiled
        Whether to rank by compiled kernels; absent: where the data are large. It does not
        show in the result.
    progress
        Called with the share that is done.

    Raises
    ------
    UsageError
        If a setting is out of range.
    SchemeError, DataError
        If the assumptions cannot be used on these data.
    Interrupted
        If the user interrupts, with how far it was.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> found = uncertainty(evaluation, replications=1000).frame
    >>> found.filter(country="Finland").select("rank", "rank_p05", "rank_p95").row(0)
    (1.0, 1.0, 2.0)
    """
    _refuse(replications, top, level)
    seed_of(seed)
    model = Model.of(evaluation)
    first = evaluation.scheme.rank.first
    wanted = tuple(sorted({*top, *(() if first is None else (first,))}))
    settings = (replications, seed, level, wanted, tuple(model.assumptions), model.reasons)
    if not model.assessed:
        return Uncertainty(evaluation, (), np.empty((0, 0)), *settings)
    use = len(evaluation.score) * replications >= COMPILED_FROM if compiled is None else compiled
    run = _Run(model, replications, seed, wanted, use)
    found, shift = run.found(threads, progress)
    return Uncertainty(evaluation, found, shift, *settings)


def _refuse(replications: int, top: Sequence[int], level: float) -> None:
    if replications < 1:
        text = message("Must be at least {ge:g}, is {input}.", ge=1, input=replications)
        raise UsageError(Problem(text, field="--replications"))
    for k in top:
        if k < 1:
            text = message("Must be at least {ge:g}, is {input}.", ge=1, input=k)
            raise UsageError(Problem(text, field="--among"))
    if not 0.5 < level < 1:
        text = message("A level lies above 0.5 and below 1, this is {level:g}.", level=level)
        raise UsageError(Problem(text, field="--level"))


@dataclass(frozen=True)
class _Block:
    """What one block gives for each list, to be joined in order."""

    count: int
    added: tuple[Added, ...]
    central: tuple[dict[int, Vector], ...]


class _Run:
    """The replications of one analysis."""

    def __init__(
        self, model: Model, replications: int, seed: int, top: tuple[int, ...], compiled: bool
    ) -> None:
        self.model = model
        self.replications = replications
        self.seed = seed
        self.top = top
        self.compiled = compiled
        self.lists = tuple(lists_of(model.evaluation))
        units = len(model.evaluation.score)
        self.kept = replications
        if units * replications > KEPT_SCORES:
            self.kept = KEPT_SCORES // units if units <= EXACT_UNITS else 0
        self.exact = self.kept == replications
        self.scores = np.empty((units, self.kept))
        self.size = block_size(model)

    def found(
        self, threads: int | None, progress: Callable[[float], None] | None
    ) -> tuple[tuple[Found, ...], Matrix]:
        """Run all blocks; return what was counted for each list, and the rank shifts."""
        blocks = spans(self.replications, self.size)
        tallies = self._tallies(blocks[0])
        sums = [np.zeros(len(places)) for _period, places in self.lists]
        central: list[dict[int, Vector]] = [{} for _list in self.lists]
        shift = np.empty((len(self.lists), self.replications))
        at = 0

        def join(found: _Block) -> None:
            nonlocal at
            for number, added in enumerate(found.added):
                shift[number, at : at + found.count] = added.shift
                sums[number] += added.score_sum
                for unit, weights in found.central[number].items():
                    central[number][unit] = central[number].get(unit, 0.0) + weights
            at += found.count

        run_blocks(lambda block: self._run(block, tallies), join, blocks, threads, progress)
        return tuple(
            Found(
                period=period,
                places=places,
                tally=tally,
                score_sum=total,
                central=weights,
                kept=self.scores if len(self.lists) == 1 else self.scores[places],
                exact=self.exact,
                layout=self.model.layout,
            )
            for (period, places), tally, total, weights in zip(
                self.lists, tallies, sums, central, strict=True
            )
        ), shift

    def _drawn(self, block: Span) -> tuple[Matrix, Matrix]:
        rows = uniforms(self.seed, 0, block.first, block.count, self.model.width)
        drawn = self.model.draw(rows, self.compiled)
        return drawn.scores, drawn.weights

    def _run(self, block: Span, tallies: Sequence[Tally]) -> _Block:
        scores, weights = self._drawn(block)
        added, central = [], []
        for (_period, places), tally in zip(self.lists, tallies, strict=True):
            own = scores if len(self.lists) == 1 else np.ascontiguousarray(scores[:, places])
            one = tally.add(own)
            added.append(one)
            central.append(_central(one, weights))
        # Blocks keep their scores in places of their own, so that nothing is joined.
        keep = min(max(self.kept - block.first, 0), block.count)
        self.scores[:, block.first : block.first + keep] = scores[:keep].T
        return _Block(block.count, tuple(added), tuple(central))

    def _tallies(self, first: Span) -> tuple[Tally, ...]:
        """Return a tally for each list; a first block tells where scores lie."""
        low = high = None
        if not self.exact:
            low, high = score_ranges(self._drawn(first)[0])
        evaluation, rule = self.model.evaluation, self.model.evaluation.scheme.rank
        return tuple(
            Tally(
                TallySpec(
                    nominal=evaluation.score[places],
                    replications=self.replications,
                    top=tuple(k for k in self.top if k <= len(places)),
                    ties="dense" if rule.ties == "dense" else "competition",
                    tolerance=rule.tolerance,
                    descending=rule.order == "descending",
                    score_low=None if low is None else low[places],
                    score_high=None if high is None else high[places],
                    compiled=self.compiled,
                )
            )
            for _period, places in self.lists
        )


def block_size(model: Model) -> int:
    """Return the replications of a block; part of what a result depends on, so never a setting.

    Large enough that threads seldom wait for the interpreter's lock, small enough that
    there are blocks for all threads; of very many units some rows. Where figures are derived
    again, which takes some tenths of a second however few they are, blocks are larger.
    """
    units = len(model.evaluation.score)
    if units <= _FEW_UNITS:
        if model.derives:
            return int(np.clip(_DERIVED // max(1, units, model.width), 16, 4096))
        rows = _SMALL // max(1, units, model.width)
        return int(np.clip(rows * model.combinations, 16, 2048))
    fitting = _FIGURES // units
    few = min(64, (32 * _FIGURES) // units)
    return int(np.clip(max(fitting, few), 8, 1024))


def _central(added: Added, weights: Matrix) -> dict[int, Vector]:
    """Return for each unit that is first how often, and the sum of the weights; (1 + nodes,)."""
    units = np.flatnonzero(np.bincount(added.winner_unit))
    won = np.zeros((weights.shape[1], len(units)))
    won[added.winner_replication, np.searchsorted(units, added.winner_unit)] = 1.0
    sums = np.vstack([won.sum(axis=0), weights @ won])
    return {unit: sums[:, at] for at, unit in enumerate(units.tolist())}


def score_ranges(scores: Matrix) -> tuple[Vector, Vector]:
    """Return where the scores of each unit will mostly lie: twice the range of a first block."""
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduce(scores, axis=0)
        high = np.fmax.reduce(scores, axis=0)
    half = (high - low) / 2.0
    low, high = low - half, high + half
    known = np.isfinite(low) & np.isfinite(high)
    low, high = np.where(known, low, 0.0), np.where(known, high, 1.0)
    same = high <= low
    wide = np.maximum(np.abs(low), 1.0) * 1e-9
    return np.where(same, low - wide, low), np.where(same, high + wide, high)
