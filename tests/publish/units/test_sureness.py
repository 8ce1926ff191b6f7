"""How sure ranks are, taken from the edition's tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from steelyard import Edition
from steelyard.publish.source import Source
from steelyard.publish.units.members import Members
from steelyard.publish.units.sureness import MOST_BARS, MOST_FELLOWS, _around, _together, sureness


@pytest.fixture(scope="module")
def members(edition: Edition) -> Members:
    source = Source(edition)
    return Members(source, source.lists[0])


def test_each_unit_has_its_row_of_the_table(members: Members, edition: Edition) -> None:
    rows = {row["unit"]: row for row in edition.table("uncertainty").to_dicts()}
    for key, found in zip(members.keys, sureness(members), strict=True):
        assert found is not None
        row = rows[key]
        assert (found.low, found.middle, found.high) == (
            row["rank_p05"],
            row["rank_median"],
            row["rank_p95"],
        )
        assert dict(found.among)[10] == row["top_10"]
        assert found.group == row["group"]


def test_the_ranks_that_came_out_add_up_to_one(members: Members) -> None:
    for found in sureness(members):
        assert found is not None
        assert found.distribution[:, 2].sum() == pytest.approx(1.0)
        assert found.distribution[0, 0] == found.best
        assert found.distribution[-1, 1] == found.worst


def test_those_of_the_same_group_cannot_be_told_apart(members: Members, edition: Edition) -> None:
    groups = dict(edition.table("uncertainty").select("unit", "group").iter_rows())
    for row, found in enumerate(sureness(members)):
        assert found is not None
        own = [key for key, group in groups.items() if group == found.group]
        assert found.together == len(own)
        named = {members.keys[each] for each in found.fellows}
        assert named == set(own) - {members.keys[row]} or len(own) > MOST_FELLOWS


def test_neighbours_are_told_by_both(members: Members, edition: Edition) -> None:
    frame = edition.table("neighbours")
    told = {(above, below): p for above, below, p in frame.select(pl.all().exclude("rank")).rows()}
    found = sureness(members)
    for row in range(len(members) - 1):
        upper, lower = found[row], found[row + 1]
        assert upper is not None
        assert lower is not None
        probability = told[members.keys[row], members.keys[row + 1]]
        assert upper.below == (row, probability)
        assert lower.above == (row, probability)
    assert found[0] is not None
    assert found[0].above is None


def test_many_ranks_are_put_together_and_none_is_lost() -> None:
    bars = np.array([[rank, rank, 1 / 500] for rank in range(101, 601)], dtype=float)
    found = _together(bars)
    assert len(found) <= MOST_BARS
    assert found[:, 2].sum() == pytest.approx(1.0)
    assert (found[0, 0], found[-1, 1]) == (101, 600)
    assert (found[1:, 0] == found[:-1, 1] + 1).all()


def test_of_a_large_group_the_nearest_are_named() -> None:
    rows = range(100, 200)
    assert _around(rows, 150) == (146, 147, 148, 149, 151, 152, 153, 154)
    assert _around(rows, 100) == tuple(range(101, 109))
    assert _around(rows, 199) == tuple(range(191, 199))
    assert _around((7,), 7) == ()
