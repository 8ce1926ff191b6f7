"""The ordered list of steps, one after the other: from the tables to the last block.

A state is what is there between two steps; a step makes a new one of it, so that
the analysis of robustness can go on from any of them in another way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.engines import Engine
from steelyard.evaluation import notes
from steelyard.evaluation.blocks import block_of
from steelyard.evaluation.calibrations import Calibrator
from steelyard.evaluation.figures import Figures
from steelyard.evaluation.steps import Learning, run_step, settings
from steelyard.findings import Finding
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import (
    DeriveStep,
    ImputeStep,
    NormaliseStep,
    ScreenStep,
    Step,
    TreatStep,
)
from steelyard.steps import impute, normalise, screen, treat
from steelyard.steps.block import Block, Labels

__all__ = ["STAGES", "Pipeline", "State"]

STAGES: Mapping[type, tuple[str, str, ModuleType]] = {
    ImputeStep: ("impute", "imputed", impute),
    TreatStep: ("treat", "treated", treat),
    NormaliseStep: ("normalise", "normalised", normalise),
}
"""For each step that changes a block: its key, the stage that it makes, its module."""


@dataclass(frozen=True)
class State:
    """What is there between two steps.

    Parameters
    ----------
    figures
        The tables with what was derived up to now.
    block
        The indicators; none before they are needed, and after a derivation.
    stages
        The block after each step up to now.
    without
        The nodes that do not apply to all units, with the rows of the units' table to which they
        do not; what is not asked of a unit is missing in the block, and stays so.
    findings
        What the steps up to now had to tell.
    """

    figures: Figures
    block: Block | None = None
    stages: Mapping[str, Block] = field(default_factory=dict)
    without: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def there(self) -> Block:
        """The block, where there is one."""
        if self.block is None:
            raise AssertionError("the block is made before it is asked for")
        return self.block


@dataclass(frozen=True)
class Pipeline:
    """Runs the steps of a scheme.

    Parameters
    ----------
    scheme
        What is measured, and how.
    engine
        Where blocks run.
    calibrate
        Learns, or plays back.
    quiet
        Whether nobody reads the findings, which then are not looked for.
    """

    scheme: Scheme
    engine: Engine
    calibrate: Calibrator
    quiet: bool = False

    def start(self, data: Dataset) -> State:
        """Return the tables as read."""
        return State(Figures.of(self.scheme, data))

    def advance(
        self, state: State, number: int, step: Step, own: Mapping[str, Any] | None = None
    ) -> State:
        """Return the state after a step.

        Parameters
        ----------
        state
            The state before it.
        number
            The step's place in the list, from 1; calibrations are filed under it.
        step
            The step: the scheme's own, or another in its place.
        own
            Settings of single columns that go before the step's and before their own.
        """
        if isinstance(step, DeriveStep):
            figures = state.figures if state.block is None else state.figures.updated(state.block)
            figures, found = figures.derived(step.derive)
            return replace(state, figures=figures, block=None, findings=(*state.findings, *found))
        state = self.finish(state)
        before = state.there
        if isinstance(step, ScreenStep):
            calibration = self.calibrate(
                f"{number}.screen", lambda: screen.learn(before, step.screen, self.engine)
            )
            block, found = screen.apply(before, step.screen, calibration, self.engine)
            return replace(state, block=block, findings=(*state.findings, *found))
        key, stage, module = STAGES[type(step)]
        nodes = self.scheme.indicators()
        specs = settings(nodes, before.columns, key, getattr(step, key)) | dict(own or {})
        block, found = run_step(
            f"{number}.{key}",
            before,
            module,
            specs,
            Learning(self.scheme.calibrate),
            self._within(before, step.within),
            self.calibrate,
            self.engine,
        )
        block = _asked(block, state.without)
        if not self.quiet:
            found = [*notes.of_step(key, before, block, specs), *found]
        return replace(
            state,
            block=block,
            stages={**state.stages, _free(stage, state.stages): block},
            findings=(*state.findings, *found),
        )

    def finish(self, state: State) -> State:
        """Return the state with a block: that of what is there, where there is none yet."""
        if state.block is not None:
            return state
        nodes = self.scheme.indicators()
        columns = state.figures.block_columns(nodes)
        directions = [
            -1.0 if name in nodes and nodes[name].direction == "down" else 1.0 for name in columns
        ]
        without = state.figures.inapplicable()
        block = block_of(
            state.figures.units_frame, self.scheme.units, columns, directions, _groups(self.scheme)
        )
        block = _asked(block, without)
        stages = {**state.stages, _free("raw", state.stages): block}
        return replace(state, block=block, stages=stages, without=without)

    def _within(self, block: Block, name: str | None) -> Labels | None:
        if name is None:
            return None
        if name == self.scheme.units.period and block.periods is not None:
            return np.array([f"{period:g}" for period in block.periods])
        return block.groups[name]


def _asked(block: Block, without: Mapping[str, NDArray[np.bool_]]) -> Block:
    """Return a block without the figures of indicators that do not apply to their unit."""
    found = [(at, name) for at, name in enumerate(block.columns) if name in without]
    if not found:
        return block
    values = block.values.copy(order="F")
    for at, name in found:
        values[without[name][block.places], at] = np.nan
    return replace(block, values=values)


def _groups(scheme: Scheme) -> set[str]:
    """Return the columns of labels that some step learns within or by, or may be let to."""
    names: set[str] = set()
    for step in scheme.steps:
        names |= {name for name in (getattr(step, "within", None),) if name is not None}
        names |= set(getattr(getattr(step, "impute", None), "by", ()))
    for node in scheme.indicators().values():
        names |= set(getattr(node.impute, "by", ()))
    for assumption in (scheme.assumptions or {}).values():
        for choice in getattr(assumption, "impute", ()):
            names |= set(getattr(choice.use, "by", ()))
    return names


def _free(stage: str, taken: Mapping[str, Any]) -> str:
    """Return the stage's name, numbered where a step stands in the list again."""
    if stage not in taken:
        return stage
    number = 2
    while f"{stage}_{number}" in taken:
        number += 1
    return f"{stage}_{number}"
