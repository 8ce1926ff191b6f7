"""The tree of criteria for many replications at once.

Where a criterion and all below it are means of the same kind (arithmetic and sums,
geometric, …) of complete figures, its score is one matrix product with the products
of the weights on the way down: logarithms of geometric means of geometric means are
weighted sums of logarithms. Elsewhere the tree is climbed level by level, all replications of a
block together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.engines.local import LocalEngine
from steelyard.evaluation.criterion import Criterion
from steelyard.evaluation.tree import strike
from steelyard.robustness.combine import Rows, Transform, combine, transform_of
from steelyard.robustness.layout import Layout
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import leave_out
from steelyard.scheme.aggregate import Sum
from steelyard.scheme.scheme import Scheme
from steelyard.steps import normalise
from steelyard.steps.block import Block

__all__ = ["Tree"]

_HERE = LocalEngine(threads=1)
_CELLS = 1 << 18
"""Scores of a criterion that are worked on at once."""


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

    def scores(
        self, weights: Matrix, varied: Varied, compiled: bool = False, node: str | None = None
    ) -> Matrix:
        """Return a node's score in each replication.

        Parameters
        ----------
        weights
            (nodes, replications), adding up to 1 within each parent.
        varied
            What else differs from replication to replication.
        compiled
            Whether to use a compiled kernel where there is one; the scores are the same.
        node
            The criterion or indicator; the root if absent.

        Returns
        -------
        (replications, units), NaN for units without a score.
        """
        wanted = self.scheme.root if node is None else node
        if self._absent:
            weights = leave_out(weights, self._absent, self.layout)
        count = weights.shape[1]
        units = len(next(iter(self.leaves.values()))) if self.leaves else 0
        if wanted not in self.criteria and wanted not in self.leaves:
            return np.full((count, units), np.nan)
        stretches = self._stretches(count, units, wanted)
        if len(stretches) > 1:
            # Units apart from each other are climbed some at a time, so that what is made on
            # the way fits the processor's cache.
            scores = np.empty((count, units))
            for part, tree in stretches:
                own = Varied({n: f[:, part] for n, f in varied.figures.items()}, varied.scales)
                scores[:, part] = tree.scores(weights, own, compiled, node)
            return scores
        found = self._score(wanted, weights, varied, compiled)
        if found.ndim == 1:
            found = np.broadcast_to(found, (count, len(found)))
        return np.ascontiguousarray(found)

    def _stretches(self, count: int, units: int, wanted: str) -> list[tuple[slice, Tree]]:
        """Return the tree over some units at a time, where no unit depends on another."""
        size = max(16, _CELLS // max(1, count))
        together = any(
            one.aggregation.relative or one.normalisation is not None
            for one in self.criteria.values()
        )
        if together or size >= units or wanted in self._flat:
            return []
        if size not in self._parts:
            parts = [slice(start, start + size) for start in range(0, units, size)]
            self._parts[size] = [(part, self._over(part)) for part in parts]
        return self._parts[size]

    @cached_property
    def _parts(self) -> dict[int, list[tuple[slice, Tree]]]:
        return {}

    def _over(self, part: slice) -> Tree:
        return replace(
            self,
            leaves={name: scores[part] for name, scores in self.leaves.items()},
            struck={name: held[part] for name, held in self.struck.items()},
            shares=[(rows[part], taught[part]) for rows, taught in self.shares],
        )

    @cached_property
    def _absent(self) -> list[int]:
        """The nodes that have no score, whatever their weight."""
        there = self.criteria.keys() | self.leaves.keys()
        return [at for at, name in enumerate(self.layout.names) if name not in there]

    def _score(self, name: str, weights: Matrix, varied: Varied, compiled: bool) -> Matrix | Vector:
        criterion = self.criteria.get(name)
        if criterion is None:
            found: Matrix | Vector = varied.figures.get(name, self.leaves[name])
        elif name in self._flat:
            found = self._product(name).scores(weights, compiled)
        else:
            places = [self.layout.places[part] for part in criterion.parts]
            parts = [self._score(part, weights, varied, compiled) for part in criterion.parts]
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
    def _flat(self) -> frozenset[str]:
        """The criteria that are one product.

        They and all below them are means of the same kind of complete figures, and nothing
        happens to a score between them.
        """
        struck = {self.scheme.vetoes[veto].node or self.scheme.root for veto in self.struck}
        apart = self.loose | struck
        kinds: dict[Transform | None, set[str]] = {}
        flat = set()
        # Criteria stand with their parts before them.
        for name, criterion in self.criteria.items():
            try:
                kind = transform_of(criterion.aggregation)
            except LookupError:
                continue
            if kind not in kinds:
                kinds[kind] = self._whole(kind) - apart
            whole = kinds[kind]
            if criterion.normalisation is None and whole.issuperset(criterion.parts):
                flat.add(name)
                if name not in apart:
                    whole.add(name)
        return frozenset(flat)

    def _whole(self, kind: Transform | None) -> set[str]:
        """Return the indicators that no unit lacks, and that can be transformed."""
        if not self.leaves:
            return set()
        figures = np.stack(list(self.leaves.values()))
        whole = ~np.isnan(figures.sum(axis=1))
        if kind is not None:
            whole &= ~kind.outside(figures).any(axis=1)
        return {name for name, fits in zip(self.leaves, whole.tolist(), strict=True) if fits}

    def _product(self, name: str) -> _Product:
        """Return the way down from a criterion, made once."""
        if name not in self._products:
            self._products[name] = self._flattened(name)
        return self._products[name]

    @cached_property
    def _products(self) -> dict[str, _Product]:
        return {}

    def _flattened(self, name: str) -> _Product:
        parts: list[str] = []
        above: list[int] = []
        divisors: list[float] = []
        for criterion, below in self._below(name):
            parent = parts.index(criterion.name) if criterion.name in parts else -1
            for part in below:
                nominal = float(self.nominal[self.layout.places[part]])
                summed = isinstance(criterion.aggregation, Sum)
                parts.append(part)
                above.append(parent)
                divisors.append((nominal if nominal > 0 else np.inf) if summed else 1.0)
        leaves = [part for part in parts if part in self.leaves]
        columns = {leaf: at for at, leaf in enumerate(leaves)}
        kind = transform_of(self.criteria[name].aggregation)
        figures = np.stack([self.leaves[leaf] for leaf in leaves])
        places = np.array([self.layout.places[part] for part in parts], np.intp)
        return _Product(
            places=places,
            above=np.array(above, np.intp),
            divisors=np.array(divisors),
            columns=np.array([columns.get(part, -1) for part in parts], np.intp),
            figures=figures if kind is None else kind.forward(figures),
            kind=kind,
        )

    def _below(self, name: str) -> Iterator[tuple[Criterion, tuple[str, ...]]]:
        """Yield a criterion and all below it, parents first."""
        criterion = self.criteria[name]
        yield criterion, criterion.parts
        for part in criterion.parts:
            if part in self.criteria:
                yield from self._below(part)


@dataclass(frozen=True)
class _Product:
    """A criterion that is one product: the way down to its indicators, and their figures.

    Parameters
    ----------
    places
        (parts,) the row of each part's weight, parents before their parts.
    above
        (parts,) which part is a part's parent, -1 for the criterion itself.
    divisors
        (parts,) the nominal weight of a part of a sum, whose points it scales; else 1.
    columns
        (parts,) which indicator a part is, -1 for a criterion.
    figures
        (indicators, units), transformed.
    kind
        How they were transformed.
    """

    places: NDArray[np.intp]
    above: NDArray[np.intp]
    divisors: Vector
    columns: NDArray[np.intp]
    figures: Matrix
    kind: Transform | None

    def scores(self, weights: Matrix, compiled: bool) -> Matrix:
        """Return the scores; (nodes, replications) to (replications, units)."""
        products = np.empty((weights.shape[1], len(self.figures)))
        if compiled:
            from steelyard.robustness.weight_kernels import multiply_down

            rows = np.ascontiguousarray(weights.T)
            multiply_down(rows, self.places, self.above, self.divisors, self.columns, products)
        else:
            self._multiply_down(weights, products)
        scores: Matrix = products @ self.figures
        if self.kind is not None:
            scores = self.kind.back(scores)
        empty = weights[self.places[self.above < 0]].sum(axis=0) <= 0
        if empty.any():
            scores[empty] = np.nan
        return scores

    def _multiply_down(self, weights: Matrix, products: Matrix) -> None:
        down: list[Vector] = []
        for place, above, divisor, column in zip(
            self.places, self.above, self.divisors, self.columns, strict=True
        ):
            weight = weights[place] / divisor
            if above >= 0:
                weight *= down[above]
            down.append(weight)
            if column >= 0:
                products[:, column] = weight
