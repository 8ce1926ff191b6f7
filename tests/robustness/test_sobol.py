"""Sobol' indices: closed forms, SALib, COINr, and what must hold of any sample."""

from __future__ import annotations

import csv
import importlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from steelyard.robustness.sobol import (
    Indices,
    Sobol,
    _quantiles,
    estimate,
    first_order,
    pick_and_freeze,
    total,
)

Model = Callable[[NDArray], NDArray]
Outputs = tuple[NDArray, NDArray, NDArray]
REPETITIONS = 100


def ishigami(uniforms: NDArray) -> NDArray:
    x = np.pi * (2 * uniforms - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y[:, np.newaxis]


def run(model: Model, groups: Sequence[Sequence[int]], rows: int, seed: int) -> Outputs:
    """Return the outputs of A, B and A with each factor from B."""
    width = 1 + max(itertools.chain(*groups))
    a, b = np.random.default_rng(seed).random((2, rows, width))
    frozen = [model(pick_and_freeze(a, b, list(columns))) for columns in groups]
    return model(a), model(b), np.stack(frozen)


def indices(outputs: Outputs, block: int | None = None, **settings: Any) -> Sobol:
    """Return the indices, the sample added in blocks."""
    a, b, ab = outputs
    shape = {"factors": len(ab), "outputs": a.shape[1], "samples": len(a)}
    found = Indices(**{**shape, "bootstraps": 0, "seed": 0, **settings})
    for start in range(0, len(a), block or len(a)):
        stop = start + (block or len(a))
        found.add(a[start:stop], b[start:stop], ab[:, start:stop])
    return found.result()


def repeated(model: Model, groups: Sequence[Sequence[int]], rows: int) -> list[Sobol]:
    return [
        indices(run(model, groups, rows, seed), bootstraps=200, seed=seed)
        for seed in range(REPETITIONS)
    ]


def assert_unbiased(found: list[Sobol], first: ArrayLike, whole: ArrayLike) -> None:
    """Assert that the mean of the repetitions is the closed form within 3 standard errors."""
    for name, expected in (("first", first), ("total", whole)):
        values = np.stack([getattr(one, name)[:, 0] for one in found])
        error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
        assert np.all(error < 0.02)
        assert np.all(np.abs(values.mean(axis=0) - expected) <= 3 * error + 1e-12)


def assert_covered(found: list[Sobol], first: ArrayLike, whole: ArrayLike) -> None:
    """Assert that 90% intervals hold the closed form in 82 to 97 of 100 repetitions."""
    for name, expected in (("first", np.asarray(first)), ("total", np.asarray(whole))):
        low = np.stack([getattr(one, f"{name}_low")[:, 0] for one in found])
        high = np.stack([getattr(one, f"{name}_high")[:, 0] for one in found])
        covered = np.mean((low <= expected) & (expected <= high), axis=0)
        assert np.all((covered >= 0.82) & (covered <= 0.97))


# ------------------------------------------------------------------- closed forms


def ishigami_shares() -> tuple[list[float], list[float]]:
    """Ishigami & Homma 1990, a = 7, b = 0.1, https://doi.org/10.1109/ISUMA.1990.151285.

    V₁ = (1 + bπ⁴/5)² / 2, V₂ = a²/8, V₁₃ = 8b²π⁸/225, all others 0.
    """
    v1, v2, v13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
    whole = v1 + v2 + v13
    return [v1 / whole, v2 / whole, 0.0], [(v1 + v13) / whole, v2 / whole, v13 / whole]


@pytest.fixture(scope="module")
def ishigami_found() -> list[Sobol]:
    return repeated(ishigami, [[0], [1], [2]], 512)


def test_ishigami_function(ishigami_found: list[Sobol]) -> None:
    assert_unbiased(ishigami_found, *ishigami_shares())


def test_intervals_of_the_ishigami_function(ishigami_found: list[Sobol]) -> None:
    assert_covered(ishigami_found, *ishigami_shares())


def test_one_large_sample_of_the_ishigami_function() -> None:
    found = indices(run(ishigami, [[0], [1], [2]], 65_536, 5))
    first, whole = ishigami_shares()
    np.testing.assert_allclose(found.first[:, 0], first, atol=0.015)
    np.testing.assert_allclose(found.total[:, 0], whole, atol=0.015)


G_COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(uniforms: NDArray) -> NDArray:
    parts = (np.abs(4 * uniforms - 2) + G_COEFFICIENTS) / (1 + G_COEFFICIENTS)
    return parts.prod(axis=1, keepdims=True)


def g_shares() -> tuple[NDArray, NDArray]:
    """Saltelli & Sobol' 1995, https://doi.org/10.1016/0951-8320(95)00099-2.

    V_i = 1 / 3(1 + a_i)², V = Π(1 + V_i) − 1, total V_i Π_{j≠i}(1 + V_j).
    """
    parts = 1 / (3 * (1 + G_COEFFICIENTS) ** 2)
    whole = np.prod(1 + parts) - 1
    return parts / whole, parts * np.prod(1 + parts) / (1 + parts) / whole


@pytest.fixture(scope="module")
def g_found() -> list[Sobol]:
    return repeated(g_function, [[0], [1], [2], [3]], 512)


def test_g_function(g_found: list[Sobol]) -> None:
    assert_unbiased(g_found, *g_shares())


def test_intervals_of_the_g_function(g_found: list[Sobol]) -> None:
    assert_covered(g_found, *g_shares())


def test_groups_of_uniforms() -> None:
    """2·z₀z₁ + z₂ + z₂z₃ + z₀z₃ with z of mean 0 and variance 1: orthogonal terms."""

    def model(uniforms: NDArray) -> NDArray:
        z = np.sqrt(12) * (uniforms - 0.5)
        y = 2 * z[:, 0] * z[:, 1] + z[:, 2] + z[:, 2] * z[:, 3] + z[:, 0] * z[:, 3]
        return y[:, np.newaxis]

    found = repeated(model, [[0, 1], [2, 3]], 512)
    assert_unbiased(found, [4 / 7, 2 / 7], [5 / 7, 3 / 7])


def test_discrete_factors() -> None:
    """Three alternatives by two: the variance components by enumeration."""
    table = np.array([[1.0, 4.0], [2.0, 2.0], [7.0, 3.0]])
    three, two = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.6])

    def model(uniforms: NDArray) -> NDArray:
        rows = np.searchsorted(np.cumsum(three)[:-1], uniforms[:, 0])
        columns = np.searchsorted(np.cumsum(two)[:-1], uniforms[:, 1])
        return table[rows, columns][:, np.newaxis]

    mean = three @ table @ two
    of_three, of_two = three @ (table @ two - mean) ** 2, two @ (three @ table - mean) ** 2
    whole = three @ (table - mean) ** 2 @ two
    first = np.array([of_three, of_two]) / whole
    assert_unbiased(repeated(model, [[0], [1]], 512), first, 1 - first[::-1])


