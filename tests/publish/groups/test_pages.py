"""What stands on the pages of groups."""

from __future__ import annotations

import json
from urllib.parse import quote

import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.i18n import speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.groups.crossing import crossing
from steelyard.publish.groups.measures import measure_tables, unplaced
from steelyard.publish.groups.pages import links, pages
from steelyard.publish.groups.sections import section
from steelyard.publish.groups.selection import selections
from steelyard.publish.layout.page import files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from tests.publish.editions import HOSTILE
from tests.publish.groups.room import source_of


def sections_of(source, column):
    with speaking("en"):
        return [section(source, column, one, None) for one in selections(source, column)]


def written_pages(source, folder, tag="en"):
    """Return the HTML and the JSON of the room's pages by address."""
    with speaking(tag):
        masthead = masthead_of(source, links(source))
        return {
            name: content.decode()
            for page in pages(source, Drawing(Site(folder)))
            for name, content in files_of(page, masthead)
        }


def test_units_of_each_list_are_grouped_by_themselves(tmp_path):
    source = source_of(tmp_path, rank={"within": ["sector"]})
    by_country = sections_of(source, "country")
    assert [one["title"] for one in by_country] == ["chemistry", "food", "machines", "software"]
    assert sum(one["units"] for one in by_country) == 30
    (by_sector,) = sections_of(source, "sector")
    assert (by_sector["units"], by_sector["ranked_together"]) == (30, False)
    assert {row["best_rank"] for row in by_sector["rows"]} == {None}


def test_only_the_last_period_is_grouped(tmp_path):
    (found,) = sections_of(source_of(tmp_path, years=(2024, 2025)), "country")
    assert (found["title"], found["units"]) == ("2025", 30)


def test_codes_of_countries_have_names_and_texts_stay(tmp_path):
    countries = ["TW", "US", "JP"] * 10
    (found,) = sections_of(source_of(tmp_path / "codes", countries=countries), "country")
    assert {row["label"] for row in found["rows"]} == {"Taiwan", "United States", "Japan"}
    countries = ["Taiwan, China", "U.S.", "Japan"] * 10
    (found,) = sections_of(source_of(tmp_path / "texts", countries=countries), "country")
    assert {row["label"] for row in found["rows"]} == {"Taiwan, China", "U.S.", "Japan"}


def test_a_group_leads_to_its_units_and_its_best(tmp_path):
    name = "R&D = 研發 #1"
    source = source_of(tmp_path, countries=[name, None, "B"] * 10)
    (found,) = sections_of(source, "country")
    rows = {row["value"]: row for row in found["rows"]}
    assert rows[name]["link"] == f"ranking.html#country={quote(name, safe='')}"
    assert rows[None]["link"] is None
    assert rows[None]["label"] == "Not stated"
    best = rows["B"]["best"]
    assert rows["B"]["best_address"] == source.addresses[best]
    assert rows["B"]["best_title"] == source.titles[best]


def test_a_cross_table_adds_up_to_its_margins(tmp_path):
    found = crossing(source_of(tmp_path, 40))
    assert found is not None
    assert [sum(row) for row in found["cells"]] == [row["units"] for row in found["rows"]]
    downwards = [sum(column) for column in zip(*found["cells"], strict=True)]
    assert downwards == [column["units"] for column in found["columns"]]
    assert sum(downwards) == 40
    assert len(found["rows"]) >= len(found["columns"])


TABLES = {
    "countries": {
        "title": {"en": "By country", "zh-Hant": "按國家"},
        "by": ["country"],
        "measures": {
            "companies": {"count": {}},
            "amount": {"title": "Amount", "unit": "ha", "sum": "x0"},
            "share": {"unit": "%", "share": "x0"},
        },
        "order": {"by": "companies"},
        "total": True,
    },
    "names": {"by": ["name"], "measures": {"companies": {"count": {}}}},
}


def test_the_schemes_tables_stand_by_their_column_with_total_and_words(tmp_path):
    source = source_of(tmp_path, tables=TABLES)
    with speaking("en"):
        (found,) = measure_tables(source, "country")
        (other,) = unplaced(source)
    assert measure_tables(source, "sector") == []
    assert (found["title"], other["name"]) == ("By country", "names")
    assert [measure["computed"] for measure in found["measures"]] == [
        "number",
        "sum of x0",
        "share in the sum of x0",
    ]
    assert found["measures"][1]["unit"] == "ha"
    *rows, total = [row["values"] for row in found["rows"]]
    for at, expected in enumerate(total):
        assert sum(row[at] for row in rows) == pytest.approx(expected)
    assert (total[0], total[2]) == (30, pytest.approx(100.0))


