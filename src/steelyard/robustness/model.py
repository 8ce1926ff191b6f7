"""From uniforms to scores: a scheme and its data, compiled for many replications.

Each assumption owns a group of the uniforms of a replication: with all others
frozen, a group can be drawn anew, which is what sensitivity analysis asks for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message
from steelyard.robustness.choices import Choices, alternatives_of
from steelyard.robustness.layout import Layout
from steelyard.robustness.lists import admitted_only, lists_of
from steelyard.robustness.scenarios import what_varies
from steelyard.robustness.scoring import Tree
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import (
    LeavingOut,
    WeightDraws,
    chosen,
    free_parts,
    renormalised,
)
from steelyard.scheme.aggregate import Copeland, Outranking
from steelyard.scheme.assumptions import (
    DEFAULT_ASSUMPTIONS,
    Aggregations,
    AnyAlternatives,
    Assumption,
    Errors,
    Imputations,
    Imputed,
    LeaveOut,
    Normalisations,
    Rule,
    Treatments,
    Weights,
    WeightSets,
    shares,
)
from steelyard.scheme.tree import Node
from steelyard.scheme.weigh import Factor, Pca

if TYPE_CHECKING:
    from steelyard.robustness.varying import Varying

__all__ = ["MOST_COMPARED", "Drawn", "Model"]

MOST_COMPARED = 500
"""The most units that a criterion may compare pair by pair in every replication."""
_VARYING = (Errors, Imputed, Rule)
_ALTERNATIVES = (Normalisations, Aggregations, Imputations, Treatments)


@dataclass(frozen=True)
class Drawn:
    """What a block of replications gives.

    Parameters
    ----------
    scores
        (replications, units) what is ranked, NaN for units without it.
    weights
        (nodes, replications) the weight of each node within its parent.
    """

    scores: Matrix
    weights: Matrix


@dataclass(frozen=True)
class Model:
    """A scheme and its data, as a function of uniforms.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    layout
        Where the weights stand.
    assumptions
        The assumptions that have something to vary, by name.
    groups
        For each of them, which columns of the uniforms are its own.
    reasons
        Why something, or all of it, is not assessed.
    """

    evaluation: Evaluation
    layout: Layout
    assumptions: Mapping[str, Assumption]
    groups: Mapping[str, slice]
    reasons: tuple[Message, ...]
    choices: Choices
    weighing: Mapping[str, WeightDraws]
    leaving: Mapping[str, LeavingOut]
    varying: Varying | None

    @staticmethod
    def of(evaluation: Evaluation) -> Model:
        """Compile an evaluation under its scheme's assumptions, or under the default.

        Raises
        ------
        SchemeError, DataError
            If the assumptions cannot be used on these data.
        """
        return _Compiler(evaluation).model()

    @property
    def width(self) -> int:
        """How many uniforms a replication takes."""
        return max((group.stop for group in self.groups.values()), default=0)

    @property
    def combinations(self) -> int:
        """In how many ways the alternatives combine."""
        offered = [one for one in self.assumptions.values() if isinstance(one, _ALTERNATIVES)]
        return math.prod(len(alternatives_of(one)[1]) for one in offered)

    @cached_property
    def derives(self) -> bool:
        """Whether figures are derived again in every replication."""
        return self.varying is not None and self.varying.derives

    @property
    def assessed(self) -> bool:
        """Whether anything varies."""
        return bool(self.assumptions)

    def draw(self, uniforms: Matrix, compiled: bool = False) -> Drawn:
        """Run a block of replications.

        Parameters
        ----------
        uniforms
            (replications, width).
        compiled
            Whether to use compiled kernels where there are any; the scores are the same.
        """
        parts = self._alike(uniforms)
        if len(parts) == 1:
            return self._under(parts[0][0], uniforms, compiled)
        units = len(self.evaluation.index)
        scores = np.empty((len(uniforms), units))
        weights = np.empty((len(self.layout.names), len(uniforms)))
        for key, rows in parts:
            drawn = self._under(key, uniforms[rows], compiled)
            scores[rows], weights[:, rows] = drawn.scores, drawn.weights
        return Drawn(scores, weights)

    def draw_nodes(
        self, uniforms: Matrix, names: Sequence[str], compiled: bool = False
    ) -> dict[str, Matrix]:
        """Return the scores of criteria and indicators, of the same replications as :meth:`draw`.

        Parameters
        ----------
        uniforms
            (replications, width).
        names
            The nodes. Where a list is ranked by one figure, its tree does not vary.
        compiled
            Whether to use compiled kernels where there are any; the scores are the same.

        Returns
        -------
        (replications, units) by node, NaN for units without a score.
        """
        parts = self._alike(uniforms)
        units = len(self.evaluation.index)
        found = {name: np.empty((len(uniforms), units)) for name in names}
        for key, rows in parts:
            tree, weights, varied = self._prepared(key, uniforms[rows], compiled)
            for name in names:
                found[name][rows] = tree.scores(weights, varied, compiled, name)
        return found

    def _alike(self, uniforms: Matrix) -> list[tuple[tuple[int, ...], NDArray[np.intp]]]:
        """Return the discrete choices that are drawn, each with the replications that share it."""
        names = [n for n, one in self.assumptions.items() if isinstance(one, _ALTERNATIVES)]
        if not names:
            return [((), np.arange(len(uniforms)))]
        keys = np.stack([self._chosen(name, uniforms) for name in names], axis=1)
        combinations, which = np.unique(keys, axis=0, return_inverse=True)
        return [
            (tuple(key), np.flatnonzero(which.ravel() == at))
            for at, key in enumerate(combinations.tolist())
        ]

    def _chosen(self, name: str, uniforms: Matrix) -> np.ndarray:
        _key, offered = alternatives_of(_alternatives(self.assumptions)[name])
        probabilities = shares(tuple(one.probability for one in offered))
        return chosen(uniforms[:, self.groups[name].start], probabilities)

    def _under(self, key: tuple[int, ...], uniforms: Matrix, compiled: bool) -> Drawn:
        """Run replications that share their discrete choices."""
        tree, weights, varied = self._prepared(key, uniforms, compiled)
        figure = self.evaluation.scheme.rank.figure
        if figure is not None:
            same = np.broadcast_to(
                self.evaluation.score, (len(uniforms), len(self.evaluation.score))
            )
            scores = np.ascontiguousarray(varied.figures.get(figure, same))
        else:
            scores = tree.scores(weights, varied, compiled)
        return Drawn(admitted_only(self.evaluation, scores), weights)

    def _prepared(
        self, key: tuple[int, ...], uniforms: Matrix, compiled: bool
    ) -> tuple[Tree, Matrix, Varied]:
        """Return the tree under discrete choices, and what is drawn for it."""
        tree = self.choices.tree(key)
        weights = self.weights(uniforms, tree.nominal, compiled)
        if self.varying is None:
            return tree, weights, Varied()
        first = min(self.groups[name].start for name in self.varying.groups)
        own = uniforms[:, first : first + self.varying.width]
        return tree, weights, self.varying.draw(own, self.choices.line(key))

    def weights(self, uniforms: Matrix, nominal: Vector, compiled: bool = False) -> Matrix:
        """Return the drawn weights of a block of replications; (nodes, replications)."""
        # The weights of a replication beside each other, as the draws come.
        weights = np.tile(nominal, (len(uniforms), 1)).T
        for name, draws in self.weighing.items():
            draws.draw(weights, uniforms[:, self.groups[name]], nominal, compiled)
        for name, leaving in self.leaving.items():
            leaving.draw(weights, uniforms[:, self.groups[name]])
        if self.leaving:
            renormalised(weights, self.layout)
        return weights


class _Compiler:
    """Sorts the assumptions and gives each its uniforms."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.scheme = evaluation.scheme
        self.layout = Layout.of(evaluation.scheme)
        self.reasons: list[Message] = []

    def model(self) -> Model:
        declared = self.scheme.assumptions
        assumptions = dict(DEFAULT_ASSUMPTIONS if declared is None else declared)
        return self._model(
            {name: one for name, one in assumptions.items() if self._effective(name, one)}
        )

    def _model(self, kept: dict[str, Assumption]) -> Model:
        if all(_single(one) for one in kept.values()):
            kept = {}
        if self._impossible(kept):
            kept = {}
        elif not kept:
            self.reasons.insert(0, self._nothing(self.scheme.assumptions))
        weighing = {
            name: WeightDraws.of(self.scheme, self.layout, one)
            for name, one in kept.items()
            if isinstance(one, Weights)
        }
        leaving = {
            name: LeavingOut.of(self.scheme, self.layout, one)
            for name, one in kept.items()
            if isinstance(one, LeaveOut)
        }
        varying = self._varying(kept)
        choices = Choices(self.evaluation, _alternatives(kept), self._loose(varying, kept))
        still = self._still(choices, kept) if varying is None else []
        self.reasons += [
            message("“{name}” has nothing to vary: its alternatives do the same.", name=name)
            for name in still
        ]
        if kept and all(name in still or _single(one) for name, one in kept.items()):
            return self._model({})
        groups = _groups(kept, {n: d.width for n, d in (weighing | leaving).items()}, varying)
        return Model(
            evaluation=self.evaluation,
            layout=self.layout,
            assumptions=kept,
            groups=groups,
            reasons=tuple(self.reasons),
            choices=choices,
            weighing=weighing,
            leaving=leaving,
            varying=varying,
        )

    def _effective(self, name: str, assumption: Assumption) -> bool:
        """Return whether there is something for an assumption to vary."""
        if isinstance(assumption, Weights):
            return self.scheme.rank.by_score and bool(
                free_parts(self.scheme, self.layout, assumption)
            )
        if self.scheme.rank.given is not None:
            return False
        if not self.scheme.rank.by_score and not isinstance(assumption, _VARYING):
            return False
        if isinstance(assumption, LeaveOut):
            return bool(LeavingOut.of(self.scheme, self.layout, assumption).places.size)
        if isinstance(assumption, _VARYING) and not self._reaches(name, assumption):
            if not self._values(name, assumption):
                self.reasons.append(
                    message("“{name}” has nothing to vary: no score depends on it.", name=name)
                )
            return False
        if isinstance(assumption, Imputations | Imputed) and not self._gaps(assumption):
            self.reasons.append(
                message("“{name}” has nothing to vary: no cell is imputed.", name=name)
            )
            return False
        return True

    def _reaches(self, name: str, assumption: Errors | Imputed | Rule) -> bool:
        """Return whether a score, or the figure that ranks, depends on what is drawn."""
        if isinstance(assumption, Imputed):
            return True
        if isinstance(assumption, Rule) and assumption.rule.setting == "points":
            return self.scheme.rank.by_score
        from steelyard.robustness.varying import Varying

        reached = Varying.of(self.evaluation, {name: assumption}).may_vary
        figure = self.scheme.rank.figure
        return bool(reached) if figure is None else figure in reached

    def _values(self, name: str, assumption: Errors | Imputed | Rule) -> bool:
        """Return whether a method of an estimate depends on what is drawn, if no score does."""
        methods = [figure for one in self.scheme.estimates.values() for figure in one.of]
        if not methods or not isinstance(assumption, Errors):
            return False
        from steelyard.robustness.varying import Varying

        return bool(Varying.of(self.evaluation, {name: assumption}).varying_figures(methods))

    def _gaps(self, assumption: Imputations | Imputed) -> bool:
        """Return whether a cell is missing that the assumption could fill in another way."""
        wanted = getattr(assumption, "of", None)
        return any(
            bool(np.isnan(raw.values[:, at]).any())
            for stage, raw in self.evaluation.stages.items()
            if stage.startswith("raw")
            for at, column in enumerate(raw.columns)
            if wanted is None or column in wanted
        )

    def _still(self, choices: Choices, kept: Mapping[str, Assumption]) -> list[str]:
        """Return the assumptions whose alternatives give the same scores, whatever the others."""
        names = list(_alternatives(kept))
        ways = [range(len(alternatives_of(one)[1])) for one in _alternatives(kept).values()]

        def moves(at: int) -> bool:
            others = [way if place != at else range(1) for place, way in enumerate(ways)]
            for key in product(*others):
                own = [(*key[:at], choice, *key[at + 1 :]) for choice in ways[at]]
                first, *rest = (choices.tree(one).leaves for one in own)
                if not all(_same(first, other) for other in rest):
                    return True
            return False

        return [
            name
            for at, name in enumerate(names)
            if isinstance(kept[name], Treatments | Normalisations)
            and not _single(kept[name])
            and not moves(at)
        ]

    def _nothing(self, declared: Mapping[str, Assumption] | None) -> Message:
        if self.scheme.rank.given is not None:
            return message("The ranks are given; nothing in the scheme can change them.")
        if declared is not None:
            return message("The scheme's assumptions leave nothing to vary.")
        if not self.scheme.rank.by_score and what_varies(self.evaluation.scenarios):
            return message(
                "The ranks of the list have no intervals of their own: the scheme states no error "
                "of the figure that ranks."
            )
        if not self.scheme.rank.by_score:
            return message(
                "The list is ranked by one figure, and the scheme does not say how uncertain it is."
            )
        return message(
            "All weights are set by a regulation, or there is nothing to weigh; the scheme names "
            "nothing else that is uncertain."
        )

    def _impossible(self, kept: Mapping[str, Assumption]) -> bool:
        """Return whether the analysis would take more than it is worth, and say so."""
        if not kept or not self.scheme.rank.by_score:
            return False
        if self.evaluation.inapplicable:
            self.reasons.append(
                message("Some criteria do not apply to all units; that is not repeated.")
            )
            return True
        specs = [node.aggregate or self.scheme.aggregate for node in self._criteria()]
        for one in kept.values():
            if isinstance(one, Aggregations):
                specs += [choice.use for choice in one.aggregate]
        pairwise = any(isinstance(spec, Copeland | Outranking) for spec in specs)
        largest = max((len(places) for _period, places in lists_of(self.evaluation)), default=0)
        if pairwise and largest > MOST_COMPARED:
            self.reasons.append(
                message(
                    "A criterion compares units pair by pair; that is repeated for at most {most} "
                    "units, and there are {count}.",
                    most=MOST_COMPARED,
                    count=largest,
                )
            )
            return True
        derived = any(
            isinstance(n.weigh or self.scheme.weigh, Pca | Factor) for n in self._criteria()
        )
        if derived and self.scheme.units.period is not None and self.scheme.calibrate == "each":
            self.reasons.append(
                message("Weights that are learned from each period by itself are not varied.")
            )
            return True
        return False

    def _criteria(self) -> list[Node]:
        return [node for node in self.scheme.nodes().values() if node.parts]

    def _varying(self, kept: Mapping[str, Assumption]) -> Varying | None:
        wanted = {name: one for name, one in kept.items() if isinstance(one, _VARYING)}
        if not wanted:
            return None
        from steelyard.robustness.varying import Varying

        return Varying.of(self.evaluation, wanted)

    def _loose(self, varying: Varying | None, kept: Mapping[str, Assumption]) -> frozenset[str]:
        """Return the nodes whose scores differ by more than weights and choices."""
        if varying is None:
            return frozenset()
        scaled = {
            one.rule.node
            for one in kept.values()
            if isinstance(one, Rule) and one.rule.setting == "points"
        }
        return frozenset(scaled) | varying.may_vary


