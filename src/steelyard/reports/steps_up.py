"""The next step up of an indicator by itself: which figure gives more points.

A table of points has steps; where points are in proportion to the figure, the step is one
point, or what is left. What changes the figure is left to ``levers``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from steelyard.engines.local import LocalEngine
from steelyard.reports.rational import Bound
from steelyard.scheme.normalise import (
    Bands,
    Deduction,
    Goalposts,
    Identity,
    Normalise,
    Proportional,
    Scaled,
)
from steelyard.steps import normalise
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

__all__ = ["Step", "next_step", "score_of"]

_ONE = 1.0
"""The step where points are in proportion to the figure."""


@dataclass(frozen=True)
class Step:
    """A step up.

    Parameters
    ----------
    bound
        What the figure must be.
    score
        What it then scores.
    """

    bound: Bound
    score: float


def score_of(spec: Normalise, figure: float, direction: float) -> float:
    """Return what a figure scores by an absolute method."""
    block = Block(
        np.array([[figure]], order="F"), ("figure",), np.array([direction]), np.array([""])
    )
    return float(normalise.apply(block, spec, Calibration(), LocalEngine(threads=1)).values[0, 0])


def next_step(spec: Normalise, figure: float, direction: float = 1.0) -> Step | None:
    """Return the next step up from a figure.

    Parameters
    ----------
    spec
        An absolute method, with its points filled in.
    figure
        The figure of now.
    direction
        1 or −1; bands, proportional points and deductions do not look at it.

    Returns
    -------
    Step or None
        None at the maximum, and for a method that depends on other units.

    Examples
    --------
    >>> from steelyard.scheme.normalise import Proportional
    >>> next_step(Proportional(full_at=0.5, range=(0, 10)), 0.1)
    Step(bound=Bound(figure=0.15, comparator='at_least'), score=3.0)
    """
    if spec.relative:
        return None
    now = score_of(spec, figure, direction)
    if isinstance(spec, Bands):
        return _of_bands(spec, figure, now, direction)
    return _of_line(spec, now, direction)


def _of_line(spec: Normalise, now: float, direction: float) -> Step | None:
    greatest = spec.maximum()
    score = now + _ONE if greatest is None else min(now + _ONE, greatest)
    if not score > now + 1e-12 * max(1.0, abs(now)):
        return None
    figure, upwards = _reached(spec, score, direction)
    return Step(Bound(figure, "at_least" if upwards else "at_most"), score)


def _reached(spec: Normalise, score: float, direction: float) -> tuple[float, bool]:
    """Return the figure that scores so much, and whether a greater one scores more."""
    match spec:
        case Proportional():
            share = _share(score, spec.span)
            return spec.zero_at + share * (spec.full_at - spec.zero_at), spec.full_at > spec.zero_at
        case Deduction():
            return (spec.full - score) / spec.each, False
        case Goalposts():
            way = _share(score, spec.span)
            way = way if direction > 0 else 1.0 - way
            if spec.scale == "log":
                figure = spec.lower * math.exp(way * math.log(spec.upper / spec.lower))
            else:
                figure = spec.lower + way * (spec.upper - spec.lower)
            return figure, direction > 0
        case Scaled():
            way = _share(score, spec.range)
            low, high = spec.from_
            return low + (way if direction > 0 else 1.0 - way) * (high - low), direction > 0
        case Identity():
            return score * direction, direction > 0
        case _:
            raise AssertionError("the other methods have steps, or depend on other units")


def _share(score: float, span: tuple[float, float]) -> float:
    return (score - span[0]) / (span[1] - span[0])


def _of_bands(spec: Bands, figure: float, now: float, direction: float) -> Step | None:
    """Return the nearest region of the table that gives more, on either side."""
    bounds = sorted({band.threshold for band in spec.bands})
    size = max(abs(bounds[0]), abs(bounds[-1]), 1.0)
    regions = [bounds[0] - size]
    for at, bound in enumerate(bounds):
        after = bounds[at + 1] if at + 1 < len(bounds) else bound + 2 * size
        regions += [bound, (bound + after) / 2]
    scores = [score_of(spec, region, direction) for region in regions]
    # Regions are the open stretches and, between them, each bound by itself.
    place = next(
        (2 * at + 1 for at, bound in enumerate(bounds) if _at(figure, bound)),
        2 * sum(bound < figure for bound in bounds),
    )
    found = []
    for way in (1, -1):
        to = next(
            (
                r
                for r in range(place + way, -1 if way < 0 else len(regions), way)
                if scores[r] > now
            ),
            None,
        )
        if to is not None:
            found.append(_into(bounds, to, upwards=way > 0, score=scores[to]))
    return min(found, key=lambda step: abs(step.bound.figure - figure), default=None)


def _at(figure: float, bound: float) -> bool:
    from steelyard.steps.normalise.classes import SAME

    return abs(figure - bound) <= SAME * abs(bound)


def _into(bounds: list[float], region: int, *, upwards: bool, score: float) -> Step:
    """Return the step into a region: a bound by itself, or the stretch past one."""
    if region % 2:
        return Step(Bound(bounds[region // 2], "at_least" if upwards else "at_most"), score)
    bound = bounds[region // 2 - 1 if upwards else region // 2]
    return Step(Bound(bound, "more_than" if upwards else "less_than"), score)
