"""The dots of weights and importances."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import importance_dots
from tests.robustness.charts.samples import drawn, importance, rows, spec


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(importance_dots(importance())) == snapshot


def test_what_has_no_importance_is_left_out() -> None:
    found = rows(importance_dots(importance(), names={"a": "Alpha"}), "importance")
    assert [(row["name"], row["band"]) for row in found] == [("Alpha", 0), ("b", 0), ("c", 1)]


def test_an_empty_frame_gives_a_chart_that_says_so() -> None:
    assert "Nothing to show." in drawn(importance_dots(importance().head(0)))


def test_a_column_that_is_absent_is_named() -> None:
    with pytest.raises(UsageError, match="“weight”"):
        importance_dots(importance().drop("weight"))
