"""Shapley effects: the variance shared out among factors, also where they depend on each other.

A factor's effect is what it adds to the variance explained, averaged over all orders in which the
factors may become known; effects add up to 1 whatever the dependence. Subsets of factors are bit
masks: factor j belongs to subset s if bit j of s is 1. Owen 2014,
https://doi.org/10.1137/130936233; Song, Nelson & Staum 2016, https://doi.org/10.1137/15M1048070;
Iooss & Prieur 2019, https://doi.org/10.1615/Int.J.UncertaintyQuantification.2019028372.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.sobol import pick_and_freeze, ratio

__all__ = [
    "Evaluate",
    "Sampler",
    "closed_indices",
    "dirichlet_given",
    "shapley_effects",
    "shapley_from_subsets",
]

Evaluate = Callable[[Matrix], Matrix]
"""(rows, width) to (rows, outputs), each row for itself; NaN for no output."""
Sampler = Callable[[Sequence[int], Matrix, Matrix], Matrix]
"""Known factors, values (rows, width), uniforms (rows, width) to values (rows, width).

The known factors keep their values; the others are drawn given these, from the uniforms. With
none known this is a draw of all, and the values given are not looked at.
"""

EXACT = 8
"""Up to how many dependent factors all subsets are evaluated."""
ROWS = 4096
"""Rows of one call of the model, as far as subsets are stacked."""
ORDERS = 0x0BDE5
"""Keeps the stream of the orders apart from that of the sample, which has the same seed."""


def shapley_from_subsets(worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Shapley values of a game.

    Parameters
    ----------
    worth
        What each subset of the factors is worth, by bit mask: (2^factors,) or
        (2^factors, outputs). For Shapley effects, the closed Sobol' indices
        Var(E[Y | X_S]) / Var(Y), or as well E[Var(Y | all but X_S)] / Var(Y): both give the
        same effects (Song et al. 2016).

    Returns
    -------
    NDArray
        (factors,) or (factors, outputs); they add up to the worth of all less that of none.

    Examples
    --------
    >>> shapley_from_subsets(np.array([0.0, 0.5, 0.2, 1.0]))
    array([0.65, 0.35])
    """
    factors = len(worth).bit_length() - 1
    subsets = np.arange(len(worth))
    before = [1.0 / (factors * math.comb(factors - 1, known)) for known in range(factors)]
    values = []
    for factor in range(factors):
        without = subsets[subsets & (1 << factor) == 0]
        gains = worth[without | (1 << factor)] - worth[without]
        values.append(np.take(before, np.bitwise_count(without)) @ gains)
    return np.array(values)


