"""What a ranking's table holds, against examples that can be worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.ranking.addresses import address_of, part_address, switches
from steelyard.publish.ranking.notes import notes
from steelyard.publish.ranking.wording import ranking_wording
from steelyard.publish.source import Source
from tests.publish.editions import evaluated, scheme_of, table_of, written
from tests.publish.ranking.points import COLUMNS, of_points
from tests.publish.ranking.room import tables_of


def kinds(edition: Edition) -> list[str]:
    return [column.kind for column in tables_of(edition)[0].columns]


def test_a_list_ranked_by_a_figure_has_that_figure_once(tmp_path: Path) -> None:
    rows = [{"unit": "A", "points": 2.0}, {"unit": "B", "points": 4.0}]
    edition = of_points(rows, tmp_path / "e", show=["points", "size"])
    (table,) = tables_of(edition)
    assert kinds(edition) == ["rank", "unit", "score", "text", "text", "number"]
    assert [column.heading for column in table.columns][2] == "points"
    assert [column.heading for column in table.columns][-1] == "Size (EUR)"
    assert [(row["key"], row["rank"], row["score"]) for row in table.rows] == [
        ("B", 1, 4.0),
        ("A", 2, 2.0),
    ]


def test_a_bar_begins_at_zero_or_is_not_there(tmp_path: Path) -> None:
    rising = of_points([{"unit": "A", "points": 2.0}, {"unit": "B", "points": 4.0}], tmp_path / "a")
    below = of_points([{"unit": "A", "points": -2.0}, {"unit": "B", "points": 4.0}], tmp_path / "b")
    most = [
        column.most
        for edition in (rising, below)
        for column in tables_of(edition)[0].columns
        if column.kind == "score"
    ]
    assert most == [4.0, None]


def test_units_without_a_rank_stand_last_and_say_why(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"unit": "A", "points": None}, {"unit": "B", "points": 1.0}]
    (table,) = tables_of(of_points(rows, tmp_path / "e"))
    assert [(row["key"], row["rank"]) for row in table.rows] == [("B", 1), ("A", None)]
    assert table.rows[1]["why"] == "Not ranked: it has no score."
    assert "why" not in table.rows[0]


def test_imputed_figures_are_counted(tmp_path: Path) -> None:
    table = table_of(6, 6, missing=0.0)
    holes = {"u1": ["x0", "x3"], "u4": ["x3"]}
    for unit, names in holes.items():
        table = table.with_columns(
            pl.when(pl.col("unit") == unit).then(None).otherwise(pl.col(name)).alias(name)
            for name in names
        )
    edition = written(evaluated(scheme_of(6), table), tmp_path / "e", replications=0)
    found = {row["key"]: row["imputed"] for row in tables_of(edition)[0].rows}
    assert found == {"u0": 0, "u1": 2, "u2": 0, "u3": 0, "u4": 1, "u5": 0}


def test_bands_are_those_of_the_analysis(edition: Edition) -> None:
    uncertainty = edition.uncertainty
    assert uncertainty is not None
    groups = dict(uncertainty.select("unit", "group").iter_rows())
    (table,) = tables_of(edition)
    assert {row["key"]: row["band"] for row in table.rows} == groups
    assert table.column("band") is not None


def test_what_was_not_assessed_says_so(tmp_path: Path) -> None:
    edition = of_points([{"unit": "A"}], tmp_path / "e")
    (table,) = tables_of(edition)
    assert table.column("interval") is None
    with speaking("en"):
        said = {note["term"]: note["text"] for note in notes(Source(edition), table)}
    assert said["How sure each rank is"] == "How sure the ranks are was not assessed."


def test_a_filter_counts_each_value_and_names_what_is_missing(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"unit": "A", "country": "TW"},
        {"unit": "B", "country": None},
        {"unit": "C", "country": "JP"},
        {"unit": "D", "country": "TW"},
    ]
    (table,) = tables_of(of_points(rows, tmp_path / "e"))
    (found,) = table.filters()  # all units have one level, so nobody needs to filter by it
    assert found["name"] == "country"
    assert [(one["value"], one["count"]) for one in found["options"]] == [
        ("JP", 1),
        ("TW", 2),
        ("–", 1),
    ]


PERIODS = [
    {"unit": "A", "year": 2024, "points": 3.0},
    {"unit": "B", "year": 2024, "points": 2.0},
    {"unit": "C", "year": 2024, "points": 1.0},
    {"unit": "B", "year": 2025, "points": 9.0},
    {"unit": "A", "year": 2025, "points": 8.0},
    {"unit": "D", "year": 2025, "points": 7.0},
]


def test_a_figure_called_like_a_fixed_column_keeps_a_name_of_its_own(tmp_path: Path) -> None:
    edition = of_points(
        [row | {"change": 5.0} for row in PERIODS],
        tmp_path / "e",
        units={"period": "year"},
        inputs={"t": {"columns": COLUMNS | {"change": {"type": "number"}}}},
        show=["change"],
    )
    named = {column.name: column.kind for column in tables_of(edition)[0].columns}
    assert named["change"] == "change"
    assert named["change_"] == "number"


def test_ranks_change_from_period_to_period(tmp_path: Path) -> None:
    edition = of_points(PERIODS, tmp_path / "e", units={"period": "year"})
    now, before = tables_of(edition)
    assert now.since == "period"
    assert "Change since 2024" in [column.heading for column in now.columns]
    assert {row["key"]: (row["change"]["status"], row["change"]["change"]) for row in now.rows} == {
        "B": ("stayed", 1),
        "A": ("stayed", -1),
        "D": ("entered", None),
    }
    assert [(unit["key"], unit["rank_before"]) for unit in now.left] == [("C", 3)]
    assert before.since is None
    assert before.column("change") is None
    assert before.left == []


def test_ranks_change_between_editions_by_causes(tmp_path: Path) -> None:
    table = table_of(8, 6, missing=0.0)
    previous = written(evaluated(scheme_of(6), table.head(7)), tmp_path / "p", replications=0)
    later = table.tail(7).with_columns(x0=pl.col("x0").reverse())
    edition = written(evaluated(scheme_of(6), later), tmp_path / "e", replications=0)
    (listed,) = tables_of(edition, previous)
    assert listed.since == "edition"
    changes = {row["key"]: row["change"] for row in listed.rows}
    assert changes["u7"]["status"] == "entered"
    stayed = [change for change in changes.values() if change["status"] == "stayed"]
    assert len(stayed) == 6
    for change in stayed:
        parts = [change[cause] for cause in ("data", "method", "entrants")]
        assert sum(parts) == pytest.approx(change["change"])
    assert [unit["key"] for unit in listed.left] == ["u0"]
    ranks = dict(previous.ranking.select("unit", "rank").iter_rows())
    assert listed.left[0]["rank_before"] == ranks["u0"]
    for row in listed.rows:
        if row["change"]["status"] == "stayed":
            assert row["change"]["before"] - row["rank"] == row["change"]["change"]


def test_lists_and_parts_have_addresses_of_their_own(tmp_path: Path) -> None:
    rows = [
        {"unit": f"{year}{level}", "year": year, "level": level}
        for year in (2024, 2025)
        for level in ("2", "a")
    ]
    edition = of_points(
        rows, tmp_path / "e", units={"period": "year"}, rank={"by": "points", "within": ["level"]}
    )
    source = Source(edition)
    lists = [address_of(source, one) for one in source.lists]
    assert lists == ["ranking", "ranking-2025-a", "ranking-2024-2", "ranking-2024-a"]
    every = [part_address(source, one, part) for one in source.lists for part in (1, 2, 3)]
    assert len(set(every)) == len(every)
    with speaking("en"):
        years, levels = switches(source, source.lists[1], ranking_wording())
    assert [(one["title"], one["address"]) for one in years["links"]] == [
        ("2025", "ranking-2025-a"),
        ("2024", "ranking-2024-a"),
    ]
    assert [(one["title"], one["current"]) for one in levels["links"]] == [
        ("2", False),
        ("a", True),
    ]
