"""Nearest neighbours: a missing cell gets the mean of the most similar units that have a figure.

Similarity is the Euclidean distance over what two units both have, each indicator measured in
its standard deviations. O. Troyanskaya et al. (2001), Missing value estimation methods for DNA
microarrays, doi:10.1093/bioinformatics/17.6.520.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.scheme.impute import Nearest
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.summary import moments

__all__ = ["distances", "fill", "learn_neighbours", "neighbours_mean"]

_MOST_DISTANCES = 2**21
"""How many distances are held at once."""


def learn_neighbours(block: Block, engine: Engine) -> Calibration:
    """Learn the units that may serve as neighbours.

    Returns
    -------
    Calibration
        The parameter ``deviation``, (columns,), the standard deviation (n − 1), and the table
        ``reference``, (units, columns), the figures.
    """
    deviation = moments(block.values, engine).deviation
    return Calibration({"deviation": deviation}, {"reference": block.values})


def fill(values: Matrix, spec: Nearest, calibration: Calibration) -> Matrix:
    """Return values with missing cells filled by the mean of the nearest units.

    A column in which all units are equal takes no part in the distance. A unit that has nothing
    in common with those that have a figure stays without it.

    Parameters
    ----------
    values
        (units, columns).
    spec
        How many neighbours, and how they count.
    calibration
        What :func:`learn_neighbours` found.
    """
    deviation = calibration.parameters["deviation"].astype(np.float64)
    reference = calibration.tables["reference"]
    varied = deviation > 0
    scaled = reference[:, varied] / deviation[varied]
    filled = values.copy()
    gaps = np.flatnonzero(np.isnan(values).any(axis=1))
    size = max(1, _MOST_DISTANCES // max(1, len(reference)))
    for start in range(0, len(gaps), size):
        rows = gaps[start : start + size]
        away = distances(values[np.ix_(rows, varied)] / deviation[varied], scaled)
        for at, column in np.argwhere(np.isnan(values[rows])).tolist():
            filled[rows[at], column] = neighbours_mean(
                away[at], reference[:, column], spec.neighbours, weighted=spec.weights == "distance"
            )
    return filled


def distances(rows: Matrix, reference: Matrix) -> Matrix:
    """Return √(m/s · Σ (x − y)²), the sum over the s of m columns that both units have.

    Parameters
    ----------
    rows
        (rows, columns), in standard deviations.
    reference
        (units, columns), in standard deviations.

    Returns
    -------
    Matrix
        (rows, units), NaN for two units that have nothing in common.
    """
    columns = rows.shape[1]
    squares = np.zeros((len(rows), len(reference)))
    shared = np.zeros_like(squares)
    for column in range(columns):
        gap = rows[:, column, np.newaxis] - reference[:, column]
        known = ~np.isnan(gap)
        gap[~known] = 0.0
        squares += gap * gap
        shared += known
    with np.errstate(invalid="ignore", divide="ignore"):
        away: Matrix = np.sqrt(squares * (columns / shared))
    return away


def neighbours_mean(away: Vector, figures: Vector, count: int, *, weighted: bool) -> float:
    """Return the mean of the nearest figures, NaN if there are none.

    Units as far away as the last neighbour count too, so that the order of units does not
    matter. With weights, units at no distance are alone in counting.

    Parameters
    ----------
    away
        (units,) the distances, NaN where there is none.
    figures
        (units,) the figures, NaN where missing.
    count
        How many neighbours.
    weighted
        Whether they count by the inverse of the distance.
    """
    usable = ~np.isnan(away) & ~np.isnan(figures)
    away, figures = away[usable], figures[usable]
    if len(away) == 0:
        return float("nan")
    if len(away) > count:
        near = away <= np.partition(away, count - 1)[count - 1]
        away, figures = away[near], figures[near]
    if not weighted:
        return float(figures.mean())
    least = away.min()
    if least == 0:
        return float(figures[away == 0].mean())
    weights = least / away
    return float((weights * figures).sum() / weights.sum())
