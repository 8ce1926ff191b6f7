"""The bars of the Sobol indices."""

from __future__ import annotations

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import sobol_bars
from tests.robustness.charts.samples import drawn, rows, sensitivity, spec, walk


def of_finland(frame: pl.DataFrame):
    return sobol_bars(frame, output="rank", key="unit", unit="Finland")


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(sobol_bars(sensitivity())) == snapshot


def test_the_assumption_that_matters_most_is_on_top() -> None:
    texts = drawn(sobol_bars(sensitivity()))
    shown = [text for text in texts if text in {"weights", "normalisation"}]
    assert shown == ["normalisation", "weights"]


def test_the_indices_are_written_beside_the_bars() -> None:
    assert {"0.50", "0.65", "0.30", "0.45"} <= set(drawn(sobol_bars(sensitivity())))


def test_the_rank_of_one_unit() -> None:
    chart = of_finland(sensitivity())
    values = {(row["assumption"], row["index"]): row["value"] for row in rows(chart, "index")}
    assert values == {
        ("weights", "first"): 0.9,
        ("weights", "total"): 0.95,
        ("normalisation", "first"): 0.01,
        ("normalisation", "total"): 0.05,
    }
    assert "What moves the rank of Finland" in drawn(chart)


def test_the_axis_holds_the_intervals_that_leave_0_to_1() -> None:
    assert [-0.04, 1.02] in list(walk(spec(of_finland(sensitivity())), "domain"))


def test_the_axis_goes_from_0_to_1_otherwise() -> None:
    assert [0.0, 1.0] in list(walk(spec(sobol_bars(sensitivity())), "domain"))


def test_an_assumption_without_indices_keeps_its_place() -> None:
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in sensitivity().columns[3:]]
    texts = drawn(sobol_bars(sensitivity().with_columns(nothing)))
    assert {"weights", "normalisation"} <= set(texts)


def test_an_assumption_has_the_name_it_is_given() -> None:
    assert "Weights ± 25%" in drawn(sobol_bars(sensitivity(), names={"weights": "Weights ± 25%"}))


def test_an_output_that_was_not_analysed_gives_a_chart_that_says_so() -> None:
    assert "Nothing to show." in drawn(sobol_bars(sensitivity(), output="score"))


def test_several_units_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="“weights” has several rows"):
        sobol_bars(sensitivity(), output="rank")


def test_a_unit_needs_the_column_of_its_key() -> None:
    with pytest.raises(UsageError, match="without the column of its key"):
        sobol_bars(sensitivity(), output="rank", unit="Finland")
