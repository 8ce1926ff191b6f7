"""How many units of a group stand among the first, against what a random order would give.

If the ranks said nothing about groups, the number among the first n of N units of a group with K
of them would be hypergeometric, with the mean n·K/N.

Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions (2005), chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma

__all__ = ["LEVEL", "Expected", "expected"]

LEVEL = 0.01
"""How seldom a random order would give so many, or so few, to be called more or fewer."""


@dataclass(frozen=True)
class Expected:
    """What a random order would give.

    Parameters
    ----------
    mean
        The number to expect.
    low, high
        A number below ``low``, and one above ``high``, have a chance of at most ``LEVEL``.
    """

    mean: float
    low: int
    high: int


def expected(group: int, first: int, ranked: int) -> Expected:
    """Return how many units of a group a random order would put among the first.

    Parameters
    ----------
    group
        How many units the group has.
    first
        How many are the first.
    ranked
        How many units there are.

    Examples
    --------
    >>> expected(5, 10, 20)
    Expected(mean=2.5, low=0, high=5)
    >>> expected(10, 10, 100).high
    3
    """
    least, most = max(0, first + group - ranked), min(group, first)
    chances = [_chance(group, first, ranked, here) for here in range(least, most + 1)]
    return Expected(
        first * group / ranked,
        least + _tail(chances),
        most - _tail(chances[::-1]),
    )


def _chance(group: int, first: int, ranked: int, here: int) -> float:
    """Return C(K, k) · C(N − K, n − k) / C(N, n)."""
    return exp(
        _log_choices(group, here)
        + _log_choices(ranked - group, first - here)
        - _log_choices(ranked, first)
    )


def _log_choices(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)


def _tail(chances: list[float]) -> int:
    """Return how many of the first chances add up to no more than the level."""
    total, count = 0.0, 0
    for chance in chances:
        total += chance
        if total > LEVEL:
            break
        count += 1
    return count
