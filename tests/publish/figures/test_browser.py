"""Charts in a browser: the picture first, the interactive chart when it comes near."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from steelyard.publish.figures.dark import DARK
from steelyard.robustness.charts import theme


def test_a_chart_answers_the_pointer_once_it_is_near(site: Path, watched: Page) -> None:
    asked: list[str] = []
    watched.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    watched.set_viewport_size({"width": 1000, "height": 200})
    watched.goto((site / "en" / "sure.html").as_uri())
    watched.wait_for_timeout(200)
    assert "figures.js" in asked
    assert "vega.js" not in asked
    figure = watched.locator("figure[data-name='rank-intervals']")
    figure.scroll_into_view_if_needed()
    chart = figure.locator(".interactive")
    expect(figure.locator(".interactive svg")).to_be_visible()
    expect(figure.locator("picture")).to_be_hidden()
    assert "vega.js" in asked
    assert chart.get_attribute("aria-label") == figure.get_attribute("data-text")
    figure.locator(".interactive .mark-symbol.role-mark path").first.hover()
    expect(watched.locator("#vg-tooltip-element")).to_contain_text("Median rank")


def test_a_chart_follows_the_colours_of_the_page(site: Path, watched: Page) -> None:
    watched.set_viewport_size({"width": 1000, "height": 900})
    watched.goto((site / "en" / "sure.html").as_uri())
    figure = watched.locator("figure[data-name='rank-intervals']")
    figure.scroll_into_view_if_needed()
    title = figure.locator(".interactive .role-title-text text").first
    expect(title).to_have_attribute("fill", theme.INK)
    watched.emulate_media(color_scheme="dark")
    expect(title).to_have_attribute("fill", DARK[theme.INK])
    # Paper is white: there the picture stands.
    watched.emulate_media(media="print", color_scheme="light")
    expect(figure.locator("picture")).to_be_visible()
    expect(figure.locator(".interactive")).to_be_hidden()


def test_on_a_narrow_screen_the_narrow_picture_stays(site: Path, watched: Page) -> None:
    asked: list[str] = []
    watched.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    watched.set_viewport_size({"width": 320, "height": 700})
    watched.goto((site / "en" / "sure.html").as_uri())
    figure = watched.locator("figure[data-name='rank-intervals']")
    figure.scroll_into_view_if_needed()
    picture = figure.locator("img")
    expect(picture).to_be_visible()
    watched.wait_for_timeout(200)
    assert picture.evaluate("one => one.currentSrc").endswith("rank-intervals-narrow.svg")
    assert "vega.js" not in asked
    assert watched.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_chart_that_cannot_be_drawn_leaves_its_picture(site: Path, page: Page) -> None:
    page.route("**/vega.js", lambda route: route.abort())
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto((site / "en" / "sure.html").as_uri())
    figure = page.locator("figure[data-name='rank-intervals']")
    figure.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    expect(figure.locator("img")).to_be_visible()
    assert figure.locator("img").evaluate("one => one.naturalWidth") > 0
