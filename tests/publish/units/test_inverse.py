"""Figures that scores need, turned round and scored again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.publish.source import Source
from steelyard.publish.units.inverse import Inverse
from steelyard.publish.units.members import Members
from tests.publish.editions import evaluated, scheme_of, table_of, written

METHODS: dict[str, Any] = {
    "min_max": {"method": "min_max", "range": [10, 90]},
    "z_score": {"method": "z_score", "mean": 100, "deviation": 10},
    "distance_to_maximum": "distance_to_maximum",
    "scaled": {"method": "scaled", "from": [0, 200], "range": [0, 10]},
    "goalposts": {"method": "goalposts", "lower": 1, "upper": 400, "scale": "log"},
    "proportional": {"method": "proportional", "full_at": 250},
    "identity": "identity",
}


def inverse_of(tmp_path: Path, normalise: Any, **settings: Any) -> Inverse:
    steps = [settings.pop("step", {}) | {"normalise": normalise}]
    scheme = scheme_of(4, steps=steps, **settings)
    edition = written(evaluated(scheme, table_of(12, 4)), tmp_path / "edition", replications=0)
    source = Source(edition)
    return Inverse(Members(source, source.lists[0]))


@pytest.mark.parametrize("method", METHODS)
def test_the_figure_of_a_score_is_the_figure(method: str, tmp_path: Path) -> None:
    found = inverse_of(tmp_path, METHODS[method])
    members = found.members
    raw = members.figures("raw", members.leaves)
    for at, name in enumerate(members.leaves):
        figures = found.figure(name, members.column(name))
        known = ~np.isnan(raw[:, at])
        np.testing.assert_allclose(figures[known], raw[known, at], rtol=1e-9)


def test_what_was_learned_within_groups_is_taken_from_there(tmp_path: Path) -> None:
    found = inverse_of(tmp_path, "min_max", step={"within": "sector"})
    members = found.members
    raw = members.figures("raw", members.leaves)
    name = members.leaves[0]
    known = ~np.isnan(raw[:, 0])
    figures = found.figure(name, members.column(name))
    np.testing.assert_allclose(figures[known], raw[known, 0], rtol=1e-9)


@pytest.mark.parametrize("method", ["percentile_rank", "borda", "rank"])
def test_methods_by_rank_are_not_turned_round(method: str, tmp_path: Path) -> None:
    found = inverse_of(tmp_path, method)
    name = found.members.leaves[0]
    assert np.isnan(found.figure(name, found.members.column(name))).all()


def test_the_best_is_what_the_method_gives_or_the_best_of_the_list(tmp_path: Path) -> None:
    absolute = inverse_of(tmp_path / "a", METHODS["proportional"])
    relative = inverse_of(tmp_path / "r", METHODS["z_score"])
    leaves = [absolute.members.nodes.index(name) for name in absolute.members.leaves]
    np.testing.assert_array_equal(absolute.best[leaves], 1.0)
    greatest = np.nanmax(relative.members.scores[:, leaves], axis=0)
    np.testing.assert_array_equal(relative.best[leaves], greatest)
