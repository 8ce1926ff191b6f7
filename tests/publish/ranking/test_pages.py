"""The pages of the ranking as files: data and HTML say the same, long lists come in parts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Edition
from steelyard.publish.ranking import pages as room
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.ranking.room import pages_of, written_room


class Cells(HTMLParser):
    """The texts of the cells of a table's body."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "tbody"
        if tag == "tr" and self._inside:
            self.rows.append([])
        elif tag in ("td", "th") and self._inside:
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "tbody"
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def cells(path: Path) -> list[list[str]]:
    return Cells(path.read_text(encoding="utf-8")).rows


@pytest.fixture
def hostile(tmp_path: Path) -> Edition:
    table = table_of(len(HOSTILE) + 4, 6, names=HOSTILE)
    table = table.with_columns(sector=table["name"])
    return written(evaluated(scheme_of(6), table), tmp_path / "hostile", replications=20)


def test_the_twin_has_every_row_as_plain_data(edition: Edition, tmp_path: Path) -> None:
    site = written_room(edition, tmp_path)
    twin = json.loads((site / "en" / "ranking.json").read_text(encoding="utf-8"))
    ranking = edition.ranking
    assert [row["key"] for row in twin["rows"]] == ranking["unit"].to_list()
    assert [row["score"] for row in twin["rows"]] == ranking["score"].to_list()
    assert [row["figures"]["sector"] for row in twin["rows"]] == ranking["sector"].to_list()


def test_the_page_shows_what_the_twin_says(edition: Edition, tmp_path: Path) -> None:
    site = written_room(edition, tmp_path)
    twin = json.loads((site / "en" / "ranking.json").read_text(encoding="utf-8"))
    shown = cells(site / "en" / "ranking.html")
    assert len(shown) == len(twin["rows"])
    for row, texts in zip(twin["rows"], shown, strict=True):
        low, middle, high = (f"{row[name]:g}" for name in ("rank_p05", "rank_median", "rank_p95"))
        assert texts[:5] == [
            str(row["rank"]),
            f"{row['title']} {row['key']}",
            f"{row['score']:.2f}",
            f" {middle} ({low}–{high})",
            str(row["band"]),
        ]


def test_hostile_names_come_out_as_text(hostile: Edition, tmp_path: Path) -> None:
    site = written_room(hostile, tmp_path / "site")
    shown = cells(site / "en" / "ranking.html")
    names = {text.rpartition(" ")[0] for _rank, text, *_rest in shown}
    assert names >= set(HOSTILE)
    for path in site.glob("*/*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_long_list_comes_in_parts(
    hostile: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cells(written_room(hostile, tmp_path / "whole") / "en" / "ranking.html")
    monkeypatch.setattr(room, "ROWS", 7)
    site = written_room(hostile, tmp_path / "parts")
    parts = [cells(site / "en" / f"ranking{part}.html") for part in ("", "-2", "-3")]
    assert [row for part in parts for row in part] == whole
    assert not (site / "en" / "ranking-4.html").exists()
    first = json.loads((site / "en" / "ranking.json").read_text(encoding="utf-8"))
    assert len(first["rows"]) == len(whole)


def test_the_further_rows_are_those_of_the_parts(
    hostile: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cells(written_room(hostile, tmp_path / "whole") / "en" / "ranking.html")
    monkeypatch.setattr(room, "ROWS", 7)
    site = written_room(hostile, tmp_path / "parts")
    script = (site / "en" / "ranking.rows.js").read_text(encoding="utf-8")
    brought: dict[str, Any] = json.loads(script.removeprefix("window.steelyardRows = ")[:-2])
    made = [Cells(f"<tbody>{row}</tbody>").rows[0] for row in brought["html"]]
    assert made == whole[7:]
    # What a row is sorted by is what its cell shows.
    names = list(brought["keys"])
    for at, name in enumerate(names):
        for key, row in zip(brought["keys"][name], made, strict=True):
            if name == "unit":
                assert row[at].startswith(key)
            elif isinstance(key, int | float):
                number = re.match(r"\s*([+−]?[\d,.]+)", row[at])
                assert number is not None
                assert float(number[1].replace(",", "").replace("−", "-")) == key
            else:
                assert row[at] == ("–" if key is None else key)
    assert [" ".join(pair) for pair in brought["names"]] == [row[1] for row in made]


def test_the_overview_leads_with_the_first_ten(edition: Edition, tmp_path: Path) -> None:
    page = pages_of(edition, tmp_path)["index"]
    (leading,) = page.content["lists"]
    assert [row["rank"] for row in leading["rows"]] == list(range(1, 11))
    facts = {fact["term"]: fact["value"] for fact in page.content["facts"]}
    assert facts["Units ranked"] == "30"
    assert facts["Indicators"] == "9"
    assert len(page.content["sure"]) > 1
    assert page.content["changed"] == []


def test_the_overview_tells_who_moved(tmp_path: Path) -> None:
    table = table_of(6, 6, years=(2024, 2025), missing=0.0)
    edition = written(evaluated(scheme_of(6, periods=True), table), tmp_path / "e", replications=0)
    (changed,) = pages_of(edition, tmp_path)["index"].content["changed"]
    assert all(row["change"]["change"] > 0 for row in changed["rose"])
    assert all(row["change"]["change"] < 0 for row in changed["fell"])
    moved = [row["change"]["change"] for row in changed["rose"]]
    assert moved == sorted(moved, reverse=True)


@pytest.mark.parametrize("units", [0, 1])
def test_next_to_nothing_is_published_too(units: int, tmp_path: Path) -> None:
    edition = written(evaluated(scheme_of(6), table_of(units, 6)), tmp_path / "e", replications=0)
    site = written_room(edition, tmp_path / "site")
    assert len(cells(site / "en" / "ranking.html")) == units
    text = (site / "en" / "ranking.html").read_text(encoding="utf-8")
    assert ("it has no units" in text) == (units == 0)


def test_units_without_a_rank_are_not_no_units(tmp_path: Path) -> None:
    edition = written(evaluated(scheme_of(6), table_of(5, 6, missing=1.0)), tmp_path / "e")
    site = written_room(edition, tmp_path / "site")
    text = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "No unit has a rank." in text
    assert "it has no units" not in text


def test_a_group_that_no_unit_states_has_no_column(tmp_path: Path) -> None:
    table = table_of(5, 6).with_columns(country=pl.lit(None, pl.String))
    edition = written(evaluated(scheme_of(6), table), tmp_path / "e", replications=0)
    page = pages_of(edition, tmp_path / "site")["ranking"]
    names = [column["name"] for column in page.content["columns"]]
    assert "sector" in names
    assert "country" not in names
