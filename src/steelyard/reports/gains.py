"""What more points of one indicator add to the whole: up the tree with what was learned.

The better of two rules, a cap or a band above may swallow what an indicator gains; so each
gain is climbed as the evaluation climbed, everything else of the unit as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.engines.local import LocalEngine
from steelyard.evaluation.calibrations import Playback
from steelyard.evaluation.criterion import criterion_of
from steelyard.evaluation.steps import Learning
from steelyard.evaluation.tree import climb
from steelyard.reports.subject import Subject

__all__ = ["gains"]


def gains(subject: Subject, scores: Mapping[str, float]) -> dict[str, float | None]:
    """Return what the root's score gains by each indicator alone.

    Parameters
    ----------
    subject
        The unit.
    scores
        For indicators the score that each might have instead of the one it has.

    Returns
    -------
    dict
        By indicator; None where the unit has no total, or the total depends on the other
        units on the way up.
    """
    evaluation, scheme = subject.evaluation, subject.scheme
    now = subject.score(scheme.root)
    if now is None or not scores:
        return dict.fromkeys(scores)
    rows = np.full(len(scores), subject.at)
    block = evaluation.block.rows(rows)
    values = block.values.copy(order="F")
    for at, (name, score) in enumerate(scores.items()):
        values[at, block.columns.index(name)] = score
    climbed = climb(
        scheme,
        replace(block, values=values),
        Learning(scheme.calibrate),
        Playback(evaluation.calibrations),
        LocalEngine(threads=1),
        {name: held[rows] for name, held in evaluation.struck.items()},
        {name: mask[rows] for name, mask in evaluation.inapplicable.items()},
    )
    totals = climbed.columns[scheme.root] - now
    relative = _relative(subject, list(scores))
    return {
        name: None if name in relative or np.isnan(total) else _exact(float(total))
        for name, total in zip(scores, totals, strict=True)
    }


def _exact(gain: float) -> float:
    """Return a gain without what adding in floating point left over."""
    return 0.0 if abs(gain) < 1e-9 else float(f"{gain:.12g}")


def _relative(subject: Subject, names: Sequence[str]) -> set[str]:
    """Return the indicators below a criterion that compares units."""
    scheme, there = subject.scheme, subject.evaluation.node_scores
    nodes = scheme.nodes()
    parents = {part: name for name, node in nodes.items() for part in node.parts or {}}
    found = set()
    for name in names:
        above = parents.get(name)
        while above is not None:
            criterion = criterion_of(scheme, above, nodes[above], there)
            again = None if criterion is None else criterion.normalisation
            if criterion is not None and (
                criterion.aggregation.relative or (again is not None and again.relative)
            ):
                found.add(name)
            above = parents.get(above)
    return found
