"""The page of findings: counted, limited, linked to units, in every language."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.publish.method.findings import MOST_ROWS
from tests.publish.method.room import FIRMS, Written, edition_of, pages_of

MANY = """
scheme: many
title: Many
units: {table: firms, key: firm}
inputs: {firms: {columns: {firm: {type: text}, sales: {title: Sales}}}}
rules:
  odd: {title: Odd sales, when: {sales: {below: 0}}, severity: warning}
rank: {by: sales}
steps: []
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of 260 firms, of which all but ten break a rule."""
    frame = pl.DataFrame(
        {"firm": [f"f{at}" for at in range(260)], "sales": [float(9 - at) for at in range(260)]}
    )
    return edition_of(tmp_path_factory.mktemp("many") / "edition", MANY, frame)


@pytest.fixture(scope="module")
def shown(many: Edition) -> Written:
    return pages_of(many)["method/findings"]


def test_findings_are_counted_and_the_first_are_listed(many: Edition, shown: Written) -> None:
    kinds = {(one["severity"], one["code"]): one for one in shown.content["kinds"]}
    broken = kinds["warning", "rule-broken"]
    assert (broken["count"], len(broken["rows"]), broken["more"]) == (250, MOST_ROWS, 50)
    assert sum(one["count"] for one in shown.content["kinds"]) == many.findings.height
    assert "50 more; the table of findings has all:" in shown.html


def test_the_gravest_stand_first(shown: Written) -> None:
    order = ["breach", "warning", "note"]
    places = [order.index(one["severity"]) for one in shown.content["kinds"]]
    assert places == sorted(places)


def test_a_finding_leads_to_its_unit(shown: Written) -> None:
    row = shown.content["kinds"][0]["rows"][0]
    assert (row["unit"], row["address"], row["row"]) == ("f10", "units/f10", 11)
    assert 'href="../../en/units/f10.html"' in shown.html


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans"])
def test_findings_are_told_in_the_language_of_the_page(many: Edition, tag: str) -> None:
    kinds = pages_of(many, tag)["method/findings"].content["kinds"]
    rows = [row for one in kinds for row in one["rows"]]
    told = many.findings[f"message_{tag}"].to_list()
    assert {row["message"] for row in rows} <= set(told)


def test_without_findings_there_is_no_page(tmp_path: Path) -> None:
    scheme = Scheme.parse(MANY[: MANY.index("rules:")] + MANY[MANY.index("rank:") :])
    frame = FIRMS.select("firm", "sales")
    evaluation = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"firms": frame}))
    edition = evaluation.write(tmp_path / "edition")
    assert edition.findings.is_empty()
    pages = pages_of(edition)
    assert set(pages) == {"method"}
    assert "findings" not in [one["anchor"] for one in pages["method"].content["sections"]]
