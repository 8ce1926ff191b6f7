"""What must hold of every page of a site: links, languages, twins, policy, access for everybody.

The first half reads files; the second opens a page of each kind in a browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from steelyard import Edition
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.publish import publish
from tests.publish.conftest import once
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written

WIDTHS = (320, 768, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Parsed(HTMLParser):
    """The parts of a page that can be wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.lang = ""
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.links += [given[name] for name in ("href", "src", "srcset") if name in given]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        handlers = [name for name in given if name.startswith("on")]
        data = given.get("type", "") == "application/json"
        if "style" in given or handlers or tag == "style":
            self.inline.append(self.get_starttag_text() or tag)
        self._script = tag == "script" and not data and "src" not in given

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._script = False


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose units have names that a page might take for something else."""

    def make(folder: Path) -> None:
        table = table_of(len(HOSTILE) + 2, 6, names=HOSTILE)
        table = table.with_columns(
            sector=table["name"].str.slice(0, 60),
            unit=table["name"].str.slice(0, 90) + table["unit"],
        )
        hostile = written(evaluated(scheme_of(6), table), folder / "edition", replications=50)
        with speaking("en"):
            publish(hostile, folder / "site", workers=0, xlsx=True)

    return once(tmp_path_factory, "hostile", make) / "site"


def pages_of(site: Path) -> Iterator[tuple[Path, Parsed]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Parsed(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session", params=["small", "hostile"])
def parsed(
    request: pytest.FixtureRequest, site: Path, hostile_site: Path
) -> list[tuple[Path, Parsed]]:
    return list(pages_of({"small": site, "hostile": hostile_site}[request.param]))


def test_every_link_leads_to_something(parsed: list[tuple[Path, Parsed]]) -> None:
    ids = {path: set(page.ids) for path, page in parsed}
    broken = []
    for path, page in parsed:
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("https", "http", "data"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            state = "=" in parts.fragment  # of a table, not a place
            known = {"", unquote(parts.fragment)} if state else ids.get(target, set()) | {""}
            if not target.is_file() or unquote(parts.fragment) not in known:
                broken.append((path.name, link))
    assert broken == []


def test_every_page_keeps_the_policy(parsed: list[tuple[Path, Parsed]]) -> None:
    assert {path.name: page.inline for path, page in parsed if page.inline} == {}


def test_every_page_says_its_language_and_its_heading(parsed: list[tuple[Path, Parsed]]) -> None:
    for path, page in parsed:
        assert page.lang in LANGUAGES
        assert page.tags.count("h1") == 1, path
        assert len(set(page.ids)) == len(page.ids), path


def test_every_page_has_a_twin_for_programs(site: Path) -> None:
    for path, page in pages_of(site):
        if path.parent == site:
            continue
        twin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert twin["language"] == page.lang
        assert twin["title"]


def test_every_language_has_the_same_pages(site: Path) -> None:
    found = [
        {path.relative_to(site / tag).as_posix() for path in (site / tag).rglob("*")}
        for tag in LANGUAGES
    ]
    assert found[0] == found[1] == found[2]


def test_hostile_names_are_text(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*"):
        if path.suffix in (".html", ".svg"):
            text = path.read_text(encoding="utf-8")
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert "{{ 49" not in text, path
            assert not re.search(r">49<", text) or "7 * 7" not in text, path


def test_the_same_edition_gives_the_same_bytes_and_nothing_is_written_twice(
    edition: Edition, site: Path, tmp_path: Path
) -> None:
    with speaking("en"):
        other = publish(edition, tmp_path / "other", workers=2)
        again = publish(edition, tmp_path / "other", workers=0)
    assert again.changed == ()
    assert again.removed == ()
    for path in site.rglob("*"):
        if path.is_file():
            twin = other.folder / path.relative_to(site)
            assert twin.read_bytes() == path.read_bytes(), path


def kinds(site: Path) -> list[str]:
    """An address of each kind of page."""
    single = sorted(
        path.relative_to(site / "en").with_suffix("").as_posix()
        for path in (site / "en").rglob("*.html")
    )
    found: dict[str, str] = {}
    for address in single:
        folder = address.rpartition("/")[0]
        found.setdefault(folder or address, address)
    return list(found.values())


@pytest.mark.parametrize(
    ("tag", "colours"), [*((tag, "light") for tag in LANGUAGES), ("zh-Hant", "dark")]
)
def test_everybody_can_use_every_kind_of_page(
    site: Path, browser: Browser, tag: str, colours: str
) -> None:
    context = browser.new_context(color_scheme="dark" if colours == "dark" else "light")
    page = context.new_page()
    wrong = []
    for address in kinds(site):
        page.goto((site / tag / f"{address}.html").as_uri())
        options = {"preload": False, "runOnly": {"type": "tag", "values": RULES}}
        found = Axe().run(page, options=options)
        wrong += [
            (address, one["id"], one["nodes"][0]["html"][:200])
            for one in found.response["violations"]
        ]
    context.close()
    assert wrong == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(
    site: Path, hostile_site: Path, browser: Browser, width: int, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for folder in (site, hostile_site):
        for address in kinds(folder):
            page.goto((folder / "zh-Hant" / f"{address}.html").as_uri())
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                wide[address] = over
            picture = page.screenshot(path=tmp_path / f"{width}.png", full_page=False)
            assert len(picture) > 2_000
    context.close()
    assert wide == {}


def test_pages_say_nothing_wrong_and_ask_nobody(site: Path, watched: Page) -> None:
    for address in kinds(site):
        watched.goto((site / "en" / f"{address}.html").as_uri())
        watched.evaluate("scrollTo(0, document.body.scrollHeight)")
        watched.wait_for_timeout(150)


def test_the_switch_leads_to_the_same_page_in_another_language(site: Path, watched: Page) -> None:
    watched.goto((site / "en" / "method.html").as_uri())
    watched.get_by_role("link", name="繁體中文").click()
    watched.wait_for_url("**/zh-Hant/method.html")
    expect(watched.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_the_keyboard_goes_to_the_content_first(site: Path, watched: Page) -> None:
    watched.goto((site / "en" / "ranking.html").as_uri())
    watched.keyboard.press("Tab")
    expect(watched.locator(".skip")).to_be_focused()
    watched.keyboard.press("Enter")
    expect(watched.locator("main")).to_be_focused()


def test_pages_are_read_without_scripts(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in kinds(site):
        page.goto((site / "en" / f"{address}.html").as_uri())
        assert page.locator("main").inner_text().strip()
    context.close()
