"""The page of weights as people use it: sliders, numbers, link, reset, search, without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from steelyard import Edition
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.weights import cases
from tests.publish.weights.room import write_room
from tests.robustness.schemes import with_weights as reweighed

PAGE = "en/weights.html"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLED = 900
"""Milliseconds after which the link and the sentence for listeners are up to date."""


@pytest.fixture(scope="module")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of thirty companies."""
    return write_room(edition, tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def periods(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two years with hostile names; one of the weights is fixed."""
    folder = tmp_path_factory.mktemp("weights")
    declared = scheme_of(periods=True).model_dump(mode="json", by_alias=True, exclude_none=True)
    declared["tree"]["parts"]["results"]["fixed"] = True
    scheme = type(scheme_of()).model_validate(declared)
    table = table_of(120, years=(2024, 2025), names=HOSTILE)
    edition = written(evaluated(scheme, table), folder / "edition", replications=0)
    return write_room(edition, folder / "site")


def opened(page: Page, site: Path, fragment: str = "") -> Page:
    """Open the page and wait until its table stands."""
    page.goto((site / PAGE).as_uri() + fragment)
    expect(page.locator("[data-part=tool]")).to_be_visible()
    return page


def column(page: Page, at: int) -> list[str]:
    """Return the texts of a column of the table of units."""
    return page.locator(f"[data-part=rows] tr > :nth-child({at})").all_inner_texts()


def test_moving_weights_gives_the_ranking_of_the_evaluation(
    site: Path, edition: Edition, watched: Page
) -> None:
    page = opened(watched, site)
    expect(page.locator("[data-part=moved]")).to_have_text("0 of 30")
    assert set(column(page, 5)) == {"same"}
    page.get_by_role("spinbutton", name="Weight of People").fill("7")
    page.get_by_role("slider", name="Figure 5").fill("0")
    nodes = edition.scheme.nodes()
    weights = {name: 1.0 if node.weight is None else node.weight for name, node in nodes.items()}
    wanted = evaluated(
        reweighed(edition.scheme, weights | {"people": 7.0, "x5": 0.0}), table_of()
    ).ranking
    expect(page.locator("[data-part=moved]")).not_to_have_text("0 of 30")
    assert column(page, 1) == [str(rank) for rank in wanted["rank"]]
    assert column(page, 2) == wanted["name"].to_list()
    assert column(page, 3) == [f"{score:.2f}" for score in wanted["score"]]
    before = dict(edition.ranking.select("unit", "rank").iter_rows())
    rises = [before[unit] - rank for unit, rank in wanted.select("unit", "rank").iter_rows()]
    said = [f"{abs(rise)} {'up' if rise > 0 else 'down'}" if rise else "same" for rise in rises]
    assert column(page, 5) == said
    moved = sum(rise != 0 for rise in rises)
    expect(page.locator("[data-part=moved]")).to_have_text(f"{moved} of 30")
    expect(page.locator("[data-part=live]")).to_contain_text(f"{moved} of 30 units change rank")
    share = page.locator("[data-node=people] [data-share]")
    expect(share).to_have_text(f"{100 * 7 / 12:.1f}%")


def test_a_link_carries_the_weights(site: Path, watched: Page) -> None:
    page = opened(watched, site)
    page.get_by_role("spinbutton", name="Weight of People").fill("2.5")
    page.wait_for_timeout(SETTLED)
    assert page.url.endswith("#weights=people:2.5")
    expect(page.get_by_role("textbox", name="Link with these weights")).to_have_value(page.url)
    ranks = column(page, 2)
    page.get_by_role("link", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("[data-node=people] input[type=number]")).to_have_value("2.5")
    assert column(page, 2) == ranks
    page.evaluate("location.hash = '#weights=money:0,nobody:3,people:x'")
    expect(page.locator("[data-node=people] input[type=number]")).to_have_value("1")
    expect(page.locator("[data-node=money] input[type=number]")).to_have_value("0")
    expect(page.locator("[data-part=unread]")).to_contain_text("nobody, people")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(SETTLED)
    expect(page.locator("[data-node=money] input[type=number]")).to_have_value("0")


def test_weights_go_back_one_criterion_or_all(site: Path, watched: Page) -> None:
    page = opened(watched, site, "#weights=people:4,x3:3,x6:0,x4:2")
    expect(page.locator("[data-node=x3] input[type=number]")).to_have_value("3")
    page.get_by_role("button", name="Reset the parts of People").click()
    expect(page.locator("[data-node=x3] input[type=number]")).to_have_value("1")
    expect(page.locator("[data-node=people] input[type=number]")).to_have_value("4")
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator("[data-part=moved]")).to_have_text("0 of 30")
    page.wait_for_timeout(SETTLED)
    assert "#" not in page.url
    for part in ("x3", "x6", "people_base"):
        page.locator(f"[data-node={part}] input[type=number]").fill("0")
    expect(page.locator("[data-part=empty]")).to_contain_text("People")


def test_by_keyboard_only_and_found_accessible(site: Path, watched: Page) -> None:
    page = opened(watched, site)
    slider = page.get_by_role("slider", name="People", exact=True)
    slider.focus()
    for _press in range(10):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "1.5, 23.1% of the whole")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    expect(slider).to_have_attribute("aria-valuetext", "9, 64.3% of the whole")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        # It would read the style sheet once more, which the page's policy forbids.
        found = Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, found.generate_report()


def test_periods_hostile_names_and_what_is_fixed(periods: Path, watched: Page) -> None:
    page = opened(watched, periods, "#weights=people:6")
    expect(page.locator("[data-part=rows] tr")).to_have_count(50)
    # Results keep their half; people and money share the rest as 6 to 2.
    expect(page.locator("[data-node=people] [data-share]")).to_have_text("37.5%")
    expect(page.locator("[data-node=results] [data-share]")).to_have_text("50.0%")
    expect(page.locator("[data-node=results] input")).to_have_count(0)
    page.get_by_label("Find a unit").fill("<SCRIPT")
    expect(page.locator("[data-part=rows] tr")).to_have_count(1)
    assert column(page, 2) == ["<script>alert(1)</script>"]
    page.get_by_label("Find a unit").fill("")
    page.get_by_label("List").select_option("2024")
    page.wait_for_timeout(SETTLED)
    assert page.url.endswith("#weights=people:6&list=" + quote("2024"))
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-part=span]")).to_have_text("51 to 100 of 120")
    page.get_by_label("Order").select_option("change")
    expect(page.locator("[data-part=span]")).to_have_text("1 to 50 of 120")
    largest = page.locator("[data-part=largest]").inner_text()
    assert column(page, 2)[0] == largest


def test_the_published_weights_stand_there_without_scripts(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / PAGE).as_uri())
    expect(page.locator("noscript .note")).to_contain_text("needs JavaScript")
    expect(page.locator("[data-part=tool]")).to_be_hidden()
    row = page.get_by_role("row", name="People").first
    expect(row).to_contain_text("16.7%")
    context.close()


def test_a_page_that_cannot_compute_says_so(tmp_path: Path, watched: Page) -> None:
    edition = cases.evaluation_of(cases.scheme_of(), cases.figures()).write(tmp_path / "edition")
    folder = write_room(edition, tmp_path / "site")
    data = folder / "assets" / "weights-data.js"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace('"people":[1.0,2.0', '"people":[1.0,2.1'), encoding="utf-8")
    watched.goto((folder / PAGE).as_uri())
    expect(watched.get_by_text("cannot compute the published scores")).to_be_visible()
    expect(watched.locator("[data-part=tool]")).to_be_hidden()
