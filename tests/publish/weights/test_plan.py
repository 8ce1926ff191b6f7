"""What can be moved, and what a page does not offer rather than show wrong figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from steelyard.publish.weights import content, data, pages
from steelyard.publish.weights.plan import Plan, plan_of
from tests.publish.weights.cases import evaluation_of, figures, scheme_of, tree


def edition_of(folder: Path, table: pl.DataFrame | None = None, **settings: Any) -> Edition:
    """Return an edition of a scheme with settings."""
    frame = figures() if table is None else table
    return evaluation_of(scheme_of(**settings), frame).write(folder / "edition", inputs=False)


def plan_with(folder: Path, **settings: Any) -> Plan | None:
    """Return the plan of a scheme with settings."""
    return plan_of(Source(edition_of(folder, **settings)))


def test_every_node_but_the_root_has_a_slider(tmp_path: Path) -> None:
    plan = plan_with(tmp_path)
    assert plan is not None
    assert plan.movable == {"people", "money", "base"} | {f"x{at}" for at in range(10)}
    assert plan.reasons == {}
    assert set(plan.leaves) == {f"x{at}" for at in range(10)}


def test_what_nothing_moves_enters_with_its_scores(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, tree=tree(money={"aggregate": "minimum"}))
    assert plan is not None
    assert plan.reasons == {"money": "extreme"}
    assert {"x4", "x5", "base"}.isdisjoint(plan.movable)
    # Base lies below and its own weights matter: both are computed.
    assert {"x6", "x7", "x8"} <= plan.movable
    assert set(plan.criteria) == {"index", "people", "money", "base"}


def test_nothing_below_what_a_page_cannot_compute_moves(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, tree=tree(money={"aggregate": "outranking"}))
    assert plan is not None
    assert plan.reasons == {"money": "outranking", "base": "outranking"}
    assert set(plan.criteria) == {"index", "people"}
    assert "money" in plan.leaves


@pytest.mark.parametrize(
    "settings",
    [
        {"tree": tree(root={"aggregate": "outranking"})},
        {"tree": tree(root={"normalise": "above_below_mean"})},
        {"rank": {"by": "x0"}},
        {"tree": {"parts": {"x0": {}}}},
        {"tree": {"parts": {name: {"weight": 1, "fixed": True} for name in ("x0", "x1")}}},
        {"tree": {"parts": {"x0": {"fixed": True}, "x1": {"fixed": True}, "x2": {}}}},
        {"aggregate": "maximum"},
        {"period": "year", "calibrate": "all", "tree": tree(root={"normalise": "z_score"})},
    ],
)
def test_no_page_where_nothing_can_be_moved(tmp_path: Path, settings: dict[str, Any]) -> None:
    table = figures(years=(2023, 2024)) if "period" in settings else None
    source = Source(edition_of(tmp_path, table, **settings))
    with speaking("en"):
        assert list(pages.links(source)) == []
        assert list(pages.pages(source, Drawing(Site(tmp_path)))) == []
        assert list(pages.assets(source)) == []


@pytest.mark.parametrize("units", [0, 1])
def test_no_page_without_two_units(tmp_path: Path, units: int) -> None:
    assert plan_of(Source(edition_of(tmp_path, figures().head(units)))) is None


def test_points_are_not_moved(tmp_path: Path) -> None:
    half = {"normalise": {"method": "goalposts", "lower": 0, "upper": 100}, "points": 50}
    parts = {"x0": half, "x1": half}
    assert plan_with(tmp_path, tree={"points": 100, "parts": parts}) is None


def test_no_page_where_the_edition_does_not_say_whom_a_veto_struck(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "vetoes": {"out": {"when": {"x0": {"below": 20}}, "effect": "unranked"}}
    }
    source = Source(edition_of(tmp_path, **settings))
    assert plan_of(source) is not None
    del source.edition.manifest["files"]["data/vetoes.csv"]
    assert plan_of(Source(source.edition)) is None


def test_too_many_units_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"tree": tree(people={"aggregate": "copeland"})}
    monkeypatch.setattr("steelyard.publish.weights.plan.MOST_COMPARISONS", 40**2 * 3 - 1)
    plan = plan_with(tmp_path, **settings)
    assert plan is not None
    assert plan.reasons == {"people": "many"}


def test_derived_weights_begin_at_what_was_derived(tmp_path: Path) -> None:
    source = Source(edition_of(tmp_path, weigh="pca"))
    plan = plan_of(source)
    assert plan is not None
    given = data.given_weights(source, plan, plan.periods[0])
    table = source.table("weights")
    assert table is not None
    published = dict(table.select("node", "weight").iter_rows())
    for name, weights in given.items():
        for part, weight in zip(plan.criteria[name].parts, weights, strict=True):
            assert weight == pytest.approx(100 * published[part], rel=1e-12)


def test_the_page_tells_why_weights_are_not_moved(tmp_path: Path) -> None:
    source = Source(edition_of(tmp_path, tree=tree(people={"aggregate": "minimum"})))
    plan = plan_of(source)
    assert plan is not None
    with speaking("en"):
        shown = content.content_of(source, plan)
    notes = {row["name"]: row["note"] for row in shown["weights"]}
    assert "do not enter" in notes["people"]
    assert notes["money"] is None
    people = next(part for part in shown["tree"]["parts"] if part["name"] == "people")
    assert people["slider"]
    assert people["parts"] == []


def test_data_are_the_same_each_time(tmp_path: Path) -> None:
    one = edition_of(tmp_path / "one", figures(missing=0.1), rank={"within": ["country"]})
    other = edition_of(tmp_path / "two", figures(missing=0.1), rank={"within": ["country"]})
    assert dict(pages.assets(Source(one))) == dict(pages.assets(Source(other)))
