"""How much each weight of a criterion moves the ranks, though the weights depend on each other.

Weights that add up cannot be frozen one by one; their Shapley effects divide the
variance of the mean rank shift among them all the same. Song, Nelson & Staum 2016,
https://doi.org/10.1137/15M1048070.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from steelyard.engines import Matrix
from steelyard.engines.linear_algebra import one_thread
from steelyard.errors import UsageError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import message
from steelyard.robustness.choices import Choices
from steelyard.robustness.draws import seed_of, uniforms
from steelyard.robustness.layout import Layout
from steelyard.robustness.lists import admitted_only
from steelyard.robustness.sensitivity import mean_rank_shifts
from steelyard.robustness.shapley import dirichlet_given, shapley_effects
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import free_parts
from steelyard.scheme.assumptions import Dirichlet, Weights

__all__ = ["weight_effects"]

_FIRST, _AGAIN = 3, 4
"""The streams of the two draws; the others of a seed are those of the analyses."""


def weight_effects(
    evaluation: Evaluation,
    criterion: str,
    *,
    concentration: float = 100.0,
    samples: int = 1024,
    seed: int = 0,
) -> pl.DataFrame:
    """Return the Shapley effect of each part's weight on the mean rank shift.

    The weights of the criterion's parts that are not fixed have a Dirichlet distribution around
    those of the scheme; all else is as it is.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    criterion
        The criterion whose parts' weights are drawn.
    concentration
        How near the draws stay: a weight w has the variance w(1 − w)/(1 + concentration).
    samples, seed
        How many draws, each once more for every subset of the parts; and their seed.

    Returns
    -------
    A row per part that varies: ``part``, ``weight``, and ``effect``; effects add up to 1. With
    periods the shift is that of the last.

    Raises
    ------
    UsageError
        If the criterion has fewer than two parts whose weights can vary.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> weight_effects(evaluation, "tai", samples=256)["effect"].sum().__round__(9)
    1.0
    """
    layout = Layout.of(evaluation.scheme)
    nominal = layout.shares(evaluation.weights)
    wanted = Weights(weights=Dirichlet(concentration=concentration), of=(criterion,))
    places = free_parts(evaluation.scheme, layout, wanted).get(criterion, np.empty(0, np.intp))
    places = places[nominal[places] > 0]
    if len(places) < 2:
        raise UsageError(
            message("“{name}” has fewer than two parts whose weights can vary.", name=criterion)
        )
    share = nominal[places].sum()
    tree = Choices(evaluation, {}).tree(())

    def shifts(drawn: Matrix) -> Matrix:
        weights = np.repeat(nominal[:, None], len(drawn), axis=1)
        weights[places] = share * drawn.T
        scores = admitted_only(evaluation, tree.scores(weights, Varied()))
        return mean_rank_shifts(evaluation, scores)[:, -1:]

    first, again = (
        uniforms(seed_of(seed), stream, 0, samples, len(places)) for stream in (_FIRST, _AGAIN)
    )
    alpha = concentration * nominal[places] / share
    with one_thread():
        effects = shapley_effects(
            shifts, partial(dirichlet_given, alpha), len(places), first, again, seed=seed
        )
    return pl.DataFrame(
        {
            "part": [layout.names[place] for place in places],
            "weight": nominal[places],
            "effect": pl.Series(effects[:, 0]).fill_nan(None),
        }
    )
