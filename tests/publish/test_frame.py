"""The frame that every page has: languages, navigation, policy."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect


def test_the_first_page_leads_on_to_a_language(site: Path, watched: Page) -> None:
    watched.goto((site / "index.html").as_uri())
    watched.wait_for_url("**/en/index.html")
    expect(watched.locator("h1")).to_be_visible()
