"""Neighbours put together."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.robustness.charts.blocks import neighbours_together, rebinned


@given(
    widths=st.lists(st.integers(1, 5), min_size=1, max_size=12),
    gap=st.integers(0, 4),
    count=st.integers(1, 12),
)
def test_no_probability_is_lost_between_bins(widths: list[int], gap: int, count: int) -> None:
    ends = np.cumsum(np.array(widths) + gap).astype(float)
    first = ends - np.array(widths) + 1
    probability = np.full(len(widths), 1 / len(widths))
    edges = np.linspace(0, ends[-1] + 3, count + 1).astype(np.int64)
    shares = rebinned(first, ends, probability, edges)
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1.0)


def test_ranks_that_keep_their_bins_keep_their_probabilities() -> None:
    ranks = np.array([1.0, 2.0, 5.0])
    shares = rebinned(ranks, ranks, np.array([0.2, 0.5, 0.3]), np.arange(6))
    assert shares == pytest.approx([0.2, 0.5, 0.0, 0.0, 0.3])


def test_a_block_is_the_mean_of_its_units() -> None:
    units = list(range(200))
    frame = pl.DataFrame(
        {
            "unit": units,
            "rank_from": [1] * 200,
            "rank_to": [1] * 200,
            "probability": [0.2, 0.6] * 100,
        }
    )
    cells = neighbours_together(frame, units, 2)
    assert cells["probability"].to_list() == pytest.approx([0.4] * 100)
    assert cells["units"].to_list()[:2] == ["1–2", "3–4"]


def test_units_do_not_run_into_each_other() -> None:
    frame = pl.DataFrame(
        {"unit": ["b", "a"], "rank_from": [1, 2], "rank_to": [1, 3], "probability": [0.5, 1.0]}
    )
    cells = neighbours_together(frame, ["a", "b"], 3).select("units", "rank_from", "probability")
    assert cells.rows() == [("1", 2, 0.5), ("1", 3, 0.5), ("2", 1, 0.5)]
