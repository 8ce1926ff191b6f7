"""The ranking in a browser: sorted, searched, filtered, linked, turned over; without scripts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from steelyard import Edition
from steelyard.publish.ranking import pages as room
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.ranking.points import of_points
from tests.publish.ranking.room import written_room


@pytest.fixture(scope="module")
def ranked(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the ranking of thirty companies."""
    site = written_room(edition, tmp_path_factory.mktemp("ranked"))
    return (site / "en" / "ranking.html").as_uri()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a ranking of which ten rows stand in a page; its names are hostile."""
    folder = tmp_path_factory.mktemp("long")
    table = table_of(34, 6, names=HOSTILE)
    edition = written(evaluated(scheme_of(6), table), folder / "edition", replications=20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "ROWS", 10)
        site = written_room(edition, folder / "site")
    return (site / "en" / "ranking.html").as_uri()


def column(page: Page, name: str) -> list[str]:
    """The cells of a column as they stand."""
    at = page.locator(f"#ranking th[data-name={name}]").evaluate("head => head.cellIndex")
    found: list[str] = page.locator("#ranking tbody tr").evaluate_all(
        "(rows, at) => rows.map(row => row.cells[at].textContent)", at
    )
    return found


def test_columns_are_sorted_by_mouse_and_by_keyboard(ranked: str, watched: Page) -> None:
    watched.goto(ranked)
    published = column(watched, "rank")
    head = watched.get_by_role("columnheader", name="Score")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(watched, "rank") == published
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert column(watched, "rank") == published[::-1]
    country = watched.get_by_role("columnheader", name="Country")
    country.get_by_role("button").press("Space")
    expect(country).to_have_attribute("aria-sort", "ascending")
    assert column(watched, "country") == sorted(column(watched, "country"))
    expect(watched.locator("[aria-sort]")).to_have_count(1)
    name = watched.get_by_role("columnheader", name="Name")
    name.get_by_role("button").click()
    numbers = [int(text.split()[1]) for text in column(watched, "unit")]
    assert numbers == sorted(numbers)  # Company 9 before Company 10


def test_equal_rows_keep_the_published_order_both_ways(ranked: str, watched: Page) -> None:
    for order in ("", "-"):
        watched.goto(f"{ranked}#sort={order}sector")
        watched.reload()
        expect(watched.locator("[aria-sort]")).to_have_attribute(
            "aria-sort", "descending" if order else "ascending"
        )
        seen: dict[str, list[int]] = {}
        for sector, rank in zip(column(watched, "sector"), column(watched, "rank"), strict=True):
            seen.setdefault(sector, []).append(int(rank))
        assert list(seen) == sorted(seen, reverse=bool(order))
        assert all(ranks == sorted(ranks) for ranks in seen.values())


def test_search_and_filter_say_how_many_are_shown_and_stand_in_the_address(
    ranked: str, watched: Page
) -> None:
    watched.goto(ranked)
    count = watched.get_by_role("status")
    expect(count).to_have_text("30 of 30 shown")
    watched.get_by_label("Sector").select_option("food")
    expect(count).to_have_text("7 of 30 shown")
    assert set(column(watched, "sector")) == {"food"}
    watched.get_by_label("Search by name or key").fill("company U1")
    expect(count).to_have_text("3 of 30 shown")
    assert sorted(text.split()[-1] for text in column(watched, "unit")) == ["u11", "u15", "u19"]
    assert watched.url.endswith("#q=company+U1&sector=food")
    watched.get_by_label("Search by name or key").fill("nobody")
    expect(count).to_contain_text("0 of 30 shown. Nothing matches.")
    expect(watched.locator("#nothing")).to_be_visible()
    watched.get_by_role("button", name="Reset").click()
    expect(count).to_have_text("30 of 30 shown")
    assert "#" not in watched.url


def test_a_link_brings_its_state_and_other_languages_keep_it(ranked: str, watched: Page) -> None:
    watched.goto(f"{ranked}#country=TW&sort=-unit")
    expect(watched.get_by_role("status")).to_have_text("3 of 30 shown")
    expect(watched.get_by_label("Country")).to_have_value("TW")
    assert [text.split()[-1] for text in column(watched, "unit")] == ["u20", "u10", "u0"]
    watched.get_by_role("link", name="繁體中文").click()
    expect(watched.locator("#ranking tbody tr")).to_have_count(3)
    assert watched.url.endswith("zh-Hant/ranking.html#country=TW&sort=-unit")
    # A link on the same page, and one that means a place and no state.
    watched.evaluate("location.hash = '#country=JP'")
    expect(watched.locator("select[name=country]")).to_have_value("JP")
    watched.evaluate("location.hash = '#main'")
    watched.evaluate("location.hash = '#country=Nowhere&sort=nothing'")
    expect(watched.locator("#ranking tbody tr")).to_have_count(30)


def test_bands_keep_their_shade_only_in_the_order_of_ranks(ranked: str, watched: Page) -> None:
    watched.goto(ranked)

    def shaded() -> list[tuple[str, bool]]:
        flags = watched.locator("#ranking tbody tr").evaluate_all(
            "rows => rows.map(row => row.classList.contains('shade'))"
        )
        return list(zip(column(watched, "band"), flags, strict=True))

    watched.locator("th[data-name=score] button").click()
    found = shaded()
    for (band, dark), (next_band, next_dark) in pairwise(found):
        assert (band == next_band) == (dark == next_dark)
    watched.locator("th[data-name=unit] button").click()
    assert not any(dark for _band, dark in shaded())


def test_a_long_list_is_turned_over_sorted_and_searched_as_a_whole(
    long: str, watched: Page
) -> None:
    watched.goto(long)
    count = watched.get_by_role("status")
    expect(count).to_have_text("Rows 1 to 10 of 34")
    watched.get_by_role("button", name="Next rows").click()
    expect(count).to_have_text("Rows 11 to 20 of 34")
    assert column(watched, "rank") == [str(rank) for rank in range(11, 21)]
    watched.locator("th[data-name=score] button").click()
    watched.locator("th[data-name=score] button").click()
    expect(watched.locator("th[data-name=score]")).to_have_attribute("aria-sort", "ascending")
    assert column(watched, "rank") == [str(rank) for rank in range(34, 24, -1)]
    watched.get_by_label("Search by name or key").fill("<script>")
    expect(count).to_have_text("1 of 34 shown")
    expect(watched.locator("tbody th a")).to_have_text("<script>alert(1)</script>")
    expect(watched.get_by_role("button", name="Next rows")).to_be_hidden()
    watched.goto(f"{long}#page=4")
    watched.reload()
    expect(count).to_have_text("Rows 31 to 34 of 34")
    expect(watched.get_by_role("button", name="Next rows")).to_be_disabled()


def test_all_rows_come_although_the_first_are_laid_out_before(
    tmp_path: Path, watched: Page
) -> None:
    edition = written(evaluated(scheme_of(3), table_of(330, 3)), tmp_path / "e", replications=0)
    site = written_room(edition, tmp_path / "site")
    watched.goto((site / "en" / "ranking.html").as_uri())
    watched.locator("th[data-name=unit] button").click()
    watched.locator("th[data-name=unit] button").click()
    expect(watched.locator("#ranking tbody tr")).to_have_count(330)
    keys = [text.split()[-1] for text in column(watched, "unit")]
    assert keys == [f"u{at}" for at in reversed(range(330))]


def test_without_scripts_a_long_list_has_plain_pages(long: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(long)
    expect(page.get_by_role("status")).to_have_text("Rows 1 to 10 of 34")
    expect(page.locator("form")).to_be_hidden()
    expect(page.locator("thead button")).to_have_count(0)
    page.get_by_role("link", name="31–34").click()
    assert column(page, "rank") == ["31", "32", "33", "34"]
    page.get_by_role("link", name="Search and sort in the whole table").click()
    assert column(page, "rank")[0] == "1"
    context.close()


def test_head_and_names_stay_in_sight_on_a_small_screen(ranked: str, watched: Page) -> None:
    watched.set_viewport_size({"width": 320, "height": 640})
    watched.goto(ranked)
    region = watched.get_by_role("region", name="Ranking")
    region.evaluate("one => one.scrollTo(200, 400)")
    around = region.bounding_box()
    head = watched.locator("th[data-name=unit]").bounding_box()
    assert around is not None
    assert head is not None
    assert head["y"] == pytest.approx(around["y"], abs=1)
    assert around["x"] <= head["x"] < around["x"] + 60
    assert watched.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_missing_stands_last_in_both_orders(tmp_path: Path, watched: Page) -> None:
    rows: list[dict[str, Any]] = [
        {"unit": "A", "points": 3.0, "size": None},
        {"unit": "B", "points": 2.0, "size": -1.0},
        {"unit": "C", "points": 1.0, "size": 10.0},
        {"unit": "D", "points": None, "size": 2.0},
    ]
    site = written_room(of_points(rows, tmp_path / "e"), tmp_path / "site")
    watched.goto((site / "en" / "ranking.html").as_uri())
    size = watched.locator("th[data-name=size] button")
    size.click()
    assert column(watched, "size") == ["10", "2", "−1", "–"]
    size.click()
    assert column(watched, "size") == ["−1", "2", "10", "–"]
    watched.locator("th[data-name=score] button").click()
    watched.locator("th[data-name=score] button").click()
    assert column(watched, "unit")[-1] == "D Not ranked: it has no score."
    assert column(watched, "rank")[-1] == "–"


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everybody_can_use_lists_changes_and_parts(
    tmp_path: Path, browser: Browser, colours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"unit": f"{level}{at}", "level": level, "year": year, "points": float(at * (year % 7))}
        for year in (2024, 2025)
        for level in "ab"
        for at in range(year - 2020)
    ]
    edition = of_points(
        [*rows, {"unit": "b9", "level": "b", "year": 2024, "points": 1.0}],
        tmp_path / "e",
        units={"period": "year"},
        rank={"by": "points", "within": ["level"]},
    )
    monkeypatch.setattr(room, "ROWS", 3)
    site = written_room(edition, tmp_path / "site")
    context = browser.new_context(color_scheme="dark" if colours == "dark" else "light")
    page = context.new_page()
    wrong = []
    for address in ("index", "ranking", "ranking--2", "ranking-2025-b", "ranking-2024-b"):
        page.goto((site / "zh-Hant" / f"{address}.html").as_uri())
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        wrong += [
            (address, one["id"], one["nodes"][0]["html"][:200])
            for one in found.response["violations"]
        ]
    context.close()
    assert wrong == []
