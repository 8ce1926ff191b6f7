"""EM: Anderson's closed form, conditional expectations, and a likelihood that never falls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.engines import Matrix
from steelyard.engines.local import BLOCK_ROWS, LocalEngine
from steelyard.scheme.impute import EM
from steelyard.steps import impute
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.impute.em import Normal, step

ENGINE = LocalEngine()
NAN = float("nan")
EXACT = EM(prior=0, tolerance=1e-12, iterations=10_000)


def block(values: object) -> Block:
    matrix = np.array(values, dtype=np.float64)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{at}" for at in range(len(matrix))], dtype=np.str_),
    )


def correlated(seed: int, rows: int, columns: int, missing: float) -> Matrix:
    random = np.random.default_rng(seed)
    values = random.normal(size=(rows, columns)) @ random.normal(size=(columns, columns))
    values = values * np.geomspace(0.01, 1000, columns) + 50
    values[random.random(values.shape) < missing] = NAN
    return values


def fitted(values: Matrix, spec: EM = EXACT) -> tuple[Matrix, Matrix, Calibration]:
    calibration = impute.learn(block(values), spec, ENGINE)
    mean = calibration.parameters["mean"].astype(np.float64)
    return mean, calibration.tables["covariance"], calibration


def imputed(values: Matrix, spec: EM = EXACT) -> Matrix:
    given = block(values)
    return impute.apply(given, spec, impute.learn(given, spec, ENGINE), ENGINE).values


def test_complete_figures_give_their_own_mean_and_covariance() -> None:
    values = correlated(12, 60, 4, 0)
    mean, covariance, _calibration = fitted(values)
    np.testing.assert_allclose(mean, values.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(covariance, np.cov(values.T, bias=True), rtol=1e-6)


def test_one_iteration_is_all_that_complete_figures_need() -> None:
    values = correlated(12, 60, 3, 0)
    far_off = Normal(values.mean(axis=0) + 1000, np.diag([1.0, 10.0, 100.0]))
    found = step(values, far_off, 0.0, ENGINE)
    np.testing.assert_allclose(found.mean, values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(values.T, bias=True), rtol=1e-5)


def test_anderson_where_only_the_second_figure_is_missing() -> None:
    """T. W. Anderson (1957), doi:10.1080/01621459.1957.10501379: the factored likelihood.

    With the regression of the second on the first over the units that have both, β = s12/s11,
    μ2 = ȳ2 + β(μ1 − ȳ1), σ12 = βσ11, σ22 = s22 + β²(σ11 − s11).
    """
    values = correlated(13, 80, 2, 0)
    values[50:, 1] = NAN
    first = values[:, 0]
    both = values[:50]
    s = np.cov(both.T, bias=True)
    slope = s[0, 1] / s[0, 0]
    expected_mean = [first.mean(), both[:, 1].mean() + slope * (first.mean() - both[:, 0].mean())]
    s11 = first.var()
    expected = [
        [s11, slope * s11],
        [slope * s11, s[1, 1] + slope**2 * (s11 - s[0, 0])],
    ]
    mean, covariance, calibration = fitted(values)
    assert calibration.parameters["converged"].all()
    np.testing.assert_allclose(mean, expected_mean, rtol=1e-7)
    np.testing.assert_allclose(covariance, expected, rtol=1e-6)


def test_anderson_on_three_nested_columns() -> None:
    """With x1 complete, x2 missing from a unit on, x3 from an earlier one: three regressions."""
    values = correlated(14, 90, 3, 0)
    values[60:, 1] = NAN
    values[40:, 2] = NAN
    mean1 = values[:, 0].mean()
    b2 = np.polyfit(values[:60, 0], values[:60, 1], 1)
    design = np.column_stack([np.ones(40), values[:40, :2]])
    b3 = np.linalg.lstsq(design, values[:40, 2], rcond=None)[0]
    mean2 = b2[1] + b2[0] * mean1
    mean3 = b3 @ [1, mean1, mean2]
    mean, _covariance, _calibration = fitted(values)
    np.testing.assert_allclose(mean, [mean1, mean2, mean3], rtol=1e-6)


def test_a_cell_gets_the_regression_on_what_the_unit_has() -> None:
    values = correlated(15, 80, 2, 0)
    values[50:, 1] = NAN
    slope, intercept = np.polyfit(values[:50, 0], values[:50, 1], 1)
    np.testing.assert_allclose(
        imputed(values)[50:, 1], intercept + slope * values[50:, 0], rtol=1e-6
    )


def test_conditional_expectation_of_a_unit_that_was_not_there_before() -> None:
    mean, covariance, calibration = fitted(correlated(16, 120, 4, 0.1))
    later = np.array([[NAN, 48.0, NAN, 55.0]])
    lacks, has = [0, 2], [1, 3]
    weights = covariance[np.ix_(lacks, has)] @ np.linalg.inv(covariance[np.ix_(has, has)])
    expected = mean[lacks] + weights @ (later[0, has] - mean[has])
    ours = impute.apply(block(later), EXACT, calibration, ENGINE).values
    np.testing.assert_allclose(ours[0, lacks], expected, rtol=1e-9)


def test_a_unit_without_any_figure_gets_the_means() -> None:
    mean, _covariance, calibration = fitted(correlated(17, 50, 3, 0.1))
    later = block(np.full((1, 3), NAN))
    np.testing.assert_allclose(
        impute.apply(later, EXACT, calibration, ENGINE).values[0], mean, rtol=1e-12
    )


def likelihood(values: Matrix, normal: Normal, prior: float) -> float:
    """Return the log-likelihood of the figures that are there, less the prior's penalty."""
    total = 0.0
    for row in values:
        has = ~np.isnan(row)
        part = normal.covariance[np.ix_(has, has)]
        away = row[has] - normal.mean[has]
        total -= 0.5 * (np.linalg.slogdet(2 * np.pi * part)[1] + away @ np.linalg.solve(part, away))
    inverse = np.linalg.inv(normal.covariance)
    return total - prior / 2 * (np.linalg.slogdet(normal.covariance)[1] + np.trace(inverse))


