"""The pages of the method in a browser: no complaint, access for everybody, nothing disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.claims.by_hand import brands
from tests.publish.method.room import edition_of, written_room
from tests.publish.test_every_page import RULES
from tests.record.process import edition as process


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of an edition with findings, with an audit."""
    folder = tmp_path_factory.mktemp("audited")
    return written_room(edition_of(folder / "edition"), folder / "site", brands())


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("tag", "place"),
    [("en", "method"), ("zh-Hant", "method/findings"), ("zh-Hans", "method/audit")],
)
def test_pages_are_for_everybody(audited: Path, page: Page, tag: str, place: str) -> None:
    page.goto((audited / f"{tag}/{place}.html").as_uri())
    accessible(page)


@pytest.mark.parametrize("place", ["method", "method/findings", "method/audit"])
def test_pages_are_read_on_a_telephone(audited: Path, watched: Page, place: str) -> None:
    watched.set_viewport_size({"width": 320, "height": 700})
    watched.goto((audited / f"zh-Hant/{place}.html").as_uri())
    assert watched.evaluate("document.documentElement.scrollWidth") == 320


def test_the_record_is_for_everybody(tmp_path: Path, page: Page) -> None:
    site = written_room(process(tmp_path), tmp_path / "site")
    page.goto((site / "en/method/record.html").as_uri())
    accessible(page)
    page.get_by_role("link", name="Method").first.click()
    expect(page.locator("h1")).to_have_text("Method")


def test_an_anchor_leads_to_an_indicator_of_any_script(audited: Path, watched: Page) -> None:
    watched.set_viewport_size({"width": 1280, "height": 600})
    watched.goto((audited / "en/method.html").as_uri() + "#indicator-產量")
    expect(watched.locator("#indicator-產量")).to_be_in_viewport()
    contents = watched.get_by_role("navigation", name="On this page")
    expect(contents).to_be_in_viewport()  # beside the text, wherever that is
    contents.get_by_role("link", name="Sources").click()
    expect(watched.get_by_role("heading", name="Sources")).to_be_in_viewport()


def test_the_style_of_the_audit_leaves_the_frame_alone(audited: Path, watched: Page) -> None:
    looks = []
    for place in ("method/findings", "method/audit"):
        watched.goto((audited / f"en/{place}.html").as_uri())
        looks.append(
            watched.evaluate(
                "['h1', '.masthead', '.sections a', '.foot', 'body'].map(one => {"
                " const style = getComputedStyle(document.querySelector(one));"
                " return [style.font, style.color, style.padding, style.margin, style.display] })"
            )
        )
    assert looks[0] == looks[1]
