"""Weights of replications: drawn around those of the scheme, adding up within each parent.

The distributions' formulas stand where they are computed. Weights that are
fixed keep their share; what varies shares the rest. OECD/JRC Handbook 2008,
step 7; the JRC draws weights uniformly within 25% of the nominal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.draws import LEAST
from steelyard.robustness.layout import Layout
from steelyard.scheme.assumptions import (
    Dirichlet,
    LeaveOut,
    Simplex,
    Spread,
    Weights,
    WeightSets,
    shares,
)
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node
from steelyard.scheme.weigh import Given

__all__ = ["LeavingOut", "WeightDraws", "chosen", "free_parts", "leave_out", "renormalised"]

Places = NDArray[np.intp]


def free_parts(scheme: Scheme, layout: Layout, assumption: Weights) -> dict[str, Places]:
    """Return for each criterion whose weights vary the places of the parts that do.

    Criteria with fewer than two parts that are not fixed have nothing to vary.
    """
    nodes = scheme.nodes()
    found = {}
    for criterion, span in layout.spans.items():
        if assumption.of is not None and criterion not in assumption.of:
            continue
        free = [at for at in range(span.start, span.stop) if not nodes[layout.names[at]].fixed]
        if len(free) > 1:
            found[criterion] = np.array(free)
    return found


@dataclass(frozen=True)
class WeightDraws:
    """The draws of one assumption about weights.

    Parameters
    ----------
    assumption
        The assumption.
    free
        For each criterion the places of the parts that vary.
    layout
        Where the weights stand.
    scales
        For each criterion what the weights of all its parts add up to in the scheme.
    """

    assumption: Weights
    free: Mapping[str, Places]
    layout: Layout
    scales: Mapping[str, float]

    @staticmethod
    def of(scheme: Scheme, layout: Layout, assumption: Weights) -> WeightDraws:
        """Find what varies."""
        free = free_parts(scheme, layout, assumption)
        scales = {name: _scale(scheme, scheme.nodes()[name]) for name in free}
        return WeightDraws(assumption, free, layout, scales)

    @property
    def width(self) -> int:
        """How many uniforms a replication takes."""
        if isinstance(self.assumption.weights, WeightSets):
            return 1
        return sum(len(places) for places in self.free.values())

    def draw(
        self, weights: Matrix, uniforms: Matrix, nominal: Vector, compiled: bool = False
    ) -> None:
        """Write the drawn weights into a block of weights.

        Parameters
        ----------
        weights
            (nodes, replications), changed in place.
        uniforms
            (replications, width).
        nominal
            (nodes,) the scheme's weights within each parent.
        compiled
            Whether to use a compiled kernel where there is one; the weights are the same.
        """
        method = self.assumption.weights
        if isinstance(method, WeightSets):
            sets = np.stack([self._set(dict(one.weights), nominal) for one in method.sets], axis=1)
            which = chosen(uniforms[:, 0], shares(tuple(s.probability for s in method.sets)))
            for places in self.free.values():
                weights[places] = sets[places][:, which]
            return
        places, starts = self._rows
        if not len(places):
            return
        base = nominal[places]
        if compiled and isinstance(method, Spread):
            from steelyard.robustness.weight_kernels import draw_within

            whole = len(places) == len(weights) and weights.T.flags.c_contiguous
            drawn = weights.T if whole else np.empty((len(uniforms), len(places)))
            draw_within(uniforms, base, starts, *_line(base, method), drawn)
            if whole:
                return
        else:
            drawn = _drawn(uniforms, base, starts, method)
            _add_up(drawn, base, starts)
        if len(places) == len(weights):
            weights.T[...] = drawn
        else:
            weights[places] = drawn.T

    @cached_property
    def _rows(self) -> tuple[Places, Places]:
        """The places of all parts that vary; where each criterion begins, and the end."""
        sizes = [len(places) for places in self.free.values()]
        places = np.concatenate([np.empty(0, np.intp), *self.free.values()])
        return places, np.concatenate(([0], np.cumsum(sizes))).astype(np.intp)

    def _set(self, given: Mapping[str, float], nominal: Vector) -> Vector:
        """Return the weights under one set: nodes that it does not name keep their weight."""
        weights = nominal.copy()
        for criterion, places in self.free.items():
            for at in places.tolist():
                name = self.layout.names[at]
                if name in given:
                    weights[at] = given[name] / self.scales[criterion]
            total = weights[places].sum()
            weights[places] *= nominal[places].sum() / total if total > 0 else 0.0
        return weights


def _line(nominal: Vector, method: Spread) -> tuple[Vector, Vector]:
    """Return a and b of w·(1 + s·(2u − 1)) = a·u + b, uniform on w ± s·w."""
    return 2.0 * method.spread * nominal, (1.0 - method.spread) * nominal


def _drawn(
    uniforms: Matrix, nominal: Vector, starts: Places, method: Spread | Dirichlet | Simplex
) -> Matrix:
    """Return weights on any scale; (replications, parts) in and out."""
    match method:
        case Spread():
            slope, least = _line(nominal, method)
            drawn = uniforms * slope
            drawn += least
        case Simplex():
            # Exponential draws over their sum are uniform on the simplex (Devroye 1986, XI.4).
            drawn = -np.log(np.maximum(uniforms, LEAST))
            drawn[:, nominal == 0] = 0.0
        case Dirichlet():
            from scipy.special import gammaincinv

            # Gamma(α) draws over their sum are Dirichlet(α), α = concentration · share.
            drawn = np.empty(uniforms.shape)
            for first, end in pairwise(starts.tolist()):
                share = nominal[first:end] / max(nominal[first:end].sum(), LEAST)
                alpha = method.concentration * share
                part = gammaincinv(
                    np.maximum(alpha, LEAST), np.maximum(uniforms[:, first:end], LEAST)
                )
                part[:, alpha == 0] = 0.0
                # Draws of tiny α may all be 0 in floating point; then the nominal weights stand.
                part[part.sum(axis=1) == 0] = nominal[first:end]
                drawn[:, first:end] = part
    result: Matrix = drawn
    return result


def _add_up(drawn: Matrix, nominal: Vector, starts: Places) -> None:
    """Make draws add up, within each criterion, to what the nominal weights add up to.

    Sums run from part to part, as in the compiled kernel: the last bit is the same.
    """
    for first, end in pairwise(starts.tolist()):
        total, wanted = np.zeros(len(drawn)), 0.0
        for part in range(first, end):
            total += drawn[:, part]
            wanted += float(nominal[part])
        scale = np.divide(wanted, total, out=np.zeros(len(drawn)), where=total > 0)
        drawn[:, first:end] *= scale[:, None]


def _scale(scheme: Scheme, criterion: Node) -> float:
    """Return what the weights of a criterion's parts add up to; 1 where they are derived."""
    if not isinstance(criterion.weigh or scheme.weigh, Given):
        return 1.0
    parts = (criterion.parts or {}).values()
    return sum(_own(part) for part in parts)


