"""From a scheme and data to a ranking: the order in which everything happens.

Read this to see the way; each stop on it has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.engines import Engine, Vector
from steelyard.engines.local import LocalEngine
from steelyard.errors import Problem, SchemeError
from steelyard.evaluation import notes
from steelyard.evaluation.blocks import block_of, numbers_of
from steelyard.evaluation.calibrations import Calibrator, Recorder
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.figures import Figures
from steelyard.evaluation.steps import Learning, run_step, settings
from steelyard.evaluation.tree import Scores, climb
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import (
    DeriveStep,
    ImputeStep,
    NormaliseStep,
    ScreenStep,
    TreatStep,
    step_name,
)
from steelyard.steps import impute, normalise, rank, screen, treat
from steelyard.steps.block import Block, Labels
from steelyard.steps.measures import measure

__all__ = ["evaluate"]

_STAGES: Mapping[type, tuple[str, str, ModuleType]] = {
    ImputeStep: ("impute", "imputed", impute),
    TreatStep: ("treat", "treated", treat),
    NormaliseStep: ("normalise", "normalised", normalise),
}


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
        figures, block, stages, findings = self._steps(data)
        figures = figures.judged() if scheme.vetoes else figures
        frame = figures.units_frame
        struck = {
            name: figures.held(name)[block.places]
            for name, veto in scheme.vetoes.items()
            if veto.enabled
        }
        findings += notes.of_vetoes(
            {name: figures.undecided(name)[block.places] for name in struck}, block
        )
        scores = Scores({}, {})
        self.progress("aggregate", len(scheme.steps) / (len(scheme.steps) + 1))
        if scheme.tree is not None:
            scores = climb(scheme, block, self._learning, self.calibrate, self.engine, struck)
        score, ranks = self._rank(frame, block, scores)
        grades = _grades(scheme, score)
        evaluation = Evaluation(
            scheme=scheme,
            data=data,
            frames=figures.frames,
            stages=stages,
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
        found = notes.of_scores(evaluation, scores, struck)
        tables = self._tables(evaluation)
        return replace(evaluation, findings=(*evaluation.findings, *found), group_tables=tables)

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

    @property
    def _learning(self) -> Learning:
        return Learning(self.scheme.calibrate)

    def _steps(self, data: Dataset) -> tuple[Figures, Block, Mapping[str, Block], list[Finding]]:
        """Run the ordered steps; return figures, the last block, every stage, and findings."""
        nodes = self.scheme.indicators()
        figures = Figures.of(self.scheme, data)
        findings: list[Finding] = []
        stages: dict[str, Block] = {}
        block: Block | None = None
        for number, step in enumerate(self.scheme.steps, start=1):
            self.progress(step_name(step), (number - 1) / (len(self.scheme.steps) + 1))
            if isinstance(step, DeriveStep):
                figures = figures if block is None else figures.updated(block)
                figures, found = figures.derived(step.derive)
                findings += found
                block = None
                continue
            if block is None:
                block = self._block(figures, stages)
            if isinstance(step, ScreenStep):
                calibration = self.calibrate(
                    f"{number}.screen",
                    lambda b=block, s=step: screen.learn(b, s.screen, self.engine),  # type: ignore[misc]
                )
                block, found = screen.apply(block, step.screen, calibration, self.engine)
                findings += found
                continue
            key, stage, module = _STAGES[type(step)]
            before = block
            specs = settings(nodes, block.columns, key, getattr(step, key))
            block, found = run_step(
                f"{number}.{key}",
                block,
                module,
                specs,
                self._learning,
                self._within(block, step.within),
                self.calibrate,
                self.engine,
            )
            findings += [*notes.of_step(key, before, block, specs), *found]
            stages[_free(stage, stages)] = block
        if block is None:
            block = self._block(figures, stages)
        return figures, block, stages, findings

    def _block(self, figures: Figures, stages: dict[str, Block]) -> Block:
        """Return the block of what is there now; the first is the raw stage."""
        nodes = self.scheme.indicators()
        columns = figures.block_columns(nodes)
        directions = [
            -1.0 if name in nodes and nodes[name].direction == "down" else 1.0 for name in columns
        ]
        block = block_of(
            figures.units_frame, self.scheme.units, columns, directions, _groups(self.scheme)
        )
        stages[_free("raw", stages)] = block
        return block

    def _within(self, block: Block, name: str | None) -> Labels | None:
        if name is None:
            return None
        if name == self.scheme.units.period and block.periods is not None:
            return np.array([f"{period:g}" for period in block.periods])
        return block.groups[name]

    def _rank(self, frame: pl.DataFrame, block: Block, scores: Scores) -> tuple[Vector, Vector]:
        """Return what is ranked, and the ranks, each period by itself."""
        rule = self.scheme.rank
        if rule.given is not None:
            given = numbers_of(frame[rule.given])[block.places]
            return given, given
        if rule.figure is not None:
            score = numbers_of(frame[rule.figure])[block.places]
        else:
            score = scores.columns.get(self.scheme.root, np.full(len(block.values), np.nan))
        ranks = np.full(len(score), np.nan)
        for rows in _periods(block):
            ranks[rows] = rank.rank(
                score[rows],
                ties=rule.ties,
                tolerance=rule.tolerance,
                descending=rule.order == "descending",
                order=block.units[rows] if rule.ties == "ordinal" else None,
            )
        return score, ranks

    def _tables(self, evaluation: Evaluation) -> dict[str, pl.DataFrame]:
        """Compute the tables of measures over the ranked units' figures and scores."""
        if not self.scheme.tables:
            return {}
        frame = evaluation.kept_frame
        scores = [
            pl.Series(name, values).fill_nan(None)
            for name, values in evaluation.node_scores.items()
            if name not in frame.columns
        ]
        frame = frame.with_columns(scores)
        return {name: measure(frame, table) for name, table in self.scheme.tables.items()}


def _groups(scheme: Scheme) -> set[str]:
    """Return the columns of labels that some step learns within or by."""
    names: set[str] = set()
    for step in scheme.steps:
        names |= {name for name in (getattr(step, "within", None),) if name is not None}
        names |= set(getattr(getattr(step, "impute", None), "by", ()))
    for node in scheme.indicators().values():
        names |= set(getattr(node.impute, "by", ()))
    return names


def _free(stage: str, taken: Mapping[str, Any]) -> str:
    """Return the stage's name, numbered where a step stands in the list again."""
    if stage not in taken:
        return stage
    number = 2
    while f"{stage}_{number}" in taken:
        number += 1
    return f"{stage}_{number}"


def _periods(block: Block) -> list[NDArray[np.bool_] | slice]:
    if block.periods is None:
        return [slice(None)]
    return [block.periods == period for period in np.unique(block.periods)]


def _grades(scheme: Scheme, score: Vector) -> tuple[str | None, ...] | None:
    return rank.grade(score, scheme.grades) if scheme.grades else None
