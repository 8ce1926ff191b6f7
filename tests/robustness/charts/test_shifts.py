"""The histogram of the mean rank shift."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import shift_histogram
from tests.robustness.charts.samples import drawn, rows, shifts, spec


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(shift_histogram(shifts())) == snapshot


def test_every_bin_is_drawn() -> None:
    assert rows(shift_histogram(shifts()), "share") == shifts().to_dicts()


def test_an_empty_frame_gives_a_chart_that_says_so() -> None:
    assert "Nothing to show." in drawn(shift_histogram(shifts().head(0)))


def test_a_column_that_is_absent_is_named() -> None:
    with pytest.raises(UsageError, match="“share”"):
        shift_histogram(shifts().drop("share"))
