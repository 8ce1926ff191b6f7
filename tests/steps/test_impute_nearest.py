"""Nearest neighbours: scikit-learn's, ties, and units that were not there before."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.scheme.impute import Nearest
from steelyard.steps import impute
from steelyard.steps.block import Block
from steelyard.steps.impute.nearest import neighbours_mean

ENGINE = LocalEngine()
NAN = float("nan")


def block(values: object) -> Block:
    matrix = np.array(values, dtype=np.float64)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{at}" for at in range(len(matrix))], dtype=np.str_),
    )


def gappy(seed: int, rows: int) -> Matrix:
    random = np.random.default_rng(seed)
    values = random.normal(size=(rows, 6)) * [1, 10, 100, 1, 0.1, 5] + [0, 5, 1000, 1, 1, 2]
    values[:, 1] += 5 * values[:, 0]
    values[random.random(values.shape) < 0.15] = NAN
    values[0] = 1.0  # A row in which nothing is missing, for those that share little with others.
    return values


def sklearn_fills(reference: Matrix, values: Matrix, spec: Nearest) -> Matrix:
    from sklearn.impute import KNNImputer

    deviation = np.nanstd(reference, axis=0, ddof=1)
    imputer = KNNImputer(n_neighbors=spec.neighbours, weights=spec.weights)
    filled: Matrix = imputer.fit(reference / deviation).transform(values / deviation) * deviation
    return filled


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("neighbours", [1, 5, 500])
def test_scikit_learn(weights: str, neighbours: int) -> None:
    spec = Nearest.model_validate({"weights": weights, "neighbours": neighbours})
    given = block(gappy(9, 80))
    calibration = impute.learn(given, spec, ENGINE)
    ours = impute.apply(given, spec, calibration, ENGINE).values
    theirs = sklearn_fills(given.values, given.values, spec)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_scikit_learn_on_units_that_were_not_there_before() -> None:
    reference, later = block(gappy(10, 60)), block(gappy(11, 20))
    spec = Nearest()
    calibration = impute.learn(reference, spec, ENGINE)
    ours = impute.apply(later, spec, calibration, ENGINE).values
    theirs = sklearn_fills(reference.values, later.values, spec)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_a_column_of_equal_figures_takes_no_part_in_the_distance() -> None:
    reference = block([[1, 5, 10], [2, 5, 20], [9, 5, 90]])
    spec = Nearest(neighbours=1)
    calibration = impute.learn(reference, spec, ENGINE)
    later = block([[2.2, 5000, NAN]])
    assert impute.apply(later, spec, calibration, ENGINE).values[0, 2] == 20


def test_a_unit_with_nothing_in_common_stays_without() -> None:
    given = block([[1, NAN, 4], [2, NAN, 5], [NAN, 3, NAN], [NAN, 4, NAN]])
    spec = Nearest()
    result = impute.apply(given, spec, impute.learn(given, spec, ENGINE), ENGINE).values
    assert np.isnan(result[2:, 0]).all()


AWAY = np.array([1.0, 2, 2, 9, NAN])
FIGURES = np.array([10.0, 20, 40, 99, 7])


@pytest.mark.parametrize(
    ("count", "weighted", "expected"),
    [
        (1, False, 10),
        (2, False, 70 / 3),  # Two are second nearest, and both count.
        (3, False, 70 / 3),
        (2, True, (10 / 1 + 20 / 2 + 40 / 2) / (1 / 1 + 1 / 2 + 1 / 2)),
        (9, False, 169 / 4),
    ],
)
def test_means_of_neighbours_by_hand(count: int, expected: float, *, weighted: bool) -> None:
    assert neighbours_mean(AWAY, FIGURES, count, weighted=weighted) == pytest.approx(expected)


def test_units_at_no_distance_are_alone_in_counting() -> None:
    away = np.array([0.0, 0.0, 1.0])
    assert neighbours_mean(away, np.array([4.0, 6.0, 100.0]), 3, weighted=True) == 5


def test_no_neighbour_has_no_mean() -> None:
    assert np.isnan(neighbours_mean(AWAY, np.full(5, NAN), 2, weighted=False))
