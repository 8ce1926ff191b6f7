"""Peers: who is nearest, in which group, and what is done with gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Scheme, evaluate
from steelyard.publish.source import Source
from steelyard.publish.units.members import Members
from steelyard.publish.units.peers import Peers, peers

TABLE = pl.DataFrame(
    {
        "unit": ["p", "q", "r", "s", "t"],
        "land": ["A", "A", "A", "B", None],
        "a": [10.0, 9.0, 0.0, 10.0, 5.0],
        "b": [0.0, 4.0, 0.0, 0.0, None],
    }
)


def found_in(tmp_path: Path, table: pl.DataFrame = TABLE, **settings: Any) -> dict[str, Peers]:
    declared: dict[str, Any] = {
        "scheme": "near",
        "title": "Near",
        "units": {"table": "t", "key": "unit", "groups": ["land"]},
        "inputs": {
            "t": {"columns": {"unit": {"type": "text"}, "land": {"type": "text"}, "a": {}, "b": {}}}
        },
        "steps": [{"normalise": {"method": "scaled", "from": [0, 10], "range": [0, 10]}}],
        "tree": {"parts": {"a": {}, "b": {}}},
    }
    scheme = Scheme.model_validate(
        {k: v for k, v in (declared | settings).items() if v is not None}
    )
    evaluation = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"t": table}))
    source = Source(evaluation.write(tmp_path / "edition"))
    members = Members(source, source.lists[0])
    return dict(zip(members.keys, peers(members), strict=True))


def test_the_nearest_of_the_group_come_first(tmp_path: Path) -> None:
    """Standard deviations of a and b: √15.76 = 3.97 and √3 = 1.73 (b of four).

    p to q: √((1/3.97)² + (4/1.73)²)/√2 = 1.64; p to r: (10/3.97)/√2 = 1.78. s is nearer to p
    than both (the same), but of another group.
    """
    found = found_in(tmp_path)
    deviation_a, deviation_b = np.std([10, 9, 0, 10, 5]), np.std([0, 4, 0, 0])
    near = np.sqrt(((1 / deviation_a) ** 2 + (4 / deviation_b) ** 2) / 2)
    far = np.sqrt((10 / deviation_a) ** 2 / 2)
    assert found["p"].grouped
    assert found["p"].distances == pytest.approx([near, far], abs=1e-6)


def test_who_is_alone_in_a_group_is_compared_with_the_whole_list(tmp_path: Path) -> None:
    """s is the only one of B, t has no land; s is as p is, so their distance is 0."""
    found = found_in(tmp_path)
    assert not found["s"].grouped
    assert not found["t"].grouped
    assert found["s"].distances[0] == 0
    assert len(found["s"].rows) == 4


def test_a_gap_is_left_out_of_the_mean(tmp_path: Path) -> None:
    """t has no b: only a counts, 5 from p, q 4 and r 5."""
    found = found_in(tmp_path)
    deviation = np.std([10, 9, 0, 10, 5])
    expected = sorted([5 / deviation, 4 / deviation, 5 / deviation, 5 / deviation])
    assert found["t"].distances == pytest.approx(expected, abs=1e-6)


def test_without_indicators_the_nearest_in_rank_are_peers(tmp_path: Path) -> None:
    found = found_in(tmp_path, tree=None, rank={"by": "a"}, steps=None)
    assert all(one.distances == tuple(sorted(one.distances)) for one in found.values())
    assert found["q"].grouped


def test_one_unit_has_no_peers(tmp_path: Path) -> None:
    assert found_in(tmp_path, TABLE.head(1))["p"] == Peers((), (), grouped=False)
