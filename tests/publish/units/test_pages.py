"""The pages of units: what they show, in which words, and that nothing is lost on the way."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.i18n import LANGUAGES, language, speaking
from steelyard.library import sample
from steelyard.publish.layout.page import Masthead
from steelyard.publish.source import Source
from steelyard.publish.units.known import Known
from steelyard.publish.units.pages import batches, shared_of, write_batch
from steelyard.publish.units.told.tree import _decimals
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.reports import portfolios

FRAME = ("skip", "languages", "sections", "trail", "as_json", "brief", "report")


def published(edition: Edition, out: Path, previous: Edition | None = None) -> Source:
    """Write the pages of an edition's units, all as a worker would."""
    source = Source(edition, previous)
    said = dict.fromkeys(FRAME, "…")
    mastheads = {tag: Masthead(tag, "Title", "", (), "", said) for tag in LANGUAGES}
    shared = pickle.loads(pickle.dumps(shared_of(Known(source), mastheads, out)))
    for batch in pickle.loads(pickle.dumps(batches(Known(source)))):
        write_batch(shared, batch)
    return source


def page(out: Path, source: Source, key: str, tag: str = "en") -> dict[str, Any]:
    """Return the JSON of a unit's page."""
    path = out / tag / "units" / f"{source.addresses[key]}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def html(out: Path, source: Source, key: str, tag: str = "en") -> str:
    return (out / tag / "units" / f"{source.addresses[key]}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Path]:
    out = tmp_path_factory.mktemp("units")
    return published(edition, out), out


def test_every_unit_has_a_page_and_its_twin_in_each_language(small: tuple[Source, Path]) -> None:
    source, out = small
    for tag in LANGUAGES:
        names = {path.name for path in (out / tag / "units").iterdir()}
        assert names == {f"{a}.{e}" for a in source.addresses.values() for e in ("html", "json")}


def test_the_place_is_that_of_the_ranking(small: tuple[Source, Path]) -> None:
    source, out = small
    for row in source.ranking.to_dicts():
        found = page(out, source, row["unit"])
        place = found["place"]
        assert (place["rank"], place["of"], place["score"]) == (row["rank"], 30, row["score"])
        assert [group["label"] for group in place["groups"]] == [row["country"], row["sector"]]
        assert found["sure"]["interval"]["low"] == row["rank_p05"]
        assert found["title"] == row["name"]


def test_the_way_from_unit_to_unit_is_that_of_the_ranking(small: tuple[Source, Path]) -> None:
    source, out = small
    order = source.ranking["unit"].to_list()
    for at, key in enumerate(order):
        found = page(out, source, key)
        before = None if at == 0 else order[at - 1]
        after = None if at == len(order) - 1 else order[at + 1]
        assert (found["previous"] or {}).get("key") == before
        assert (found["following"] or {}).get("key") == after


def test_the_tree_goes_down_to_the_figures(small: tuple[Source, Path]) -> None:
    source, out = small
    raw = {row["unit"]: row for row in source.edition.table("raw").to_dicts()}
    filled = {row["unit"]: row for row in source.edition.table("imputed").to_dicts()}
    for key in source.keys:
        rows = page(out, source, key)["tree"]
        assert [row["node"] for row in rows] == list(source.nodes)
        for row in rows:
            if row["indicator"]:
                assert row["value"] == raw[key][row["node"]]
                gap = row["value"] is None
                assert row["imputed"] == (filled[key][row["node"]] if gap else None)
                assert row["unit"] == "%"


def test_what_was_imputed_is_marked_and_the_mark_explained(small: tuple[Source, Path]) -> None:
    source, out = small
    gaps = source.edition.table("raw").filter(pl.any_horizontal(pl.all().is_null()))
    assert gaps.height
    for key in source.keys:
        marked = [one["mark"] for one in page(out, source, key)["legend"]]
        assert marked == (["imputed"] if key in gaps["unit"] else [])
        assert ('<span class="tag">imputed</span>' in html(out, source, key)) == bool(marked)


def test_a_page_says_where_the_bar_ends_and_the_median_stands(small: tuple[Source, Path]) -> None:
    """The best of the list fills the bar; the root's median of 58.99 stands at 61% of 96.97."""
    source, out = small
    (root, *_rest) = page(out, source, source.keys[0])["tree"]
    assert root["score_percent"] == 100
    assert root["median_percent"] == round(100 * root["median"] / root["score"])
    assert f'bar b100"><i class="b{root["median_percent"]}">' in html(out, source, source.keys[0])


def test_words_are_of_the_language_and_figures_are_the_same(small: tuple[Source, Path]) -> None:
    source, out = small
    english, chinese = (page(out, source, "u4", tag) for tag in ("en", "zh-Hant"))
    assert english["tree"][0]["title"] == "Index"
    assert chinese["tree"][0]["title"] == "指數"
    assert [row["score"] for row in english["tree"]] == [row["score"] for row in chinese["tree"]]
    assert '<html lang="zh-Hant">' in html(out, source, "u4", "zh-Hant")


def test_writing_leaves_the_language_of_the_process_alone(edition: Edition, tmp_path: Path) -> None:
    with speaking("zh-Hant"):
        published(edition, tmp_path)
        assert language() == "zh-Hant"


def test_the_same_edition_gives_the_same_bytes(
    small: tuple[Source, Path], edition: Edition, tmp_path: Path
) -> None:
    _source, out = small
    published(edition, tmp_path)
    for path in sorted(out.rglob("*.*")):
        assert (tmp_path / path.relative_to(out)).read_bytes() == path.read_bytes()


def test_hostile_names_come_out_as_text(tmp_path: Path) -> None:
    table = table_of(len(HOSTILE), 6, names=HOSTILE, missing=0.0)
    # Groups and keys too, and one country for all, so that each is among the others' peers.
    table = table.with_columns(unit="name", country=pl.lit(HOSTILE[0]), sector="name")
    edition = written(evaluated(scheme_of(6), table), tmp_path / "edition", replications=50)
    source = published(edition, tmp_path / "site")
    for key in source.keys:
        found, text = page(tmp_path / "site", source, key), html(tmp_path / "site", source, key)
        assert found["title"] == key
        assert "<script" not in text
        assert "<img" not in text
        assert text.count("</svg>") == text.count("<svg ")
        assert "{{" not in text.replace("{{ 7 * 7 }}", "")
    assert html(tmp_path / "site", source, "{{ 7 * 7 }}").count("<h1>{{ 7 * 7 }}</h1>") == 1


def test_names_keep_their_direction_of_writing_to_themselves(tmp_path: Path) -> None:
    names = ["Plain", "\u202eevil", "Other"]
    table = table_of(3, 3, names=names, missing=0.0).with_columns(country=pl.lit("TW"))
    edition = written(evaluated(scheme_of(3), table), tmp_path / "edition", replications=50)
    source = published(edition, tmp_path / "site")
    order = source.ranking["unit"].to_list()
    other = order[order.index("u1") - 1] if order.index("u1") else order[1]
    text = html(tmp_path / "site", source, other)
    for part in text.split("\u202eevil")[:-1]:
        assert part.endswith(("<bdi>", "\u2068"))


def test_an_edition_of_one_unit_and_of_none(tmp_path: Path) -> None:
    one = written(evaluated(scheme_of(3), table_of(1, 3)), tmp_path / "one", replications=50)
    source = published(one, tmp_path / "site")
    found = page(tmp_path / "site", source, "u0")
    assert (found["place"]["rank"], found["next"], found["peers"]) == (1, None, None)
    assert (found["previous"], found["following"]) == (None, None)
    none = written(evaluated(scheme_of(3), table_of(0, 3)), tmp_path / "none", replications=0)
    assert batches(Known(Source(none))) == []


def test_a_unit_without_a_score_has_a_page_that_says_so(tmp_path: Path) -> None:
    table = table_of(6, 3, missing=0.0)
    gone = pl.col("unit") == "u2"
    table = table.with_columns(
        pl.when(gone).then(None).otherwise(pl.col(name)).alias(name) for name in ("x0", "x1", "x2")
    )
    scheme = scheme_of(3, steps=["normalise"])
    edition = written(evaluated(scheme, table), tmp_path / "edition", replications=50)
    source = published(edition, tmp_path / "site")
    found = page(tmp_path / "site", source, "u2")
    assert (found["place"]["rank"], found["place"]["sentence"]) == (None, "Not ranked; 5 are.")
    assert found["next"] is None
    assert all(row["score"] is None and row["effect"] is None for row in found["tree"])
    assert "not known" in html(tmp_path / "site", source, "u2")


@pytest.mark.parametrize("name", ["brand-list", "enterprise-500", "rd-regions"])
def test_lists_without_a_tree_have_pages(name: str, tmp_path: Path) -> None:
    scheme = Scheme.load(name)
    edition = evaluate(scheme, Dataset.read(scheme.inputs, sample(name))).write(
        tmp_path / "edition"
    )
    source = published(edition, tmp_path / "site")
    for key in source.keys:
        found = page(tmp_path / "site", source, key)
        assert found["tree"] == []
        assert '<h2 id="tree">' not in html(tmp_path / "site", source, key)


def test_periods_are_told_the_last_first_and_drawn_rank_one_on_top(tmp_path: Path) -> None:
    table = table_of(9, 3, years=(2023, 2024, 2025), missing=0.0)
    edition = written(
        evaluated(scheme_of(3, periods=True), table), tmp_path / "edition", replications=0
    )
    source = published(edition, tmp_path / "site")
    changes = {
        (row["unit"], str(row["year"])): row["rank_change"]
        for row in edition.table("changes").to_dicts()
    }
    for key in source.keys:
        over = page(tmp_path / "site", source, key)["periods"]
        assert [row["period"] for row in over["rows"]] == ["2025", "2024", "2023"]
        for row in over["rows"]:
            assert row["change"] == changes[key, row["period"]]
        ranks = [f"{row['rank']:.1f}" for row in reversed(over["rows"])]
        line = f'd="M0 {ranks[0]}L1 {ranks[1]}L2 {ranks[2]}"'
        assert line in html(tmp_path / "site", source, key)


def test_the_edition_before_is_told_with_what_the_change_comes_from(tmp_path: Path) -> None:
    first = written(
        evaluated(scheme_of(6), table_of(10, 6, seed=1)), tmp_path / "first", replications=0
    )
    second = written(
        evaluated(scheme_of(6), table_of(12, 6, seed=2)), tmp_path / "second", replications=0
    )
    source = published(second, tmp_path / "site", first)
    ranks = dict(first.ranking.select("unit", "rank").iter_rows())
    for key in source.keys:
        before = page(tmp_path / "site", source, key)["before"]
        assert before["rank"] == ranks.get(key)
        if before["rank"] is not None:
            assert sum(part["change"] for part in before["parts"]) == pytest.approx(
                before["change"]
            )
    assert page(tmp_path / "site", source, "u11")["before"]["rank"] is None


def test_own_findings_are_told_in_the_language(tmp_path: Path) -> None:
    """A unit that a veto strikes has a finding of its own."""
    veto = {"low": {"when": {"x0": {"below": 20}}, "effect": "unranked"}}
    scheme = scheme_of(3, vetoes=veto)
    edition = written(evaluated(scheme, table_of(20, 3)), tmp_path / "edition", replications=0)
    struck = edition.findings.drop_nulls("unit")
    assert struck.height
    source = published(edition, tmp_path / "site")
    for tag in LANGUAGES:
        for row in struck.to_dicts():
            texts = [
                one["text"] for one in page(tmp_path / "site", source, row["unit"], tag)["findings"]
            ]
            assert row[f"message_{tag}"] in texts


@pytest.fixture(scope="module")
def funds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Path]:
    folder = tmp_path_factory.mktemp("funds")
    edition = portfolios.evaluated().write(folder / "edition")
    return published(edition, folder / "site"), folder / "site"