def test_factors_of_a_sum_have_no_interactions() -> None:
    shares = np.array([1.0, 4.0, 9.0]) / 14

    def model(uniforms: NDArray) -> NDArray:
        return uniforms @ np.array([[1.0], [2.0], [3.0]])

    assert_unbiased(repeated(model, [[0], [1], [2]], 256), shares, shares)


# ---------------------------------------------------------------- other programs


def salib(outputs: Outputs, **settings: Any) -> Any:
    a, b, ab = outputs
    factors = len(ab)
    problem = {
        "num_vars": factors,
        "names": [str(factor) for factor in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    rows = np.column_stack([a[:, 0], *ab[:, :, 0], b[:, 0]]).ravel()
    analyse = importlib.import_module("SALib.analyze.sobol").analyze
    return analyse(problem, rows, calc_second_order=False, seed=1, **settings)


@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_salib(shift: float) -> None:
    a, b, ab = run(ishigami, [[0], [1], [2]], 1000, 3)
    outputs = a + shift, b + shift, ab + shift
    expected, found = salib(outputs), indices(outputs, block=300)
    np.testing.assert_allclose(found.first[:, 0], expected["S1"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.total[:, 0], expected["ST"], rtol=1e-9, atol=1e-9)


def test_widths_of_intervals_are_those_of_salib() -> None:
    outputs = run(ishigami, [[0], [1], [2]], 2000, 3)
    expected = salib(outputs, num_resamples=1000, conf_level=0.9)
    found = indices(outputs, bootstraps=1000)
    first, whole = found.first_high - found.first_low, found.total_high - found.total_low
    np.testing.assert_allclose(first[:, 0] / 2, expected["S1_conf"], rtol=0.15)
    np.testing.assert_allclose(whole[:, 0] / 2, expected["ST_conf"], rtol=0.15)


def test_coinr(shared: Path) -> None:
    """COINr does not centre outputs and divides the variance by n − 1."""
    folder = shared / "coinr" / "sensitivity"
    with (folder / "ishigami_X_y.csv").open(encoding="utf-8") as file:
        y = np.array([float(row["y"]) for row in csv.DictReader(file)])
    with (folder / "ishigami_SA_estimate.csv").open(encoding="utf-8") as file:
        expected = [(float(row["Si"]), float(row["STi"])) for row in csv.DictReader(file)]
    a, b, *ab = y.reshape(5, 1000, 1)
    unbiased = 1999 / 2000
    found = [(unbiased * first_order(a, b, one), unbiased * total(a, b, one)) for one in ab]
    np.testing.assert_allclose(np.array(found)[:, :, 0], expected, rtol=1e-9)


# -------------------------------------------------------------- blocks of a sample


@given(
    seed=st.integers(0, 1000),
    rows=st.integers(2, 40),
    block=st.integers(1, 40),
    factors=st.integers(1, 4),
    shift=st.sampled_from([0.0, -3.0, 1e4]),
)
def test_blocks_give_what_the_whole_sample_gives(
    seed: int, rows: int, block: int, factors: int, shift: float
) -> None:
    rng = np.random.default_rng(seed)
    a, b = shift + rng.standard_normal((2, rows, 3))
    ab = shift + rng.standard_normal((factors, rows, 3))
    found = indices((a, b, ab), block)
    first, whole = estimate(a, b, ab)
    np.testing.assert_allclose(found.first, first, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.total, whole, rtol=1e-9, atol=1e-9)


def test_variance_and_mean_are_those_of_both_samples() -> None:
    a, b, ab = run(ishigami, [[0], [1, 2]], 50, 0)
    found = indices((a, b, ab), block=7)
    np.testing.assert_allclose(found.variance, np.concatenate((a, b)).var(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.mean, np.concatenate((a, b)).mean(axis=0), rtol=1e-12)
    assert found.rows.tolist() == [50]


@pytest.mark.parametrize("block", [1, 37, 256])
def test_resamples_do_not_depend_on_the_size_of_blocks(block: int) -> None:
    outputs = run(ishigami, [[0], [1], [2]], 256, 0)
    whole, cut = indices(outputs, bootstraps=50), indices(outputs, block, bootstraps=50)
    for one, other in zip(astuple(whole), astuple(cut), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_the_same_seed_gives_the_same_bits() -> None:
    outputs = run(ishigami, [[0], [1], [2]], 256, 0)
    one, other = (indices(outputs, 64, bootstraps=50, seed=0) for _ in range(2))
    assert all(np.array_equal(x, y) for x, y in zip(astuple(one), astuple(other), strict=True))


def test_zero_is_a_seed() -> None:
    outputs = run(ishigami, [[0], [1], [2]], 256, 0)
    zero, one = (indices(outputs, bootstraps=50, seed=seed) for seed in (0, 1))
    assert not np.any(zero.first_low == one.first_low)


def test_intervals_are_those_of_resampling_rows() -> None:
    a, b, ab = run(ishigami, [[0], [1], [2]], 300, 0)
    found = indices((a, b, ab), bootstraps=4000, level=0.8)
    rows = np.random.default_rng(1).integers(300, size=(4000, 300))
    resampled = np.array([estimate(a[row], b[row], ab[:, row]) for row in rows])[..., 0]
    (first_low, total_low), (first_high, total_high) = np.quantile(resampled, (0.1, 0.9), axis=0)
    width = first_high - first_low
    assert np.all(np.abs(found.first_low[:, 0] - first_low) < 0.05 * width)
    assert np.all(np.abs(found.first_high[:, 0] - first_high) < 0.05 * width)
    width = total_high - total_low
    assert np.all(np.abs(found.total_low[:, 0] - total_low) < 0.05 * width)
    assert np.all(np.abs(found.total_high[:, 0] - total_high) < 0.05 * width)


def test_a_lower_level_narrows_the_interval() -> None:
    outputs = run(ishigami, [[0], [1], [2]], 256, 0)
    wide, narrow = (indices(outputs, bootstraps=200, level=level) for level in (0.9, 0.5))
    assert np.all(wide.first_low < narrow.first_low)
    assert np.all(narrow.total_high < wide.total_high)


# -------------------------------------------------------------------- properties


@given(
    scale=st.floats(1e-3, 1e3).flatmap(lambda x: st.sampled_from([x, -x])),
    shift=st.floats(-1e3, 1e3),
)
def test_an_affine_change_of_the_output_changes_nothing(scale: float, shift: float) -> None:
    outputs = run(ishigami, [[0], [1], [2]], 64, 0)
    a, b, ab = (scale * y + shift for y in outputs)
    one, other = indices(outputs, bootstraps=10), indices((a, b, ab), bootstraps=10)
    for name in ("first", "first_low", "total", "total_high"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6, atol=1e-6)


def test_a_factor_that_does_nothing_has_exactly_no_share() -> None:
    found = indices(run(lambda x: x[:, :1] + 100, [[0], [1]], 64, 0), bootstraps=20)
    shares = (found.first, found.first_high, found.total, found.total_low, found.total_high)
    assert [share[1, 0] for share in shares] == [0.0] * 5


def test_each_output_has_the_indices_it_has_alone() -> None:
    a, b, ab = run(lambda x: np.column_stack((ishigami(x), x)), [[0], [1], [2]], 64, 0)
    together = indices((a, b, ab), bootstraps=10)
    alone = indices((a[:, 2:3], b[:, 2:3], ab[:, :, 2:3]), bootstraps=10)
    np.testing.assert_allclose(together.first[:, 2], alone.first[:, 0], rtol=1e-12)
    np.testing.assert_allclose(together.total_low[:, 2], alone.total_low[:, 0], rtol=1e-12)


@given(
    st.lists(
        st.lists(st.floats(-10, 10) | st.just(np.nan), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    ),
    st.floats(0, 1),
)
def test_quantiles_leave_out_what_is_missing(rows: list[list[float]], level: float) -> None:
    values = np.array(rows)
    expected = [
        np.quantile(column[~np.isnan(column)], level) if not np.isnan(column).all() else np.nan
        for column in values.T
    ]
    np.testing.assert_allclose(_quantiles(values, level)[0], expected, rtol=1e-12, atol=1e-12)


# --------------------------------------------------------------- degenerate inputs


@pytest.mark.parametrize("noise", [0.0, 1e-15])
def test_an_output_that_never_changes_has_no_indices(noise: float) -> None:
    rng = np.random.default_rng(0)
    a, b, *ab = 0.1 + noise * rng.standard_normal((5, 64, 1))
    found = indices((a, b, np.stack(ab)), bootstraps=20)
    for value in (found.first, found.first_low, found.total, found.total_high):
        assert np.isnan(value).all()
    assert np.isnan(estimate(a, b, np.stack(ab))).all()
    assert found.mean[0] == pytest.approx(0.1)


def test_resamples_in_which_nothing_changes_are_left_out() -> None:
    a = np.zeros((20, 1))
    b = np.zeros((20, 1))
    b[3] = 1.0
    found = indices((a, b, b[np.newaxis]), bootstraps=50)
    assert np.isfinite(found.total_low).all()


def test_rows_without_an_output_are_left_out_for_that_output() -> None:
    a, b, ab = run(lambda x: np.column_stack((ishigami(x), x)), [[0], [1], [2]], 64, 0)
    a[3, 0], b[10, 0], ab[1, 20, 0], ab[2, 3, 0] = np.nan, np.nan, np.nan, np.inf
    found = indices((a, b, ab), block=16)
    kept = np.setdiff1d(np.arange(64), [3, 10, 20])
    first, whole = estimate(a[kept], b[kept], ab[:, kept])
    np.testing.assert_allclose(found.first[:, 0], first[:, 0], rtol=1e-9)
    np.testing.assert_allclose(found.total[:, 0], whole[:, 0], rtol=1e-9)
    assert found.rows.tolist() == [61, 64, 64, 64]


def test_an_output_may_be_missing_in_the_first_blocks() -> None:
    a, b, ab = run(ishigami, [[0], [1], [2]], 64, 0)
    a[:20] = np.nan
    first, _ = estimate(a[20:], b[20:], ab[:, 20:])
    np.testing.assert_allclose(indices((a, b, ab), block=8).first, first, rtol=1e-9)


def test_an_output_that_is_never_there_has_no_indices() -> None:
    missing = np.full((8, 1), np.nan)
    found = indices((missing, missing, missing[np.newaxis]), bootstraps=5)
    assert np.isnan([found.first, found.first_low, found.total, found.total_high]).all()
    assert np.isnan([found.variance, found.mean]).all()
    assert found.rows.tolist() == [0]


def test_one_row_has_indices_and_no_interval() -> None:
    found = indices((np.array([[1.0]]), np.array([[3.0]]), np.array([[[3.0]]])), bootstraps=5)
    assert found.total.tolist() == [[2.0]]
    assert found.first == pytest.approx(np.array([[2 / 3 * 2]]))
    assert np.isnan([found.first_low, found.first_high, found.total_low, found.total_high]).all()


def test_one_factor_causes_everything() -> None:
    found = repeated(lambda x: x**2, [[0]], 256)
    assert_unbiased(found, [1.0], [1.0])


def test_no_resamples_give_no_interval() -> None:
    found = indices(run(ishigami, [[0], [1], [2]], 64, 0), bootstraps=0)
    assert np.isnan([found.first_low, found.total_high]).all()
    assert np.isfinite([found.first, found.total]).all()
