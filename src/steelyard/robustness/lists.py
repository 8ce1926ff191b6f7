"""The lists of an evaluation, each ranked by itself, and the ranks that scores give in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.admission import held_of
from steelyard.evaluation.evaluation import Evaluation
from steelyard.steps import rank

__all__ = ["admitted_only", "lists_of", "nominal_ranks"]


def lists_of(evaluation: Evaluation) -> Iterator[tuple[float | None, NDArray[np.intp]]]:
    """Yield each list's period, None without periods, and the places of its units."""
    yield from evaluation.lists()


def admitted_only(evaluation: Evaluation, scores: Matrix) -> Matrix:
    """Return scores without those of units that are not admitted; (replications, units).

    Who is not admitted nominally is so in every replication: thresholds do not vary, and a list
    of changing length would say nothing about the ranks of those who are on it.
    """
    held = held_of(evaluation)
    if held is None or held.admitted.all():
        return scores
    return np.where(held.admitted, scores, np.nan)


def nominal_ranks(evaluation: Evaluation, scores: Vector) -> Vector:
    """Return the ranks that scores give, each list by itself; (units,) in and out.

    Ties share the best rank, or take one rank where the scheme's ranks are dense:
    an order among units that tie says nothing about how sure a rank is.
    """
    rule = evaluation.scheme.rank
    ranks = np.full(len(scores), np.nan)
    for _period, places in lists_of(evaluation):
        ranks[places] = rank.rank(
            scores[places],
            ties="dense" if rule.ties == "dense" else "competition",
            tolerance=rule.tolerance,
            descending=rule.order == "descending",
        )
    return ranks
