"""The page of editions of every shape, and in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.layout.page import Page as WebPage
from steelyard.publish.layout.page import files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.source import Source
from steelyard.publish.sure import pages
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.sure.room import Drawn, content_of


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def undrawn(source: Source) -> Iterator[WebPage]:
    """Yield the pages without their charts, which only a Drawing could make."""
    for page in pages.pages(source, Drawn()):
        sections = [one | {"figure": None} for one in page.content["sections"]]
        yield replace(page, content={**page.content, "sections": sections})


def source_of(folder: Path, scheme=None, table=None, **settings) -> Source:
    found = evaluated(scheme or scheme_of(), table_of() if table is None else table)
    return Source(written(found, folder / "edition", **settings))


def test_an_edition_with_all_has_every_section(edition: Edition) -> None:
    found = content_of(Source(edition))
    assert list(found) == ["sure"]
    content = found["sure"]
    assert [one["id"] for one in content["sections"]] == [
        "intervals",
        "apart",
        "chances",
        "first",
        "shifts",
        "causes",
        "without",
        "importance",
        "correlations",
        "reliability",
    ]
    assert content["varied"] == ["weights ± 25%"]
    assert {one["label"]: one["value"] for one in content["settings"]}["Replications"] == "200"


def test_without_an_analysis_the_page_says_so_and_how_to_make_one(tmp_path: Path) -> None:
    content = content_of(source_of(tmp_path, replications=0))["sure"]
    assert not content["assessed"]
    assert content["sections"] == []
    assert "without replications" in content["not_assessed"][0]
    assert "--replications" in content["command"]


def test_where_nothing_varies_the_reason_is_told_and_the_rest_is_shown(tmp_path: Path) -> None:
    content = content_of(source_of(tmp_path, scheme_of(assumptions={})))["sure"]
    assert not content["assessed"]
    assert len(content["not_assessed"]) == 1
    assert "leave nothing to vary" in content["not_assessed"][0]
    assert [one["id"] for one in content["sections"]] == [
        "without",
        "importance",
        "correlations",
        "reliability",
    ]
    assert content["facts"] == []


def test_of_several_periods_the_last_is_shown(tmp_path: Path) -> None:
    scheme = scheme_of(periods=True)
    content = content_of(source_of(tmp_path, scheme, table_of(20, years=(2024, 2025))))["sure"]
    rows = content["sections"][0]["tables"][0]["rows"]
    assert content["period"] == "2025"
    assert len(rows) == 20
    assert len({row["unit"]["key"] for row in rows}) == 20


def test_lists_that_are_ranked_apart_have_a_page_each(tmp_path: Path) -> None:
    scheme = scheme_of(rank={"within": ["sector"]})
    source = source_of(tmp_path, scheme, table_of(40))
    found = content_of(source)
    lists = found["sure"]["lists"]
    assert [one["units"] for one in lists] == [10, 10, 10, 10]
    assert [one["address"] for one in lists] == [address for address in found if "/" in address]
    for one, shown in zip(source.current, lists, strict=True):
        section = found[shown["address"]]["sections"][0]
        rows = section["tables"][0]["rows"]
        assert [row["unit"]["key"] for row in rows] == one.frame["unit"].to_list()
        assert max(row["rank"] for row in rows) == 10
        assert section["figure"]["name"] == f"rank-intervals-{one.address}"


@pytest.mark.parametrize("units", [0, 1, 2])
def test_few_units_are_no_reason_to_fail(units: int, tmp_path: Path) -> None:
    source = source_of(tmp_path, table=table_of(units))
    masthead = masthead_of(source, [])
    for page in undrawn(source):
        assert json.dumps(page.content)
        assert all(content for _name, content in files_of(page, masthead))


def test_of_many_units_the_tables_show_the_first_and_lead_to_all(tmp_path: Path) -> None:
    source = source_of(tmp_path, table=table_of(150), replications=40)
    section = content_of(source)["sure"]["sections"][0]
    table = section["tables"][0]
    assert "band" in section["words"][0]
    assert len(table["rows"]) == 60
    assert table["more"] == "60 of 150 rows"
    assert table["data"] == "data/uncertainty.csv"


def test_hostile_names_are_text(tmp_path: Path) -> None:
    source = source_of(tmp_path, table=table_of(len(HOSTILE), names=HOSTILE))
    masthead = masthead_of(source, [])
    [page] = undrawn(source)
    html = dict(files_of(page, masthead))["en/sure.html"].decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "{{ 7 * 7 }}" in html


def test_everybody_can_use_the_page_with_its_charts_and_tables(site: Path, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto((site / "en" / "sure.html").as_uri())
    for summary in page.locator("details > summary").all():
        summary.click()
    figures = page.locator("figure.figure")
    for at in range(figures.count()):
        figures.nth(at).scroll_into_view_if_needed()
        expect(figures.nth(at).locator(".interactive svg")).to_be_visible()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def test_the_contents_lead_to_the_sections(site: Path, watched: Page) -> None:
    watched.goto((site / "en" / "sure.html").as_uri())
    watched.get_by_role("link", name="Who can be told apart").click()
    expect(watched.get_by_role("heading", name="Who can be told apart")).to_be_in_viewport()