def _own(node: Node) -> float:
    if node.points is not None:
        return node.points
    return 1.0 if node.weight is None else node.weight


def chosen(uniforms: Vector, probabilities: Sequence[float]) -> NDArray[np.intp]:
    """Return which alternative each uniform falls to; (replications,) in and out."""
    edges = np.cumsum(probabilities)[:-1]
    return np.searchsorted(edges, uniforms, side="right")


@dataclass(frozen=True)
class LeavingOut:
    """The draws of one assumption about what is left out.

    Parameters
    ----------
    assumption
        The assumption.
    places
        The nodes that may be left out.
    """

    assumption: LeaveOut
    places: Places

    @staticmethod
    def of(scheme: Scheme, layout: Layout, assumption: LeaveOut) -> LeavingOut:
        """Find the nodes."""
        named = assumption.leave_out.nodes
        nodes = scheme.nodes()
        if named == "indicators":
            names = [name for name in layout.names if not nodes[name].parts]
        elif named == "criteria":
            names = [name for name in layout.names if nodes[name].parts]
        else:
            names = list(named)
        return LeavingOut(assumption, np.array([layout.places[name] for name in names], np.intp))

    @property
    def width(self) -> int:
        """How many uniforms a replication takes."""
        return 1 if self.assumption.leave_out.probability is None else len(self.places)

    def draw(self, weights: Matrix, uniforms: Matrix) -> None:
        """Take the weights of what is left out away; see :meth:`WeightDraws.draw`."""
        probability = self.assumption.leave_out.probability
        if probability is not None:
            weights[self.places] *= (uniforms >= probability).T
            return
        count = len(self.places)
        which = np.minimum((uniforms[:, 0] * (count + 1)).astype(np.intp), count)
        hit = np.flatnonzero(which < count)
        weights[self.places[which[hit]], hit] = 0.0


def leave_out(weights: Matrix, places: Sequence[int], layout: Layout) -> Matrix:
    """Return weights without some nodes, adding up again; (nodes, replications)."""
    left = weights.copy()
    left[list(places)] = 0.0
    renormalised(left, layout)
    return left


def renormalised(weights: Matrix, layout: Layout) -> None:
    """Make the weights add up to 1 within each parent; a criterion without parts has no weight.

    Parameters
    ----------
    weights
        (nodes, replications), changed in place.
    layout
        Where the weights stand.
    """
    for criterion, span in reversed(list(layout.spans.items())):
        totals = weights[span].sum(axis=0)
        empty = totals <= 0
        weights[span] /= np.where(empty, 1.0, totals)
        if criterion in layout.places:
            weights[layout.places[criterion], empty] = 0.0
