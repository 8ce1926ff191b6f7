"""What it would take to pass the next: by hand, and by making the change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Scheme, evaluate
from steelyard.evaluation.calibrations import Playback
from steelyard.library import sample
from steelyard.publish.source import Source
from steelyard.publish.units.criteria import Criteria
from steelyard.publish.units.members import Members
from steelyard.publish.units.passing import Passing, passing
from tests.publish.editions import evaluated, scheme_of, table_of, written


def answers(edition: Any) -> tuple[Members, tuple[Passing | None, ...]]:
    source = Source(edition)
    members = Members(source, source.lists[0])
    return members, passing(members, Criteria(members, any_coverage=True))


def plain_scheme(**settings: Any) -> Scheme:
    """Two indicators: a from 0 to 10 with weight 3, b where less is better with weight 1."""
    declared: dict[str, Any] = {
        "scheme": "plain",
        "title": "Plain",
        "units": {"table": "t", "key": "unit"},
        "inputs": {"t": {"columns": {"unit": {"type": "text"}, "a": {}, "b": {}}}},
        "steps": [{"normalise": {"method": "min_max", "range": [0, 100]}}],
        "tree": {"parts": {"a": {"weight": 3}, "b": {"weight": 1, "direction": "down"}}},
    }
    return Scheme.model_validate(declared | settings)


def plain_table(**columns: list[Any]) -> pl.DataFrame:
    made = {
        "unit": ["p", "q", "r", "s"],
        "a": [10.0, 8.0, 5.0, 0.0],
        "b": [0.0, 20.0, 30.0, 40.0],
    }
    return pl.DataFrame(made | columns)


def plain(tmp_path: Path, table: pl.DataFrame | None = None, **settings: Any) -> Any:
    scheme = plain_scheme(**settings)
    frame = plain_table() if table is None else table
    evaluation = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"t": frame}))
    return evaluation.write(tmp_path / "edition")


def test_a_case_by_hand(tmp_path: Path) -> None:
    """Totals: p 100, q (3·80 + 50)/4 = 72.5, r (3·50 + 25)/4 = 43.75, s 0.

    r lacks 28.75. By a alone it needs 50 + 28.75·4/3 = 88.33 points, a figure of 8.833; by b
    alone 25 + 115 = 140, more than the best. q lacks 27.5: a would need 116.7, b 160.
    """
    members, found = answers(plain(tmp_path))
    assert members.keys == ["p", "q", "r", "s"]
    assert found[0] is None
    assert found[1] is not None
    assert (found[1].ways, found[1].beyond, found[1].gap) == ((), 2, 27.5)
    third = found[2]
    assert third is not None
    (way,) = third.ways
    assert (third.rival, third.gap, third.enough, third.beyond) == (1, 28.75, 1, 1)
    assert members.nodes[way.node] == "a"
    assert way.score == pytest.approx(50 + 115 / 3)
    assert way.figure == pytest.approx(5 + 11.5 / 3)
    assert way.comparator == "at_least"


def test_where_less_is_better_the_figure_falls(tmp_path: Path) -> None:
    """With b at weight 3, r lacks less and needs b to fall from 30 to 15.83."""
    parts = {"a": {"weight": 1}, "b": {"weight": 3, "direction": "down"}}
    _members, found = answers(plain(tmp_path, tree={"parts": parts}))
    third = found[2]
    assert third is not None
    (way,) = third.ways
    # q (80 + 3·50)/4 = 57.5, r (50 + 3·25)/4 = 31.25; 25 + 26.25·4/3 = 60 points.
    assert way.score == pytest.approx(60)
    assert way.figure == pytest.approx(16)
    assert way.comparator == "at_most"


KINDS: dict[str, dict[str, Any]] = {
    "min-max": {},
    "z-scores": {"steps": [{"impute": {"method": "mean"}}, {"normalise": "z_score"}]},
    "geometric": {
        "aggregate": "geometric",
        "steps": [
            {"impute": {"method": "mean"}},
            {"normalise": {"method": "min_max", "range": [1, 100]}},
        ],
    },
    "Mazziotta–Pareto": {
        "aggregate": "mazziotta_pareto",
        "steps": [
            {"impute": {"method": "mean"}},
            {"normalise": {"method": "min_max", "range": [70, 130]}},
        ],
    },
    "gaps left open": {"steps": ["normalise"]},
    "the worst part counts": {"aggregate": {"method": "power", "exponent": -3}},
    "by the best": {
        "steps": [{"impute": {"method": "mean"}}, {"normalise": "distance_to_maximum"}]
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_change_draws_level(kind: str, tmp_path: Path) -> None:
    """With the figure that is told, and all that was learned held, the total is the rival's."""
    settings = KINDS[kind]
    if kind == "the worst part counts":
        settings |= {"steps": KINDS["geometric"]["steps"]}
    missing = 0.2 if kind == "gaps left open" else 0.04
    scheme, table = scheme_of(6, **settings), table_of(12, 6, missing=missing)
    edition = written(evaluated(scheme, table), tmp_path / "edition", replications=0)
    tried = _assert_level(edition, "companies", "unit")
    assert tried >= 10


@pytest.mark.parametrize("name", ["hdi", "tai"])
def test_the_change_draws_level_in_schemes_of_the_library(name: str, tmp_path: Path) -> None:
    scheme = Scheme.load(name)
    edition = evaluate(scheme, Dataset.read(scheme.inputs, sample(name))).write(tmp_path / "e")
    assert _assert_level(edition, scheme.units.table, scheme.units.key, derived=True) >= 10


