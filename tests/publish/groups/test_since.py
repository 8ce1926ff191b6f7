"""What a page of groups says of the edition before: sums, shares, who came, left and moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.groups.since import since_column, since_unplaced
from steelyard.publish.source import Source
from tests.publish.groups.test_pages import written_pages
from tests.robustness.test_comparison_groups import AFTER, BEFORE, SCHEME, written

TABLES = SCHEME["tables"] | {
    "whole": {
        "title": "Top",
        "by": [],
        "measures": {"top": {"concentration": {"of": "rd", "top": 1}}},
    }
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("since")
    editions = [
        written(folder / version, companies, version=version, tables=TABLES)
        for version, companies in (("2024", BEFORE), ("2025", AFTER))
    ]
    return Source(editions[1], editions[0])


def cells(table: dict[str, Any], group: str | None) -> dict[str, Any]:
    """Return the values of a group by block and column."""
    names = [
        f"{block['title']}: {column['title']}"
        for block in table["blocks"]
        for column in block["columns"]
    ]
    (row,) = (row for row in table["rows"] if (None if row["total"] else row["labels"][0]) == group)
    return dict(zip(names, row["values"], strict=True))


def test_the_values_of_both_editions(source: Source) -> None:
    with speaking("en"):
        found = since_column(source, "region")
    assert found is not None
    assert found["previous"] == "Companies 2024"
    values, _moves = found["tables"]
    us = cells(values, "US")
    assert (us["R&D: Before"], us["R&D: Now"], us["R&D: Change"]) == (150.0, 155.0, 5.0)
    assert us["share: Change, points"] == pytest.approx(100 * (155 / 210 - 150 / 220))
    assert "share: Growth (%)" not in us
    assert "growth, of the same units within each edition: Now" in us
    assert cells(values, None)["R&D: Now"] == 210.0


def test_who_came_and_left_and_what_they_have_in_the_sum(source: Source) -> None:
    with speaking("en"):
        found = since_column(source, "region")
    assert found is not None
    _values, moves = found["tables"]
    eu = cells(moves, "EU")
    assert (eu["Units: Before"], eu["Units: Entered"], eu["Units: Moved out"]) == (2, 1, 1)
    parts = [
        value for name, value in eu.items() if name.startswith("R&D") and name != "R&D: Change"
    ]
    # What left is taken away, so the parts add up as they stand there.
    assert sum(parts) == eu["R&D: Change"] == -5.0


def test_both_growths_are_told_apart(source: Source) -> None:
    with speaking("en"):
        found = since_column(source, "region")
    assert found is not None
    said = " ".join(found["sentences"])
    assert "sum of the list: 220 before, 210 now, −4.5%" in said
    assert "Growth of the same units, from last year’s figures in the later edition: +17.1%" in said


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_pages_have_it_and_their_twins(source: Source, tmp_path: Path, tag: str) -> None:
    made = written_pages(source, tmp_path, tag)
    html = made[f"{tag}/groups/region.html"]
    assert html.count('class="groups since"') == 2
    assert "+17" in html
    twin = json.loads(made[f"{tag}/groups/region.json"])
    assert [len(row["values"]) for row in twin["since"]["tables"][0]["rows"]] == [18] * 4
    assert "{" not in "".join(twin["since"]["sentences"])


def test_tables_by_no_column_stand_on_the_overview(source: Source, tmp_path: Path) -> None:
    with speaking("en"):
        found = since_unplaced(source)
    assert found is not None
    assert [table["title"] for table in found["tables"]] == [
        "Top",
        "Top: who stayed, entered and left",
    ]
    assert 'class="groups since"' in written_pages(source, tmp_path)["en/groups.html"]


def test_without_an_edition_before_there_is_nothing(source: Source) -> None:
    alone = Source(source.edition)
    assert since_column(alone, "region") is None
    assert since_unplaced(alone) is None


def test_editions_of_one_name_are_not_told_apart_by_it(tmp_path: Path) -> None:
    editions = [written(tmp_path / name, BEFORE) for name in ("a", "b")]
    found = since_column(Source(editions[1], editions[0]), "region")
    assert found is not None
    assert found["previous"] is None
    page = written_pages(Source(editions[1], editions[0]), tmp_path / "site")
    assert "<h2>Since the previous edition</h2>" in page["en/groups/region.html"]
