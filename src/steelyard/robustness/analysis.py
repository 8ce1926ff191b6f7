"""The whole analysis of an evaluation, and what an edition keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import LANGUAGES, Message
from steelyard.robustness.coherence import Coherence, coherence
from steelyard.robustness.estimates import EstimatesUncertainty, estimates_uncertainty
from steelyard.robustness.headings import title_of
from steelyard.robustness.plane import PlaneUncertainty, plane_uncertainty
from steelyard.robustness.removal import Removal, removal
from steelyard.robustness.scenarios import ScenarioUncertainty, scenario_uncertainty
from steelyard.robustness.sensitivity import Sensitivity, sensitivity
from steelyard.robustness.uncertainty import LEVEL, REPLICATIONS, TOP, Uncertainty, uncertainty

__all__ = ["Analysis", "analyse", "analysed", "with_intervals"]

_INTERVALS = ("rank_p05", "rank_median", "rank_p95")
_BY_NODE = ("central-weights", "removal-ranks")
"""The tables that have a column per node."""


@dataclass(frozen=True)
class Analysis:
    """What the analysis of an evaluation found.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    uncertainty
        How sure each rank is.
    sensitivity
        Which assumption causes how much, where that was asked for.
    plane
        How sure places in the plane are, where the scheme has one; or why that is not known.
    estimates
        How sure each method's value is, where the scheme declares estimates and what is uncertain.
    scenarios
        How sure the judgement across scenarios is, where the scheme says what varies in them.
    """

    evaluation: Evaluation
    uncertainty: Uncertainty
    sensitivity: Sensitivity | None
    plane: PlaneUncertainty | Message | None = None
    estimates: EstimatesUncertainty | None = None
    scenarios: ScenarioUncertainty | None = None

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why all or something is not assessed."""
        own = (self.plane,) if isinstance(self.plane, Message) else ()
        valued = () if self.estimates is None else self.estimates.reasons
        judged = () if self.scenarios is None else self.scenarios.reasons
        return (*self.uncertainty.reasons, *own, *valued, *judged)

    @cached_property
    def removal(self) -> Removal:
        """How the ranking changes without each node."""
        return removal(self.evaluation)

    @cached_property
    def coherence(self) -> Coherence:
        """How the index hangs together."""
        return coherence(self.evaluation)

    def settings(self) -> dict[str, Any]:
        """Return the settings with which the analysis can be made again."""
        found = self.uncertainty
        return {
            "replications": found.replications,
            "seed": found.seed,
            "level": found.level,
            "among": list(found.top),
            "sensitivity": 0 if self.sensitivity is None else self.sensitivity.samples,
            "assumptions": list(found.assumptions),
            "mean_rank_shift": found.mean_shift,
            "rank_bin": found.rank_bin,
            "exact_scores": found.exact_scores,
            **({} if self.scenarios is None else {"scenarios": list(self.scenarios.varied)}),
            "not_assessed": [
                {tag: reason.render(tag) for tag in LANGUAGES} for reason in self.reasons
            ],
        }

    def resources(self) -> Iterator[Resource]:
        """Yield the tables of an edition."""
        units = self.evaluation.scheme.units
        keys = tuple(name for name in (units.key, units.period) if name is not None)
        found = self.uncertainty
        if found.assessed:
            yield self._table(
                "uncertainty",
                "parquet",
                found.frame,
                "How sure each unit's rank and score are: mean, median, 5–95% and full intervals, "
                "the probability of being among the first k, groups that cannot be told apart.",
                keys,
            )
            yield self._table(
                "acceptability",
                "parquet",
                found.acceptability,
                "How likely each rank is for each unit.",
                (*keys, "rank_from"),
            )
            yield self._table(
                "neighbours",
                "csv",
                found.neighbours,
                "For each two neighbours in the ranking, how likely the one above is really above.",
                ("above", *keys[1:]),
            )
            yield self._table(
                "central-weights",
                "parquet",
                found.central_weights,
                "For each unit that is ever first, how often, and the mean weights when it is.",
                keys,
            )
            yield self._table(
                "rank-shifts",
                "csv",
                found.shifts,
                "The distribution of the mean absolute rank shift against the nominal ranking.",
                ("shift_from",),
            )
        if isinstance(self.plane, PlaneUncertainty):
            yield self._table(
                "plane-uncertainty",
                "csv",
                self.plane.frame,
                "How sure each unit's place in the plane is: mean, standard deviations, "
                "correlation, 95% ellipse, the probability of each quadrant.",
                tuple(one for one in ("unit", "period") if one in self.plane.frame.columns),
            )
        if self.estimates is not None and self.estimates.by_method.height:
            yield from self._of_estimates(self.estimates)
        if self.scenarios is not None:
            yield self._table(
                "scenario-uncertainty",
                "csv",
                self.scenarios.frame,
                "How sure the judgement across scenarios is: 5–95% intervals, how likely each unit "
                "is first by each rule, and how likely it is best under no probabilities.",
                ("unit",),
            )
        if self.sensitivity is not None:
            yield self._table(
                "sensitivity",
                "csv",
                self.sensitivity.frame,
                "First-order and total Sobol' indices of each assumption, with bootstrap "
                "intervals; Shapley effects on the mean rank shift.",
                own={"first": "Alone"},
            )
            yield self._table(
                "dependence",
                "csv",
                self.sensitivity.dependence,
                "The units whose rank depends most on one assumption.",
                keys,
                {"first": "Alone"},
            )
        if self.evaluation.scheme.tree is not None:
            yield from self._of_tree(keys)

    def _of_estimates(self, found: EstimatesUncertainty) -> Iterator[Resource]:
        key = [name for name in ("estimate", "unit", "period") if name in found.apart.columns]
        yield self._table(
            "estimates-uncertainty",
            "parquet",
            found.by_method,
            "How sure each method's value is, and the rank by it: mean, standard deviation, median "
            "and 5–95% intervals.",
            (*key, "method"),
        )
        yield self._table(
            "estimates-spread",
            "parquet",
            found.apart,
            "How sure it is that methods disagree: the ratio of the highest to the lowest with its "
            "5–95% interval, and how likely it is above what the scheme calls disagreement.",
            tuple(key),
        )

    def _of_tree(self, keys: tuple[str, ...]) -> Iterator[Resource]:
        yield self._table(
            "removal",
            "csv",
            self.removal.frame,
            "How the ranking changes without each indicator and criterion.",
            ("node",),
        )
        yield self._table(
            "removal-ranks",
            "parquet",
            self.removal.ranks,
            "Each unit's rank with the whole tree and without each node.",
            keys,
        )
        found = self.coherence
        yield self._table(
            "correlations",
            "csv",
            found.correlations,
            "Correlations of the parts of each criterion, and of nodes with their parent and the "
            "index, with flags.",
        )
        yield self._table(
            "reliability",
            "csv",
            found.reliability,
            "Cronbach's alpha of each criterion's parts, and without a node of all indicators.",
        )
        yield self._table(
            "components",
            "csv",
            found.components,
            "Principal components of each criterion's parts, and without a node of all indicators.",
        )
        yield self._table(
            "importance",
            "csv",
            found.importance,
            "What each node weighs and what it does: nominal and effective weight, main effect, "
            "and the weight that would make the effect what was intended.",
            ("node",),
        )

    def _table(
        self,
        name: str,
        suffix: str,
        frame: pl.DataFrame,
        description: str,
        key: tuple[str, ...] = (),
        own: Mapping[str, str] | None = None,
    ) -> Resource:
        """Return a table of the edition; what the scheme names keeps the scheme's titles."""
        scheme = self.evaluation.scheme
        named = {scheme.units.key, scheme.units.period}
        if name in _BY_NODE:
            named |= scheme.nodes().keys()
        found = {column: title_of(column) for column in frame.columns if column not in named}
        titles = {column: title.render("en") for column, title in found.items() if title}
        path = f"data/{name.replace('-', '_')}.{suffix}"
        return Resource(
            name,
            path,
            frame,
            description,
            key,
            "scores" if name in _BY_NODE else "columns",
            titles | dict(own or {}),
        )


