"""The nominal way through the steps: what is there before each of them, replications aside.

Replications leave it only where something of theirs differs; which rows and columns a
step keeps is settled here, once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.engines import Engine, Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.calibrations import Recorder
from steelyard.evaluation.pipeline import STAGES, Pipeline, State
from steelyard.evaluation.steps import Learning, settings
from steelyard.robustness.lines import Line
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep, ImputeStep, Step
from steelyard.steps.block import Block, Labels

__all__ = ["Course", "Courses", "Leg", "labels_within"]

Rows = NDArray[np.intp]

_MOST_BYTES = 256 * 2**20
"""How much the courses that are kept may take, one of them aside."""


@dataclass(frozen=True)
class Leg:
    """One step of a course.

    Parameters
    ----------
    step
        The step.
    own
        Settings of single columns that go before the step's.
    before, after
        What is there before and after it. Before all steps but a derivation there is a block.
    origins
        (rows,) the row of the table as read behind each row of the units' table before the step.
    """

    step: Step
    own: dict[str, Any]
    before: State
    after: State
    origins: Rows

    def specs(self, scheme: Scheme) -> dict[str, Any]:
        """Return the settings of each column of the block; for steps that change figures."""
        key = STAGES[type(self.step)][0]
        found = settings(
            scheme.indicators(), self.before.there.columns, key, getattr(self.step, key)
        )
        return found | {name: spec for name, spec in self.own.items() if name in found}


@dataclass(frozen=True)
class Course:
    """All steps of a line, run on the figures as they are.

    Parameters
    ----------
    line
        The steps with their settings.
    frame
        The units' table as read.
    legs
        What is there before and after each step.
    last
        What is there in the end.
    origins
        (rows,) the row of the table as read behind each row of the last units' table.
    """

    line: Line
    frame: pl.DataFrame
    legs: tuple[Leg, ...]
    last: State
    origins: Rows

    @staticmethod
    def of(scheme: Scheme, data: Dataset, engine: Engine, line: Line) -> Course:
        """Run a line."""
        pipeline = Pipeline(scheme, engine, Recorder(), quiet=True)
        state = pipeline.start(data)
        frame = state.figures.units_frame
        origins = np.arange(frame.height)
        legs = []
        for number, step in enumerate(line.steps):
            if not isinstance(step, DeriveStep):
                state = pipeline.finish(state)
            after = pipeline.advance(state, number + 1, step, line.own[number])
            legs.append(Leg(step, dict(line.own[number]), _slim(state), _slim(after), origins))
            if isinstance(step, DeriveStep) and state.block is not None:
                origins = origins[state.block.places]
            state = after
        return Course(line, frame, tuple(legs), _slim(pipeline.finish(state)), origins)

    @property
    def rows(self) -> Rows:
        """The row of the table as read behind each row of the last block; (units,)."""
        return self.origins[self.last.there.places]

    def gaps(self) -> set[str]:
        """Return the columns of blocks in which a cell is missing before an imputation."""
        return {
            name
            for leg in self.legs
            if isinstance(leg.step, ImputeStep)
            for name, values in zip(
                leg.before.there.columns, leg.before.there.values.T, strict=True
            )
            if np.isnan(values).any()
        }

    @property
    def read(self) -> Rows:
        """The rows of the table as read, numbered; (rows as read,)."""
        return np.arange(self.frame.height)

    def as_read(self, name: str) -> Vector:
        """Return a column of the units' table or a figure derived for it, by the rows as read.

        NaN for rows that were screened out before it was derived, and where nothing derives it.
        """
        if name in self.frame.columns:
            return numbers_of(self.frame[name])
        states = [*((leg.before, leg.origins) for leg in self.legs), (self.last, self.origins)]
        found = np.full(self.frame.height, np.nan)
        for state, origins in states:
            if name in state.figures.units_frame.columns:
                found[origins] = numbers_of(state.figures.units_frame[name])
                break
        return found

    @property
    def size(self) -> int:
        """How many bytes the blocks take."""
        blocks = {id(b): b for leg in self.legs for b in (leg.before.block, leg.after.block) if b}
        return sum(block.values.nbytes for block in blocks.values())


def _slim(state: State) -> State:
    """Return a state without its past."""
    return replace(state, stages={}, findings=())


def labels_within(scheme: Scheme, block: Block, name: str | None) -> Labels | None:
    """Return the labels within which a step learns, None where it learns by periods."""
    if name is None:
        return None
    if name == scheme.units.period and block.periods is not None:
        return np.array([f"{period:g}" for period in block.periods])
    return block.groups[name]


@dataclass(frozen=True)
class Courses:
    """The courses of a scheme and its data, each run once while there is room for it.

    Parameters
    ----------
    scheme, data
        What is evaluated.
    engine
        Where blocks run.
    """

    scheme: Scheme
    data: Dataset
    engine: Engine
    _known: list[Course] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock)

    @property
    def learning(self) -> Learning:
        """From which rows steps learn."""
        return Learning(self.scheme.calibrate)

    def of(self, line: Line) -> Course:
        """Return the course of a line."""
        with self._lock:
            for known in self._known:
                if known.line == line:
                    return known
            found = Course.of(self.scheme, self.data, self.engine, line)
            while self._known and sum(one.size for one in (*self._known, found)) > _MOST_BYTES:
                self._known.pop(0)
            self._known.append(found)
            return found
