"""A unit's page as people meet it: by its links, narrow and wide, in both colour schemes."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect


def test_a_reader_goes_from_unit_to_unit(site: Path, watched: Page) -> None:
    watched.goto((site / "en/units/u4.html").as_uri())
    watched.get_by_role("link", name="Just below").click()
    expect(watched.locator("h1")).not_to_have_text("Company 4")
    watched.get_by_role("link", name="Just above").click()
    expect(watched.locator("h1")).to_have_text("Company 4")
    watched.get_by_role("link", name="繁體中文").click()
    expect(watched.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_it_can_be_read_at_every_width_in_both_colour_schemes(site: Path, browser: Browser) -> None:
    for scheme, width in (("light", 320), ("dark", 768)):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        page.goto((site / "en/units/u4.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        context.close()


def test_narrow_rows_say_what_each_figure_is(site: Path, watched: Page) -> None:
    """The headings are out of sight, so each cell carries its own."""
    watched.set_viewport_size({"width": 320, "height": 800})
    watched.goto((site / "en/units/u4.html").as_uri())
    row = watched.locator("table.nodes tbody tr").nth(2)
    said = row.locator("td").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert '"Rank "' in said
    assert '"Weight "' in said
