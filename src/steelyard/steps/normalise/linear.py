"""Scores that lie on a straight line over the figures, or over their logarithms.

Every method here is ``base + span·(x − origin)/width`` with its own origin and width; a
direction of −1 turns the line round.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.steps.summary import worst_and_best

__all__ = ["deduction", "goalposts", "line", "min_max", "proportional", "scaled", "z_score"]

Span = tuple[float, float]


def line(
    values: Matrix,
    origin: Vector | float,
    width: Vector | float,
    span: float = 1.0,
    base: Vector | float = 0.0,
) -> Matrix:
    """Return ``base + span·(x − origin)/width``, column by column.

    Dividing by the width, not multiplying by its inverse, makes the score at
    ``origin + width`` exactly ``base + span``; an infinite width gives ``base``.
    """
    scores = values - origin
    scores /= width
    if span != 1.0:
        scores *= span
    if np.any(base) or np.any(np.less(width, 0)):
        scores += base  # also where it is 0 and the width below it, which leaves no -0
    return scores


def min_max(
    values: Matrix,
    least: Vector,
    greatest: Vector,
    directions: Vector,
    span: Span,
    *,
    clip: bool = False,
) -> Matrix:
    """Min–max scaling to the span (a, b); Handbook (2008), step 5.3.

    More is better: a + (b − a)·(x − min)/(max − min).
    Less is better: a + (b − a)·(max − x)/(max − min).
    Where min = max, every score is (a + b)/2.

    Parameters
    ----------
    values
        (units, columns).
    least, greatest, directions
        (columns,).
    span
        The scores of the worst and the best figure.
    clip
        Whether scores beyond the span become its ends.
    """
    low, high = span
    worst, best = worst_and_best(least, greatest, directions)
    equal = worst == best
    scores = line(
        values,
        worst,
        np.where(equal, np.inf, best - worst),
        high - low,
        np.where(equal, (low + high) / 2, low),
    )
    return np.clip(scores, low, high, out=scores) if clip else scores


def z_score(
    values: Matrix,
    means: Vector,
    deviations: Vector,
    directions: Vector,
    mean: float = 0.0,
    deviation: float = 1.0,
) -> Matrix:
    """Standardisation to a mean and a deviation; Handbook (2008), step 5.2.

    More is better: mean + deviation·(x − x̄)/s; less is better: mean + deviation·(x̄ − x)/s,
    with s the sample standard deviation. Where s = 0, every score is the mean.
    """
    width = np.where(deviations > 0, deviations, np.inf) * directions
    return line(values, means, width, deviation, mean)


def scaled(values: Matrix, bounds: Span, directions: Vector, span: Span) -> Matrix:
    """Scaling of fixed bounds (l, u) to the span (a, b), not clipped.

    More is better: a + (b − a)·(x − l)/(u − l); less is better: a + (b − a)·(u − x)/(u − l).
    COINr's ``n_scaled`` computes (−x − l)/(u − l) for the latter, which leaves the span.
    """
    worst, best = worst_and_best(*bounds, directions)
    return line(values, worst, best - worst, span[1] - span[0], span[0])


def goalposts(
    values: Matrix,
    posts: Span,
    directions: Vector,
    span: Span,
    *,
    log: bool = False,
    clip: bool = True,
) -> Matrix:
    """Share of the way between fixed goalposts (l, u), as in the Human Development Index.

    Linear: as :func:`scaled`. Logarithmic: a + (b − a)·ln(x/l)/ln(u/l) where more is better,
    a + (b − a)·ln(u/x)/ln(u/l) where less is. Figures are first clipped to the goalposts if
    ``clip``; if not, the logarithm of 0 or less is missing. UNDP, Human Development Report,
    technical notes; COINr's ``n_goalposts`` is the linear one.
    """
    lower, upper = posts
    if clip:
        values = np.clip(values, lower, upper)
    if log:
        values = np.log(np.where(values > 0, values, np.nan) / lower)
        lower, upper = 0.0, float(np.log(upper / lower))
    return scaled(values, (lower, upper), directions, span)


def proportional(values: Matrix, zero_at: float, full_at: float, span: Span) -> Matrix:
    """Points in proportion: a + (b − a)·(x − zero_at)/(full_at − zero_at), within the span."""
    within = np.clip(values, min(zero_at, full_at), max(zero_at, full_at))
    return line(within, zero_at, full_at - zero_at, span[1] - span[0], span[0])


def deduction(values: Matrix, start: float, each: float, least: float) -> Matrix:
    """Points less deductions: start − each·x, not below ``least`` nor above ``start``."""
    return np.clip(start - each * values, least, start)
