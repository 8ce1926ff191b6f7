"""How sure the judgement across scenarios is: draws of their probabilities and of the payoffs.

Probabilities are drawn from a Dirichlet distribution whose means they are, each payoff with a
relative normal error of its own. The ranges that need no draws are in
``steelyard.steps.scenarios.ranges``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.scenarios.futures import Futures
from steelyard.i18n import Message, message
from steelyard.robustness.draws import LEAST, seed_of, uniforms
from steelyard.robustness.intervals import quantiles
from steelyard.robustness.running import Span, run_blocks, spans
from steelyard.steps.rank import TOLERANCE
from steelyard.steps.scenarios.games import never_best
from steelyard.steps.scenarios.outcome import RULES
from steelyard.steps.scenarios.rules import equal_probabilities, expected, regrets

__all__ = ["MOST_PLANS", "ScenarioUncertainty", "scenario_uncertainty", "what_varies"]

MOST_PLANS = 100
"""Of so many units it is asked in every replication whether they are best under no
probabilities; of more the probability of it is not known."""
_STREAM = 8
"""The stream of these uniforms; no other analysis of a seed has it."""
_KEPT = 1 << 24
"""Figures that are kept for intervals: those of all replications, or of the first."""
_FIGURES = 1 << 18
"""Payoffs of a block of replications."""
_BY_PROBABILITY = ("expected", "expected_regret")
"""The rules that probabilities matter to; the others vary only with the payoffs."""
_INTERVALS = ("expected", "greatest_regret")


@dataclass(frozen=True)
class ScenarioUncertainty:
    """What the replications found of the units across scenarios.

    Parameters
    ----------
    futures
        The units and what each is worth in each scenario.
    varied
        What was drawn: ``concentration``, ``error`` or both.
    places
        (judged units,) the places of the units that have a payoff in every scenario.
    first
        For each rule that varies, (judged units,) in how many replications each is first.
    intervals
        For expected payoff and greatest regret, as far as they vary, (judged units, 2) their
        5% and 95% quantiles.
    never
        (judged units,) in how many replications each is best under no probabilities; None
        where that does not vary, or there are too many to ask.
    replications, kept
        How many there are, and from how many of them the intervals are.
    """

    futures: Futures
    varied: tuple[str, ...]
    places: NDArray[np.intp]
    first: dict[str, Vector]
    intervals: dict[str, Matrix]
    never: Vector | None
    replications: int
    kept: int

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why something is not assessed."""
        if "error" not in self.varied or self.never is not None:
            return ()
        return (
            message(
                "How likely a unit is never best was not assessed: it is asked of up to {count} "
                "units.",
                count=MOST_PLANS,
            ),
        )

    @cached_property
    def frame(self) -> pl.DataFrame:
        """A row per unit: how likely it is first by each rule, intervals, never best."""
        columns: dict[str, Vector] = {}
        for name in _INTERVALS:
            ends = self.intervals.get(name)
            for at, end in enumerate(("p05", "p95")):
                columns[f"{name}_{end}"] = self._spread(None if ends is None else ends[:, at])
        for rule in RULES:
            count = self.first.get(rule)
            columns[f"first_{rule}"] = self._spread(
                None if count is None else count / self.replications
            )
        never = None if self.never is None else self.never / self.replications
        columns["never_best_probability"] = self._spread(never)
        return pl.DataFrame(
            {"unit": pl.Series(self.futures.units, dtype=pl.String)}
            | {name: pl.Series(values).fill_nan(None) for name, values in columns.items()}
        )

    def _spread(self, values: Vector | None) -> Vector:
        """Return values of the judged units among those of all, NaN where nothing is known."""
        found = np.full(len(self.futures.units), np.nan)
        if values is not None:
            found[self.places] = values
        return found


def what_varies(futures: Futures | None) -> tuple[str, ...]:
    """Return what the scheme lets vary across scenarios, as far as there is something to draw."""
    if futures is None or not futures.outcome.complete.any():
        return ()
    known = not np.isnan(futures.probabilities).any() and (futures.probabilities > 0).sum() > 1
    concentration = futures.declared.concentration is not None and known
    found = []
    if concentration:
        found.append("concentration")
    if futures.declared.error is not None:
        found.append("error")
    return tuple(found)


