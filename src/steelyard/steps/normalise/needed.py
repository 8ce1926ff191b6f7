"""The figure that an absolute score needs: the methods of a scheme, turned round.

What it takes to reach it, and whether it can be reached, is left to the reader.
"""

from __future__ import annotations

import math

from steelyard.scheme.normalise import Bands, Deduction, Goalposts, Proportional

__all__ = ["needed"]


def needed(
    spec: Bands | Deduction | Goalposts | Proportional, score: float, direction: float = 1.0
) -> float | None:
    """Return the figure closest to the worst that scores ``score`` or more.

    For bands it is the bound of the easiest band that gives enough; whether the bound itself
    is enough is told by the band (``at_least`` or ``above``).

    Parameters
    ----------
    spec
        The method.
    score
        The score wanted, in the method's own range.
    direction
        1 or −1; only goalposts look at it.

    Returns
    -------
    float or None
        None if no figure scores so much, if every figure does or those outside all bands do,
        or if the bands look both ways.

    Examples
    --------
    >>> needed(Proportional(full_at=0.5, range=(0, 10)), 4.0)
    0.2
    """
    greatest = spec.maximum()
    if greatest is not None and score > greatest:
        return None
    match spec:
        case Goalposts():
            return _goalposts(spec, score, direction)
        case Proportional():
            share = _share(score, spec.span)
            return None if share <= 0 else spec.zero_at + share * (spec.full_at - spec.zero_at)
        case Deduction():
            return None if score <= spec.least else (spec.full - score) / spec.each
        case Bands():
            return _bands(spec, score)


def _share(score: float, span: tuple[float, float]) -> float:
    return (score - span[0]) / (span[1] - span[0])


def _goalposts(spec: Goalposts, score: float, direction: float) -> float | None:
    share = _share(score, spec.span)
    if spec.clip and share <= 0:
        return None
    way = share if direction > 0 else 1.0 - share
    if spec.scale == "log":
        return spec.lower * math.exp(way * math.log(spec.upper / spec.lower))
    return spec.lower + way * (spec.upper - spec.lower)


def _bands(spec: Bands, score: float) -> float | None:
    enough = [band for band in spec.bands if band.gives >= score]
    upwards = {band.upwards for band in spec.bands}
    if spec.otherwise >= score or len(upwards) > 1 or not enough:
        return None
    bounds = [band.threshold for band in enough]
    return min(bounds) if upwards == {True} else max(bounds)
