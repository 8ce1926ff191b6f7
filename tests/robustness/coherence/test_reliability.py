"""Cronbach's alpha, against COINr 1.1.14 and by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.robustness.coherence.reliability import cronbach_alpha
from tests.robustness.coherence.coinr import columns, parts_of, table

STAGES = {"Raw": "01_Raw", "Normalised": "06_Normalised", "Aggregated": "07_Aggregated"}


def test_every_alpha_is_coinrs(shared: Path) -> None:
    theirs = table(shared, "stats/cronbach.csv")
    indicators = table(shared, "stages/06_Normalised.csv").columns[1:]
    assert theirs.height == 22
    for stage, group, alpha in theirs.iter_rows():
        names = indicators if group == "all indicators" else parts_of(shared, group)
        values = columns(shared, f"stages/{STAGES[stage.split()[0]]}.csv", names)
        if "complete.obs" in stage:
            values = values[~np.isnan(values).any(axis=1)]
        assert cronbach_alpha(values) == pytest.approx(alpha, rel=1e-9), (stage, group)


@given(st.integers(2, 8), st.floats(0.0, 0.9))
def test_parts_of_equal_variance_have_the_alpha_of_spearman_and_brown(
    parts: int, correlation: float
) -> None:
    # Parts with equal variances and correlations r: alpha = k·r/(1 + (k − 1)·r).
    wanted = np.full((parts, parts), correlation) + (1 - correlation) * np.eye(parts)
    random = np.random.default_rng(0).standard_normal((50, parts))
    white = np.linalg.qr(random - random.mean(axis=0))[0]
    values = white @ np.linalg.cholesky(wanted).T
    expected = parts * correlation / (1 + (parts - 1) * correlation)
    assert cronbach_alpha(values) == pytest.approx(expected, abs=1e-9)


def test_the_same_part_twice_is_perfectly_reliable() -> None:
    column = np.array([3.0, 1.0, 2.0])
    assert cronbach_alpha(np.column_stack([column, column])) == pytest.approx(1.0)


def test_a_constant_part_lowers_alpha_as_one_that_says_nothing() -> None:
    column = np.array([3.0, 1.0, 2.0])
    found = cronbach_alpha(np.column_stack([column, column, np.ones(3)]))
    assert found == pytest.approx(3 / 2 * (1 - 2 / 4))


@pytest.mark.parametrize(
    "parts",
    [
        np.empty((0, 3)),
        np.ones((1, 3)),
        np.ones((5, 3)),
        np.arange(5.0)[:, None],
        np.full((4, 2), np.nan),
        np.empty((4, 0)),
    ],
    ids=["no unit", "one unit", "all equal", "one part", "all missing", "no part"],
)
def test_without_variance_or_company_there_is_no_alpha(parts: np.ndarray) -> None:
    assert np.isnan(cronbach_alpha(parts))