def scenario_uncertainty(
    evaluation: Evaluation,
    *,
    replications: int,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> ScenarioUncertainty | None:
    """Replicate the judgement across scenarios under draws of probabilities and payoffs.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    replications, seed, threads, progress
        As those of :func:`~steelyard.robustness.uncertainty.uncertainty`.

    Returns
    -------
    ScenarioUncertainty or None
        None where the scheme declares no scenarios, or neither ``concentration`` nor ``error``.

    Raises
    ------
    UsageError
        If the seed is out of range.
    Interrupted
        If the user interrupts.
    """
    futures = evaluation.scenarios
    varied = what_varies(futures)
    if futures is None or not varied:
        return None
    run = _Run(futures, varied, replications, seed_of(seed))
    return run.found(threads, progress)


@dataclass(frozen=True)
class _Counted:
    """What a block of replications gives."""

    first: dict[str, Vector]
    never: Vector | None


class _Run:
    """The replications of one analysis."""

    def __init__(
        self, futures: Futures, varied: tuple[str, ...], replications: int, seed: int
    ) -> None:
        self.futures = futures
        self.varied = varied
        self.replications = replications
        self.seed = seed
        self.places = np.flatnonzero(futures.outcome.complete)
        self.gain = futures.sign * futures.payoffs[self.places]
        self.plans, self.scenarios = self.gain.shape
        known = not np.isnan(futures.probabilities).any()
        every = RULES if "error" in varied else _BY_PROBABILITY
        self.rules = tuple(rule for rule in every if known or rule not in _BY_PROBABILITY)
        self.asks = "error" in varied and self.plans <= MOST_PLANS
        self.kept = min(replications, max(1, _KEPT // self.plans))
        self.figures = {
            name: np.empty((self.plans, self.kept)) for name in _INTERVALS if name in self.rules
        }

    def found(
        self, threads: int | None, progress: Callable[[float], None] | None
    ) -> ScenarioUncertainty:
        """Run all blocks and count."""
        first = {rule: np.zeros(self.plans) for rule in self.rules}
        never = np.zeros(self.plans)

        def join(counted: _Counted) -> None:
            for rule, counts in counted.first.items():
                first[rule] += counts
            if counted.never is not None:
                never[:] += counted.never

        size = int(np.clip(_FIGURES // self.gain.size, 1, 2048))
        run_blocks(self._run, join, spans(self.replications, size), threads, progress)
        ends = np.array([0.05, 0.95])
        return ScenarioUncertainty(
            futures=self.futures,
            varied=self.varied,
            places=self.places,
            first=first,
            intervals={name: quantiles(kept, ends) for name, kept in self.figures.items()},
            never=never if self.asks else None,
            replications=self.replications,
            kept=self.kept,
        )

    def _run(self, block: Span) -> _Counted:
        gain, probabilities = self._drawn(block)
        first = {}
        for rule, figures in self._figures(gain, probabilities):
            merit = -figures if rule.endswith("regret") else figures
            first[rule] = _leads(merit).sum(axis=0)
            if rule in self.figures:
                shown = figures if rule.endswith("regret") else self.futures.sign * figures
                keep = min(max(self.kept - block.first, 0), block.count)
                # Each block has places of its own, so that nothing is joined.
                self.figures[rule][:, block.first : block.first + keep] = shown[:keep].T
        return _Counted(first, never_best(gain).sum(axis=0) if self.asks else None)

    def _drawn(self, block: Span) -> tuple[Matrix, Matrix]:
        """Return the gains and the probabilities of a block of replications.

        Gains are (replications, plans, scenarios), probabilities (replications, scenarios).
        """
        own = self.scenarios if "concentration" in self.varied else 0
        width = own + (self.gain.size if "error" in self.varied else 0)
        rows = uniforms(self.seed, _STREAM, block.first, block.count, width)
        probabilities = np.tile(self.futures.probabilities, (block.count, 1))
        if own:
            probabilities = _dirichlet(
                rows[:, :own], self.futures.probabilities, self.futures.declared.concentration
            )
        gain = np.broadcast_to(self.gain, (block.count, *self.gain.shape))
        if self.futures.declared.error is not None:
            from scipy.special import ndtri

            errors = ndtri(rows[:, own:]).reshape(gain.shape)
            gain = gain * (1.0 + self.futures.declared.error * errors)
        return gain, probabilities

    def _figures(self, gain: Matrix, probabilities: Matrix) -> list[tuple[str, Matrix]]:
        """Return the figures of each rule that varies; (replications, plans)."""
        lost = regrets(gain)
        return [(rule, _figure(rule, gain, lost, probabilities)) for rule in self.rules]


def _figure(rule: str, gain: Matrix, lost: Matrix, probabilities: Matrix) -> Matrix:
    """Return the figures of one rule; (replications, plans)."""
    match rule:
        case "expected":
            return expected(gain, probabilities)
        case "laplace":
            return expected(gain, equal_probabilities(gain.shape[2]))
        case "expected_regret":
            return expected(lost, probabilities)
    found: Matrix = (
        gain.min(axis=2)
        if rule == "worst"
        else gain.max(axis=2)
        if rule == "best"
        else lost.max(axis=2)
    )
    return found


def _dirichlet(rows: Matrix, means: Vector, concentration: float | None) -> Matrix:
    """Return draws with these means; (replications, scenarios) in and out.

    Gamma(α) draws over their sum are Dirichlet(α), α = concentration · mean (Devroye 1986, XI.4).
    """
    from scipy.special import gammaincinv

    alpha = (concentration or 0.0) * means
    drawn = gammaincinv(np.maximum(alpha, LEAST), np.maximum(rows, LEAST))
    drawn[:, alpha == 0] = 0.0
    # Draws of tiny α may all be 0 in floating point; then the stated probabilities stand.
    drawn[drawn.sum(axis=1) == 0] = means
    total = np.zeros(len(drawn))
    for scenario in range(drawn.shape[1]):
        total += drawn[:, scenario]
    found: Matrix = drawn / total[:, None]
    return found


def _leads(merit: Matrix) -> NDArray[np.bool_]:
    """Return who is first in each replication, with all that tie; (replications, plans)."""
    most = merit.max(axis=1, keepdims=True)
    near: NDArray[np.bool_] = most - merit <= TOLERANCE * np.maximum(np.abs(most), np.abs(merit))
    return near
