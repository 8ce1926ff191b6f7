"""``steelyard explain``: why a unit stands where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.cli import main
from tests.cli.conftest import Call

NAMED = """\
scheme: named
title: Named
units: {table: units, key: code, title: name}
inputs: {units: {columns: {code: {type: text}, name: {type: text}, a: {}, b: {}}}}
tree: {parts: {a: {}, b: {}}, aggregate: {method: arithmetic, coverage: 1}}
"""
UNITS = "code,name,a,b\nx1,Ada,1,1\nx2,Bel,2,3\nx3,Cor,3,\n"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition whose units have names beside their keys; one of them is not ranked."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "named.yaml").write_text(NAMED)
    (folder / "units.csv").write_text(UNITS)
    words = [str(folder / name) for name in ("named.yaml", "units.csv")]
    assert main(["run", *words, "--out", str(folder / "ed")]) == 0
    return folder / "ed"


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with two periods and no tree."""
    out = tmp_path_factory.mktemp("editions") / "regions"
    assert main(["run", "rd-regions", "--out", str(out)]) == 0
    return out


def test_a_unit_is_explained_down_to_its_figures(call: Call, tai: Path) -> None:
    called = call("explain", tai, "Finland")
    assert (called.status, called.err) == (0, "")
    assert called.out.startswith("Finland: rank 1 of 23")
    for shown in ("Creation of technology", "200.2", "Strengths", "Weaknesses"):
        assert shown in called.out


def test_json_has_every_node(call: Call, tai: Path) -> None:
    answer = call("explain", tai, "Finland", "--json").answer
    assert (answer["key"], answer["rank"], answer["of"]) == ("Finland", 1, 23)
    nodes = {node["node"]: node for node in answer["nodes"]}
    assert len(nodes) == 13
    assert nodes["internet"]["raw"] == 200.2
    assert nodes["internet"]["parent"] == "recent"
    assert nodes["internet"]["score"] == pytest.approx(200.2 / 232.4)


def test_a_unit_may_be_called_by_its_title(call: Call, named: Path) -> None:
    by_title = call("explain", named, "Bel")
    assert by_title.out.startswith("x2: rank 1 of 2")
    assert by_title.out == call("explain", named, "x2").out


def test_a_unit_that_is_not_ranked_is_explained(call: Call, named: Path) -> None:
    called = call("explain", named, "x3")
    assert called.status == 0
    assert called.out.startswith("x3 is not ranked")


@pytest.mark.parametrize(("period", "rank"), [("2024", 3), ("2025", 3)])
def test_a_period_may_be_asked_for(call: Call, regions: Path, period: str, rank: int) -> None:
    answer = call("explain", regions, "China", "--period", period, "--json").answer
    assert answer["rank"] == rank
    assert answer["score"] == {"2024": 17.1, "2025": 16.1}[period]


def test_the_last_period_is_explained_if_none_is_asked_for(call: Call, regions: Path) -> None:
    last = call("explain", regions, "China", "--period", "2025").out
    assert call("explain", regions, "China").out == last


def test_the_explanation_is_in_the_language_asked_for(call: Call, tai: Path) -> None:
    assert "技術創造" in call("explain", tai, "Finland", "--lang", "zh-Hant").out
    assert "技术创造" in call("explain", tai, "Finland", "--lang", "zh-Hans").out


def test_an_unknown_unit_is_told_with_the_nearest(call: Call, tai: Path) -> None:
    called = call("explain", tai, "Findland")
    assert called.status == 2
    assert called.err == "The edition has no unit “Findland”. Did you mean “Finland”?\n"


def test_an_unknown_period_is_told_with_those_known(call: Call, regions: Path) -> None:
    called = call("explain", regions, "China", "--period", "2023")
    assert called.status == 2
    assert "its periods are 2024, 2025" in called.err


def test_a_folder_that_is_no_edition_is_told(call: Call, tmp_path: Path) -> None:
    called = call("explain", tmp_path, "Finland")
    assert called.status == 2
    assert "is not an edition: it has no manifest.json" in called.err
