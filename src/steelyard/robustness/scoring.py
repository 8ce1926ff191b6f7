"""The tree of criteria for many replications at once.

Where a criterion and all below it are sums or arithmetic means of complete
figures, its score is one matrix product with the products of the weights on the
way down. Elsewhere the tree is climbed level by level, all replications of a
block together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.evaluation.criterion import Criterion
from steelyard.evaluation.tree import strike
from steelyard.robustness.combine import Rows, combine
from steelyard.robustness.layout import Layout
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import leave_out
from steelyard.scheme.aggregate import Arithmetic, Sum
from steelyard.scheme.scheme import Scheme
from steelyard.steps import normalise
from steelyard.steps.block import Block

__all__ = ["Tree"]

_HERE = LocalEngine(threads=1)


@dataclass(frozen=True)
class Tree:
    """A tree over one block of indicators' scores.

    Parameters
    ----------
    scheme
        The scheme, for its vetoes and its root.
    layout
        Where the weights stand.
    criteria
        Every criterion that can be computed, with its aggregation.
    leaves
        (units,) the score of every indicator that is there.
    nominal
        (nodes,) the weights of the scheme within each parent.
    struck
        (units,) for each veto in force, whether its condition holds.
    shares
        Which units are scored by comparison with which.
    loose
        The indicators whose scores differ from replication to replication, and the
        nodes whose points do.
    """

    scheme: Scheme
    layout: Layout
    criteria: Mapping[str, Criterion]
    leaves: Mapping[str, Vector]
    nominal: Vector
    struck: Mapping[str, Rows]
    shares: Sequence[tuple[Rows, Rows]]
    loose: frozenset[str] = frozenset()

    def scores(self, weights: Matrix, varied: Varied) -> Matrix:
        """Return the root's score in each replication.

        Parameters
        ----------
        weights
            (nodes, replications), adding up to 1 within each parent.
        varied
            What else differs from replication to replication.

        Returns
        -------
        (replications, units), NaN for units without a score.
        """
        if self._absent:
            weights = leave_out(weights, self._absent, self.layout)
        count = weights.shape[1]
        units = len(next(iter(self.leaves.values()))) if self.leaves else 0
        if self.scheme.root not in self.criteria and self.scheme.root not in self.leaves:
            return np.full((count, units), np.nan)
        found = self._score(self.scheme.root, weights, varied)
        if found.ndim == 1:
            found = np.broadcast_to(found, (count, len(found)))
        return np.ascontiguousarray(found)

    @cached_property
    def _absent(self) -> list[int]:
        """The nodes that have no score, whatever their weight."""
        there = self.criteria.keys() | self.leaves.keys()
        return [at for at, name in enumerate(self.layout.names) if name not in there]

    def _score(self, name: str, weights: Matrix, varied: Varied) -> Matrix | Vector:
        criterion = self.criteria.get(name)
        if criterion is None:
            found: Matrix | Vector = varied.figures.get(name, self.leaves[name])
        elif name in self._flat:
            found = self._product(name, weights)
        else:
            places = [self.layout.places[part] for part in criterion.parts]
            parts = [self._score(part, weights, varied) for part in criterion.parts]
            spec = criterion.aggregation
            found = combine(parts, weights[places], self.nominal[places], spec, self.shares)
            found = self._normalised(criterion, found)
        for veto_name, veto in self.scheme.vetoes.items():
            if veto_name in self.struck and (veto.node or self.scheme.root) == name:
                found = strike(found, veto, self.struck[veto_name])
        scale = varied.scales.get(name)
        return found if scale is None else found * scale[:, None]

    def _normalised(self, criterion: Criterion, scores: Matrix) -> Matrix:
        """Return a criterion's scores normalised again, each replication by itself."""
        spec = criterion.normalisation
        if spec is None:
            return scores
        names = tuple(f"{at}" for at in range(len(scores)))
        units = np.full(scores.shape[1], "", dtype=np.str_)
        block = Block(np.asfortranarray(scores.T), names, np.ones(len(scores)), units)
        changed = np.full_like(scores, np.nan)
        for rows, taught in self.shares:
            learned = normalise.learn(block.rows(taught), spec, _HERE)
            changed[:, rows] = normalise.apply(block.rows(rows), spec, learned, _HERE).values.T
        return changed

    @cached_property
    def _flat(self) -> Mapping[str, tuple[Callable[[Matrix], Matrix], Matrix]]:
        """The criteria that are one product: how weights become coefficients, and the figures."""
        flat = {name for name in self.criteria if self._is_flat(name)}
        return {name: self._flattened(name) for name in flat}

    def _is_flat(self, name: str) -> bool:
        criterion = self.criteria.get(name)
        if criterion is None:
            return name not in self.loose and not np.isnan(self.leaves[name].sum())
        struck = any(
            (self.scheme.vetoes[veto].node or self.scheme.root) == part
            for part in criterion.parts
            for veto in self.struck
        )
        return (
            isinstance(criterion.aggregation, Arithmetic | Sum)
            and criterion.normalisation is None
            and not struck
            and not any(part in self.loose for part in criterion.parts)
            and all(self._is_flat(part) for part in criterion.parts)
        )

    def _flattened(self, name: str) -> tuple[Callable[[Matrix], Matrix], Matrix]:
        below = list(self._below(name))
        leaves = [part for _criterion, parts in below for part in parts if part in self.leaves]
        places = {leaf: at for at, leaf in enumerate(leaves)}

        def coefficients(weights: Matrix) -> Matrix:
            """Return the products of the weights down to each indicator; (indicators, R)."""
            found = np.empty((len(leaves), weights.shape[1]))
            above: dict[str, Vector | None] = {name: None}
            for criterion, parts in below:
                at = [self.layout.places[part] for part in parts]
                rows = weights[at[0] : at[-1] + 1] if _consecutive(at) else weights[at]
                if isinstance(criterion.aggregation, Sum):
                    rows = _relative(rows, self.nominal[at])
                factor = above[criterion.name]
                rows = rows if factor is None else rows * factor
                spots = [places.get(part, -1) for part in parts]
                if _consecutive(spots) and spots[0] >= 0:
                    found[spots[0] : spots[-1] + 1] = rows
                    continue
                for part, spot, row in zip(parts, spots, rows, strict=True):
                    if spot < 0:
                        above[part] = row
                    else:
                        found[spot] = row
            return found

        return coefficients, np.stack([self.leaves[leaf] for leaf in leaves])

    def _below(self, name: str) -> Iterator[tuple[Criterion, tuple[str, ...]]]:
        """Yield a criterion and all below it, parents first."""
        criterion = self.criteria[name]
        yield criterion, criterion.parts
        for part in criterion.parts:
            if part in self.criteria:
                yield from self._below(part)

    def _product(self, name: str, weights: Matrix) -> Matrix:
        coefficients, figures = self._flat[name]
        found = coefficients(weights)
        scores: Matrix = found.T @ figures
        empty = found.sum(axis=0) <= 0
        if empty.any():
            scores[empty] = np.nan
        return scores


def _consecutive(places: Sequence[int]) -> bool:
    return list(places) == list(range(places[0], places[0] + len(places)))


def _relative(weights: Matrix, nominal: Vector) -> Matrix:
    """Return by how much the points of each part are scaled; (parts, replications)."""
    base = nominal[:, None]
    return np.where(base > 0, weights / np.where(base > 0, base, 1.0), 0.0)
