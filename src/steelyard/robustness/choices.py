"""Discrete choices: which normalisation, aggregation, imputation, treatment.

A combination of alternatives is computed when it is first drawn; combinations
that share their first steps share the blocks after them.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.engines import Vector
from steelyard.engines.local import LocalEngine
from steelyard.errors import Problem, SchemeError
from steelyard.evaluation.calibrations import Recorder
from steelyard.evaluation.criterion import Criterion, criterion_of
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.figures import Figures
from steelyard.evaluation.pipeline import Pipeline, State
from steelyard.evaluation.steps import Learning
from steelyard.evaluation.tree import climb
from steelyard.i18n import message
from steelyard.robustness.layout import Layout
from steelyard.robustness.lines import Line, with_alternative
from steelyard.robustness.scoring import Tree
from steelyard.scheme.assumptions import (
    Aggregations,
    Alternative,
    AnyAlternatives,
    Imputations,
    Normalisations,
    Treatments,
)
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep
from steelyard.scheme.tree import Node
from steelyard.scheme.weigh import Factor, Pca
from steelyard.steps.block import Block

__all__ = ["MOST_COMBINATIONS", "Choices", "alternatives_of"]

MOST_COMBINATIONS = 1_000
"""Combinations of alternatives that are kept at once."""
_HERE = LocalEngine(threads=1)


def alternatives_of(assumption: AnyAlternatives) -> tuple[str, tuple[Alternative, ...]]:
    """Return what an assumption offers alternatives of, and the alternatives."""
    match assumption:
        case Normalisations():
            return "normalise", assumption.normalise
        case Aggregations():
            return "aggregate", assumption.aggregate
        case Imputations():
            return "impute", assumption.impute
        case Treatments():
            return "treat", assumption.treat


class Choices:
    """The trees of all combinations of alternatives, each made when it is asked for.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    assumptions
        The assumptions that offer alternatives, by name.
    loose
        See :class:`~steelyard.robustness.scoring.Tree`.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        assumptions: Mapping[str, AnyAlternatives],
        loose: frozenset[str] = frozenset(),
    ) -> None:
        self._evaluation = evaluation
        self._scheme = evaluation.scheme
        self._assumptions = assumptions
        self._loose = loose
        self._layout = Layout.of(evaluation.scheme)
        self._states: dict[str, State] = {}
        self._blocks: dict[tuple[int, ...], Block] = {}
        self._trees: dict[tuple[int, ...], Tree] = {}
        self._first, self._start = _start(evaluation)
        self._lock = threading.Lock()
        count = math.prod(len(alternatives_of(one)[1]) for one in assumptions.values())
        if count > MOST_COMBINATIONS:
            text = message(
                "The alternatives combine in {count} ways; at most {most} can be kept.",
                count=count,
                most=MOST_COMBINATIONS,
            )
            raise SchemeError(Problem(text, field="assumptions"))

    def tree(self, key: Sequence[int]) -> Tree:
        """Return the tree under a combination: the number of the alternative of each assumption."""
        chosen = tuple(key)
        with self._lock:
            if chosen not in self._trees:
                self._trees[chosen] = self._made(chosen)
            return self._trees[chosen]

    def line(self, key: Sequence[int]) -> Line:
        """Return the steps under a combination."""
        line = Line.of(self._scheme)
        for (kind, spec), assumption in zip(
            self._specs(key), self._assumptions.values(), strict=True
        ):
            if kind != "aggregate":
                line = with_alternative(line, kind, assumption, spec)
        return line

    def _specs(self, key: Sequence[int]) -> list[tuple[str, object]]:
        offered = [alternatives_of(one) for one in self._assumptions.values()]
        return [(kind, found[at].use) for (kind, found), at in zip(offered, key, strict=True)]

    def _made(self, key: tuple[int, ...]) -> Tree:
        scheme, evaluation = self._scheme, self._evaluation
        kinds = [kind for kind, _spec in self._specs(key)]
        steps = tuple(-1 if k == "aggregate" else at for at, k in zip(key, kinds, strict=True))
        if steps not in self._blocks:
            own = all(at < 0 for at in steps)
            self._blocks[steps] = evaluation.block if own else self._block(self.line(key))
        block = self._blocks[steps]
        criteria = self._criteria(block, key)
        nominal = self._layout.shares(evaluation.weights)
        # Other columns may be there than in the nominal block, and then other weights.
        others = block.columns != evaluation.block.columns
        if others or any(isinstance(one.weighing, Pca | Factor) for one in criteria.values()):
            nominal = self._learned(block, criteria)
        there = evaluation.index
        spots = {row: at for at, row in enumerate(block.places.tolist())}
        rows = np.array([spots.get(row, -1) for row in there.tolist()], dtype=np.intp)
        shares = [
            (learned[rows] & (rows >= 0), taught[rows] & (rows >= 0))
            for _label, learned, taught in Learning(scheme.calibrate).parts(block, None)
        ]
        return Tree(
            scheme=scheme,
            layout=self._layout,
            criteria=criteria,
            leaves={name: _aligned(block, at, rows) for at, name in enumerate(block.columns)},
            nominal=nominal,
            struck=evaluation.struck,
            shares=shares,
            loose=self._loose,
        )

    def _block(self, line: Line) -> Block:
        """Return the last block of a line, going on from what other lines share with it."""
        pipeline = Pipeline(self._scheme, _HERE, Recorder(), quiet=True)
        state, past = self._start, ""
        for number in range(self._first, len(line.steps)):
            past += repr((line.steps[number], line.own[number]))
            if past not in self._states:
                step, own = line.steps[number], line.own[number]
                self._states[past] = pipeline.advance(state, number + 1, step, own)
            state = self._states[past]
        return pipeline.finish(state).there

    def _criteria(self, block: Block, key: Sequence[int]) -> dict[str, Criterion]:
        there = set(block.columns)
        found: dict[str, Criterion] = {}
        for name, node in reversed(list(self._scheme.nodes().items())):
            criterion = criterion_of(self._scheme, name, node, there)
            if criterion is not None:
                there.add(name)
                found[name] = criterion
        for at, assumption in zip(key, self._assumptions.values(), strict=True):
            if isinstance(assumption, Aggregations):
                spec = assumption.aggregate[at].use
                for name in _aggregated(self._scheme, assumption):
                    if name in found:
                        found[name] = replace(found[name], aggregation=spec)
        return found

    def _learned(self, block: Block, criteria: Mapping[str, Criterion]) -> Vector:
        """Return the weights that the criteria learn from a block."""
        scheme = _with_aggregations(self._scheme, criteria)
        scores = climb(
            scheme, block, Learning(scheme.calibrate), Recorder(), _HERE, self._evaluation.struck
        )
        return self._layout.shares(scores.weights)


