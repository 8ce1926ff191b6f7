"""Draws of figures that are the ranking's own, and of errors that reach figures beside it.

Whoever replicates money beside ranks takes the same replications: a royalty that is drawn high
raises the value and the rank in one and the same draw.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from steelyard.engines import Matrix
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.draws import uniforms
from steelyard.robustness.model import Model
from steelyard.robustness.running import Span
from steelyard.robustness.varying import Varying
from steelyard.scheme.assumptions import Errors, Imputed, Rule

__all__ = ["FigureDraws"]

_MORE = 5
"""The stream of the uniforms of assumptions that reach figures and not what is ranked."""


@dataclass(frozen=True)
class FigureDraws:
    """The draws of an analysis, as far as they reach figures.

    Parameters
    ----------
    varying
        The errors, those that reach what is ranked first.
    model
        The model of the ranking, whose draws are taken where it has them.
    seed
        The seed of the analysis.
    """

    varying: Varying
    model: Model
    seed: int

    @staticmethod
    def of(evaluation: Evaluation, names: Collection[str], seed: int) -> FigureDraws:
        """Prepare draws of the named figures of the units' table.

        Raises
        ------
        SchemeError, DataError
            If the assumptions cannot be used on these data.
        """
        model = Model.of(evaluation)
        assumptions = evaluation.scheme.assumptions or {}
        wanted: dict[str, Errors | Imputed | Rule] = {
            name: one
            for name, one in model.assumptions.items()
            if isinstance(one, Errors | Imputed | Rule)
        }
        for name, one in assumptions.items():
            if name not in wanted and isinstance(one, Errors):
                alone = Varying.of(evaluation, {name: one})
                wanted |= {name: one} if alone.varying_figures(names) else {}
        return FigureDraws(Varying.of(evaluation, wanted), model, seed)

    def uniforms(self, block: Span) -> Matrix:
        """Return the uniforms of a block: the ranking's own first; (replications, width)."""
        parts, own = [], 0
        ranked = self.model.varying
        if ranked is not None:
            start, own = min(self.model.groups[n].start for n in ranked.groups), ranked.width
            rows = uniforms(self.seed, 0, block.first, block.count, self.model.width)
            parts.append(rows[:, start : start + own])
        more = self.varying.width - own
        if more:
            parts.append(uniforms(self.seed, _MORE, block.first, block.count, more))
        return np.concatenate(parts, axis=1)
