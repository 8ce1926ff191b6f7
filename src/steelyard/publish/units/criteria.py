"""The criteria of a list as they were learned, to score units again with something changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.evaluation.criterion import Criterion, Learned, criterion_of
from steelyard.publish.units.members import Members

__all__ = ["Criteria", "Known"]


@dataclass(frozen=True)
class Known:
    """A criterion, what it learned, and where it and its parts stand among the nodes."""

    criterion: Criterion
    learned: Learned
    at: int
    parts: tuple[int, ...]

    def score(self, parts: Matrix) -> Vector:
        """Return the score of each unit from those of its parts, (units, parts)."""
        return self.criterion.score_rows(parts, self.learned, LocalEngine(threads=1))

    def share(self, part: int) -> float:
        """Return the weight of a part, by its place among the parts, within the whole."""
        return float(self.learned.weights[part] / self.learned.weights.sum())


@dataclass(frozen=True)
class Criteria:
    """The criteria of a list.

    Parameters
    ----------
    members
        The list.
    any_coverage
        Whether a criterion combines whatever parts there are, as where parts do not apply.
    """

    members: Members
    any_coverage: bool = False

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """The criteria, parents first."""
        return tuple(self._known())

    def _known(self) -> Iterator[Known]:
        scheme, nodes = self.members.source.scheme, self.members.nodes
        for at, name in enumerate(nodes):
            found = criterion_of(scheme, name, self.members.source.nodes[name], nodes)
            if found is not None:
                criterion = found.of_any_coverage() if self.any_coverage else found
                parts = tuple(nodes.index(part) for part in criterion.parts)
                nobody = np.empty((0, len(parts)))
                learned = criterion.learn(
                    nobody,
                    "",
                    lambda place, _learn: self.members.learned(place),
                    LocalEngine(threads=1),
                )
                yield Known(criterion, learned, at, parts)

    @cached_property
    def above(self) -> dict[int, Known]:
        """The criterion above each node but the root, by the node's place."""
        return {part: known for known in self.known for part in known.parts}

    def upwards(self, node: int) -> Iterator[Known]:
        """Yield the criteria above a node, the nearest first."""
        while (known := self.above.get(node)) is not None:
            yield known
            node = known.at

    def weights(self) -> Vector:
        """Return the weight of each node within its parent, NaN for the root; (nodes,)."""
        found = np.full(len(self.members.nodes), np.nan)
        for known in self.known:
            for at, part in enumerate(known.parts):
                found[part] = known.share(at)
        return found
