"""From a scheme and data to a ranking: the order in which everything happens.

Read this to see the way; each stop on it has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.engines import Engine, Vector
from steelyard.engines.local import LocalEngine
from steelyard.errors import Problem, SchemeError
from steelyard.evaluation import (
    admission,
    commitments,
    compliance,
    estimates_told,
    notes,
    plane,
    reconciliation,
    scenarios,
    self_assessment,
)
from steelyard.evaluation.attachments import attachments
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.calibrations import Calibrator, Recorder
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.figures import Figures
from steelyard.evaluation.group_tables import tables_of
from steelyard.evaluation.lists import lists_of
from steelyard.evaluation.pipeline import Pipeline, State
from steelyard.evaluation.steps import Learning
from steelyard.evaluation.tree import Scores, climb
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep, step_name
from steelyard.steps import rank
from steelyard.steps.block import Block

__all__ = ["evaluate"]


def evaluate(
    scheme: Scheme,
    data: Dataset,
    *,
    engine: Engine | None = None,
    calibrate: Calibrator | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Evaluation:
    """Evaluate data by a scheme.

    Parameters
    ----------
    scheme
        What is measured, and how.
    data
        The tables that the scheme declares.
    engine
        Where blocks run; this machine if absent.
    calibrate
        Where calibrations come from; learned from ``data`` if absent.
    progress
        Called before each step with its name and the share of the steps that are done.

    Returns
    -------
    Evaluation
        Ranking, scores, tables and findings.

    Raises
    ------
    SchemeError, QueryError, DataError
        If a derived figure cannot be computed or a step refuses the data.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> evaluation.ranking["country"][0]
    'Finland'
    """
    run = _Run(
        scheme, engine or LocalEngine(), calibrate or Recorder(), progress or (lambda _s, _d: None)
    )
    return run.evaluate(data)


@dataclass(frozen=True)
class _Run:
    """One evaluation under way."""

    scheme: Scheme
    engine: Engine
    calibrate: Calibrator
    progress: Callable[[str, float], None]

    def evaluate(self, data: Dataset) -> Evaluation:
        scheme = self.scheme
        self._refuse_unknown_base(data)
        sifted = compliance.sift(scheme, data)
        judged = compliance.judge(scheme, sifted.kept)
        state = self._steps(sifted.kept, judged)
        block = state.there
        findings = [
            *reconciliation.findings_of(scheme, data),
            *sifted.findings,
            *judged.findings,
            *state.findings,
        ]
        figures = state.figures.judged()
        frame = figures.units_frame
        struck = self._struck(figures, block, judged.breaches)
        findings += notes.of_vetoes(
            {
                name: figures.undecided(name)[block.places]
                for name in struck
                if scheme.vetoes[name].when is not None
            },
            block,
        )
        without = {name: mask[block.places] for name, mask in state.without.items()}
        scores = Scores({}, {})
        self.progress("aggregate", len(scheme.steps) / (len(scheme.steps) + 1))
        if scheme.tree is not None:
            scores = climb(
                scheme,
                block,
                Learning(scheme.calibrate),
                self.calibrate,
                self.engine,
                struck,
                without,
            )
        held = admission.held(scheme, frame[block.places])
        listed = None if held is None else held.admitted
        if listed is not None:
            scores = scores.of_listed(scheme.root, listed)
            findings += admission.findings_of(scheme, frame[block.places])
        score, ranks = self._rank(frame, block, scores, listed)
        grades = _grades(scheme, score)
        evaluation = Evaluation(
            scheme=scheme,
            data=data,
            kept=sifted.kept,
            breaches=judged.breaches,
            aside=sifted.aside,
            frames=figures.frames,
            block=block,
            stages=state.stages,
            struck=struck,
            inapplicable=scores.inapplicable,
            node_scores=scores.columns,
            score=score,
            ranks=ranks,
            grades=grades,
            weights=scores.weights,
            calibrations=dict(getattr(self.calibrate, "learned", {})),
            findings=(*data.findings, *findings),
            index=block.places,
            group_tables={},
        )
        attached = attachments(evaluation)
        found = [
            *notes.of_scores(evaluation, scores, struck),
            *commitments.findings_of(evaluation),
            *self_assessment.findings_of(evaluation),
            *plane.findings_of(evaluation),
            *scenarios.findings_of(evaluation),
            *estimates_told.findings_of(scheme, attached),
        ]
        return replace(
            evaluation,
            findings=(*evaluation.findings, *found),
            group_tables=tables_of(evaluation),
            attached=attached,
        )

    def _struck(
        self, figures: Figures, block: Block, breaches: pl.DataFrame
    ) -> dict[str, NDArray[np.bool_]]:
        """Return for each veto in force the units that it strikes."""
        units, frame = self.scheme.units, figures.units_frame
        periods = None if units.period is None else frame[units.period]
        return {
            name: (
                figures.held(name)
                if veto.breaks is None
                else compliance.broken_by(breaches, veto.breaks, frame[units.key], periods)
            )[block.places]
            for name, veto in self.scheme.vetoes.items()
            if veto.enabled
        }

    def _refuse_unknown_base(self, data: Dataset) -> None:
        """Refuse to learn from a base period that the data do not have."""
        base, period = self.scheme.calibrate, self.scheme.units.period
        if period is None or base in ("each", "all") or not isinstance(self.calibrate, Recorder):
            return
        periods = data.tables[self.scheme.units.table][period].drop_nulls().unique().sort()
        if len(periods) and not (numbers_of(periods) == float(base)).any():
            text = message(
                "The base period {period} is not in the data; its periods are {known}.",
                period=base,
                known=", ".join(map(str, periods)),
            )
            raise SchemeError(Problem(text, field="calibrate"))

    def _steps(self, data: Dataset, judged: compliance.Judged) -> State:
        """Run the ordered steps, from the tables with what the rules had derived of them."""
        line = Pipeline(self.scheme, self.engine, self.calibrate)
        state = line.start(data)
        first = self.scheme.steps[0] if self.scheme.steps else None
        if isinstance(first, DeriveStep) and first.derive == "all":
            # Nothing comes before it, so figures are what they were when the rules were judged.
            still = state.figures.open - judged.derived
            figures = replace(state.figures, frames=judged.frames, open=still)
            state = replace(state, figures=figures, findings=judged.notes)
        for number, step in enumerate(self.scheme.steps, start=1):
            self.progress(step_name(step), (number - 1) / (len(self.scheme.steps) + 1))
            state = line.advance(state, number, step)
        return line.finish(state)

    def _rank(
        self,
        frame: pl.DataFrame,
        block: Block,
        scores: Scores,
        listed: NDArray[np.bool_] | None,
    ) -> tuple[Vector, Vector]:
        """Return what is ranked, and the ranks, each period by itself.

        Units that are not ``listed`` have neither.
        """
        rule = self.scheme.rank
        if rule.given is not None:
            given = numbers_of(frame[rule.given])[block.places]
            return given, given
        if rule.figure is not None:
            score = numbers_of(frame[rule.figure])[block.places]
        else:
            score = scores.columns.get(self.scheme.root, np.full(len(block.values), np.nan))
        if listed is not None:
            score = np.where(listed, score, np.nan)
        ranks = np.full(len(score), np.nan)
        for _period, rows in lists_of(self.scheme, frame, block):
            ranks[rows] = rank.rank(
                score[rows],
                ties=rule.ties,
                tolerance=rule.tolerance,
                descending=rule.order == "descending",
                order=block.units[rows] if rule.ties == "ordinal" else None,
            )
        return score, ranks


def _grades(scheme: Scheme, score: Vector) -> tuple[str | None, ...] | None:
    return rank.grade(score, scheme.grades) if scheme.grades else None