def test_names_that_are_markup_come_out_as_text(tmp_path):
    countries = [HOSTILE[at % len(HOSTILE)] for at in range(32)]
    source = source_of(tmp_path, 32, names=HOSTILE, countries=countries)
    made = written_pages(source, tmp_path / "site")
    page = made["en/groups/country.html"]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img src=x" not in page
    twin = json.loads(made["en/groups/country.json"])
    assert {row["value"] for row in twin["sections"][0]["rows"]} == set(HOSTILE)
    for path in (tmp_path / "site" / "en" / "charts").glob("*.svg"):
        assert b"<script" not in path.read_bytes()
        assert b"<img" not in path.read_bytes()


def test_two_hundred_groups_are_folded_after_thirty_and_all_in_the_twin(tmp_path):
    source = source_of(tmp_path, 400, countries=[f"group {at % 200}" for at in range(400)])
    made = written_pages(source, tmp_path / "site")
    assert "170 more groups" in made["en/groups/country.html"]
    assert len(json.loads(made["en/groups/country.json"])["sections"][0]["rows"]) == 200


def test_an_edition_without_units_says_so(tmp_path):
    source = source_of(tmp_path, 0)
    made = written_pages(source, tmp_path / "site")
    assert "no units" in made["en/groups/country.html"]


def test_an_edition_without_groups_has_no_such_page(tmp_path):
    edition = source_of(tmp_path).edition
    scheme = edition.scheme.model_copy(
        update={"units": edition.scheme.units.model_copy(update={"groups": ()})}
    )
    assert list(links(Source(Edition(edition.path, scheme)))) == []


def test_an_index_of_countries_has_a_map_of_its_scores(tmp_path):
    declared = {
        "scheme": "countries",
        "title": "Countries",
        "units": {"table": "countries", "key": "country"},
        "inputs": {"countries": {"columns": {"country": {"type": "text"}, "x": {}}}},
        "tree": {"parts": {"x": {}}},
    }
    scheme = Scheme.model_validate(declared)
    names = ["Finland", "Korea (Republic of)", "USA", "Atlantis", "Peru"]
    table = pl.DataFrame({"country": names, "x": [1.0, 3.0, 2.0, 2.0, 5.0]})
    data = Dataset.from_frames(scheme.inputs, {"countries": table})
    edition = evaluate(scheme, data).write(tmp_path / "edition")
    made = written_pages(Source(edition), tmp_path / "site")
    found = json.loads(made["en/groups.json"])["places"]["map"]
    assert found["unknown"] == ["Atlantis"]
    assert "Peru 100, South Korea 50, United States 25, Finland 0" in found["figure"]["text"]


def test_without_the_extra_a_page_says_how_to_get_the_map(tmp_path, monkeypatch):
    for room in ("sections", "scored"):
        monkeypatch.setattr(f"steelyard.publish.groups.{room}.installed", lambda: False)
    page = written_pages(source_of(tmp_path), tmp_path / "site")["en/groups/country.html"]
    assert "pip install &#34;steelyard[maps]&#34;" in page
    assert "country-map" not in page


def test_pages_are_the_same_bytes_each_time(tmp_path):
    source = source_of(tmp_path, 8)
    first = written_pages(source, tmp_path / "first", "zh-Hant")
    assert written_pages(Source(source.edition), tmp_path / "second", "zh-Hant") == first
    for path in sorted((tmp_path / "first").rglob("*.svg")):
        other = tmp_path / "second" / path.relative_to(tmp_path / "first")
        assert other.read_bytes() == path.read_bytes()


def test_a_reader_goes_from_a_group_to_its_units(site, watched):
    watched.set_viewport_size({"width": 320, "height": 800})
    watched.goto((site / "en" / "groups" / "country.html").as_uri())
    width = watched.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    watched.get_by_role("link", name="Taiwan", exact=True).click()
    assert watched.url.endswith("ranking.html#country=TW")


@pytest.mark.parametrize(
    ("units", "countries", "said"),
    [
        (1, ["TW"], "One unit, of the group Taiwan."),
        (3, ["TW"] * 3, "3 units in one group, Taiwan."),
        (2, ["TW", "JP"], "2 units in 2 groups."),
        (0, [], "This edition has no units"),
    ],
)
def test_counts_are_told_as_people_say_them(tmp_path, units, countries, said):
    source = source_of(tmp_path, units, countries=countries)
    assert said in written_pages(source, tmp_path / "site")["en/groups.html"]


def test_a_page_without_a_chart_asks_for_no_script(tmp_path):
    made = written_pages(source_of(tmp_path, 0), tmp_path / "site")
    assert not [name for name, text in made.items() if "figures.js" in str(text)]
    some = written_pages(source_of(tmp_path / "some", 3), tmp_path / "other")
    assert "figures.js" in some["en/groups/country.html"]
