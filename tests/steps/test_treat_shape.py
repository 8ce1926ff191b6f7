"""Skewness and kurtosis: SciPy's unbiased ones, COINr's, and what an affine scale changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.engines import Matrix
from steelyard.engines.local import BLOCK_ROWS, LocalEngine
from steelyard.steps.treat.shape import Limits, shape, shape_of_figures

ENGINE = LocalEngine()
NAN = float("nan")
FILES = {
    "Raw": "01_Raw",
    "Denominated": "02_Denominated",
    "Screened": "04_Screened",
    "Treated": "05_Treated",
}


def spread(seed: int, rows: int, columns: int) -> Matrix:
    """Return columns from a bell curve to a heavy tail, a tenth of them missing."""
    random = np.random.default_rng(seed)
    values = np.exp(random.normal(size=(rows, columns)) * np.linspace(0.1, 2, columns))
    values[random.random(values.shape) < 0.1] = NAN
    return values


@pytest.mark.parametrize("rows", [5, 60, BLOCK_ROWS + 700])
def test_scipy_with_bias_removed(rows: int) -> None:
    from scipy import stats

    values = spread(1, rows, 4)
    found = shape(values, ENGINE)
    for theirs, ours in ((stats.skew, found.skewness), (stats.kurtosis, found.kurtosis)):
        np.testing.assert_allclose(
            ours, theirs(values, bias=False, nan_policy="omit"), rtol=1e-11, atol=1e-12
        )


def test_one_column_by_itself_gives_the_same() -> None:
    values = np.sort(spread(2, 60, 1)[:, 0])
    figures = values[~np.isnan(values)]
    found = shape(values[:, np.newaxis], ENGINE)
    assert shape_of_figures(figures) == pytest.approx(
        (found.skewness[0], found.kurtosis[0]), rel=1e-13
    )


@pytest.mark.parametrize("dataset", FILES)
def test_coinr(shared: Path, dataset: str) -> None:
    theirs = pl.read_csv(shared / "coinr/treat/skew_kurt.csv").filter(pl.col("dset") == dataset)
    data = pl.read_csv(
        shared / f"coinr/stages/{FILES[dataset]}.csv", null_values=["NA"], infer_schema_length=None
    )
    columns = data.select(pl.col(theirs["iCode"].to_list()).cast(pl.Float64)).fill_null(NAN)
    found = shape(columns.to_numpy(order="c"), ENGINE)
    np.testing.assert_allclose(found.skewness, theirs["Skew"].to_numpy(), rtol=1e-9)
    np.testing.assert_allclose(found.kurtosis, theirs["Kurt"].to_numpy(), rtol=1e-9)
    passed = ~Limits(2, 3.5).flags(found.skewness, found.kurtosis)
    assert passed.tolist() == theirs["Pass"].to_list()


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], (True, True)),
        ([1], (True, True)),
        ([1, 2], (True, True)),
        ([1, 2, 4], (False, True)),
        ([1, 2, 4, 9], (False, False)),
        ([0.1] * 9, (True, True)),
    ],
)
def test_missing_for_too_few_figures_or_equal_ones(
    figures: list[float], expected: tuple[bool, bool]
) -> None:
    found = shape(np.array(figures, dtype=np.float64).reshape(-1, 1), ENGINE)
    assert (np.isnan(found.skewness[0]), np.isnan(found.kurtosis[0])) == expected


@pytest.mark.parametrize(
    ("skewness", "kurtosis", "passed"),
    [
        (2.0, 9.0, True),
        (-2.1, 3.5, True),
        (-2.1, 3.6, False),
        (2.1, 3.6, False),
        (NAN, 9.0, True),
        (9.0, NAN, True),
    ],
)
def test_flagged_only_beyond_both_limits(skewness: float, kurtosis: float, *, passed: bool) -> None:
    assert Limits(2, 3.5).passed(skewness, kurtosis) == passed
    assert Limits(2, 3.5).flags(np.array([skewness]), np.array([kurtosis]))[0] != passed


@given(
    arrays(np.float64, (12, 1), elements=st.integers(-50, 50)),
    st.floats(0.01, 100),
    st.floats(-100, 100),
)
def test_a_change_of_unit_of_measurement_changes_nothing(
    values: Matrix, factor: float, shift: float
) -> None:
    assume(len(np.unique(values)) > 1)
    before, after = shape(values, ENGINE), shape(values * factor + shift, ENGINE)
    np.testing.assert_allclose(after.skewness, before.skewness, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(after.kurtosis, before.kurtosis, rtol=1e-6, atol=1e-8)
