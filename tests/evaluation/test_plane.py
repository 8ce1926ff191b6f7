"""Each unit's place in the plane: by hand, with lists, periods and units that lack an axis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Evaluation, Scheme, verify
from steelyard.evaluation.labels import labels_of
from steelyard.evaluation.plane import HEADINGS, plane
from steelyard.i18n import speaking
from steelyard.reports.workbook.book import sheets_of
from steelyard.reports.workbook.sheet import Table
from steelyard.robustness.comparison.sameness import same_computation
from tests.robustness.schemes import evaluated, scheme

NAMES = {
    "high_high": {"en": "Both", "zh-Hant": "兩者皆高"},
    "high_low": "East",
    "low_high": "North",
    "low_low": "Neither",
}
PLANE: dict[str, Any] = {"x": "a", "y": "b", "quadrants": NAMES}
IDENTITY: dict[str, Any] = {"steps": [{"normalise": "identity"}]}


def of(values: list[list[float | None]], *, columns: Any = None, **settings: Any) -> Evaluation:
    """Evaluate two figures, which are the axes as they are."""
    declared = scheme("ab", **({"plane": PLANE} | IDENTITY | settings))
    return evaluated(declared, [[float("nan") if v is None else v for v in row] for row in values])


def frame_of(found: Evaluation) -> pl.DataFrame:
    frame = plane(found)
    assert frame is not None
    return frame


FOUR: list[list[float | None]] = [[1, 1], [2, 8], [8, 2], [9, 9]]


def test_by_hand_at_the_median() -> None:
    found = frame_of(of(FOUR))
    assert found.columns == [
        *("unit", "x", "y", "quadrant", "quadrant_name", "cut_x", "cut_y"),
    ]
    assert found["quadrant"].to_list() == ["low_low", "low_high", "high_low", "high_high"]
    assert found["quadrant_name"].to_list() == ["Neither", "North", "East", "Both"]
    assert found.select("cut_x", "cut_y").unique().rows() == [(5.0, 5.0)]


def test_the_mean_and_fixed_scores() -> None:
    skewed: list[list[float | None]] = [[1, 1], [2, 2], [9, 3]]
    cut = frame_of(of(skewed, plane={**PLANE, "cut": "mean"}))
    assert cut.row(1)[1:] == (2.0, 2.0, "low_high", "North", 4.0, 2.0)
    fixed = frame_of(of(skewed, plane={**PLANE, "cut": [1.5, 10]}))
    assert fixed["quadrant"].to_list() == ["low_low", "high_low", "high_low"]


def test_the_unit_in_the_middle_is_on_the_cut_and_high() -> None:
    assert frame_of(of([[1, 1], [2, 2], [3, 3]]))["quadrant"].to_list() == [
        *("low_low", "high_high", "high_high"),
    ]


def test_who_lacks_an_axis_has_no_place_moves_no_cut_and_is_told() -> None:
    found = of([*FOUR, [None, 100], [100, None]])
    frame = frame_of(found)
    assert frame["quadrant"].to_list()[4:] == [None, None]
    assert frame["cut_x"].unique().to_list() == [5.0]
    assert frame["cut_y"].unique().to_list() == [5.0]
    (told,) = [one for one in found.findings if one.code == "not-in-plane"]
    assert told.severity == "warning"
    assert "2 (u4, u5)" in str(told.message)
    assert not [one for one in of(FOUR).findings if one.code == "not-in-plane"]


def test_many_without_a_place_are_told_as_a_few_and_a_count() -> None:
    found = of([*FOUR, *([None, 1.0] for _unit in range(7))])
    (told,) = [one for one in found.findings if one.code == "not-in-plane"]
    assert "7 (u4, u5, u6, u7, u8 … (+2))" in str(told.message)


def test_each_list_and_each_period_has_a_cut_of_its_own() -> None:
    declared = scheme(
        "ab",
        plane=PLANE,
        units={"period": "year"},
        **IDENTITY,
    )
    found = frame_of(
        evaluated(declared, [[1, 1], [3, 3], [10, 10], [30, 30]], year=[2020, 2020, 2021, 2021])
    )
    assert found["period"].to_list() == [2020, 2020, 2021, 2021]
    assert found["cut_x"].to_list() == [2.0, 2.0, 20.0, 20.0]
    columns = {"unit": {"type": "text"}, "a": {}, "b": {}, "group": {"type": "text"}}
    apart = Scheme.model_validate(
        {
            "scheme": "small",
            "title": "Small",
            "units": {"table": "units", "key": "unit", "groups": ["group"]},
            "inputs": {"units": {"columns": columns}},
            "tree": {"parts": {"a": {}, "b": {}}},
            "rank": {"within": ["group"]},
            "plane": PLANE,
            **IDENTITY,
        }
    )
    values = [[1, 1], [10, 10], [3, 3], [30, 30]]
    found = frame_of(evaluated(apart, values, group=["p", "q", "p", "q"]))
    assert found["cut_x"].to_list() == [2.0, 20.0, 2.0, 20.0]
    assert found["quadrant"].to_list() == ["low_low", "low_low", "high_high", "high_high"]


def test_a_criterion_may_be_an_axis() -> None:
    tree = {"parts": {"a": {}, "both": {"parts": {"b": {"weight": 3}, "c": {"weight": 1}}}}}
    declared = scheme("abc", tree=tree, plane={**PLANE, "y": "both"}, **IDENTITY)
    found = frame_of(evaluated(declared, [[1, 2, 6], [5, 4, 8]]))
    assert found["y"].to_list() == [3.0, 5.0]


def test_an_edition_keeps_it_and_says_the_same_when_verified(tmp_path: Path) -> None:
    edition = of(FOUR).write(tmp_path / "ed")
    assert edition.table("plane")["quadrant"].to_list()[-1] == "high_high"
    labels = edition.table("labels").filter(column="quadrant", value="high_high")
    assert labels["title_zh-Hant"].to_list() == ["兩者皆高"]
    assert verify(edition).verdict == "identical"


def test_a_scheme_without_a_plane_has_none(tmp_path: Path) -> None:
    found = of(FOUR, plane=None)
    assert plane(found) is None
    assert "quadrant" not in labels_of(found.scheme, {})
    assert "data/plane.csv" not in found.write(tmp_path / "ed").manifest["files"]


def test_every_column_has_a_title() -> None:
    (table,) = [one for one in of(FOUR).attached if one.name == "plane"]
    assert set(table.titles) == set(table.frame.columns) <= set(HEADINGS)


def test_a_plane_changes_no_rank() -> None:
    one, other = of(FOUR), of(FOUR, plane=None)
    assert one.ranking.equals(other.ranking)
    assert same_computation(one.scheme, other.scheme)


@pytest.mark.parametrize("cut", ["median", "mean", [0, 0]])
def test_no_units_at_all(cut: Any) -> None:
    assert frame_of(of([], plane={**PLANE, "cut": cut})).height == 0


def test_the_workbook_has_a_sheet(tmp_path: Path) -> None:
    found = of(FOUR).analysed(replications=20).write(tmp_path / "ed")
    with speaking("zh-Hant"):
        parts = [part for sheet in sheets_of(found) for part in sheet.blocks]
    (table,) = [one for one in parts if isinstance(one, Table) and one.file == "data/plane.csv"]
    named = [column for column in table.columns if "兩者皆高" in column.values.cast(pl.String)]
    assert [column.values[-1] for column in named] == ["兩者皆高"]
    assert {"East", "兩者皆高"} <= {name for one in table.columns for name in _words(one.heading)}


def _words(heading: str) -> list[str]:
    return heading.replace("“", " ").replace("”", " ").replace("「", " ").replace("」", " ").split()
