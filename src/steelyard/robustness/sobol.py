"""Sobol' indices by pick and freeze: which assumption causes how much of the uncertainty.

A factor is a group of uniforms. Two samples A and B are drawn, and A with one factor's uniforms
from B for each factor; what the model makes of them comes here block by block. Drawing the
samples and running the model is left to others. Saltelli et al. 2010,
https://doi.org/10.1016/j.cpc.2009.09.018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["Indices", "Sobol", "estimate", "first_order", "pick_and_freeze", "ratio", "total"]

Cube = NDArray[np.float64]
"""Factors × rows × outputs, or factors × resamples × outputs."""

STILL = 1e-12
"""An output whose standard deviation is below this share of its mean does not change."""
RESAMPLING = 0x50B01
"""Keeps the bootstrap's stream apart from that of the sample, which has the same seed."""


def pick_and_freeze(a: Matrix, b: Matrix, columns: NDArray[np.intp] | Sequence[int]) -> Matrix:
    """Return A with some columns from B, all others frozen.

    >>> pick_and_freeze(np.zeros((1, 3)), np.ones((1, 3)), [1])
    array([[0., 1., 0.]])
    """
    picked = a.copy()
    picked[:, columns] = b[:, columns]
    return picked


def ratio(part: NDArray[np.float64], variance: Vector, mean: Vector) -> NDArray[np.float64]:
    """Return part / variance, NaN where the output does not change; (…, outputs).

    A score that is the same in all replications still differs in its last digits, and indices
    of these would be noise: a standard deviation of up to 1e-12 of the mean counts as none.
    """
    changes = variance > (STILL * mean) ** 2
    over: NDArray[np.float64] = np.full(np.broadcast_shapes(part.shape, variance.shape), np.nan)
    np.divide(part, variance, out=over, where=changes)
    return over


def _spread(a: Matrix, b: Matrix) -> tuple[Vector, Vector]:
    """Return variance and mean over A and B together."""
    both = np.concatenate((a, b))
    return both.var(axis=0), both.mean(axis=0)


def first_order(a: Matrix, b: Matrix, ab: Matrix | Cube) -> NDArray[np.float64]:
    """Return first-order indices: mean(b·(ab − a)) / V.

    The share of the variance that would go, in the mean, if the factor were known. The estimate
    is much better for outputs whose mean is 0: see :func:`estimate`.

    Parameters
    ----------
    a, b
        Outputs of the two samples, (rows, outputs).
    ab
        Outputs of A with a factor's uniforms from B, (rows, outputs), or of several factors,
        (factors, rows, outputs).

    Returns
    -------
    NDArray
        (outputs,) or (factors, outputs); NaN where the output does not change. V is the
        variance over A and B together.

    References
    ----------
    Saltelli et al. 2010, table 2 (b), https://doi.org/10.1016/j.cpc.2009.09.018.
    """
    return ratio(np.mean(b * (ab - a), axis=-2), *_spread(a, b))


def total(a: Matrix, b: Matrix, ab: Matrix | Cube) -> NDArray[np.float64]:
    """Return total indices: mean((a − ab)²) / 2V.

    The share of the variance that would stay, in the mean, if all other factors were known.
    Parameters and what is returned are those of :func:`first_order`.

    References
    ----------
    Jansen 1999, https://doi.org/10.1016/S0010-4655(98)00154-4.
    """
    return ratio(np.mean((a - ab) ** 2, axis=-2) / 2.0, *_spread(a, b))


def estimate(a: Matrix, b: Matrix, ab: Cube) -> tuple[Matrix, Matrix]:
    """Return first-order and total indices of a sample that is held as a whole.

    Outputs are centred by the mean of all rows, which changes nothing in expectation and spares
    the first-order index the noise of a mean far from 0. :class:`Indices` does the same block by
    block, with intervals. Parameters and what is returned are those of :func:`first_order`.
    """
    centre = (a.mean(axis=0) + b.mean(axis=0) + ab.mean(axis=1).sum(axis=0)) / (2 + len(ab))
    first = ratio(np.mean((b - centre) * (ab - a), axis=-2), *_spread(a, b))
    return first, total(a, b, ab)


@dataclass(frozen=True)
class Sobol:
    """Sobol' indices with their bootstrap intervals.

    Parameters
    ----------
    first, total
        The share of the variance that a factor causes alone, and together with the others;
        (factors, outputs). NaN where the output does not change.
    first_low, first_high, total_low, total_high
        The intervals; NaN where there are fewer than two rows or no resamples.
    variance, mean, rows
        Of each output over A and B, and how many rows were used, (outputs,).
    """

    first: Matrix
    first_low: Matrix
    first_high: Matrix
    total: Matrix
    total_low: Matrix
    total_high: Matrix
    variance: Vector
    mean: Vector
    rows: NDArray[np.intp]


def _multiplicities(samples: int, bootstraps: int, seed: int) -> NDArray[np.uint16]:
    """Return how often each row is in each resample; a row of ones, the sample itself, first."""
    stream = np.random.SeedSequence(seed, spawn_key=(RESAMPLING,))
    generator = np.random.Generator(np.random.Philox(stream))
    counts = np.ones((bootstraps + 1, samples), dtype=np.uint16)
    for resample in counts[1:]:
        resample[:] = np.bincount(generator.integers(samples, size=samples), minlength=samples)
    return counts