def _contrasts(cube: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Σ_S (−1)^|S ∩ T| cube[S] for each T: the Walsh–Hadamard transform of axis 0."""
    shape = cube.shape
    for bit in range(len(cube).bit_length() - 1):
        pairs = cube.reshape(-1, 2, 1 << bit, *shape[1:])
        low, high = pairs[:, 0], pairs[:, 1]
        cube = np.stack((low + high, low - high), axis=1).reshape(shape)
    return cube


def closed_indices(
    evaluate: Evaluate, groups: Sequence[NDArray[np.intp]], a: Matrix, b: Matrix
) -> Matrix:
    """Return the closed Sobol' indices of all subsets of independent factors.

    The model is run with each factor from A or from B, in all 2^factors ways. Two of these runs
    that share just the factors of S have the covariance Var(E[Y | X_S]); each index is the mean
    over all such pairs, where Jansen 1999 and Janon et al. 2014 take one. The means come from
    squares of contrasts, from which the mean of the output drops out.

    Parameters
    ----------
    evaluate
        The model, from uniforms to outputs.
    groups
        The columns of each factor's uniforms; 1 to some 10 factors.
    a, b
        Uniforms of the two samples, (rows, width).

    Returns
    -------
    Matrix
        (2^factors, outputs) by bit mask, 0 for none and 1 for all; NaN where the output does not
        change. Rows in which an output is not finite are left out for that output.

    References
    ----------
    Owen 2013, Variance components and generalized Sobol' indices,
    https://doi.org/10.1137/120876782.
    """
    subsets = 1 << len(groups)
    step = max(1, ROWS // subsets)
    powers = np.zeros((subsets, 1))
    for start in range(0, len(a), step):
        cube = _all_ways(evaluate, groups, a[start : start + step], b[start : start + step])
        known = np.isfinite(cube).all(axis=0)
        powers = powers + np.sum(_contrasts(np.where(known, cube, 0.0)) ** 2, axis=1)
    return _closed(powers)


def _all_ways(
    evaluate: Evaluate, groups: Sequence[NDArray[np.intp]], a: Matrix, b: Matrix
) -> NDArray[np.float64]:
    """Return outputs with the factors of each subset from A; (subsets, rows, outputs)."""
    ways = [b]
    for columns in groups:
        ways += [pick_and_freeze(way, a, columns) for way in ways]
    return evaluate(np.concatenate(ways)).reshape(len(ways), len(a), -1)


def _closed(powers: Matrix) -> Matrix:
    """Return closed indices from the squared contrasts of each subset, summed over rows.

    The products of pairs that share just S add up to Σ_T (−1)^|T ∩ not S| powers[T]; less those
    of the pairs that share nothing, they are the covariance.
    """
    varying = np.where(np.arange(len(powers))[:, np.newaxis] > 0, powers, 0.0)
    products = _contrasts(varying)[::-1]
    covariances = products - products[0]
    return ratio(covariances, covariances[-1], np.sqrt(powers[0]))


def shapley_effects(
    evaluate: Evaluate,
    sample: Sampler,
    factors: int,
    first: Matrix,
    again: Matrix,
    permutations: int = 256,
    seed: int = 0,
) -> Matrix:
    """Return the Shapley effects of factors that may depend on each other.

    Each row is drawn once, and for every subset of factors once more with that subset drawn anew
    given the others: half the mean squared difference of the two outputs is
    E[Var(Y | all but X_S)]. This is the double Monte Carlo of Song et al. with inner samples of
    two, one of which all subsets share, so that the model runs once per subset; the variance that
    divides it is that of the pair (Janon et al. 2014, https://doi.org/10.1051/ps/2013040).

    Parameters
    ----------
    evaluate
        The model, from the sampler's values to outputs.
    sample
        Draws factors given others, as :func:`dirichlet_given` does for weights.
    factors
        How many there are.
    first, again
        Uniforms of the two draws, (rows, width), independent of each other.
    permutations, seed
        With more than 8 factors the mean is over that many random orders, each with its reverse.

    Returns
    -------
    Matrix
        (factors, outputs), adding up to 1; NaN where the output does not change. Pairs of which
        an output is not finite are left out for that output.

    Examples
    --------
    Three weights, and a score that is the first: the others matter as they leave less to it.

    >>> from functools import partial
    >>> first, again = np.random.Generator(np.random.Philox(0)).random((2, 1024, 3))
    >>> weights = partial(dirichlet_given, np.array([4.0, 4.0, 4.0]))
    >>> shapley_effects(lambda w: w[:, :1], weights, 3, first, again).round(1)
    array([[0.6],
           [0.2],
           [0.2]])
    """
    values = sample((), np.zeros_like(first), first)
    outputs = evaluate(values)
    nothing = _unexplained(outputs, outputs)

    def worth(subset: int) -> Vector:
        known = [factor for factor in range(factors) if not subset >> factor & 1]
        if len(known) in (0, factors):
            return nothing if known else nothing + 1.0
        return _unexplained(outputs, evaluate(sample(known, values, again)))

    if factors <= EXACT:
        return shapley_from_subsets(np.stack([worth(subset) for subset in range(1 << factors)]))
    orders = _orders(factors, permutations, seed)
    subsets, at = np.unique(_paths(orders), return_inverse=True)
    gains = np.diff(np.stack([worth(int(subset)) for subset in subsets])[at], axis=1)
    return np.stack([gains[orders == factor].mean(axis=0) for factor in range(factors)])


def _unexplained(one: Matrix, other: Matrix) -> Vector:
    """Return half the mean squared difference over the variance of both; (outputs,)."""
    known = np.isfinite(one) & np.isfinite(other)
    one, other = np.where(known, one, 0.0), np.where(known, other, 0.0)
    pairs = np.where(known.any(axis=0), np.count_nonzero(known, axis=0), np.nan)
    mean = np.sum(one + other, axis=0) / (2 * pairs)
    squares = (one - mean) ** 2 + (other - mean) ** 2
    variance = np.sum(squares, axis=0, where=known) / (2 * pairs)
    return ratio(np.sum((one - other) ** 2, axis=0) / (2 * pairs), variance, mean)


def _orders(factors: int, permutations: int, seed: int) -> NDArray[np.intp]:
    """Return random orders of the factors, each with its reverse; (2 · permutations, factors)."""
    stream = np.random.SeedSequence(seed, spawn_key=(ORDERS,))
    generator = np.random.Generator(np.random.Philox(stream))
    drawn = np.argsort(generator.random((permutations, factors)), axis=1, kind="stable")
    return np.concatenate((drawn, drawn[:, ::-1]))


def _paths(orders: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the subsets from none to all as factors join; (orders, factors + 1)."""
    joined = np.cumsum(np.left_shift(np.int64(1), orders), axis=1)
    return np.concatenate((np.zeros((len(orders), 1), dtype=np.int64), joined), axis=1)


def dirichlet_given(
    alpha: Vector, known: Sequence[int], weights: Matrix, uniforms: Matrix
) -> Matrix:
    """Draw weights from a Dirichlet distribution, given some of them.

    What the known leave is divided among the others by Dirichlet(α of the others): each takes a
    beta-distributed share of the rest. With ``alpha`` bound this is a :data:`Sampler`.

    Parameters
    ----------
    alpha
        Parameters, (weights,), above 0.
    known
        Which weights are known.
    weights
        (rows, weights); only the known ones are looked at.
    uniforms
        In (0, 1), (rows, weights); one for each weight.

    Returns
    -------
    Matrix
        (rows, weights), each row adding up to 1.

    References
    ----------
    Kotz, Balakrishnan & Johnson 2000, Continuous Multivariate Distributions, chapter 49.

    Examples
    --------
    >>> dirichlet_given(np.ones(3), [0], np.array([[0.6, 0.0, 0.0]]), np.full((1, 3), 0.5))
    array([[0.6, 0.2, 0.2]])
    """
    from scipy.special import betaincinv

    free = [part for part in range(len(alpha)) if part not in known]
    drawn = weights.copy()
    left = np.maximum(1.0 - weights[:, list(known)].sum(axis=1), 0.0)
    for place, part in enumerate(free[:-1], start=1):
        share = betaincinv(alpha[part], alpha[free[place:]].sum(), uniforms[:, part])
        drawn[:, part] = left * share
        left = left * (1.0 - share)
    drawn[:, free[-1:]] = left[:, np.newaxis]
    return drawn
