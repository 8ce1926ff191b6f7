"""What the page says, worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.source import Source
from steelyard.publish.sure.apart import firsts, groups
from steelyard.publish.sure.coherence import correlations, reliability
from steelyard.publish.sure.ranks import chances, intervals
from steelyard.publish.sure.structure import importance, removal
from steelyard.publish.sure.whole import causes, shifts
from tests.publish.sure.room import Drawn, found_of, ranks

THREE = ranks(
    ("u0", 1.0, 1.0, 1.0, 1.0, 1),
    ("u1", 2.0, 2.0, 2.0, 4.0, 2),
    ("u2", 3.0, 3.0, 2.0, 3.0, 2),
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def test_sure_ranks_are_counted_and_the_least_sure_is_named(edition: Edition) -> None:
    draw = Drawn()
    section = intervals(found_of(edition, uncertainty=THREE), draw)
    assert section is not None
    assert section["words"][1:] == [
        "Units whose interval is their rank alone: 1 of 3.",
        (
            "The least sure rank is that of Company 1: rank 2, but anything from 2 to 4 in 90% of "
            "the replications."
        ),
    ]
    figure = draw.figures["rank-intervals"]
    assert "Company 1: rank 2, 2 to 4." in figure.text
    assert figure.data["title"].to_list() == ["Company 0", "Company 1", "Company 2"]
    assert section["tables"][0]["rows"][1] == {
        "rank": 2.0,
        "unit": {"key": "u1", "title": "Company 1", "address": "units/u1"},
        "median": 2.0,
        "interval": {"low": 2.0, "middle": 2.0, "high": 4.0},
        "whole": "2–4",
        "group": 2,
    }


def test_where_ranks_are_not_known_nothing_is_said_of_them(edition: Edition) -> None:
    blank = THREE.with_columns(pl.lit(None, pl.Float64).alias("rank_median"))
    found = found_of(edition, uncertainty=blank)
    assert intervals(found, None) is None
    assert groups(found) is None
    assert chances(found, None) is None


def test_units_that_cannot_be_told_apart_stand_together(edition: Edition) -> None:
    section = groups(found_of(edition, uncertainty=THREE))
    assert section is not None
    shown = [(one["ranks"], [unit["key"] for unit in one["units"]]) for one in section["groups"]]
    assert shown == [("1", ["u0"]), ("2–3", ["u1", "u2"])]
    assert section["groups_count"] == 2


def test_a_large_group_is_cut_and_says_by_how_many(edition: Edition) -> None:
    rows = [(f"u{at}", at + 1.0, 1.0, 1.0, 20.0, 1) for at in range(20)]
    section = groups(found_of(edition, uncertainty=ranks(*rows)))
    assert section is not None
    assert len(section["groups"][0]["units"]) == 12
    assert section["groups"][0]["left"] == "and 8 more"


def test_the_least_sure_neighbours_come_first(edition: Edition) -> None:
    neighbours = pl.DataFrame(
        {
            "rank": [1.0, 2.0],
            "above": ["u0", "u1"],
            "below": ["u1", "u2"],
            "probability": [0.97, 0.6],
        }
    )
    section = groups(found_of(edition, uncertainty=THREE, neighbours=neighbours))
    assert section is not None
    assert section["words"][-1] == (
        "Neighbours in the ranking that stand in this order in at least 95% of the replications: "
        "1 of 2 pairs."
    )
    assert [row["above"]["key"] for row in section["tables"][0]["rows"]] == ["u1", "u0"]


def test_the_most_probable_rank_is_held_against_the_published_one(edition: Edition) -> None:
    likely = pl.DataFrame(
        [("u0", 1, 1, 0.9), ("u0", 2, 2, 0.1), ("u1", 1, 1, 0.6), ("u1", 2, 2, 0.4)],
        schema=["unit", "rank_from", "rank_to", "probability"],
        orient="row",
    )
    section = chances(found_of(edition, uncertainty=THREE, acceptability=likely), None)
    assert section is not None
    assert section["words"][1] == (
        "Units whose published rank is also the most probable one: 1 of 2."
    )
    assert [row["likeliest"] for row in section["tables"][0]["rows"]] == ["1", "1"]


def test_who_can_be_first_is_shown_with_the_weights_that_do_it(edition: Edition) -> None:
    central = pl.DataFrame(
        {"unit": ["u1", "u0"], "first": [0.2, 0.8], "people": [0.3, 0.1], "money": [0.3, 0.4]}
    )
    section = firsts(found_of(edition, central_weights=central))
    assert section is not None
    assert section["words"][0] == (
        "Units that are first in some replication: 2. Most often it is Company 0, in 80.0% of them."
    )
    rows = section["tables"][0]["rows"]
    assert [row["unit"]["key"] for row in rows] == [None, "u0", "u1"]
    assert rows[0]["w:people"] == pytest.approx(1 / 6)
    assert rows[2]["w:people"] == 0.3


def test_a_unit_that_is_always_first_needs_no_weights(edition: Edition) -> None:
    central = pl.DataFrame({"unit": ["u0"], "first": [1.0], "people": [0.3]})
    section = firsts(found_of(edition, central_weights=central))
    assert section is not None
    assert section["words"] == ["Company 0 is first in every replication."]
    assert section["tables"] == []


def test_shifts_are_told_by_half_and_by_95_per_cent(edition: Edition) -> None:
    frame = pl.DataFrame(
        {"shift_from": [0.0, 1.0, 2.0], "shift_to": [1.0, 2.0, 3.0], "share": [0.5, 0.45, 0.05]}
    )
    found = found_of(edition, rank_shifts=frame)
    section = shifts(found.source, found.report, Drawn())
    assert section is not None
    assert section["words"][1] == (
        "In half of the replications it is at most 1.00, in 95% of them at most 2.00."
    )


def sensitivity(*rows: tuple[str, float, float]) -> pl.DataFrame:
    index = ["first", "first_low", "first_high", "total", "total_low", "total_high", "shapley"]
    return pl.DataFrame(
        [
            {"output": "mean_rank_shift", "unit": None, "assumption": name}
            | dict(zip(index, [first, first, first, total, total, total, total], strict=True))
            for name, first, total in rows
        ]
    )


def test_of_several_causes_the_strongest_is_named(edition: Edition) -> None:
    found = found_of(edition, sensitivity=sensitivity(("weights", 0.2, 0.3), ("other", 0.6, 0.8)))
    report = replace(found.report)
    object.__setattr__(report, "assumptions", lambda: {"weights": "weights", "other": "means"})
    draw = Drawn()
    section = causes(found.source, report, draw)
    assert section is not None
    assert (
        section["words"][1] == "Most is due to “means”, which alone explains 60% of the variance."
    )
    assert [row["assumption"] for row in section["tables"][0]["rows"]] == ["means", "weights"]
    assert list(draw.figures) == ["sensitivity"]


def test_of_a_single_cause_no_shares_are_drawn(edition: Edition) -> None:
    found = found_of(edition, sensitivity=sensitivity(("weights", 0.9, 1.1)))
    draw = Drawn()
    section = causes(found.source, found.report, draw)
    assert section is not None
    assert section["words"] == [
        "Only one assumption was varied (weights ± 25%), so all of the movement is due to it."
    ]
    assert draw.figures == {}


def test_where_causes_were_not_looked_for_the_command_is_told(edition: Edition) -> None:
    found = found_of(edition)
    tables = {name: frame for name, frame in found.report.tables.items() if name != "sensitivity"}
    settings = {**found.report.settings, "assumptions": ["weights", "means"], "sensitivity": 0}
    report = replace(found.report, tables=tables, settings=settings)
    section = causes(found.source, report, Drawn())
    assert section is not None
    assert section["command"] == "steelyard run … --sensitivity 1024"


def test_what_is_left_out_is_told_the_most_first(edition: Edition) -> None:
    frame = pl.DataFrame(
        {
            "node": ["x0", "people", "x3"],
            "mean_shift": [0.25, 1.5, None],
            "max_shift": [1.0, 4.0, None],
            "moved": [2, 9, 0],
            "spearman": [0.99, 0.8, None],
        }
    )
    found = found_of(edition, removal=frame)
    section = removal(found.source, found.report)
    assert section is not None
    assert section["words"][1:] == [
        "Without “People” units would move by 1.50 ranks on average and 4 at most.",
        "“Figure 0” matters least: without it units would move by 0.25 ranks on average.",
    ]
    rows = section["tables"][0]["rows"]
    assert [(row["node"], row["shift_share"]) for row in rows] == [
        ("People", 1.0),
        ("Figure 0", pytest.approx(1 / 6)),
        ("Figure 3", None),
    ]


def test_importance_is_held_against_weight_where_there_is_a_choice(edition: Edition) -> None:
    frame = pl.DataFrame(
        {
            "node": ["people", "money", "x0"],
            "parent": ["index", "index", "people_base"],
            "weight": [0.5, 0.5, 1.0],
            "effective_weight": [0.5, 0.5, 0.1],
            "importance": [0.8, 0.2, 1.0],
            "target_weight": [None, None, None],
            "index_main_effect": [0.9, 0.4, 0.1],
        },
        schema_overrides={"target_weight": pl.Float64},
    )
    draw = Drawn()
    found = found_of(edition, importance=frame)
    section = importance(found.source, found.report, draw)
    assert section is not None
    assert section["words"][1:] == [
        (
            "“People” counts more than it is meant to within its criterion: weight 50%, "
            "importance 80%."
        ),
        (
            "“Money” counts less than it is meant to within its criterion: weight 50%, "
            "importance 20%."
        ),
    ]
    # x0 is the only part of its criterion: it is all of it, whatever it weighs.
    assert draw.figures["importance"].data["node"].to_list() == ["people", "money"]
    names = [column["name"] for column in section["tables"][0]["columns"]]
    assert "target" not in names


def pairs(*rows: tuple[str, str, str | None, float | None, str | None]) -> pl.DataFrame:
    schema: dict[str, Any] = {"node": pl.String, "other": pl.String, "parent": pl.String}
    schema |= {"correlation": pl.Float64, "flag": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(kind=pl.lit("pearson"), level=pl.lit(1))


def test_flagged_correlations_are_counted_by_kind(edition: Edition) -> None:
    frame = pairs(
        ("x3", "x6", "people", 0.95, "redundant"),
        ("x4", "x7", "money", -0.4, "negative"),
        ("x3", "people", None, 0.1, "weak"),
    )
    draw = Drawn()
    section = correlations(found_of(edition, correlations=frame).report, draw)
    assert section is not None
    assert section["words"][1:] == [
        "Pairs so alike that they may measure one thing twice: 1.",
        "Pairs that pull against each other, so that they cancel out in part: 1.",
        "Parts that have little to do with what they are part of: 1.",
    ]
    assert [row["flag"] for row in section["tables"][0]["rows"]] == [
        "redundant",
        "negative",
        "weak",
    ]
    assert draw.figures["correlations"].data.height == 2


def test_criteria_are_drawn_where_no_indicators_go_together(edition: Edition) -> None:
    frame = pairs(("people", "money", "index", 0.5, None))
    draw = Drawn()
    correlations(found_of(edition, correlations=frame).report, draw)
    assert draw.figures["correlations"].data["node"].to_list() == ["people"]


def test_criteria_are_counted_by_what_alpha_says(edition: Edition) -> None:
    frame = pl.DataFrame(
        {
            "node": ["index", "people", "money", None],
            "parts": [3, 3, 3, 9],
            "units": [30, 30, 30, 30],
            "alpha": [0.7, 0.69, -1.2, 0.9],
        }
    )
    section = reliability(found_of(edition, reliability=frame).report)
    assert section is not None
    assert section["words"][1] == "Criteria that reach 0.7: 1 of 3. Below 0.5: 1."
    assert section["tables"][0]["rows"][-1]["node"] == "All indicators"


def test_a_title_is_that_of_the_language(edition: Edition) -> None:
    frame = Source(edition).table("removal")
    assert frame is not None
    with speaking("zh-Hant"):
        found = found_of(edition)
        section = removal(found.source, found.report)
    assert section is not None
    assert "成果" in {row["node"] for row in section["tables"][0]["rows"]}