def _quantiles(values: Cube, *levels: float) -> list[Matrix]:
    """Return quantiles over the first axis of what is not NaN, as np.nanquantile without loops."""
    if not len(values):
        return [np.full(values.shape[1:], np.nan)] * len(levels)
    ordered = np.sort(values, axis=0)
    last = np.maximum(np.count_nonzero(~np.isnan(values), axis=0) - 1, 0)

    def at(position: NDArray[np.intp]) -> Matrix:
        taken: Matrix = np.take_along_axis(ordered, position[np.newaxis], axis=0)[0]
        return taken

    found = []
    for level in levels:
        below = np.floor(last * level).astype(np.intp)
        low, high = at(below), at(np.minimum(below + 1, last))
        found.append(low + (last * level - below) * (high - low))
    return found


class Indices:
    """Sobol' indices of a sample whose outputs come in blocks, in memory that does not grow.

    Outputs are shifted by the first value seen; as the sums that the indices need are polynomials
    of the shift, they are moved to the mean of all rows at the end, exactly. A resample of the
    bootstrap is the same sums with other multiplicities of the rows: it is centred and scaled by
    its own mean and variance, so that the intervals hold the uncertainty of these too.

    An output that is not finite in any of a row's replications (the unit has no rank there)
    leaves the row out for that output and all factors: the indices are then those of the rank
    among the replications that give one, and ``rows`` says how many these were.

    Sums are matrix products: their last bit depends on the size of the blocks and on the threads
    of the linear algebra, which the caller holds to one. Memory in bytes is
    8 · (3 · factors + 4) · (bootstraps + 1) · outputs + 2 · (bootstraps + 1) · samples.

    Parameters
    ----------
    factors, outputs, samples
        How many there are; samples are rows of A and of B.
    bootstraps, seed
        How many resamples, and their seed; they are the same however the rows are cut into
        blocks. With 0 resamples there are no intervals.
    level
        Of the percentile intervals.

    Examples
    --------
    >>> uniforms = np.random.Generator(np.random.Philox(0)).random((2, 4096, 2))
    >>> a, b = uniforms
    >>> def model(x):
    ...     return x[:, :1] + 2 * x[:, 1:]
    >>> indices = Indices(factors=2, outputs=1, samples=4096, bootstraps=200, seed=0)
    >>> ab = np.stack([model(pick_and_freeze(a, b, [factor])) for factor in (0, 1)])
    >>> indices.add(model(a), model(b), ab)
    >>> indices.result().total.round(1)
    array([[0.2],
           [0.8]])
    """

    def __init__(
        self,
        factors: int,
        outputs: int,
        samples: int,
        bootstraps: int,
        seed: int,
        level: float = 0.9,
    ) -> None:
        self._counts = _multiplicities(samples, bootstraps, seed)
        self._level = level
        self._seen = 0
        self._shift = np.full(outputs, np.nan)
        self._products = np.zeros((factors, bootstraps + 1, outputs))
        self._changes = np.zeros_like(self._products)
        self._squares = np.zeros_like(self._products)
        self._rows, self._all, self._base, self._base_squares = np.zeros(
            (4, bootstraps + 1, outputs)
        )

    def add(self, a: Matrix, b: Matrix, ab: Cube) -> None:
        """Add the next rows: a and b (rows, outputs), ab (factors, rows, outputs)."""
        known = np.isfinite(a) & np.isfinite(b) & np.isfinite(ab).all(axis=0)
        seen = np.where(known.any(axis=0), a[known.argmax(axis=0), np.arange(a.shape[1])], np.nan)
        self._shift = np.where(np.isnan(self._shift), seen, self._shift)
        counts = self._counts[:, self._seen : self._seen + len(a)].astype(np.float64)
        self._seen += len(a)

        a, b = self._shifted(a, known), self._shifted(b, known)
        everything = a + b
        for factor, one in enumerate(ab):
            moved = self._shifted(one, known)
            everything = everything + moved
            moved -= a
            self._products[factor] += counts @ (b * moved)
            self._changes[factor] += counts @ moved
            self._squares[factor] += counts @ (moved * moved)
        self._rows += counts @ known.astype(np.float64)
        self._all += counts @ everything
        self._base += counts @ (a + b)
        self._base_squares += counts @ (a * a + b * b)

    def _shifted(self, outputs: Matrix, known: NDArray[np.bool_]) -> Matrix:
        return np.where(known, outputs - self._shift, 0.0)

    def result(self) -> Sobol:
        """Return the indices of the rows added so far."""
        factors = len(self._products)
        rows = np.where(self._rows > 0, self._rows, np.nan)
        centre = self._all / (rows * (2 + factors))
        base = self._base / (2 * rows)
        variance = np.maximum(self._base_squares / (2 * rows) - base**2, 0.0)
        mean = self._shift + base
        first = ratio((self._products - centre * self._changes) / rows, variance, mean)
        whole = ratio(self._squares / (2 * rows), variance, mean)
        (first_low, first_high), (total_low, total_high) = map(self._interval, (first, whole))
        return Sobol(
            first=first[:, 0],
            first_low=first_low,
            first_high=first_high,
            total=whole[:, 0],
            total_low=total_low,
            total_high=total_high,
            variance=variance[0],
            mean=mean[0],
            rows=self._rows[0].astype(np.intp),
        )

    def _interval(self, indices: Cube) -> list[Matrix]:
        """Return the percentile interval; a resample in which nothing changes says nothing."""
        tail = (1.0 - self._level) / 2.0
        sure = np.isfinite(indices[:, 0]) & (self._rows[0] > 1)
        ends = _quantiles(indices[:, 1:].swapaxes(0, 1), tail, 1.0 - tail)
        return [np.where(sure, end, np.nan) for end in ends]