def steps_of(found: Mapping[str, Any]) -> dict[str, Any]:
    return {step["node"]: step for step in found["card"]["steps"]}


def test_a_fund_has_its_points_its_rows_and_what_more_would_take(
    funds: tuple[Source, Path],
) -> None:
    """F1: 2 of 10 points for supported fields; 200 of its 400 are in them."""
    source, out = funds
    found = page(out, source, "F1")
    (fields,) = [row for row in found["tree"] if row["node"] == "fields"]
    assert (fields["score"], fields["points"], fields["value"]) == (2, 10, pytest.approx(0.2))
    assert "fields" in steps_of(found)
    assert steps_of(found)["fields"]["changes"]
    behind = {one["title"]: one for one in found["card"]["behind"]}
    (first, *_rest) = [one for one in behind.values() if "÷" in one["declared"]]
    assert "2 of 3 rows count, 200 of 400" in first["figures"][0]["sentence"]
    assert found["card"]["absent"] is None


def test_a_rule_says_where_it_comes_from_or_the_nearest_above_does(
    funds: tuple[Source, Path],
) -> None:
    source, out = funds
    found = page(out, source, "F1")
    sources = {one["number"]: one["certainty"] for one in found["sources"]}
    certain = {row["node"]: sources[row["source"]] for row in found["tree"] if row["source"]}
    assert (certain["fields"], certain["green"], certain["idle"]) == (
        "press",
        "secondary",
        "official",
    )