def analyse(
    evaluation: Evaluation,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    samples: int = 0,
    level: float = LEVEL,
    among: Sequence[int] = TOP,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Analysis:
    """Analyse how sure an evaluation is.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    replications, seed, level, among, threads
        See :func:`~steelyard.robustness.uncertainty.uncertainty`; ``among`` are the k.
    samples
        Base samples of the sensitivity analysis; it is not made with 0.
    progress
        Called with ``uncertainty`` or ``sensitivity`` and the share that is done.

    Raises
    ------
    UsageError, SchemeError, DataError, Interrupted
        As the analyses do.
    """

    def report(what: str) -> Callable[[float], None] | None:
        return None if progress is None else lambda share: progress(what, share)

    found = uncertainty(
        evaluation,
        replications=replications,
        seed=seed,
        top=among,
        level=level,
        threads=threads,
        progress=report("uncertainty"),
    )
    placed = plane_uncertainty(
        evaluation,
        replications=replications,
        seed=seed,
        threads=threads,
        progress=report("uncertainty"),
    )
    valued = estimates_uncertainty(
        evaluation,
        replications=replications,
        seed=seed,
        threads=threads,
        progress=report("uncertainty"),
    )
    judged = scenario_uncertainty(
        evaluation,
        replications=replications,
        seed=seed,
        threads=threads,
        progress=report("uncertainty"),
    )
    caused = None
    if samples:
        caused = sensitivity(
            evaluation,
            samples=samples,
            seed=seed,
            threads=threads,
            progress=report("sensitivity"),
        )
    return Analysis(evaluation, found, caused, placed, valued, judged)


def with_intervals(analysis: Analysis) -> Evaluation:
    """Return the evaluation with the intervals of its ranks, and what was not assessed."""
    evaluation, found = analysis.evaluation, analysis.uncertainty
    notes = [Finding("not-assessed", reason, "note") for reason in analysis.reasons]
    return replace(
        evaluation,
        intervals=found.frame.select(_INTERVALS),
        findings=(*evaluation.findings, *notes),
    )


def analysed(analysis: Analysis) -> Evaluation:
    """Return the evaluation with all that its edition keeps of the analysis."""
    evaluation = with_intervals(analysis)
    return replace(
        evaluation,
        attached=(*evaluation.attached, *analysis.resources()),
        analysis=analysis.settings(),
    )
