"""The page of an estimate, and what the page of a unit says by each method."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.estimates import content as content_module
from steelyard.publish.estimates import pages
from steelyard.publish.publish import publish
from steelyard.publish.source import Source
from steelyard.publish.units.known import Known
from steelyard.publish.units.pages import shared_of
from steelyard.publish.units.shared import Telling
from steelyard.publish.units.told.estimates import estimates
from tests.evaluation.brands import BRANDS, SCHEME, valued
from tests.publish.conftest import once
from tests.publish.sure.room import Drawn

UNSURE: dict[str, Any] = {
    "royalty": {"data": {"royalty": {"relative": 0.1}, "multiple": {"relative": 0.2}}}
}


@pytest.fixture(scope="module", autouse=True)
def _in_english() -> Any:
    with speaking("en"):
        yield


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("brands")
    return valued(assumptions=UNSURE).analysed(replications=200).write(folder / "edition")


def content_of(edition: Edition) -> dict[str, Any]:
    (page,) = pages.pages(Source(edition), Drawn())
    return dict(page.content)


def test_the_table_has_all_methods_of_all_units(edition: Edition) -> None:
    content = content_of(edition)
    assert [one["heading"] for one in content["columns"]] == [
        *("Rank", "brand", "Royalty saved", "Profit times multiple", "Median", "Factor"),
        *("Disagree", "Methods", "Driven by", "Factor then", "sector"),
    ]
    first = content["rows"][0]
    assert (first["key"], first["rank"], first["ratio"]) == ("B", 1, 4.0)
    assert first["values"]["saved"]["value"] == 200.0
    assert first["values"]["saved"]["highest"]
    assert first["values"]["earned"]["lowest"]
    low, high = first["values"]["saved"]["interval"]
    assert low < 200 < high
    assert (first["verdict"], first["driver"], first["then"]) == ("disagree", "royalty", 1.0)
    assert [row["verdict"] for row in content["rows"]] == ["disagree", "agree", "disagree", "agree"]


def test_what_is_said_first(edition: Edition) -> None:
    content = content_of(edition)
    assert content["summary"][0] == (
        "Methods disagree on “brand value” by more than a factor of 2 for 2 of 4 units."
    )
    assert content["facts"][0] == {"label": "Methods disagree", "value": "2", "note": "of 4"}
    assert [one["key"] for one in content["greatest"]] == ["B", "C"]
    assert "with 5%, typical within “sector”" in content["greatest"][0]["sentence"]


def test_how_methods_compare(edition: Edition) -> None:
    one, other = content_of(edition)["methods"]
    assert (one["title"], one["highest"], one["lowest"]) == ("Royalty saved", 1, 1)
    assert (other["highest"], other["lowest"]) == (1, 1)
    # 50/50, 200/125, 50/100, 20/20
    assert one["against_median"] == 1.0


def test_what_parts_them(edition: Edition) -> None:
    found = {one["input"]: one for one in content_of(edition)["inputs"]}
    assert (found["royalty"]["drives"], found["royalty"]["ratio"]) == (1, 4.0)
    assert (found["multiple"]["drives"], found["multiple"]["then"]) == (1, 1.0)


def test_the_chart_has_a_mark_for_each_value(edition: Edition) -> None:
    drawn = Drawn()
    list(pages.pages(Source(edition), drawn))
    figure = drawn.figures["estimates-value"]
    assert figure.data.height == 8
    assert figure.data["low"].null_count() == 0
    assert figure.narrow is not None


def test_what_is_not_above_zero_is_not_drawn(tmp_path: Path) -> None:
    table = BRANDS.with_columns(pl.Series("profit", [-10.0, None, 10.0, 4.0]))
    source = Source(valued(table).write(tmp_path / "edition"))
    drawn = Drawn()
    (page,) = pages.pages(source, drawn)
    assert drawn.figures["estimates-value"].data.height == 6
    rows = {row["key"]: row for row in page.content["rows"]}
    assert rows["A"]["verdict"] == "some not above 0"
    assert rows["B"]["verdict"] == "cannot be compared"
    without, low = page.content["missing"]
    assert without.startswith("Units without a value by “Profit times multiple”: 1.")
    assert low.startswith("Units whose value by “Profit times multiple” is not above 0: 1.")


def test_without_replications_there_are_no_intervals(tmp_path: Path) -> None:
    content = content_of(valued().write(tmp_path / "edition"))
    assert not content["sure"]
    assert content["rows"][0]["values"]["saved"]["interval"] is None
    assert "Disagree" not in [one["heading"] for one in content["columns"]]


def test_a_long_list_is_cut_and_says_so(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_module, "ROWS", 3)
    content = content_of(edition)
    assert len(content["rows"]) == 3
    assert content["more"] == "The first 3 of 4 units; the file has all."


def test_several_estimates_have_a_page_each(tmp_path: Path) -> None:
    one = SCHEME["estimates"]["value"]
    source = Source(valued(estimates={"value": one, "other": one}).write(tmp_path / "edition"))
    found = list(pages.pages(source, Drawn()))
    assert [page.address for page in found] == ["estimates", "estimates/other"]
    assert [len(page.content["switch"]) for page in found] == [2, 2]


@pytest.mark.parametrize("table", [BRANDS.head(0), BRANDS.head(1)])
def test_few_units(tmp_path: Path, table: pl.DataFrame) -> None:
    assert len(content_of(valued(table).write(tmp_path / "edition"))["rows"]) == table.height


def test_an_edition_without_estimates_has_no_such_page(tmp_path: Path) -> None:
    source = Source(valued(estimates={}).write(tmp_path / "edition"))
    assert not list(pages.links(source))
    assert not list(pages.pages(source, Drawn()))


def test_the_page_of_a_unit(edition: Edition) -> None:
    known = Known(Source(edition))
    shared = shared_of(known, {}, Path("nowhere"))
    unit = next(one for one in known.units if known.source.keys[one.at] == "B")
    (told,) = estimates(Telling(unit, shared, shared.outlines["en"]))
    assert told["title"] == "brand value"
    assert told["sentences"][0].startswith("Methods disagree on “brand value” by a factor of 4")
    assert told["sentences"][1].startswith("What drives it is “royalty”, 20%: with 5%")
    assert told["sentences"][2].startswith("They disagree in 100% of the replications")
    assert [one["title"] for one in told["methods"]] == [
        *("Royalty saved", "Profit times multiple", "Median of the methods"),
    ]
    assert [one["rank"] for one in told["methods"]] == [1, 2, 1]
    places = [one["at"] for one in told["methods"]]
    assert all(0 <= one["low"] <= one["middle"] <= one["high"] <= 100 for one in places)
    assert [one["drives"] for one in told["inputs"]] == [True, False]


def test_a_unit_of_an_edition_without_estimates(tmp_path: Path) -> None:
    known = Known(Source(valued(estimates={}).write(tmp_path / "edition")))
    assert known.units[0].estimates == ()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        made = valued(assumptions=UNSURE).analysed(replications=100)
        with speaking("en"):
            publish(made.write(folder / "edition"), folder / "site", workers=0)

    return once(tmp_path_factory, "estimates", make) / "site"


def test_pages_and_their_twins(site: Path) -> None:
    for tag, title in (("en", "brand value"), ("zh-Hant", "品牌價值"), ("zh-Hans", "品牌价值")):
        twin = json.loads((site / tag / "estimates.json").read_text(encoding="utf-8"))
        assert twin["title"] == title
        assert len(twin["rows"]) == 4
        unit = json.loads((site / tag / "units" / "b.json").read_text(encoding="utf-8"))
        assert [one["value"] for one in unit["estimates"][0]["methods"]] == [200.0, 50.0, 125.0]


@pytest.mark.parametrize("width", [320, 1280])
def test_in_a_browser(page: Page, site: Path, width: int) -> None:
    """Sorted by a method, filtered by what drives the difference; nothing overflows."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((site / "en" / "estimates.html").as_uri())
    page.get_by_role("button", name="Profit times multiple").click()
    expect(page.locator("#ranking tbody tr").first).to_contain_text("C")
    page.get_by_label("Driven by").select_option("royalty")
    expect(page.locator("#ranking tbody tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0


def test_a_unit_in_a_browser(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto((site / "en" / "units" / "b.html").as_uri())
    expect(page.locator(".by-method")).to_contain_text("What drives it is “royalty”")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert Axe().run(page).violations_count == 0
