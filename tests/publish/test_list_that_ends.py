"""A list that has only the first so many, as it is published: who is on it, who is a candidate."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.groups.crossing import crossing
from steelyard.publish.groups.sections import section
from steelyard.publish.groups.selection import selections
from steelyard.publish.paper.grouping import groups
from steelyard.publish.ranking import pages as room
from steelyard.publish.source import Source
from tests.publish.editions import evaluated, scheme_of, table_of, written
from tests.publish.ranking.room import pages_of, tables_of, written_room
from tests.publish.units.test_pages import page, published

FIRST = 12


@pytest.fixture(scope="module")
def ending(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Thirty companies of which twelve are on the list, and how sure that is."""
    folder = tmp_path_factory.mktemp("ending") / "edition"
    return written(
        evaluated(scheme_of(rank={"first": FIRST}), table_of()), folder, replications=200
    )


def test_the_ranking_has_them_all_and_says_where_the_list_ends(ending: Edition) -> None:
    (table,) = tables_of(ending)
    assert [row["listed"] for row in table.rows] == [True] * FIRST + [False] * 18
    assert table.content()["list"] | {"title": ""} == {
        "title": "",
        "period": None,
        "within": {},
        "units": 30,
        "ranked": 30,
        "first": FIRST,
        "candidates": 18,
    }


def test_rows_behind_the_end_are_marked_also_in_the_script(
    ending: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ROWS", 10)
    site = written_room(ending, tmp_path)
    first = (site / "en" / "ranking.html").read_text(encoding="utf-8")
    second = (site / "en" / "ranking-2.html").read_text(encoding="utf-8")
    assert "The list has the first 12, above the line; candidates behind it: 18." in first
    assert 'class="beyond' not in first
    rows = re.findall(r"<tr(?: class=\"([^\"]*)\")?><td class=\"n r\">(\d+)</td>", second)
    assert [(rank, "beyond" in names.split()) for names, rank in rows] == [
        (str(rank), rank > FIRST) for rank in range(11, 21)
    ]
    brought = (site / "en" / "ranking.rows.js").read_text(encoding="utf-8")
    assert brought.count('<tr class=\\"beyond') == 18


def test_the_front_page_shows_the_list(ending: Edition, tmp_path: Path) -> None:
    content = pages_of(ending, tmp_path)["index"].content
    facts = {fact["term"]: (fact["value"], fact["note"]) for fact in content["facts"]}
    assert facts["On the list"] == ("12", "18 candidates behind")
    assert content["lists"][0]["caption"] == "The first 10 of 12"


def test_groups_are_of_the_list(ending: Edition) -> None:
    source = Source(ending)
    with speaking("en"):
        (found,) = [section(source, "country", one, None) for one in selections(source, "country")]
        assert found["units"] == sum(row["units"] for row in found["rows"]) == FIRST
        assert found["sentences"][-1] == "Candidates that are not on the list are not counted: 18."
        crossed = crossing(source)
        assert crossed is not None
        assert sum(sum(row) for row in crossed["cells"]) == FIRST
        on_paper = next(iter(groups(source)))["rows"]
    assert sum(int(row["count"]) for row in on_paper) == FIRST


def test_a_unit_is_told_whether_it_is_on_it_and_how_surely(ending: Edition, tmp_path: Path) -> None:
    source = published(ending, tmp_path)
    columns = (ending.scheme.units.key, f"top_{FIRST}")
    chances = dict(ending.table("uncertainty").select(columns).iter_rows())
    for at, key in enumerate(source.keys):
        place: dict[str, Any] = page(tmp_path, source, key)["place"]
        assert (place["listed"], place["length"]) == (at < FIRST, FIRST)
        assert place["chance"] == pytest.approx(chances[key])
        start = "On the list of 12; " if at < FIRST else "Not on the list of 12; "
        assert f" {start}probability of being on it " in place["sentence"]


def test_without_an_analysis_no_chance_is_told(tmp_path: Path) -> None:
    scheme = scheme_of(rank={"first": 29})
    edition = written(evaluated(scheme, table_of()), tmp_path / "edition", replications=0)
    source = published(edition, tmp_path / "site")
    last = page(tmp_path / "site", source, source.keys[-1])["place"]
    assert last["sentence"].endswith("Not on the list of 29.")
    assert last["chance"] is None


def test_a_list_without_an_end_says_nothing_of_it(edition: Edition, tmp_path: Path) -> None:
    (table,) = tables_of(edition)
    assert "listed" not in table.rows[0]
    source = published(edition, tmp_path)
    place = page(tmp_path, source, source.keys[0])["place"]
    assert (place["listed"], place["length"]) == (None, None)
    assert "list of" not in place["sentence"]
