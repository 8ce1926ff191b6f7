"""The map of the probabilities of ranks."""

from __future__ import annotations

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import acceptability as acceptability_map
from tests.robustness.charts.samples import COMPANIES, COUNTRIES, acceptability, drawn, rows, spec

MANY = [f"unit {number}" for number in range(1, 202)]


def cells(chart) -> list[tuple[float, float, float, float, float]]:
    fields = ("top", "bottom", "left", "right", "probability")
    return [tuple(row[field] for field in fields) for row in rows(chart, *fields)]


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(acceptability_map(acceptability(), "unit")) == snapshot


@pytest.mark.parametrize("units", [COUNTRIES, COMPANIES, ["alone"], MANY[:60]])
def test_every_unit_is_written_once(units: list[str]) -> None:
    texts = drawn(acceptability_map(acceptability(units), "unit"))
    assert [texts.count(unit) for unit in units] == [1] * len(units)


def test_the_percentages_are_in_the_cells() -> None:
    texts = drawn(acceptability_map(acceptability(), "unit"))
    assert (texts.count("75"), texts.count("25")) == (3, 3)


def test_a_share_below_one_percent_has_no_number() -> None:
    frame = acceptability(["a"]).vstack(
        pl.DataFrame({"unit": ["a"], "rank_from": [2], "rank_to": [2], "probability": [0.004]})
    )
    assert "0" not in drawn(acceptability_map(frame, "unit"))


def test_without_an_order_units_stand_by_expected_rank() -> None:
    frame = pl.DataFrame(
        {
            "unit": ["a", "a", "b"],
            "rank_from": [1, 5, 2],
            "rank_to": [1, 5, 2],
            "probability": [0.5, 0.5, 1.0],
        }
    )
    texts = drawn(acceptability_map(frame, "unit"))
    assert [text for text in texts if text in {"a", "b"}] == ["b", "a"]


def test_the_order_may_be_given_and_the_rest_comes_last() -> None:
    chart = acceptability_map(acceptability(), "unit", order=[COUNTRIES[2], COUNTRIES[0]])
    shown = [text for text in drawn(chart) if text in COUNTRIES]
    assert shown == [COUNTRIES[2], COUNTRIES[0], COUNTRIES[1]]


def test_a_bin_of_ranks_is_drawn_as_wide_as_it_is() -> None:
    frame = pl.DataFrame({"unit": ["a"], "rank_from": [5], "rank_to": [8], "probability": [1.0]})
    (cell,) = rows(acceptability_map(frame, "unit"), "left")
    assert (cell["left"], cell["right"], cell["ranks"]) == (4.5, 8.5, "5–8")


def test_many_units_are_put_together_into_a_hundred_rows() -> None:
    drawn_cells = cells(acceptability_map(acceptability(MANY), "unit", order=MANY))
    tops = sorted({top for top, *_ in drawn_cells})
    assert len(tops) == 100
    assert (tops[0], max(bottom for _, bottom, *_ in drawn_cells)) == (0.5, 201.5)


def test_the_cells_of_a_row_add_up_to_one() -> None:
    sums: dict[float, float] = {}
    for top, *_, probability in cells(acceptability_map(acceptability(MANY), "unit", order=MANY)):
        sums[top] = sums.get(top, 0.0) + probability
    assert list(sums.values()) == pytest.approx([1.0] * 100, abs=1e-5)


def test_many_units_with_keys_that_are_numbers() -> None:
    frame = acceptability(MANY).with_columns(pl.col("unit").str.slice(5).cast(pl.Int64))
    assert len(cells(acceptability_map(frame, "unit"))) >= 100


def test_the_axis_of_many_units_says_how_they_are_ordered() -> None:
    frame = acceptability(MANY)
    assert "Units in order of nominal rank" in drawn(acceptability_map(frame, "unit", order=MANY))
    assert "Units in order of expected rank" in drawn(acceptability_map(frame, "unit"))


def test_an_empty_frame_gives_a_chart_that_says_so() -> None:
    assert "Nothing to show." in drawn(acceptability_map(acceptability().head(0), "unit"))


def test_a_column_that_is_absent_is_named() -> None:
    with pytest.raises(UsageError, match="“probability”"):
        acceptability_map(acceptability().drop("probability"), "unit")


def test_several_periods_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="has several rows"):
        acceptability_map(pl.concat([acceptability(), acceptability()]), "unit")
