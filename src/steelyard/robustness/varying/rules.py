"""Numbers of absolute rules drawn within bounds: thresholds, goalposts, points.

A rule is that of the scheme: where an alternative normalisation stands in its place, there
is nothing of it to vary. Whether the numbers can be drawn is told in ``rule_checks``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.evaluation.steps import Learning
from steelyard.robustness.varying.batch import replications, side_by_side
from steelyard.scheme.normalise import Goalposts, Proportional
from steelyard.steps import normalise
from steelyard.steps.block import Block, Labels
from steelyard.steps.normalise import linear
from steelyard.steps.summary import worst_and_best

__all__ = ["POINTS", "DrawnRule", "number_at", "scored", "with_numbers"]

POINTS = "points"
"""The setting that is a node's own and not one of its normalisation."""


@dataclass(frozen=True)
class DrawnRule:
    """A number of a rule, and which uniform draws it.

    Parameters
    ----------
    assumption
        The assumption's name.
    node, setting
        Whose number it is, and which.
    lower, upper
        The number is uniform between these.
    at
        The column of the uniforms.
    """

    assumption: str
    node: str
    setting: str
    lower: float
    upper: float
    at: int

    def draw(self, uniforms: Matrix) -> Vector:
        """Return the number in each replication; (replications,)."""
        return self.lower + (self.upper - self.lower) * uniforms[:, self.at]

    @property
    def field(self) -> str:
        """Where in a scheme it stands."""
        return f"assumptions.{self.assumption}.rule"


def number_at(spec: Any, setting: str) -> float | None:
    """Return a number of a method by its path, None if there is no such number.

    Examples
    --------
    >>> number_at(Goalposts(lower=1, upper=5), "upper")
    5.0
    """
    found = spec
    for part in setting.split("."):
        if part.isdigit():
            inside = isinstance(found, tuple) and int(part) < len(found)
            found = found[int(part)] if inside else None
        else:
            found = getattr(found, part) if part in _fields(found) else None
    return None if isinstance(found, bool) or not isinstance(found, int | float) else float(found)


def _fields(found: object) -> Mapping[str, Any]:
    return getattr(type(found), "model_fields", {})


def with_numbers(spec: Any, numbers: Mapping[str, float]) -> Any:
    """Return a method with numbers in the places of its own, not checked.

    Examples
    --------
    >>> with_numbers(Goalposts(lower=1, upper=5), {"upper": 7.0}).upper
    7.0
    """
    for setting, number in numbers.items():
        name, _, rest = setting.partition(".")
        if not rest:
            spec = spec.model_copy(update={name: number})
            continue
        place, _, inner = rest.partition(".")
        items = list(getattr(spec, name))
        items[int(place)] = items[int(place)].model_copy(update={inner: number})
        spec = spec.model_copy(update={name: tuple(items)})
    return spec


def scored(
    block: Block,
    name: str,
    values: Matrix,
    spec: Any,
    numbers: Mapping[str, Vector],
    learning: Learning,
    within: Labels | None,
    engine: Engine,
) -> Matrix:
    """Return the scores of an indicator by a method with drawn numbers.

    Parameters
    ----------
    block
        The block before it is normalised.
    name
        The indicator.
    values
        (rows, replications), or (rows, 1) where the figures are the same in all.
    spec
        The method, with the scheme's own numbers.
    numbers
        (replications,) by setting.
    learning, within
        From which rows to learn.

    Returns
    -------
    (rows, replications).
    """
    count = len(next(iter(numbers.values())))
    direction = block.directions[[block.columns.index(name)]]
    if isinstance(spec, Goalposts) and spec.scale == "linear" and numbers.keys() <= _POSTS:
        posts = {post: numbers.get(post, np.full(count, getattr(spec, post))) for post in _POSTS}
        return _goalposts(values, spec, posts["lower"], posts["upper"], direction)
    if isinstance(spec, Proportional):
        ends = [numbers.get(end, np.full(count, getattr(spec, end))) for end in _ENDS]
        return _proportional(values, spec, *ends)
    values = np.broadcast_to(values, (len(values), count))
    done = np.empty((len(values), count), order="F")
    for at in range(count):
        drawn = with_numbers(spec, {setting: float(each[at]) for setting, each in numbers.items()})
        one = replications(block, name, values[:, [at]])
        done[:, [at]] = side_by_side(normalise, one, drawn, learning, within, engine)
    return done


_POSTS = {"lower", "upper"}
_ENDS = ("zero_at", "full_at")


def _goalposts(
    values: Matrix, spec: Goalposts, lower: Vector, upper: Vector, direction: Vector
) -> Matrix:
    """Return the scores by goalposts that differ from replication to replication."""
    if spec.clip:
        values = np.clip(values, lower, upper)
    worst, best = worst_and_best(lower, upper, np.broadcast_to(direction, lower.shape))
    low, high = spec.span
    return linear.line(values, worst, best - worst, high - low, low)


def _proportional(values: Matrix, spec: Proportional, zero_at: Vector, full_at: Vector) -> Matrix:
    """Return the scores by ends that differ from replication to replication."""
    clipped = np.clip(values, np.minimum(zero_at, full_at), np.maximum(zero_at, full_at))
    low, high = spec.span
    return linear.line(clipped, zero_at, full_at - zero_at, high - low, low)
