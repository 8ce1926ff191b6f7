"""What is counted of groups, held against sums by hand."""

from __future__ import annotations

import polars as pl
import pytest
from scipy.stats import hypergeom

from steelyard.publish.groups.chance import LEVEL, expected
from steelyard.publish.groups.selection import Selection
from steelyard.publish.groups.tally import Tally

NAMES = ["A", "B", "A", None, "A", "C", " ", "B"]


def tally(values=NAMES, ranks=None, scores=None, *, together=True):
    height = len(values)
    frame = pl.DataFrame(
        {
            "rank": ranks or [float(at + 1) for at in range(height)],
            "unit": [f"u{at}" for at in range(height)],
            "group": values,
        },
        schema={"rank": pl.Float64, "unit": pl.String, "group": pl.String},
    )
    if scores is not None:
        frame = frame.with_columns(pl.Series("score", scores, dtype=pl.Float64))
    return Tally(Selection("", "", "ranking" if together else None, frame), "group", "unit")


def test_groups_are_counted_the_largest_first_and_the_unstated_last():
    rows = tally(scores=[9.0, 8.0, 6.0, 5.0, 3.0, 2.0, 1.0, None]).rows
    shown = ("value", "units", "share", "mean", "median", "best", "best_rank", "median_rank")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("A", 3, 3 / 8, 6.0, 6.0, "u0", 1.0, 3.0),
        ("B", 2, 2 / 8, 8.0, 8.0, "u1", 2.0, 5.0),
        ("C", 1, 1 / 8, 2.0, 2.0, "u5", 6.0, 6.0),
        (None, 2, 2 / 8, 3.0, 3.0, "u3", 4.0, 5.5),
    ]


def test_concentration_is_of_the_units_that_state_a_group():
    found = tally().concentration
    # Shares 3/6, 2/6, 1/6: (9 + 4 + 1) / 36.
    assert found["herfindahl"] == pytest.approx(14 / 36)
    assert found["effective"] == pytest.approx(36 / 14)
    assert found["largest"] == 1.0
    assert tally([None, None]).concentration["herfindahl"] is None


def test_equal_groups_count_as_themselves():
    found = tally(["A", "B", "C", "D"] * 3).concentration
    assert found == {"herfindahl": 0.25, "effective": 4.0, "largest": 0.75}


def test_units_without_a_rank_are_counted_but_not_ranked():
    (row,) = tally(["A", "A", "A"], ranks=[1.0, 2.0, None]).rows
    assert (row["units"], row["ranked"], row["best_rank"], row["median_rank"]) == (3, 2, 1.0, 1.5)


def test_among_the_first_is_held_against_the_share():
    rows = tally(["A"] * 8 + ["B"] * 4 + ["A"] * 8).rows
    first = {row["value"]: row["first"] for row in rows}
    assert first["A"] == [{"first": 10, "units": 8, "expected": 8.0, "odds": None}]
    assert first["B"] == [{"first": 10, "units": 2, "expected": 2.0, "odds": None}]


def test_more_and_fewer_than_chance_are_told():
    rows = tally(["A"] * 10 + ["B"] * 30).rows
    assert {row["value"]: row["first"][0]["odds"] for row in rows} == {"A": "more", "B": "fewer"}


def test_ties_at_the_end_of_the_first_all_count():
    ranks = [float(at) for at in range(1, 10)] + [10.5, 10.5, 12.0]
    rows = tally(["A"] * 12, ranks=ranks).rows
    assert rows[0]["first"] == [{"first": 10, "units": 9, "expected": 9.0, "odds": None}]


def test_ranks_of_several_lists_are_not_compared():
    found = tally(["A"] * 6 + ["B"] * 6, ranks=[1.0, 2, 3, 4, 5, 6] * 2, together=False)
    assert found.firsts == ()
    assert {row["best_rank"] for row in found.rows} == {None}
    assert [row["units"] for row in found.rows] == [6, 6]


@pytest.mark.parametrize(
    ("group", "first", "ranked"), [(5, 10, 20), (10, 10, 100), (1, 1, 1), (300, 100, 2500)]
)
def test_chance_is_the_hypergeometric(group, first, ranked):
    found = expected(group, first, ranked)
    law = hypergeom(ranked, group, first)
    assert found.mean == pytest.approx(first * group / ranked)
    assert law.sf(found.high) <= LEVEL < law.sf(found.high - 1)
    assert law.cdf(found.low - 1) <= LEVEL < law.cdf(found.low)


def test_nothing_is_counted_of_nothing():
    found = tally([])
    assert found.rows == []
    assert found.firsts == ()
    assert found.concentration == {"herfindahl": None, "effective": None, "largest": None}
