"""The method page: every section of the scheme in words, weights, sources, commands."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.method.content import _SECTIONS
from steelyard.publish.method.wording import findings_wording, record_wording, wording
from steelyard.publish.source import Source
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.method.room import FIRMS, RICH, Written, edition_of, pages_of
from tests.publish.test_every_page import Parsed

ROOM = Path(__file__).parents[3] / "src/steelyard/publish/method"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition_of(tmp_path_factory.mktemp("rich") / "edition")


@pytest.fixture(scope="module")
def shown(rich: Edition) -> Written:
    return pages_of(rich)["method"]


@pytest.fixture(scope="module")
def nodes(shown: Written) -> dict[str, dict]:
    return {one["name"]: one for one in shown.content["nodes"]}


def test_the_sections_stand_in_the_order_of_the_contents(shown: Written) -> None:
    listed = [one["anchor"] for one in shown.content["sections"]]
    assert listed == [name for name in _SECTIONS if name not in ("beside", "audit", "record")]
    assert re.findall(r'<h2 id="([a-z]+)">', shown.html)[1:] == listed


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_link_within_the_page_leads_somewhere(rich: Edition, tag: str) -> None:
    for written_ in pages_of(rich, tag).values():
        parsed = Parsed(written_.html)
        inside = {link[1:] for link in parsed.links if link.startswith("#")}
        assert inside <= set(parsed.ids)
        assert len(parsed.ids) == len(set(parsed.ids))
        assert parsed.inline == []


def test_indicators_have_anchors_of_their_names(shown: Written, nodes: dict[str, dict]) -> None:
    assert nodes["產量"]["anchor"] == "indicator-產量"
    assert {"indicator-margin", "indicator-產量", "criterion-strength"} <= set(
        Parsed(shown.html).ids
    )


def test_weights_are_those_of_the_edition(rich: Edition, nodes: dict[str, dict]) -> None:
    """Margin is a third of strength, which is three quarters of the total."""
    assert nodes["margin"]["weight"] == pytest.approx(1 / 3)
    assert nodes["margin"]["effective_weight"] == pytest.approx(0.25)
    for row in rich.table("weights").iter_rows(named=True):
        assert nodes[row["node"]]["effective_weight"] == row["effective_weight"]


def test_an_indicator_tells_its_own_method_and_settings(nodes: dict[str, dict]) -> None:
    assert nodes["margin"]["told"]["formula"]["text"] == "s = 1 + 99·(x − 50) / 200"
    assert nodes["margin"]["unit"] == "%"
    assert nodes["margin"]["about"] == "What is left."
    assert nodes["jobs"]["direction_words"] == "less is better"
    assert nodes["jobs"]["told"]["formula"]["text"] == "s = 1 + 8·(max − x) / (max − min)"
    assert nodes["jobs"]["applies"] == "Land: Aland"
    assert nodes["產量"]["impute"]["words"] == "Missing figures are filled with 4."
    assert [one["words"] for one in nodes["產量"]["treat"]["methods"]] == ["The natural logarithm."]
    assert nodes["revenue"]["figure"] == {
        "name": "sales",
        "title": "Sales",
        "anchor": None,
        "differs": True,
    }
    assert nodes["margin"]["figure"]["anchor"] == "figure-margin"


def test_a_criterion_is_written_out_with_its_parts(nodes: dict[str, dict]) -> None:
    assert nodes["strength"]["equation"] == "Strength = 0.3333 × Margin + 0.6667 × Output"
    assert nodes["total"]["equation"] == "Total = Strength^0.75 × Size^0.25"
    assert nodes["size"]["equation"] == "Size = (Jobs × Sales)^(1/2)"
    assert "at least 60%" in nodes["strength"]["coverage"]
    assert nodes["size"]["again"]["formula"]["text"] == "s = 1 + 99·x / 10"


def test_sources_say_how_sure_they_are(shown: Written, nodes: dict[str, dict]) -> None:
    rule = shown.content["rules"][0]["source"]
    assert (rule["number"], rule["at"], rule["certainty_words"]) == ("No 7", "article 3", "press")
    assert (nodes["jobs"]["source"]["ref"], nodes["jobs"]["source_inherited"]) == ("trap", True)
    assert (nodes["margin"]["source"]["ref"], nodes["size"]["source_inherited"]) == ("law", False)


def test_only_addresses_of_the_web_are_links(shown: Written) -> None:
    urls = {one["name"]: one["url"] for one in shown.content["sources"]}
    assert urls == {"law": "https://example.org/law", "trap": None}
    assert "javascript:" not in shown.html
    assert "<b>Trap" not in shown.html


def test_steps_stand_in_their_order_with_settings(shown: Written) -> None:
    steps = shown.content["steps"]
    assert [one["step"] for one in steps] == ["derive", "screen", "impute", "treat", "normalise"]
    assert "less than 50% of the indicators" in steps[1]["notes"][0]
    assert steps[2]["words"].endswith("of the same Land.")
    assert [one["name"] for one in steps[2]["own"]] == ["產量"]
    assert len(steps[3]["methods"]) == 2


def test_rules_and_vetoes_out_of_force_say_so(shown: Written) -> None:
    assert [one["enabled"] for one in shown.content["rules"]] == [True, True, False]
    assert [one["enabled"] for one in shown.content["vetoes"]] == [True, False]
    assert shown.html.count("Not in force.") == 2
    assert shown.content["vetoes"][0]["words"] == "A score of 40 at most."


def test_what_was_learned_stands_with_its_indicators(shown: Written) -> None:
    """By hand: F5 is set aside; jobs apply to Aland only, with 5 and 4."""
    tables = shown.content["learned"]
    rows = {
        (table["title"], row["name"], row["of"]): dict(
            zip(table["columns"], row["values"], strict=True)
        )
        for table in tables
        for row in table["rows"]
    }
    assert rows["Normalise", "jobs", None] == {"Least": 4, "Greatest": 5}
    assert rows["Normalise", "revenue", None] == {"Figures": 4, "Least": 20, "Greatest": 100}
    assert rows["Fill missing figures", "margin", "a"] == {"Filled with": 125}
    assert rows["Screen", "margin", None]["Units with a figure"] == "75.0%"


def test_assumptions_are_told_with_the_draws(tmp_path: Path) -> None:
    edition = edition_of(tmp_path / "edition", RICH.replace("applies: {land: a}, ", ""))
    told = pages_of(edition)["method"].content["assumptions"]
    assert told["words"] == "50 replications, each under one draw of all assumptions (seed 7)."
    (one,) = told["varied"]
    assert one["about"] == "Nobody knows them."
    assert "up to 20% more or less" in one["words"]


def test_why_nothing_was_varied_is_told(shown: Written) -> None:
    told = shown.content["assumptions"]
    assert (told["varied"], told["words"]) == ([], None)
    assert "do not apply" in told["not_assessed"][0]


def test_the_commands_have_the_facts_of_the_edition(rich: Edition, shown: Written) -> None:
    again = shown.content["again"]
    commands = [one["command"] for one in again["commands"]]
    assert commands[0] == "steelyard verify EDITION"
    assert "--replications 50 --seed 7" in commands[1]
    assert again["scheme_sha256"] == rich.manifest["files"]["scheme.yaml"]
    assert again["versions"]["polars"] == pl.__version__


def test_an_edition_without_inputs_names_the_files_that_it_takes(tmp_path: Path) -> None:
    (tmp_path / "my firms.csv").write_bytes(FIRMS.write_csv().encode())
    scheme = Scheme.parse(RICH)
    data = Dataset.read(scheme.inputs, {"firms": tmp_path / "my firms.csv"})
    edition = evaluate(scheme, data).write(tmp_path / "edition", inputs=False)
    again = pages_of(edition)["method"].content["again"]
    assert again["commands"][0]["command"] == "steelyard verify EDITION 'firms=my firms.csv'"
    assert again["commands"][1]["command"].endswith("--replications 0 --out NEW")
    assert "my firms.csv" in again["needs"][-1]
    (one,) = again["inputs"]
    assert one["kept"] is False
    assert one["sha256"] == edition.manifest["sources"]["firms"]["sha256"]


@pytest.mark.parametrize("name", ["given", "figure"])
def test_a_list_without_a_tree_is_told_too(tmp_path: Path, name: str) -> None:
    rank = {"given": "rank: {given: jobs}", "figure": "rank: {by: sales}"}[name]
    text = RICH[: RICH.index("derived:")] + f"steps: []\n{rank}\n"
    pages = pages_of(edition_of(tmp_path / "edition", text))
    content = pages["method"].content
    assert (content["nodes"], content["tree"], content["learned"]) == ([], None, [])
    anchors = [one["anchor"] for one in content["sections"]]
    assert anchors[:2] == ["subject", "ranking"]
    assert {"tree", "nodes", "steps"} & set(anchors) == set()


def test_an_empty_edition_is_told_too(tmp_path: Path) -> None:
    scheme = scheme_of(3)
    edition = written(evaluated(scheme, table_of(3, 3).clear()), tmp_path / "e", replications=0)
    content = pages_of(edition)["method"].content
    assert "Units in this edition: 0; with a rank: 0." in content["subject"]
    assert content["assumptions"] is None


def test_periods_have_what_each_of_them_learned(tmp_path: Path) -> None:
    scheme, table = scheme_of(3, periods=True), table_of(5, 3, years=(2024, 2025))
    edition = written(evaluated(scheme, table), tmp_path / "e", replications=0)
    content = pages_of(edition)["method"].content
    assert "Each period is ranked by itself." in content["ranking"]["notes"]
    least = next(one for one in content["learned"] if one["columns"] == ["Least", "Greatest"])
    assert {row["of"] for row in least["rows"]} == {"2024", "2025"}
    assert len(least["rows"]) == 6


def test_hostile_titles_are_text(tmp_path: Path) -> None:
    title = "".join(HOSTILE)
    scheme = scheme_of(3, title=title, about=title, sources={"a": {"title": title, "by": title}})
    table = table_of(len(HOSTILE), 3, names=HOSTILE)
    table = table.with_columns(unit=pl.col("name"))
    edition = written(evaluated(scheme, table), tmp_path / "e", replications=0)
    for one in pages_of(edition).values():
        parsed = Parsed(one.html)
        assert parsed.inline == []
        assert "script" not in parsed.tags
        assert "{{ 7 * 7 }}" not in one.html or "49" not in one.html


@pytest.mark.parametrize("tag", LANGUAGES)
def test_titles_are_in_the_language_of_the_page(rich: Edition, tag: str) -> None:
    content = pages_of(rich, tag)["method"].content
    title = {"en": "Total", "zh-Hant": "總分", "zh-Hans": "总分"}[tag]
    assert content["nodes"][0]["title"] == title
    assert content["tree"]["title"] == title


def test_every_fixed_text_is_used(rich: Edition) -> None:
    source = Source(rich)
    with speaking("en"):
        said = {
            "method": wording(),
            "findings": findings_wording(source),
            "record": record_wording(source),
        }
    for name, texts in said.items():
        template = (ROOM / f"{name}.html.jinja").read_text("utf-8")
        template += (ROOM / "macros.html.jinja").read_text("utf-8")
        unused = [one for one in texts if not re.search(rf"said\.{one}\b", template)]
        by_name = {"row", "column", "delivery", "unit", "table"}
        allowed = {"method": set(_SECTIONS), "findings": by_name}
        assert set(unused) <= allowed.get(name, set())


def test_tables_that_came_from_no_file_are_asked_for_by_name(tmp_path: Path) -> None:
    again = pages_of(edition_of(tmp_path / "edition", inputs=False))["method"].content["again"]
    assert "The edition does not carry them" in again["needs"][-1]
    assert again["commands"][0]["command"] == "steelyard verify EDITION firms=FILE"
    assert "scheme.yaml firms=FILE" in again["commands"][1]["command"]
