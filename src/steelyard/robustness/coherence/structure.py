"""The tree of an evaluation as the analysis of coherence sees it: scores, levels, parts.

Only nodes that have scores are in it; what was screened out is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.robustness.coherence.pairwise import Integers

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Structure", "structure_of"]


@dataclass(frozen=True)
class Structure:
    """Scores and tree of an evaluation.

    Parameters
    ----------
    root
        The tree's root.
    values
        (units, nodes), the scores, NaN for missing.
    columns
        For each node its column of ``values``, parents before their parts.
    parts
        For each criterion its parts.
    """

    root: str
    values: Matrix
    columns: Mapping[str, int]
    parts: Mapping[str, tuple[str, ...]]

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """For each node but the root the criterion that it is a part of."""
        return {part: name for name, parts in self.parts.items() for part in parts}

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """For each node its level: 1 for the lowest indicators, one more with every parent.

        Parts of one criterion are on one level, an indicator beside criteria on theirs.
        """
        depths: dict[str, int] = {}
        for name in self.columns:
            parent = self.parents.get(name)
            depths[name] = 0 if parent is None else depths[parent] + 1
        lowest = max(depths.values(), default=0)
        return {name: 1 + lowest - depth for name, depth in depths.items()}

    @property
    def indicators(self) -> tuple[str, ...]:
        """The nodes without parts."""
        return tuple(name for name in self.columns if name not in self.parts)

    @property
    def sets(self) -> list[tuple[str | None, tuple[str, ...]]]:
        """Each criterion with its parts, and all indicators under None if no criterion has them."""
        sets: list[tuple[str | None, tuple[str, ...]]] = list(self.parts.items())
        if self.parts and self.indicators not in self.parts.values():
            sets.append((None, self.indicators))
        return sets

    def at(self, names: Sequence[str]) -> list[int]:
        """Return the columns of nodes."""
        return [self.columns[name] for name in names]

    def scores(self, name: str) -> Vector:
        """Return a node's scores; (units,)."""
        return self.values[:, self.columns[name]]

    def sibling_pairs(self) -> Integers:
        """Return the columns of every two parts of one criterion; (pairs, 2)."""
        pairs = [
            (one, other)
            for parts in self.parts.values()
            for place, one in enumerate(self.at(parts))
            for other in self.at(parts)[place + 1 :]
        ]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2)

    def level_pairs(self) -> Integers:
        """Return the columns of every two nodes of one level; (pairs, 2)."""
        names = sorted(self.columns, key=lambda name: -self.levels[name])
        pairs = [
            (self.columns[one], self.columns[other])
            for place, one in enumerate(names)
            for other in names[place + 1 :]
            if self.levels[one] == self.levels[other]
        ]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2)

    def upward_pairs(self) -> Integers:
        """Return the columns of each node with its parent, then with the root; (pairs, 2)."""
        up = [(name, parent) for name, parent in self.parents.items()]
        up += [(name, self.root) for name, parent in self.parents.items() if parent != self.root]
        pairs = [(self.columns[name], self.columns[above]) for name, above in up]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def structure_of(evaluation: Evaluation) -> Structure:
    """Return an evaluation's tree with its scores, with periods those of the last."""
    nodes, scores = evaluation.scheme.nodes(), evaluation.node_scores
    names = [name for name in nodes if name in scores]
    rows = _rows(evaluation)
    values = np.empty((np.count_nonzero(rows), len(names)), order="F")
    for at, name in enumerate(names):
        values[:, at] = scores[name][rows]
    parts = {
        name: tuple(part for part in nodes[name].parts or {} if part in scores) for name in names
    }
    return Structure(
        root=evaluation.scheme.root,
        values=values,
        columns={name: at for at, name in enumerate(names)},
        parts={name: below for name, below in parts.items() if below},
    )


def _rows(evaluation: Evaluation) -> NDArray[np.bool_]:
    """Return which units are looked at: those of the last period, all without periods."""
    period = evaluation.scheme.units.period
    frame = evaluation.kept_frame
    if period is None or not frame.height:
        return np.ones(frame.height, dtype=np.bool_)
    periods = numbers_of(frame[period])
    known = periods[~np.isnan(periods)]
    last: NDArray[np.bool_] = periods == (known.max() if len(known) else np.nan)
    return last
