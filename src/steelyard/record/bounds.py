"""Between which points a criterion's score may lie: what a decision may say."""

from __future__ import annotations

import math

from steelyard.scheme.aggregate import Copeland, MazziottaPareto, Outranking, Sum
from steelyard.scheme.normalise import Normalise
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import NormaliseStep
from steelyard.scheme.tree import Node

__all__ = ["bounds"]

Bounds = tuple[float, float]
_OPEN: Bounds = (-math.inf, math.inf)


def bounds(scheme: Scheme, node: Node) -> Bounds:
    """Return the least and the most that a node can have.

    With points it is 0 to its points, whatever else the rule might give. Without, it is what
    the normalisation gives, and for a criterion the hull of its parts; infinite where nothing
    limits it.

    Examples
    --------
    >>> from steelyard import Scheme
    >>> tai = Scheme.load("tai")
    >>> bounds(tai, tai.nodes()["patents"])
    (0.0, 1.0)
    """
    if node.points is not None:
        return 0.0, float(node.points)
    if node.normalise is not None:
        return _of_scores(node.normalise)
    if not node.parts:
        usual = [step.normalise for step in scheme.steps if isinstance(step, NormaliseStep)]
        return _of_scores(usual[-1]) if usual else _OPEN
    spec = node.aggregate or scheme.aggregate
    if isinstance(spec, Sum | Copeland | Outranking | MazziottaPareto):
        return _OPEN
    below = [bounds(scheme, part) for part in node.parts.values()]
    return min(low for low, _ in below), max(high for _, high in below)


def _of_scores(spec: Normalise) -> Bounds:
    """Return the ends of a range that nothing leaves, and the greatest score alone else."""
    most = spec.maximum()
    ends = getattr(spec, "span", getattr(spec, "range", None))
    if isinstance(ends, tuple) and (most is not None or spec.relative):
        return float(ends[0]), float(ends[1])
    return -math.inf, math.inf if most is None else float(most)
