"""What it would take to pass the unit that is ranked just above.

For each indicator alone the least figure that would close the gap, everything else as it is and
what was learned from the data held. The nearest of them are told; those that would have to be
better than the best that is thought possible are counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.publish.units.criteria import Criteria
from steelyard.publish.units.inverse import Inverse
from steelyard.publish.units.members import Members
from steelyard.publish.units.needed import needed_scores, struck
from steelyard.scheme.normalise import Bands

__all__ = ["Passing", "Way", "passing", "rivals"]

NEAREST = 3
"""How many indicators are told."""
_SAME = 1e-9
Comparator = Literal["at_least", "more_than", "at_most", "less_than"]
Why = Literal["given", "figure", "ascending", "level", "veto", "compared", "told"]


@dataclass(frozen=True)
class Way:
    """One indicator that would be enough by itself.

    Parameters
    ----------
    node
        Its place among the nodes.
    score
        The score that it needs.
    figure, comparator
        The figure that gives the score, and on which side of it; None where it cannot be told.
    """

    node: int
    score: float
    figure: float | None
    comparator: Comparator | None


@dataclass(frozen=True)
class Passing:
    """What it would take one unit.

    Parameters
    ----------
    rival
        The row of the unit just above.
    gap
        How far the unit is behind it in what is ranked; None where ranks were given.
    why
        ``told``, or why no indicator can be: the ranks were ``given``, a ``figure`` ranks, the
        lowest is first (``ascending``), both are ``level``, a ``veto`` decides, or units are
        ``compared`` pair by pair.
    ways
        The nearest indicators, the nearest first.
    enough
        How many would be enough in all.
    beyond
        How many would have to be better than the best that is thought possible.
    """

    rival: int
    gap: float | None
    why: Why
    ways: tuple[Way, ...] = ()
    enough: int = 0
    beyond: int = 0


def rivals(ranks: Vector) -> NDArray[np.intp]:
    """Return the row of the unit just above each, −1 for the first and those without a rank.

    Parameters
    ----------
    ranks
        (units,) ascending, NaN at the end. Units that tie have the same unit above them.

    Examples
    --------
    >>> rivals(np.array([1.0, 2.0, 2.0, 4.0, np.nan]))
    array([-1,  0,  0,  2, -1])
    """
    ranked = ranks[~np.isnan(ranks)]
    above = np.searchsorted(ranked, ranks, side="left") - 1
    return np.where(np.isnan(ranks), -1, above)


def passing(members: Members, criteria: Criteria) -> tuple[Passing | None, ...]:
    """Return for each unit of a list what it would take; None for the first."""
    above = rivals(members.ranks)
    gaps = np.abs(members.score - members.score[above])
    why = _why_not(members, criteria)
    if why is not None:
        return tuple(
            None if rival < 0 else Passing(int(rival), _known(gap), why)
            for rival, gap in zip(above, gaps, strict=True)
        )
    totals = np.where(above < 0, np.nan, members.score[above])
    inverse = Inverse(members)
    ways = _Ways(
        members,
        inverse,
        needed_scores(criteria, totals, inverse.best),
        _vetoed(members, criteria),
        _weighing(members, criteria),
    )
    return tuple(
        _answer(ways, row, int(rival), float(gap))
        for row, (rival, gap) in enumerate(zip(above, gaps, strict=True))
    )


def _answer(ways: _Ways, row: int, rival: int, gap: float) -> Passing | None:
    if rival < 0:
        return None
    return Passing(rival, 0.0, "level") if gap == 0 else ways.of(row, rival, gap)


def _why_not(members: Members, criteria: Criteria) -> Why | None:
    """Return why no indicator can be told for any unit of the list."""
    rule = members.source.scheme.rank
    if rule.given is not None:
        return "given"
    if not rule.by_score or not members.nodes:
        return "figure"
    if rule.order == "ascending":
        return "ascending"
    if all(known.criterion.aggregation.relative for known in criteria.known[:1]):
        return "compared"
    return None


@dataclass(frozen=True)
class _Ways:
    """The indicators of a list with the scores that each would need alone.

    Parameters
    ----------
    members, inverse
        The list, and how its indicators are scored.
    wanted
        (units, nodes) the scores needed.
    vetoed
        (units, nodes) where a veto decides.
    weighs
        (nodes,) whether a node counts in the total.
    """

    members: Members
    inverse: Inverse
    wanted: Matrix
    vetoed: NDArray[np.bool_]
    weighs: NDArray[np.bool_]

    @cached_property
    def leaves(self) -> NDArray[np.intp]:
        """The places of the indicators among the nodes."""
        names = self.members.leaves
        return np.array([self.members.nodes.index(name) for name in names], dtype=np.intp)

    @cached_property
    def raw(self) -> Matrix:
        """(units, indicators) the figures as they are."""
        return self.members.figures("raw", self.members.leaves)

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """(units, indicators) which of them have a figure and a say."""
        now = self.members.scores[:, self.leaves]
        free = self.weighs[self.leaves] & ~self.vetoed[:, self.leaves]
        found: NDArray[np.bool_] = free & ~np.isnan(self.raw) & ~np.isnan(now)
        return found

    @cached_property
    def steps(self) -> Matrix:
        """(units, indicators) how far each would have to rise, in standard deviations.

        Infinite where that is beyond the best that is thought possible.
        """
        now, wanted = self.members.scores[:, self.leaves], self.wanted[:, self.leaves]
        best = np.fmax(self.inverse.best[self.leaves], now)
        enough = self.asked & (wanted <= best + _SAME * np.maximum(1.0, np.abs(best)))
        spread = np.array([_deviation(column) for column in now.T])
        return np.where(enough, (wanted - now) / spread, np.inf)

    @cached_property
    def figures(self) -> Matrix:
        """(units, indicators) the figures that would be enough, NaN where they cannot be told."""
        columns = [
            self.inverse.figure(name, np.where(np.isinf(self.steps[:, at]), np.nan, wanted))
            for at, (name, wanted) in enumerate(
                zip(self.members.leaves, self.wanted[:, self.leaves].T, strict=True)
            )
        ]
        return np.column_stack(columns)

    def of(self, row: int, rival: int, gap: float) -> Passing:
        """Return the answer for a unit."""
        if self.vetoed[row, self.members.nodes.index(self.members.source.scheme.root)]:
            return Passing(rival, gap, "veto")
        steps = self.steps[row]
        enough = int(np.isfinite(steps).sum())
        nearest = np.argsort(steps, kind="stable")[: min(NEAREST, enough)]
        ways = tuple(self._way(row, int(at)) for at in nearest)
        return Passing(rival, gap, "told", ways, enough, int(self.asked[row].sum()) - enough)

    def _way(self, row: int, at: int) -> Way:
        leaf, figure, now = int(self.leaves[at]), self.figures[row, at], self.raw[row, at]
        score = float(self.wanted[row, leaf])
        if np.isnan(figure):
            return Way(leaf, score, None, None)
        name = self.members.leaves[at]
        kinds = self._bounds(name, float(figure))
        up = figure > now or (figure == now and "above" in kinds)
        strict = bool(kinds) and kinds <= {"above", "below"}
        if name in self._whole:
            figure, strict = _next_whole(float(figure), up=up, strict=strict), False
        if up:
            return Way(leaf, score, float(figure), "more_than" if strict else "at_least")
        return Way(leaf, score, float(figure), "less_than" if strict else "at_most")

    def _bounds(self, name: str, figure: float) -> set[str]:
        """Return of which kinds the bounds of a table of points are that stand at a figure."""
        spec = self.inverse.specs[name]
        if not isinstance(spec, Bands):
            return set()
        return {band.kind for band in spec.bands if band.threshold == figure}

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The indicators whose figures are whole numbers."""
        scheme = self.members.source.scheme
        nodes = self.members.source.nodes
        figures = {name: nodes[name].indicator or name for name in self.members.leaves}
        declared = {
            name: scheme.derived.get(figure) or scheme.table.columns.get(figure)
            for name, figure in figures.items()
        }
        return frozenset(
            name
            for name, one in declared.items()
            if one is not None and one.type in ("integer", "boolean")
        )


def _next_whole(figure: float, *, up: bool, strict: bool) -> float:
    """Return the nearest whole number that is enough."""
    near = round(figure)
    if abs(figure - near) <= _SAME * max(1.0, abs(figure)):
        return float(near + (1 if up else -1)) if strict else float(near)
    return float(math.ceil(figure) if up else math.floor(figure))


def _weighing(members: Members, criteria: Criteria) -> NDArray[np.bool_]:
    """Return which nodes count in the total: neither they nor a node above has weight 0."""
    found = np.ones(len(members.nodes), dtype=np.bool_)
    for known in criteria.known:
        for at, part in enumerate(known.parts):
            found[part] = found[known.at] and bool(known.learned.weights[at] > 0)
    return found


def _vetoed(members: Members, criteria: Criteria) -> NDArray[np.bool_]:
    """Return where a veto decides a node's score or that of a node above; (units, nodes)."""
    found = struck(criteria)
    for known in criteria.known:
        for part in known.parts:
            found[:, part] |= found[:, known.at]
    return found


def _deviation(column: Vector) -> float:
    known = column[~np.isnan(column)]
    spread = float(known.std()) if known.size else 0.0
    return spread if spread > 0 else 1.0


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
