"""EM: what a multivariate normal distribution expects of a missing cell, given the others.

A. P. Dempster, N. M. Laird, D. B. Rubin (1977), Maximum likelihood from incomplete data via the
EM algorithm, doi:10.1111/j.2517-6161.1977.tb01600.x; R. J. A. Little, D. B. Rubin, Statistical
Analysis with Missing Data, chapter 11. The prior is the ridge prior of J. L. Schafer (1997),
Analysis of Incomplete Multivariate Data, section 5.2.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.scheme.impute import EM
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.summary import moments

__all__ = ["Normal", "fill", "fit", "learn_normal", "step"]

_LEAST_PRIOR = 1e-8
"""Units of prior per unit: keeps the covariance invertible where indicators determine others."""


@dataclass(frozen=True)
class Normal:
    """A multivariate normal distribution: mean (columns,), covariance (columns, columns)."""

    mean: Vector
    covariance: Matrix


@dataclass(frozen=True)
class _Expected:
    """Expected sums over units of deviations, (columns,), and their products."""

    count: int
    total: Vector
    products: Matrix

    def __add__(self, other: _Expected) -> _Expected:
        return _Expected(
            self.count + other.count, self.total + other.total, self.products + other.products
        )


def learn_normal(block: Block, spec: EM, engine: Engine) -> Calibration:
    """Fit the distribution.

    Columns without a figure, or in which all figures are equal, stay out of it. Their variance
    is 0, and their missing cells get that figure, if there is one.

    Returns
    -------
    Calibration
        The parameter ``mean``, (columns,), the table ``covariance``, (columns, columns), and the
        parameters ``iterations`` and ``converged``, (1,) each.
    """
    found = moments(block.values, engine)
    varied = found.deviation > 0
    scale = found.deviation[varied]
    scaled = (block.values[:, varied] - found.mean[varied]) / scale
    scaled = scaled[~np.isnan(scaled).all(axis=1)]
    normal, iterations, converged = fit(scaled, spec, engine)
    mean = found.mean.copy()
    mean[varied] += scale * normal.mean
    covariance = np.zeros((len(varied), len(varied)))
    covariance[np.ix_(varied, varied)] = normal.covariance * np.outer(scale, scale)
    return Calibration(
        {"mean": mean, "iterations": np.array([iterations]), "converged": np.array([converged])},
        {"covariance": covariance},
    )


def fit(scaled: Matrix, spec: EM, engine: Engine) -> tuple[Normal, int, bool]:
    """Fit a normal distribution; return it, the number of iterations, whether it converged.

    Parameters
    ----------
    scaled
        (units, columns) with mean 0 and standard deviation 1, a figure in every row.
    spec
        When to end, and the prior.
    engine
        Where the passes run.
    """
    count, columns = scaled.shape
    prior = spec.prior
    if prior is None:
        prior = 0.0 if count > 2 * columns else 0.1 * count
    prior = max(prior, _LEAST_PRIOR * count)
    normal = Normal(np.zeros(columns), np.eye(columns))
    if count == 0 or columns == 0:
        return normal, 0, True
    for iteration in range(1, spec.iterations + 1):
        after = step(scaled, normal, prior, engine)
        moved = max(
            np.abs(after.mean - normal.mean).max(),
            np.abs(after.covariance - normal.covariance).max(),
        )
        normal = after
        if moved <= spec.tolerance:
            return normal, iteration, True
    return normal, spec.iterations, False


def step(scaled: Matrix, normal: Normal, prior: float, engine: Engine) -> Normal:
    """Return the distribution after one iteration, which never makes the data less likely.

    With δ the mean expected deviation and S the expected sum of the products of deviations from
    the new mean: mean + δ, and (S + κI)/(n + κ). For κ = 0 what grows is the likelihood of the
    figures that are there; else that less κ/2 · (ln |Σ| + tr Σ⁻¹).

    Parameters
    ----------
    scaled
        (units, columns), NaN for missing.
    normal
        The distribution before.
    prior
        κ, in units.
    engine
        Where the pass runs.
    """
    precision = np.asarray(np.linalg.inv(normal.covariance), dtype=np.float64)

    def expected(part: Matrix) -> _Expected:
        deviations, uncertain = _expect(part - normal.mean, precision)
        return _Expected(len(part), deviations.sum(axis=0), deviations.T @ deviations + uncertain)

    found = engine.summarise(scaled, expected, _Expected.__add__)
    shift = found.total / found.count
    products = found.products - found.count * np.outer(shift, shift)
    products[np.diag_indices_from(products)] += prior
    covariance = (products + products.T) / (2 * (found.count + prior))
    return Normal(normal.mean + shift, covariance)


def _expect(deviations: Matrix, precision: Matrix) -> tuple[Matrix, Matrix]:
    """Return deviations with missing ones expected, and the sum of their covariances.

    With K the inverse of the covariance, m what a unit lacks and o what it has, the expectation
    is −K_mm⁻¹ K_mo x_o and its covariance K_mm⁻¹. Units that lack the same number of figures go
    together.

    Parameters
    ----------
    deviations
        (units, columns) from the mean, NaN for missing.
    precision
        (columns, columns) K.

    Returns
    -------
    tuple
        (units, columns) and (columns, columns).
    """
    missing = np.isnan(deviations)
    filled = np.where(missing, 0.0, deviations)
    pull = filled @ precision
    uncertain = np.zeros_like(precision)
    lacking = missing.sum(axis=1)
    for number in np.unique(lacking[lacking > 0]).tolist():
        rows = np.flatnonzero(lacking == number)
        at = np.nonzero(missing[rows])[1].reshape(-1, number)
        covariance = np.linalg.inv(precision[at[:, :, np.newaxis], at[:, np.newaxis, :]])
        towards = pull[rows[:, np.newaxis], at]
        filled[rows[:, np.newaxis], at] = -np.einsum("rij,rj->ri", covariance, towards)
        np.add.at(uncertain, (at[:, :, np.newaxis], at[:, np.newaxis, :]), covariance)
    return filled, uncertain


def fill(values: Matrix, calibration: Calibration) -> Matrix:
    """Return values with missing cells as the distribution expects them.

    Parameters
    ----------
    values
        (units, columns).
    calibration
        What :func:`learn_normal` found.
    """
    mean = calibration.parameters["mean"].astype(np.float64)
    covariance = calibration.tables["covariance"]
    scale = np.sqrt(np.diag(covariance))
    varied = scale > 0
    filled = np.where(np.isnan(values), mean, values)
    rows = np.flatnonzero(np.isnan(values[:, varied]).any(axis=1))
    if len(rows):
        size = scale[varied]
        correlation = covariance[np.ix_(varied, varied)] / np.outer(size, size)
        scaled = (values[np.ix_(rows, varied)] - mean[varied]) / size
        expected, _uncertain = _expect(scaled, np.linalg.inv(correlation))
        back = mean[varied] + size * expected
        filled[np.ix_(rows, varied)] = np.where(
            np.isnan(scaled), back, values[np.ix_(rows, varied)]
        )
    return filled