@settings(max_examples=40)
@given(
    st.integers(0, 10_000),
    st.integers(2, 25),
    st.integers(1, 5),
    st.floats(0, 0.6),
    st.sampled_from([0.5, 3.0]),
)
def test_the_likelihood_never_falls(
    seed: int, rows: int, columns: int, missing: float, prior: float
) -> None:
    values = correlated(seed, rows, columns, missing)
    values = (values - 50) / np.geomspace(0.01, 1000, columns)
    normal = Normal(np.zeros(columns), np.eye(columns))
    before = likelihood(values, normal, prior)
    for _iteration in range(5):
        normal = step(values, normal, prior, ENGINE)
        after = likelihood(values, normal, prior)
        assert after >= before - 1e-9 * abs(before)
        before = after


@pytest.mark.parametrize(("rows", "columns"), [(4, 10), (10, 10), (2, 3)])
def test_fewer_units_than_indicators_still_give_finite_figures(rows: int, columns: int) -> None:
    values = correlated(18, rows, columns, 0)
    values[0, 0] = NAN
    assert np.isfinite(imputed(values, EM())).all()


def test_an_indicator_that_others_determine_is_filled_from_them() -> None:
    values = correlated(19, 40, 2, 0)
    values = np.column_stack([values, values[:, 0] * 3 - 7])
    values[0, 2] = NAN
    assert imputed(values, EM())[0, 2] == pytest.approx(values[0, 0] * 3 - 7, rel=1e-5)


def test_a_column_of_equal_figures_gets_that_figure_and_helps_nobody() -> None:
    values = correlated(20, 40, 2, 0.1)
    values = np.column_stack([values, np.full(40, 3.0)])
    values[7, 2] = NAN
    result = imputed(values, EM())
    assert result[7, 2] == 3
    np.testing.assert_allclose(result[:, :2], imputed(values[:, :2], EM()), rtol=1e-12)


def test_a_column_without_a_figure_stays_missing() -> None:
    values = np.column_stack([correlated(21, 30, 2, 0.1), np.full(30, NAN)])
    result = imputed(values, EM())
    assert np.isnan(result).all(axis=0).tolist() == [False, False, True]


def test_a_prior_draws_correlations_towards_none() -> None:
    values = correlated(22, 60, 2, 0)
    free, drawn = (fitted(values, EM(prior=prior))[1] for prior in (0, 60))
    correlation = [c[0, 1] / np.sqrt(c[0, 0] * c[1, 1]) for c in (free, drawn)]
    assert correlation[1] == pytest.approx(correlation[0] / 2, rel=0.02)


def test_a_fit_that_has_not_come_to_rest_is_reported() -> None:
    given = block(correlated(23, 60, 4, 0.3))
    spec = EM(iterations=2)
    calibration = impute.learn(given, spec, ENGINE)
    found = impute.findings(impute.apply(given, spec, calibration, ENGINE), spec, calibration)
    assert [(finding.code, finding.severity) for finding in found] == [("not-converged", "warning")]
    assert "after 2 iterations" in found[0].message.render("en")


def test_blocks_of_rows_join_to_the_same_fit() -> None:
    values = correlated(24, 2 * BLOCK_ROWS + 10, 2, 0.1)
    spec = EM(iterations=3)
    one = impute.learn(block(values), spec, LocalEngine(threads=1)).parameters["mean"]
    two = impute.learn(block(values), spec, LocalEngine(threads=2)).parameters["mean"]
    assert one.tobytes() == two.tobytes()