def _assert_level(edition: Any, table: str, key: str, *, derived: bool = False) -> int:
    """Make every change that is told and evaluate again; return how many were made."""
    members, found = answers(edition)
    scheme, data = edition.scheme, edition.inputs()
    tried = 0
    for row, answer in enumerate(found):
        for way in () if answer is None else answer.ways:
            column = scheme.nodes()[members.nodes[way.node]].indicator or members.nodes[way.node]
            if way.figure is None or (derived and column in scheme.derived):
                continue
            own = pl.col(key).cast(pl.String) == members.keys[row]
            frame = data.tables[table].with_columns(
                pl.when(own).then(pl.lit(way.figure)).otherwise(pl.col(column)).alias(column)
            )
            changed = Dataset.from_frames(scheme.inputs, {**data.tables, table: frame})
            again = evaluate(scheme, changed, calibrate=Playback(edition.calibrations))
            place = again.kept_frame[key].cast(pl.String).to_list().index(members.keys[row])
            assert answer is not None
            assert again.score[place] == pytest.approx(members.score[answer.rival], rel=1e-9)
            tried += 1
    return tried


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"rank": {"by": "a"}}, "figure"),
        ({"rank": {"order": "ascending", "by": "score"}}, "ascending"),
        ({"aggregate": "copeland"}, "compared"),
        (
            {"vetoes": {"big": {"when": {"a": {"at_least": 5}}, "effect": "deduct", "score": 1}}},
            "veto",
        ),
    ],
)
def test_where_nothing_can_be_told_it_says_why(
    settings: dict[str, Any], why: str, tmp_path: Path
) -> None:
    _members, found = answers(plain(tmp_path, **settings))
    assert {answer.why for answer in found if answer is not None} >= {why}
    assert all(not answer.ways for answer in found if answer is not None and answer.why == why)


def test_an_imputed_figure_is_no_way(tmp_path: Path) -> None:
    """What is not known cannot be said to rise."""
    table = plain_table(a=[10.0, 8.0, None, 0.0])
    steps = [{"impute": {"method": "mean"}}, "normalise"]
    members, found = answers(plain(tmp_path, table, steps=steps))
    answer = found[members.keys.index("r")]
    assert answer is not None
    assert all(members.nodes[way.node] == "b" for way in answer.ways)


def test_units_that_tie_have_the_same_unit_above_them(tmp_path: Path) -> None:
    table = plain_table(a=[10.0, 5.0, 5.0, 0.0], b=[0.0, 20.0, 20.0, 40.0])
    _members, found = answers(plain(tmp_path, table))
    assert [None if answer is None else answer.rival for answer in found] == [None, 0, 0, 2]


def test_a_part_without_weight_is_no_way(tmp_path: Path) -> None:
    parts = {"a": {"weight": 1}, "b": {"weight": 0, "direction": "down"}}
    _members, found = answers(plain(tmp_path, tree={"parts": parts}))
    assert all(answer.enough + answer.beyond == 1 for answer in found if answer is not None)


def test_bands_say_on_which_side_of_a_bound(tmp_path: Path) -> None:
    """More than 5 gives 10 points: from 5 the figure must be more than 5, not at least."""
    bands = {
        "method": "bands",
        "bands": [{"above": 5, "gives": 10}, {"at_least": 3, "gives": 4}],
        "otherwise": 0,
    }
    parts = {
        "a": {"points": 10, "normalise": bands},
        "b": {"points": 10, "normalise": {"method": "proportional", "full_at": 40}},
    }
    _members, found = answers(plain(tmp_path, tree={"points": 20, "parts": parts}))
    # q 10 + 5, r 4 + 7.5, p 10 + 0, s 0 + 10: r lacks 3.5, and b alone cannot give 11.
    second = found[1]
    assert second is not None
    (way,) = second.ways
    assert (way.figure, way.comparator) == (5, "more_than")
    assert way.score == pytest.approx(7.5)
    assert (second.enough, second.beyond) == (1, 1)


def test_a_whole_number_is_told_where_figures_are_counted(tmp_path: Path) -> None:
    """8.833 would be enough of a; of what is counted that takes 9."""
    columns = {"unit": {"type": "text"}, "a": {"type": "integer"}, "b": {}}
    table = plain_table(a=[10, 8, 5, 0])
    _members, found = answers(plain(tmp_path, table, inputs={"t": {"columns": columns}}))
    third = found[2]
    assert third is not None
    assert [way.figure for way in third.ways] == [9]


def test_reshaped_figures_tell_the_score_only(tmp_path: Path) -> None:
    """A logarithm is not gone back through; the score that is needed still stands."""
    generator = np.random.default_rng(3)
    table = pl.DataFrame(
        {
            "unit": [f"u{at}" for at in range(40)],
            "a": np.exp(2 * generator.normal(size=40)),
            "b": generator.random(40),
        }
    )
    treat = {"treat": {"methods": [{"method": "log"}]}}
    steps = [treat, {"normalise": {"method": "min_max"}}]
    members, found = answers(plain(tmp_path, table, steps=steps))
    ways = [way for answer in found if answer is not None for way in answer.ways]
    by_a = [way for way in ways if members.nodes[way.node] == "a"]
    assert by_a
    assert all(way.figure is None and way.score > 0 for way in by_a)
