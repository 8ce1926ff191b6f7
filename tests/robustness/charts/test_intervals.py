"""The chart of the intervals of ranks."""

from __future__ import annotations

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import rank_intervals
from tests.robustness.charts.samples import (
    COMPANIES,
    COUNTRIES,
    drawn,
    rows,
    spec,
    unassessed,
    uncertainty,
    walk,
)

MANY = [f"unit {number}" for number in range(1, 62)]


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(rank_intervals(uncertainty(), "unit")) == snapshot


def test_the_ribbon_of_many_units(snapshot: SnapshotAssertion) -> None:
    chart = spec(rank_intervals(uncertainty(MANY), "unit"))
    del chart["datasets"]
    for layer in chart["layer"]:
        del layer["data"]
    assert chart == snapshot


@pytest.mark.parametrize("units", [COUNTRIES, COMPANIES, ["alone"], MANY[:60]])
def test_every_unit_is_written_once(units: list[str]) -> None:
    texts = drawn(rank_intervals(uncertainty(units), "unit"))
    assert [texts.count(unit) for unit in units] == [1] * len(units)


def test_the_best_unit_is_on_top_whatever_the_order_of_the_frame() -> None:
    chart = rank_intervals(uncertainty().reverse(), "unit")
    assert [row["unit"] for row in rows(chart, "rank")] == list(COUNTRIES)
    texts = drawn(chart)
    assert [text for text in texts if text in COUNTRIES] == list(COUNTRIES)


def test_a_unit_without_a_rank_comes_last_with_a_dash() -> None:
    frame = uncertainty().with_columns(
        rank=pl.when(pl.col("rank") > 1).then("rank"), group=pl.lit(None)
    )
    last = rows(rank_intervals(frame, "unit"), "rank")[-1]
    assert (last["unit"], last["nominal"]) == ("Finland", "–")


def test_a_shared_rank_is_written_as_it_is() -> None:
    frame = uncertainty().with_columns(rank=pl.Series([1.5, 1.5, 3.0]))
    nominal = [row["nominal"] for row in rows(rank_intervals(frame, "unit"), "rank")]
    assert nominal == ["1.5", "1.5", "3"]


def test_the_first_units_of_many_are_written() -> None:
    chart = rank_intervals(uncertainty(MANY), "unit", first=5)
    assert [row["unit"] for row in rows(chart, "rank")] == MANY[:5]


def test_no_more_is_shown_than_asked_for() -> None:
    assert "Nothing to show." in drawn(rank_intervals(uncertainty(), "unit", first=0))


def test_the_ribbon_holds_every_unit_up_to_a_thousand() -> None:
    chart = rank_intervals(uncertainty(MANY), "unit")
    assert [row["unit"] for row in rows(chart, "position")] == MANY


def test_a_ribbon_of_more_units_says_what_it_leaves_out() -> None:
    chart = rank_intervals(uncertainty([f"{number}" for number in range(1, 2002)]), "unit")
    assert [row["position"] for row in rows(chart, "position")] == list(range(1, 2002, 6))
    assert "One unit in 6 is drawn." in " ".join(drawn(chart))


def test_what_was_not_assessed_is_left_out_and_said() -> None:
    texts = drawn(rank_intervals(unassessed(), "unit"))
    assert "How sure the ranks are was not assessed." in texts
    assert "nominal rank" in texts
    assert "median" not in texts
    assert set(COUNTRIES) <= set(texts)


def test_every_second_group_is_shaded() -> None:
    frame = uncertainty([f"u{number}" for number in range(1, 9)])
    (shaded,) = walk(spec(rank_intervals(frame, "unit"))["layer"], "oneOf")
    assert shaded == [1, 3]


@pytest.mark.parametrize("groups", [[1, 2, 3], [None, None, None]])
def test_without_groups_of_several_nothing_is_shaded(groups: list[int | None]) -> None:
    frame = uncertainty().with_columns(group=pl.Series(groups, dtype=pl.Int64))
    chart = rank_intervals(frame, "unit")
    assert list(walk(spec(chart)["layer"], "oneOf")) == []
    assert not any("band" in text for text in drawn(chart))


def test_the_column_of_groups_may_be_absent() -> None:
    assert drawn(rank_intervals(uncertainty().drop("group"), "unit"))


def test_units_of_one_name_stay_apart() -> None:
    chart = rank_intervals(uncertainty(["a", "b", "c"]), "unit", names={"a": "Same", "b": "Same"})
    assert {"Same (a)", "Same (b)", "c"} <= set(drawn(chart))


def test_a_key_may_be_a_number_and_its_column_have_any_name() -> None:
    frame = uncertainty().with_columns(pl.Series("a.b[0]:Q", [101, 102, 103]))
    assert {"101", "102", "103"} <= set(drawn(rank_intervals(frame, "a.b[0]:Q")))


def test_an_empty_frame_gives_a_chart_that_says_so() -> None:
    texts = drawn(rank_intervals(uncertainty().head(0), "unit", title="Ranks"))
    assert set(texts) == {"Ranks", "Nothing to show."}


def test_a_column_that_is_absent_is_named() -> None:
    with pytest.raises(UsageError, match=r"rank_p05.*Did you mean “rank_p5”"):
        rank_intervals(uncertainty().rename({"rank_p05": "rank_p5"}), "unit")


def test_several_periods_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="“Finland” has several rows"):
        rank_intervals(pl.concat([uncertainty(), uncertainty()]), "unit")
