"""A unit's page tells how far it is from the list; the own weights admit nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steelyard import Edition
from steelyard.i18n import LANGUAGES
from steelyard.publish.source import Source
from steelyard.publish.weights.data import data_files
from steelyard.publish.weights.plan import plan_of
from tests.evaluation.test_admission import run, without
from tests.publish.units.test_pages import html, page, published


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Path]:
    folder = tmp_path_factory.mktemp("park")
    edition = Edition.open(run().write(folder / "edition").path)
    return published(edition, folder / "site"), folder / "site"


def told(park: tuple[Source, Path], key: str) -> dict[str, Any]:
    found: dict[str, Any] = page(park[1], park[0], key)["admission"]
    return found


def test_a_unit_below_is_told_the_least_that_would_admit_it(park: tuple[Source, Path]) -> None:
    found = told(park, "C")
    assert [found[name] for name in ("status", "met", "needed", "of")] == ["not_admitted", 0, 2, 3]
    # Two to go: tax lacks 2.5%, revenue 4%, waste 6.25%.
    first, least = found["sentences"]
    assert first == "It is not admitted: thresholds met 0 of 3, needed 2."
    assert least.endswith(": Tax paid: 1 万元 short of 40; revenue: 20 万元 short of 500.")


def test_each_threshold_has_its_figure_its_bound_and_the_distance(
    park: tuple[Source, Path],
) -> None:
    rows = told(park, "E")["thresholds"]
    assert [(row["threshold"], row["told"], row["wanted"], row["label"]) for row in rows] == [
        ("revenue", "600 万元", "at least 500 万元", "met"),
        ("tax", "–", "at least 40 万元", "not known"),
        ("waste", "9", "at most 8", "not met"),
    ]
    assert [row["distance"] for row in rows] == [0.0, None, 1.0]
    assert told(park, "E")["sentences"][0].endswith("not known: Tax paid.")


def test_page_and_twin_say_the_same(park: tuple[Source, Path]) -> None:
    source, out = park
    for tag in LANGUAGES:
        found = page(out, source, "C", tag)["admission"]
        written = html(out, source, "C", tag)
        for sentence in found["sentences"]:
            assert sentence in written
        assert written.count('class="thresholds"') == 1


def test_who_is_admitted_is_told_so_too(park: tuple[Source, Path]) -> None:
    assert told(park, "A")["sentences"] == ["It is admitted: thresholds met 2 of 3, needed 2."]


def test_without_thresholds_there_is_nothing_to_tell(tmp_path: Path) -> None:
    edition = Edition.open(run(without("admission")).write(tmp_path / "edition").path)
    source = published(edition, tmp_path / "site")
    assert page(tmp_path / "site", source, "A")["admission"] is None
    assert 'class="thresholds"' not in html(tmp_path / "site", source, "A")


def test_the_own_weights_keep_those_off_that_are_not_admitted(park: tuple[Source, Path]) -> None:
    source, _out = park
    plan = plan_of(source)
    assert plan is not None
    ((_file, script),) = list(data_files(source, plan))
    data = json.loads(script.decode().rpartition("]=")[2].rstrip().rstrip(";"))
    ((node, effect, amount, places),) = data["struck"]
    assert (node, effect, amount) == ("index", "unranked", None)
    assert sorted(data["names"][at] for at in places) == ["C", "D", "E"]


def test_lists_by_group_are_of_those_admitted(park: tuple[Source, Path]) -> None:
    (one,) = park[0].lists
    assert one.listed["firm"].to_list() == ["A", "B"]
    assert one.candidates == 0