def test_without_inputs_the_page_says_what_it_cannot_show(tmp_path: Path) -> None:
    edition = portfolios.evaluated().write(tmp_path / "edition", inputs=False)
    source = published(edition, tmp_path / "site")
    card = page(tmp_path / "site", source, "F1")["card"]
    assert (card["steps"], card["behind"]) == ([], [])
    assert card["absent"]
    assert card["absent"] in html(tmp_path / "site", source, "F1")


@pytest.mark.parametrize(
    ("value", "usual", "decimals"),
    [(16.3, 0, 1), (0.0004, 2, 4), (29034.5, 0, 0), (16.0, 0, 0), (11.6, 2, 2), (None, 1, 1)],
)
def test_a_small_figure_of_a_column_of_large_ones_keeps_its_digits(
    value: float | None, usual: int, decimals: int
) -> None:
    assert _decimals(value, usual) == decimals


def test_a_rank_of_a_longer_list_is_not_told_of_the_few_that_are_here(tmp_path: Path) -> None:
    scheme = Scheme.load("brand-list")
    edition = evaluate(scheme, Dataset.read(scheme.inputs, sample("brand-list"))).write(
        tmp_path / "edition"
    )
    source = published(edition, tmp_path / "site")
    last = source.keys[-1]
    rank = page(tmp_path / "site", source, last)["place"]["rank"]
    assert rank > len(source.keys)
    text = html(tmp_path / "site", source, last)
    assert f"Rank {rank:.0f} in a longer list, of which {len(source.keys)} units are here." in text
    assert "in a longer list</small>" in text


def test_without_a_rank_there_is_none_to_assess(tmp_path: Path) -> None:
    edition = written(evaluated(scheme_of(3), table_of(4, 3, missing=1.0)), tmp_path / "edition")
    source = published(edition, tmp_path / "site")
    found = page(tmp_path / "site", source, "u0")
    assert found["place"]["sentence"] == "Not ranked; no unit of the list is."
    assert found["sure"]["sentences"] == ["It has no rank, so there is none to assess."]


def test_units_that_always_tie_are_not_ahead_of_each_other(tmp_path: Path) -> None:
    table = table_of(6, 3, missing=0.0)
    first = pl.int_range(pl.len()) < 2
    table = table.with_columns(
        pl.when(first).then(pl.col(name).first()).otherwise(pl.col(name)).alias(name)
        for name in ("x0", "x1", "x2")
    )
    edition = written(evaluated(scheme_of(3), table), tmp_path / "edition")
    source = published(edition, tmp_path / "site")
    for key, other in (("u0", "Company 1"), ("u1", "Company 0")):
        sentences = page(tmp_path / "site", source, key)["sure"]["sentences"]
        (about,) = [sentence for sentence in sentences if other in sentence]
        assert about == f"\u2068{other}\u2069 has the same rank."