def _alternatives(kept: Mapping[str, Assumption]) -> dict[str, AnyAlternatives]:
    return {name: one for name, one in kept.items() if isinstance(one, _ALTERNATIVES)}


def _same(first: Mapping[str, Vector], other: Mapping[str, Vector]) -> bool:
    return first.keys() == other.keys() and all(
        np.array_equal(first[name], other[name], equal_nan=True) for name in first
    )


def _single(assumption: Assumption) -> bool:
    """Return whether an assumption offers one way only, so that it changes and nothing varies."""
    if isinstance(assumption, Weights) and isinstance(assumption.weights, WeightSets):
        return len(assumption.weights.sets) == 1
    if not isinstance(assumption, _ALTERNATIVES):
        return False
    return len({repr(choice.use) for choice in alternatives_of(assumption)[1]}) == 1


def _groups(
    kept: Mapping[str, Assumption], widths: Mapping[str, int], varying: Varying | None
) -> dict[str, slice]:
    """Return the columns of each assumption's uniforms; figures that vary stand last."""
    groups: dict[str, slice] = {}
    start = 0
    for name, one in kept.items():
        if not isinstance(one, _VARYING):
            width = widths.get(name, 1)
            groups[name] = slice(start, start + width)
            start += width
    for name, own in (varying.groups if varying is not None else {}).items():
        groups[name] = slice(start + own.start, start + own.stop)
    return {name: groups[name] for name in kept}
