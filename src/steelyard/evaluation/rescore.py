"""Points that are given instead of computed, carried up the tree.

A reviewer's decision, or a manager's own points, take the place of a criterion's; what stands
above is added up again by the scheme's aggregation, with what the evaluation had learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.engines.local import LocalEngine
from steelyard.evaluation.calibrations import Playback
from steelyard.evaluation.criterion import Criterion, criterion_of
from steelyard.evaluation.tree import strike
from steelyard.scheme.scheme import Scheme
from steelyard.steps import aggregate
from steelyard.steps.calibration import Calibration

__all__ = ["Computed", "rescore"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Computed:
    """What an evaluation computed for some units, as far as points are carried up in it.

    Parameters
    ----------
    scheme
        The scheme with its tree.
    scores
        (units,) the score of each node, NaN for missing.
    calibrations
        What was learned, by place.
    struck
        (units,) for vetoes in force, whether they strike.
    without
        (units,) for nodes, the units to which they do not apply; none of the other nodes.
    listed
        (units,) which are admitted to the list; all if absent. Points do not admit anybody.
    """

    scheme: Scheme
    scores: Mapping[str, Vector]
    calibrations: Mapping[str, Calibration]
    struck: Mapping[str, Mask]
    without: Mapping[str, Mask]
    listed: Mask | None = None


def rescore(computed: Computed, given: Mapping[str, Vector]) -> dict[str, Vector]:
    """Put given points in the place of computed ones, and add up what is above.

    A node whose points are given stands as given, whatever its parts. Where nothing below a
    node is given, its score stays as it was computed. A veto that struck a unit strikes the
    new score too.

    Parameters
    ----------
    computed
        The scores, and how they came to be.
    given
        (units,) for nodes that have a score: points, NaN where none are given.

    Returns
    -------
    (units,) the score of every node.
    """
    scores = dict(computed.scores)
    changed = {name: np.zeros(len(values), dtype=np.bool_) for name, values in scores.items()}
    for name, node in reversed(list(computed.scheme.nodes().items())):
        criterion = criterion_of(computed.scheme, name, node, scores)
        if criterion is not None and name in scores:
            changed[name] = np.logical_or.reduce([changed[part] for part in criterion.parts])
            again = _added_up(computed, criterion, scores) if changed[name].any() else scores[name]
            scores[name] = np.where(changed[name], again, scores[name])
        if name in given:
            instead = ~np.isnan(given[name])
            scores[name] = np.where(instead, given[name], scores[name])
            changed[name] |= instead
        if name in scores and changed[name].any():
            scores[name] = _struck(computed, name, scores[name], changed[name])
    root = computed.scheme.root
    if computed.listed is not None and root in scores:
        scores[root] = np.where(computed.listed, scores[root], np.nan)
    return scores


def _added_up(computed: Computed, criterion: Criterion, scores: Mapping[str, Vector]) -> Vector:
    """Return a criterion's scores from its parts, as the evaluation computed them."""
    parts = np.column_stack([scores[part] for part in criterion.parts])
    nowhere = np.zeros(len(parts), dtype=np.bool_)
    # Points may be given for what does not apply; then it counts after all.
    left_out = [computed.without.get(part, nowhere) for part in criterion.parts]
    applies = ~np.column_stack(left_out) | ~np.isnan(parts)
    some, engine = criterion.of_any_coverage(), LocalEngine(threads=1)
    learned = some.learn(parts, "", Playback(computed.calibrations), engine)
    found = some.score(parts, learned, engine)
    coverage = criterion.aggregation.coverage
    below = aggregate.below_coverage(parts, learned.weights, coverage, applies)
    return np.where(below, np.nan, found)


def _struck(computed: Computed, name: str, scores: Vector, changed: Mask) -> Vector:
    """Let the vetoes on a node strike where its score is new."""
    for veto_name, held in computed.struck.items():
        veto = computed.scheme.vetoes[veto_name]
        if (veto.node or computed.scheme.root) == name:
            scores = strike(scores, veto, held & changed)
    return scores