def _start(evaluation: Evaluation) -> tuple[int, State]:
    """Return the step to begin with and the state before it.

    Where all is derived before the first step that changes a block, the derived
    figures are taken as they are and nothing is derived again.
    """
    steps = evaluation.scheme.steps
    derives = [at for at, step in enumerate(steps) if isinstance(step, DeriveStep)]
    if derives != list(range(len(derives))):
        return 0, State(Figures.of(evaluation.scheme, evaluation.kept))
    figures = Figures(evaluation.scheme, evaluation.frames, frozenset())
    return len(derives), State(figures, evaluation.stages.get("raw"))


def _aligned(block: Block, column: int, rows: np.ndarray) -> Vector:
    values = block.values[:, column]
    if len(rows) == len(values) and bool((rows == np.arange(len(values))).all()):
        return values
    return np.where(rows >= 0, values[rows], np.nan)


def _aggregated(scheme: Scheme, assumption: Aggregations) -> list[str]:
    """Return the criteria to which other aggregations apply."""
    if assumption.of is not None:
        return list(assumption.of)
    return [
        name
        for name, node in scheme.nodes().items()
        if node.parts and node.aggregate is None and node.points is None
    ]


def _with_aggregations(scheme: Scheme, criteria: Mapping[str, Criterion]) -> Scheme:
    """Return the scheme with each criterion's aggregation written into its node."""

    def rewritten(name: str, node: Node) -> Node:
        if not node.parts:
            return node
        parts = {part: rewritten(part, below) for part, below in node.parts.items()}
        own = criteria[name].aggregation if name in criteria else node.aggregate
        return Node.model_construct(**{**dict(node), "parts": parts, "aggregate": own})

    tree = None if scheme.tree is None else rewritten(scheme.root, scheme.tree)
    return Scheme.model_construct(**{**dict(scheme), "tree": tree})
